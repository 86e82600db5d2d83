"""The returns of the sample: when each came, who prepared it, what it said, and how far scrutiny has got."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, partial
from random import Random

from sqlalchemy.orm import Session

from aip_desktop.calendar import add_working_days
from aip_desktop.domain.reference.figures import shipped_figures
from aip_desktop.domain.reference.shipped import bank_holidays, shipped_terms
from aip_desktop.domain.returns.answers import answer
from aip_desktop.domain.returns.terms import due_by_rule, edit_term
from aip_desktop.domain.returns.workflow import record_received, set_return_date, set_return_text
from aip_desktop.models.lookup import live_measures, live_terms
from aip_desktop.models.partnerships import KnownRole
from aip_desktop.models.terms import Term
from aip_desktop.sample.diary import CODES, IMRAN, RUTH, Entry, Memory
from aip_desktop.sample.narratives import narratives
from aip_desktop.sample.return_figures import NAMES, YEARS, figures
from aip_desktop.sample.roles import MANAGER, holdings
from aip_desktop.wording import day, year_label

Answers = Mapping[str, int | str]
_LATEST = (2025, "Summer")
_BLANKS = ("moves_brought_forward", "moves_ended_early", "moves_ongoing", "narrative_challenges")


@dataclass(frozen=True, slots=True)
class Report:
    """One partnership's return for one term, and the days of its legs so far."""

    code: str
    year: int
    name: str
    answers: Answers
    received_on: date
    prepared_by: str
    approved_by: str
    scrutinised_on: date | None
    fed_back_on: date | None
    governors_told_on: date | None
    note: str = ""


def due_on(year: int, name: str) -> date:
    """Return the day a term's returns are due. Those of summer are due in September, as schools are closed before."""
    if name == "Summer":
        first = date(year + 1, 9, 1)
        return first + timedelta(days=(4 - first.weekday()) % 7 + 14)  # the third Friday
    ends_on = next(term.ends_on for term in shipped_terms() if (term.year, term.name) == (year, name))
    return due_by_rule(ends_on, shipped_figures())


@cache
def reports() -> tuple[Report, ...]:
    """Return every return that has come, in the order of terms and partnerships."""
    chance = Random(12)  # noqa: S311 - a repeatable sample, not a secret
    every_report = [_report(chance, code, year, name) for year in YEARS for name in NAMES for code in CODES]
    return tuple(report for each in every_report if (report := _unfinished(each)) is not None)


def _report(chance: Random, code: str, year: int, name: str) -> Report:
    due, holidays = due_on(year, name), bank_holidays().days
    is_late = chance.random() < 0.15
    days = chance.randint(2, 11) if is_late else -chance.randint(0, 5)
    panel_on = add_working_days(due, 14, holidays)
    fed_back_on = add_working_days(panel_on, 6, holidays)
    received_on = add_working_days(due, days, holidays)
    return Report(
        code,
        year,
        name,
        {**figures()[code, year, name], **narratives(chance)},
        received_on,
        _holder(code, MANAGER, received_on),
        _holder(code, KnownRole.CHAIR, received_on),
        panel_on,
        fed_back_on,
        add_working_days(fed_back_on, 9, holidays),
        "Late: the figures of two schools came after the holiday." if is_late else "",
    )


def _holder(code: str, kind: str, on: date) -> str:
    return [
        holding
        for holding in holdings()
        if (holding.code, holding.kind) == (code, kind) and holding.from_on <= on
    ][-1].person


def _unfinished(report: Report) -> Report | None:
    """Return what is still under way on the last day of the story; None where nothing has come."""
    if (report.year, report.name) == (2025, "Spring") and report.code in ("NE", "NW"):
        return replace(
            report, governors_told_on=None, fed_back_on=report.fed_back_on if report.code == "NE" else None
        )
    if (report.year, report.name) != _LATEST:
        return report
    if report.code in ("S", "W"):
        return None
    received_on = {"E": date(2026, 9, 16), "NE": date(2026, 10, 2), "NW": date(2026, 9, 17)}[report.code]
    report = replace(report, received_on=received_on, governors_told_on=None, note="")
    if report.code == "E":
        return replace(report, scrutinised_on=date(2026, 10, 20), fed_back_on=date(2026, 11, 4))
    report = replace(report, scrutinised_on=None, fed_back_on=None)
    if report.code == "NE":
        kept = {code: value for code, value in report.answers.items() if code not in _BLANKS}
        return replace(report, answers=kept, note="Managed moves to follow: asked for on 5 October.")
    counted = int(report.answers["cases_open_at_end"])
    wrong = {"cases_open_at_end": counted + 3}
    return replace(
        report, answers={**report.answers, **wrong}, note="The caseload does not add up: sent back."
    )


