"""What a later act overtook, and what is unfinished, are no faults: only what contradicts something is."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from aip_desktop.__main__ import main
from aip_desktop.domain.agreements.awards import make_agreements, preview_award
from aip_desktop.domain.agreements.cautions import CautionKind
from aip_desktop.domain.agreements.taking_up import (
    decline_option,
    take_back_decline,
    take_back_option,
    take_up_option,
)
from aip_desktop.domain.agreements.variations import GIVERS, take_back_termination, terminate, vary
from aip_desktop.domain.budget.allocation import set_element_amount
from aip_desktop.domain.budget.queries import elements_of
from aip_desktop.domain.budget.setup import set_total
from aip_desktop.domain.checks.broken_rules import broken_rules
from aip_desktop.domain.checks.fault import Weight
from aip_desktop.domain.checks.findings import findings
from aip_desktop.domain.decisions.decisions import edit_decision, record_decision
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.decisions import DecisionKind
from aip_desktop.models.lookup import core_programme, get
from aip_desktop.store.file import open_file
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import export_copy
from tests import made_once

OVERTAKEN = "AIP-E-2022 is varied from {}, which was overtaken: it ends on {}"


ALL = tuple(CautionKind)  # every caution accepted


TOTAL = Decimal("5056000")


def _award(session: Session, start: date = date(2022, 4, 1), *, cut: bool = False) -> tuple[str, str, str]:
    """A key decision, one for options under it, and the first of five agreements."""
    key = record_decision(
        session, DecisionKind.KEY, "Award", decided_on=date(2022, 1, 10), effective_on=date(2022, 1, 18)
    )
    session.flush()
    below = record_decision(
        session,
        DecisionKind.OPERATIONAL,
        "Option",
        decided_on=date(2022, 2, 1),
        effective_on=date(2022, 2, 1),
        parent_id=key,
    )
    programme = core_programme(session).id
    lines = preview_award(session, programme, start, cut_short=cut)
    made = make_agreements(session, lines, programme_id=programme, decision_id=key, legal_basis_id=None)
    session.flush()
    return key, below, made[0]


def _terminate(session: Session, agreement: str, last_day: date) -> None:
    terminate(
        session,
        agreement,
        given_by=GIVERS[0],
        given_on=date(2022, 5, 1),
        months=3,
        last_day=last_day,
        reason="Merged",
    )


def _noted(file: File) -> tuple[str, ...]:
    """The notes of a file without faults; none of them offers a way out."""
    with file.reading() as session:
        found = findings(session)
        assert not found[Weight.FAULT]
        assert not any(it.ways for it in broken_rules(session) if it.weight is Weight.NOTED)
    return found[Weight.NOTED]


def test_an_early_end_overtakes_a_variation(new_file: File) -> None:
    with new_file.act("Award") as session:
        key, _, agreement = _award(session)
        vary(session, agreement, "What", "Why", date(2022, 12, 1), key)
    assert _noted(new_file) == ()
    with new_file.act("End") as session:
        _terminate(session, agreement, date(2022, 8, 1))
    assert _noted(new_file) == (OVERTAKEN.format("1 December 2022", "1 August 2022"),)


def test_a_new_award_overtakes_a_variation(new_file: File) -> None:
    with new_file.act("Award") as session:
        key, _, agreement = _award(session)
        vary(session, agreement, "What", "Why", date(2022, 12, 1), key)
    with new_file.act("Award anew") as session:
        _award(session, date(2022, 10, 1), cut=True)
    assert _noted(new_file) == (OVERTAKEN.format("1 December 2022", "30 September 2022"),)


def test_an_option_reversed_overtakes_a_variation(new_file: File) -> None:
    with new_file.act("Award") as session:
        key, below, agreement = _award(session)
        take_up_option(session, agreement, below, date(2022, 3, 1), accepted=ALL)
        session.flush()
        vary(session, agreement, "What", "Why", date(2023, 12, 1), key)
    with new_file.act("Reverse") as session:
        take_back_option(session, agreement)
    assert _noted(new_file) == (OVERTAKEN.format("1 December 2023", "31 March 2023"),)


def test_a_year_that_was_only_begun_is_checked_and_merged(
    new_file: File, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = export_copy(new_file, tmp_path / "b.aip").path
    other = open_file(copy, "B. Officer")
    with other.act("Begin 2031/32") as session:
        set_total(session, 2031, TOTAL)
    with other.reading() as session:
        (left,) = broken_rules(session)
    other.close()
    path = new_file.path
    new_file.close()
    assert left.weight is Weight.TO_DO
    assert not any("£0.00" in way.words for way in left.ways)
    said = "2031/32: £5,056,000.00 of the total is not given to an element"
    assert main(["check", str(copy)]) == 0
    checked = capsys.readouterr().out
    assert f"To do:\n  {said}\n" in checked
    assert checked.endswith("Everything in the file holds\n")
    assert main(["merge", str(path), str(copy), "--dry-run"]) == 0
    assert f"  To do: {said}. " in capsys.readouterr().out
    assert main(["merge", str(path), str(copy)]) == 0
    assert main(["check", str(path)]) == 0


def test_more_than_there_is_stays_a_fault(new_file: File) -> None:
    with new_file.act("Set") as session:
        budget = set_total(session, 2031, TOTAL)
        session.flush()
        element = elements_of(session, core_programme(session).id)[0].id
        set_element_amount(session, budget, element, TOTAL)
    with new_file.act("Lower the total") as session:
        set_total(session, 2031, TOTAL - 1)
    with new_file.reading() as session:
        assert findings(session)[Weight.FAULT] == ("2031/32: the elements are £1.00 over the total",)


DAYS = st.dates(date(2022, 4, 1), date(2027, 3, 31))


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 8), DAYS), min_size=3, max_size=12))
def test_no_lawful_act_makes_a_fault(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[int, date]]
) -> None:
    file = made_once.new(tmp_path_factory.mktemp("lawful") / "a.aip")
    with file.act("Award") as session:
        key, below, agreement = _award(session)
    for which, on in acts:
        try:
            with file.act("Act") as session:
                _do(session, which, on, (key, below, agreement))
        except Refusal:
            continue
        with file.reading() as session:
            assert findings(session)[Weight.FAULT] == ()
    file.close()


def _do(session: Session, which: int, on: date, ids: tuple[str, str, str]) -> None:
    key, below, agreement = ids
    acts = (
        lambda: vary(session, agreement, "What", "Why", on, key),
        lambda: _terminate(session, agreement, on),
        lambda: take_back_termination(session, agreement),
        lambda: take_up_option(session, agreement, below, on, accepted=ALL),
        lambda: take_back_option(session, agreement),
        lambda: decline_option(session, agreement, on, ""),
        lambda: take_back_decline(session, agreement),
        lambda: _award(session, on.replace(day=1), cut=True),
        lambda: edit_decision(session, below, "parent_id", ""),
    )
    acts[which]()
    get(session, Agreement, agreement)
