"""The shipped sample: whole, lifelike, the same every time, and nobody in it exists."""

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.calendar import is_working_day
from aip_desktop.domain.agreements.agreement_page import agreement_card, agreement_lines
from aip_desktop.domain.agreements.prepare import blanks_of
from aip_desktop.domain.agreements.signing.signing import issued_pdf
from aip_desktop.domain.budget.statement import budget_year
from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.clauses.clause_set_page import set_card
from aip_desktop.domain.clauses.clause_sets import clause_set_lines
from aip_desktop.domain.clauses.consultation import consultation
from aip_desktop.domain.decisions.decision_page import decision_card
from aip_desktop.domain.partnerships.membership import current_memberships
from aip_desktop.domain.partnerships.page import partnership_lines
from aip_desktop.domain.reference.shipped import bank_holidays
from aip_desktop.domain.returns.grid import STATES, ReturnState, return_grid
from aip_desktop.domain.returns.return_page import return_card
from aip_desktop.domain.schools.register_import import plan_register
from aip_desktop.history.tables import Act
from aip_desktop.models.budget import METHODS, ElementAmount
from aip_desktop.models.decisions import Decision, DecisionKind
from aip_desktop.models.lookup import live, live_terms
from aip_desktop.models.partnerships import Partnership, Role
from aip_desktop.models.schools import School
from aip_desktop.models.signatures import Edition
from aip_desktop.operations.share_copy import share_copy
from aip_desktop.sample.file import make_sample
from aip_desktop.store.file import open_to_read
from aip_desktop.store.open_file import File

TODAY = date(2026, 11, 23)
LARGEST = 6_000_000  # bytes


@pytest.fixture(scope="module")
def file(shipped_sample: Path) -> Iterator[File]:
    """The sample, open to read."""
    with closing(open_to_read(shipped_sample)) as file:
        yield file


@pytest.fixture
def session(file: File) -> Iterator[Session]:
    """A session on the sample."""
    with file.reading() as session:
        yield session


