"""Variations and early ends of agreements: what, why, from when and under which decision."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.calendar import add_months
from aip_desktop.domain.agreements.endings import ANSWERS
from aip_desktop.domain.agreements.ladder import steps
from aip_desktop.domain.agreements.letter_statement import LetterKind
from aip_desktop.domain.agreements.lifecycle import Lifecycle, lifecycle_of, runs_until
from aip_desktop.domain.issued_documents import IssuedLine, issued_lines
from aip_desktop.domain.reference.figures import figures
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement, Variation
from aip_desktop.models.decisions import Decision
from aip_desktop.models.lookup import get
from aip_desktop.wording import count, day, tidy, tidy_paragraphs

GIVERS = ("the council", "the partnership", "both together")


@dataclass(frozen=True, slots=True)
class VariationLine:
    """A variation as the agreement's page shows it."""

    id: str
    number: int
    what: str
    why: str
    effective_on: date
    decision_id: str
    decision: str


@dataclass(frozen=True, slots=True)
class Ending:
    """How an agreement was ended early, or what happened when it ran out."""

    last_day: date
    terminated: bool
    given_by: str
    given_on: date | None
    months: int | None
    reason: str
    decision: str
    answer: str  # to "what happened?"
    answered_on: date | None
    answer_note: str


def variations(session: Session, agreement_id: str) -> tuple[VariationLine, ...]:
    """Return the variations of an agreement, numbered in the order in which they were recorded. A number on paper
    stays: one that was removed keeps its number once it, or a later one, was issued.
    """
    query = select(Variation).where(Variation.agreement_id == agreement_id).order_by(Variation.id)
    records = list(session.scalars(query))
    issued = {line.about for line in issued_lines(session, agreement_id=agreement_id)}
    fixed = max((place for place, variation in enumerate(records, 1) if variation.id in issued), default=0)
    numbered = [
        variation for place, variation in enumerate(records, 1) if place <= fixed or not variation.retired
    ]
    lines = []
    for number, variation in enumerate(numbered, 1):
        if variation.retired:
            continue
        decision = session.get(Decision, variation.decision_id) if variation.decision_id else None
        named = (decision.reference or decision.title) if decision else ""
        lines.append(
            VariationLine(
                variation.id,
                number,
                variation.what,
                variation.why,
                variation.effective_on,
                variation.decision_id or "",
                named,
            )
        )
    return tuple(lines)


def vary(
    session: Session, agreement_id: str, what: str, why: str, effective_on: date, decision_id: str
) -> str:
    """Record a variation; its id. Refusal if a part is missing, or the agreement does not run on that day."""
    agreement = get(session, Agreement, agreement_id)
    for text, sentence, where in (
        (what, "Enter what is varied", "what"),
        (why, "Enter why it is varied", "why"),
    ):
        if not tidy_paragraphs(text):
            raise Refusal(sentence, where)
    if not decision_id:
        raise Refusal("Choose the decision under which it is varied", "decision_id")
    get(session, Decision, decision_id)
    refused = why_not_varied(_life(session, agreement), effective_on)
    if refused:
        raise Refusal(refused, "effective_on")
    variation = Variation(
        agreement_id=agreement_id,
        decision_id=decision_id,
        what=tidy_paragraphs(what),
        why=tidy_paragraphs(why),
        effective_on=effective_on,
    )
    session.add(variation)
    return variation.id


def why_not_varied(life: Lifecycle, effective_on: date) -> str:
    """Return why an agreement cannot be varied from a day; empty when it can."""
    starts_on, until = life.agreement.starts_on, life.ends_on
    if starts_on <= effective_on <= until:
        return ""
    return f"{life.agreement.reference} runs from {day(starts_on)} to {day(until)}. Choose a day in it"


def _life(session: Session, agreement: Agreement) -> Lifecycle:
    """Return how an agreement stands, apart from what the day of today changes."""
    return lifecycle_of(session, agreement, agreement.starts_on)


def decisions_of(session: Session, agreement: Agreement) -> tuple[str, ...]:
    """Return the ids of the decisions that an agreement rests on: its award, options, variations and early end."""
    wanted = [agreement.decision_id]
    wanted += [step.decision_id for _, step in sorted(steps(session, agreement.id).items())]
    wanted += [line.decision_id for line in variations(session, agreement.id)]
    wanted.append(agreement.termination_decision_id)
    return tuple(dict.fromkeys(name for name in wanted if name))


def set_effective_on(session: Session, variation_id: str, effective_on: date) -> None:
    """Set the day from which an agreement is varied. Refusal if it does not run on that day."""
    variation = session.get_one(Variation, variation_id)
    life = _life(session, get(session, Agreement, variation.agreement_id))
    refused = why_not_varied(life, effective_on)
    if refused:
        raise Refusal(refused, "effective_on")
    variation.effective_on = effective_on


def remove_variation(session: Session, variation_id: str) -> None:
    """Take back a variation that was recorded by mistake."""
    session.get_one(Variation, variation_id).retired = True


# --- Ending early -----------------------------------------------------------------------------------------


def notice_of(agreement: Agreement) -> str:
    """Return what an issued notice is known by: the facts of this early end, so that it stands for no other than
    this.
    """
    facts = (
        agreement.notice_given_by,
        agreement.notice_given_on,
        agreement.notice_months,
        agreement.terminated_on,
        agreement.termination_reason,
        agreement.termination_decision_id,
    )
    return hashlib.sha256("\n".join(map(str, (agreement.id, *facts))).encode()).hexdigest()


