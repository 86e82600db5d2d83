"""Types that the file keeps exactly: days, pounds, yes or no."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Integer, Text
from sqlalchemy.sql.operators import inv
from sqlalchemy.types import TypeDecorator

WHOLE = BigInteger().with_variant(Integer, "sqlite")


PENCE = Decimal("0.01")


class Day(TypeDecorator[date]):
    """A calendar day, kept as ISO text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: object) -> Any:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: object) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Pounds(TypeDecorator[Decimal]):
    """Pounds, kept as whole pence. More than two decimals is a mistake of the program, not to be rounded away."""

    impl = WHOLE
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: object) -> Any:
        if value is None:
            return None
        pence = value * 100
        if pence != pence.to_integral_value():
            raise ValueError(f"{value} is not a whole number of pence")
        return int(pence)

    def process_result_value(self, value: Any, dialect: object) -> Decimal | None:
        return None if value is None else (Decimal(value) / 100).quantize(PENCE)


class Flag(TypeDecorator[bool]):
    """Yes or no, kept as 1 or 0."""

    impl = Integer
    cache_ok = True

    class comparator_factory(TypeDecorator.Comparator[bool]):  # noqa: N801 - SQLAlchemy's name
        """``~flag`` is ``flag = 0``: not every store takes a number for a truth."""

        def operate(self, op: Any, *other: Any, **options: Any) -> Any:
            return self.expr == False if op is inv else super().operate(op, *other, **options)  # noqa: E712

    def process_bind_param(self, value: bool | None, dialect: object) -> Any:
        return None if value is None else int(value)

    def process_result_value(self, value: Any, dialect: object) -> bool | None:
        return None if value is None else bool(value)
