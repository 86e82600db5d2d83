"""What every record has: an id made on the laptop, types that SQLite keeps exactly, retirement instead of deletion.

Money is ``Decimal`` pounds here and whole pence in the file; a day is ISO text; a flag is 0 or 1. The same
types serve PostgreSQL, so that both hold the same values.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, dataclass_transform

from sqlalchemy import BigInteger, Integer, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column
from sqlalchemy.sql.operators import inv
from sqlalchemy.types import TypeDecorator

from aip_desktop.models.describe import REMOVED, Described, Kind, field

WHOLE = BigInteger().with_variant(Integer, "sqlite")
PENCE = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Source:
    """Where ids and the time come from: this device's, or a repeatable one for the sample."""

    now_ms: Callable[[], int]  # milliseconds since 1970, UTC
    bits: Callable[[int], int]


_system = random.SystemRandom()
_device = Source(lambda: time.time_ns() // 1_000_000, _system.getrandbits)
_source: ContextVar[Source] = ContextVar("source", default=_device)


def source() -> Source:
    """The source in force."""
    return _source.get()


@contextmanager
def repeatable(seed: int, start_ms: int) -> Iterator[Callable[[int], None]]:
    """Make ids and times that come out the same every time; the yielded function moves the clock."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable sample, not a secret
    clock = [start_ms]

    def tick() -> int:
        clock[0] += 1
        return clock[0]

    def move(to_ms: int) -> None:
        clock[0] = max(clock[0], to_ms)

    token = _source.set(Source(tick, chance.getrandbits))
    try:
        yield move
    finally:
        _source.reset(token)


def new_id() -> str:
    """A UUID of version 7 (RFC 9562) as 32 hexadecimal digits: in the order of making, unique across laptops."""
    here = source()
    number = (here.now_ms() & (1 << 48) - 1) << 80 | here.bits(80)
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    if number >> 80 == _latest[0] >> 80:  # in the same millisecond: after the one before
        number = _latest[0] + 1
    _latest[0] = number
    return f"{number:032x}"


_latest = [0]


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


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """The root of all tables of the file. Every table is STRICT: SQLite refuses a value of the wrong kind."""

    __table_args__ = {"sqlite_strict": True}
    type_annotation_map = {
        str: Text().with_variant(Text(collation="C"), "postgresql"),  # in one order everywhere
        int: WHOLE,
        bool: Flag(),
        date: Day(),
        Decimal: Pounds(),
    }


@dataclass_transform(field_specifiers=(mapped_column, field), kw_only_default=True)
class Record(Base, kw_only=True):
    """Anything the file keeps. It is retired, never deleted, so that a merge and an undo can bring it back."""

    __abstract__ = True
    __kind__: ClassVar[Kind]

    id: Mapped[str] = mapped_column(primary_key=True, default_factory=new_id)
    retired: Mapped[bool] = mapped_column(default=False, info={Described: REMOVED})
