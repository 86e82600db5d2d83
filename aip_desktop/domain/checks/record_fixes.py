"""Ways out of what can befall any record: made twice, or standing on one that was removed."""

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.domain.checks.fix import WayOut
from aip_desktop.domain.checks.rules import Fault
from aip_desktop.history.encoding import CREATED, compact, fields_of
from aip_desktop.history.kinds import find_record
from aip_desktop.history.repair import (
    bring_back,
    keep_one,
    leave_out,
    may_be_blank,
    remove_with_all,
    standing_on,
)
from aip_desktop.history.tables import Act, Change
from aip_desktop.history.words import NamesInFile, field_name
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.base import FILL, OF_ITS_OWN, Record
from aip_desktop.models.decisions import Decision
from aip_desktop.models.issued import IssuedDocument
from aip_desktop.models.returns import TermlyReturn
from aip_desktop.models.signatures import Edition, Signature
from aip_desktop.wording import count, listing, moment

LEGAL = (Agreement, Decision, Edition, Signature, IssuedDocument, TermlyReturn)
_MOST_TOLD = 2  # fields in which two records differ, in the words that tell them apart


def ways_of_doubles(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Keep the one, or keep the other."""
    names, told = NamesInFile(session), set[str]()
    for kept_id, other_id in (fault.about[:2], fault.about[1::-1]):
        kept, other = find_record(session, kept_id), find_record(session, other_id)
        if kept is None or other is None:
            continue
        upon = standing_on(session, other_id)
        note = f"The other, {made_by(session, other_id)}, is removed"
        if upon and other.duplicates == OF_ITS_OWN:
            note += f" with {count(len(upon), 'record')} of its own"
        elif upon:
            note += f"; {count(len(upon), 'record')} {'goes' if len(upon) == 1 else 'go'} over to this one"
        if filled := _filled(kept, other):
            note += f". Of the other it takes {listing(filled)}, which it leaves blank"
        words = f"Keep the one {made_by(session, kept_id)}{_told(names, kept, other)}"
        if words in told:  # the same person entered both within a minute, and they say the same
            words += ", entered last"
        told.add(words)
        legal = isinstance(kept, LEGAL) or any(isinstance(it, LEGAL) for it in upon)
        yield WayOut(words, keep_one, (kept_id, other_id), note, legal)


def ways_of_strays(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Bring back what was removed; else do without it, or remove what stands on it too."""
    removed_id, *ids = fault.about
    fields, names = fault.case.split(), NamesInFile(session)
    note = _removed_by(session, removed_id)
    yield WayOut(f"Bring back {names.titled(removed_id)}", bring_back, (removed_id,), note)
    rows = [it for it in (find_record(session, record) for record in ids) if it is not None]
    if any(
        isinstance(it, Edition | Signature) for it in rows
    ):  # what was issued or signed stays on the record
        return
    if all(may_be_blank(it, field) for it, field in zip(rows, fields, strict=True)):
        which = (
            f"the {field_name(fields[0])} of {names.titled(ids[0])}"
            if len(ids) == 1
            else f"it in all {len(ids):,}"
        )
        legal = any(isinstance(it, LEGAL) for it in rows)
        yield WayOut(f"Leave {which} blank", leave_out, tuple(zip(ids, fields, strict=True)), is_legal=legal)
        return
    upon = {it.id: it for record in ids for it in standing_on(session, record) if it.id not in ids}
    if not any(isinstance(it, LEGAL) for it in (*rows, *upon.values())):
        which = names.titled(ids[0]) if len(ids) == 1 else f"all {len(ids):,} that stand on it"
        note = f"{count(len(upon), 'record')} on top would be removed with them" if upon else ""
        yield WayOut(f"Remove {which} too", remove_with_all, tuple(ids), note)


def made_by(session: Session, record_id: str) -> str:
    """Who made a record and when, to follow the name of it: "by Ann Able, 3 March 2026, 14:02"."""
    made = select(Change).where(Change.record == record_id, Change.field == CREATED)
    return _by(session, session.scalars(made.limit(1)).first())


def _removed_by(session: Session, record_id: str) -> str:
    gone = select(Change).where(Change.record == record_id, Change.field == "retired", Change.value == "1")
    last = session.scalars(gone.order_by(Change.clock.desc()).limit(1)).first()
    return f"It was removed {_by(session, last)}" if last is not None else ""


def _by(session: Session, change: Change | None) -> str:
    act = session.get(Act, (change.writer, change.act)) if change is not None else None
    if act is None:
        return "by nobody known"
    return f"by {act.who} at {moment(datetime.fromtimestamp(act.at / 1000, UTC).astimezone())}"


def _filled(kept: Record, other: Record) -> list[str]:
    """The fields that the one that is kept leaves blank and takes from the other, in words."""
    if kept.duplicates != FILL:
        return []
    blank = (name for name in fields_of(type(kept)) if getattr(kept, name) is None)
    return [field_name(name) for name in blank if getattr(other, name) is not None]


def _told(names: NamesInFile, kept: Record, other: Record) -> str:
    """In what the two differ: the values of the one that is kept."""
    differing = []
    for name, stored in fields_of(type(kept)).items():
        own, others = stored(getattr(kept, name)), stored(getattr(other, name))
        if own != others and not name.endswith("_hash") and name != "retired":
            differing.append(f"{field_name(name)} {names.shown(kept.__tablename__, name, compact(own))}")
    return f": {', '.join(differing[:_MOST_TOLD])}" if differing else ""
