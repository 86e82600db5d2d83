"""The report of a decision: its headings filled from what the file knows, and what is still blank.

The headings are those of the council's reports of 2021: what it is about, recommendations, why, impact,
consultation, resources, legal, risks, priorities, options and measures, timetable, appendices, background papers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from aip_desktop.calendar import financial_year_of
from aip_desktop.domain.agreements.cover_gaps import planned_money
from aip_desktop.domain.agreements.ladder import last_day, runs_until, steps, taken_up, why_not_next
from aip_desktop.domain.agreements.letter_statement import AwardRow, ReportPaper
from aip_desktop.domain.agreements.variations import decisions_of
from aip_desktop.domain.decisions.decision_page import DecisionCard, decision_card
from aip_desktop.domain.decisions.legal_tests import LegalTests, legal_tests
from aip_desktop.domain.decisions.timetable import Timetable, needed_by, timetable
from aip_desktop.domain.issued_documents import code_of, issued_lines
from aip_desktop.domain.places import AGREEMENTS, DECISION, Blank, Place
from aip_desktop.domain.reference.figures import figures
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.decisions import KEY
from aip_desktop.models.ids import new_id
from aip_desktop.models.lookup import live, the_authority
from aip_desktop.models.partnerships import Partnership
from aip_desktop.wording import count, day, pounds, year_label


@dataclass(frozen=True, slots=True)
class PreparedReport:
    """A report ready to issue, and the id that its code stands for."""

    document_id: str
    paper: ReportPaper


# The fields that a report cannot do without, and what is missing where one is blank.
WANTED = {
    "author": "who wrote the report, with a telephone number",
    "maker": "who makes the decision",
    "about": "what the report is about",
    "recommendations": "the recommendations",
    "reasons": "the reasons",
    "impact": "the impact of the proposal",
    "wards": "the wards affected",
    "consultation": "the consultation",
    "resources": "the resources",
    "legal": "the legal implications",
    "risks": "the risks and how they are managed",
    "priorities": "the council priorities served",
    "options_considered": "the options considered (“none” is an answer)",
    "measures": "how success is measured",
    "implementation": "the timetable and who is responsible",
    "key_reason": "why it is, or is not, a key decision",
    "background_papers": "the background papers (“none” is an answer)",
}
DAYS = (
    ("notice_on", "Notice published"),
    ("report_on", "Report published"),
    ("decided_on", "Decision"),
    ("call_in_ends_on", "Call-in ends"),
    ("effective_on", "Takes effect"),
)


def draft_report(session: Session, decision_id: str, today: date) -> ReportPaper:
    """The report as it stands, marked as a draft."""
    return _paper(session, decision_id, today, code="")


def prepare_report(session: Session, decision_id: str, issued_on: date) -> PreparedReport:
    """The report as it would be issued, with its code."""
    document_id = new_id()
    return PreparedReport(document_id, _paper(session, decision_id, issued_on, code=code_of(document_id)))


def _paper(session: Session, decision_id: str, on: date, *, code: str) -> ReportPaper:
    card = decision_card(session, decision_id, on)
    tests = legal_tests(session, decision_id, on)
    days = timetable(card, needed_by(session, decision_id), figures(session))
    agreements = _agreements(session, card)
    begun = [starts for it in agreements for starts, _, _ in _terms(session, it, decision_id)]
    label = card.reference or card.title
    issued = sum(it.kind == "report" for it in issued_lines(session, decision_id=decision_id))
    return ReportPaper(
        decision_id=decision_id,
        reference=card.reference or "Not yet numbered",
        name=f"{label} report" + (f" version {issued + 1}" if issued else ""),
        title=card.title,
        council=the_authority(session).name,
        lead=f"Report to {card.maker}" if card.maker else "Report",
        dated=on,
        facts=tuple(_facts(card)),
        sections=tuple(_sections(card)),
        tests=tuple((it.question, it.answer.capitalize() or "Not answered", it.note) for it in tests.tests),
        basis=f"{tests.basis}: {tests.citation}" if tests.basis_id else "",
        days=tuple(_days(card, days)),
        award=tuple(_award(session, agreements, decision_id)),
        year=year_label(financial_year_of(min(begun))) if begun else "",
        is_draft=not code,
        code=code,
        blanks=tuple(_blanks(card, tests)),
    )


def _agreements(session: Session, card: DecisionCard) -> list[Agreement]:
    """The agreements that rest on a decision; before any does, those of the decision that it follows."""
    found = [(it, decisions_of(session, it)) for it in live(session, Agreement)]
    mine = [it for it, decisions in found if card.id in decisions]
    return mine or [it for it, _ in found if card.parent_id and it.decision_id == card.parent_id]


def _terms(session: Session, agreement: Agreement, decision_id: str) -> list[tuple[date, date, str]]:
    """First day, last day and name of each term of an agreement that a decision is about: the initial term, options
    taken up under it, or else the option that may be taken up next."""
    if decision_id == agreement.decision_id:
        return [(agreement.starts_on, last_day(agreement), "Initial term")]
    found = steps(session, agreement.id)
    numbers = [number for number, step in sorted(found.items()) if step.decision_id == decision_id]
    if not numbers and (decision_id in decisions_of(session, agreement)):  # a variation, or an early end
        return [(agreement.starts_on, runs_until(session, agreement), "Runs")]
    if not numbers and not why_not_next(session, agreement, found):
        numbers = [taken_up(found) + 1]
    return [
        (last_day(agreement, it - 1) + timedelta(days=1), last_day(agreement, it), f"Option {it}")
        for it in numbers
    ]


def _facts(card: DecisionCard) -> Iterable[tuple[str, str]]:
    exempt = {None: "", True: f"Yes. {card.exempt_reason}".strip(), False: "No"}[card.exempt]
    yield "Report author", card.author
    yield "Report to", card.maker
    yield "Lead director", card.lead_director
    yield "Department", card.department
    yield "Kind of decision", "Key decision" if card.kind == KEY else f"{card.kind.capitalize()} decision"
    yield "Follows from", card.parent or "No earlier decision"
    yield "Value a year", pounds(card.value) if card.value is not None else ""
    yield "Open to call-in", "Yes" if card.call_in else "No"
    yield "Exempt or confidential", exempt
    yield "Wards affected", card.wards
    yield "Portfolio holder", card.portfolio_holder


def _sections(card: DecisionCard) -> Iterable[tuple[int, str, str]]:
    why_key = "Why it is a key decision" if card.kind == KEY else "Why it is not a key decision"
    yield 2, "What this report is about", card.about
    yield 2, "Recommendations", card.recommendations
    yield 2, "Why the proposal is put forward", card.reasons
    yield 3, why_key, card.key_reason
    yield 2, "What impact it will have", card.impact
    yield 2, "Consultation and engagement", card.consultation
    yield 3, "Who was consulted", card.consultees
    yield 2, "Resources", card.resources
    yield 2, "Legal implications", card.legal
    yield 2, "Risks, and how they are managed", card.risks
    yield 2, "Council priorities served", card.priorities
    yield 2, "Other options considered", card.options_considered
    yield 2, "How success is measured", card.measures
    yield 2, "Timetable, and who is responsible", card.implementation
    yield 2, "Appendices", card.appendices or "None"
    yield 2, "Background papers", card.background_papers
    if card.decided_on is not None:
        yield 2, "The decision", card.what
        yield 3, "Interests declared by members consulted", card.interests
        yield 3, "Dispensation granted", card.dispensation or "None"
    if card.late_reason:
        yield 3, "Why it was late", card.late_reason


def _days(card: DecisionCard, days: Timetable) -> Iterable[tuple[str, str, str]]:
    for field, name in DAYS:
        on: date | None = getattr(card, field)
        if (field == "notice_on" and card.kind != KEY) or (field == "call_in_ends_on" and not card.call_in):
            continue
        yield name, day(on) if on else "Not yet", days.hints.get(field, "")


def _award(session: Session, agreements: Iterable[Agreement], decision_id: str) -> Iterable[AwardRow]:
    planned = {(it.partnership_id, it.programme_id, it.first): it.amount for it in planned_money(session)}
    for it in agreements:
        partnership = session.get_one(Partnership, it.partnership_id)
        options = f"{count(it.option_count, 'option')} of {count(it.option_months, 'month')}"
        for starts, ends, name in _terms(session, it, decision_id):
            begins = date(financial_year_of(starts), 4, 1)
            amount: Decimal | None = planned.get((it.partnership_id, it.programme_id, begins))
            yield AwardRow(
                partnership.name,
                it.reference,
                f"{name}\n{day(starts)} to {day(ends)}",
                options if it.option_count else "None",
                amount,
            )


def _blanks(card: DecisionCard, tests: LegalTests) -> Iterable[Blank]:
    for field, words in WANTED.items():
        if not getattr(card, field):
            yield Blank(f"Record {words}", Place(AGREEMENTS, card.id, DECISION + field))
    if card.exempt is None:
        words = "Record whether any of it is exempt from publication"
        yield Blank(words, Place(AGREEMENTS, card.id, f"{DECISION}exempt"))
    if tests.unanswered:
        words = f"Answer {count(len(tests.unanswered), 'test')} of the legal basis"
        yield Blank(words, Place(AGREEMENTS, card.id, f"{DECISION}Legal basis"))
