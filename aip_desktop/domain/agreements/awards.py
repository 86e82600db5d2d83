"""Agreements: one for each partnership from one award, its term, its options, and the state that follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from aip_desktop.calendar import period_end
from aip_desktop.domain.authority.council import stem_of
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.decisions import Decision
from aip_desktop.models.lookup import get, live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.programmes import Programme
from aip_desktop.names import reference_key
from aip_desktop.wording import day, tidy, tidy_paragraphs


@dataclass(frozen=True, slots=True)
class AwardLine:
    """One agreement of an award before it is made: what the preview shows."""

    partnership_id: str
    code: str
    partnership: str
    reference: str
    starts_on: date
    ends_on: date
    last_end: date  # if every option is taken up
    clash: str  # a sentence when it cannot be made; empty otherwise
    supersedes_id: str = ""  # the agreement of the same partnership and programme that it follows
    note: str = ""  # what becomes of that one


Running = tuple[Agreement, date]  # an agreement and the last day it runs


def agreement_by_reference(session: Session, reference: str) -> Agreement:
    """Return the agreement with a printed reference. Refusal that lists the ones there are."""
    wanted = reference_key(reference)
    if not wanted:
        raise Refusal("Enter the reference of the agreement", "reference")
    agreements = live(session, Agreement)
    for agreement in agreements:
        if reference_key(agreement.reference) == wanted:
            return agreement
    there = ", ".join(agreement.reference for agreement in agreements) or "none yet"
    raise Refusal(f"There is no agreement {reference}. The agreements in this file: {there}")


def preview_award(
    session: Session,
    programme_id: str,
    starts_on: date,
    months: int = 12,
    option_count: int = 4,
    option_months: int = 12,
    *,
    cut_short: bool = False,
) -> tuple[AwardLine, ...]:
    """Return the agreements an award would make, one for each partnership, with what stands in the way.

    With ``cut_short`` an agreement that still runs ends on the day before the new one starts.
    """
    _check_terms(months, option_count, option_months)
    programme = session.get_one(Programme, programme_id)
    from aip_desktop.domain.agreements.lifecycle import last_days  # which builds on this module

    existing = live(session, Agreement)
    ends = last_days(session)
    running = [(agreement, ends[agreement.id]) for agreement in existing]
    references = {reference_key(agreement.reference) for agreement in existing}
    lines = []
    for partnership in live(session, Partnership):
        whole = period_end(starts_on, months + option_count * option_months)
        reference = _reference(programme, partnership, starts_on, references)
        mine = [
            pair
            for pair in running
            if pair[0].partnership_id == partnership.id and pair[0].programme_id == programme_id
        ]
        before = _before(mine, starts_on)
        lines.append(
            AwardLine(
                partnership_id=partnership.id,
                code=partnership.code,
                partnership=partnership.name,
                reference=reference,
                starts_on=starts_on,
                ends_on=period_end(starts_on, months),
                last_end=whole,
                clash=_clash(mine, starts_on, period_end(starts_on, months), cut_short=cut_short),
                supersedes_id=before[0].id if before else "",
                note=_note(before, starts_on),
            )
        )
    return tuple(lines)


def _check_terms(months: int, option_count: int, option_months: int) -> None:
    if not 1 <= months <= 120:
        raise Refusal("Enter the initial term in months, from 1 to 120", "months")
    if not 0 <= option_count <= 10:
        raise Refusal("Enter the number of options, from 0 to 10", "option_count")
    if not 1 <= option_months <= 120:
        raise Refusal("Enter the length of an option in months, from 1 to 120", "option_months")


def _reference(programme: Programme, partnership: Partnership, starts_on: date, taken: set[str]) -> str:
    stem = f"{stem_of(programme)}-{partnership.code}-{starts_on.year}"
    number, reference = 1, stem
    while reference_key(reference) in taken:
        number += 1
        reference = f"{stem}-{number}"
    return reference


def _clash(running: Sequence[Running], starts_on: date, ends_on: date, *, cut_short: bool) -> str:
    for other, until in running:
        if other.starts_on == starts_on:
            return f"{other.reference} already starts on {day(starts_on)}"
        if other.starts_on < starts_on <= until and not cut_short:
            return f"{other.reference} runs until {day(until)}"
        if starts_on < other.starts_on <= ends_on:
            return f"{other.reference} starts on {day(other.starts_on)}, before this one would end"
    return ""


def _before(running: Sequence[Running], starts_on: date) -> Running | None:
    """Return the last agreement that began before, and was not ended early before."""
    earlier = [pair for pair in running if pair[0].starts_on < starts_on]
    return max(earlier, key=lambda pair: pair[0].starts_on, default=None)


def _note(before: Running | None, starts_on: date) -> str:
    if before is None:
        return ""
    agreement, until = before
    ends = starts_on - timedelta(days=1)
    if until > ends:
        return f"{agreement.reference} then ends on {day(ends)}, instead of {day(until)}; its options lapse"
    if until == ends:
        return f"Follows {agreement.reference}, which ends on {day(ends)}; options it has left lapse"
    return f"Follows {agreement.reference}, which ended on {day(until)}: the days between are not covered"


def make_agreements(
    session: Session,
    lines: Sequence[AwardLine],
    *,
    programme_id: str,
    decision_id: str | None,
    legal_basis_id: str | None,
    months: int = 12,
    option_count: int = 4,
    option_months: int = 12,
    clause_set: str = "core-2022",
    council_signatory: str | None = None,
    council_signatory_role: str | None = None,
) -> tuple[str, ...]:
    """Make the agreements of an award in one act; their ids. Refusal for a line that clashes."""
    _check_terms(months, option_count, option_months)
    if not lines:
        raise Refusal("Choose at least one partnership")
    if decision_id is not None:
        get(session, Decision, decision_id)
    agreements = []
    for line in lines:
        if line.clash:
            raise Refusal(f"{line.partnership}: {line.clash}. Leave it out, or choose another start")
        get(session, Partnership, line.partnership_id)
        agreement = Agreement(
            reference=line.reference,
            partnership_id=line.partnership_id,
            programme_id=programme_id,
            decision_id=decision_id,
            legal_basis_id=legal_basis_id,
            supersedes_id=line.supersedes_id or None,
            starts_on=line.starts_on,
            months=months,
            option_count=option_count,
            option_months=option_months,
            clause_set=clause_set,
            council_signatory=council_signatory,
            council_signatory_role=council_signatory_role,
        )
        session.add(agreement)
        agreements.append(agreement.id)
    return tuple(agreements)


PARTICULARS = (
    "reference",
    "council_signatory",
    "council_signatory_role",
    "council_contact",
    "partnership_contact",
    "notes",
)


def reference_of(session: Session, agreement_id: str) -> str:
    """Return the reference of an agreement. Refusal if it is gone."""
    return get(session, Agreement, agreement_id).reference


def edit_agreement(session: Session, agreement_id: str, field: str, text: str) -> None:
    """Set one of the particulars. Refusal when the reference is empty or in use."""
    agreement = get(session, Agreement, agreement_id)
    if field in ("decision_id", "legal_basis_id"):
        setattr(agreement, field, text or None)
        return
    if field not in PARTICULARS:
        raise ValueError(field)
    value = (
        tidy_paragraphs(text) if field in ("notes", "council_contact", "partnership_contact") else tidy(text)
    )
    if field == "reference":
        if not value:
            raise Refusal("Enter the reference of the agreement", field)
        others = [
            each_agreement for each_agreement in live(session, Agreement) if each_agreement.id != agreement_id
        ]
        if any(reference_key(other.reference) == reference_key(value) for other in others):
            raise Refusal(f"Another agreement has the reference {value}. Enter a different one", field)
    setattr(agreement, field, value or None)


def let_follow(session: Session, later_id: str, earlier_id: str) -> None:
    """Let an agreement take the place of an earlier one, which then ends on the day before it starts."""
    later, earlier = get(session, Agreement, later_id), get(session, Agreement, earlier_id)
    if earlier.starts_on >= later.starts_on:
        raise Refusal(f"{later.reference} does not start after {earlier.reference}, so it cannot follow it")
    later.supersedes_id = earlier.id
