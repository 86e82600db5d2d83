"""Sign-up: what each party's steps add up to, who is chased, and what a new edition does to signatures."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aip_desktop.domain.agreements.agreement_page import agreement_lines
from aip_desktop.domain.agreements.awards import make_agreements, preview_award
from aip_desktop.domain.agreements.issued_text import Said, compared, printed, said
from aip_desktop.domain.agreements.prepare import changed_since_issue, latest_edition, prepare_edition
from aip_desktop.domain.agreements.signing.chasing import (
    record_declined,
    record_exempt,
    record_reminded,
    record_sent,
    take_back_step,
)
from aip_desktop.domain.agreements.signing.sign_up import SignUp, sign_up
from aip_desktop.domain.agreements.signing.signing import (
    issue_edition,
    record_not_material,
    record_signature,
    take_back_not_material,
    take_back_signature,
)
from aip_desktop.domain.authority.council import edit_authority
from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.partnerships.membership import assign_schools, end_membership
from aip_desktop.domain.partnerships.queries import members_on
from aip_desktop.domain.partnerships.roles import add_role
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.lookup import core_programme, get, live
from aip_desktop.models.partnerships import KnownRole, Partnership
from aip_desktop.models.schools import School
from aip_desktop.models.signatures import PartyKind
from aip_desktop.store.open_file import File
from tests.domain.agreements.signing.plain_sign_up import PlainSignUp, small_file

START, ISSUED, LATER = date(2022, 4, 1), date(2022, 3, 1), date(2022, 3, 20)
SCHOOLS = 4


@pytest.fixture
def issued(new_file: File) -> tuple[File, str]:
    """One agreement, issued, with four member schools and a chair; its id."""
    with new_file.act("Make") as session:
        first = live(session, Partnership)[0]
        edit_authority(session, "signatory", "Jo Field")
        schools = [School(urn=900001 + n, name=f"School {n}", head=f"Head {n}") for n in range(SCHOOLS)]
        session.add_all(schools)
        session.flush()
        assign_schools(session, [it.id for it in schools], first.id, date(2021, 9, 1))
        add_role(session, first.id, KnownRole.CHAIR, "A. Chair", date(2021, 9, 1))
        programme = core_programme(session).id
        (agreement,) = make_agreements(
            session,
            preview_award(session, programme, START)[:1],
            programme_id=programme,
            decision_id=None,
            legal_basis_id=None,
        )
    _issue(new_file, agreement, ISSUED)
    return new_file, agreement


def _issue(file: File, agreement: str, on: date) -> None:
    with file.reading() as session:
        ready = prepare_edition(session, agreement, on)
    with file.act("Issue") as session:
        issue_edition(session, agreement, ready.edition_id, on, b"%PDF-1.7 " + ready.paper.code.encode(),
                      printed(ready.paper))  # fmt: skip


def test_two_in_a_team_do_not_issue_one_number_twice(issued: tuple[File, str]) -> None:
    file, agreement = issued
    with file.reading() as session:
        mine, theirs = (prepare_edition(session, agreement, LATER) for _ in range(2))
    with file.act("Issue") as session:
        issue_edition(session, agreement, theirs.edition_id, LATER, b"%PDF-1.7", number=theirs.paper.edition)
    with pytest.raises(Refusal, match="issued by somebody else meanwhile"), file.act("Issue") as session:
        issue_edition(session, agreement, mine.edition_id, LATER, b"%PDF-1.7", number=mine.paper.edition)


def _state(file: File, agreement: str, on: date = LATER) -> SignUp:
    with file.reading() as session:
        found = sign_up(session, get(session, Agreement, agreement), on)
        (line,) = [it for it in agreement_lines(session, on) if it.id == agreement]
        assert (line.signed, line.parties) == (found.signed, found.parties)
        assert faults(session) == ()
    return found


def test_from_sent_to_fully_signed(issued: tuple[File, str]) -> None:
    file, agreement = issued
    before = _state(file, agreement)
    assert (before.state, before.parties, before.in_state("Not sent")) == ("Issued", 6, 6)
    keys = [line.key for line in before.lines]
    with file.act("Send") as session:
        assert record_sent(session, agreement, keys, ISSUED, "email") == 6
    with file.act("Remind") as session:
        record_reminded(session, agreement, keys[:2], date(2022, 3, 8))
    with file.act("Remind") as session:
        record_reminded(session, agreement, keys[:1], date(2022, 3, 15))
    there = _state(file, agreement)
    assert [(it.state, it.request.reminders) for it in there.lines[:3]] == [
        ("Reminded", 2),
        ("Reminded", 1),
        ("Sent", 0),
    ]
    assert there.lines[0].request.reminded_on == date(2022, 3, 15)
    for key in keys:
        with file.act("Sign") as session:
            record_signature(session, agreement, key, LATER)
    done = _state(file, agreement)
    assert (done.state, done.is_complete, done.is_fully_signed) == ("Fully signed", True, True)


def test_exempt_schools_are_not_needed_and_the_council_cannot_be_exempt(issued: tuple[File, str]) -> None:
    file, agreement = issued
    keys = [line.key for line in _state(file, agreement).lines]
    with file.act("Exempt") as session:
        with pytest.raises(Refusal, match="must sign"):
            record_exempt(session, agreement, PartyKind.COUNCIL, LATER, "Busy")
        with pytest.raises(Refusal, match="Enter why"):
            record_exempt(session, agreement, keys[0], LATER, " ")
        step = record_exempt(session, agreement, keys[0], LATER, "It closes")
    for key in keys[1:]:
        with file.act("Sign") as session:
            record_signature(session, agreement, key, LATER)
    done = _state(file, agreement)
    assert (done.state, done.parties, done.is_fully_signed) == ("Complete", 5, False)
    assert done.lines[0].remark == "Need not sign: It closes"
    _issue(file, agreement, LATER)  # being exempt is about the school, not about an edition
    assert _state(file, agreement).lines[0].state == "Exempt"
    with file.act("Take back") as session:
        take_back_step(session, step)
    assert _state(file, agreement).parties == 6


def test_declining_needs_a_reason_and_what_follows(issued: tuple[File, str]) -> None:
    file, agreement = issued
    key = _state(file, agreement).lines[0].key
    with file.act("Decline") as session:
        with pytest.raises(Refusal, match="reason"):
            record_declined(session, agreement, key, LATER, "", "Call")
        with pytest.raises(Refusal, match="next step"):
            record_declined(session, agreement, key, LATER, "Clause 7")
        record_declined(session, agreement, key, LATER, "Clause 7.", "Call on Friday")
    line = _state(file, agreement).lines[0]
    assert (line.state, line.remark, line.is_to_chase) == (
        "Declined",
        "Clause 7 (next: Call on Friday)",
        True,
    )
    with file.act("For good") as session:
        record_declined(session, agreement, key, LATER, "Governors said no", for_good=True)
    line = _state(file, agreement).lines[0]
    assert (line.remark, line.is_to_chase, line.counts) == ("Governors said no (for good)", False, True)
    with file.act("Sign") as session:
        record_signature(session, agreement, key, LATER)
    assert _state(file, agreement).lines[0].state == "Signed"


def test_joining_makes_an_accession_row_and_leavers_stay(issued: tuple[File, str]) -> None:
    file, agreement = issued
    with file.act("Sign") as session:
        partnership = get(session, Agreement, agreement).partnership_id
        members = members_on(session, partnership, START)
        record_signature(session, agreement, members[0][1].id, LATER)
        new = School(urn=900099, name="A New School")
        session.add(new)
        session.flush()
        assign_schools(session, [new.id], partnership, date(2022, 3, 15))  # before the start, after the issue
        for membership, _ in members[:2]:
            end_membership(session, membership.id, date(2022, 8, 31))
    lines = {it.who: it for it in _state(file, agreement, date(2022, 9, 5)).lines}
    assert lines["A New School"].remark == "Accession: joined on 15 March 2022"
    assert (lines["School 0"].state, lines["School 0"].remark) == ("Signed", "Left on 31 August 2022")
    assert (lines["School 1"].state, lines["School 1"].counts, lines["School 1"].is_to_chase) == (
        "Left",
        False,
        False,
    )
    assert (
        _state(file, agreement, date(2022, 9, 5)).parties == 6
    )  # 2 and 3, the new one, the leaver that signed, two


def test_a_new_edition_loses_signatures_unless_it_is_not_material(issued: tuple[File, str]) -> None:
    file, agreement = issued
    keys = [line.key for line in _state(file, agreement).lines]
    for key in keys[:3]:
        with file.act("Sign") as session:
            record_signature(session, agreement, key, date(2022, 3, 5), name="First")
    with file.act("Too early") as session, pytest.raises(Refusal, match="no earlier edition"):
        record_not_material(session, agreement, LATER, "A comma")
    _issue(file, agreement, date(2022, 3, 10))
    there = _state(file, agreement)
    assert (there.edition, there.signed, there.lost) == (2, 0, 3)
    with file.act("Sign") as session:
        record_signature(session, agreement, keys[0], LATER, name="Again")
    with file.act("Not material") as session:
        with pytest.raises(Refusal, match="Enter why"):
            record_not_material(session, agreement, LATER, "")
        assert record_not_material(session, agreement, LATER, "A comma was put right") == 2
    carried = _state(file, agreement)
    assert (carried.signed, carried.lost, carried.not_material) == (3, 0, "A comma was put right")
    assert [(it.name, it.edition) for it in carried.lines[:3]] == [("Again", 2), ("First", 1), ("First", 1)]
    _issue(file, agreement, LATER)
    assert (_state(file, agreement).signed, _state(file, agreement).lost) == (0, 3)
    with file.act("Nor is this") as session:
        assert record_not_material(session, agreement, LATER, "Another comma") == 3
    assert _state(file, agreement).signed == 3  # over two editions
    with file.act("Yet it is") as session:
        take_back_not_material(session, agreement)
    assert _state(file, agreement).signed == 0


def test_one_word_changed_is_named(issued: tuple[File, str]) -> None:
    file, agreement = issued

    def changed() -> list[tuple[str, bool]]:
        with file.reading() as session:
            edition = latest_edition(session, agreement)
            assert edition is not None
            found = changed_since_issue(session, agreement, edition, LATER)
            assert found is not None
            return [(it.sentence, it.moves) for it in found]

    assert changed() == []
    with file.act("Change") as session:
        edit_authority(session, "address", "Civic Hall, Leeds")
        school = members_on(session, get(session, Agreement, agreement).partnership_id, START)[0][1]
        school.head = "A. Newhead"
    found = dict(changed())
    assert found["Signature schedule: School 0: “Head 0” became “A. Newhead”"] is True
    words = [sentence for sentence, moves in found.items() if not moves]
    assert words == [
        "Parties: “Testshire Council” became “Testshire Council, Civic Hall, Leeds”",
        "Key facts: Address of the council: “…………” became “Civic Hall, Leeds”",
    ]


def test_every_text_of_the_paper_is_compared(issued: tuple[File, str]) -> None:
    """Whatever word of the clauses is altered, exactly its place is named."""
    file, agreement = issued
    with file.reading() as session:
        paper = prepare_edition(session, agreement, LATER).paper
    for number in range(0, len(paper.clauses), 7):
        altered = list(paper.clauses)
        altered[number] = replace(altered[number], text=altered[number].text + " not")
        (found,) = compared(said(paper), said(replace(paper, clauses=tuple(altered))))
        assert paper.clauses[number].number in found.place
        assert not found.moves


TEXTS = st.lists(
    st.tuples(st.sampled_from(["Clause 1", "Title", "Schedule A: Base"]), st.text("ab", max_size=3)),
    max_size=8,
)


@given(TEXTS, TEXTS)
def test_no_difference_means_the_same_words(one: list[tuple[str, str]], other: list[tuple[str, str]]) -> None:
    before, now = [Said(*it) for it in one], [Said(*it) for it in other]
    assert (compared(before, now) == ()) == (
        [it.text for it in before] == [it.text for it in now] and before == now
    )


WHAT = ("sent", "reminded", "declined", "for good", "exempt", "sign", "unsign", "issue", "carry")
ACTS = st.lists(st.tuples(st.sampled_from(WHAT), st.integers(0, SCHOOLS + 1)), max_size=14)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[File, str, list[str]]]:
    """A file for many tries: each is one act that is not kept."""
    made = small_file(tmp_path_factory.mktemp("small") / "small.aip", SCHOOLS)
    yield made
    made[0].close()


class _Enough(Exception):
    """Ends an act without keeping it."""


@settings(max_examples=60)
@given(acts=ACTS)
def test_nobody_is_chased_who_need_not_be(
    small: tuple[File, str, list[str]], acts: list[tuple[str, int]]
) -> None:
    """Random acts against a plain model of sets: who signed, is exempt, or declined for good."""
    file, agreement, keys = small
    plain, last = PlainSignUp(keys), date(2022, 3, 28)
    with suppress(_Enough), file.act("Try") as session:
        for number, (what, place) in enumerate(acts, 2):
            plain.do(session, agreement, what, keys[place], date(2022, 3, number))
        found = sign_up(session, get(session, Agreement, agreement), last)
        assert {it.key for it in found.lines if it.is_to_chase} == plain.to_chase()
        assert {it.key for it in found.lines if it.signed_on} == plain.signed
        assert found.is_complete == (plain.needed() == plain.signed)
        for key in set(keys) - plain.to_chase():
            with pytest.raises(Refusal, match="need not be reminded"):
                record_reminded(session, agreement, [key], last)
        raise _Enough


def test_nobody_is_reminded_before_the_day_it_was_sent(issued: tuple[File, str]) -> None:
    file, agreement = issued
    with file.act("Send") as session:
        record_sent(session, agreement, [PartyKind.CHAIR], LATER, "email")
    with (
        file.act("Remind") as session,
        pytest.raises(Refusal, match="It was sent on .* Enter that day") as refused,
    ):
        record_reminded(session, agreement, [PartyKind.CHAIR], ISSUED)
    assert refused.value.field == "on"


def test_taking_back_a_signature_chases_again(issued: tuple[File, str]) -> None:
    file, agreement = issued
    with file.act("Sign") as session:
        signature = record_signature(session, agreement, PartyKind.CHAIR, LATER)
    with file.act("Remind") as session, pytest.raises(Refusal, match="need not be reminded"):
        record_reminded(session, agreement, [PartyKind.CHAIR], LATER)
    with file.act("Take back") as session:
        take_back_signature(session, signature)
    with file.act("Remind") as session:
        record_reminded(session, agreement, [PartyKind.CHAIR], LATER)
    assert _state(file, agreement).in_state("Reminded") == 1
