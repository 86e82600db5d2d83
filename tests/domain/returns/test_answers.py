"""Answers: blank is not nought, and what does not add up is said."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aip_desktop.domain.returns.measures import Answer, remarks
from aip_desktop.domain.returns.workflow import set_return_text
from aip_desktop.errors import Refusal
from aip_desktop.models.lookup import live_measures
from aip_desktop.models.returns import ReturnValue, TermlyReturn

from .desk import Desk


def test_blank_is_not_nought(desk: Desk) -> None:
    """Invariant 35, from typing to reading and back."""
    assert desk.number("pex_issued") is None
    blank = desk.card().answered
    desk.answer(pex_issued=0)
    assert desk.number("pex_issued") == 0
    assert desk.card().answered == blank + 1 == 1
    assert "Permanent exclusions issued" not in desk.card().missing
    desk.answer(pex_issued=None)
    assert desk.number("pex_issued") is None
    assert desk.card().answered == 0
    assert desk.card().completeness() == "0 of 27 answered, 21 still needed"


def test_clearing_what_was_never_there_keeps_nothing(desk: Desk) -> None:
    desk.answer(suspensions=None)
    desk.write("narrative_progress", " \u200b ")
    with desk.file.reading() as session:
        assert session.query(ReturnValue).count() == 0
        assert session.query(TermlyReturn).count() == 0


def test_an_answer_below_nought_is_refused(desk: Desk) -> None:
    with pytest.raises(Refusal, match="Enter 0 or more"):
        desk.answer(suspensions=-1)


def test_last_terms_figures_stand_beside_the_answers(desk: Desk) -> None:
    desk.answer(desk.autumn, suspensions=12, pex_issued=0)
    before = {it.code: it.before for it in desk.card().answers}
    assert (before["suspensions"], before["pex_issued"], before["cases_new"]) == (12, 0, None)


def test_measures_are_those_of_the_first_day_of_the_term(desk: Desk) -> None:
    with desk.file.reading() as session:
        codes = {
            year: {it.code for it in live_measures(session, date(year, 1, 5))} for year in (2017, 2022, 2026)
        }
    assert codes[2017] == set()
    assert "supported_level_1" not in codes[2022]
    assert {"supported_level_1", "pex_issued"} <= codes[2026]


ARITHMETIC = [
    (29, {"pex_issued": 5, "pex_cancelled": 1, "pex_overturned": 1, "pex_pending": 0}, "pex_standing", 3),
    (30, {"cases_open_at_start": 30, "cases_new": 12, "cases_closed": 9}, "cases_open_at_end", 33),
    (32, {"moves_brought_forward": 2, "moves_started": 6, "moves_successful": 3, "moves_ended_early": 1},
     "moves_ongoing", 4),
]  # fmt: skip


@pytest.mark.parametrize(("invariant", "known", "last", "right"), ARITHMETIC)
def test_what_does_not_add_up_is_said_once_all_is_known(
    desk: Desk, invariant: int, known: dict[str, int], last: str, right: int
) -> None:
    desk.answer(**known)
    assert desk.card().remarks == ()  # a sum with a blank in it
    desk.answer(**{last: right + 1})
    [sentence] = desk.card().remarks
    left = {29: 5, 30: 42, 32: 8}[invariant]
    assert sentence.endswith(f"Here it is {left} against {left + 1}.")
    [section] = [it for it in desk.card().sections if it.remarks]
    assert last in {it.code for it in section.answers}
    desk.answer(**{last: right})
    assert desk.card().remarks == ()


@settings(max_examples=60)
@given(numbers=st.tuples(*[st.none() | st.integers(0, 4)] * 5))
def test_exclusions_add_up_or_a_remark_says_so(numbers: tuple[int | None, ...]) -> None:
    codes = ("pex_issued", "pex_cancelled", "pex_overturned", "pex_pending", "pex_standing")
    given_answers = [
        Answer(code, code, "Permanent exclusions", code, "count", True, number, "", None)
        for code, number in zip(codes, numbers, strict=True)
    ]
    known = [number for number in numbers if number is not None]
    wrong = len(known) == 5 and known[0] != sum(known[1:])
    assert bool(remarks(given_answers)) == wrong


def test_pupils_suspended_are_at_most_suspensions(desk: Desk) -> None:
    """Invariant 34; the rule on days mixes units, so that no sums are printed with it."""
    desk.answer(suspensions=3, pupils_suspended=4)
    assert desk.card().remarks[0].endswith("Here it is 4 against 3.")
    desk.answer(pupils_suspended=3, suspension_half_days=2)
    assert desk.card().remarks == (
        "Every suspension takes at least half a day, so days lost cannot be fewer than half the suspensions.",
    )


def test_a_term_opens_where_the_last_one_closed(desk: Desk) -> None:
    """Invariant 30, its second half."""
    desk.answer(desk.autumn, cases_open_at_end=29)
    desk.answer(cases_open_at_start=31)
    [sentence] = desk.card().remarks
    assert "31 here, but last term ended with 29" in sentence
    desk.answer(cases_open_at_start=29)
    assert desk.card().remarks == ()
    desk.answer(desk.autumn, cases_open_at_end=None)
    assert desk.card().remarks == ()


def test_a_narrative_with_a_pupil_in_it_is_stored_and_remarked(desk: Desk) -> None:
    desk.write("narrative_progress", "H801200001001 is back in school")
    card = desk.card()
    assert card.answers[-3].words == "H801200001001 is back in school"
    assert card.sections[-1].title == "In words"
    assert card.sections[-1].remarks[0].startswith("Progress this term: “H801200001001” is a pupil number")
    with desk.file.act("Note") as session:
        set_return_text(session, desk.partnership, desk.term, "notes", "Mother of dob 3/5/2011 rang")
    assert "3/5/2011" in desk.card().notes_remarks[0]
