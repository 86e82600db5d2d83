"""Splitting money in proportion to whole numbers, exact to the penny, and counting what it is split by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from aip_desktop.errors import Refusal
from aip_desktop.models.budget import AllocationMethod
from aip_desktop.models.partnerships import Membership
from aip_desktop.models.schools import OPEN, School
from aip_desktop.wording import day


@dataclass(frozen=True, slots=True)
class Count:
    """What a partnership counts on a day. ``unknown`` member schools have no number of pupils."""

    schools: int = 0
    pupils: int = 0
    unknown: int = 0

    def by(self, method: str) -> int:
        """Return the weight that a counting method goes by."""
        return self.schools if method == AllocationMethod.PER_SCHOOL else self.pupils


NOTHING = Count()


def split_to_the_penny(amount: Decimal, weights: Sequence[int]) -> tuple[Decimal, ...]:
    """Split pounds in proportion to whole weights by largest remainder; ties go by order. Sums exactly.

    Refusal if no weight is above nil or one is below.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise Refusal("There is nothing to split by: every partnership counts nil")
    pence = int(amount * 100)
    sign = -1 if pence < 0 else 1
    shares = [divmod(abs(pence) * weight, whole) for weight in weights]
    left = abs(pence) - sum(share for share, _ in shares)
    by_remainder = sorted(range(len(weights)), key=lambda place: (-shares[place][1], place))
    extra = set(by_remainder[:left])
    return tuple(Decimal(sign * (share + (place in extra))) / 100 for place, (share, _) in enumerate(shares))


def counts_on(session: Session, day_: date) -> dict[str, Count]:
    """Return partnership id -> its member schools and their pupils on a day; those without members are left out.

    A school that had closed by then, or had not opened yet (``School.is_open_on``), counts for nothing.
    """
    on_the_day = (
        ~Membership.retired,
        ~School.retired,
        Membership.joined_on <= day_,
        or_(Membership.left_on.is_(None), Membership.left_on >= day_),
        or_(School.opened_on.is_(None), School.opened_on <= day_),
        or_(School.status.in_(OPEN), School.closed_on >= day_),
    )
    query = (
        select(
            Membership.partnership_id,
            func.count(),
            func.sum(School.pupils),
            func.count().filter(School.pupils.is_(None)),
        )
        .join(School, School.id == Membership.school_id)
        .where(*on_the_day)
        .group_by(Membership.partnership_id)
    )
    return {
        partnership_id: Count(schools, int(pupils or 0), unknown)
        for partnership_id, schools, pupils, unknown in session.execute(query)
    }


def weights_for(
    session: Session, partnership_ids: Sequence[str], method: str, counted_on: date | None
) -> list[int]:
    """Return what each partnership weighs by a method. Refusal if nothing is counted, with what to do first."""
    if method == AllocationMethod.EQUAL:
        return [1] * len(partnership_ids)
    assert counted_on is not None
    counts = counts_on(session, counted_on)
    weights = [counts.get(partnership_id, NOTHING).by(method) for partnership_id in partnership_ids]
    if not any(weights):
        raise Refusal(_nothing_to_count(method, counted_on, any_member=bool(counts)), "method")
    return weights


def _nothing_to_count(method: str, counted_on: date, *, any_member: bool) -> str:
    if not any_member:
        return (
            f"No partnership has a member school on {day(counted_on)}, so there is nothing to split by. "
            "Put the schools into their partnerships first, on the Partnerships tab"
        )
    assert method != AllocationMethod.PER_SCHOOL
    return (
        f"No member school on {day(counted_on)} has a number of pupils, so there is nothing to split by. "
        "Import the schools register first"
    )
