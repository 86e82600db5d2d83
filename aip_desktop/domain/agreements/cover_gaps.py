"""The alarm: any day, and any money planned or paid, without an agreement in force under an effective decision.

An agreement is in force on a day when the day lies in its initial term or in an option taken up by then, its
decision is in effect, and the council and the chair of the partnership had signed it by then. Schools that have not
signed are told on the sign-up; they do not leave a partnership without an agreement.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.calendar import ONE_DAY, Span, financial_year_of, financial_year_span
from aip_desktop.domain.agreements.intervals import Claim, Uncovered, claims_on_term, uncovered
from aip_desktop.domain.agreements.ladder import end_of, last_day, taken_up
from aip_desktop.models.agreements import Agreement, OptionStep
from aip_desktop.models.budget import Allocation, AnnualBudget
from aip_desktop.models.decisions import Decision
from aip_desktop.models.lookup import in_use, live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.programmes import Programme
from aip_desktop.models.signatures import CHAIRS, COUNCIL, Edition, Signature
from aip_desktop.wording import count, day, pounds, year_label

NO_AGREEMENT = "There is no agreement"


class DatedMoney(Protocol):
    """Money that needs an agreement on each of its days: a year's allocation, an instalment, a payment."""

    @property
    def partnership_id(self) -> str: ...
    @property
    def programme_id(self) -> str: ...
    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date: ...
    @property
    def amount(self) -> Decimal: ...
    @property
    def what(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Planned:
    """A year's allocation, planned from its first day to its last."""

    partnership_id: str
    programme_id: str
    first: date
    last: date
    amount: Decimal
    what: str


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """Days in a row without an agreement in force, and the money that falls on them."""

    partnership_id: str
    partnership: str
    code: str  # of the partnership
    programme_id: str
    programme: str
    first: date
    last: date
    reason: str
    money: tuple[str, ...]  # "£1,011,200 planned for 2026/27"
    agreement_id: str  # where it may be put right; empty if there is none

    @property
    def sentence(self) -> str:
        """The whole of it, as a person would say it."""
        days = count((self.last - self.first).days + 1, "day")
        span = day(self.first) if self.first == self.last else f"{day(self.first)} to {day(self.last)}"
        money = f". It touches {'; '.join(self.money)}" if self.money else ""
        return f"{self.partnership}, {self.programme}: {span} ({days}). {self.reason}{money}"


Holder = tuple[str, str]  # partnership, programme


def alarm(session: Session, today: date, programme_id: str | None = None) -> tuple[AlarmLine, ...]:
    """Every gap up to the end of the financial year, the earliest first; of one programme, or of all."""
    partnerships = {it.id: it for it in live(session, Partnership)}
    programmes = {it.id: it for it in session.scalars(in_use(Programme))}
    facts = read_facts(session)
    money = planned_money(session)
    by_holder: dict[Holder, list[DatedMoney]] = defaultdict(list)
    for it in money:
        by_holder[it.partnership_id, it.programme_id].append(it)
    lines: list[AlarmLine] = []
    for holder in sorted({*facts.agreements, *by_holder}):
        partnership, programme = partnerships.get(holder[0]), programmes.get(holder[1])
        if partnership is None or programme is None or (programme_id and programme.id != programme_id):
            continue
        lines += _lines(facts, partnership, programme, by_holder[holder], today)
    place = {it: number for number, it in enumerate(partnerships)}
    return tuple(sorted(lines, key=lambda it: (it.first, it.programme, place[it.partnership_id], it.last)))


def planned_money(session: Session) -> tuple[DatedMoney, ...]:
    """The allocations of every year, each from 1 April to 31 March; one of an element and partnership counts."""
    query = (
        select(
            AnnualBudget.programme_id,
            AnnualBudget.year,
            Allocation.element_id,
            Allocation.partnership_id,
            Allocation.amount,
        )
        .join(AnnualBudget, AnnualBudget.id == Allocation.budget_id)
        .where(~Allocation.retired, ~AnnualBudget.retired)
        .order_by(Allocation.id.desc())
    )
    cells: dict[tuple[str, int, str, str], Decimal] = {}
    for programme_id, year, element_id, partnership_id, amount in session.execute(query):
        cells[programme_id, year, element_id, partnership_id] = amount
    sums: dict[tuple[str, int, str], Decimal] = defaultdict(Decimal)
    for (programme_id, year, _, partnership_id), amount in cells.items():
        sums[programme_id, year, partnership_id] += amount
    return tuple(
        Planned(
            partnership_id,
            programme_id,
            *financial_year_span(year),
            amount,
            f"planned for {year_label(year)}",
        )
        for (programme_id, year, partnership_id), amount in sums.items()
        if amount
    )


@dataclass(frozen=True, slots=True)
class Facts:
    """What cover follows from, read in a handful of queries."""

    agreements: dict[Holder, list[Agreement]]
    steps: dict[str, dict[int, OptionStep]]
    decisions: dict[str, Decision]
    signed_on: dict[str, dict[str, date]]  # agreement -> council or chair -> the day of its first signature
    superseded: dict[str, date]


def read_facts(session: Session) -> Facts:
    facts = Facts(
        agreements=defaultdict(list),
        steps=defaultdict(dict),
        decisions={it.id: it for it in session.scalars(in_use(Decision))},
        signed_on=defaultdict(dict),
        superseded={},
    )
    for agreement in sorted(live(session, Agreement), key=lambda it: (it.starts_on, it.id)):
        facts.agreements[agreement.partnership_id, agreement.programme_id].append(agreement)
        if agreement.supersedes_id:
            facts.superseded.setdefault(agreement.supersedes_id, agreement.starts_on)
    for step in session.scalars(in_use(OptionStep).order_by(OptionStep.id.desc())):
        facts.steps[step.agreement_id][step.number] = step
    signed = (
        select(Edition.agreement_id, Signature.party, Signature.signed_on)
        .join(Edition, Edition.id == Signature.edition_id)
        .where(~Signature.retired, ~Edition.retired, Signature.party.in_((COUNCIL, CHAIRS)))
    )
    for agreement_id, party, on in session.execute(signed):
        mine = facts.signed_on[agreement_id]
        mine[party] = min(on, mine.get(party, on))
    return facts


def gaps(
    facts: Facts, agreements: Sequence[Agreement], money: Sequence[DatedMoney], horizon: date
) -> tuple[Uncovered, ...]:
    """The days without an agreement in force, of one partnership and programme; a pure function of the facts."""
    claims = [claim for it in agreements for claim in _in_its_time(facts, it)]
    claims += [claim for it in reversed(agreements) for claim in _after(facts, it)]
    wanted = [
        *_time_wanted(facts, agreements, money, horizon),
        *((it.first, min(it.last, horizon)) for it in money),
    ]
    return uncovered(wanted, claims, NO_AGREEMENT)


def _lines(
    facts: Facts, partnership: Partnership, programme: Programme, money: Sequence[DatedMoney], today: date
) -> Iterator[AlarmLine]:
    agreements = facts.agreements.get((partnership.id, programme.id), [])
    horizon = financial_year_span(financial_year_of(today))[1]
    due = [it for it in money if it.first <= horizon]
    for gap in gaps(facts, agreements, due, horizon):
        touched = [it for it in due if it.first <= gap.last and gap.first <= it.last]
        yield AlarmLine(
            partnership.id,
            partnership.name,
            partnership.code,
            programme.id,
            programme.name,
            gap.first,
            gap.last,
            gap.reason,
            tuple(f"{pounds(it.amount)} {it.what}" for it in touched),
            _nearest(agreements, gap),
        )


def _time_wanted(
    facts: Facts, agreements: Sequence[Agreement], money: Sequence[DatedMoney], horizon: date
) -> list[Span]:
    """From the first agreement to the last day of the last one, and on to the horizon while there is money.

    What comes after the last day of the last agreement is asked ("what happened?") where no money is planned.
    """
    if not agreements:
        return []
    ends = max(_end(facts, it) for it in agreements)
    if any(it.last >= horizon for it in money):
        ends = horizon
    return [(agreements[0].starts_on, min(ends, horizon))]


def _end(facts: Facts, agreement: Agreement) -> date:
    done = taken_up(facts.steps.get(agreement.id, {}))
    return end_of(agreement, done, facts.superseded.get(agreement.id))


def _in_its_time(facts: Facts, agreement: Agreement) -> list[Claim]:
    """What one agreement says of the days of its time: those it covers, and why it does not cover the others."""
    steps = facts.steps.get(agreement.id, {})
    done, until = taken_up(steps), _end(facts, agreement)
    signatures = list(_unsigned(facts, agreement))
    claims: list[Claim] = []
    for number in range(done + 1):
        first = agreement.starts_on if number == 0 else last_day(agreement, number - 1) + ONE_DAY
        last = min(last_day(agreement, number), until)
        if last < first:
            continue
        step = steps.get(number)
        decision_id = agreement.decision_id if number == 0 else step and step.decision_id
        name = agreement.reference if number == 0 else f"Option {number} of {agreement.reference}"
        holes = [*_undecided(name, facts.decisions.get(decision_id or "")), *signatures]
        if step is not None and step.taken_up_on is not None:
            holes.append(
                Claim(
                    date.min,
                    step.taken_up_on - ONE_DAY,
                    f"{name} was taken up only on {day(step.taken_up_on)}",
                )
            )
        claims += claims_on_term(first, last, holes)
    return claims


def _undecided(name: str, decision: Decision | None) -> Iterator[Claim]:
    if decision is None:
        yield Claim(date.min, date.max, f"No decision is recorded for {name}")
        return
    label = decision.reference or f"“{decision.title}”"
    if decision.withdrawn_on is not None:
        words = f"The decision {label} was withdrawn on {day(decision.withdrawn_on)}"
        yield Claim(decision.withdrawn_on, date.max, words)
    if decision.called_in_on is not None:
        end = decision.released_on - ONE_DAY if decision.released_on else date.max
        yield Claim(decision.called_in_on, end, f"The decision {label} was called in")
    if decision.effective_on is None or decision.decided_on is None:
        yield Claim(date.min, date.max, f"The decision {label} has not taken effect")
    elif decision.effective_on > date.min:
        words = f"The decision {label} took effect only on {day(decision.effective_on)}"
        yield Claim(date.min, decision.effective_on - ONE_DAY, words)


def _unsigned(facts: Facts, agreement: Agreement) -> Iterator[Claim]:
    signed = facts.signed_on.get(agreement.id, {})
    for party, who in ((COUNCIL, "the council"), (CHAIRS, "the chair of the partnership")):
        on = signed.get(party)
        if on is None:
            yield Claim(date.min, date.max, f"{agreement.reference} is not signed by {who}")
        else:
            words = f"{agreement.reference} was signed by {who} only on {day(on)}"
            yield Claim(date.min, on - ONE_DAY, words)


def _after(facts: Facts, agreement: Agreement) -> Iterator[Claim]:
    """Why an agreement does not cover the days after its last."""
    steps = facts.steps.get(agreement.id, {})
    done, until, reference = taken_up(steps), _end(facts, agreement), agreement.reference
    following = steps.get(done + 1)
    if agreement.terminated_on is not None and until == agreement.terminated_on:
        reason = f"{reference} was ended early, on {day(until)}"
    elif done >= agreement.option_count:
        reason = f"{reference} ended on {day(until)}"
        reason += " with its last option" if done else "; it has no options"
    elif following is not None and following.declined_on is not None:
        reason = f"{reference} ended on {day(until)}: option {done + 1} was declined"
    else:
        reason = f"{reference} ended on {day(until)}: option {done + 1} is not taken up"
    yield Claim(until + ONE_DAY, date.max, reason)


def _nearest(agreements: Sequence[Agreement], gap: Uncovered) -> str:
    """The agreement in whose time a gap lies: the last one that had started, else the first."""
    begun = [it for it in agreements if it.starts_on <= gap.first]
    chosen = begun[-1] if begun else next(iter(agreements), None)
    return chosen.id if chosen else ""
