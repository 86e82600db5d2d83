"""One act on several agreements: previewed line by line, then done for all of them or for none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.ladder import (
    last_day,
    runs_until,
    steps,
    taken_up,
    why_not_next,
    why_not_taken_back,
)
from aip_desktop.domain.agreements.options import (
    check_take_up,
    decline_option,
    take_back_option,
    take_up_option,
)
from aip_desktop.domain.agreements.variations import (
    VariationLine,
    answer_ending,
    notice_among,
    remove_variation,
    take_back_answer,
    take_back_termination,
    terminate,
    variations,
    vary,
    why_not_ended,
    why_not_varied,
)
from aip_desktop.domain.issued_documents import issued_lines
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import LETTER, Agreement
from aip_desktop.models.lookup import get, live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.wording import day


@dataclass(frozen=True, slots=True)
class TogetherLine:
    """What an act would do to one agreement, or what stands in the way."""

    agreement_id: str
    reference: str
    partnership: str
    runs_until: date  # today
    what: str  # "Option 2 of 4"
    until: date | None  # the last day after the act; None where it would not change
    clash: str  # a sentence when it cannot be done; empty otherwise


class TogetherAct(Protocol):
    """An act that can be done on several agreements at once."""

    @property
    def name(self) -> str: ...

    def look(self, session: Session, agreement: Agreement) -> tuple[str, date | None, str]:
        """What it would do, the last day after it, and what stands in the way; writes nothing."""
        ...

    def do(self, session: Session, agreement_id: str) -> None:
        """Do it. Refusal when it cannot be done."""
        ...


@dataclass(frozen=True, slots=True)
class TakeUp:
    """Take up the next option under a decision; without one the preview says what it waits for."""

    decision_id: str
    on: date
    instrument: str = LETTER
    name: str = "Take up the next option"

    def look(self, session: Session, agreement: Agreement) -> tuple[str, date | None, str]:
        found = steps(session, agreement.id)
        number = taken_up(found) + 1
        refused = why_not_next(session, agreement, found)
        if refused:
            return "No option", None, refused
        what = f"Option {number} of {agreement.option_count}"
        if self.decision_id:
            try:
                check_take_up(session, agreement.id, self.decision_id, self.on)
            except Refusal as refusal:
                refused = refusal.sentence
        return what, last_day(agreement, number), refused

    def do(self, session: Session, agreement_id: str) -> None:
        take_up_option(session, agreement_id, self.decision_id, self.on, self.instrument)


@dataclass(frozen=True, slots=True)
class Decline:
    """Record that the next option will not be taken up."""

    on: date
    note: str
    name: str = "Decline the next option"

    def look(self, session: Session, agreement: Agreement) -> tuple[str, date | None, str]:
        found = steps(session, agreement.id)
        refused = why_not_next(session, agreement, found)
        if refused:
            return "No option", None, refused
        what = f"Option {taken_up(found) + 1} of {agreement.option_count}"
        return what, runs_until(session, agreement), ""

    def do(self, session: Session, agreement_id: str) -> None:
        decline_option(session, agreement_id, self.on, self.note)


@dataclass(frozen=True, slots=True)
class Vary:
    """Vary the terms from a day on."""

    what: str
    why: str
    effective_on: date
    decision_id: str
    name: str = "Record a variation"

    def look(self, session: Session, agreement: Agreement) -> tuple[str, date | None, str]:
        refused = why_not_varied(session, agreement, self.effective_on)
        return f"Varied from {day(self.effective_on)}", None, refused

    def do(self, session: Session, agreement_id: str) -> None:
        vary(session, agreement_id, self.what, self.why, self.effective_on, self.decision_id)


@dataclass(frozen=True, slots=True)
class Terminate:
    """End early after notice."""

    given_by: str
    given_on: date
    months: int
    last_day: date
    reason: str
    decision_id: str = ""
    name: str = "End early"

    def look(self, session: Session, agreement: Agreement) -> tuple[str, date | None, str]:
        refused = why_not_ended(session, agreement, self.last_day)
        return f"Notice by {self.given_by}", self.last_day, refused

    def do(self, session: Session, agreement_id: str) -> None:
        terminate(
            session,
            agreement_id,
            given_by=self.given_by,
            given_on=self.given_on,
            months=self.months,
            last_day=self.last_day,
            reason=self.reason,
            decision_id=self.decision_id,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """Say what happened when an agreement ran out."""

    answer: str
    on: date
    note: str
    name: str = "Say what happened"

    def look(self, session: Session, agreement: Agreement) -> tuple[str, date | None, str]:
        until = runs_until(session, agreement)
        refused = f"It still runs until {day(until)}" if until >= self.on else ""
        return f"Ended on {day(until)}", None, refused

    def do(self, session: Session, agreement_id: str) -> None:
        answer_ending(session, agreement_id, self.answer, self.on, self.note)


# --- Taking back what was recorded by mistake -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TakeBackOption:
    """Take back the last option that was taken up."""

    name: str = "Take back the last option taken up"

    def look(self, session: Session, agreement: Agreement) -> tuple[str, date | None, str]:
        found = steps(session, agreement.id)
        number = taken_up(found)
        refused = why_not_taken_back(session, agreement)
        if not number:
            return "", None, refused
        until = last_day(agreement, number - 1)
        later = [it for it in variations(session, agreement.id) if it.effective_on > until]
        if later and not refused:
            refused = f"Variation {later[0].number} takes effect after {day(until)}. Remove it first"
        return f"Option {number}{_on_paper(session, agreement, found[number].id)}", until, refused

    def do(self, session: Session, agreement_id: str) -> None:
        take_back_option(session, agreement_id)


@dataclass(frozen=True, slots=True)
class RemoveVariation:
    """Remove a variation, told by the day it takes effect and what it says, for it may be one of several."""

    effective_on: date
    what: str
    name: str = "Remove a variation"

    def look(self, session: Session, agreement: Agreement) -> tuple[str, date | None, str]:
        line = self._line(session, agreement.id)
        if line is None:
            return "", None, "Not recorded for it"
        until = runs_until(session, agreement)
        return f"Variation {line.number}{_on_paper(session, agreement, line.id)}", until, ""

    def do(self, session: Session, agreement_id: str) -> None:
        line = self._line(session, agreement_id)
        if line is not None:
            remove_variation(session, line.id)

    def _line(self, session: Session, agreement_id: str) -> VariationLine | None:
        found = variations(session, agreement_id)
        return next(
            (it for it in found if (it.effective_on, it.what) == (self.effective_on, self.what)), None
        )


@dataclass(frozen=True, slots=True)
class TakeBackEnd:
    """Take back an early end: the agreement runs on."""

    name: str = "Take back the early end"

    def look(self, session: Session, agreement: Agreement) -> tuple[str, date | None, str]:
        if agreement.terminated_on is None:
            return "", None, "It was not ended early"
        until = last_day(agreement, taken_up(steps(session, agreement.id)))
        return f"Ends on {day(agreement.terminated_on)}{_on_paper(session, agreement)}", until, ""

    def do(self, session: Session, agreement_id: str) -> None:
        take_back_termination(session, agreement_id)


@dataclass(frozen=True, slots=True)
class TakeBackAnswer:
    """Take back what was said to have happened at the end."""

    name: str = "Take back what happened at the end"

    def look(self, session: Session, agreement: Agreement) -> tuple[str, date | None, str]:
        said = agreement.ended_as or ""
        return said, runs_until(session, agreement), "" if said else "Nothing recorded of its end"

    def do(self, session: Session, agreement_id: str) -> None:
        take_back_answer(session, agreement_id)


def _on_paper(session: Session, agreement: Agreement, about: str = "") -> str:
    """A word on the paper that was issued about a step or a variation, or about the early end (``about`` empty)."""
    lines = issued_lines(session, agreement_id=agreement.id)
    mine = [it for it in lines if it.about == about][-1:] if about else [notice_among(agreement, lines)]
    return "".join(f", issued under {it.code}" for it in mine if it is not None)


def preview(session: Session, agreement_ids: Sequence[str], act: TogetherAct) -> tuple[TogetherLine, ...]:
    """What an act would do, agreement by agreement."""
    lines = []
    for agreement_id in agreement_ids:
        agreement = get(session, Agreement, agreement_id)
        what, until, clash = act.look(session, agreement)
        partnership = session.get_one(Partnership, agreement.partnership_id)
        lines.append(
            TogetherLine(
                agreement_id,
                agreement.reference,
                partnership.name,
                runs_until(session, agreement),
                what,
                until,
                clash,
            )
        )
    return tuple(lines)


def do_together(session: Session, agreement_ids: Sequence[str], act: TogetherAct) -> None:
    """Do an act on all of these. Refusal, with nothing done, when it cannot be done on one of them."""
    if not agreement_ids:
        raise Refusal("Tick at least one agreement")
    for line in preview(session, agreement_ids, act):
        if line.clash:
            raise Refusal(
                f"{line.reference}: {line.clash.rstrip('.')}. Leave it out, or put that right first"
            )
    for agreement_id in agreement_ids:
        act.do(session, agreement_id)


def of_one_award(session: Session, agreement_id: str) -> tuple[str, ...]:
    """The agreements of the same programme and first day, in the order of the partnerships."""
    mine = get(session, Agreement, agreement_id)
    return tuple(
        it.id
        for it in live(session, Agreement)
        if it.programme_id == mine.programme_id and it.starts_on == mine.starts_on
    )
