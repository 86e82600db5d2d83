"""What one partnership may have of the file: each class says it, kind by kind and field by field."""

from dataclasses import dataclass

from aip_desktop.models.agreements.decisions import Decision
from aip_desktop.models.base import Record
from aip_desktop.models.describe import Share, SharedBy, described

ALWAYS, REFERRED, NEVER = SharedBy.ALWAYS, SharedBy.REFERRED, SharedBy.NEVER


@dataclass(frozen=True, slots=True)
class Decided:
    """What is shared of one kind of record.

    ``by`` says which of its records: a field (those that refer by it to a record that is shared), ``REFERRED``
    (those that a shared record refers to), ``ALWAYS`` or ``NEVER``. ``only`` narrows them by the value of a field.
    """

    by: str
    shared: str = ""  # names of fields
    withheld: str = ""
    only: tuple[str, tuple[str, ...]] | None = None


# What an exempt decision says is not for the public, nor for a partnership.
OF_EXEMPT = tuple(name for name, it in described(Decision) if it.share is Share.UNLESS_EXEMPT)

DECIDED: dict[str, Decided] = {
    "element": Decided(ALWAYS, "programme_id name purpose position"),
    "term": Decided(ALWAYS, "academic_year name starts_on ends_on returns_due_on confirmed"),
    "measure": Decided(ALWAYS, "code section label unit position from_on to_on"),
    "clause_set": Decided(
        REFERRED, "key name version dated notice is_shipped approved_on approved_by", "based_on_id"
    ),
    "clause": Decided("clause_set_id", "clause_set_id key position heading condition"),
    "clause_part": Decided("clause_id", "clause_id key position text condition"),
    "clause_reason": Decided(NEVER, "", "clause_set_id clause_key why asked_by"),
    "annual_budget": Decided(REFERRED, "programme_id year total confirmed decision_id", "notes"),
    "element_amount": Decided("budget_id", "budget_id element_id amount method counted_on"),
    "allocation": Decided("partnership_id", "budget_id element_id partnership_id amount weight"),
    "termly_return": Decided(
        "partnership_id",
        "partnership_id term_id due_on received_on prepared_by approved_by changes_requested_on resubmitted_on "
        "scrutinised_on fed_back_on governors_told_on",
        "notes",
    ),
    "return_value": Decided("return_id", "return_id measure_id number words"),
    "comment": Decided(
        NEVER, "", "clause_set_id send_out_id clause_key made_on text outcome response answered_on reason_id"
    ),
    "send_out": Decided(
        NEVER,
        "",
        "clause_set_id party partnership_id person role email sent_on due_on replied_on reply",
    ),
}


def decided(kind: type[Record]) -> Decided:
    """What is shared of a kind of record, as its class says."""
    if kind.__tablename__ in DECIDED:
        return DECIDED[kind.__tablename__]
    said = kind.__kind__
    shared = [name for name, it in described(kind) if it.share is not Share.NO]
    withheld = [name for name, it in described(kind) if it.share is Share.NO]
    return Decided(said.shared_by, " ".join(shared), " ".join(withheld), said.shared_only)
