"""What breaks each rule, as a merge may leave it, with what is then said and how many ways out there are at least."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.signing.signing import issue_edition
from aip_desktop.domain.attachments import attach
from aip_desktop.domain.budget.allocation import allocate, set_element_amount
from aip_desktop.domain.budget.queries import elements_of
from aip_desktop.domain.budget.setup import set_total
from aip_desktop.domain.decisions.decisions import record_decision
from aip_desktop.domain.issued_documents import issue_document
from aip_desktop.domain.schools.schools import add_school
from aip_desktop.models.agreements import Agreement, OptionStep, Variation
from aip_desktop.models.attachments import Attachment
from aip_desktop.models.budget import Allocation, AnnualBudget, ElementAmount
from aip_desktop.models.clauses import Clause, ClausePart
from aip_desktop.models.decisions import Decision, DecisionKind
from aip_desktop.models.ids import new_id
from aip_desktop.models.issued import IssuedDocument
from aip_desktop.models.lookup import core_programme, live, live_terms
from aip_desktop.models.measures import Measure
from aip_desktop.models.partnerships import Host, Membership, Partnership, Role
from aip_desktop.models.returns import ReturnValue, TermlyReturn
from aip_desktop.models.schools import School
from aip_desktop.models.signatures import Edition, Signature, SigningStep, StepKind
from aip_desktop.models.terms import Term

PDF = b"%PDF-1.7\n%%EOF\n"
D = date


def _school(session: Session, urn: int = 900001, name: str = "Alder School") -> str:
    return add_school(session, urn, name)


def _two(session: Session) -> tuple[Partnership, Partnership]:
    first, second, *_ = live(session, Partnership)
    return first, second


def two_partnerships(session: Session) -> None:
    school, (a, b) = _school(session), _two(session)
    session.add(
        Membership(school_id=school, partnership_id=a.id, joined_on=D(2024, 4, 1), left_on=D(2026, 8, 31))
    )
    session.add(Membership(school_id=school, partnership_id=b.id, joined_on=D(2025, 4, 1)))


def two_hosts(session: Session) -> None:
    a, _ = _two(session)
    for number, start in ((1, D(2024, 4, 1)), (2, D(2025, 4, 1))):
        school = _school(session, 900000 + number, f"School {number}")
        session.add(Host(partnership_id=a.id, school_id=school, from_on=start))


def two_chairs(session: Session) -> None:
    a, _ = _two(session)
    session.add(Role(partnership_id=a.id, kind="Chair", person="Pat", from_on=D(2024, 4, 1)))
    session.add(Role(partnership_id=a.id, kind="Chair", person="Sam", from_on=D(2025, 4, 1)))


def a_membership_backwards(session: Session) -> None:
    a, _ = _two(session)
    it = Membership(
        school_id=_school(session), partnership_id=a.id, joined_on=D(2025, 4, 1), left_on=D(2025, 1, 1)
    )
    session.add(it)


def a_role_backwards(session: Session) -> None:
    a, _ = _two(session)
    session.add(
        Role(partnership_id=a.id, kind="Lead", person="Pat", from_on=D(2025, 4, 1), to_on=D(2025, 1, 1))
    )


def one_urn_twice(session: Session) -> None:
    a, _ = _two(session)
    session.add(School(urn=900001, name="Alder School", head="Ms Ash"))
    session.flush()
    double = School(urn=900001, name="Alder Primary School", pupils=210)
    session.add(double)
    session.add(Membership(school_id=double.id, partnership_id=a.id, joined_on=D(2025, 4, 1)))


def one_code_twice(session: Session) -> None:
    a, b = _two(session)
    b.code = a.code


def one_reference_twice(session: Session) -> None:
    a, b, *_ = live(session, Agreement)
    b.reference = a.reference


def one_decision_reference_twice(session: Session) -> None:
    for title in ("First", "Second"):
        session.add(Decision(kind=DecisionKind.KEY, title=title, reference="D1"))


def two_agreements_at_once(session: Session) -> None:
    old = live(session, Agreement)[0]
    session.add(
        Agreement(
            partnership_id=old.partnership_id,
            programme_id=old.programme_id,
            reference="SECOND",
            starts_on=D(2026, 9, 1),
            months=12,
            option_count=4,
            option_months=12,
        )
    )


def _with_options(session: Session, *numbers: int, decided: bool = True, count: int = 4) -> Agreement:
    agreement = live(session, Agreement)[0]
    agreement.months, agreement.option_count = 12, count
    key = record_decision(
        session, DecisionKind.KEY, "Award", decided_on=D(2025, 1, 1), effective_on=D(2025, 1, 9)
    )
    below = record_decision(
        session, DecisionKind.OPERATIONAL, "Option", decided_on=D(2025, 1, 1), effective_on=D(2025, 1, 9)
    )
    session.flush()
    session.get_one(Decision, below).parent_id = key
    for number in numbers:
        session.add(
            OptionStep(
                agreement_id=agreement.id,
                number=number,
                taken_up_on=D(2026, 1, 1),
                decision_id=below if decided else None,
            )
        )
    return agreement


def a_fifth_option(session: Session) -> None:
    _with_options(session, 1, 2, 3, 4, 5)


def an_option_skipped(session: Session) -> None:
    _with_options(session, 1, 3)


def an_option_without_decision(session: Session) -> None:
    _with_options(session, 1, decided=False)


def taken_up_and_declined(session: Session) -> None:
    agreement = _with_options(session, 1)
    session.flush()
    step = session.scalars(select(OptionStep).where(OptionStep.agreement_id == agreement.id)).one()
    step.declined_on = D(2026, 2, 1)


def no_key_decision(session: Session) -> None:
    _with_options(session, 1)
    session.flush()
    session.scalars(select(Decision).where(Decision.kind == DecisionKind.OPERATIONAL)).one().parent_id = None


def varied_before_it_starts(session: Session) -> None:
    agreement = live(session, Agreement)[0]
    session.add(Variation(agreement_id=agreement.id, effective_on=D(2025, 8, 1), what="More", why="Need"))


def varied_afterwards(session: Session) -> None:
    agreement = live(session, Agreement)[0]
    session.add(Variation(agreement_id=agreement.id, effective_on=D(2055, 1, 1), what="More", why="Need"))


def an_option_reversed_below_another(session: Session) -> None:
    """As a merge leaves it: one officer reversed option 1, while another took up option 2."""
    agreement = _with_options(session, 1, 2)
    session.flush()
    query = select(OptionStep).where(OptionStep.agreement_id == agreement.id, OptionStep.number == 1)
    session.scalars(query).one().retired = True


def ended_before_it_starts(session: Session) -> None:
    live(session, Agreement)[0].terminated_on = D(2020, 1, 1)


def effect_before_decision(session: Session) -> None:
    session.add(
        Decision(kind=DecisionKind.KEY, title="Odd", decided_on=D(2025, 3, 1), effective_on=D(2025, 2, 1))
    )


def _budget(session: Session) -> AnnualBudget:
    programme = core_programme(session).id
    budget = set_total(session, 2026, Decimal(1000), programme)
    session.flush()
    for place, element in enumerate(elements_of(session, programme)):
        set_element_amount(session, budget, element.id, Decimal(1000 if place == 0 else 0))
        session.flush()
        allocate(session, budget, element.id, "equal")
        session.flush()
    return session.get_one(AnnualBudget, budget)


def total_not_given(session: Session) -> None:
    _budget(session).total = Decimal(1200)


def too_much_given(session: Session) -> None:
    _budget(session).total = Decimal(900)


def an_element_that_does_not_sum(session: Session) -> None:
    budget = _budget(session)
    cell = session.scalars(
        select(Allocation).where(Allocation.amount > Decimal(0), Allocation.budget_id == budget.id)
    ).first()
    assert cell is not None
    cell.amount -= Decimal(50)


def a_manual_element_that_does_not_sum(session: Session) -> None:
    an_element_that_does_not_sum(session)
    for it in session.scalars(select(ElementAmount).where(~ElementAmount.retired)):
        it.method = "manual"


def _return(session: Session, **legs: date) -> TermlyReturn:
    a, term = live(session, Partnership)[0], live_terms(session)[0]
    it = TermlyReturn(partnership_id=a.id, term_id=term.id)
    for leg, on in legs.items():
        setattr(it, leg, on)
    session.add(it)
    return it


def scrutinised_before_it_came(session: Session) -> None:
    _return(session, received_on=D(2027, 2, 1), scrutinised_on=D(2027, 1, 1))


def fed_back_without_scrutiny(session: Session) -> None:
    _return(session, received_on=D(2027, 2, 1), fed_back_on=D(2027, 3, 1))


def two_returns(session: Session) -> None:
    measure = session.scalars(select(Measure).where(~Measure.retired)).first()
    assert measure is not None
    for on, number in ((D(2027, 2, 1), 3), (D(2027, 2, 2), 4)):
        it = _return(session, received_on=on)
        session.add(ReturnValue(return_id=it.id, measure_id=measure.id, number=number))


def a_term_backwards(session: Session) -> None:
    term = live_terms(session)[-1]
    term.starts_on, term.ends_on = term.ends_on, term.starts_on


def two_terms_at_once(session: Session) -> None:
    first, second, *_ = live_terms(session)
    first.ends_on = second.starts_on


def two_of_one_term(session: Session) -> None:
    it = live_terms(session)[-1]
    session.add(
        Term(
            academic_year=it.academic_year,
            name=it.name,
            starts_on=it.starts_on,
            ends_on=it.ends_on,
            returns_due_on=it.returns_due_on,
        )
    )


def two_budgets(session: Session) -> None:
    budget = _budget(session)
    session.flush()
    other = AnnualBudget(programme_id=budget.programme_id, year=2026, total=Decimal(5))
    session.add(other)
    element = elements_of(session, budget.programme_id)[0]
    session.add(ElementAmount(budget_id=other.id, element_id=element.id, amount=Decimal(5)))


def an_attachment_lost(session: Session) -> None:
    a, _ = _two(session)
    session.add(
        Attachment(about_id=a.id, name="scan.pdf", content_hash="0" * 64, size=1, attached_on=D(2025, 1, 1))
    )


def a_letter_twice(session: Session) -> None:
    agreement = live(session, Agreement)[0]
    for _ in range(2):
        it = new_id()
        issue_document(session, it, "letter", f"Letter {it}", D(2025, 9, 1), PDF, agreement_id=agreement.id)
        session.flush()
        session.get_one(IssuedDocument, it).title = "Letter"


def _edition(session: Session) -> str:
    agreement = live(session, Agreement)[0]
    it = new_id()
    issue_edition(session, agreement.id, it, D(2025, 9, 10), PDF)
    session.flush()
    return it


def signed_before_issue(session: Session) -> None:
    session.add(Signature(edition_id=_edition(session), party="council", signed_on=D(2025, 9, 1)))


def sent_before_issue(session: Session) -> None:
    edition = _edition(session)
    agreement = session.get_one(Edition, edition).agreement_id
    session.add(
        SigningStep(
            agreement_id=agreement, edition_id=edition, party="council", kind=StepKind.SENT, on=D(2025, 9, 1)
        )
    )


def two_editions(session: Session) -> None:
    first, second = _edition(session), _edition(session)
    session.get_one(Edition, second).number = session.get_one(Edition, first).number
    session.add(Signature(edition_id=second, party="council", signed_on=D(2025, 9, 11)))


def members_of_what_was_removed(session: Session) -> None:
    gone = Partnership(code="ZZ", name="Gone", position=9, retired=True)
    session.add(gone)
    for number in range(3):
        school = _school(session, 900001 + number, f"School {number}")
        session.add(Membership(school_id=school, partnership_id=gone.id, joined_on=D(2025, 4, 1)))


def an_agreement_of_what_was_removed(session: Session) -> None:
    live(session, Partnership)[0].retired = True


def a_decision_that_follows_what_was_removed(session: Session) -> None:
    gone = Decision(kind=DecisionKind.KEY, title="Gone", retired=True)
    session.add(gone)
    session.add(Decision(kind=DecisionKind.OPERATIONAL, title="Below", parent_id=gone.id))


def a_scan_of_what_was_removed(session: Session) -> None:
    school = _school(session)
    session.flush()
    attach(session, school, "scan.pdf", b"scan", D(2025, 1, 1))
    session.get_one(School, school).retired = True


def a_text_changed_after_issue(session: Session) -> None:
    """As a merge leaves it: somebody who did not know of the issue changed, added and removed sub-clauses."""
    edition = session.scalars(select(Edition)).one()
    parts = select(ClausePart).join(Clause, Clause.id == ClausePart.clause_id)
    query = parts.where(Clause.clause_set_id == edition.clause_set_id).order_by(ClausePart.id)
    first, second, *_ = session.scalars(query)
    first.text = "Something else"
    second.retired = True
    session.add(ClausePart(clause_id=first.clause_id, key="fresh", position="z", text="More"))


BROKEN: list[
    tuple[Callable[[Session], None], str, int]
] = [  # what breaks it, what is said, how many ways at least
    (two_partnerships, "is in two partnerships on 1 April 2025", 4),
    (two_hosts, "has two host schools on 1 April 2025", 3),
    (two_chairs, "has two chairs on 1 April 2025: Pat, Sam", 3),
    (a_membership_backwards, "ends on 1 January 2025, before it begins", 2),
    (a_role_backwards, "Pat stops being Lead on 1 January 2025", 2),
    (one_urn_twice, "The URN 900001 stands for both", 2),
    (one_code_twice, "The partnership code", 4),
    (one_reference_twice, "The agreement reference", 2),
    (one_decision_reference_twice, "The decision reference D1 is used twice", 2),
    (two_agreements_at_once, "SECOND starts on 1 September 2026, while", 1),
    (a_fifth_option, "has used 5 of 4 options", 0),
    (an_option_skipped, "has skipped an option", 0),
    (an_option_reversed_below_another, "has skipped an option", 1),
    (an_option_without_decision, "option 1 was taken up without a decision", 1),
    (taken_up_and_declined, "option 1 was both taken up and declined", 2),
    (no_key_decision, "the decision on option 1 follows no key decision", 1),
    (varied_before_it_starts, "is varied from 1 August 2025, before it starts", 1),
    (varied_afterwards, "is varied from 1 January 2055, which was overtaken: it ends on 31 August 2035", 0),
    (ended_before_it_starts, "ends on 1 January 2020, before it starts", 1),
    (effect_before_decision, "“Odd” takes effect on 1 February 2025, before it was decided", 3),
    (total_not_given, "2026/27: £200.00 of the total is not given to an element", 3),
    (too_much_given, "the elements are £100.00 over the total", 2),
    (an_element_that_does_not_sum, "2026/27: £50.00 of", 1),
    (a_manual_element_that_does_not_sum, "2026/27: £50.00 of", 2),
    (scrutinised_before_it_came, "reached a leg on 1 January 2027", 3),
    (fed_back_without_scrutiny, "reached a leg on 1 March 2027", 2),
    (two_returns, "There are two of this: Return", 2),
    (a_term_backwards, "term ends before it starts", 2),
    (two_terms_at_once, "Two terms overlap on", 4),
    (two_of_one_term, "There are two of this: Term", 2),
    (two_budgets, "There are two of this: Budget 2026/27", 2),
    (an_attachment_lost, "The attachment scan.pdf is missing", 0),
    (a_letter_twice, "“Letter” was issued twice", 0),
    (signed_before_issue, "is dated 1 September 2025, before it was issued", 1),
    (sent_before_issue, "A party is recorded as sent on 1 September 2025", 1),
    (two_editions, "There are two of this: Edition", 2),
    (an_agreement_of_what_was_removed, "Agreement AIP-E-2025 stands on something that was removed: Partn", 1),
    (members_of_what_was_removed, "and 1 more stand on something that was removed: Partnership Gone", 2),
    (a_decision_that_follows_what_was_removed, "stands on something that was removed: Decision Gone", 2),
    (a_scan_of_what_was_removed, "stands on something that was removed: School Alder School", 1),
]
