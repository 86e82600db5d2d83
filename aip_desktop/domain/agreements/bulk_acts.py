"""One act on several agreements: previewed line by line, then done for all of them or for none."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, Self

from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.cautions import Caution, CautionKind
from aip_desktop.domain.agreements.facts import read_facts
from aip_desktop.domain.agreements.lifecycle import Lifecycle, lifecycles
from aip_desktop.domain.agreements.taking_up import (
    check_take_up,
    decline_option,
    option_to_take_up,
    take_back_option,
    take_up_option,
    why_not_in_time,
    why_not_taken_back,
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
from aip_desktop.models.agreements import Agreement, ExtensionPaper
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
    cautions: tuple[Caution, ...] = ()  # what must be accepted first


class TogetherAct(Protocol):
    """An act that can be done on several agreements at once."""

    @property
    def name(self) -> str: ...

    def look(self, session: Session, life: Lifecycle) -> tuple[str, date | None, str]:
        """Return what it would do, the last day after it, and what stands in the way; writes nothing."""
        ...

    def cautions(self, session: Session, life: Lifecycle) -> tuple[Caution, ...]:
        """Return what must be accepted before it is done to an agreement to which it can be done."""
        ...

    def accepting(self, kinds: Collection[CautionKind]) -> "TogetherAct":
        """Return the same act with these cautions accepted."""
        ...

    def do(self, session: Session, agreement_id: str) -> None:
        """Do it. Refusal when it cannot be done."""
        ...


class _Plain:
    """An act that asks for nothing to be accepted."""

    __slots__ = ()

    def cautions(self, session: Session, life: Lifecycle) -> tuple[Caution, ...]:
        return ()

    def accepting(self, kinds: Collection[CautionKind]) -> Self:
        return self


@dataclass(frozen=True, slots=True)
class TakeUp:
    """Take up the next option under a decision; without one the preview says what it waits for.

    With ``in_time`` it is an option that was taken up before its agreement ended and is recorded only now.
    """

    decision_id: str
    on: date
    instrument: str = ExtensionPaper.LETTER
    accepted: Collection[CautionKind] = ()
    in_time: bool = False

    @property
    def name(self) -> str:
        """The act in its own words."""
        return "Record an option taken up in time" if self.in_time else "Take up the next option"

    def look(self, session: Session, life: Lifecycle) -> tuple[str, date | None, str]:
        refused = why_not_in_time(life) if self.in_time else life.why_no_option
        if refused:
            return "No option", None, refused
        option = option_to_take_up(life)
        if self.decision_id:
            try:
                check_take_up(session, life.agreement.id, self.decision_id, self.on)
            except Refusal as refusal:
                refused = refusal.sentence
        return f"{option.name} of {life.agreement.option_count}", option.last, refused

    def cautions(self, session: Session, life: Lifecycle) -> tuple[Caution, ...]:
        if not self.decision_id:
            return ()
        return check_take_up(session, life.agreement.id, self.decision_id, self.on)[1]

    def accepting(self, kinds: Collection[CautionKind]) -> "TakeUp":
        return replace(self, accepted=kinds)

    def do(self, session: Session, agreement_id: str) -> None:
        take_up_option(
            session, agreement_id, self.decision_id, self.on, self.instrument, accepted=self.accepted
        )


@dataclass(frozen=True, slots=True)
class Decline(_Plain):
    """Record that the next option will not be taken up."""

    on: date
    note: str
    name: str = "Decline the next option"

    def look(self, session: Session, life: Lifecycle) -> tuple[str, date | None, str]:
        option = life.next_option
        if option is None:
            return "No option", None, life.why_no_option
        return f"{option.name} of {life.agreement.option_count}", life.ends_on, ""

    def do(self, session: Session, agreement_id: str) -> None:
        decline_option(session, agreement_id, self.on, self.note)


@dataclass(frozen=True, slots=True)
class Vary(_Plain):
    """Vary the terms from a day on."""

    what: str
    why: str
    effective_on: date
    decision_id: str
    name: str = "Record a variation"

    def look(self, session: Session, life: Lifecycle) -> tuple[str, date | None, str]:
        refused = why_not_varied(life, self.effective_on)
        return f"Varied from {day(self.effective_on)}", None, refused

    def do(self, session: Session, agreement_id: str) -> None:
        vary(session, agreement_id, self.what, self.why, self.effective_on, self.decision_id)


@dataclass(frozen=True, slots=True)
class Terminate(_Plain):
    """End early after notice."""

    given_by: str
    given_on: date
    months: int
    last_day: date
    reason: str
    decision_id: str = ""
    name: str = "End early"

    def look(self, session: Session, life: Lifecycle) -> tuple[str, date | None, str]:
        refused = why_not_ended(life, self.last_day)
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
class Answer(_Plain):
    """Say what happened when an agreement ran out."""

    answer: str
    on: date
    note: str
    name: str = "Say what happened"

    def look(self, session: Session, life: Lifecycle) -> tuple[str, date | None, str]:
        refused = f"It still runs until {day(life.ends_on)}" if life.ends_on >= self.on else ""
        return f"Ended on {day(life.ends_on)}", None, refused

    def do(self, session: Session, agreement_id: str) -> None:
        answer_ending(session, agreement_id, self.answer, self.on, self.note)


# --- Taking back what was recorded by mistake -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TakeBackOption(_Plain):
    """Take back the last option that was taken up."""

    name: str = "Take back the last option taken up"

    def look(self, session: Session, life: Lifecycle) -> tuple[str, date | None, str]:
        number, step = life.taken_up, life.terms[life.taken_up].step
        refused = why_not_taken_back(life)
        if not number or step is None:
            return "", None, refused
        until = life.agreement.last_day(number - 1)
        later = [line for line in variations(session, life.agreement.id) if line.effective_on > until]
        if later and not refused:
            refused = f"Variation {later[0].number} takes effect after {day(until)}. Remove it first"
        return f"Option {number}{_on_paper(session, life, step.id)}", until, refused

    def do(self, session: Session, agreement_id: str) -> None:
        take_back_option(session, agreement_id)


@dataclass(frozen=True, slots=True)
class RemoveVariation(_Plain):
    """Remove a variation, told by the day it takes effect and what it says, for it may be one of several."""

    effective_on: date
    what: str
    name: str = "Remove a variation"

    def look(self, session: Session, life: Lifecycle) -> tuple[str, date | None, str]:
        line = self._line(session, life.agreement.id)
        if line is None:
            return "", None, "Not recorded for it"
        return f"Variation {line.number}{_on_paper(session, life, line.id)}", life.ends_on, ""

    def do(self, session: Session, agreement_id: str) -> None:
        line = self._line(session, agreement_id)
        if line is not None:
            remove_variation(session, line.id)

    def _line(self, session: Session, agreement_id: str) -> VariationLine | None:
        lines = variations(session, agreement_id)
        return next(
            (line for line in lines if (line.effective_on, line.what) == (self.effective_on, self.what)), None
        )


@dataclass(frozen=True, slots=True)
class TakeBackEnd(_Plain):
    """Take back an early end: the agreement runs on."""

    name: str = "Take back the early end"

    def look(self, session: Session, life: Lifecycle) -> tuple[str, date | None, str]:
        ends_on = life.agreement.terminated_on
        if ends_on is None:
            return "", None, "It was not ended early"
        until = life.agreement.last_day(life.taken_up)
        return f"Ends on {day(ends_on)}{_on_paper(session, life)}", until, ""

    def do(self, session: Session, agreement_id: str) -> None:
        take_back_termination(session, agreement_id)


@dataclass(frozen=True, slots=True)
class TakeBackAnswer(_Plain):
    """Take back what was said to have happened at the end."""

    name: str = "Take back what happened at the end"

    def look(self, session: Session, life: Lifecycle) -> tuple[str, date | None, str]:
        words = life.agreement.ended_as or ""
        return words, life.ends_on, "" if words else "Nothing recorded of its end"

    def do(self, session: Session, agreement_id: str) -> None:
        take_back_answer(session, agreement_id)


def _on_paper(session: Session, life: Lifecycle, about: str = "") -> str:
    """Return a word on the paper that was issued about a step or a variation, or about the early end (``about``
    empty).
    """
    agreement = get(session, Agreement, life.agreement.id)
    lines = issued_lines(session, agreement_id=agreement.id)
    mine = [line for line in lines if line.about == about][-1:] if about else [notice_among(agreement, lines)]
    return "".join(f", issued under {line.code}" for line in mine if line is not None)


def preview(
    session: Session, agreement_ids: Sequence[str], act: TogetherAct, today: date
) -> tuple[TogetherLine, ...]:
    """Return what an act would do on a day, agreement by agreement."""
    lives = lifecycles(read_facts(session), today)
    lines = []
    for agreement_id in agreement_ids:
        partnership = session.get_one(Partnership, get(session, Agreement, agreement_id).partnership_id)
        life = lives[agreement_id]
        what, until, clash = act.look(session, life)
        lines.append(
            TogetherLine(
                agreement_id,
                life.agreement.reference,
                partnership.name,
                life.ends_on,
                what,
                until,
                clash,
                () if clash else act.cautions(session, life),
            )
        )
    return tuple(lines)


def do_together(session: Session, agreement_ids: Sequence[str], act: TogetherAct, today: date) -> None:
    """Do an act on all of these. Refusal, with nothing done, when it cannot be done on one of them."""
    if not agreement_ids:
        raise Refusal("Tick at least one agreement")
    for line in preview(session, agreement_ids, act, today):
        if line.clash:
            raise Refusal(
                f"{line.reference}: {line.clash.rstrip('.')}. Leave it out, or put that right first"
            )
    for agreement_id in agreement_ids:
        act.do(session, agreement_id)


def of_one_award(session: Session, agreement_id: str) -> tuple[str, ...]:
    """Return the agreements of the same programme and first day, in the order of the partnerships."""
    mine = get(session, Agreement, agreement_id)
    return tuple(
        agreement.id
        for agreement in live(session, Agreement)
        if agreement.programme_id == mine.programme_id and agreement.starts_on == mine.starts_on
    )
