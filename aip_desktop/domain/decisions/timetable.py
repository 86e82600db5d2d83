"""The days of a decision reckoned from one another: what is earliest, what is due, and what came too late.

Sources: SI 2012/2089 for notice; report and call-in are council practice, dated in ``thresholds.toml``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop import calendar
from aip_desktop.domain.decisions.decision_page import DecisionCard
from aip_desktop.domain.reference.figures import Figures, shipped_figures
from aip_desktop.domain.reference.shipped import BankHolidays
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.decisions import DecisionKind
from aip_desktop.wording import count, day, day_and_weekday, pounds


@dataclass(frozen=True, slots=True)
class Timetable:
    """A sentence for each date of a decision, and what came too late. Nothing here is written by itself."""

    hints: Mapping[str, str]  # by the name of the field
    late: tuple[str, ...]
    advice: str = ""  # that the value suggests another kind; it never decides it


@dataclass(frozen=True, slots=True)
class Rules:
    """How many days the rules in force on a day ask for, and the bank holidays they are counted with."""

    notice: int  # clear days
    urgent: int  # clear days, where those of ``notice`` cannot be given
    report: int  # clear working days
    call_in: int  # working days
    holidays: BankHolidays

    def earliest_after_notice(self, noticed_on: date) -> date:
        return calendar.earliest_after_clear_days(noticed_on, self.notice)

    def earliest_after_report(self, published_on: date) -> date:
        return calendar.earliest_after_clear_working_days(published_on, self.report, self.holidays.days)

    def notice_by(self, decided_on: date) -> date:
        return calendar.clear_days_before(decided_on, self.notice)

    def report_by(self, decided_on: date) -> date:
        return calendar.clear_working_days_before(decided_on, self.report, self.holidays.days)

    def call_in_end(self, decided_on: date) -> date:
        return calendar.call_in_end(decided_on, self.call_in, self.holidays.days)

    def decided_by(self, effective_by: date, *, call_in: bool) -> date:
        """Return the last working day on which it can be taken, to be in effect by a day."""
        if not call_in:
            return calendar.last_working_day_on_or_before(effective_by, self.holidays.days)
        return calendar.last_decision_day(effective_by, self.call_in, self.holidays.days)


def needed_by(session: Session, decision_id: str) -> date | None:
    """Return the first day of the earliest agreement awarded under a decision, if there is one."""
    query = select(Agreement.starts_on).where(~Agreement.retired, Agreement.decision_id == decision_id)
    return min(session.scalars(query), default=None)


def timetable(card: DecisionCard, needed: date | None = None, known: Figures | None = None) -> Timetable:
    """Reckon the days of a decision; ``needed`` is the day by which it must have taken effect."""
    days = (card.notice_on, card.report_on, card.decided_on, card.effective_on, needed)
    rules = rules_on(
        known or shipped_figures(), next((each_day for each_day in days if each_day is not None), date.max)
    )
    goal = card.decided_on or (rules.decided_by(needed, call_in=card.call_in) if needed else None)
    hints = {
        "notice_on": _notice(card, rules, goal),
        "report_on": _report(card, rules, goal),
        "decided_on": _decided(card, rules, needed),
        "call_in_ends_on": _call_in(card, rules),
        "effective_on": _effective(card, rules, needed),
    }
    when = card.decided_on or card.notice_on or needed or date.max
    return Timetable(
        hints, tuple(_late(card, rules, needed)), _advice(card, known or shipped_figures(), when)
    )


def _advice(card: DecisionCard, known: Figures, when: date) -> str:
    """Return a word where value and kind do not go together and no reason is given; the officer decides."""
    line, published = known.at("key_decision", when), known.at("operational_decision", when)
    if card.value is None or card.key_reason:
        return ""
    if card.kind == DecisionKind.ADMINISTRATIVE and published is not None and card.value > published.value:
        return (
            f"Its value is above {pounds(Decimal(published.value))}, above which the council publishes an officer’s "
            "decision: say why it is administrative"
        )
    if line is None:
        return ""
    above = card.value > line.value
    if above == (card.kind == DecisionKind.KEY):
        return ""
    side = "above" if above else "not above"
    return (
        f"Its value is {side} {pounds(Decimal(line.value))}, the council’s figure for key decisions: say why it "
        f"is {'not ' if card.kind != DecisionKind.KEY else ''}key"
    )


def rules_on(known: Figures, when: date) -> Rules:
    """Return the rules in force on a day."""
    return Rules(
        known.value("key_notice", when),
        known.value("urgent_notice", when),
        known.value("report_notice", when),
        known.value("call_in", when),
        known.holidays,
    )


def _shown(rules: Rules, reckon: Callable[[date], date], given: date) -> str:
    """Return a day reckoned from another, with a word of warning where the bank holidays are not known."""
    reckoned_day = reckon(given)
    unknown = not rules.holidays.covers(min(given, reckoned_day), max(given, reckoned_day))
    note = " (the bank holidays of that time are not known)" if unknown else ""
    return f"{day_and_weekday(reckoned_day)}{note}"


def _clear(rules: Rules) -> tuple[str, str]:
    return (
        f"{rules.notice} clear days’ notice",
        f"{count(rules.report, 'clear working day')} after the report",
    )


def _notice(card: DecisionCard, rules: Rules, goal: date | None) -> str:
    if card.kind != DecisionKind.KEY:
        return "Notice is for key decisions"
    clear, _ = _clear(rules)
    if goal is None:
        return f"A key decision needs {clear}"
    return f"{clear}: by {day_and_weekday(rules.notice_by(goal))}, to decide on {day(goal)}"


def _report(card: DecisionCard, rules: Rules, goal: date | None) -> str:
    clear = f"{count(rules.report, 'clear working day')} before the decision"
    if goal is None:
        return f"Open to inspection {clear}"
    return f"{clear}: by {_shown(rules, rules.report_by, goal)}"


def _decided(card: DecisionCard, rules: Rules, needed: date | None) -> str:
    notice, report = _clear(rules)
    remarks = []
    if card.kind == DecisionKind.KEY and card.notice_on:
        earliest = day_and_weekday(rules.earliest_after_notice(card.notice_on))
        remarks.append(f"{notice}: earliest decision {earliest}")
    if card.report_on:
        remarks.append(f"{report}: earliest {_shown(rules, rules.earliest_after_report, card.report_on)}")
    if not remarks and needed:
        last = day_and_weekday(rules.decided_by(needed, call_in=card.call_in))
        remarks.append(f"To take effect by {day(needed)}: latest decision {last}")
    return ". ".join(remarks) or "Reckoned once notice or report is dated"


def _call_in(card: DecisionCard, rules: Rules) -> str:
    if not card.call_in:
        return "Only if the decision can be called in"
    after = f"{count(rules.call_in, 'working day')} after the decision"
    return f"{after}: {_shown(rules, rules.call_in_end, card.decided_on)}" if card.decided_on else after


def _effective(card: DecisionCard, rules: Rules, needed: date | None) -> str:
    by = f"; needed by {day(needed)}" if needed else ""
    if card.decided_on is None:
        return f"The day it takes effect{by}"
    if not card.call_in:
        return f"No call-in: from {day_and_weekday(card.decided_on)}{by}"
    ends = card.call_in_ends_on or rules.call_in_end(card.decided_on)
    return f"The day after call-in: {day_and_weekday(ends + calendar.ONE_DAY)}{by}"


def _late(card: DecisionCard, rules: Rules, needed: date | None) -> list[str]:
    sentences = [_short_notice(card, rules), _short_report(card, rules), _short_call_in(card, rules)]
    if card.effective_on is not None:
        if card.call_in and card.call_in_ends_on and card.effective_on <= card.call_in_ends_on:
            sentences.append("It takes effect before call-in has ended")
        if needed and card.effective_on > needed:
            sentences.append(f"It takes effect after the agreements under it start on {day(needed)}")
    return [sentence for sentence in sentences if sentence]


def _short_notice(card: DecisionCard, rules: Rules) -> str:
    if card.kind != DecisionKind.KEY or card.notice_on is None or card.decided_on is None:
        return ""
    clear = max(0, (card.decided_on - card.notice_on).days - 1)
    if clear >= rules.notice:
        return ""
    given = f"Notice was {count(clear, 'clear day')}: a key decision needs {rules.notice}"
    if clear >= rules.urgent:
        return f"{given}, or {rules.urgent} where that is impracticable (regulation 10)"
    return f"{given}, and {rules.urgent} even where that is impracticable (regulation 10)"


def _short_report(card: DecisionCard, rules: Rules) -> str:
    if card.report_on is None or card.decided_on is None:
        return ""
    if card.decided_on >= rules.earliest_after_report(card.report_on):
        return ""
    clear = calendar.working_days_between(card.report_on, card.decided_on, rules.holidays.days)
    days = count(clear, "clear working day")
    return f"The report was open for {days} before the decision: {rules.report} are usual"


def _short_call_in(card: DecisionCard, rules: Rules) -> str:
    if not card.call_in or card.call_in_ends_on is None or card.decided_on is None:
        return ""
    if card.call_in_ends_on >= rules.call_in_end(card.decided_on):
        return ""
    return f"Call-in ends before {count(rules.call_in, 'working day')} have passed since the decision"
