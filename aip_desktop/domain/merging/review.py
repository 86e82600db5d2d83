"""What a merge would do, before anything is written: counts, disagreements side by side, rules it would break."""

import json
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy import inspect as inspect_mapped
from sqlalchemy.orm import Session

from aip_desktop.clock import today
from aip_desktop.domain.checks.broken_rules import broken_rules
from aip_desktop.domain.checks.fault import Weight
from aip_desktop.domain.merging.statements import Disagreement, MergeReview, Origin, Side
from aip_desktop.errors import Refusal
from aip_desktop.history.acts import may_touch_removed, note
from aip_desktop.history.causality import Sight
from aip_desktop.history.encoding import compact, fields_of
from aip_desktop.history.kinds import kinds
from aip_desktop.history.merge import Merged
from aip_desktop.history.merge_report import known_to_them
from aip_desktop.history.reading import edits_of, value_in
from aip_desktop.history.replay import State, replayed
from aip_desktop.history.tables import Act, Change, Conflict
from aip_desktop.history.undo import stored_as_loaded
from aip_desktop.history.words import Names, NamesInFile, description_of, field_name
from aip_desktop.models.ids import source
from aip_desktop.models.types import Day, Flag, Pounds
from aip_desktop.names import sort_key
from aip_desktop.wording import read_count, read_date, read_pounds, tidy_paragraphs

CLOCKS_AGREE = timedelta(hours=1)  # to within this
FEW = 5000  # records that are named one by one sooner than by reading the whole history


def review(
    session: Session, merged: Merged, touched: Collection[str], before: State, found_before: Collection[str]
) -> MergeReview:
    """Return the review of a merge that has just been made in a session and may still be taken back.

    ``before`` is how the records that it ``touched`` were; no other can have changed.
    """
    after = replayed(session.connection(), records=touched)
    names = NamesInFile(session) if len(touched) <= FEW else Names(replayed(session.connection()))
    live_before = {key for key, values in before.items() if not values["retired"]}
    live_after = {key for key, values in after.items() if not values["retired"]}
    changed = [key for key in live_before & live_after if before[key] != after[key]]
    fresh = [rule for rule in broken_rules(session) if rule.sentence not in found_before]
    fresh.sort(key=lambda rule: rule.sentence)
    return MergeReview(
        merged=merged,
        added=_titles(names, [key[1] for key in live_after - live_before]),
        changed=_titles(names, [key[1] for key in changed]),
        retired=_titles(names, [key[1] for key in live_before - live_after]),
        disagreements=disagreements(session, names),
        broken=tuple(rule for rule in fresh if rule.weight is Weight.FAULT),
        to_do=tuple(rule for rule in fresh if rule.weight is Weight.TO_DO),
        noted=tuple(rule for rule in fresh if rule.weight is Weight.NOTED),
        origin=_origin(session),
    )


def _origin(session: Session) -> Origin:
    """Return that of the merge under way."""
    brought: dict[str, list[int]] = session.info["act"].merged or {}
    new: list[Act] = []
    for writer, (_, _, first, last) in brought.items():
        query = select(Act).where(Act.writer == int(writer), Act.number.between(first, last))
        new += session.scalars(query)
    ranges = {int(writer): (first, last) for writer, (first, last, *_) in brought.items()}
    had = {number: last for number, last in known_to_them(session, ranges).items() if number not in ranges}
    common = [
        session.scalar(select(func.max(Act.at)).where(Act.writer == writer, Act.last_change <= last))
        for writer, last in had.items()
    ]
    for writer, (_, _, first, _) in brought.items():
        earlier = select(func.max(Act.at)).where(Act.writer == int(writer), Act.number < first)
        common.append(session.scalar(earlier))
    known = [at for at in common if at is not None]
    latest = max(new, key=lambda act: act.at, default=None)
    ahead_by = timedelta(milliseconds=latest.at - source().now_ms() if latest else 0)
    is_ahead = latest is not None and ahead_by >= CLOCKS_AGREE
    return Origin(
        who=tuple(sorted({act.who for act in new}, key=sort_key)),
        last_at=_local(max(act.at for act in new)) if new else None,
        common_at=_local(max(known)) if known else None,
        ahead_who=latest.who if latest and is_ahead else "",
        ahead_by=ahead_by if is_ahead else timedelta(0),
    )


