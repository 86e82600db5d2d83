"""All about one return: its way, its answers by section, and what does not add up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy.orm import Session

from aip_desktop.domain.returns.answers import answers_of
from aip_desktop.domain.returns.grid import is_asked_for, return_cell
from aip_desktop.domain.returns.identifiers import pupil_identifiers
from aip_desktop.domain.returns.measures import Answer, Remark, guidance, remarks
from aip_desktop.domain.returns.terms import TermLine, term_line
from aip_desktop.domain.returns.workflow import find_return
from aip_desktop.models.lookup import get, live_terms
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.terms import Term


@dataclass(frozen=True, slots=True)
class AnswerSection:
    """The answers under one heading, with what does not add up among them."""

    title: str
    guidance: str
    answers: tuple[Answer, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReturnCard:
    """All about one return, whether or not it has come."""

    partnership_id: str
    partnership: str
    term: TermLine
    state: str
    due_on: date
    note: str
    received_on: date | None
    prepared_by: str
    approved_by: str
    changes_requested_on: date | None
    resubmitted_on: date | None
    scrutinised_on: date | None
    fed_back_on: date | None
    governors_told_on: date | None
    notes: str
    notes_remarks: tuple[str, ...]  # what in the notes may identify a pupil
    sections: tuple[AnswerSection, ...]

    @property
    def answers(self) -> tuple[Answer, ...]:
        """All answers in the order of the form."""
        return tuple(answer for section in self.sections for answer in section.answers)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Everything that does not add up, in sentences."""
        return tuple(sentence for section in self.sections for sentence in section.remarks)

    @property
    def answered(self) -> int:
        """How many measures have an answer; nought is one, blank is not."""
        return sum(answer.is_given for answer in self.answers)

    @property
    def missing(self) -> tuple[str, ...]:
        """The measures that must be answered and are blank."""
        return tuple(answer.label for answer in self.answers if answer.required and not answer.is_given)

    def completeness(self) -> str:
        """Return how much is answered: "17 of 27 answered, 4 still needed"."""
        words = f"{self.answered} of {len(self.answers)} answered"
        return f"{words}, {len(self.missing)} still needed" if self.missing else words


def return_card(session: Session, partnership_id: str, term_id: str, today: date) -> ReturnCard:
    """Return all about one return, whether or not it has come."""
    partnership = get(session, Partnership, partnership_id)
    term = session.get_one(Term, term_id)
    owed = find_return(session, partnership_id, term_id)
    is_asked = is_asked_for(session, partnership_id, term)
    cell = return_cell(partnership_id, term, owed, today, is_asked=is_asked)
    return ReturnCard(
        partnership_id=partnership_id,
        partnership=partnership.name,
        term=term_line(term),
        state=cell.state,
        due_on=cell.due_on,
        note=cell.note,
        received_on=cell.received_on,
        prepared_by=(owed.prepared_by or "") if owed else "",
        approved_by=(owed.approved_by or "") if owed else "",
        changes_requested_on=owed.changes_requested_on if owed else None,
        resubmitted_on=owed.resubmitted_on if owed else None,
        scrutinised_on=owed.scrutinised_on if owed else None,
        fed_back_on=owed.fed_back_on if owed else None,
        governors_told_on=owed.governors_told_on if owed else None,
        notes=(owed.notes or "") if owed else "",
        notes_remarks=pupil_identifiers(owed.notes or "", term.ends_on) if owed else (),
        sections=tuple(_sections(session, partnership_id, term)),
    )


def _sections(session: Session, partnership_id: str, term: Term) -> Iterator[AnswerSection]:
    answers = answers_of(session, partnership_id, term)
    notes = (*remarks(answers, _closing_figures(session, partnership_id, term)), *_identifying(answers, term))
    for title, group in groupby(answers, key=lambda answer: answer.section):
        sentences = tuple(remark.sentence for remark in notes if remark.section == title)
        yield AnswerSection(title, guidance(title), tuple(group), sentences)


def _closing_figures(session: Session, partnership_id: str, term: Term) -> dict[str, int | None]:
    """Return the figures of the term before, by code: some of them are where this term opens."""
    earlier = [other for other in live_terms(session) if other.starts_on < term.starts_on]
    before = answers_of(session, partnership_id, earlier[-1]) if earlier else ()
    return {answer.code: answer.number for answer in before}


def _identifying(answers: tuple[Answer, ...], term: Term) -> Iterator[Remark]:
    for answer in answers:
        for sentence in pupil_identifiers(answer.words, term.ends_on):
            yield Remark(answer.section, f"{answer.label}: {sentence}")
