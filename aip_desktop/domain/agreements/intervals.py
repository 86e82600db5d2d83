"""Which days are covered and which are not, and why not: a pure function of claims on days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from aip_desktop.calendar import ONE_DAY, Span


@dataclass(frozen=True, slots=True)
class Claim:
    """What is said of the days from ``first`` to ``last``: covered (an empty ``reason``), or why they are not."""

    first: date
    last: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Days in a row that nothing covers, for one reason."""

    first: date
    last: date
    reason: str

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1


def uncovered(wanted: Iterable[Span], claims: Sequence[Claim], otherwise: str) -> tuple[Uncovered, ...]:
    """Return the wanted days that no claim covers, in order, days in a row with one reason together.

    The reason of a day is that of the first claim on it, or ``otherwise``. A claim whose last day comes before
    its first says nothing.
    """
    days = _joined(wanted)
    valid_claims = [claim for claim in claims if claim.first <= claim.last]
    gaps: list[Uncovered] = []
    for first, last in days:
        for start, end in _pieces(first, last, valid_claims):
            here = [claim for claim in valid_claims if claim.first <= start <= claim.last]
            if any(not claim.reason for claim in here):
                continue
            reason = here[0].reason if here else otherwise
            before = gaps[-1] if gaps else None
            if before and before.last + ONE_DAY == start and before.reason == reason:
                gaps[-1] = Uncovered(before.first, end, reason)
            else:
                gaps.append(Uncovered(start, end, reason))
    return tuple(gaps)


def _pieces(first: date, last: date, claims: Sequence[Claim]) -> list[Span]:
    """Return the span cut wherever a claim begins or ends, so that every piece is of one kind."""
    starts = {first}
    for claim in claims:
        starts |= {claim.first} if first < claim.first <= last else set()
        starts |= {claim.last + ONE_DAY} if first <= claim.last < last else set()
    ordered = sorted(starts)
    ends = [day - ONE_DAY for day in ordered[1:]] + [last]
    return list(zip(ordered, ends, strict=True))


def _joined(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order of time, those that touch or overlap as one."""
    joined: list[Span] = []
    for first, last in sorted(span for span in spans if span[0] <= span[1]):
        if joined and first <= joined[-1][1] + ONE_DAY:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def claims_on_term(first: date, last: date, holes: Iterable[Claim]) -> list[Claim]:
    """Return the claims of one term of an agreement: the holes in its cover, and cover for all other days of it."""
    within = [
        Claim(max(claim.first, first), min(claim.last, last), claim.reason)
        for claim in holes
        if claim.first <= last and first <= claim.last
    ]
    claims, start = list(within), first
    for begins, ends in _joined((claim.first, claim.last) for claim in within):
        if start < begins:
            claims.append(Claim(start, begins - ONE_DAY))
        start = ends + ONE_DAY
    if start <= last:
        claims.append(Claim(start, last))
    return claims