def notice_name(agreement: Agreement) -> str:
    """Return what the notice of this early end is called, after the reference of the agreement."""
    return f"notice to end it on {day(agreement.terminated_on or date.min)}"


def notice_among(agreement: Agreement, lines: Iterable[IssuedLine]) -> IssuedLine | None:
    """Return the notice of this early end among the documents issued about an agreement; None if there is none.

    AIP Desktop 0.2.0 kept nothing of what a notice was about. One that it issued is known by the last day that its
    title names, whatever the reference is by now; it then stands for any early end on that day, which is all it says.
    """
    issued_lines = list(lines)
    mine = [line for line in issued_lines if line.about == notice_of(agreement)]
    early = [
        line
        for line in issued_lines
        if line.kind == LetterKind.TERMINATION
        and not line.about
        and line.title.endswith(f" {notice_name(agreement)}")
    ]
    return next(reversed(mine or early), None)


def usual_notice(session: Session, on: date) -> int:
    """Return months of notice that either side gives."""
    return figures(session).value("termination_notice", on)


def end_of_notice(given_on: date, months: int) -> date:
    """Return the last day of an agreement when notice of so many months is given on a day."""
    return add_months(given_on, months)


def terminate(
    session: Session,
    agreement_id: str,
    *,
    given_by: str,
    given_on: date,
    months: int,
    last_day: date,
    reason: str,
    decision_id: str = "",
) -> None:
    """End an agreement early after notice. Refusal if it would not end early, or before the notice.

    Less notice than is usual is allowed, and said on the page: both sides may have agreed.
    """
    agreement = get(session, Agreement, agreement_id)
    if given_by not in GIVERS:
        raise Refusal("Choose who gives notice", "given_by")
    if not tidy_paragraphs(reason):
        raise Refusal("Enter the reason for ending it early", "reason")
    if last_day < given_on:
        raise Refusal("The last day comes on or after the day of the notice. Check both dates", "last_day")
    refused = why_not_ended(_life(session, agreement), last_day)
    if refused:
        raise Refusal(refused, "last_day")
    if decision_id:
        get(session, Decision, decision_id)
    agreement.terminated_on, agreement.termination_reason = last_day, tidy_paragraphs(reason)
    agreement.notice_given_by, agreement.notice_given_on = given_by, given_on
    agreement.notice_months, agreement.termination_decision_id = months, decision_id or None


def why_not_ended(life: Lifecycle, last_day: date) -> str:
    """Return why an agreement cannot end early on a day; empty when it can."""
    fact, until = life.agreement, life.ends_on
    if fact.terminated_on is not None:
        return f"{fact.reference} was ended already, on {day(fact.terminated_on)}"
    if not fact.starts_on <= last_day < until:
        return (
            f"{fact.reference} runs from {day(fact.starts_on)} to {day(until)}. Choose a last day before that"
        )
    return ""


def take_back_termination(session: Session, agreement_id: str) -> None:
    """Take back an early end: the agreement runs on as if notice had not been given."""
    agreement = get(session, Agreement, agreement_id)
    agreement.terminated_on = agreement.termination_reason = None
    agreement.notice_given_by = agreement.notice_given_on = None
    agreement.notice_months = agreement.termination_decision_id = None


def short_notice(session: Session, agreement: Agreement) -> str:
    """Return a sentence when the notice was shorter than is usual; empty otherwise."""
    if agreement.terminated_on is None or agreement.notice_given_on is None:
        return ""
    usual = usual_notice(session, agreement.notice_given_on)
    if agreement.terminated_on >= end_of_notice(agreement.notice_given_on, usual):
        return ""
    return f"Notice was given on {day(agreement.notice_given_on)}: less than {count(usual, 'month')}"


# --- What happened? ---------------------------------------------------------------------------------------


def short_notice_of(session: Session, agreement_id: str) -> str:
    """Return the same of the agreement with an id. Refusal if it is gone."""
    return short_notice(session, get(session, Agreement, agreement_id))


def answer_ending(session: Session, agreement_id: str, answer: str, on: date, note: str) -> None:
    """Record what happened when an agreement ran out. Refusal without an answer, or before it ended."""
    agreement = get(session, Agreement, agreement_id)
    if answer not in ANSWERS:
        raise Refusal("Choose what happened", "answer")
    until = runs_until(session, agreement)
    if on <= until:
        raise Refusal(f"{agreement.reference} still runs until {day(until)}")
    agreement.ended_as, agreement.ended_note, agreement.ended_recorded_on = answer, tidy(note) or None, on


def take_back_answer(session: Session, agreement_id: str) -> None:
    """Take back what was said to have happened: it is asked again."""
    agreement = get(session, Agreement, agreement_id)
    agreement.ended_as = agreement.ended_note = agreement.ended_recorded_on = None


def ending(session: Session, agreement: Agreement) -> Ending:
    """Return how an agreement ends, or ended."""
    id_ = agreement.termination_decision_id
    decision = session.get(Decision, id_) if id_ else None
    return Ending(
        last_day=runs_until(session, agreement),
        terminated=agreement.terminated_on is not None,
        given_by=agreement.notice_given_by or "",
        given_on=agreement.notice_given_on,
        months=agreement.notice_months,
        reason=agreement.termination_reason or "",
        decision=(decision.reference or decision.title) if decision else "",
        answer=agreement.ended_as or "",
        answered_on=agreement.ended_recorded_on,
        answer_note=agreement.ended_note or "",
    )


def ending_of(session: Session, agreement_id: str) -> Ending:
    """Return the same of the agreement with an id. Refusal if it is gone."""
    return ending(session, get(session, Agreement, agreement_id))
