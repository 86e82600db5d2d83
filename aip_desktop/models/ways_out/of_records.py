"""Ways out of what can befall any record: made twice, or standing on one that was removed."""

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.models.agreements.awards import Agreement
from aip_desktop.models.agreements.decisions import Decision
from aip_desktop.models.agreements.signing import Edition, Signature
from aip_desktop.models.base import Record
from aip_desktop.models.history import CREATED, Act, Change, compact, fields_of
from aip_desktop.models.invariants import Fault
from aip_desktop.models.issued import IssuedDocument
from aip_desktop.models.naming import NamesInFile, field_name
from aip_desktop.models.putting_right import (
    WHOLES,
    bring_back,
    keep_one,
    leave_out,
    may_be_blank,
    remove_with_all,
    standing_on,
)
from aip_desktop.models.replay import find_record
from aip_desktop.models.ways_out.way import WayOut
from aip_desktop.wording import count, moment

LEGAL = (Agreement, Decision, Edition, Signature, IssuedDocument)
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
        if upon and isinstance(other, WHOLES):
            note += f" with {count(len(upon), 'record')} of its own"
        elif upon:
            note += f"; {count(len(upon), 'record')} {'goes' if len(upon) == 1 else 'go'} over to this one"
        words = f"Keep the one {made_by(session, kept_id)}{_told(names, kept, other)}"
        if words in told:  # the same person entered both within a minute, and they say the same
            words += ", entered last"
        told.add(words)
        legal = isinstance(kept, LEGAL) or any(isinstance(it, LEGAL) for it in upon)
        yield WayOut(words, keep_one, (kept_id, other_id), note, legal)


def ways_of_strays(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Bring back what was removed; else do without it, or remove what stands on it too."""
    record_id, removed_id = fault.about
    record, names = find_record(session, record_id), NamesInFile(session)
    if record is None:
        return
    removed, name = names.titled(removed_id), names.titled(record_id)
    yield WayOut(f"Bring back {removed}", bring_back, (removed_id,), _removed_by(session, removed_id))
    if isinstance(record, Edition | Signature):  # what was issued or signed stays on the record
        return
    if may_be_blank(record, fault.case):
        words = f"Leave the {field_name(fault.case)} of {name} blank"
        yield WayOut(words, leave_out, (record_id, fault.case), is_legal=isinstance(record, LEGAL))
        return
    upon = standing_on(session, record_id)
    if not any(isinstance(it, LEGAL) for it in (record, *upon)):
        note = f"{count(len(upon), 'record')} on it would be removed with it" if upon else ""
        yield WayOut(f"Remove {name} too", remove_with_all, (record_id,), note)


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


def _told(names: NamesInFile, kept: Record, other: Record) -> str:
    """In what the two differ: the values of the one that is kept."""
    differing = []
    for name, stored in fields_of(type(kept)).items():
        own, others = stored(getattr(kept, name)), stored(getattr(other, name))
        if own != others and not name.endswith("_hash") and name != "retired":
            differing.append(f"{field_name(name)} {names.shown(kept.__tablename__, name, compact(own))}")
    return f": {', '.join(differing[:_MOST_TOLD])}" if differing else ""
