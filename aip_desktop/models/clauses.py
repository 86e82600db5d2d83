"""Records of the text: clause sets, their clauses and sub-clauses, and why a clause was changed."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Mapped

from aip_desktop.models.base import Record, refers
from aip_desktop.models.describe import Kind, Share, SharedBy, described, field


class Condition(StrEnum):
    """When a clause stands in an agreement."""

    ALWAYS = ""
    CORE = "core"
    GRANT = "grant"
    OPTIONS = "options"
    NO_OPTIONS = "no_options"


CONDITIONS: Mapping[str, str] = {
    Condition.ALWAYS: "Always",
    Condition.CORE: "Only for the core programme",
    Condition.GRANT: "Only for a grant programme",
    Condition.OPTIONS: "Only where there are options",
    Condition.NO_OPTIONS: "Only where there are no options",
}


class ClauseSet(Record, kw_only=True):
    """One version of the wording of agreements. What came with the program is taken in whole, and not edited."""

    __tablename__ = "clause_set"
    __kind__ = Kind(
        label="template",
        title="{name} {version}",
        shared_by=SharedBy.REFERRED,
        order=("dated", "id"),
    )

    # Of the set as shipped; a version made here keeps that of the set it started from
    key: Mapped[str] = field("Template as shipped", Share.YES)
    name: Mapped[str] = field("Name", Share.YES)
    version: Mapped[str] = field("Version", Share.YES, hint="For example, 2026/27.")
    dated: Mapped[date] = field("Dated", Share.YES)
    # Printed while it is a draft
    notice: Mapped[str | None] = field(
        "Notice printed on drafts",
        Share.YES,
        hint="Printed until Legal’s approval is recorded.",
        default=None,
    )
    is_shipped: Mapped[bool] = field("Supplied with the program", Share.YES, default=False)
    based_on_id: Mapped[str | None] = field("Based on", Share.NO, refers=refers("clause_set"), default=None)
    approved_on: Mapped[date | None] = field("Approved on", Share.YES, happened=True, default=None)
    approved_by: Mapped[str | None] = field("Approved by", Share.YES, default=None)


class Clause(Record, kw_only=True):
    """A clause of one set. Its ``key`` is the same in every version, so that versions compare."""

    __tablename__ = "clause"
    __kind__ = Kind(label="clause", title="{heading}", shared_by="clause_set_id", order=("position", "id"))

    clause_set_id: Mapped[str] = field("Template", Share.YES, refers=refers("clause_set"), index=True)
    key: Mapped[str] = field("Key", Share.YES)
    position: Mapped[str] = field("Position", Share.YES)
    heading: Mapped[str] = field("Heading", Share.YES)
    condition: Mapped[str | None] = field("When it applies", Share.YES, codes=CONDITIONS, default=None)


class ClausePart(Record, kw_only=True):
    """A sub-clause, its words in mark-up: paragraphs and items."""

    __tablename__ = "clause_part"
    __kind__ = Kind(
        label="sub-clause", title="{clause_id}: {text}", shared_by="clause_id", order=("position", "id")
    )

    clause_id: Mapped[str] = field("Clause", Share.YES, refers=refers("clause"), index=True)
    key: Mapped[str] = field("Key", Share.YES)
    position: Mapped[str] = field("Position", Share.YES)
    text: Mapped[str] = field("Wording", Share.YES)
    condition: Mapped[str | None] = field("When it applies", Share.YES, codes=CONDITIONS, default=None)


class ClauseReason(Record, kw_only=True):
    """Why a clause was changed, added, removed or moved in a set, and who asked for it."""

    __tablename__ = "clause_reason"

    __kind__ = Kind(
        label="reason for a change",
        title="{clause_set_id} · {why}",
        shared_by=SharedBy.NEVER,
        order=("id",),
    )

    clause_set_id: Mapped[str] = field("Template", Share.NO, refers=refers("clause_set"), index=True)
    clause_key: Mapped[str] = field("Clause", Share.NO)
    why: Mapped[str | None] = field("Reason for change", Share.NO, long=True, default=None)
    asked_by: Mapped[str | None] = field("Requested by", Share.NO, default=None)


TEMPLATE, CLAUSE, SUB_CLAUSE, CLAUSE_REASON = (
    dict(described(kind)) for kind in (ClauseSet, Clause, ClausePart, ClauseReason)
)  # what their fields are called
