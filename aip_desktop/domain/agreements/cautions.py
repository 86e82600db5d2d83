"""What stands against taking up an option: what is refused, and what an officer may accept with a tick of its own.

What is accepted is said in the words of the act, so that the history keeps it.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from aip_desktop.domain.agreements.facts import DecisionFact, Facts
from aip_desktop.domain.agreements.lifecycle import Lifecycle
from aip_desktop.domain.agreements.terms import Term, is_in_effect
from aip_desktop.errors import Refusal
from aip_desktop.wording import day, listing


class CautionKind(StrEnum):
    """What each caution is about."""

    NOT_ISSUED = "not issued"
    NOT_SIGNED = "not signed"
    NOT_IN_EFFECT = "not in effect"
    AFTER_THE_END = "after the end"
    NO_AWARD_DECISION = "no award decision"


@dataclass(frozen=True, slots=True)
class Caution:
    """A warning about one agreement that an officer may accept."""

    kind: CautionKind
    reference: str  # of the agreement
    sentence: str  # of this agreement, without its last full stop


TICKS = {
    CautionKind.NOT_ISSUED: "not issued for signature",
    CautionKind.NOT_SIGNED: "not signed by the council and the partnership",
    CautionKind.NOT_IN_EFFECT: "the decision is not in effect on the date of the option",
    CautionKind.AFTER_THE_END: "taken up after the agreement had ended",
    CautionKind.NO_AWARD_DECISION: "the decision on the award is not in this file",
}


"""What an officer accepts, for the tick and for the history."""


def accepted_words(cautions: Collection[Caution], accepted: Collection[CautionKind]) -> str:
    """Return what was accepted, as the history says it; empty when nothing was."""
    parts = []
    for kind in CautionKind:
        names = [caution.reference for caution in cautions if caution.kind is kind]
        if names and kind in accepted:
            parts.append(f"{TICKS[kind]} ({listing(names)})")
    return f". Accepted: {'; '.join(parts)}" if parts else ""


def check_accepted(cautions: Sequence[Caution], accepted: Collection[CautionKind]) -> None:
    """Refuse, naming the first caution that was not accepted."""
    for caution in cautions:
        if caution.kind not in accepted:
            raise Refusal(f"{caution.sentence}. Tick that you accept it, or correct it first", "accepted")


def cautions_of(facts: Facts, life: Lifecycle, decision_id: str, on: date) -> tuple[Caution, ...]:
    """Return what may be accepted before the next option of an agreement is taken up on a day under a decision."""
    return tuple(
        Caution(kind, life.agreement.reference, sentence)
        for kind, sentence in _cautions(facts, life, facts.decisions[decision_id], on)
    )


def _cautions(
    facts: Facts, life: Lifecycle, decision: DecisionFact, on: date
) -> Iterator[tuple[CautionKind, str]]:
    reference = life.agreement.reference
    if on > life.ends_on:
        yield (
            CautionKind.AFTER_THE_END,
            f"{reference} ended on {day(life.ends_on)}, before {day(on)}. The days between stay without cover",
        )
    if life.signing.latest is None:
        yield CautionKind.NOT_ISSUED, f"{reference} has not been issued for signature"
    elif life.signing.in_force is None:
        yield CautionKind.NOT_SIGNED, f"{reference} is not signed by both the council and the partnership"
    if not is_in_effect(decision, on):
        words = f"The decision {decision.label} is not in effect on {day(on)}"
        if decision.effective_on is not None and decision.effective_on > on:
            words = (
                f"The decision {decision.label} takes effect on {day(decision.effective_on)}, after {day(on)}"
            )
        yield CautionKind.NOT_IN_EFFECT, words
    if facts.decisions.get(life.agreement.decision_id or "") is None:
        yield CautionKind.NO_AWARD_DECISION, f"The decision on the award of {reference} is not in this file"


def why_not_under(facts: Facts, life: Lifecycle, term: Term, decision_id: str, on: date) -> str:
    """Return why an option cannot be taken up on a day under a decision, whatever is accepted; empty when it can."""
    decision = facts.decisions.get(decision_id)
    if decision is None:
        return "This decision is no longer in the file"
    if decision.parent_id is None:
        return "Record which key decision this decision follows before taking up an option"
    award = facts.decisions.get(life.agreement.decision_id or "")
    chain = facts.chain(decision_id)[1:]
    if award is not None and award not in chain:
        named = f"{award.reference}, the decision" if award.reference else "the decision"
        return f"{decision.label} does not follow {named} on its award. Choose another, or correct what it follows"
    if not any(before.is_key for before in chain):
        return "The decision that this one follows is not a key decision, and follows none. Check both"
    if on > term.last:
        return f"{term.name} would have ended before that day. Check the date"
    return ""
