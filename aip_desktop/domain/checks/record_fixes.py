"""Ways out of what can befall any record: made twice, or standing on one that was removed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.signing.signing import put_edition_after
from aip_desktop.domain.checks.fault import Fault
from aip_desktop.domain.checks.fix import WayOut
from aip_desktop.domain.checks.one_of_two import differing, last_said, one_of_two, pair_of
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
from aip_desktop.models.agreements import Agreement, OptionStep, Variation
from aip_desktop.models.attachments import Attachment
from aip_desktop.models.base import Record
from aip_desktop.models.decisions import Decision
from aip_desktop.models.describe import Duplicates
from aip_desktop.models.issued import IssuedDocument
from aip_desktop.models.returns import TermlyReturn
from aip_desktop.models.signatures import Edition, Signature
from aip_desktop.wording import count, listing, moment

KEPT = (Agreement, Decision, OptionStep, Variation, Edition, Signature, IssuedDocument, Attachment)


"""What no way out removes: acts that people did, and what was issued or signed about them."""

LEGAL = (*KEPT, TermlyReturn)
_MOST_TOLD = 2  # fields in which two records differ, in the words that tell them apart


def ways_of_doubles(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Keep the one, or keep the other; of editions both stay."""
    if isinstance(find_record(session, fault.about[0]), Edition):
        yield from _ways_of_editions(session, fault)
        return
    names, names_given = NamesInFile(session), set[str]()
    ids = fault.about[:2]
    rows = {record: find_record(session, record) for record in ids}
    makers = {record: made_by(session, record) for record in ids}
    referring = {record: standing_on(session, record) for record in ids}
    for kept_id, other_id in (ids, ids[::-1]):
        kept, other, upon = rows[kept_id], rows[other_id], referring[other_id]
        if kept is None or other is None:
            continue
        note = f"The other, {makers[other_id]}, is removed"
        if upon and type(other).__kind__.duplicates is Duplicates.WHOLE:
            note += f" with {count(len(upon), 'record')} of its own"
        elif upon:
            note += f"; {count(len(upon), 'record')} {'goes' if len(upon) == 1 else 'go'} over to this one"
        if filled := _filled(kept, other):
            note += f". Of the other it takes {listing(filled)}, which it leaves blank"
        words = f"Keep the one {makers[kept_id]}{_told(names, kept, other)}"
        if words in names_given:  # the same person entered both within a minute, and they say the same
            words += ", entered last"
        names_given.add(words)
        legal = isinstance(kept, LEGAL) or any(isinstance(record, LEGAL) for record in upon)
        yield WayOut(words, keep_one, (kept_id, other_id), note, legal)
    pair = pair_of(session, *rows.values())
    if pair is not None:
        yield _way_to_one(session, *pair, makers, referring[pair[1].id])


