"""Budget: a year's money, its elements, and an allocation for each partnership that sums to the penny."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from aip_desktop.calendar import financial_year_span
from aip_desktop.errors import Refusal
from aip_desktop.models.authority import Programme, core_programme, refers
from aip_desktop.models.base import Record
from aip_desktop.models.partnerships import Partnership, live_partnerships, members_on
from aip_desktop.wording import listing, pounds, tidy, tidy_paragraphs, year_label

EQUAL, PER_SCHOOL, PER_PUPIL, MANUAL = "equal", "per member school", "per pupil", "manual"
METHODS = (EQUAL, PER_SCHOOL, PER_PUPIL, MANUAL)
NIL = Decimal("0.00")


class AnnualBudget(Record, kw_only=True):
    """A programme's money for one financial year (1 April to 31 March)."""

    __tablename__ = "annual_budget"

    programme_id: Mapped[str] = mapped_column(refers("programme"), index=True)
    year: Mapped[int]  # the year in which it begins: 2022 is 2022/23
    total: Mapped[Decimal]
    confirmed: Mapped[bool] = mapped_column(default=False)  # or approximate
    decision_id: Mapped[str | None] = mapped_column(refers("decision"), default=None)
    notes: Mapped[str | None] = mapped_column(default=None)


class Element(Record, kw_only=True):
    """A part that a programme's money is made of: base, intensive support."""

    __tablename__ = "element"

    programme_id: Mapped[str] = mapped_column(refers("programme"), index=True)
    name: Mapped[str]
    purpose: Mapped[str | None] = mapped_column(default=None)
    position: Mapped[int]


class ElementAmount(Record, kw_only=True):
    """How much of a year's total is for one element, and how it is split among the partnerships."""

    __tablename__ = "element_amount"

    budget_id: Mapped[str] = mapped_column(refers("annual_budget"), index=True)
    element_id: Mapped[str] = mapped_column(refers("element"))
    amount: Mapped[Decimal]
    method: Mapped[str] = mapped_column(default=EQUAL)
    counted_on: Mapped[date | None] = mapped_column(default=None)  # the day schools and pupils were counted


class Allocation(Record, kw_only=True):
    """One partnership's part of one element of one year."""

    __tablename__ = "allocation"

    budget_id: Mapped[str] = mapped_column(refers("annual_budget"), index=True)
    element_id: Mapped[str] = mapped_column(refers("element"))
    partnership_id: Mapped[str] = mapped_column(refers("partnership"), index=True)
    amount: Mapped[Decimal]
    weight: Mapped[int | None] = mapped_column(default=None)  # schools or pupils it was split by


# Statements -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AllocationCell:
    """One partnership's part of one element. ``amount`` is None when nothing has been allocated."""

    partnership_id: str
    amount: Decimal | None
    weight: int | None


@dataclass(frozen=True, slots=True)
class ElementLine:
    """One element over all partnerships."""

    element_id: str
    name: str
    amount: Decimal | None
    method: str
    counted_on: date | None
    cells: tuple[AllocationCell, ...]  # in the order of ``BudgetYear.partnerships``
    allocated: Decimal
    remainder: Decimal  # of the element, not yet allocated; negative if too much
    explanation: str


@dataclass(frozen=True, slots=True)
class BudgetYear:
    """A year's money as screen and paper show it."""

    budget_id: str  # empty if the year has no budget yet
    programme_id: str
    year: int
    label: str
    total: Decimal | None
    confirmed: bool
    decision_id: str
    notes: str
    partnerships: tuple[tuple[str, str, str], ...]  # (id, code, name)
    elements: tuple[ElementLine, ...]
    totals: tuple[Decimal, ...]  # by partnership
    allocated: Decimal
    unassigned: Decimal  # of the total, not yet given to an element
    remainder: Decimal  # of the total, not yet allocated to a partnership


