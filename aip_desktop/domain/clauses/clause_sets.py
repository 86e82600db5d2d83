"""Clause sets of a file: which there are, what each says, taking in what was shipped, and starting a new version."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from aip_desktop.domain.clauses.positions import spread
from aip_desktop.domain.clauses.queries import (
    SHIPPED_WHY,
    _consulted,
    _in_use,
    _ref,
    check_editable,
    digest,
    read_set,
    shipped_text,
    state_of,
)
from aip_desktop.domain.clauses.statement import ClauseText
from aip_desktop.domain.reference.shipped import clause_set, clause_set_keys
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.clauses import Clause, ClausePart, ClauseReason, ClauseSet
from aip_desktop.models.lookup import get, in_use, live, live_clauses, live_parts
from aip_desktop.names import sort_key
from aip_desktop.wording import day, tidy, tidy_paragraphs


@dataclass(frozen=True, slots=True)
class SetLine:
    """A clause set in the list."""

    ref: str
    name: str
    version: str
    dated: date
    state: str
    agreements: int  # that are worded by it


def clause_set_lines(session: Session) -> tuple[SetLine, ...]:
    """Return the sets of the file and those that come with the program, the latest first, then by name."""
    worded: dict[str, int] = defaultdict(int)
    kept = live(session, ClauseSet)
    for agreement in live(session, Agreement):
        worded[_ref(agreement, kept)] += 1
    used, consulted = _in_use(session, kept), _consulted(session)
    lines = [
        SetLine(
            each_set.id,
            each_set.name,
            each_set.version,
            each_set.dated,
            state_of(each_set, used.get(each_set.id, ""), consulted=each_set.id in consulted),
            worded[each_set.id],
        )
        for each_set in kept
    ]
    here = {each_set.key for each_set in kept if each_set.is_shipped}
    for key in clause_set_keys():
        if key not in here:
            each_set = clause_set(key)
            lines.append(
                SetLine(
                    key,
                    each_set.name,
                    each_set.version,
                    each_set.dated,
                    "Comes with the program",
                    worded[key],
                )
            )
    by_name = sorted(lines, key=lambda line: (sort_key(line.name), line.version, line.ref))
    return tuple(sorted(by_name, key=lambda line: line.dated, reverse=True))


def suggested_set(session: Session, *, is_core: bool) -> str:
    """Return the text that a new agreement is worded by unless another is chosen: the latest for such a programme."""
    wanted = "core" if is_core else "grant"
    shipped = {key: clause_set(key).programme for key in clause_set_keys()}
    lines = clause_set_lines(session)
    keys = {each_set.id: each_set.key for each_set in live(session, ClauseSet)}
    fitting = [line for line in lines if shipped.get(keys.get(line.ref, line.ref)) == wanted]
    return (fitting or list(lines))[0].ref


# --- What may not be changed ------------------------------------------------------------------------------


# --- What came with the program ---------------------------------------------------------------------------


def take_in(session: Session, key: str) -> str:
    """Keep a shipped set in the file; its id. The ids follow from the words, so that two people who both
    take it in have taken in one set."""
    text = shipped_text(key)
    kept = next(
        (each_set for each_set in live(session, ClauseSet) if each_set.key == key and each_set.is_shipped),
        None,
    )
    if kept is not None:
        return kept.id
    seed = f"{key} {text.version} {digest(text.clauses)}"
    new_set = ClauseSet(
        id=_id_from(seed),
        key=key,
        name=text.name,
        version=text.version,
        dated=text.dated,
        notice=text.notice or None,
        is_shipped=True,
    )
    session.add(new_set)
    _write(session, new_set.id, text.clauses, seed)
    return new_set.id


def _id_from(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _write(session: Session, set_id: str, clauses: Sequence[ClauseText], seed: str = "") -> None:
    """Write clauses as records of a set; with a ``seed`` their ids follow from it."""
    for position, text in zip(spread(len(clauses)), clauses, strict=True):
        clause = Clause(
            clause_set_id=set_id,
            key=text.key,
            position=position,
            heading=text.heading,
            condition=text.condition or None,
        )
        if seed:
            clause.id = _id_from(f"{seed} {text.key}")
        session.add(clause)
        for place, part in zip(spread(len(text.parts)), text.parts, strict=True):
            record = ClausePart(
                clause_id=clause.id,
                key=part.key,
                position=place,
                text=part.text,
                condition=part.condition or None,
            )
            if seed:
                record.id = _id_from(f"{seed} {text.key} {part.key}")
            session.add(record)


# --- A new version ----------------------------------------------------------------------------------------


def start_set(session: Session, ref: str, name: str, version: str, dated: date | None) -> str:
    """Start a new set from another, with all its clauses under their keys; its id."""
    name, version, dated = _called(session, name, version, dated)
    base_id = take_in(session, ref) if ref in clause_set_keys() else ref
    session.flush()
    base = read_set(session, base_id)
    notice = base.notice or get(session, ClauseSet, base_id).notice or "Draft wording for Legal to review."
    new_set = ClauseSet(
        key=base.key, name=name, version=version, dated=dated, notice=notice, based_on_id=base_id
    )
    session.add(new_set)
    _write(session, new_set.id, base.clauses)
    return new_set.id


def edit_set(session: Session, set_id: str, name: str, version: str, dated: date | None, notice: str) -> None:
    """Set what a set that may be changed is called, its date, and the notice that is printed while it is a draft."""
    each_set = check_editable(session, set_id)
    printed = tidy_paragraphs(notice)
    if not printed:
        raise Refusal("Enter what is printed on a draft, such as Draft wording for Legal to review", "notice")
    each_set.name, each_set.version, each_set.dated = _called(session, name, version, dated, set_id)
    each_set.notice = printed


def _called(
    session: Session, name: str, version: str, dated: date | None, itself: str = ""
) -> tuple[str, str, date]:
    """Name, version and date as they are kept. Refusal if one is missing, or another set is called that already."""
    name, version = tidy(name), tidy(version)
    if not name:
        raise Refusal("Enter a name for the text, such as Cooperation agreement", "name")
    if not version:
        raise Refusal("Enter the version, such as 2026/27", "version")
    if any(
        (each_set.name, each_set.version) == (name, version)
        for each_set in live(session, ClauseSet)
        if each_set.id != itself
    ):
        raise Refusal(f"There is a text {name}, version {version} already. Enter another version", "version")
    if dated is None:
        raise Refusal("Enter the date of the text, such as 12 January 2027", "dated")
    return name, version, dated


def approve_set(session: Session, set_id: str, by: str, on: date) -> None:
    """Record that Legal approved a text. From then on it is no draft, and may not be changed."""
    each_set = get(session, ClauseSet, set_id)
    by = tidy(by)
    if not by:
        raise Refusal("Enter who approved it, by name and post", "approved_by")
    if each_set.approved_on is not None:
        raise Refusal(f"It was approved on {day(each_set.approved_on)} already")
    if each_set.is_shipped:
        raise Refusal(SHIPPED_WHY)
    each_set.approved_by, each_set.approved_on = by, on


def take_back_approval(session: Session, set_id: str) -> None:
    """Take an approval back, so that the text may be changed. Refusal once it was issued."""
    each_set = get(session, ClauseSet, set_id)
    used = _in_use(session, [each_set]).get(each_set.id, "")
    if used:
        raise Refusal(f"This text was issued in {used}, so its approval stays")
    each_set.approved_by = each_set.approved_on = None


def remove_set(session: Session, set_id: str) -> None:
    """Take back a text that was started by mistake. Refusal while an agreement is worded by it."""
    each_set = check_editable(session, set_id)
    worded = [agreement.reference for agreement in live(session, Agreement)
              if agreement.clause_set_id == set_id]  # fmt: skip
    if worded:
        raise Refusal(f"{worded[0]} is worded by this text. Choose another for it first")
    if any(other.based_on_id == set_id for other in live(session, ClauseSet)):
        raise Refusal("Another text was started from this one, so it stays")
    if set_id in _consulted(session):
        raise Refusal("This text was sent out for comment, so it stays on the record")
    reasons = in_use(ClauseReason, ClauseReason.clause_set_id == set_id)
    for reason in session.scalars(reasons):
        reason.retired = True
    for clause in live_clauses(session, set_id):
        for part in live_parts(session, [clause.id])[clause.id]:
            part.retired = True
        clause.retired = True
    each_set.retired = True


def choose_set_for(session: Session, agreement_id: str, ref: str) -> None:
    """Choose the text of the agreement with an id, as ``choose_set``."""
    choose_set(session, get(session, Agreement, agreement_id), ref)


def choose_set(session: Session, agreement: Agreement, ref: str) -> None:
    """Word an agreement by a set; one that comes with the program is taken in."""
    agreement.clause_set_id = (
        take_in(session, ref) if ref in clause_set_keys() else get(session, ClauseSet, ref).id
    )
