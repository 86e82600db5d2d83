"""The chain of acts: each hash follows from the writer's act before, this act, its changes and what it had seen.

A writer's chain begins with the file's own id, so that no file can be passed off as another. Writers that began
under form 1 of the file chain from nothing, and their hashes leave out what they had seen: both are still read.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.engine import Connection

from aip_desktop.history.blobs import Step, damaged_among
from aip_desktop.history.links import begun, link
from aip_desktop.history.tables import Act, Change, Content, Lineage, Seen
from aip_desktop.history.writers import last_acts

_PART = 2000  # rows read at a time
_ACT = list(Change.__table__.columns).index(Change.__table__.c.act)


class Told(NamedTuple):
    """An act as a file tells it, with its changes and what its writer had newly seen."""

    act: dict[str, Any]
    changes: Sequence[tuple[Any, ...]]  # the columns of ``Change`` in their order
    seen: tuple[int, int, str] | None  # the columns of ``Seen``


def told_acts(connection: Connection, writer: int, after: int, after_change: int) -> Iterator[Told]:
    """Yield the acts of one writer after a number, in order, each with its changes."""
    query = select(*Act.__table__.columns).where(Act.writer == writer)
    wanted = select(*Change.__table__.columns).where(Change.writer == writer)
    looked = select(Seen.from_change, Seen.others).where(Seen.writer == writer)
    if after:
        query = query.where(Act.number > after)
    if after_change:  # else from the very first: nothing may hide below the number 1
        wanted = wanted.where(Change.number > after_change)
        looked = looked.where(Seen.from_change > after_change)
    acts = connection.execute(query.order_by(Act.number).execution_options(yield_per=_PART)).mappings()
    rows = connection.execute(wanted.order_by(Change.number).execution_options(yield_per=_PART))
    by_act = groupby(map(tuple, rows), key=itemgetter(_ACT))
    seen = {row.from_change: row.others for row in connection.execute(looked)}
    pending = next(by_act, None)
    for act in acts:
        changes: Sequence[tuple[Any, ...]] = ()
        if pending is not None and pending[0] == act["number"]:
            changes = tuple(pending[1])
            pending = next(by_act, None)
        first = changes[0][1] if changes else 0
        others = seen.pop(first, None)
        yield Told(dict(act), changes, None if others is None else (writer, first, others))
    if pending is not None or seen:
        raise Altered("There is something in the history that no act accounts for")


class Altered(Exception):
    """The history was altered behind the program's back; the text says where."""


def verified(connection: Connection, writer: int, after: int = 0, after_change: int = 0) -> Iterator[Told]:
    """Yield the same, each act verified against the one before. ``Altered`` at the first that does not follow."""
    lineage = connection.scalar(select(Lineage.id)) or ""
    before, clock = begun(lineage), 0
    if after:
        before = connection.scalar(select(Act.hash).where(Act.writer == writer, Act.number == after)) or ""
    if after_change:
        query = select(Change.clock).where(Change.writer == writer, Change.number == after_change)
        clock = connection.scalar(query) or 0
    number, change, former = after, after_change, None
    for account in told_acts(connection, writer, after, after_change):
        act, changes, seen = account
        if act["hash"] != link(before, act, changes, seen and seen[2]):
            former = _is_of_form_1(connection, writer, lineage) if former is None else former
            if not former or act["hash"] not in _links_of_form_1(before, account):
                raise Altered(_sentence(act))
        number += 1
        for row in changes:
            change += 1
            if row[1] != change or row[2] <= clock:
                raise Altered(_sentence(act))
            clock = row[2]
        if act["number"] != number or act["last_change"] != change:
            raise Altered(_sentence(act))
        before = act["hash"]
        yield account


def _sentence(act: dict[str, Any]) -> str:
    return f"The act “{act['words']}” of {act['who']} was altered, or one before it is missing"


_NOTHING = "00" * 32


def _links_of_form_1(before: str, account: Told) -> set[str]:
    start = _NOTHING if account.act["number"] == 1 else before
    return {link(start, account.act, account.changes, None), link(before, account.act, account.changes, None)}


def _is_of_form_1(connection: Connection, writer: int, lineage: str) -> bool:
    """Tell whether the first act of a writer chains from nothing, as it did before form 2."""
    first = next(told_acts(connection, writer, 0, 0), None)
    if first is None:
        return False
    act, changes, seen = first
    bound: str = link(begun(lineage), act, changes, seen and seen[2])
    return bool(bound != act["hash"] and link(_NOTHING, act, changes, None) == act["hash"])


def broken_links(
    connection: Connection, only: Collection[int] | None = None, step: Step = lambda: None
) -> list[str]:
    """Return sentences on every writer whose chain does not hold, and on what stands in the history without an act.

    ``only`` are the writers to look at, where all else is known to hold. ``step`` is called before each act.
    """
    links: list[str] = []
    writers = last_acts(connection)
    for writer in sorted(writers if only is None else only):
        try:
            for account in verified(connection, writer):
                step()
                links += _seen_too_much(account, writers)
        except Altered as altered:
            links.append(str(altered))
    for book in (Change, Seen) if only is None else ():
        strangers = set(connection.scalars(select(book.writer).distinct())) - writers.keys()
        links += [f"Changes without their act (writer {writer})" for writer in sorted(strangers)]
    return links


def _seen_too_much(account: Told, writers: dict[int, Any]) -> Iterator[str]:
    seen = json.loads(account.seen[2]) if account.seen else {}
    if any(int(other) not in writers or last > writers[int(other)].change for other, last in seen.items()):
        yield f"{_sentence(account.act)}: it had seen acts that are not in the file"


def broken_contents(connection: Connection, step: Step = lambda: None) -> list[str]:
    """Return sentences on every kept document whose bytes are not those of its name."""
    everything = connection.scalars(select(Content.hash)).all()
    return [
        f"A document ({digest[:8]}) was altered" for digest in damaged_among(connection, everything, step)
    ]
