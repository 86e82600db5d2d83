"""Putting many schools into partnerships at once, from a list of URN and area: shown first, then written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from aip_desktop.domain.partnerships.membership import assign_schools, current_memberships
from aip_desktop.domain.schools.register_rows import (
    MembershipList,
    MembershipRow,
    RegisterProblem,
    left_out_words,
)
from aip_desktop.domain.schools.schools import SchoolLine
from aip_desktop.models.lookup import get, live, school_by_urn
from aip_desktop.models.partnerships import Membership, Partnership
from aip_desktop.models.schools import School
from aip_desktop.names import name_key
from aip_desktop.wording import count, day


@dataclass(frozen=True, slots=True)
class Joining:
    """A school that would join a partnership, from the day of the plan."""

    school_id: str
    urn: int
    school: str
    partnership_id: str
    code: str
    from_code: str  # the partnership it leaves; empty if none


@dataclass(frozen=True, slots=True)
class JoiningPlan:
    """What accepting a list of memberships would do."""

    joined_on: date
    joinings: tuple[Joining, ...]
    unchanged: int
    problems: tuple[RegisterProblem, ...]

    @property
    def words(self) -> str:
        """The plan in one sentence."""
        moves = sum(bool(joining.from_code) for joining in self.joinings)
        plan = (
            f"{count(len(self.joinings), 'school')} to join a partnership on {day(self.joined_on)} "
            f"({moves:,} from another), {self.unchanged:,} there already"
        )
        return f"{self.left_out}. {plan}" if self.left_out else plan

    @property
    def left_out(self) -> str:
        """How many rows were left out, of all there are."""
        return left_out_words(self.problems, len(self.joinings) + self.unchanged)


def plan_joining(session: Session, membership_list: MembershipList, joined_on: date) -> JoiningPlan:
    """Compare a list of URN and area with the file. An area is a partnership's code or (part of) its name."""
    schools, partnerships = school_by_urn(session), live(session, Partnership)
    codes = {each_partnership.id: each_partnership.code for each_partnership in partnerships}
    current = current_memberships(session)
    joinings, problems, unchanged = [], list(membership_list.problems), 0
    for row in membership_list.rows:
        school, partnership = schools.get(row.urn), _partnership(row.area, partnerships)
        sentence = _obstacle(row, school, partnership, partnerships) or _already(school, current, joined_on)
        if sentence or school is None or partnership is None:
            problems.append(RegisterProblem(row.line, "Area", row.area, sentence, left_out=True))
            continue
        member = _membership_on(current.get(school.id, []), joined_on)
        if member is not None and member.partnership_id == partnership.id:
            unchanged += 1
            continue
        before = codes.get(member.partnership_id, "") if member else ""
        joinings.append(Joining(school.id, school.urn, school.name, partnership.id, partnership.code, before))
    problems.sort(key=RegisterProblem.order)
    return JoiningPlan(joined_on, tuple(joinings), unchanged, tuple(problems))


def _obstacle(
    row: MembershipRow, school: School | None, partnership: Partnership | None, all_: list[Partnership]
) -> str:
    if school is None:
        return f"No school with the URN {row.urn} is in the file. Import the schools register first"
    if partnership is None:
        codes = ", ".join(each_partnership.code for each_partnership in all_) or "none yet"
        what = f"“{row.area}” is not a partnership" if row.area else "The area is blank"
        return f"{what}. The partnerships are {codes}"
    if not school.is_open:
        return f"{school.name} is closed, so it does not join"
    return ""


def _already(school: School | None, current: Mapping[str, list[Membership]], joined_on: date) -> str:
    """Return why a school cannot join on a day: it joins somewhere later, and would then be in two at once."""
    later = (
        [membership for membership in current.get(school.id, []) if membership.joined_on > joined_on]
        if school
        else []
    )
    if school is None or not later:
        return ""
    first = min(membership.joined_on for membership in later)
    return f"{school.name} joins a partnership on {day(first)}, after that day. Choose a later first day"


