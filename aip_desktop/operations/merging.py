"""Merging as a person does it: what another copy would bring, what is chosen about it, and the merge itself."""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from aip_desktop.domain.checks.broken_rules import sentences, take_ways
from aip_desktop.domain.checks.fault import Weight
from aip_desktop.domain.checks.fix import BrokenRule, WayOut
from aip_desktop.domain.merging.dry_run import Foreseen, foreseen, standing
from aip_desktop.domain.merging.review import review, settle
from aip_desktop.domain.merging.statements import Disagreement, MergeReview
from aip_desktop.history.merge import Merged
from aip_desktop.history.replay import replayed
from aip_desktop.store.open_file import File

Settled = Sequence[tuple[Disagreement, str]]  # each with the value that a person chose (JSON, as stored)


def try_merge(file: File, other: File) -> MergeReview:
    """Say what merging another copy would do; nothing is written. Refusal if it is no copy of this file."""
    with file.trial_merge(other) as incoming:
        session = incoming.session
        known = sentences(session, tuple(Weight))
        touched = incoming.records()
        before = replayed(session.connection(), records=touched)
        its_review = review(session, incoming.take_in(), touched, before, known)
    file.note_reviewed()
    return its_review


def merge(file: File, other: File, words: str, settled: Settled = (), ways: Sequence[WayOut] = ()) -> Merged:
    """Take in another copy with what was chosen in its review, in one act; what came in. Refusal as ``try_merge``."""
    return file.merge(other, words, _choices(settled, ways) if settled or ways else None)


def try_choices(file: File, other: File, settled: Settled, ways: Sequence[WayOut]) -> Foreseen:
    """Say what a merge would do with what was chosen in its review; nothing is written. Refusal as ``merge``."""
    with file.trial_merge(other) as incoming:
        session = incoming.session
        before = standing(session)
        if settled or ways:
            file.refuse_if_moved_on(session)
        incoming.take_in()
        _choices(settled, ways)(session)
        return foreseen(session, file.end_of(session), before)


def try_ways(file: File, chosen: Sequence[tuple[BrokenRule, WayOut]]) -> Foreseen:
    """Say what ways out of rules would do together; nothing is written. Refusal as the ways say."""
    with file.trial() as session:
        before = standing(session, but_for={broken.sentence for broken, _ in chosen})
        if len(chosen) == 1:
            chosen[0][1].take(session)
        else:
            take_ways(session, [way for _, way in chosen])
        return foreseen(session, file.end_of(session), before)


def _choices(settled: Settled, ways: Sequence[WayOut]) -> Callable[[Session], None]:
    def choose(session: Session) -> None:
        for disagreement, value in settled:
            settle(session, disagreement.record, disagreement.kind, disagreement.field, value)
        take_ways(session, ways)

    return choose
