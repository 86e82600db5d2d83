"""Records of the text: clause sets, their clauses and sub-clauses, and why a clause was changed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from aip_desktop.models.base import Record, refers
from aip_desktop.models.types import WORDS

ALWAYS, CORE, GRANT, OPTIONS, NO_OPTIONS = "", "core", "grant", "options", "no_options"


CONDITIONS: Mapping[str, str] = {
    ALWAYS: "Always",
    CORE: "Only for the core programme",
    GRANT: "Only for a grant programme",
    OPTIONS: "Only where there are options",
    NO_OPTIONS: "Only where there are no options",
}


class ClauseSet(Record, kw_only=True):
    """One version of the wording of agreements. What came with the program is taken in whole, and not edited."""

    __tablename__ = "clause_set"
    kind_label = "text"

    key: Mapped[str]  # of the set as shipped; a version made here keeps that of the set it started from
    name: Mapped[str]
    version: Mapped[str]
    dated: Mapped[date]
    notice: Mapped[str | None] = mapped_column(default=None)  # printed while it is a draft
    is_shipped: Mapped[bool] = mapped_column(default=False)
    based_on_id: Mapped[str | None] = mapped_column(refers("clause_set"), default=None)
    approved_on: Mapped[date | None] = mapped_column(default=None)
    approved_by: Mapped[str | None] = mapped_column(default=None)

    @classmethod
    def order(cls) -> tuple[Any, ...]:
        """The oldest first."""
        return cls.dated, cls.id


class Clause(Record, kw_only=True):
    """A clause of one set. Its ``key`` is the same in every version, so that versions compare."""

    __tablename__ = "clause"

    clause_set_id: Mapped[str] = mapped_column(refers("clause_set"), index=True)
    key: Mapped[str]
    position: Mapped[str]
    heading: Mapped[str]
    condition: Mapped[str | None] = mapped_column(default=None, info={WORDS: CONDITIONS})


class ClausePart(Record, kw_only=True):
    """A sub-clause, its words in mark-up: paragraphs and items."""

    __tablename__ = "clause_part"

    clause_id: Mapped[str] = mapped_column(refers("clause"), index=True)
    key: Mapped[str]
    position: Mapped[str]
    text: Mapped[str]
    condition: Mapped[str | None] = mapped_column(default=None, info={WORDS: CONDITIONS})


class ClauseReason(Record, kw_only=True):
    """Why a clause was changed, added, removed or moved in a set, and who asked for it."""

    __tablename__ = "clause_reason"

    clause_set_id: Mapped[str] = mapped_column(refers("clause_set"), index=True)
    clause_key: Mapped[str]
    why: Mapped[str | None] = mapped_column(default=None)
    asked_by: Mapped[str | None] = mapped_column(default=None)
