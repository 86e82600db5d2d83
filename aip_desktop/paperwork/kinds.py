"""The one place that knows the kinds of paper: what each is called, what it is about, and how it is made.

A new kind is one line in ``KINDS``; the command line, the window and the tests that every paper conforms find
it there.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.variations import decisions_of
from aip_desktop.domain.clauses.queries import wording_of
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.clauses import ClauseSet
from aip_desktop.models.decisions import Decision
from aip_desktop.models.lookup import get, live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.paperwork.agreement import agreement_papers
from aip_desktop.paperwork.audit_trail import trail_papers
from aip_desktop.paperwork.clause_changes import changes_papers
from aip_desktop.paperwork.history import merge_papers
from aip_desktop.paperwork.letters import extension_papers, notice_papers, report_papers, variation_papers
from aip_desktop.paperwork.paper import Paper
from aip_desktop.paperwork.sign_up import certificate_papers, pack_papers, reminder_papers, sheet_papers

Make = Callable[[Session, str, date], Sequence[Paper]]  # the id of what it is about, and today


class About(Enum):
    """What a paper is about, as the command line names it."""

    AGREEMENT = "agreement"
    PARTNERSHIP = "partnership"
    DECISION = "decision"
    TEXT = "text"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper.

    ``papers`` gives those there are, the issued ones as their exact bytes; none where there is nothing to
    print yet, and then ``nothing`` says why and what comes first.
    """

    name: str  # as the command line has it
    title: str
    about: About
    papers: Make
    nothing: str


NO_AGREEMENT = "There is no agreement yet. Make the agreements of an award first"
NOT_ISSUED = "Nothing is to be signed yet. Issue the agreement for signature first"
KINDS = (
    Kind("agreement", "Agreement", About.AGREEMENT, agreement_papers, NO_AGREEMENT),
    Kind("sheet", "Signature sheets of those who have not signed", About.AGREEMENT, sheet_papers, NOT_ISSUED),
    Kind("pack", "Signature pack", About.AGREEMENT, pack_papers, NOT_ISSUED),
    Kind("reminders", "Who has not signed", About.AGREEMENT, reminder_papers, NOT_ISSUED),
    Kind(
        "certificate",
        "Completion certificate",
        About.AGREEMENT,
        certificate_papers,
        "There is no completion certificate yet. Issue it in the window once everybody has signed",
    ),
    Kind(
        "changes",
        "What has changed in the text",
        About.TEXT,
        changes_papers,
        "There is no text yet that was started from another. Start a new text first",
    ),
    Kind("trail", "Decision trail", About.AGREEMENT, trail_papers, NO_AGREEMENT),
    Kind(
        "letter",
        "Letter of extension",
        About.AGREEMENT,
        extension_papers,
        "No option was taken up by letter yet. Take one up first",
    ),
    Kind(
        "variation",
        "Variation",
        About.AGREEMENT,
        variation_papers,
        "No variation is recorded yet. Record one first",
    ),
    Kind(
        "notice",
        "Notice of termination",
        About.AGREEMENT,
        notice_papers,
        "No notice to end an agreement early is recorded. Record one first",
    ),
    Kind(
        "report",
        "Decision report",
        About.DECISION,
        report_papers,
        "There is no decision to report on yet. Record one first",
    ),
    Kind("merges", "Ledgers of merges", About.FILE, merge_papers, "No copy was merged into this file yet"),
)


def kind_named(name: str) -> Kind:
    """Return the kind with a name. Refusal that lists the ones there are."""
    for kind in KINDS:
        if kind.name == name:
            return kind
    raise Refusal(f"There is no paper {name}. The kinds are {', '.join(kind.name for kind in KINDS)}")


def papers_of(session: Session, kind: Kind, subjects: Iterable[str], today: date) -> list[Paper]:
    """Return the papers of a kind about these subjects. Refusal if there is none at all."""
    papers = [paper for subject in subjects for paper in kind.papers(session, subject, today)]
    if not papers:
        raise Refusal(kind.nothing)
    return papers


def all_subjects(session: Session, kind: Kind) -> list[str]:
    """Return the ids of everything in the file that papers of this kind are about; one empty id for the file
    itself.
    """
    if kind.about is About.AGREEMENT:
        return [agreement.id for agreement in live(session, Agreement)]
    if kind.about is About.PARTNERSHIP:
        return [partnership.id for partnership in live(session, Partnership)]
    if kind.about is About.TEXT:
        return [clause_set.id for clause_set in live(session, ClauseSet)]
    return [decision.id for decision in live(session, Decision)] if kind.about is About.DECISION else [""]


def subjects_of_agreements(session: Session, kind: Kind, agreement_ids: Iterable[str]) -> list[str]:
    """Return what a paper of this kind is about when these agreements are in hand: them, their partnerships ..."""
    if kind.about is About.FILE:
        return [""]
    subjects: dict[str, None] = {}
    for agreement_id in agreement_ids:
        agreement = get(session, Agreement, agreement_id)
        if kind.about is About.AGREEMENT:
            subjects[agreement.id] = None
        elif kind.about is About.PARTNERSHIP:
            subjects[agreement.partnership_id] = None
        elif kind.about is About.TEXT:
            subjects[wording_of(session, agreement).ref] = None
        else:
            subjects.update(dict.fromkeys(decisions_of(session, agreement)))
    return list(subjects)


def subjects_of_partnership(session: Session, kind: Kind, partnership_id: str) -> list[str]:
    """Return what a paper of this kind is about when one partnership is in hand: it, its agreements ..."""
    if kind.about is About.PARTNERSHIP:
        return [partnership_id]
    ids = [
        agreement.id for agreement in live(session, Agreement) if agreement.partnership_id == partnership_id
    ]
    return subjects_of_agreements(session, kind, ids)


def subjects_of_decision(session: Session, kind: Kind, decision_id: str) -> list[str]:
    """Return what a paper of this kind is about when one decision is in hand: it, or the agreements resting on it."""
    if kind.about is About.DECISION:
        return [decision_id]
    resting = [
        agreement.id
        for agreement in live(session, Agreement)
        if decision_id in decisions_of(session, agreement)
    ]
    return subjects_of_agreements(session, kind, resting)