def entries() -> Iterator[Entry]:
    """Yield terms confirmed year by year; then each return as it came, and each term's panel and feedback."""
    for year in (*YEARS, 2026):
        on = date(2021, 11, 11) if year == 2021 else date(year, 6, 27)
        words = f"Confirm the terms of {year_label(year)}"
        yield Entry(on, IMRAN, words, partial(_confirm_terms, year))
    for report in reports():
        words = f"Record the return of {report.code} for {report.name} {year_label(report.year)}"
        yield Entry(report.received_on, IMRAN, words, partial(_receive, report))
    for field, words in _LEGS:
        yield from _legs(field, words)
    yield from _corrections()
    asked_on = date(2026, 10, 6)
    words = "Ask NW to correct its return for Summer 2025/26"
    yield Entry(asked_on, RUTH, words, partial(_send_back, "NW", *_LATEST, asked_on))
    words = f"Give W until {day(date(2026, 11, 30))} for its return for Summer 2025/26"
    yield Entry(date(2026, 9, 18), RUTH, words, _give_time)


_LEGS = (
    ("scrutinised_on", "Record the scrutiny panel for"),
    ("fed_back_on", "Record feedback to partnerships for"),
    ("governors_told_on", "Record feedback to schools and governing bodies for"),
)


def _legs(field: str, words: str) -> Iterator[Entry]:
    """Yield one act for each term and day on which returns went a leg further."""
    by_day: dict[tuple[date, int, str], list[Report]] = {}
    for report in reports():
        on: date | None = getattr(report, field)
        if on is not None:
            by_day.setdefault((on, report.year, report.name), []).append(report)
    for (on, year, name), moved in by_day.items():
        yield Entry(on, RUTH, f"{words} {name} {year_label(year)}", partial(_go_further, field, moved))


def _corrections() -> Iterator[Entry]:
    """Yield a return that was sent back, and came again put right."""
    report = next(
        report for report in reports() if (report.code, report.year, report.name) == ("S", 2023, "Spring")
    )
    back_on = report.received_on + timedelta(days=3)
    again_on = report.received_on + timedelta(days=8)
    label = f"{report.name} {year_label(report.year)}"
    send_back = partial(_send_back, report.code, report.year, report.name, back_on)
    yield Entry(back_on, RUTH, f"Ask S to correct its return for {label}", send_back)
    again = replace(
        report, received_on=again_on, note="Came again with the suspensions of one school put in."
    )
    yield Entry(
        again_on, IMRAN, f"Record the corrected return of S for {label}", partial(_receive_again, again)
    )


def _term(session: Session, year: int, name: str) -> Term:
    return next(term for term in live_terms(session, year) if term.name == name)


def _confirm_terms(year: int, session: Session, memory: Memory) -> None:
    for term in live_terms(session, year):
        edit_term(session, term.id, "confirmed", True)
        if term.name == "Summer":
            edit_term(session, term.id, "returns_due_on", due_on(year, term.name))


def _receive(report: Report, session: Session, memory: Memory) -> None:
    """Record the whole return in one act. Nothing is looked up twice: what is new is flushed once, at the end."""
    partnership_id, term = memory.partnerships[report.code], _term(session, report.year, report.name)
    record_received(
        session, partnership_id, term.id, report.received_on, report.prepared_by, report.approved_by
    )
    session.flush()
    if report.note:
        set_return_text(session, partnership_id, term.id, "notes", report.note)
    with session.no_autoflush:
        _answer(session, partnership_id, term, report.answers)


def _answer(session: Session, partnership_id: str, term: Term, answers: Answers) -> None:
    """Answer what is asked in that term; some measures came in later than others."""
    for measure in live_measures(session, term.starts_on):
        value = answers.get(measure.code)
        if isinstance(value, str):
            answer(session, partnership_id, term.id, measure.id, words=value)
        elif value is not None:
            answer(session, partnership_id, term.id, measure.id, value)


def _receive_again(report: Report, session: Session, memory: Memory) -> None:
    partnership_id, term = memory.partnerships[report.code], _term(session, report.year, report.name)
    set_return_date(session, partnership_id, term.id, "resubmitted_on", report.received_on)
    set_return_text(session, partnership_id, term.id, "notes", report.note)
    added = {"suspensions": 14, "pupils_suspended": 9, "suspension_half_days": 46}
    _answer(session, partnership_id, term, {code: int(report.answers[code]) + n for code, n in added.items()})


def _go_further(field: str, moved: list[Report], session: Session, memory: Memory) -> None:
    for report in moved:
        term = _term(session, report.year, report.name)
        set_return_date(session, memory.partnerships[report.code], term.id, field, getattr(report, field))


def _send_back(code: str, year: int, name: str, on: date, session: Session, memory: Memory) -> None:
    term = _term(session, year, name)
    set_return_date(session, memory.partnerships[code], term.id, "changes_requested_on", on)


def _give_time(session: Session, memory: Memory) -> None:
    term, partnership_id = _term(session, *_LATEST), memory.partnerships["W"]
    set_return_date(session, partnership_id, term.id, "due_on", date(2026, 11, 30))
    set_return_text(session, partnership_id, term.id, "notes", "More time agreed while there is no chair.")
