"""The ladder: re-award mid-way, declining, variation, early end, running out, and several agreements in one act."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aip_desktop.domain.agreements.agreement_page import agreement_lines
from aip_desktop.domain.agreements.awards import make_agreements, preview_award
from aip_desktop.domain.agreements.bulk_acts import (
    Answer,
    Decline,
    TakeUp,
    Terminate,
    Vary,
    do_together,
    of_one_award,
    preview,
)
from aip_desktop.domain.agreements.cautions import CautionKind
from aip_desktop.domain.agreements.endings import EndAnswer
from aip_desktop.domain.agreements.expiry import end_questions
from aip_desktop.domain.agreements.ladder import last_day
from aip_desktop.domain.agreements.lifecycle import lifecycle_of, runs_until
from aip_desktop.domain.agreements.removal import remove_agreement
from aip_desktop.domain.agreements.rungs import ladder
from aip_desktop.domain.agreements.signing.signing import issue_edition, record_signature
from aip_desktop.domain.agreements.taking_up import decline_option, take_back_decline, take_up_option
from aip_desktop.domain.agreements.variations import (
    end_of_notice,
    ending,
    short_notice,
    take_back_termination,
    terminate,
    variations,
    vary,
)
from aip_desktop.domain.attachments import attach
from aip_desktop.domain.authority.programmes import add_programme, edit_programme, programme_card
from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.decisions.decisions import record_decision
from aip_desktop.errors import Refusal
from aip_desktop.history.undo import undo_act
from aip_desktop.models.agreements import Agreement, ExtensionPaper
from aip_desktop.models.decisions import DecisionKind
from aip_desktop.models.ids import new_id
from aip_desktop.models.lookup import core_programme, get, live
from aip_desktop.models.signatures import PartyKind
from aip_desktop.store.open_file import File

START = date(2022, 4, 1)


ALL = tuple(CautionKind)  # every caution accepted
NOTICE: Any = {"given_by": "the council", "given_on": START, "months": 3, "reason": "R"}


class Award:
    """Five agreements from 1 April 2022 with four options, a key decision, and one that follows it."""

    def __init__(self, file: File) -> None:
        self.file = file
        with file.act("Award") as session:
            self.key = record_decision(
                session,
                DecisionKind.KEY,
                "Award",
                decided_on=date(2022, 1, 10),
                effective_on=date(2022, 1, 18),
            )
            session.flush()
            self.following = record_decision(
                session,
                DecisionKind.OPERATIONAL,
                "Take up an option",
                decided_on=date(2022, 2, 1),
                effective_on=date(2022, 2, 1),
                parent_id=self.key,
            )
        self.ids = self.make(START)

    def make(
        self, start: date, options: int = 4, *, cut_short: bool = False, programme: str = ""
    ) -> tuple[str, ...]:
        with self.file.act("Make agreements") as session:
            programme = programme or core_programme(session).id
            return make_agreements(
                session,
                preview_award(session, programme, start, option_count=options, cut_short=cut_short),
                programme_id=programme,
                decision_id=self.key,
                legal_basis_id=None,
                option_count=options,
            )

    def issue(self) -> None:
        """Issue all five and let council and chair sign them."""
        with self.file.act("Issue") as session:
            for id_ in self.ids:
                issue_edition(session, id_, new_id(), date(2022, 2, 1), b"%PDF-1.7")
                session.flush()
                for party in (PartyKind.COUNCIL, PartyKind.CHAIR):
                    record_signature(session, id_, party, date(2022, 3, 1))

    def take_up(self, agreement: str, on: date = date(2022, 3, 1)) -> None:
        with self.file.act("Take up") as session:
            take_up_option(session, agreement, self.following, on, accepted=ALL)

    def states(self, agreement: str, today: date) -> list[str]:
        with self.file.reading() as session:
            return [it.rung.state for it in ladder(session, get(session, Agreement, agreement), today)]

    def until(self, agreement: str) -> date:
        with self.file.reading() as session:
            return runs_until(session, get(session, Agreement, agreement))

    def sound(self) -> None:
        with self.file.reading() as session:
            assert faults(session) == ()


@pytest.fixture
def award(new_file: File) -> Award:
    return Award(new_file)


def test_a_fresh_award_mid_ladder_supersedes_without_overlap(award: Award) -> None:
    old = award.ids[0]
    new = award.make(date(2023, 4, 1), options=3)
    assert award.states(old, date(2022, 6, 1)) == ["Initial term", *["Lapsed"] * 4]
    assert award.until(old) == date(2023, 3, 31)
    with award.file.reading() as session:
        fresh = get(session, Agreement, new[0])
        assert fresh.supersedes_id == old
        assert last_day(fresh, 3) == date(2027, 3, 31)
        states = {line.id: line.state for line in agreement_lines(session, date(2023, 5, 1))}
    assert states[new[0]] == "Draft"
    with (
        award.file.act("Too late") as session,
        pytest.raises(Refusal, match="AIP-E-2023 takes over on 1 April 2023"),
    ):
        take_up_option(session, old, award.following, date(2023, 3, 1))
    with award.file.act("Remove the new one") as session:
        remove_agreement(session, new[0])
    award.take_up(old)
    assert award.until(old) == date(2024, 3, 31)
    award.sound()


def test_what_was_done_about_an_agreement_goes_with_it(award: Award) -> None:
    agreement = award.ids[0]
    award.take_up(agreement)
    with award.file.act("Vary") as session:
        vary(session, agreement, "What", "Why", START, award.key)
        attach(session, agreement, "minutes.pdf", b"%PDF", START)
    with award.file.act("It was a mistake") as session:
        remove_agreement(session, agreement)
    award.sound()


def test_an_award_that_cuts_a_running_option_short_is_asked_for(award: Award) -> None:
    old = award.ids[0]
    award.take_up(old)
    with award.file.reading() as session:
        programme = core_programme(session).id
        line = preview_award(session, programme, date(2023, 10, 1))[0]
        assert line.clash == "AIP-E-2022 runs until 31 March 2024"
        line = preview_award(session, programme, date(2023, 10, 1), cut_short=True)[0]
        assert line.clash == ""
        assert line.note == (
            "AIP-E-2022 then ends on 30 September 2023, instead of 31 March 2024; its options lapse"
        )
        gap = preview_award(session, programme, date(2025, 1, 1))[0]
        assert "the days between are not covered" in gap.note
    award.make(date(2023, 10, 1), cut_short=True)
    assert award.until(old) == date(2023, 9, 30)
    award.sound()


def test_programmes_run_side_by_side(award: Award) -> None:
    with award.file.act("Add SAFE") as session:
        safe = add_programme(session, "SAFE mentoring", "DfE grant")
    ids = award.make(START, options=2, programme=safe)
    with award.file.reading() as session:
        assert get(session, Agreement, ids[0]).reference == "SAFE-E-2022"
        assert of_one_award(session, ids[0]) == ids
    with award.file.act("Change it") as session:
        for code, sentence in (("AIP", "begin with AIP already"), ("S/F", "letters and digits")):
            with pytest.raises(Refusal, match=sentence):
                edit_programme(session, safe, "SAFE", "", code)
        edit_programme(session, safe, "Mentoring", "DfE", "MEN")
        session.flush()
        assert programme_card(session, safe).drafts == 5
    with award.file.reading() as session:
        assert get(session, Agreement, ids[0]).reference == "SAFE-E-2022"
        assert preview_award(session, safe, date(2025, 1, 1))[0].reference == "MEN-E-2025"
    award.sound()


def test_declined_ends_the_ladder_until_it_is_taken_back(award: Award) -> None:
    agreement = award.ids[0]
    with award.file.act("Decline") as session:
        decline_option(session, agreement, date(2023, 1, 5), "A new award instead")
    assert award.states(agreement, date(2023, 1, 6)) == ["Initial term", "Declined", *["Lapsed"] * 3]
    with award.file.act("Take up") as session, pytest.raises(Refusal, match="declined on 5 January 2023"):
        take_up_option(session, agreement, award.following, date(2023, 1, 6))
    with award.file.act("Take back") as session:
        assert take_back_decline(session, agreement) == 1
    award.take_up(agreement)
    assert award.states(agreement, date(2023, 1, 6))[:3] == ["Initial term", "Taken up", "Available"]
    with award.file.act("Take back") as session, pytest.raises(Refusal, match="No option"):
        take_back_decline(session, agreement)


def test_the_decision_on_an_option_follows_the_one_on_its_award_near_or_far(award: Award) -> None:
    with award.file.act("Decide") as session:
        far = record_decision(
            session,
            DecisionKind.OPERATIONAL,
            "Follows the one that follows",
            decided_on=date(2022, 2, 1),
            effective_on=date(2022, 2, 1),
            parent_id=award.following,
        )
        stray = record_decision(
            session,
            DecisionKind.OPERATIONAL,
            "Key to nothing",
            decided_on=date(2022, 2, 1),
            effective_on=date(2022, 2, 1),
        )
        session.flush()
        lost = record_decision(
            session,
            DecisionKind.OPERATIONAL,
            "Follows a stray one",
            decided_on=date(2022, 2, 1),
            effective_on=date(2022, 2, 1),
            parent_id=stray,
        )
    with award.file.act("Take up") as session:
        assert (
            take_up_option(session, award.ids[0], far, date(2022, 3, 1), ExtensionPaper.REISSUE, accepted=ALL)
            == 1
        )
        with pytest.raises(Refusal, match="does not follow the decision on its award"):
            take_up_option(session, award.ids[1], lost, date(2022, 3, 1))
    award.sound()


@settings(max_examples=12)
@given(
    st.lists(
        st.tuples(st.sampled_from(["take", "decline", "back", "end", "award"]), st.integers(0, 1500)),
        max_size=9,
    )
)
def test_whatever_is_done_the_ladder_keeps_its_bounds(acts: list[tuple[str, int]]) -> None:
    """Never more options than there are, never past the hard end, never skipping, never two at a time."""
    import tempfile
    from pathlib import Path

    from aip_desktop.operations.new_file import Beginning, begin_file
    from aip_desktop.store.file import create_file

    with tempfile.TemporaryDirectory() as folder:
        beginning = Beginning("Testshire", "999", [("E", "East")])
        file = create_file(
            Path(folder) / "x.aip", "A", "Start", lambda session: begin_file(session, beginning)
        )
        award = Award(file)
        agreement = award.ids[0]
        for what, when in acts:
            on = START + timedelta(when)
            try:
                with file.act(what) as session:
                    if what == "take":
                        take_up_option(session, agreement, award.following, on, accepted=ALL)
                    elif what == "decline":
                        decline_option(session, agreement, on, "No")
                    elif what == "back":
                        take_back_decline(session, agreement)
                    elif what == "end":
                        terminate(session, agreement, last_day=on, **NOTICE)
                if what == "award":
                    award.make(on, cut_short=bool(when % 2))
            except Refusal:
                continue
            with file.reading() as session:
                it = get(session, Agreement, agreement)
                done = lifecycle_of(session, it, START).taken_up
                assert done <= 4
                assert runs_until(session, it) <= last_day(it, 4) == date(2027, 3, 31)
                spans = sorted((one.starts_on, runs_until(session, one)) for one in live(session, Agreement))
                assert all(one[1] < two[0] for one, two in pairwise(spans))
                assert faults(session) == ()
        file.close()


def test_a_variation_says_what_why_from_when_and_under_what(award: Award) -> None:
    agreement = award.ids[0]
    with award.file.act("Vary") as session:
        for facts, sentence in (
            ((" ", "Why", date(2022, 6, 1), award.key), "what is varied"),
            (("What", " ", date(2022, 6, 1), award.key), "why it is varied"),
            (("What", "Why", date(2022, 6, 1), ""), "Choose the decision"),
            (("What", "Why", date(2023, 4, 1), award.key), "runs from 1 April 2022 to 31 March 2023"),
        ):
            with pytest.raises(Refusal, match=sentence):
                vary(session, agreement, *facts)
        vary(session, agreement, "Second", "Later", date(2022, 9, 1), award.key)
        vary(session, agreement, "First", "Earlier", date(2022, 6, 1), award.key)
    with award.file.reading() as session:
        assert [(it.number, it.what) for it in variations(session, agreement)] == [
            (1, "Second"),  # as they were recorded: the number on an issued paper stays its own
            (2, "First"),
        ]
    award.sound()


def test_an_early_end_and_its_notice(award: Award) -> None:
    agreement = award.ids[0]
    assert end_of_notice(date(2022, 5, 31), 3) == date(2022, 8, 31)
    with award.file.act("End early") as session:
        with pytest.raises(Refusal, match="Choose a last day before that"):
            terminate(session, agreement, last_day=date(2023, 3, 31), **NOTICE)
        terminate(
            session,
            agreement,
            given_by="the partnership",
            given_on=date(2022, 6, 1),
            months=1,
            last_day=date(2022, 7, 1),
            reason="It joins another",
            decision_id=award.key,
        )
        with pytest.raises(Refusal, match="was ended already"):
            terminate(session, agreement, last_day=date(2022, 8, 1), **NOTICE)
    with award.file.reading() as session:
        it = get(session, Agreement, agreement)
        assert short_notice(session, it) == "Notice was given on 1 June 2022: less than 3 months"
        said = ending(session, it)
        assert (said.last_day, said.given_by, said.terminated) == (date(2022, 7, 1), "the partnership", True)
        assert [
            line.state for line in agreement_lines(session, date(2022, 7, 2)) if line.id == agreement
        ] == ["Terminated"]
        assert end_questions(session, date(2022, 8, 1)) == ()
    assert award.states(agreement, date(2022, 7, 2))[1] == "Lapsed"
    with award.file.act("Take back") as session:
        take_back_termination(session, agreement)
    assert award.until(agreement) == date(2023, 3, 31)
    award.sound()


def test_what_happened_is_asked_until_it_is_answered(award: Award) -> None:
    today = date(2023, 4, 2)
    with award.file.reading() as session:
        assert end_questions(session, today) == ()  # what was never issued is not asked about
    award.issue()
    with award.file.reading() as session:
        assert end_questions(session, date(2023, 3, 31)) == ()
        asked = end_questions(session, today)
    assert len(asked) == 5
    assert asked[0].sentence.endswith("ended on 31 March 2023. What happened?")
    with award.file.act("Answer") as session:
        do_together(session, award.ids[:2], Answer(EndAnswer.LAPSED, today, "The grant ended"), today)
        do_together(session, award.ids[2:3], Answer(EndAnswer.EXTENDED, today, ""), today)
    with award.file.reading() as session:
        asked = end_questions(session, today)
    assert [it.agreement_id for it in asked] == list(award.ids[2:])
    assert "take up the option to record it" in asked[0].sentence
    award.take_up(award.ids[2], date(2023, 4, 2))
    award.make(date(2024, 4, 1))
    with award.file.reading() as session:
        assert end_questions(session, today) == ()


def test_five_in_one_act_or_none(award: Award) -> None:
    act = TakeUp(award.following, date(2022, 3, 1), accepted=ALL)
    with award.file.act("Decline one") as session:
        decline_option(session, award.ids[4], date(2022, 2, 1), "")
    with award.file.reading() as session:
        lines = preview(session, award.ids, act, date(2022, 3, 1))
    assert {(it.what, it.until) for it in lines[:4]} == {("Option 1 of 4", date(2024, 3, 31))}
    assert [bool(it.clash) for it in lines] == [False] * 4 + [True]
    with pytest.raises(Refusal, match="AIP-W-2022: Option 1 was declined"), award.file.act("All") as session:
        do_together(session, award.ids, act, date(2022, 3, 1))
    assert award.until(award.ids[0]) == date(2023, 3, 31)
    with award.file.act("Four") as session:
        do_together(session, award.ids[:4], act, date(2022, 3, 1))
    assert [award.until(it) for it in award.ids] == [date(2024, 3, 31)] * 4 + [date(2023, 3, 31)]
    step = award.file.steps().undo
    assert step is not None
    with award.file.act("Undo") as session:
        undo_act(session, step.key)
    assert award.until(award.ids[0]) == date(2023, 3, 31)
    for more in (
        Decline(date(2022, 3, 1), "No"),
        Vary("What", "Why", date(2022, 6, 1), award.key),
        Terminate("the council", START, 3, date(2022, 7, 1), "Reason"),
    ):
        with award.file.act("Act") as session:
            do_together(session, award.ids[:2], more, date(2022, 3, 1))
        with award.file.reading() as session:
            assert preview(session, award.ids[:4], more, date(2022, 3, 1))[2].clash == ""
    with award.file.act("Nothing") as session, pytest.raises(Refusal, match="Tick at least one"):
        do_together(session, [], act, date(2022, 3, 1))
    award.sound()
