"""Letters about an agreement: extension by an option, variation, and notice to end it early, with their blanks."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.ladder import Rung, last_day, steps
from aip_desktop.domain.agreements.letter_statement import LetterKind, LetterPaper, Signer
from aip_desktop.domain.agreements.lifecycle import lifecycle_of, runs_until
from aip_desktop.domain.agreements.rungs import ladder
from aip_desktop.domain.agreements.variations import notice_among, notice_name, notice_of, variations
from aip_desktop.domain.issued_documents import code_of, issued_lines
from aip_desktop.domain.partnerships.queries import holder
from aip_desktop.domain.places import DECISION, THE_COUNCIL, Blank, Place, Tab
from aip_desktop.models.agreements import Agreement, ExtensionPaper
from aip_desktop.models.authority import Authority
from aip_desktop.models.decisions import Decision
from aip_desktop.models.ids import new_id
from aip_desktop.models.lookup import get, the_authority
from aip_desktop.models.partnerships import KnownRole, Partnership
from aip_desktop.models.programmes import Programme
from aip_desktop.paths import resources
from aip_desktop.printable import not_printable
from aip_desktop.wording import count, day, number_word

_BLANK = "…………"
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class PreparedLetter:
    """A letter ready to issue, and the id that its code stands for."""

    document_id: str
    paper: LetterPaper


@dataclass(frozen=True, slots=True)
class LetterDue:
    """A letter that there is to write about an agreement, and its code once it was issued."""

    kind: str
    number: int
    name: str
    code: str
    document_id: str  # of the issued one; empty while it is not


@dataclass(frozen=True, slots=True)
class _Facts:
    agreement: Agreement
    authority: Authority
    partnership: Partnership
    programme: Programme
    chair: str
    signatory: str
    role: str


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads((resources() / "letters.toml").read_text(encoding="utf-8"))


def letters_due(session: Session, agreement_id: str) -> tuple[LetterDue, ...]:
    """Return every letter about an agreement, issued or not: options taken up by letter, variations, an early end."""
    agreement = get(session, Agreement, agreement_id)
    option_steps = steps(session, agreement_id)
    life = lifecycle_of(session, agreement, agreement.starts_on)
    wanted = [
        (LetterKind.EXTENSION, number, option_steps[number].id)
        for number in range(1, life.taken_up + 1)
        if (option_steps[number].instrument or ExtensionPaper.LETTER) == ExtensionPaper.LETTER
    ]
    wanted += [(LetterKind.VARIATION, line.number, line.id) for line in variations(session, agreement_id)]
    if agreement.terminated_on is not None:
        wanted.append((LetterKind.TERMINATION, 0, ""))
    lines = issued_lines(session, agreement_id=agreement_id)
    issued = {line.about: line for line in lines}  # a number may come to stand for another variation
    due = []
    for kind, number, about in wanted:
        name = _name(agreement, kind, number)
        there = notice_among(agreement, lines) if kind == LetterKind.TERMINATION else issued.get(about)
        if there is None:
            due.append(LetterDue(kind, number, name, "", ""))
        else:
            due.append(LetterDue(kind, number, there.title, there.code, there.id))
    return tuple(due)


def draft_letter(session: Session, agreement_id: str, kind: str, number: int, today: date) -> LetterPaper:
    """Return a letter as it stands, marked as a draft."""
    return _paper(session, get(session, Agreement, agreement_id), kind, number, today, code="")


def prepare_letter(
    session: Session, agreement_id: str, kind: str, number: int, issued_on: date
) -> PreparedLetter:
    """Return a letter as it would be issued, with its code."""
    document_id = new_id()
    agreement = get(session, Agreement, agreement_id)
    return PreparedLetter(
        document_id, _paper(session, agreement, kind, number, issued_on, code=code_of(document_id))
    )


def _name(agreement: Agreement, kind: str, number: int) -> str:
    if kind == LetterKind.EXTENSION:
        return f"{agreement.reference} letter of extension for option {number}"
    if kind == LetterKind.VARIATION:
        return f"{agreement.reference} variation {number}"
    return f"{agreement.reference} {notice_name(agreement)}"


def _paper(
    session: Session, agreement: Agreement, kind: str, number: int, on: date, *, code: str
) -> LetterPaper:
    facts = _facts(session, agreement, on)
    makers: dict[str, Callable[[Session, _Facts, int, date], _Said]] = {
        LetterKind.EXTENSION: _extension,
        LetterKind.VARIATION: _variation,
        LetterKind.TERMINATION: _termination,
    }
    letter_text = makers[kind](session, facts, number, on)
    words = _words()["notice_of_termination" if kind == LetterKind.TERMINATION else kind]
    fields = {**_common(session, facts), **letter_text.fields}
    given_by_partnership = kind == LetterKind.TERMINATION and agreement.notice_given_by == "the partnership"
    council = (facts.authority.name, *(facts.authority.address or "").splitlines())
    chair = (facts.chair, f"Chair, {facts.partnership.name}") if facts.chair else (facts.partnership.name,)
    paper = LetterPaper(
        kind=kind,
        agreement_id=agreement.id,
        decision_id=letter_text.decision_id,
        number=number,
        about=letter_text.about,
        reference=agreement.reference,
        name=_name(agreement, kind, number),
        title=_filled(words["title"], fields),
        council=facts.authority.name,
        sender=(facts.partnership.name, facts.chair) if given_by_partnership else council,
        to=council if given_by_partnership else chair,
        dated=on,
        paragraphs=tuple(_filled(text, fields) for text in words["paragraphs"]),
        facts=letter_text.facts,
        ladder=letter_text.ladder,
        sections=letter_text.sections,
        closing=_filled(words.get("closing", words.get("acknowledged", "")), fields),
        signers=_signers(facts, kind, agreement.notice_given_by or ""),
        notice=_words()["notice"],
        is_draft=not code,
        code=code,
        blanks=tuple(_blanks(facts, letter_text, agreement.id)),
    )
    here = Place(Tab.AGREEMENTS, agreement.id)
    letters = tuple(Blank(words, here) for _, words in not_printable(replace(paper, blanks=())))
    return replace(paper, blanks=paper.blanks + letters)


def _facts(session: Session, agreement: Agreement, on: date) -> _Facts:
    authority = the_authority(session)
    chair = holder(session, agreement.partnership_id, KnownRole.CHAIR, on)
    return _Facts(
        agreement,
        authority,
        session.get_one(Partnership, agreement.partnership_id),
        session.get_one(Programme, agreement.programme_id),
        chair.person if chair else "",
        agreement.council_signatory or authority.signatory or "",
        agreement.council_signatory_role or authority.signatory_role or "",
    )


def _options(number: int) -> str:
    return f"{number_word(number)} {'option' if number == 1 else 'options'}"


def _common(session: Session, facts: _Facts) -> dict[str, str]:
    agreement = facts.agreement
    return {
        "partnership": facts.partnership.name,
        "reference": agreement.reference,
        "programme": facts.programme.name,
        "start": day(agreement.starts_on),
        "end": day(runs_until(session, agreement)),
        "option_count": _options(agreement.option_count),
        "option_months": number_word(agreement.option_months),
        "option_total": str(agreement.option_count),
        "final_end": day(last_day(agreement, agreement.option_count)),
    }


@dataclass(frozen=True, slots=True)
class _Said:
    """What one kind of letter adds."""

    decision_id: str
    fields: Mapping[str, str]
    facts: tuple[tuple[str, str], ...]
    ladder: tuple[Rung, ...] = ()
    sections: tuple[tuple[str, str], ...] = ()
    missing: tuple[tuple[str, Place], ...] = ()
    about: str = ""


def _extension(session: Session, facts: _Facts, number: int, on: date) -> _Said:
    agreement = facts.agreement
    step = steps(session, agreement.id).get(number)
    decision = session.get(Decision, step.decision_id) if step and step.decision_id else None
    parent = session.get(Decision, decision.parent_id) if decision and decision.parent_id else None
    rungs = tuple(
        rung.rung for rung in ladder(session, agreement, on) if rung.rung.number <= agreement.option_count
    )
    mine = next(rung for rung in rungs if rung.number == number)
    fields = {
        "option": str(number),
        "option_start": day(mine.starts_on),
        "option_end": day(mine.ends_on),
        "used": _used(number, agreement.option_count),
        "remaining": _left(agreement.option_count - number),
        "decision": cited(decision),
        "parent": cited(parent),
    }
    lines = (
        ("Agreement", agreement.reference),
        (
            "Option",
            f"{number} of {agreement.option_count}; {_left(agreement.option_count - number).split(' ')[0]} left",
        ),
        ("Runs from", f"{day(mine.starts_on)} to {day(mine.ends_on)}"),
        ("Decision", cited(decision).removeprefix("decision ")),
        ("Taken up on", day(step.taken_up_on) if step and step.taken_up_on else ""),
    )
    missing = tuple(_undecided(decision, agreement.id))
    about = step.id if step else ""
    return _Said(decision.id if decision else "", fields, lines, rungs, missing=missing, about=about)


def _variation(session: Session, facts: _Facts, number: int, on: date) -> _Said:
    agreement = facts.agreement
    line = next(line for line in variations(session, agreement.id) if line.number == number)
    decision = session.get(Decision, line.decision_id) if line.decision_id else None
    fields = {
        "number": str(number),
        "effective": day(line.effective_on),
        "decision": cited(decision),
    }
    lines = (
        ("Agreement", agreement.reference),
        ("Takes effect", day(line.effective_on)),
        ("Decision", cited(decision).removeprefix("decision ")),
    )
    sections = (("What is varied", line.what), ("Why", line.why))
    missing = tuple(_undecided(decision, agreement.id))
    return _Said(line.decision_id, fields, lines, sections=sections, missing=missing, about=line.id)


def _used(number: int, options: int) -> str:
    if options == 1:
        return "the only option is"
    return f"{number_word(number)} of {number_word(options)} options {'is' if number == 1 else 'are'}"


def _left(options: int) -> str:
    if not options:
        return "none is"
    return f"{number_word(options)} {'is' if options == 1 else 'are'}"


def _termination(session: Session, facts: _Facts, number: int, on: date) -> _Said:
    agreement = facts.agreement
    id_ = agreement.termination_decision_id
    decision = session.get(Decision, id_) if id_ else None
    by_council = agreement.notice_given_by != "the partnership"
    giver = agreement.notice_given_by or ""
    fields = {
        "giver": "The council and the partnership together"
        if giver == "both together"
        else giver.capitalize(),
        "given": day(agreement.notice_given_on) if agreement.notice_given_on else _BLANK,
        "last_day": day(agreement.terminated_on) if agreement.terminated_on else _BLANK,
        "months": count(agreement.notice_months, "month")
        if agreement.notice_months
        else "less than a month, as agreed",
    }
    lines = [
        ("Agreement", agreement.reference),
        ("Notice given by", giver[:1].upper() + giver[1:]),
        ("Notice given on", fields["given"]),
        ("Last day", fields["last_day"]),
    ]
    if by_council:
        lines.append(("Decision", cited(decision).removeprefix("decision ")))
    missing = tuple(_undecided(decision, agreement.id)) if by_council else ()
    reason = (("Reason", agreement.termination_reason or ""),)
    return _Said(
        id_ or "", fields, tuple(lines), sections=reason, missing=missing, about=notice_of(agreement)
    )


def _undecided(decision: Decision | None, agreement_id: str) -> list[tuple[str, Place]]:
    if decision is None:
        return [("The decision is not recorded", Place(Tab.AGREEMENTS, agreement_id))]
    sentences = []
    for field, words in (
        ("reference", "The decision has no reference"),
        ("decided_on", "The day of the decision is not recorded"),
    ):
        if not getattr(decision, field):
            sentences.append((words, Place(Tab.AGREEMENTS, decision.id, DECISION + field)))
    return sentences


def _blanks(facts: _Facts, letter_text: _Said, agreement_id: str) -> list[Blank]:
    wanted = [
        (facts.chair, "The partnership has no chair", Place(Tab.PARTNERSHIPS, facts.partnership.id, "roles")),
        (
            facts.signatory,
            "Who signs for the council is not recorded",
            Place(Tab.AGREEMENTS, agreement_id, "council_signatory"),
        ),
        (
            facts.authority.address,
            "The council’s address is not recorded",
            Place(THE_COUNCIL, field="address"),
        ),
    ]
    return [Blank(words, place) for value, words, place in wanted if not value] + [
        Blank(words, place) for words, place in letter_text.missing
    ]


def _signers(facts: _Facts, kind: str, giver: str) -> tuple[Signer, ...]:
    council = Signer("council", facts.authority.name, facts.signatory, facts.role)
    chair = Signer("chair", facts.partnership.name, facts.chair, "Chair")
    if kind == LetterKind.TERMINATION and giver != "both together":
        return (chair,) if giver == "the partnership" else (council,)
    return (council, chair)


def cited(decision: Decision | None) -> str:
    """Return a decision as a letter cites it: "decision D12345 of 3 March 2026"."""
    if decision is None:
        return _BLANK
    when = f" of {day(decision.decided_on)}" if decision.decided_on else ""
    return f"decision {decision.reference or _BLANK}{when}"


def _filled(text: str, fields: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda match: fields[match[1]], text)