def way_to_one(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Offer to combine two records of one thing, which can be done for many at once."""
    pair = pair_of(session, *(find_record(session, record) for record in fault.about[:2]))
    if pair is not None:
        makers = {record.id: made_by(session, record.id) for record in pair}
        yield _way_to_one(session, *pair, makers, standing_on(session, pair[1].id))


def _way_to_one(
    session: Session, kept: Record, other: Record, makers: Mapping[str, str], upon: Sequence[Record]
) -> WayOut:
    names, taken, left = NamesInFile(session), list[str](), list[str]()
    for difference in differing(kept, other, last_said(session, [kept.id, other.id])):
        own, others = (
            _shown(names, kept, difference.field, value) for value in (difference.own, difference.others)
        )
        label = field_name(kept.__tablename__, difference.field)
        if difference.is_taken:
            was = "blank in the older" if difference.own is None else f"instead of {own}"
            taken.append(f"{label} {others} ({was})")
        else:
            left.append(f"{label} {others} (the older has {own})")
    notes = [f"The older was added {makers[kept.id]}, the other {makers[other.id]}"]
    if taken:
        notes.append(f"Taken from the other: {listing(taken)}")
    if left:
        notes.append(f"Not taken from the other: {listing(left)}")
    if not taken and not left:
        notes.append("Their values are the same")
    legal = isinstance(kept, LEGAL) or any(isinstance(record, LEGAL) for record in upon)
    words = (
        "Combine the two into the older, with what only the other has and the newer value where they differ"
    )
    key = f"combine {kept.__tablename__}"
    return WayOut(words, one_of_two, (kept.id, other.id), ". ".join(notes), legal, key)


def _shown(names: NamesInFile, record: Record, field: str, value: object) -> str:
    return names.shown(record.__tablename__, field, compact(fields_of(type(record))[field](value)))


def _ways_of_editions(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Offer, for two editions with one number, say which is the later: both stay as they were issued."""
    for later_id, earlier_id in (fault.about[::-1], fault.about):
        later, earlier = session.get_one(Edition, later_id), session.get_one(Edition, earlier_id)
        if later.issued_on >= earlier.issued_on:
            words = f"The edition with the code {later.code} is the later one: edition {later.number + 1}"
            note = (
                f"Issued {made_by(session, later_id)}. Both stay as they were issued, with their signatures"
            )
            yield WayOut(words, put_edition_after, (later_id, earlier_id), note, is_legal=True)


def ways_of_strays(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Bring back what was removed; else do without it, or remove what stands on it too."""
    removed_id, *ids = fault.about
    fields, names = fault.case.split(), NamesInFile(session)
    note = _removed_by(session, removed_id)
    yield WayOut(f"Bring back {names.titled(removed_id)}", bring_back, (removed_id,), note)
    rows = [
        each_record
        for each_record in (find_record(session, record) for record in ids)
        if each_record is not None
    ]
    if any(
        isinstance(record, Edition | Signature) for record in rows
    ):  # what was issued or signed stays on the record
        return
    if all(may_be_blank(record, field) for record, field in zip(rows, fields, strict=True)):
        which = (
            f"the {field_name(rows[0].__tablename__, fields[0])} of {names.titled(ids[0])}"
            if len(ids) == 1
            else f"it in all {len(ids):,}"
        )
        legal = any(isinstance(record, LEGAL) for record in rows)
        yield WayOut(f"Leave {which} blank", leave_out, tuple(zip(ids, fields, strict=True)), is_legal=legal)
        return
    upon = {
        each_record.id: each_record
        for record in ids
        for each_record in standing_on(session, record)
        if each_record.id not in ids
    }
    if not any(isinstance(record, LEGAL) for record in (*rows, *upon.values())):
        which = names.titled(ids[0]) if len(ids) == 1 else f"all {len(ids):,} that stand on it"
        note = f"{count(len(upon), 'record')} on top would be removed with them" if upon else ""
        yield WayOut(f"Remove {which} too", remove_with_all, tuple(ids), note)


def made_by(session: Session, record_id: str) -> str:
    """Return who made a record and when, to follow the name of it: "by Ann Able, 3 March 2026, 14:02"."""
    query = select(Change).where(Change.record == record_id, Change.field == CREATED).order_by(Change.clock)
    return _by(session, session.scalars(query.limit(1)).first())


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
    """Return the fields that the one that is kept leaves blank and takes from the other, in words."""
    if type(kept).__kind__.duplicates is not Duplicates.FILL:
        return []
    blank = (name for name in fields_of(type(kept)) if getattr(kept, name) is None)
    return [field_name(kept.__tablename__, name) for name in blank if getattr(other, name) is not None]


def _told(names: NamesInFile, kept: Record, other: Record) -> str:
    """Say in what the two differ: the values of the one that is kept."""
    differing = []
    for name, stored in fields_of(type(kept)).items():
        own, others = stored(getattr(kept, name)), stored(getattr(other, name))
        if own != others and not name.endswith("_hash") and name != "retired":
            words = field_name(kept.__tablename__, name)
            differing.append(f"{words} {names.shown(kept.__tablename__, name, compact(own))}")
    return f": {', '.join(differing[:_MOST_TOLD])}" if differing else ""
