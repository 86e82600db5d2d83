"""The recorded tests of a legal basis: each question, its answer, and what the register says of the parties.

Source: Procurement Act 2023, Schedule 2, paragraph 3 (before 24 February 2025, the Public Contracts Regulations
2015, regulation 12(7)). The questions are the basis's own text, so that Legal can change them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.domain.partnerships.queries import members_on
from aip_desktop.domain.reference.shipped import contracting, shipped_legal_bases
from aip_desktop.errors import Refusal
from aip_desktop.history.make import make
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.authority import LegalBasis
from aip_desktop.models.decisions import Decision, LegalAnswer, LegalReply
from aip_desktop.models.lookup import get, in_use, live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.schools import School
from aip_desktop.wording import count, day, listing, tidy, tidy_paragraphs

SHOWN = 3  # schools that are named before the rest is counted


@dataclass(frozen=True, slots=True)
class LegalTest:
    """One question with its answer; empty while it is unanswered."""

    question: str
    answer: str
    note: str
    answered_on: date | None
    hint: str  # what the register says; mostly empty


@dataclass(frozen=True, slots=True)
class LegalTests:
    """The tests of the basis that a decision rests on."""

    basis_id: str
    basis: str
    citation: str
    tests: tuple[LegalTest, ...]
    warnings: tuple[str, ...]

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The questions still to answer."""
        return tuple(test.question for test in self.tests if not test.answer)


def questions_of(basis: LegalBasis) -> tuple[str, ...]:
    """Return the tests of a basis: its own text, or those that ship with it."""
    if basis.tests is not None:
        return tuple(part for part in basis.tests.split("\n\n") if part.strip())
    for base in shipped_legal_bases():
        if base.citation == basis.citation or base.name == basis.label:
            return base.tests
    return ()


def legal_tests(session: Session, decision_id: str, today: date) -> LegalTests:
    """Return the tests of a decision's legal basis, or of the basis of the agreements awarded under it."""
    decision = get(session, Decision, decision_id)
    query = in_use(Agreement, Agreement.decision_id == decision_id)
    agreements = list(session.scalars(query.order_by(Agreement.starts_on, Agreement.id)))
    basis_id = decision.legal_basis_id or next((agreement.legal_basis_id for agreement in agreements), None)
    basis = session.get(LegalBasis, basis_id) if basis_id else None
    if basis is None:
        return LegalTests("", "", "", (), ())
    when = max(today, *(agreement.starts_on for agreement in agreements)) if agreements else today
    answers = _answers(session, decision_id)
    parties = parties_hint(session, agreements, when)
    tests = tuple(
        _test(question, answers.get(question), parties if "contracting authorit" in question.lower() else "")
        for question in questions_of(basis)
    )
    return LegalTests(
        basis.id,
        basis.label,
        basis.citation,
        tests,
        tuple(
            _warnings(
                basis,
                decision.decided_on or min((agreement.starts_on for agreement in agreements), default=None),
                tests,
            )
        ),
    )


def _answers(session: Session, decision_id: str) -> dict[str, LegalAnswer]:
    query = in_use(LegalAnswer, LegalAnswer.decision_id == decision_id)
    return {answer.question: answer for answer in session.scalars(query.order_by(LegalAnswer.id.desc()))}


def _test(question: str, answer: LegalAnswer | None, hint: str) -> LegalTest:
    if answer is None:
        return LegalTest(question, "", "", None, hint)
    return LegalTest(question, answer.answer, answer.note or "", answer.answered_on, hint)


def _warnings(basis: LegalBasis, when: date | None, tests: Sequence[LegalTest]) -> list[str]:
    warnings = []
    if when is not None and not (basis.valid_from or date.min) <= when <= (basis.valid_to or date.max):
        warnings.append(f"The legal basis “{basis.label}” does not apply on {day(when)}")
    warnings += [
        f"A test of the legal basis is not met: {test.question}"
        for test in tests
        if test.answer == LegalReply.NO
    ]
    return warnings


