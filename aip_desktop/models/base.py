"""What every record has: an id made on the laptop, types that SQLite keeps exactly, retirement instead of deletion.

Money is ``Decimal`` pounds here and whole pence in the file; a day is ISO text; a flag is 0 or 1. The same
types serve PostgreSQL, so that both hold the same values.
"""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, dataclass_transform

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

from aip_desktop.models.describe import REMOVED, Described, Kind, field
from aip_desktop.models.ids import new_id
from aip_desktop.models.types import WHOLE, Day, Flag, Pounds


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

    @classmethod
    def order(cls) -> tuple[Any, ...]:
        """Give the columns by which a list of all of the kind is in order."""
        return tuple(getattr(cls, name) for name in cls.__kind__.order)


def refers(table: str) -> ForeignKey:
    """Return a reference to another record, checked at the end of the act, so that order within it does not
    matter.
    """
    return ForeignKey(f"{table}.id", deferrable=True, initially="DEFERRED")