def _local(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone()


def _titles(names: Names, records: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted((names.titled(record) for record in records), key=sort_key))


def count_disagreements(session: Session) -> int:
    """Return how many fields are in conflict."""
    return session.scalar(select(func.count()).select_from(Conflict)) or 0


def disagreements(session: Session, names: Names | None = None) -> tuple[Disagreement, ...]:
    """Return every field in conflict, with all its sides."""
    conflicts = list(
        session.scalars(select(Conflict).order_by(Conflict.kind, Conflict.record, Conflict.field))
    )
    if not conflicts:
        return ()
    names = names or NamesInFile(session)
    sight = Sight.of(session.connection())
    return tuple(_disagreement(session, conflict, names, sight) for conflict in conflicts)


def _disagreement(session: Session, conflict: Conflict, names: Names, sight: Sight) -> Disagreement:
    heads = json.loads(conflict.heads)
    sides = [_side(session, conflict, names, *head) for head in heads]
    row = session.get_one(kinds()[conflict.kind], conflict.record)
    now = compact(fields_of(type(row))[conflict.field](getattr(row, conflict.field)))
    return Disagreement(
        record=conflict.record,
        kind=conflict.kind,
        field=conflict.field,
        what=names.titled(conflict.record),
        label=field_name(conflict.kind, conflict.field),
        is_long=is_long(conflict.kind, conflict.field),
        sides=tuple(sorted(sides, key=lambda side: side.at, reverse=True)),
        before=names.shown(conflict.kind, conflict.field, _before(session, conflict, heads, sight)),
        now=now,
        shown=names.shown(conflict.kind, conflict.field, now),
    )


def _before(session: Session, conflict: Conflict, heads: Sequence[Sequence[Any]], sight: Sight) -> str:
    """Return the last value that all sides had seen when they set theirs (JSON)."""
    past = edits_of(session, conflict.record, conflict.field)
    ends = [edit for edit in past if (edit.writer, edit.number) in {(head[0], head[1]) for head in heads}]
    seen = [edit for edit in past if edit not in ends and all(sight.before(edit, end) for end in ends)]
    return value_in(max(seen, default=None), conflict.field)


def _side(session: Session, conflict: Conflict, names: Names, writer: int, number: int, value: str) -> Side:
    change = session.get_one(Change, (writer, number))
    act = session.get_one(Act, (writer, change.act))
    shown = names.shown(conflict.kind, conflict.field, value)
    return Side(value, shown, act.who, _local(act.at), act.words, _came_in(session, writer, number))


def _came_in(session: Session, writer: int, number: int) -> bool:
    """Tell whether a change came with the merge under way, if one is."""
    act = session.info.get("act")
    first, last, *_ = ((act and act.merged) or {}).get(str(writer), (1, 0))
    return bool(first <= number <= last)


def settle(session: Session, record: str, kind: str, field: str, value: str) -> None:
    """Settle a disagreement with a value (JSON, as stored): a new change that has seen all sides."""
    may_touch_removed(session)
    row = session.get_one(kinds()[kind], record)
    setattr(row, field, stored_as_loaded(type(row), field, json.loads(value)))
    session.flush()
    note(session, kind, record, field, json.loads(value))


def is_long(kind: str, field: str) -> bool:
    """Tell whether a field has several lines, in which two people can both be right."""
    known = description_of(kind, field)
    return known is not None and known.long


def can_be_typed(kind: str, field: str) -> bool:
    """Tell whether a field takes what somebody types; not where it refers to a record, or is one of a few words."""
    column = inspect_mapped(kinds()[kind]).columns[field]
    known = description_of(kind, field)
    coded = known is not None and known.codes
    return not (column.foreign_keys or isinstance(column.type, Flag) or coded)


def typed_value(kind: str, field: str, typed: str) -> str:
    """Return what was typed for a field, as the file stores it (JSON). Refusal if it cannot be read as its kind of
    value.
    """
    record = kinds()[kind]
    column = inspect_mapped(record).columns[field]
    if not can_be_typed(kind, field):
        raise Refusal("Keep one of the two: this is not something to type", "value")
    value: Any = None
    if typed.strip():
        try:
            if isinstance(column.type, Day):
                value = read_date(typed, today())
            elif isinstance(column.type, Pounds):
                value = read_pounds(typed)
            else:
                value = read_count(typed) if column.type.python_type is int else tidy_paragraphs(typed)
        except Refusal as refusal:
            raise Refusal(refusal.sentence, "value") from refusal
    elif not column.nullable:
        raise Refusal(f"Enter the {field_name(kind, field)}", "value")
    return compact(fields_of(record)[field](value))
