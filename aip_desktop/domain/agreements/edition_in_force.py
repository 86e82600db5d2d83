"""Which edition of an agreement is in force, and who has signed the latest: one rule for the alarm and the sign-up.

The last edition that the council and the chair of the partnership signed stays in force until they have signed a
later one (docs/decisions/0013). Schools are listed until they sign the latest; it is in force without them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from aip_desktop.calendar import ONE_DAY
from aip_desktop.domain.agreements.facts import AgreementFact, EditionFact, Facts
from aip_desktop.domain.agreements.intervals import Claim
from aip_desktop.models.signatures import PartyKind
from aip_desktop.wording import day

BOTH = ((PartyKind.COUNCIL, "the council"), (PartyKind.CHAIR, "the chair of the partnership"))


@dataclass(frozen=True, slots=True)
class SigningStanding:
    """How far the signing of an agreement is on a day."""

    latest: EditionFact | None
    in_force: EditionFact | None
    signed: frozenset[str]  # who has signed the latest edition, or one that it carries over
    holes: tuple[Claim, ...]  # the days before the council and the chair had both signed one edition


def signing_standing(facts: Facts, agreement: AgreementFact, on: date) -> SigningStanding:
    """Return how far the signing of one agreement is on a day."""
    editions = facts.editions.get(agreement.id, ())
    by_id = {edition.id: edition for edition in editions}
    signed = {edition.id: _signed(facts, by_id, edition) for edition in editions}
    in_force = None
    for edition in editions:
        since = _both_signed(signed[edition.id])
        if since is not None and max(since, edition.issued_on) <= on:
            in_force = edition
    latest = editions[-1] if editions else None
    return SigningStanding(
        latest=latest,
        in_force=in_force,
        signed=frozenset(signed[latest.id]) if latest else frozenset(),
        holes=tuple(_holes(agreement.reference, [signed[edition.id] for edition in editions])),
    )


def _signed(facts: Facts, editions: Mapping[str, EditionFact], edition: EditionFact) -> dict[str, date]:
    """Return who has signed an edition, or one before it whose signatures it carries over, and when first."""
    days: dict[str, date] = {}
    seen: set[str] = set()
    at: EditionFact | None = edition
    while at is not None and at.id not in seen:
        seen.add(at.id)
        for key, on in facts.signed.get(at.id, {}).items():
            days.setdefault(key, on)
        at = editions.get(at.carries_from_id or "")
    return days


def _both_signed(signed: Mapping[str, date]) -> date | None:
    """Return the day from which the council and the chair had both signed; None if one has not."""
    days = [signed[party] for party, _ in BOTH if party in signed]
    return max(days) if len(days) == len(BOTH) else None


def _holes(reference: str, signed: list[dict[str, date]]) -> Iterator[Claim]:
    """Yield why there is no cover, until the first day on which one edition is signed by both."""
    complete = {since: each for each in reversed(signed) if (since := _both_signed(each)) is not None}
    if complete:
        first = complete[min(complete)]
        for party, who in BOTH:
            words = f"{reference} was signed by {who} only on {day(first[party])}"
            yield Claim(date.min, first[party] - ONE_DAY, words)
        return
    missing = [who for party, who in BOTH if not any(party in each for each in signed)]
    if not missing:
        yield Claim(
            date.min, date.max, f"No edition of {reference} is signed by both the council and the chair"
        )
    for who in missing:
        yield Claim(date.min, date.max, f"{reference} is not signed by {who}")
