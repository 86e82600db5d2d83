"""Share copies: what one partnership may have of the file, written afresh, so that nothing else is in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import inspect as inspect_mapped
from sqlalchemy.orm import Session

from aip_desktop.errors import Refusal
from aip_desktop.history.blobs import keep_bytes, kept_bytes
from aip_desktop.history.kinds import kinds
from aip_desktop.models.base import Record
from aip_desktop.models.budget import NIL
from aip_desktop.models.decisions import Decision
from aip_desktop.models.describe import Kind, SharedBy, described
from aip_desktop.models.describe import Share as Shared
from aip_desktop.models.lookup import in_use, live, the_authority
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.share_copy import ShareCopy
from aip_desktop.names import reference_key
from aip_desktop.wording import listing

KEPT = ("content_hash", "printed_hash", "document_hash")  # fields that name bytes kept in the file
_Row = tuple[type[Record], dict[str, Any]]


# What an exempt decision says is not for the public, nor for a partnership.
_OF_EXEMPT = tuple(
    name for name, description in described(Decision) if description.share is Shared.UNLESS_EXEMPT
)


@dataclass(frozen=True, slots=True)
class Share:
    """What goes into a share copy: each record's shared fields, and the bytes they lean on."""

    partnership: str
    code: str
    council: str
    rows: tuple[_Row, ...]
    kept: tuple[bytes, ...]


def share_for(session: Session, code: str) -> Share:
    """Return what the partnership with this code may have. Refusal if no partnership has it."""
    there = live(session, Partnership)
    wanted = next(
        (partnership for partnership in there if reference_key(partnership.code) == reference_key(code)), None
    )
    if wanted is None:
        codes = listing([partnership.code for partnership in there]) or "none yet"
        raise Refusal(f"No partnership has the code {code}. The codes are {codes}", "partnership")
    rows = _own_totals([_row(record) for record in _chosen(session, wanted)])
    rows = _without_loose_ends(rows)
    hashes = sorted({row[name] for _, row in rows for name in KEPT if row.get(name)})
    return Share(
        partnership=f"{wanted.name} ({wanted.code})",
        code=wanted.code,
        council=the_authority(session).name,
        rows=tuple(rows),
        kept=tuple(kept_bytes(session, each_hash, "a document that would be shared") for each_hash in hashes),
    )


def begin_share(session: Session, share: Share, who: str, on: date) -> None:
    """Write it into a new file, with the mark of a share copy."""
    mark = ShareCopy(
        partnership=share.partnership, code=share.code, council=share.council, shared_on=on, shared_by=who
    )
    session.add(mark)
    for kind, values in share.rows:
        session.add(kind(**values))
    for body in share.kept:
        keep_bytes(session, body)


def _chosen(session: Session, partnership: Partnership) -> list[Record]:
    """Return the records that are shared: the partnership's own, and those they refer to."""
    chosen = {
        kind: _live(session, record)
        for kind, record in kinds().items()
        if record.__kind__.shared_by != SharedBy.NEVER
    }
    ids = {partnership.id}
    shared_records: dict[str, Record] = {}
    grown = True
    while grown:
        referred = {
            getattr(record, name) for record in shared_records.values() for name in _references(type(record))
        }
        fresh = [
            record
            for records in chosen.values()
            for record in records
            if record.id not in shared_records and _belongs(record, record.__kind__, ids, referred)
        ]
        shared_records.update((record.id, record) for record in fresh)
        ids.update(record.id for record in fresh)
        grown = bool(fresh)
    return sorted(shared_records.values(), key=lambda record: (record.__tablename__, record.id))


def _live(session: Session, record: type[Record]) -> list[Record]:
    return list(session.scalars(in_use(record).order_by(record.id)))


def _belongs(record: Record, kind: Kind, ids: set[str], referred: set[str | None]) -> bool:
    if kind.shared_only is not None:
        field, values = kind.shared_only
        if getattr(record, field) not in values:
            return False
    if kind.shared_by == SharedBy.ALWAYS:
        return True
    return (
        record.id in referred
        if kind.shared_by == SharedBy.REFERRED
        else getattr(record, kind.shared_by) in ids
    )


def shared_fields(kind: type[Record]) -> tuple[str, ...]:
    """Give the fields of a kind of record that a partnership may have, unless it is of an exempt decision."""
    return tuple(name for name, description in described(kind) if description.share is not Shared.NO)


def _references(kind: type[Record]) -> dict[str, bool]:
    """Return the shared fields that refer to another record -> whether they may be blank."""
    columns = inspect_mapped(kind).columns
    return {name: bool(columns[name].nullable) for name in shared_fields(kind) if columns[name].foreign_keys}


def _row(record: Record) -> _Row:
    values = {"id": record.id, **{name: getattr(record, name) for name in shared_fields(type(record))}}
    if isinstance(record, Decision) and record.exempt:
        values.update(dict.fromkeys(_OF_EXEMPT))
    return type(record), values


def _own_totals(rows: list[_Row]) -> list[_Row]:
    """Return what a year and an element come to for this partnership alone: the others' money is theirs."""
    own = list(_of(rows, "allocation"))
    for budget in _of(rows, "annual_budget"):
        budget["total"] = sum(
            (fields["amount"] for fields in own if fields["budget_id"] == budget["id"]), NIL
        )
    for amount in _of(rows, "element_amount"):
        both = (amount["budget_id"], amount["element_id"])
        amount["amount"] = sum(
            (fields["amount"] for fields in own if (fields["budget_id"], fields["element_id"]) == both), NIL
        )
    return rows


def _of(rows: list[_Row], kind: str) -> Iterator[dict[str, Any]]:
    return (row for record, row in rows if record.__tablename__ == kind)


def _without_loose_ends(rows: list[_Row]) -> list[_Row]:
    """Leave no reference to what is withheld: it is left blank, or the record that cannot do without it is left
    out.
    """
    while True:
        ids = {row["id"] for _, row in rows}
        kept = []
        for kind, row in rows:
            loose = {
                name: blank
                for name, blank in _references(kind).items()
                if row[name] is not None and row[name] not in ids
            }
            if all(loose.values()):
                kept.append((kind, row | dict.fromkeys(loose)))
        if len(kept) == len(rows):
            return kept
        rows = kept