@dataclass(frozen=True, slots=True)
class YearColumn:
    """One year beside the others."""

    year: int
    label: str
    total: Decimal
    allocated: Decimal
    by_partnership: tuple[Decimal, ...]


# Rules ----------------------------------------------------------------------------------------------------


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


# Reading --------------------------------------------------------------------------------------------------


def find_budget(session: Session, programme_id: str, year: int) -> AnnualBudget | None:
    """The budget of a year, if there is one."""
    query = select(AnnualBudget).where(
        ~AnnualBudget.retired, AnnualBudget.programme_id == programme_id, AnnualBudget.year == year
    )
    return session.scalars(query.order_by(AnnualBudget.id)).first()


def elements_of(session: Session, programme_id: str) -> list[Element]:
    """The elements of a programme in their order."""
    query = select(Element).where(~Element.retired, Element.programme_id == programme_id)
    return list(session.scalars(query.order_by(Element.position, Element.id)))


def budget_year(session: Session, year: int, programme_id: str | None = None) -> BudgetYear:
    """A year's money over elements and partnerships, whether or not a budget has been set."""
    programme_id = programme_id or core_programme(session).id
    budget = find_budget(session, programme_id, year)
    partnerships = live_partnerships(session)
    amounts, cells = _amounts(session, budget), _cells(session, budget)
    lines = tuple(
        _element_line(element, amounts.get(element.id), cells, partnerships)
        for element in elements_of(session, programme_id)
    )
    allocated = sum((line.allocated for line in lines), NIL)
    total = budget.total if budget else None
    assigned = sum((line.amount or NIL for line in lines), NIL)
    return BudgetYear(
        budget_id=budget.id if budget else "",
        programme_id=programme_id,
        year=year,
        label=year_label(year),
        total=total,
        confirmed=bool(budget and budget.confirmed),
        decision_id=(budget.decision_id or "") if budget else "",
        notes=(budget.notes or "") if budget else "",
        partnerships=tuple((it.id, it.code, it.name) for it in partnerships),
        elements=lines,
        totals=tuple(
            sum((line.cells[place].amount or NIL for line in lines), NIL)
            for place in range(len(partnerships))
        ),
        allocated=allocated,
        unassigned=(total or NIL) - assigned,
        remainder=(total or NIL) - allocated,
    )


def _amounts(session: Session, budget: AnnualBudget | None) -> dict[str, ElementAmount]:
    if budget is None:
        return {}
    query = select(ElementAmount).where(~ElementAmount.retired, ElementAmount.budget_id == budget.id)
    return {it.element_id: it for it in session.scalars(query.order_by(ElementAmount.id.desc()))}


def _cells(session: Session, budget: AnnualBudget | None) -> dict[tuple[str, str], Allocation]:
    if budget is None:
        return {}
    query = select(Allocation).where(~Allocation.retired, Allocation.budget_id == budget.id)
    found = session.scalars(query.order_by(Allocation.id.desc()))
    return {(it.element_id, it.partnership_id): it for it in found}


def _element_line(
    element: Element,
    amount: ElementAmount | None,
    cells: Mapping[tuple[str, str], Allocation],
    partnerships: Sequence[Partnership],
) -> ElementLine:
    mine = [cells.get((element.id, partnership.id)) for partnership in partnerships]
    allocated = sum((cell.amount for cell in mine if cell), NIL)
    return ElementLine(
        element_id=element.id,
        name=element.name,
        amount=amount.amount if amount else None,
        method=amount.method if amount else EQUAL,
        counted_on=amount.counted_on if amount else None,
        cells=tuple(
            AllocationCell(partnership.id, cell.amount if cell else None, cell.weight if cell else None)
            for partnership, cell in zip(partnerships, mine, strict=True)
        ),
        allocated=allocated,
        remainder=(amount.amount if amount else NIL) - allocated,
        explanation=_explanation(amount, [cell for cell in mine if cell]),
    )


