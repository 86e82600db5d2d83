"""Ways out of broken rules: every one offered can be taken, the rule then holds, and one undo takes it back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.signing.signing import issue_edition
from aip_desktop.domain.checks.broken_rules import broken_rules, sentences, take_ways
from aip_desktop.domain.checks.fault import Weight
from aip_desktop.domain.checks.record_fixes import KEPT
from aip_desktop.domain.clauses.clause_sets import choose_set, start_set
from aip_desktop.domain.places import Tab
from aip_desktop.errors import Refusal
from aip_desktop.history.reading import changes_of_act
from aip_desktop.history.replay import replayed
from aip_desktop.history.verify import differences
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.ids import new_id
from aip_desktop.models.lookup import live, live_terms
from aip_desktop.models.returns import TermlyReturn
from aip_desktop.operations.merging import merge, try_merge, try_ways
from aip_desktop.store.file import open_file
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import export_copy
from tests.domain.checks.what_breaks import (
    BROKEN,
    PDF,
    D,
    a_term_backwards,
    a_text_changed_after_issue,
    fed_back_without_scrutiny,
    scrutinised_before_it_came,
    two_chairs,
    two_of_one_term,
    two_returns,
    two_terms_at_once,
)


@pytest.fixture(autouse=True, scope="module")
def later() -> Iterator[None]:
    """All that these tests record has happened by then."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("AIP_DESKTOP_TODAY", "2035-01-01")
        yield


ALL = tuple(Weight)


@pytest.mark.parametrize(("break_it", "said", "least"), BROKEN, ids=lambda it: getattr(it, "__name__", ""))
def test_every_way_out_can_be_taken_and_taken_back(
    break_it: Callable[[Session], None], said: str, least: int, agreed: File
) -> None:
    _take_each(agreed, break_it, said, least)


def _take_each(file: File, break_it: Callable[[Session], None], said: str, least: int) -> None:
    with file.reading() as session:
        assert sentences(session, ALL) == frozenset()
    with file.act("Break it") as session:
        break_it(session)
    with file.reading() as session:
        before, state = sentences(session, ALL), replayed(session.connection())
        found = next(it for it in broken_rules(session) if said in it.sentence)
    assert found.hint
    assert len(found.ways) >= least
    assert len({way.words for way in found.ways}) == len(found.ways)
    with file.reading() as session:
        legal = _legal_records(session)
    for way in found.ways:
        told = try_ways(file, [(found, way)])
        with file.reading() as session:
            assert replayed(session.connection()) == state, f"{way.words}: looking at it wrote it"
        with file.act(way.words) as session:
            way.take(session)
        with file.reading() as session:
            left = sentences(session, ALL)
            assert set(told.broken + told.to_do) == left - (before - {found.sentence})
            done = file.last_act
            assert done is not None
            lines = changes_of_act(session, done.writer, done.number)
            assert all(any(line.what in it for it in told.changes) for line in lines), told.changes
            assert found.sentence not in left, way.words
            assert legal <= _legal_records(session), f"{way.words}: a legal record is gone"
            assert len(left) <= len(before), (way.words, left)
            assert differences(session.connection()) == []
        step = file.steps().undo
        assert step is not None
        assert step.words == way.words
        file.take_back(step, f"Undo: {way.words}")
        with file.reading() as session:
            assert sentences(session, ALL) == before
            assert replayed(session.connection()) == state


def test_a_text_changed_after_its_issue_is_put_back(agreed: File) -> None:
    with agreed.act("Start a text, and word an agreement by it") as session:
        set_id = start_set(session, "core-2022", "Cooperation agreement", "2026/27", D(2026, 1, 5))
        session.flush()
        choose_set(session, live(session, Agreement)[0], set_id)
    with agreed.act("Issue") as session:
        issue_edition(session, live(session, Agreement)[0].id, new_id(), D(2025, 9, 10), PDF)
    _take_each(agreed, a_text_changed_after_issue, "was changed after edition", 1)


