"""Days of decisions reckoned as in published ones, and the list of agreements against its slow twin."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from aip_desktop.domain.agreements.agreement_page import agreement_lines
from aip_desktop.domain.agreements.awards import make_agreements, preview_award
from aip_desktop.domain.agreements.signing.sign_up import sign_up
from aip_desktop.domain.agreements.signing.signing import issue_edition, record_signature
from aip_desktop.domain.decisions.decision_page import DecisionCard, decision_card
from aip_desktop.domain.decisions.decisions import record_decision
from aip_desktop.domain.decisions.timetable import needed_by, timetable
from aip_desktop.domain.partnerships.membership import assign_schools, end_membership
from aip_desktop.domain.partnerships.queries import members_on
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.decisions import DecisionKind
from aip_desktop.models.ids import new_id
from aip_desktop.models.lookup import core_programme, get, live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.schools import School
from aip_desktop.store.open_file import File
from aip_desktop.wording import day_and_weekday


def card(**facts: object) -> DecisionCard:
    blank = dict.fromkeys(DecisionCard.__dataclass_fields__, "")
    days = dict.fromkeys(
        (
            "notice_on",
            "report_on",
            "decided_on",
            "call_in_ends_on",
            "effective_on",
            "published_on",
            "called_in_on",
            "released_on",
            "withdrawn_on",
        )
    )
    return DecisionCard(
        **(
            blank
            | days
            | {"kind": DecisionKind.KEY, "call_in": False, "lacks": {}, "exempt": None, "value": None}
            | facts
        )
    )  # type: ignore[arg-type]


def test_the_back_plan_of_the_notes_for_1_april_2027() -> None:
    days = timetable(card(call_in=True), needed=date(2027, 4, 1)).hints
    assert "Sunday 21 February 2027, to decide on 22 March 2027" in days["notice_on"]
    assert days["report_on"].endswith("by Friday 12 March 2027")
    assert days["decided_on"] == "To take effect by 1 April 2027: latest decision Monday 22 March 2027"


@given(st.dates(date(2013, 1, 1), date(2026, 1, 1)))
def test_notice_is_29_days_before_the_earliest_decision(noticed: date) -> None:
    earliest = day_and_weekday(noticed + timedelta(days=29))
    assert timetable(card(notice_on=noticed)).hints["decided_on"].endswith(f"earliest decision {earliest}")
    early = card(notice_on=noticed, decided_on=noticed + timedelta(days=28))
    assert timetable(early).late == (
        "Notice was 27 clear days: a key decision needs 28, or 5 where that is impracticable (regulation 10)",
    )
    assert timetable(card(notice_on=noticed, decided_on=noticed + timedelta(days=29))).late == ()


def test_what_came_too_late_is_said() -> None:
    hurried = card(
        report_on=date(2023, 1, 10),
        decided_on=date(2023, 1, 12),
        call_in=True,
        call_in_ends_on=date(2023, 1, 13),
        effective_on=date(2023, 1, 13),
    )
    assert timetable(hurried, needed=date(2023, 1, 1)).late == (
        "The report was open for 1 clear working day before the decision: 5 are usual",
        "Call-in ends before 5 working days have passed since the decision",
        "It takes effect before call-in has ended",
        "It takes effect after the agreements under it start on 1 January 2023",
    )


def test_a_decision_that_is_not_key_needs_no_notice() -> None:
    days = timetable(
        card(kind=DecisionKind.OPERATIONAL, notice_on=date(2023, 3, 1), decided_on=date(2023, 3, 2))
    )
    assert days.hints["notice_on"] == "Notice is for key decisions"
    assert days.late == ()


def test_bank_holidays_that_are_not_known_are_admitted() -> None:
    assert "not known" in timetable(card(report_on=date(2090, 1, 10))).hints["decided_on"]


def test_needed_by_is_the_first_day_under_the_decision(new_file: File) -> None:
    with new_file.act("Award") as session:
        decision = record_decision(session, DecisionKind.KEY, "Award")
        programme = core_programme(session).id
        for start in (date(2023, 4, 1), date(2022, 4, 1)):
            lines = preview_award(session, programme, start)
            make_agreements(session, lines, programme_id=programme, decision_id=decision, legal_basis_id=None)
            session.flush()
    with new_file.reading() as session:
        assert needed_by(session, decision) == date(2022, 4, 1)
        assert decision_card(session, decision, date(2022, 1, 1)).state == "Draft"


def test_the_list_counts_as_the_sign_up_does(new_file: File) -> None:
    """Signed, left, joined later, not yet a member: one query for all must say what one by one does."""
    with new_file.act("Fill") as session:
        first = live(session, Partnership)[0]
        schools = [School(urn=900000 + n, name=f"School {n}") for n in range(4)]
        session.add_all(schools)
        session.flush()
        assign_schools(session, [it.id for it in schools[:3]], first.id, date(2021, 9, 1))
        assign_schools(session, [schools[3].id], first.id, date(2022, 9, 1))
        programme = core_programme(session).id
        ids = make_agreements(
            session,
            preview_award(session, programme, date(2022, 4, 1)),
            programme_id=programme,
            decision_id=None,
            legal_basis_id=None,
        )
    with new_file.act("Issue") as session:
        for edition in (1, 2):
            issue_edition(session, ids[0], new_id(), date(2022, 3, edition), b"%PDF-1.7")
            session.flush()
            for it in schools[: 4 - edition]:
                record_signature(session, ids[0], it.id, date(2022, 3, 5))
            session.flush()
    with new_file.act("Leave") as session:
        member = members_on(session, first.id, date(2022, 3, 5))[0][0]
        end_membership(session, member.id, date(2022, 3, 6))
    for today in (date(2022, 3, 5), date(2022, 6, 1), date(2022, 10, 1), date(2024, 1, 1)):
        with new_file.reading() as session:
            for line in agreement_lines(session, today):
                slow = sign_up(session, get(session, Agreement, line.id), today)
                assert (line.signed, line.parties) == (slow.signed, slow.parties)
