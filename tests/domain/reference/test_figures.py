"""Every figure that is offered acts, returns follow the council’s own, and one replaces what it is said to."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.variations import usual_notice
from aip_desktop.domain.decisions.decision_calendar import Milestone, count_back
from aip_desktop.domain.decisions.retention import retention
from aip_desktop.domain.decisions.timetable import timetable
from aip_desktop.domain.reference import shipped
from aip_desktop.domain.reference.figures import (
    add_holiday,
    figures,
    keep_later_shipped,
    remove_figure,
    set_figure,
    shipped_figures,
)
from aip_desktop.domain.reference.shipped import shipped_thresholds
from aip_desktop.domain.returns.terms import due_by_rule, due_rule_words, suggested_dates
from aip_desktop.models.decisions import DecisionKind
from aip_desktop.store.open_file import File
from tests.domain.decisions.test_timetable import card

FROM = date(2017, 4, 1)


START = date(2027, 4, 1)


OF_2026 = date(2026, 1, 5)


def _back(session: Session, step: str) -> object:
    return count_back(START, figures(session)).on(step)


def _advice(session: Session, kind: str, value: int) -> object:
    known = figures(session)
    return timetable(card(kind=kind, value=Decimal(value), decided_on=OF_2026), None, known).advice


def _short(session: Session) -> object:
    """What is said of ten clear days of notice."""
    facts = card(notice_on=date(2026, 1, 5), decided_on=date(2026, 1, 16))
    return timetable(facts, None, figures(session)).late


ACTS: dict[str, tuple[int, Callable[[Session], object]]] = {
    "key_decision": (600000, lambda it: _advice(it, DecisionKind.KEY, 550000)),
    "operational_decision": (300000, lambda it: _advice(it, DecisionKind.ADMINISTRATIVE, 200000)),
    "key_notice": (40, lambda it: _back(it, Milestone.NOTICE)),
    "urgent_notice": (12, _short),
    "report_notice": (8, lambda it: _back(it, Milestone.REPORT)),
    "call_in": (8, lambda it: _back(it, Milestone.DECISION)),
    "keep_decision": (8, lambda it: retention(OF_2026, figures(it)).record_until),
    "keep_background": (8, lambda it: retention(OF_2026, figures(it)).background_until),
    "termination_notice": (6, lambda it: usual_notice(it, OF_2026)),
    "consultation_reply": (28, lambda it: figures(it).value("consultation_reply", OF_2026)),
    "return_due": (5, lambda it: suggested_dates(it, 2026, "Autumn").returns_due_on),
}


def test_every_figure_that_is_offered_is_tried_here() -> None:
    assert {it.code for it in shipped_figures().lines} == set(ACTS)
    kept_back = {it.code for it in shipped_thresholds() if not it.offered}
    assert kept_back == {
        *("open_market_share", "other_purpose_share", "small_number", "carry_forward", "suspension_limit"),
        *("publish_payment", "publish_contract"),
    }


@pytest.mark.parametrize("code", ACTS)
def test_a_figure_of_the_council_acts(code: str, new_file: File) -> None:
    value, asked = ACTS[code]
    with new_file.reading() as session:
        before = asked(session)
    with new_file.act("Set a figure") as session:
        set_figure(session, code, value, FROM, "Governance")
    with new_file.reading() as session:
        assert asked(session) != before


def test_returns_are_due_by_the_councils_own_rule_and_holidays(new_file: File) -> None:
    """Autumn 2026 ends on 18 December; five working days on is 29 December, were 28 December no holiday."""
    with new_file.act("Set") as session:
        set_figure(session, "return_due", 5, date(2020, 1, 1), "Governance")
    with new_file.reading() as session:
        known = figures(session)
        assert due_by_rule(date(2026, 12, 18), known) == date(2026, 12, 29)
        assert suggested_dates(session, 2026, "Autumn").returns_due_on == date(2026, 12, 29)
        assert due_rule_words(date(2026, 12, 18), known) == "5 working days after the last day of term"
    with new_file.act("A day proclaimed") as session:
        add_holiday(session, date(2026, 12, 29), "One-off")
    with new_file.reading() as session:
        assert suggested_dates(session, 2026, "Autumn").returns_due_on == date(2026, 12, 30)


DAYS = (date(2017, 6, 1), date(2018, 6, 1), date(2019, 4, 1), date(2026, 1, 1))


def _key_figures(file: File) -> list[int]:
    with file.reading() as session:
        return [figures(session).value("key_decision", on) for on in DAYS]


def test_a_figure_replaces_later_shipped_ones_until_the_council_sets_another(new_file: File) -> None:
    assert _key_figures(new_file) == [250000, 250000, 500000, 500000]
    with new_file.act("Set") as session:
        own = set_figure(session, "key_decision", 300000, date(2018, 1, 1), "Constitution")
    assert _key_figures(new_file) == [250000, 300000, 300000, 300000]
    with new_file.reading() as session:
        (shipped,) = (it for it in figures(session).lines if it.value == 500000)
        assert shipped.source.startswith("Replaced by the council’s figure from 1 January 2018. ")
    with new_file.act("Set the next") as session:
        set_figure(session, "key_decision", 400000, date(2020, 1, 1), "Constitution")
    assert _key_figures(new_file) == [250000, 300000, 300000, 400000]
    with new_file.act("Remove") as session:
        remove_figure(session, own)
    assert _key_figures(new_file) == [250000, 250000, 500000, 400000]


def test_a_later_shipped_figure_is_kept_where_the_council_says_so(new_file: File) -> None:
    with new_file.act("Set") as session:
        own = set_figure(session, "key_decision", 300000, date(2018, 1, 1), "Constitution")
        session.flush()
        assert keep_later_shipped(session, own)
    assert _key_figures(new_file) == [250000, 300000, 500000, 500000]
    with new_file.act("Set again") as session:
        own = set_figure(session, "key_decision", 310000, date(2018, 1, 1), "Constitution")
        session.flush()
        assert keep_later_shipped(session, own) == ""  # it stands in the file already
    assert _key_figures(new_file) == [250000, 310000, 500000, 500000]


def test_before_the_first_figure_known_the_first_counts() -> None:
    assert shipped_figures().value("key_notice", date(2000, 1, 1)) == 28


def test_the_two_exemptions_are_two() -> None:
    """PCR 2015 reg 12(7): less than 20 %. Procurement Act 2023, Schedule 2 paragraph 3: no more than 20 %."""
    of_2015 = shipped.threshold("open_market_share", date(2022, 4, 1))
    of_2023 = shipped.threshold("other_purpose_share", date(2027, 4, 1))
    assert of_2015 is not None
    assert of_2023 is not None
    assert (of_2015.relation, of_2015.value, of_2023.relation, of_2023.value) == ("<", 20, "<=", 20)
    assert shipped.threshold("open_market_share", date(2025, 2, 24)) is None
    assert shipped.threshold("other_purpose_share", date(2025, 2, 23)) is None
    bases = {each.code: (each.from_on, each.until_on) for each in shipped.shipped_legal_bases()}
    assert bases["pcr2015_12_7"] == (of_2015.from_on, of_2015.until_on)
    assert bases["pa2023_horizontal"] == (of_2023.from_on, of_2023.until_on)