@pytest.mark.parametrize(
    ("break_it", "words", "field"),
    [
        (scrutinised_before_it_came, "Open the return", "scrutinised_on"),
        (fed_back_without_scrutiny, "Open the return", "fed_back_on"),
        (two_returns, "Open the return", "received_on"),
        (a_term_backwards, "Open the terms", "ends_on"),
        (two_terms_at_once, "Open the terms", "ends_on"),
        (two_of_one_term, "Open the terms", "ends_on"),
    ],
)
def test_what_does_not_hold_in_returns_leads_to_its_place(
    break_it: Callable[[Session], None], words: str, field: str, agreed: File
) -> None:
    with agreed.act("Break it") as session:
        break_it(session)
    with agreed.reading() as session:
        broken = broken_rules(session)
        known = {f"{it.partnership_id} {it.term_id}" for it in session.scalars(select(TermlyReturn))}
        known |= {it.id for it in live_terms(session)}
    assert broken
    for found in broken:
        assert found.place is not None
        assert (found.place.tab, found.place.words, found.place.field) == (Tab.RETURNS, words, field)
        assert found.place.record_id in known


def test_which_blanks_of_a_return_are_filled_from_the_other_is_said(agreed: File) -> None:
    with agreed.act("Break it") as session:
        two_returns(session)
        first, second = session.scalars(select(TermlyReturn).where(~TermlyReturn.retired)).all()
        first.notes, second.prepared_by = "Asked for the figures again", "Ms Ash"
    with agreed.reading() as session:
        (found,) = (it for it in broken_rules(session) if "two of this" in it.sentence)
        notes = [way.note for way in found.ways]
    assert notes[0].endswith("Of the other it takes prepared by, which it leaves blank")
    assert notes[1].endswith("Of the other it takes notes, which it leaves blank")


def test_ways_out_that_do_not_go_together_are_refused_by_name(agreed: File) -> None:
    with agreed.act("Break it") as session:
        two_chairs(session)
    with agreed.reading() as session:
        (found,) = broken_rules(session)
    step_down, remove_first, _ = found.ways
    refused = pytest.raises(
        Refusal, match="“Let Pat step down on 31 March 2025” cannot be done with the rest"
    )
    with refused, agreed.act("Both") as session:
        take_ways(session, (remove_first, step_down))
    with agreed.reading() as session:
        assert broken_rules(session) == (found,)


SOME = [it[:2] for it in BROKEN if it[0].__name__ in ("one_urn_twice", "two_returns", "signed_before_issue")]
SOME += [it[:2] for it in BROKEN if it[0].__name__ in ("total_not_given", "members_of_what_was_removed")]


@pytest.mark.parametrize(("break_it", "said"), SOME, ids=lambda it: getattr(it, "__name__", ""))
def test_a_way_out_taken_with_the_merge_is_undone_and_redone_with_it(
    break_it: Callable[[Session], None], said: str, agreed: File, tmp_path: Path
) -> None:
    theirs = open_file(export_copy(agreed, tmp_path / "theirs.aip").path, "B. Officer")
    with theirs.act("Break it") as session:
        break_it(session)
    before = _live(agreed)
    review = try_merge(agreed, theirs)
    found = next(it for it in (*review.broken, *review.to_do) if said in it.sentence)
    merge(agreed, theirs, "Merge", ways=found.ways[:1])
    theirs.close()
    after = _live(agreed)
    with agreed.reading() as session:
        assert found.sentence not in sentences(session, ALL)
    undo = agreed.steps().undo
    assert undo is not None
    agreed.take_back(undo, "Undo: Merge")
    assert _live(agreed) == before
    redo = agreed.steps().redo
    assert redo is not None
    agreed.take_back(redo, "Redo: Merge")
    assert _live(agreed) == after


def _legal_records(session: Session) -> set[str]:
    """What no way out may remove, by id."""
    return {it for kind in KEPT for it in session.scalars(select(kind.id).where(~kind.retired))}


def _live(file: File) -> dict[tuple[str, str], dict[str, object]]:
    with file.reading() as session:
        assert differences(session.connection()) == []
        return {key: it for key, it in replayed(session.connection()).items() if not it["retired"]}