def plan_assigning(
    session: Session, school_ids: Sequence[str], partnership_id: str, joined_on: date
) -> JoiningPlan:
    """Return what putting these schools into a partnership from a day would do. Its problems have line 0."""
    partnership = get(session, Partnership, partnership_id)
    codes = {each_partnership.id: each_partnership.code for each_partnership in live(session, Partnership)}
    current = current_memberships(session, school_ids)
    joinings, problems, unchanged = [], [], 0
    for school_id in dict.fromkeys(school_ids):
        school = session.get_one(School, school_id)
        member = _membership_on(current.get(school_id, []), joined_on)
        closed = "" if school.is_open else f"{school.name} is closed, so it does not join"
        if member is not None and member.partnership_id == partnership_id:
            unchanged += 1
        elif sentence := closed or _already(school, current, joined_on):
            problems.append(RegisterProblem(0, "URN", str(school.urn), sentence, left_out=True))
        else:
            before = codes.get(member.partnership_id, "") if member else ""
            joinings.append(
                Joining(school.id, school.urn, school.name, partnership_id, partnership.code, before)
            )
    return JoiningPlan(joined_on, tuple(joinings), unchanged, tuple(problems))


def _partnership(area: str, partnerships: list[Partnership]) -> Partnership | None:
    wanted = _plain(_place(area))
    for partnership in partnerships:
        if wanted and wanted in (
            _plain(partnership.code),
            _plain(partnership.name),
            _plain(_place(partnership.name)),
        ):
            return partnership
    return None


def _plain(text: str) -> str:
    return "".join(letter for letter in name_key(text) if letter.isalnum())


def _place(name: str) -> str:
    """Return "North East Area Inclusion Partnership" -> "North East"."""
    for tail in ("area inclusion partnership", "aip"):
        if name.casefold().endswith(tail):
            return name[: -len(tail)]
    return name


def _membership_on(memberships: list[Membership], day_: date) -> Membership | None:
    for membership in memberships:
        if membership.joined_on <= day_ and (membership.left_on is None or day_ <= membership.left_on):
            return membership
    return None


def apply_joining(session: Session, plan: JoiningPlan) -> None:
    """Write what the plan showed."""
    by_partnership: dict[str, list[str]] = {}
    for joining in plan.joinings:
        by_partnership.setdefault(joining.partnership_id, []).append(joining.school_id)
    for partnership_id, school_ids in by_partnership.items():
        assign_schools(session, school_ids, partnership_id, plan.joined_on)


def in_none_words(session: Session, plan: JoiningPlan) -> str:
    """Return how many open schools are in no partnership on the first day of a plan, once it is written."""
    joining = {planned.school_id for planned in plan.joinings}
    lines = school_lines(session, plan.joined_on)
    left = sum(line.is_open and not line.partnership_id and line.id not in joining for line in lines)
    return f"{count(left, 'open school')} not in a partnership on {day(plan.joined_on)}"


def school_lines(session: Session, as_at: date) -> tuple[SchoolLine, ...]:
    """Return every school with the partnership it is in on a day; those in none have an empty code."""
    codes = {partnership.id: partnership.code for partnership in live(session, Partnership)}
    current = current_memberships(session)
    schools = live(session, School)
    names = {school.urn: school.name for school in schools}
    lines = []
    for each_school in schools:
        member = _membership_on(current.get(each_school.id, []), as_at)
        lines.append(
            SchoolLine(
                id=each_school.id,
                urn=each_school.urn,
                name=each_school.name,
                phase=each_school.phase or "",
                kind=each_school.kind or "",
                pupils=each_school.pupils,
                ward=each_school.ward or "",
                postcode=each_school.postcode or "",
                status=each_school.status,
                is_open=each_school.is_open,
                closed_on=each_school.closed_on,
                successor=_successor(each_school, names),
                partnership_id=member.partnership_id if member else "",
                partnership=codes.get(member.partnership_id, "") if member else "",
            )
        )
    return tuple(lines)


def _successor(school: School, names: dict[int, str]) -> str:
    if school.successor_urn is None:
        return ""
    name = names.get(school.successor_urn)
    return f"{name} ({school.successor_urn})" if name else str(school.successor_urn)
