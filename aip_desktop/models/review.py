"""What a merge would do, before anything is written: counts, disagreements side by side, rules it would break."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.models.history import Act, Change, Conflict
from aip_desktop.models.invariants import RULES, rows_are_their_history
from aip_desktop.models.merging import Merged
from aip_desktop.models.naming import Names, field_name
from aip_desktop.models.replay import State, kinds, replayed
from aip_desktop.models.undo import stored_as_loaded


@dataclass(frozen=True, slots=True)
class Side:
    """One value of a disagreement: whose it is and since when."""

    value: str  # as stored, JSON
    shown: str
    who: str
    at: datetime
    words: str  # of the act


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field that two people set without knowing of each other. The newest shows until it is settled."""

    record: str
    kind: str
    field: str
    what: str
    label: str
    sides: tuple[Side, ...]  # the newest first


@dataclass(frozen=True, slots=True)
class MergeReview:
    """The whole of what a merge would do."""

    merged: Merged
    added: tuple[str, ...]
    changed: tuple[str, ...]
    retired: tuple[str, ...]
    disagreements: tuple[Disagreement, ...]
    broken: tuple[str, ...]  # rules of business the union would break


def broken_rules(session: Session) -> frozenset[str]:
    """What is wrong in the file by the rules of business, in sentences."""
    rules = (rule for rule in RULES if rule is not rows_are_their_history)
    return frozenset(sentence for rule in rules for sentence in rule(session))


def review(session: Session, merged: Merged, before: State, broken_before: frozenset[str]) -> MergeReview:
    """The review of a merge that has just been made in a session and may still be taken back."""
    after = replayed(session.connection())
    names = Names(after)
    live_before = {key for key, values in before.items() if not values["retired"]}
    live_after = {key for key, values in after.items() if not values["retired"]}
    changed = [key for key in live_before & live_after if before[key] != after[key]]
    return MergeReview(
        merged=merged,
        added=_titles(names, [key[1] for key in live_after - live_before]),
        changed=_titles(names, [key[1] for key in changed]),
        retired=_titles(names, [key[1] for key in live_before - live_after]),
        disagreements=disagreements(session, names),
        broken=tuple(sorted(broken_rules(session) - broken_before)),
    )


def _titles(names: Names, records: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(names.titled(record) for record in records))


def disagreements(session: Session, names: Names | None = None) -> tuple[Disagreement, ...]:
    """Every field in conflict, with all its sides."""
    found = list(session.scalars(select(Conflict).order_by(Conflict.kind, Conflict.record, Conflict.field)))
    if not found:
        return ()
    names = names or Names(replayed(session.connection()))
    return tuple(_disagreement(session, it, names) for it in found)


def _disagreement(session: Session, it: Conflict, names: Names) -> Disagreement:
    sides = [_side(session, it, names, *head) for head in json.loads(it.heads)]
    return Disagreement(
        record=it.record,
        kind=it.kind,
        field=it.field,
        what=names.titled(it.record),
        label=field_name(it.field),
        sides=tuple(sorted(sides, key=lambda side: side.at, reverse=True)),
    )


def _side(session: Session, it: Conflict, names: Names, writer: int, number: int, value: str) -> Side:
    change = session.get_one(Change, (writer, number))
    act = session.get_one(Act, (writer, change.act))
    at = datetime.fromtimestamp(act.at / 1000, UTC).astimezone()
    return Side(value, names.shown(it.kind, it.field, value), act.who, at, act.words)


def settle(session: Session, record: str, kind: str, field: str, value: str) -> None:
    """Settle a disagreement with a value (JSON, as stored): a new change that has seen all sides."""
    from aip_desktop.models.history import note

    row = session.get_one(kinds()[kind], record)
    setattr(row, field, stored_as_loaded(type(row), field, json.loads(value)))
    session.flush()
    note(session, kind, record, field, json.loads(value))
