"""The report of a decision: its headings filled from what the file knows, and what is still blank.

The headings are those of the council's reports of 2021: what it is about, recommendations, why, impact,
consultation, resources, legal, risks, priorities, options and measures, timetable, appendices, background papers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from aip_desktop.calendar import financial_year_of
from aip_desktop.domain.agreements.cover_gaps import planned_money
from aip_desktop.domain.agreements.ladder import last_day, steps
from aip_desktop.domain.agreements.letter_statement import AwardRow, ReportPaper, ReportSection
from aip_desktop.domain.agreements.lifecycle import lifecycle_of
from aip_desktop.domain.agreements.variations import decisions_of
from aip_desktop.domain.decisions.decision_page import DecisionCard, decision_card
from aip_desktop.domain.decisions.decisions import FIELDS, label_for
from aip_desktop.domain.decisions.legal_tests import LegalTests, legal_tests
from aip_desktop.domain.decisions.timetable import Timetable, needed_by, timetable
from aip_desktop.domain.issued_documents import code_of, issued_lines
from aip_desktop.domain.places import DECISION, Blank, Place, Tab
from aip_desktop.domain.reference.figures import figures
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.decisions import DecisionKind
from aip_desktop.models.ids import new_id
from aip_desktop.models.lookup import live, the_authority
from aip_desktop.models.partnerships import Partnership
from aip_desktop.printable import not_printable
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
DAYS = ("notice_on", "report_on", "decided_on", "call_in_ends_on", "effective_on")


def draft_report(session: Session, decision_id: str, today: date) -> ReportPaper:
    """Return the report as it stands, marked as a draft."""
    return _paper(session, decision_id, today, code="")


def prepare_report(session: Session, decision_id: str, issued_on: date) -> PreparedReport:
    """Return the report as it would be issued, with its code."""
    document_id = new_id()
    return PreparedReport(document_id, _paper(session, decision_id, issued_on, code=code_of(document_id)))


def _paper(session: Session, decision_id: str, on: date, *, code: str) -> ReportPaper:
    card = decision_card(session, decision_id, on)
    tests = legal_tests(session, decision_id, on)
    days = timetable(card, needed_by(session, decision_id), figures(session))
    agreements = _agreements(session, card)
    begun = [
        starts for agreement in agreements for starts, _, _ in _terms(session, agreement, decision_id, on)
    ]
    label = card.reference or card.title
    issued = sum(line.kind == "report" for line in issued_lines(session, decision_id=decision_id))
    paper = ReportPaper(
        decision_id=decision_id,
        reference=card.reference or "Not yet numbered",
        name=f"{label} report" + (f" version {issued + 1}" if issued else ""),
        title=card.title,
        council=the_authority(session).name,
        lead=f"Report to {card.maker}" if card.maker else "Report",
        dated=on,
        facts=tuple(_facts(card)),
        sections=tuple(_sections(card)),
        tests=tuple(
            (test.question, test.answer.capitalize() or "Not answered", test.note) for test in tests.tests
        ),
        basis=f"{tests.basis}: {tests.citation}" if tests.basis_id else "",
        days=tuple(_days(card, days)),
        award=tuple(_award(session, agreements, decision_id, on)),
        year=year_label(financial_year_of(min(begun))) if begun else "",
        is_draft=not code,
        code=code,
        blanks=tuple(_blanks(card, tests)),
    )
    here = Place(Tab.AGREEMENTS, decision_id, f"{DECISION}title")
    letters = tuple(Blank(words, here) for _, words in not_printable(replace(paper, blanks=())))
    return replace(paper, blanks=paper.blanks + letters)


def _agreements(session: Session, card: DecisionCard) -> list[Agreement]:
    """Return the agreements that rest on a decision; before any does, those of the decision that it follows."""
    agreements = [(agreement, decisions_of(session, agreement)) for agreement in live(session, Agreement)]
    mine = [agreement for agreement, decisions in agreements if card.id in decisions]
    return mine or [
        agreement for agreement, _ in agreements if card.parent_id and agreement.decision_id == card.parent_id
    ]


def _terms(
    session: Session, agreement: Agreement, decision_id: str, on: date
) -> list[tuple[date, date, str]]:
    """Return first day, last day and name of each term of an agreement that a decision is about: the initial term,
    options taken up under it, or else the option that may be taken up next.
    """
    if decision_id == agreement.decision_id:
        return [(agreement.starts_on, last_day(agreement), "Initial term")]
    life = lifecycle_of(session, agreement, on)
    terms = sorted(steps(session, agreement.id).items())
    numbers = [number for number, step in terms if step.decision_id == decision_id]
    if not numbers and (decision_id in decisions_of(session, agreement)):  # a variation, or an early end
        return [(agreement.starts_on, life.ends_on, "Runs")]
    if not numbers and (option := life.next_option or life.lapsed):
        numbers = [option.number]
    return [
        (last_day(agreement, number - 1) + timedelta(days=1), last_day(agreement, number), f"Option {number}")
        for number in numbers
    ]


def _facts(card: DecisionCard) -> Iterable[tuple[str, str]]:
    exempt = {None: "", True: f"Yes. {card.exempt_reason}".strip(), False: "No"}[card.exempt]
    yield FIELDS["author"].label, card.author
    yield "Report to", card.maker
    yield FIELDS["lead_director"].label, card.lead_director
    yield FIELDS["department"].label, card.department
    yield (
        FIELDS["kind"].label,
        "Key decision" if card.kind == DecisionKind.KEY else f"{card.kind.capitalize()} decision",
    )
    yield FIELDS["parent_id"].label, card.parent or "No earlier decision"
    yield FIELDS["value"].label, pounds(card.value) if card.value is not None else ""
    yield FIELDS["call_in"].label, "Yes" if card.call_in else "No"
    yield FIELDS["exempt"].label, exempt
    yield FIELDS["wards"].label, card.wards
    yield FIELDS["portfolio_holder"].label, card.portfolio_holder


SECTIONS = (  # level, and the field whose words stand under its own heading
    *((2, "about"), (2, "recommendations"), (2, "reasons"), (3, "key_reason"), (2, "impact")),
    *(
        (2, "consultation"),
        (3, "consultees"),
        (2, "resources"),
        (2, "legal"),
        (2, "risks"),
        (2, "priorities"),
    ),
    *((2, "options_considered"), (2, "measures"), (2, "implementation"), (2, "appendices")),
    (2, "background_papers"),
)


DECIDED = ((2, "what"), (3, "interests"), (3, "dispensation"))  # once it is decided


NONE = ("appendices", "dispensation")  # blank means that there are none


def _sections(card: DecisionCard) -> Iterable[ReportSection]:
    wanted = [*SECTIONS, *(DECIDED if card.decided_on is not None else ())]
    if card.late_reason:
        wanted.append((3, "late_reason"))
    for level, name in wanted:
        text = getattr(card, name) or ("None" if name in NONE else "")
        yield ReportSection(level, name, FIELDS[name].printed or label_for(name, card.kind), text)


def _days(card: DecisionCard, days: Timetable) -> Iterable[tuple[str, str, str]]:
    for field in DAYS:
        on: date | None = getattr(card, field)
        if (field == "notice_on" and card.kind != DecisionKind.KEY) or (
            field == "call_in_ends_on" and not card.call_in
        ):
            continue
        yield FIELDS[field].label, day(on) if on else "Not yet", days.hints.get(field, "")


def _award(
    session: Session, agreements: Iterable[Agreement], decision_id: str, on: date
) -> Iterable[AwardRow]:
    planned = {
        (money.partnership_id, money.programme_id, money.first): money.amount
        for money in planned_money(session)
    }
    for agreement in agreements:
        partnership = session.get_one(Partnership, agreement.partnership_id)
        options = f"{count(agreement.option_count, 'option')} of {count(agreement.option_months, 'month')}"
        for starts, ends, name in _terms(session, agreement, decision_id, on):
            begins = date(financial_year_of(starts), 4, 1)
            amount: Decimal | None = planned.get((agreement.partnership_id, agreement.programme_id, begins))
            yield AwardRow(
                partnership.name,
                agreement.reference,
                f"{name}\n{day(starts)} to {day(ends)}",
                options if agreement.option_count else "None",
                amount,
            )


def _blanks(card: DecisionCard, tests: LegalTests) -> Iterable[Blank]:
    for field, words in WANTED.items():
        if not getattr(card, field):
            yield Blank(f"Record {words}", Place(Tab.AGREEMENTS, card.id, DECISION + field))
    if card.exempt is None:
        words = "Record whether any of it is exempt from publication"
        yield Blank(words, Place(Tab.AGREEMENTS, card.id, f"{DECISION}exempt"))
    if tests.unanswered:
        words = f"Answer {count(len(tests.unanswered), 'test')} of the legal basis"
        yield Blank(words, Place(Tab.AGREEMENTS, card.id, f"{DECISION}Legal basis"))