def content(path: Path, copy: Path) -> dict[str, str]:
    """Table -> SHA-256 of its rows in their order, of a copy without the file's free pages."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    with closing(sqlite3.connect(copy)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: hashlib.sha256(
                repr(connection.execute(f"SELECT * FROM {name}").fetchall()).encode()
            ).hexdigest()
            for (name,) in tables
        }


# Whole ----------------------------------------------------------------------------------------------------


def test_nothing_is_wrong_in_it(session: Session) -> None:
    assert faults(session) == ()


def test_a_second_one_has_the_same_content(shipped_sample: Path, tmp_path: Path) -> None:
    again = make_sample(tmp_path / "again")
    assert again == tmp_path / "again.aip"
    first, second = content(shipped_sample, tmp_path / "a"), content(again, tmp_path / "b")
    assert {"act", "change", "school", "return_value"} <= first.keys()
    assert first == second


def test_it_is_small(shipped_sample: Path) -> None:
    assert shipped_sample.stat().st_size < LARGEST


def test_acts_follow_each_other_on_working_days_and_none_is_later_than_today(session: Session) -> None:
    acts = list(session.scalars(select(Act).order_by(Act.number)))
    moments = [datetime.fromtimestamp(act.at / 1000, UTC) for act in acts]
    assert len(acts) > 100
    assert moments == sorted(moments)
    assert moments[-1].date() <= TODAY
    assert all(is_working_day(it.date(), bank_holidays().days) for it in moments)
    assert all(8 <= it.hour < 18 for it in moments)
    assert len({act.who for act in acts}) == 2


# Nobody exists --------------------------------------------------------------------------------------------


def test_no_school_is_real(session: Session) -> None:
    schools = live(session, School)
    assert min(school.urn for school in schools) >= 900_001
    assert {school.la_code for school in schools} == {"999"}
    assert all((school.postcode or "").startswith("ZZ") for school in schools)
    assert all((school.telephone or "").startswith("01632 960") for school in schools)


def test_no_person_can_be_written_to(session: Session) -> None:
    addresses = [*session.scalars(select(Role.email)), *session.scalars(select(Partnership.email))]
    assert len(addresses) > 30
    assert all(address and address.endswith("@example.org") and address.isascii() for address in addresses)


def test_no_narrative_identifies_a_pupil_or_sets_a_target(session: Session) -> None:
    for term in live_terms(session):
        for partnership in live(session, Partnership):
            card = return_card(session, partnership.id, term.id, TODAY)
            words = " ".join([card.notes, *(answer.words for answer in card.answers)])
            assert not card.notes_remarks
            assert "pupil number" not in " ".join(card.remarks)
            assert "date of birth" not in " ".join(card.remarks)
            assert "target" not in words.casefold()


# Schools and partnerships ---------------------------------------------------------------------------------


def test_five_partnerships_of_uneven_size(session: Session) -> None:
    lines = partnership_lines(session, TODAY)
    sizes = [line.members for line in lines]
    assert [line.code for line in lines] == ["E", "NE", "NW", "S", "W"]
    assert 260 <= sum(sizes) <= 280
    assert max(sizes) > 1.4 * min(sizes)
    assert all(line.host and line.lead for line in lines)
    assert [line.code for line in lines if not line.chair] == ["W"]


def test_some_schools_belong_to_no_partnership(session: Session) -> None:
    memberships = current_memberships(session)
    outside = [it for it in live(session, School) if it.is_open and it.id not in memberships]
    assert 8 <= len(outside) <= 12
    assert {"Local authority nursery school", "Other independent school"} <= {str(it.kind) for it in outside}


def test_a_closed_member_school_has_left_and_its_academy_has_joined(session: Session) -> None:
    memberships = current_memberships(session)
    by_urn = {school.urn: school for school in live(session, School)}
    closed = [it for it in by_urn.values() if not it.is_open and it.id in memberships]
    assert len(closed) >= 5
    for school in closed:
        last = memberships[school.id][-1]
        assert last.left_on == school.closed_on
        successor = by_urn[school.successor_urn or 0]
        assert memberships[successor.id][-1].partnership_id == last.partnership_id
        assert memberships[successor.id][-1].left_on is None


def test_three_schools_moved(session: Session) -> None:
    several = [them for them in current_memberships(session).values() if len(them) > 1]
    assert len(several) == 3
    for before, after in several:
        assert before.left_on is not None
        assert (after.joined_on - before.left_on).days == 1
        assert before.partnership_id != after.partnership_id


def test_the_phases_and_sizes_are_those_of_a_city(session: Session) -> None:
    schools = [it for it in live(session, School) if it.is_open]
    phases = Counter(school.phase for school in schools)
    assert phases["Primary"] > 4 * phases["Secondary"] > 100
    assert 90_000 < sum(school.pupils or 0 for school in schools) < 140_000
    assert all(0 <= (it.fsm_pupils or 0) <= (it.pupils or 0) <= (it.capacity or 0) for it in schools)
    assert all(it.head and it.ward for it in schools)
    assert len({it.name for it in schools}) == len(schools)


def test_this_autumns_register_holds_nothing_new(session: Session) -> None:
    from aip_desktop.sample.schools import register_on, successors
    from aip_desktop.sample.schools_import import REFRESHED_ON

    assert plan_register(session, register_on(REFRESHED_ON[-1]), successors()).is_nothing


# Agreements -----------------------------------------------------------------------------------------------


def test_agreements_are_in_several_states(session: Session) -> None:
    lines = agreement_lines(session, TODAY)
    states = Counter((line.starts_on.year, line.state) for line in lines)
    assert states == {(2022, "Active"): 5, (2027, "Consultation"): 5}
    assert all(line.option == "Option 4 of 4" for line in lines if line.starts_on.year == 2022)
    missing = [line.parties - line.signed for line in lines if line.state == "Active"]
    assert [1 <= how_many <= 6 for how_many in missing if how_many] == [True] * 2


def test_a_draft_can_be_issued_and_another_says_why_it_cannot(session: Session) -> None:
    drafts = {it.reference: it.id for it in agreement_lines(session, TODAY) if it.state == "Consultation"}
    assert blanks_of(session, drafts["AIP-E-2027"], TODAY) == ()
    blanks = blanks_of(session, drafts["AIP-W-2027"], TODAY)
    assert [it.words for it in blanks] == ["The partnership has no chair"]


def test_the_third_option_began_before_its_decision_took_effect(session: Session) -> None:
    for line in agreement_lines(session, TODAY):
        if line.starts_on.year == 2022:
            warnings = agreement_card(session, line.id, TODAY).warnings
            assert [it.split(":")[0] for it in warnings] == ["Option 3"]


def test_decisions_lack_nothing_and_keep_the_periods(session: Session) -> None:
    decisions = {it.reference: decision_card(session, it.id, TODAY) for it in live(session, Decision)}
    draft = decisions.pop(None)
    award = decisions["D90417"]
    assert draft.state == "Draft"
    assert draft.missing
    assert all(card.state == "Effective" and not card.missing for card in decisions.values())
    assert all(
        card.parent.startswith("D90417") for card in decisions.values() if card.kind != DecisionKind.KEY
    )
    assert award.notice_on
    assert award.report_on
    assert award.decided_on
    assert (award.decided_on - award.notice_on).days > 28
    between = [
        date.fromordinal(n) for n in range(award.report_on.toordinal() + 1, award.decided_on.toordinal())
    ]
    assert sum(is_working_day(it, bank_holidays().days) for it in between) == 5
    assert award.effective_on == date(2021, 12, 31)  # 27 and 28 December 2021 were holidays


def test_real_agreements_are_issued_in_it(session: Session) -> None:
    printed = [issued_pdf(session, it) for it in session.scalars(select(Edition.id))]
    assert len(printed) == 5
    assert all(pdf.startswith(b"%PDF-1.7") and len(pdf) > 50_000 for pdf in printed)


# Money and returns ----------------------------------------------------------------------------------------


def test_every_penny_of_every_year_is_allocated(session: Session) -> None:
    years = [budget_year(session, year) for year in range(2022, 2028)]
    assert str(years[0].total) == "5056000.00"
    assert all(year.remainder == 0 and sum(year.totals) == year.total for year in years)
    assert [year.confirmed for year in years] == [True, True, True, True, False, False]
    totals = [year.total or 0 for year in years]
    assert totals == sorted(totals)
    assert set(session.scalars(select(ElementAmount.method))) == set(METHODS)


def test_returns_are_in_every_state(session: Session) -> None:
    grids = [return_grid(session, year, TODAY) for year in range(2021, 2027)]
    cells = [cell for grid in grids for row in grid.cells for cell in row]
    assert {cell.state for cell in cells} == set(STATES) - {ReturnState.NOT_ASKED}
    assert sum("late" in cell.note for cell in cells) >= 4
    assert Counter(cell.state for cell in cells)["Overdue"] == 1


def test_one_return_does_not_add_up_and_one_has_blanks(session: Session) -> None:
    odd, blank = [], []
    for term in live_terms(session):
        for partnership in live(session, Partnership):
            card = return_card(session, partnership.id, term.id, TODAY)
            if card.received_on is None:
                continue
            odd += [(partnership.code, card.term.label)] * bool(card.remarks)
            blank += [(partnership.code, card.term.label)] * (card.answered < len(card.answers))
    assert odd == [("NW", "Summer 2025/26")]
    assert blank == [("NE", "Summer 2025/26")]


@pytest.mark.parametrize("year", range(2021, 2025))
def test_the_figures_are_of_the_size_of_a_city(session: Session, year: int) -> None:
    totals: Counter[str] = Counter()
    for term in live_terms(session, year):
        for partnership in live(session, Partnership):
            for answer in return_card(session, partnership.id, term.id, TODAY).answers:
                totals[answer.code] += answer.number or 0
    assert 4_000 < totals["suspensions"] < 6_500
    assert 2 <= totals["pex_issued"] <= 12
    assert totals["suspensions"] <= totals["suspension_half_days"] < 5 * totals["suspensions"]


def test_what_is_shared_of_it_with_a_partnership_holds_by_itself(file: File, tmp_path: Path) -> None:
    for code in ("NE", "W"):
        path = share_copy(file, code, tmp_path / code, "Ann").path
        with closing(open_to_read(path)) as copy, copy.reading() as session:
            assert faults(session) == ()
            assert [it.code for it in live(session, Partnership)] == [code]


def test_the_new_text_is_out_for_comment_with_reasons_and_legal_is_late(session: Session) -> None:
    line = clause_set_lines(session)[0]
    assert (line.version, line.state, line.agreements) == ("2026/27", "Out for consultation", 5)
    card = set_card(session, line.ref)
    assert {it.kind for it in card.changes} == {"Unchanged", "Changed", "Added"}
    assert [it.key for it in card.changes if it.moved] == ["safeguarding"]
    assert all(
        card.reasons[it.key].why and card.reasons[it.key].asked_by for it in card.changes if it.differs
    )
    now = consultation(session, line.ref, TODAY)
    assert now.turn.startswith("Your turn: answer 1 comment; 5 replies still to come")
    assert [it.organisation for it in now.overdue].count("Legal") == 1
    assert {it.outcome for it in now.comments} == {"accepted", "partly", "not_accepted", ""}
