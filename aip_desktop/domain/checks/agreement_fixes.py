"""Ways out where agreements, options, decisions, variations or what was issued do not hold together."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.awards import let_follow
from aip_desktop.domain.agreements.ladder import steps
from aip_desktop.domain.agreements.options import keep_declined, keep_taken_up
from aip_desktop.domain.agreements.signing.chasing import set_step_day
from aip_desktop.domain.agreements.signing.signing import set_signed_on
from aip_desktop.domain.agreements.variations import set_effective_on, take_back_termination
from aip_desktop.domain.checks.fault import Fault, Weight
from aip_desktop.domain.checks.fix import WayOut, day_before
from aip_desktop.domain.checks.record_fixes import made_by
from aip_desktop.domain.checks.rules import OptionFault
from aip_desktop.domain.clauses.revert import put_text_back
from aip_desktop.domain.decisions.decisions import edit_decision
from aip_desktop.domain.decisions.state import followed
from aip_desktop.history.repair import bring_back
from aip_desktop.models.agreements import Agreement, OptionStep
from aip_desktop.models.decisions import Decision, DecisionKind, label_of
from aip_desktop.models.lookup import live
from aip_desktop.models.signatures import Edition, Signature, SigningStep
from aip_desktop.wording import day

_MOST_DECISIONS = 3  # that are offered to be followed, or to rest on


def ways_of_agreements(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Let the later follow the earlier."""
    earlier, later = (session.get_one(Agreement, record) for record in fault.about)
    if earlier.starts_on < later.starts_on and later.supersedes_id != earlier.id:
        words = f"Let {later.reference} follow {earlier.reference}"
        note = f"{earlier.reference} then ends on {day(day_before(later.starts_on))}"
        yield WayOut(words, let_follow, (later.id, earlier.id), note, is_legal=True)


def ways_of_options(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Bring back the one that was skipped; say which holds of one both taken up and declined; name its decision."""
    step = session.get_one(OptionStep, fault.about[1])
    name = f"option {step.number}"
    if fault.case == OptionFault.BOTH and step.taken_up_on and step.declined_on:
        words = f"It was taken up on {day(step.taken_up_on)}"
        yield WayOut(words, keep_taken_up, (step.id,), "That it was declined is taken off", is_legal=True)
        words = f"It was declined on {day(step.declined_on)}"
        yield WayOut(words, keep_declined, (step.id,), "That it was taken up is taken off", is_legal=True)
        return
    if fault.case == OptionFault.NO_DECISION:
        decisions = [
            each_decision
            for each_decision in live(session, Decision)
            if each_decision.decided_on is not None and each_decision.kind != DecisionKind.KEY
        ]
        for decision in decisions[:_MOST_DECISIONS]:
            words = f"Let {name} rest on {label_of(decision)}"
            yield WayOut(words, keep_taken_up, (step.id, decision.id), is_legal=True)
    if fault.case == OptionFault.SKIPPED:
        yield from _of_the_skipped(session, step)


def _of_the_skipped(session: Session, step: OptionStep) -> Iterator[WayOut]:
    """Bring back the one option that was reversed below another, as where two people did not know of each other."""
    there = steps(session, step.agreement_id)
    missing = [number for number in range(1, step.number) if number not in there]
    reversed_ones = select(OptionStep).where(
        OptionStep.agreement_id == step.agreement_id,
        OptionStep.retired == True,  # noqa: E712 - not every store takes a number for a truth
        OptionStep.taken_up_on.is_not(None),
    )
    if len(missing) != 1:
        return
    for option_step in session.scalars(reversed_ones.order_by(OptionStep.id.desc())):
        if option_step.number == missing[0]:
            note = f"Recorded {made_by(session, option_step.id)}"
            yield WayOut(
                f"Bring back option {option_step.number}", bring_back, (option_step.id,), note, is_legal=True
            )
            return


def ways_of_parents(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Let the decision follow one of the key decisions."""
    _, _, decision_id = fault.about
    decision = session.get_one(Decision, decision_id)
    keys = [
        each_decision
        for each_decision in live(session, Decision)
        if each_decision.kind == DecisionKind.KEY and decision not in followed(session, each_decision)
    ]
    for key in keys[:_MOST_DECISIONS]:
        words = f"Let it follow the key decision {label_of(key)}"
        yield WayOut(words, edit_decision, (decision_id, "parent_id", key.id), is_legal=True)


def ways_of_variations(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Let a variation take effect when its agreement starts, or take back the early end; nothing if overtaken."""
    if fault.weight is Weight.NOTED:
        return
    if len(fault.about) > 1:
        starts_on = session.get_one(Agreement, fault.about[0]).starts_on
        words = f"It is varied from {day(starts_on)}, the day it starts"
        yield WayOut(words, set_effective_on, (fault.about[1], starts_on), is_legal=True)
        return
    words = "Take back the early end: the agreement runs its term"
    yield WayOut(words, take_back_termination, (fault.about[0],), is_legal=True)


def ways_of_decisions(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Offer the two days of a decision, made one; or no day of effect, until it is known."""
    decision = session.get_one(Decision, fault.about[0])
    if decision.decided_on is None or decision.effective_on is None:
        return
    days = (
        ("effective_on", decision.decided_on, "takes effect"),
        ("decided_on", decision.effective_on, "was decided"),
    )
    for field, on, what in days:
        yield WayOut(f"It {what} on {day(on)}", edit_decision, (decision.id, field, on), is_legal=True)
    words = "Leave blank when it takes effect"
    yield WayOut(words, edit_decision, (decision.id, "effective_on", None), is_legal=True)


def ways_of_signatures(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Date the signature as its edition."""
    signature, edition = session.get_one(Signature, fault.about[0]), session.get_one(Edition, fault.about[1])
    words = f"It was signed on {day(edition.issued_on)}, the day of issue"
    yield WayOut(words, set_signed_on, (signature.id, edition.issued_on), is_legal=True)


def ways_of_steps(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Date the step of the sign-up as its edition."""
    step, edition = session.get_one(SigningStep, fault.about[0]), session.get_one(Edition, fault.about[1])
    words = f"It was {step.kind} on {day(edition.issued_on)}, the day of issue"
    note = f"Recorded {made_by(session, step.id)}"
    yield WayOut(words, set_step_day, (step.id, edition.issued_on), note, is_legal=True)


def ways_of_texts(session: Session, fault: Fault) -> Iterator[WayOut]:
    """Put the text back to what the edition was issued with."""
    code = session.get_one(Edition, fault.about[1]).code
    note = "What was changed in it since stays in the history"
    yield WayOut(
        f"Put the text back to that of edition {code}", put_text_back, fault.about, note, is_legal=True
    )
