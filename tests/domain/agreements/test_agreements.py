"""From the award to the last option: dates, states, signatures, and what is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aip_desktop.domain.agreements.agreement_page import agreement_card, agreement_lines
from aip_desktop.domain.agreements.awards import agreement_by_reference, make_agreements, preview_award
from aip_desktop.domain.agreements.cautions import CautionKind
from aip_desktop.domain.agreements.ladder import last_day
from aip_desktop.domain.agreements.prepare import draft_paper, prepare_edition
from aip_desktop.domain.agreements.removal import remove_agreement
from aip_desktop.domain.agreements.rungs import ladder
from aip_desktop.domain.agreements.signing.signing import (
    issue_edition,
    issued_pdf,
    record_signature,
    take_back_signature,
)
from aip_desktop.domain.agreements.taking_up import decline_option, take_up_option
from aip_desktop.domain.authority.council import legal_basis_for
from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.decisions.decision_page import decision_card
from aip_desktop.domain.decisions.decisions import edit_decision, record_decision
from aip_desktop.domain.issued_documents import code_of
from aip_desktop.domain.partnerships.membership import assign_schools
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.decisions import DecisionKind
from aip_desktop.models.lookup import core_programme, get, live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.schools import School
from aip_desktop.models.signatures import PartyKind
from aip_desktop.store.open_file import File

START = date(2022, 4, 1)


ALL = tuple(CautionKind)  # every caution accepted
PDF = b"%PDF-1.7 the exact bytes"


@pytest.fixture
def awarded(new_file: File) -> tuple[File, str]:
    """A file with an effective key decision, five agreements, and two schools in the first partnership."""
    with new_file.act("Award") as session:
        decision = record_decision(
            session,
            DecisionKind.KEY,
            "Award of cooperation agreements",
            reference="D54321",
            decided_on=date(2022, 1, 10),
            effective_on=date(2022, 1, 18),
            options_considered="None",
        )
        first = live(session, Partnership)[0]
        for number in (1, 2):
            school = School(urn=900000 + number, name=f"School {number}", head=f"Head {number}")
            session.add(school)
            session.flush()
            assign_schools(session, [school.id], first.id, date(2021, 9, 1))
        programme = core_programme(session).id
        lines = preview_award(session, programme, START)
        ids = make_agreements(
            session,
            lines,
            programme_id=programme,
            decision_id=decision,
            legal_basis_id=legal_basis_for(session, START),
        )
    return new_file, ids[0]


def test_five_agreements_from_one_act(awarded: tuple[File, str]) -> None:
    file, _ = awarded
    with file.reading() as session:
        lines = agreement_lines(session, START)
        assert [line.reference for line in lines] == [
            f"AIP-{code}-2022" for code in ("E", "NE", "NW", "S", "W")
        ]
        assert {line.runs_until for line in lines} == {date(2023, 3, 31)}
        assert {line.state for line in lines} == {"Draft"}
        assert agreement_by_reference(session, "aip-nw-2022").starts_on == START
        with pytest.raises(Refusal, match="AIP-E-2022, AIP-NE-2022"):
            agreement_by_reference(session, "AIP-X")
        assert faults(session) == ()


def test_a_second_award_from_the_same_day_clashes(awarded: tuple[File, str]) -> None:
    file, _ = awarded
    with file.act("Again") as session:
        programme = core_programme(session).id
        lines = preview_award(session, programme, START)
        assert all("already starts on 1 April 2022" in line.clash for line in lines)
        with pytest.raises(Refusal, match="already starts"):
            make_agreements(session, lines, programme_id=programme, decision_id=None, legal_basis_id=None)


def test_the_ladder_has_a_term_and_four_options(awarded: tuple[File, str]) -> None:
    file, agreement = awarded
    with file.reading() as session:
        rungs = ladder(session, get(session, Agreement, agreement), START)
    assert [(it.rung.name, it.rung.starts_on, it.rung.ends_on, it.rung.state) for it in rungs] == [
        ("Initial term", date(2022, 4, 1), date(2023, 3, 31), "Initial term"),
        ("Option 1", date(2023, 4, 1), date(2024, 3, 31), "Available"),
        ("Option 2", date(2024, 4, 1), date(2025, 3, 31), "Later"),
        ("Option 3", date(2025, 4, 1), date(2026, 3, 31), "Later"),
        ("Option 4", date(2026, 4, 1), date(2027, 3, 31), "Later"),
    ]


@given(
    starts=st.dates(date(2000, 1, 1), date(2060, 1, 1)),
    months=st.integers(1, 36),
    options=st.integers(0, 6),
    option_months=st.integers(1, 24),
)
def test_rungs_meet_without_gap_or_overlap(
    starts: date, months: int, options: int, option_months: int
) -> None:
    agreement = Agreement(
        reference="X",
        partnership_id="p",
        programme_id="c",
        starts_on=starts,
        months=months,
        option_count=options,
        option_months=option_months,
    )
    ends = [last_day(agreement, number) for number in range(options + 1)]
    assert ends == sorted(set(ends))
    for number, end in enumerate(ends):
        whole = (end.toordinal() + 1) - starts.toordinal()
        assert abs(whole - (months + number * option_months) * 30.44) < 4


def _decision(file: File, parent: str | None = None, effective: date | None = date(2023, 3, 20)) -> str:
    with file.act("Decide") as session:
        return record_decision(
            session,
            DecisionKind.OPERATIONAL,
            "Take up the option",
            decided_on=date(2023, 3, 10) if effective else None,
            effective_on=effective,
            parent_id=parent,
        )


def _parent(file: File, agreement: str) -> str:
    with file.reading() as session:
        return get(session, Agreement, agreement).decision_id or ""


def test_options_are_taken_up_in_order_under_effective_decisions(awarded: tuple[File, str]) -> None:
    file, agreement = awarded
    decision = _decision(file, _parent(file, agreement))
    for number in (1, 2, 3, 4):
        with file.act("Take up") as session:
            assert take_up_option(session, agreement, decision, date(2023, 3, 25), accepted=ALL) == number
    with file.act("Too many") as session, pytest.raises(Refusal, match="no option left"):
        take_up_option(session, agreement, decision, date(2023, 3, 25), accepted=ALL)
    with file.reading() as session:
        card = agreement_card(session, agreement, date(2026, 11, 23))
        assert card.line.runs_until == card.last_end == date(2027, 3, 31)
        assert card.line.option == "Option 4 of 4"
        assert faults(session) == ()


def test_an_option_needs_an_effective_decision_with_a_parent(awarded: tuple[File, str]) -> None:
    file, agreement = awarded
    for decision, sentence in (
        (_decision(file, _parent(file, agreement), None), "is not in effect on 25 March 2023. Tick"),
        (_decision(file), "which key decision"),
    ):
        with file.act("Take up") as session, pytest.raises(Refusal, match=sentence):
            take_up_option(session, agreement, decision, date(2023, 3, 25), accepted=[CautionKind.NOT_ISSUED])


def test_a_decision_after_the_start_is_allowed_and_flagged(awarded: tuple[File, str]) -> None:
    file, agreement = awarded
    decision = _decision(file, _parent(file, agreement), date(2023, 4, 5))
    with file.act("Take up") as session:
        take_up_option(session, agreement, decision, date(2023, 4, 6), accepted=ALL)
    with file.reading() as session:
        warnings = agreement_card(session, agreement, date(2023, 5, 1)).warnings
    assert warnings == ("Option 1: Its decision took effect on 5 April 2023, after it began on 1 April 2023",)


def test_an_option_that_nobody_took_up_lapses(awarded: tuple[File, str]) -> None:
    file, agreement = awarded
    with file.reading() as session:
        states = [
            it.rung.state for it in ladder(session, get(session, Agreement, agreement), date(2023, 4, 1))
        ]
    assert states == ["Initial term", *["Lapsed"] * 4]


def test_an_option_may_be_declined(awarded: tuple[File, str]) -> None:
    file, agreement = awarded
    with file.act("Decline") as session:
        assert decline_option(session, agreement, date(2023, 2, 1), "A new award instead") == 1
    with file.reading() as session:
        rungs = ladder(session, get(session, Agreement, agreement), date(2023, 2, 2))
    assert rungs[1].rung.state == "Declined"


def _issue(file: File, agreement: str, on: date = date(2022, 2, 1)) -> str:
    with file.reading() as session:
        prepared = prepare_edition(session, agreement, on)
    with file.act("Issue") as session:
        assert issue_edition(session, agreement, prepared.edition_id, on, PDF) == prepared.paper.code
    return prepared.edition_id


def test_signing_from_issue_to_active(awarded: tuple[File, str]) -> None:
    file, agreement = awarded
    edition = _issue(file, agreement)
    with file.reading() as session:
        assert issued_pdf(session, edition) == PDF
        card = agreement_card(session, agreement, date(2022, 3, 1))
    assert card.line.state == "Issued"
    keys = [line.key for line in card.sign_up.lines]
    assert len(keys) == 4
    assert keys[2:] == [PartyKind.CHAIR, PartyKind.COUNCIL]
    for place, key in enumerate(keys):
        with file.act("Sign") as session:
            record_signature(session, agreement, key, date(2022, 3, 10), name="N")
        with file.reading() as session:
            state = agreement_card(session, agreement, date(2022, 3, 11)).line.state
        assert state == ("Signed" if place == 3 else "Part-signed")  # it has not started yet
    with file.reading() as session:
        assert agreement_card(session, agreement, START).line.state == "Active"
        assert agreement_card(session, agreement, date(2023, 4, 1)).line.state == "Expired"
        assert faults(session) == ()


def test_a_new_edition_starts_the_signatures_again(awarded: tuple[File, str]) -> None:
    file, agreement = awarded
    _issue(file, agreement)
    with file.act("Sign") as session:
        record_signature(session, agreement, PartyKind.COUNCIL, date(2022, 3, 10))
    _issue(file, agreement, date(2022, 3, 15))
    with file.reading() as session:
        signing = agreement_card(session, agreement, date(2022, 3, 16)).sign_up
    assert (signing.edition, signing.signed) == (2, 0)


def test_signatures_that_cannot_be(awarded: tuple[File, str]) -> None:
    file, agreement = awarded
    with file.act("Sign") as session, pytest.raises(Refusal, match="Issue the agreement"):
        record_signature(session, agreement, PartyKind.COUNCIL, START)
    _issue(file, agreement)
    with file.act("Sign") as session, pytest.raises(Refusal, match="cannot be signed before"):
        record_signature(session, agreement, PartyKind.COUNCIL, date(2022, 1, 31))
    with file.act("Sign") as session:
        signature = record_signature(session, agreement, PartyKind.COUNCIL, date(2022, 2, 2))
    with file.act("Sign") as session, pytest.raises(Refusal, match="already recorded"):
        record_signature(session, agreement, PartyKind.COUNCIL, date(2022, 2, 3))
    with file.act("Take back") as session:
        take_back_signature(session, signature)
    with file.act("Sign") as session:
        record_signature(session, agreement, PartyKind.COUNCIL, date(2022, 2, 3))
    with file.act("Remove") as session, pytest.raises(Refusal, match="stays on the record"):
        remove_agreement(session, agreement)


def test_an_altered_issued_document_is_found(awarded: tuple[File, str]) -> None:
    file, agreement = awarded
    edition = _issue(file, agreement)
    file.raw().execute("UPDATE content SET body = x'00'")
    with file.reading() as session:
        with pytest.raises(Refusal, match="damaged"):
            issued_pdf(session, edition)
        assert any("altered" in sentence for sentence in faults(session))


def test_the_paper_says_what_the_records_say(awarded: tuple[File, str]) -> None:
    file, agreement = awarded
    with file.reading() as session:
        paper = draft_paper(session, agreement, date(2022, 2, 1))
    assert paper.is_draft
    assert [it.name for it in paper.members] == ["School 1", "School 2"]
    assert len(paper.ladder) == 5
    assert len(paper.clauses) > 60
    assert not any("{" in clause.text or "{" in clause.heading for clause in paper.clauses)
    assert "31 March 2027" in " ".join(clause.text for clause in paper.clauses)
    assert "Nothing is allocated to the partnership for 2022/23" in paper.blanks
    assert "The partnership has no chair" in paper.blanks


def test_codes_are_eight_clear_characters_and_follow_from_the_id() -> None:
    codes = {code_of(f"{number:032x}") for number in range(2000)}
    assert len(codes) == 2000
    assert all(len(code) == 8 and set(code) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for code in codes)


def test_a_decision_says_what_it_lacks_and_keeps_its_dates_in_order(awarded: tuple[File, str]) -> None:
    file, agreement = awarded
    decision = _parent(file, agreement)
    with file.reading() as session:
        card = decision_card(session, decision, START)
    assert card.state == "Effective"
    assert "the reasons" in card.missing
    with file.act("Edit") as session, pytest.raises(Refusal, match="on or after the day it is made"):
        edit_decision(session, decision, "effective_on", date(2022, 1, 9))
    with file.act("Edit") as session, pytest.raises(Refusal, match="cannot follow from itself"):
        edit_decision(session, decision, "parent_id", decision)
    with file.act("Edit") as session, pytest.raises(Refusal, match="D54321 is the reference"):
        record_decision(session, DecisionKind.KEY, "Another", reference="D54321")


def test_an_award_does_not_begin_while_another_runs(awarded: tuple[File, str]) -> None:
    file, _ = awarded
    with file.act("Overlap") as session:
        programme = core_programme(session).id
        lines = preview_award(session, programme, date(2022, 10, 1))
        assert lines[0].clash == "AIP-E-2022 runs until 31 March 2023"
        with pytest.raises(Refusal, match="runs until 31 March 2023"):
            make_agreements(session, lines, programme_id=programme, decision_id=None, legal_basis_id=None)
        again = Agreement(
            reference="X",
            partnership_id=lines[0].partnership_id,
            programme_id=programme,
            starts_on=date(2022, 10, 1),
        )
        session.add(again)
    with file.reading() as session:
        assert faults(session) == ("X starts on 1 October 2022, while AIP-E-2022 still runs",)


def test_the_next_award_begins_the_day_after(awarded: tuple[File, str]) -> None:
    file, _ = awarded
    with file.reading() as session:
        lines = preview_award(session, core_programme(session).id, date(2023, 4, 1))
    assert [line.clash for line in lines] == [""] * 5
