"""What each view says of random worlds in a file: all of it is the one lifecycle, read back as it was written."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from aip_desktop.calendar import financial_year_of, financial_year_span
from aip_desktop.domain.agreements.agreement_page import agreement_lines
from aip_desktop.domain.agreements.bulk_acts import Decline, TakeUp, preview
from aip_desktop.domain.agreements.cover_gaps import alarm
from aip_desktop.domain.agreements.expiry import end_questions
from aip_desktop.domain.agreements.facts import read_facts
from aip_desktop.domain.agreements.lifecycle import Lifecycle, State, lifecycle_of, lifecycles, runs_until
from aip_desktop.domain.agreements.rungs import ladder
from aip_desktop.domain.agreements.signing.sign_up import sign_up
from aip_desktop.domain.agreements.signing.sign_up_statement import sign_up_paper
from aip_desktop.errors import Refusal
from aip_desktop.history.acts import FileSession
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.authority import Authority
from aip_desktop.models.lookup import get
from aip_desktop.models.partnerships import Partnership
from aip_desktop.models.programmes import Programme
from aip_desktop.models.schools import School
from aip_desktop.paperwork.sign_up import check_certificate
from tests.domain.agreements.worlds import PARTNERSHIP, PROGRAMME, SCHOOLS, world, write
from tests.history.test_merge_report import Laptop


@pytest.fixture(autouse=True, scope="module")
def later() -> Iterator[None]:
    """All that these tests record has happened by then."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("AIP_DESKTOP_TODAY", "2035-01-01")
        yield


def _begin(session: Session) -> None:
    session.add(Authority(id="c", name="Testshire"))
    session.add(Partnership(id=PARTNERSHIP, code="A", name="A", position=1))
    session.add(Programme(id=PROGRAMME, name="Core", funding_source="HNB", position=1))
    session.add_all(School(id=key, urn=100000 + place, name=key) for place, key in enumerate(SCHOOLS))


@pytest.fixture(scope="module")
def laptop() -> Iterator[Laptop]:
    first = Laptop("Start")
    first.act("Start", _begin)
    laptop = Laptop("A. Officer", first.connection.serialize())
    first.connection.close()
    yield laptop
    laptop.connection.close()


@settings(max_examples=60, deadline=None, database=None, derandomize=True, phases=[Phase.generate])
@given(seed=st.integers(0, 2**48))
def test_list_ladder_menu_bulk_act_alarm_certificate_and_questions(laptop: Laptop, seed: int) -> None:
    facts, on = world(seed)
    laptop.begin_again()
    laptop.act("Write", lambda session: write(session, facts))
    with FileSession(laptop.engine) as session:
        lives = lifecycles(read_facts(session), on)
        meant = lifecycles(facts, on)
        assert {id_: _told(life) for id_, life in lives.items()} == {
            id_: _told(life) for id_, life in meant.items()
        }
        lines = {line.id: line for line in agreement_lines(session, on)}
        asked = {question.agreement_id for question in end_questions(session, on)}
        assert {id_ for id_, life in lives.items() if life.asks_what_happened} == asked
        for act in (TakeUp("", on), Decline(on, "")):
            offered = {line.agreement_id for line in preview(session, list(lives), act, on) if not line.clash}
            assert offered == {id_ for id_, life in lives.items() if life.next_option}
        for id_, life in lives.items():
            agreement = get(session, Agreement, id_)
            assert lifecycle_of(session, agreement, on) == life
            assert runs_until(session, agreement) == lines[id_].runs_until == life.ends_on
            marked = [rung.rung.number for rung in ladder(session, agreement, on) if rung.is_next]
            assert marked == ([life.next_option.number] if life.next_option else [])
            assert (lines[id_].state == State.ACTIVE) == (lines[id_].in_force == "")
            _signing_agrees(session, life, on)
        _alarm_agrees(session, list(lives.values()), on)


def _told(life: Lifecycle) -> tuple[object, ...]:
    """What a world says apart from what a file fills in."""
    terms = [(term.first, term.last, term.state, term.claims, term.cover, term.stray) for term in life.terms]
    return (terms, life.ends_on, life.ends_by, life.state, life.in_force, life.why_no_option, life.signers)


def _signing_agrees(session: Session, life: Lifecycle, on: date) -> None:
    found = sign_up(session, get(session, Agreement, life.agreement.id), on)
    assert (found.signed, found.parties) == (life.signed, life.parties)
    assert found.in_force == (life.signing.in_force.number if life.signing.in_force else 0)
    complete = life.signing.latest is not None and life.signing.signed == life.signers
    if complete:
        check_certificate(sign_up_paper(session, life.agreement.id, on))
    else:
        with pytest.raises(Refusal):
            check_certificate(sign_up_paper(session, life.agreement.id, on))


def _alarm_agrees(session: Session, lives: list[Lifecycle], on: date) -> None:
    """On a day in the time of the agreements there is a gap exactly if none of them is in force."""
    until = min(max(life.ends_on for life in lives), financial_year_span(financial_year_of(on))[1])
    if min(life.agreement.starts_on for life in lives) <= on <= until:
        gap = any(line.first <= on <= line.last for line in alarm(session, on))
        assert gap == all(life.in_force for life in lives)