def _explanation(amount: ElementAmount | None, cells: Sequence[Allocation]) -> str:
    if amount is None:
        return "No amount set yet"
    if not cells:
        return f"{pounds(amount.amount)}, not allocated yet"
    if amount.method == MANUAL:
        return "Typed by hand"
    if amount.method == EQUAL:
        return f"{pounds(amount.amount)} in {len(cells)} equal parts, odd pence to the first in the list"
    thing = "member schools" if amount.method == PER_SCHOOL else "pupils"
    whole = sum(cell.weight or 0 for cell in cells)
    when = f" on {amount.counted_on:%d/%m/%Y}" if amount.counted_on else ""
    return f"{pounds(amount.amount)} by {whole:,} {thing}{when}, odd pence to the largest remainders"


def year_columns(session: Session, programme_id: str | None = None) -> tuple[YearColumn, ...]:
    """Every year that has a budget, oldest first, side by side."""
    programme_id = programme_id or core_programme(session).id
    query = select(AnnualBudget.year).where(~AnnualBudget.retired, AnnualBudget.programme_id == programme_id)
    years = [budget_year(session, year, programme_id) for year in sorted(set(session.scalars(query)))]
    return tuple(YearColumn(it.year, it.label, it.total or NIL, it.allocated, it.totals) for it in years)


# Acts -----------------------------------------------------------------------------------------------------


def set_total(session: Session, year: int, total: Decimal, programme_id: str | None = None) -> str:
    """Set a year's total; the id of its budget. Refusal if it is below nil.

    Elements keep their amounts: what is now unassigned or too much is shown until it is put right.
    """
    if total < 0:
        raise Refusal("Enter the total as nil or more", "total")
    programme_id = programme_id or core_programme(session).id
    budget = find_budget(session, programme_id, year)
    if budget is None:
        budget = AnnualBudget(programme_id=programme_id, year=year, total=total)
        session.add(budget)
    else:
        budget.total = total
    return budget.id


def edit_budget(session: Session, budget_id: str, field: str, value: str | bool) -> None:
    """Set whether it is confirmed, its decision, or the notes."""
    budget = session.get_one(AnnualBudget, budget_id)
    if field == "confirmed":
        budget.confirmed = bool(value)
    elif field == "decision_id":
        budget.decision_id = str(value) or None
    elif field == "notes":
        budget.notes = tidy_paragraphs(str(value)) or None
    else:
        raise ValueError(field)


def set_element_amount(session: Session, budget_id: str, element_id: str, amount: Decimal) -> None:
    """Set how much of the total is for an element. Refusal if it is below nil or exceeds what is left.

    A split by rule is made anew at once; one typed by hand stays, and its remainder shows.
    """
    budget = session.get_one(AnnualBudget, budget_id)
    if amount < 0:
        raise Refusal("Enter an amount of nil or more", "amount")
    others = sum((it.amount for it in _amounts(session, budget).values() if it.element_id != element_id), NIL)
    if others + amount > budget.total:
        most = pounds(budget.total - others)
        raise Refusal(f"The elements would exceed the total. At most {most} is left for this one", "amount")
    line = _amount_record(session, budget, element_id)
    line.amount = amount
    if line.method != MANUAL:
        _split(session, budget, line)


def _amount_record(session: Session, budget: AnnualBudget, element_id: str) -> ElementAmount:
    line = _amounts(session, budget).get(element_id)
    if line is None:
        line = ElementAmount(budget_id=budget.id, element_id=element_id, amount=NIL)
        session.add(line)
    return line


def allocate(
    session: Session, budget_id: str, element_id: str, method: str, counted_on: date | None = None
) -> None:
    """Split an element by a method, counting schools and pupils on a day (else the first day of the year).

    Refusal if there is nothing to count.
    """
    if method not in METHODS:
        raise ValueError(method)
    budget = session.get_one(AnnualBudget, budget_id)
    line = _amount_record(session, budget, element_id)
    line.method = method
    line.counted_on = (
        (counted_on or financial_year_span(budget.year)[0]) if method in (PER_SCHOOL, PER_PUPIL) else None
    )
    if method != MANUAL:
        _split(session, budget, line)


