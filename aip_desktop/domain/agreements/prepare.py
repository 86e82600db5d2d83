"""From the records to the printed agreement: every field of every clause filled, every blank named."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial

from sqlalchemy.orm import Session

from aip_desktop.calendar import financial_year_of
from aip_desktop.domain.agreements.agreement_statement import (
    AgreementPaper,
    FundingLine,
    MemberSchool,
    Particular,
    Party,
)
from aip_desktop.domain.agreements.issued_text import Difference, differences, said
from aip_desktop.domain.agreements.ladder import last_day
from aip_desktop.domain.agreements.numbered_clauses import asked_fields, broken_references, printed_clauses
from aip_desktop.domain.agreements.rungs import ladder
from aip_desktop.domain.budget.queries import elements_of
from aip_desktop.domain.budget.statement import BudgetYear, budget_year
from aip_desktop.domain.clauses.queries import read_set, wording_of
from aip_desktop.domain.clauses.statement import Circumstances, SetText
from aip_desktop.domain.issued_documents import code_of
from aip_desktop.domain.partnerships.queries import holder, host_on, members_on
from aip_desktop.domain.places import CLAUSE, THE_COUNCIL, Blank, Place, Tab
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.authority import Authority, LegalBasis
from aip_desktop.models.budget import NIL
from aip_desktop.models.decisions import Decision
from aip_desktop.models.ids import new_id
from aip_desktop.models.lookup import editions, get, the_authority
from aip_desktop.models.partnerships import KnownRole, Partnership
from aip_desktop.models.programmes import Programme
from aip_desktop.models.schools import School
from aip_desktop.models.signatures import Edition, PartyKind
from aip_desktop.printable import not_printable
from aip_desktop.wording import count, day, number_word, pounds, year_label

_BLANK = "…………"
ASKED_BY_TEXT = {  # fields that are a blank only where the text asks for them
    "council_contact": "contact for the council",
    "partnership_contact": "contact for the partnership",
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """The text of a new edition, ready to print, and the id that its code stands for."""

    edition_id: str
    paper: AgreementPaper


@dataclass(frozen=True, slots=True)
class _Facts:
    """Everything about one agreement that its paper needs, read once."""

    agreement: Agreement
    authority: Authority
    partnership: Partnership
    programme: Programme
    decision: Decision | None
    basis: LegalBasis | None
    host: School | None
    chair: str
    members: tuple[MemberSchool, ...]
    budget: BudgetYear
    text: SetText

    @property
    def circumstances(self) -> Circumstances:
        return Circumstances(self.programme.position == 1, self.agreement.option_count > 0)


def draft_paper(session: Session, agreement_id: str, today: date, ref: str = "") -> AgreementPaper:
    """Return the agreement as it stands, marked as a draft; with ``ref``, as another text would word it."""
    return _paper(session, get(session, Agreement, agreement_id), today, edition=0, code="", ref=ref)


def prepare_edition(session: Session, agreement_id: str, issued_on: date) -> Prepared:
    """Return the agreement as it would be issued, with the number and code of the new edition."""
    agreement = get(session, Agreement, agreement_id)
    edition_id = new_id()
    number = len(editions(session, agreement_id)) + 1
    return Prepared(
        edition_id, _paper(session, agreement, issued_on, edition=number, code=code_of(edition_id))
    )


def changed_since_issue(
    session: Session, agreement_id: str, edition: Edition, today: date
) -> tuple[Difference, ...] | None:
    """Return what would be printed now, where it differs from an edition; None if its words were not kept."""
    return differences(session, edition, said(draft_paper(session, agreement_id, today)))


def latest_edition(session: Session, agreement_id: str) -> Edition | None:
    """Return the edition in force, if one was issued."""
    all_editions = editions(session, agreement_id)
    return all_editions[-1] if all_editions else None


def blanks_of(session: Session, agreement_id: str, today: date) -> tuple[Blank, ...]:
    """Return what must be filled in before the agreement can be issued, and where."""
    return _composed(session, get(session, Agreement, agreement_id), today, edition=0, code="")[1]


def _facts(session: Session, agreement: Agreement, on: date, ref: str = "") -> _Facts:
    when = max(on, agreement.starts_on)
    partnership = session.get_one(Partnership, agreement.partnership_id)
    chair = holder(session, partnership.id, KnownRole.CHAIR, when)
    return _Facts(
        agreement=agreement,
        authority=the_authority(session),
        partnership=partnership,
        programme=session.get_one(Programme, agreement.programme_id),
        decision=session.get(Decision, agreement.decision_id) if agreement.decision_id else None,
        basis=session.get(LegalBasis, agreement.legal_basis_id) if agreement.legal_basis_id else None,
        host=host_on(session, partnership.id, when),
        chair=chair.person if chair else "",
        members=tuple(
            _member(membership.joined_on, school)
            for membership, school in members_on(session, partnership.id, when)
        ),
        budget=budget_year(session, financial_year_of(agreement.starts_on), agreement.programme_id),
        text=read_set(session, ref) if ref else wording_of(session, agreement),
    )


def _member(joined_on: date, school: School) -> MemberSchool:
    return MemberSchool(
        school_id=school.id,
        urn=school.urn,
        name=school.name,
        phase=school.phase or "",
        kind=school.kind or "",
        joined_on=joined_on,
        signatory=school.head or "",
    )


def _share(facts: _Facts) -> tuple[Decimal, dict[str, Decimal]]:
    """Return the partnership's part of the year's money: the whole, and by element id."""
    by_element = {
        line.element_id: next(
            (cell.amount or NIL for cell in line.cells if cell.partnership_id == facts.partnership.id), NIL
        )
        for line in facts.budget.elements
    }
    return sum(by_element.values(), NIL), by_element


def _blanks(facts: _Facts, fields: dict[str, str]) -> tuple[Blank, ...]:
    total, _ = _share(facts)
    agreement = facts.agreement
    at_partnership, here, council = (
        partial(Place, Tab.PARTNERSHIPS, facts.partnership.id),
        partial(Place, Tab.AGREEMENTS, agreement.id),
        partial(Place, THE_COUNCIL, ""),
    )
    money = Place(
        Tab.BUDGET, f"{facts.programme.id} {facts.budget.year} {facts.partnership.id}", "allocations"
    )
    wanted = (
        (facts.members, "The partnership has no member schools", at_partnership("members")),
        (facts.chair, "The partnership has no chair", at_partnership("roles")),
        (facts.host, "The partnership has no host school", at_partnership("host")),
        (facts.decision, "The award decision is not recorded", here("decision_id")),
        (facts.basis, "The legal basis is not chosen", here("legal_basis_id")),
        (total, f"Nothing is allocated to the partnership for {facts.budget.label}", money),
        (
            not facts.budget.remainder,
            f"The allocations for {facts.budget.label} do not sum to the total",
            money,
        ),
        (
            agreement.council_signatory or facts.authority.signatory,
            "Who signs for the council is not recorded",
            here("council_signatory"),
        ),
        (facts.authority.address, "The council’s address is not recorded", council("address")),
    )
    blanks = [Blank(sentence, place) for value, sentence, place in wanted if not value]
    field_keys = asked_fields(facts.text, facts.circumstances)
    for field, words in ASKED_BY_TEXT.items():
        if field in field_keys and fields[field] == _BLANK:
            blanks.append(Blank(f"The text names the {words}, which is not recorded", here(field)))
    for words, clause in broken_references(facts.text, facts.circumstances):
        blanks.append(Blank(words, Place(Tab.AGREEMENTS, facts.text.ref, CLAUSE + clause.key)))
    return tuple(blanks)


def _paper(
    session: Session, agreement: Agreement, on: date, *, edition: int, code: str, ref: str = ""
) -> AgreementPaper:
    return _composed(session, agreement, on, edition=edition, code=code, ref=ref)[0]


def _composed(
    session: Session, agreement: Agreement, on: date, *, edition: int, code: str, ref: str = ""
) -> tuple[AgreementPaper, tuple[Blank, ...]]:
    """Return the paper, and what must be filled in or written otherwise before it can be issued."""
    facts = _facts(session, agreement, on, ref)
    total, by_element = _share(facts)
    fields = _fields(facts, total)
    paper = AgreementPaper(
        agreement_id=agreement.id,
        reference=agreement.reference,
        title=f"Cooperation agreement: {facts.partnership.name}",
        council=facts.authority.name,
        council_address=facts.authority.address or "",
        partnership=facts.partnership.name,
        partnership_code=facts.partnership.code,
        programme=facts.programme.name,
        dated=on,
        starts_on=agreement.starts_on,
        ends_on=last_day(agreement),
        edition=edition,
        code=code,
        is_draft=edition == 0,
        particulars=_particulars(facts, total),
        clause_set=facts.text.title,
        clause_notice=facts.text.notice,
        clauses=printed_clauses(facts.text, facts.circumstances, fields),
        ladder=tuple(rung.rung for rung in ladder(session, agreement, on)),
        funding_year=facts.budget.label,
        funding=tuple(
            FundingLine(element.name, element.purpose or "", by_element[element.id])
            for element in (elements_of(session, agreement.programme_id) if total else ())
        ),
        funding_total=total,
        members=facts.members,
        parties=_parties(facts),
        blanks=(),
    )
    blanks = _blanks(facts, fields)
    blanks += tuple(Blank(words, _place_of(field, facts)) for field, words in not_printable(paper, _HOMES))
    return replace(paper, blanks=tuple(blank.words for blank in blanks)), blanks


_HOMES = ("members", "council", "council_address", "partnership")


def _place_of(field: str, facts: _Facts) -> Place:
    """Return where a text of the paper is written."""
    if field in ("members", "parties", "partnership", "partnership_code"):
        return Place(Tab.PARTNERSHIPS, facts.partnership.id, "members")
    if field in ("council", "council_address"):
        return Place(THE_COUNCIL, field="address")
    return Place(Tab.AGREEMENTS, facts.agreement.id)


def _particulars(facts: _Facts, total: Decimal) -> tuple[Particular, ...]:
    agreement = facts.agreement
    options = f"{count(agreement.option_count, 'option')} of {agreement.option_months} months"
    rows = (
        ("Reference", agreement.reference),
        ("Council", facts.authority.name),
        ("Address of the council", facts.authority.address),
        ("Partnership", facts.partnership.name),
        ("Host school", facts.host.name if facts.host else None),
        ("Programme", f"{facts.programme.name} ({facts.programme.funding_source})"),
        ("Initial term", f"{day(agreement.starts_on)} to {day(last_day(agreement))}"),
        ("Options", options if agreement.option_count else "None"),
        ("Last day if every option is taken up", day(last_day(agreement, agreement.option_count))),
        (f"Allocation for {facts.budget.label}", pounds(total) if total else None),
        ("Decision", _decision(facts.decision)),
        ("Legal basis", facts.basis.citation if facts.basis else None),
        ("Contact for the council", agreement.council_contact),
        ("Contact for the partnership", agreement.partnership_contact),
        ("Member schools", str(len(facts.members))),
    )
    optional = ("Contact for the council", "Contact for the partnership")
    return tuple(
        Particular(label, value or _BLANK) for label, value in rows if value or label not in optional
    )


def _decision(decision: Decision | None) -> str | None:
    if decision is None:
        return None
    when = f", {day(decision.decided_on)}" if decision.decided_on else ""
    return f"{decision.reference or decision.title}{when}"


def _parties(facts: _Facts) -> tuple[Party, ...]:
    agreement, authority = facts.agreement, facts.authority
    name = agreement.council_signatory or authority.signatory or ""
    role = agreement.council_signatory_role or authority.signatory_role or ""
    return (
        Party(PartyKind.COUNCIL, authority.name, role, name),
        Party(PartyKind.CHAIR, facts.partnership.name, "Chair", facts.chair),
    )


def _fields(facts: _Facts, total: Decimal) -> dict[str, str]:
    agreement = facts.agreement
    return {
        "council": facts.authority.name,
        "partnership": facts.partnership.name,
        "host_school": facts.host.name if facts.host else _BLANK,
        "programme": facts.programme.name,
        "legal_basis": facts.basis.citation if facts.basis else _BLANK,
        "year": year_label(facts.budget.year),
        "start": day(agreement.starts_on),
        "end": day(last_day(agreement)),
        "final_end": day(last_day(agreement, agreement.option_count)),
        "option_count": number_word(agreement.option_count),
        "option_months": number_word(agreement.option_months),
        "total": pounds(total) if total else _BLANK,
        "chair": facts.chair or _BLANK,
        "decision": _decision(facts.decision) or _BLANK,
        "member_count": number_word(len(facts.members)),
        "council_contact": agreement.council_contact or _BLANK,
        "partnership_contact": agreement.partnership_contact or _BLANK,
    }