def parties_hint(session: Session, agreements: Sequence[Agreement], when: date) -> str:
    """Return what the register says of the member schools as contracting authorities."""
    chosen = {agreement.partnership_id for agreement in agreements}
    schools = [
        school
        for partnership in live(session, Partnership)
        if not chosen or partnership.id in chosen
        for _, school in members_on(session, partnership.id, when)
    ]
    if not schools:
        return "There are no member schools yet to check"
    doubtful = [school for school in schools if not is_contracting_authority(school)]
    if not doubtful:
        whole = count(len(schools), "member school")
        return f"By their types in the register all {whole} are contracting authorities"
    names = [f"{school.name} ({school.kind or 'no type known'})" for school in doubtful[:SHOWN]]
    if len(doubtful) > SHOWN:
        names.append(f"{len(doubtful) - SHOWN} more")
    verb = "is" if len(doubtful) == 1 else "are"
    some = f"{len(doubtful)} of {count(len(schools), 'member school')}"
    return f"By type in the register {some} {verb} not: {listing(names)}"


def is_contracting_authority(school: School) -> bool:
    """Tell by its group or type in the register; Legal confirms where it is doubtful."""
    known = contracting()
    return (school.kind or "") in known.kinds or (school.kind_group or "") in known.groups


def answer_test(
    session: Session, decision_id: str, question: str, answer: str, note: str, answered_on: date
) -> None:
    """Record the answer to a test; an empty ``answer`` takes it back. Refusal when a "no" has no note."""
    get(session, Decision, decision_id)
    legal_answer = _answers(session, decision_id).get(question)
    if not answer:
        if legal_answer is not None:
            legal_answer.retired = True
        return
    if answer not in (LegalReply.YES, LegalReply.NO):
        raise ValueError(answer)
    if answer == LegalReply.NO and not tidy_paragraphs(note):
        raise Refusal("Enter a note: why it is not met, and what Legal says", "note")
    if legal_answer is None:
        values = {"decision_id": decision_id, "question": question}
        legal_answer = make(session, LegalAnswer, **values, answer=answer, answered_on=answered_on)
    legal_answer.answer, legal_answer.note, legal_answer.answered_on = (
        answer,
        tidy_paragraphs(note) or None,
        answered_on,
    )


def remove_answers(session: Session, decision_id: str) -> None:
    """Take back every answer about a decision that is removed."""
    query = in_use(LegalAnswer, LegalAnswer.decision_id == decision_id)
    for answer in session.scalars(query):
        answer.retired = True


# --- The bases themselves ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BasisCard:
    """A legal basis as it may be edited."""

    id: str
    label: str
    citation: str
    valid_from: date | None
    valid_to: date | None
    tests: str  # one question a paragraph
    note: str


def basis_cards(session: Session) -> tuple[BasisCard, ...]:
    """Return every legal basis, the latest first."""
    bases = session.scalars(in_use(LegalBasis))
    ordered = sorted(bases, key=lambda basis: (basis.valid_from or date.min, basis.label), reverse=True)
    return tuple(
        BasisCard(
            basis.id,
            basis.label,
            basis.citation,
            basis.valid_from,
            basis.valid_to,
            "\n\n".join(questions_of(basis)),
            basis.note or "",
        )
        for basis in ordered
    )


def keep_basis(
    session: Session,
    basis_id: str,
    *,
    label: str,
    citation: str,
    valid_from: date | None,
    valid_to: date | None,
    tests: str,
    note: str,
) -> str:
    """Add a legal basis (empty ``basis_id``) or change one; its id. Refusal if its name or citation is missing."""
    if not tidy(label):
        raise Refusal("Enter the name of the legal basis", "label")
    if not tidy(citation):
        raise Refusal("Enter the law or rule it cites", "citation")
    if valid_from and valid_to and valid_to < valid_from:
        raise Refusal("The last day comes after the first. Check both dates", "valid_to")
    basis = session.get(LegalBasis, basis_id) if basis_id else None
    if basis is None:
        places = session.scalars(select(LegalBasis.position).where(~LegalBasis.retired))
        basis = LegalBasis(label=tidy(label), citation=tidy(citation), position=max(places, default=0) + 1)
        session.add(basis)
    questions = tidy_paragraphs(tests)
    if questions != "\n\n".join(questions_of(basis)):
        basis.tests = questions
    basis.label, basis.citation = tidy(label), tidy(citation)
    basis.valid_from, basis.valid_to = valid_from, valid_to
    basis.note = tidy_paragraphs(note) or None
    return basis.id