def _split(session: Session, budget: AnnualBudget, line: ElementAmount) -> None:
    partnerships = live_partnerships(session)
    if not partnerships:
        raise Refusal("There is no partnership to allocate to. Add the partnerships first")
    weights = _weights(session, partnerships, line)
    amounts = split_to_the_penny(line.amount, weights)
    cells = _cells(session, budget)
    for partnership, amount, weight in zip(partnerships, amounts, weights, strict=True):
        _put(
            session,
            budget,
            line.element_id,
            partnership.id,
            cells,
            amount,
            None if line.method == EQUAL else weight,
        )
    _retire_strays(cells, line.element_id, {partnership.id for partnership in partnerships})


def _weights(session: Session, partnerships: Sequence[Partnership], line: ElementAmount) -> list[int]:
    if line.method == EQUAL:
        return [1] * len(partnerships)
    assert line.counted_on is not None
    weights = []
    for partnership in partnerships:
        members = [school for _, school in members_on(session, partnership.id, line.counted_on)]
        weights.append(
            len(members) if line.method == PER_SCHOOL else sum(school.pupils or 0 for school in members)
        )
    return weights


def _put(
    session: Session,
    budget: AnnualBudget,
    element_id: str,
    partnership_id: str,
    cells: Mapping[tuple[str, str], Allocation],
    amount: Decimal,
    weight: int | None,
) -> None:
    cell = cells.get((element_id, partnership_id))
    if cell is None:
        cell = Allocation(
            budget_id=budget.id,
            element_id=element_id,
            partnership_id=partnership_id,
            amount=amount,
            weight=weight,
        )
        session.add(cell)
    else:
        cell.amount, cell.weight = amount, weight


def _retire_strays(
    cells: Mapping[tuple[str, str], Allocation], element_id: str, partnership_ids: set[str]
) -> None:
    for (element, partnership), cell in cells.items():
        if element == element_id and partnership not in partnership_ids:
            cell.retired = True


def set_allocation(
    session: Session, budget_id: str, element_id: str, partnership_id: str, amount: Decimal
) -> None:
    """Type one partnership's part by hand: the element's method becomes manual. Refusal if it is below nil."""
    if amount < 0:
        raise Refusal("Enter an amount of nil or more", "amount")
    budget = session.get_one(AnnualBudget, budget_id)
    line = _amount_record(session, budget, element_id)
    line.method, line.counted_on = MANUAL, None
    _put(session, budget, element_id, partnership_id, _cells(session, budget), amount, None)


def add_element(session: Session, programme_id: str, name: str, purpose: str = "") -> str:
    """Add an element to a programme; its id. Refusal if the name is empty or in use."""
    name = tidy(name)
    existing = elements_of(session, programme_id)
    if not name:
        raise Refusal("Enter the name of the element", "name")
    if any(it.name.casefold() == name.casefold() for it in existing):
        raise Refusal(f"There is an element {name} already: {listing([it.name for it in existing])}", "name")
    position = max((it.position for it in existing), default=0) + 1
    element = Element(programme_id=programme_id, name=name, purpose=tidy(purpose) or None, position=position)
    session.add(element)
    return element.id


def add_programme(session: Session, name: str, funding_source: str) -> str:
    """Add a programme, such as a grant; its id."""
    name = tidy(name)
    if not name:
        raise Refusal("Enter the name of the programme", "name")
    existing = list(session.scalars(select(Programme).where(~Programme.retired)))
    position = max((it.position for it in existing), default=0) + 1
    programme = Programme(name=name, funding_source=tidy(funding_source), position=position)
    session.add(programme)
    return programme.id
