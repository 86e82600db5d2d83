"""The head of a file: the hash of the last act of each writer, from which all that went before follows.

Whoever holds a file can rewrite it with every hash in it. A head that was printed, or signed, before that tells.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.history.statements import End
from aip_desktop.history.tables import Act, Lineage
from aip_desktop.history.writers import last_acts


def head_of(session: Session) -> tuple[End, ...]:
    """Return the last act of each writer, the latest first."""
    ends = last_acts(session.connection())
    acts = [session.get_one(Act, (writer, last.number)) for writer, last in ends.items()]
    acts.sort(key=lambda act: (-act.at, act.writer))
    return tuple(End(act.writer, act.number, act.hash, act.who, act.at) for act in acts)


def lineage_of(session: Session) -> str:
    """Return the id that all copies of a file have in common."""
    return session.scalar(select(Lineage.id)) or ""


def missing_from(session: Session, head: tuple[End, ...]) -> tuple[End, ...]:
    """Return what of a head a file does not contain: an act that is not there, or that has another hash."""
    return tuple(
        end
        for end in head
        if session.scalar(select(Act.hash).where(Act.writer == end.writer, Act.number == end.number))
        != end.hash
    )


def act_with(session: Session, digest: str) -> End | None:
    """Return the act that has a hash; None if there is none."""
    act = session.scalar(select(Act).where(Act.hash == digest))
    return None if act is None else End(act.writer, act.number, act.hash, act.who, act.at)
