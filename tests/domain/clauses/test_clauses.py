"""Clause sets: taken in once, started from last year's, edited, frozen, numbered, and compared."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aip_desktop.domain.agreements.prepare import blanks_of, draft_paper, prepare_edition
from aip_desktop.domain.agreements.signing.signing import issue_edition
from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.clauses.clause_sets import (
    approve_set,
    choose_set,
    clause_set_lines,
    start_set,
    take_back_approval,
    take_in,
)
from aip_desktop.domain.clauses.comparison import ChangeKind, PieceKind, applied, compared, pieces, turned
from aip_desktop.domain.clauses.editing import (
    add_clause,
    add_part,
    edit_clause,
    edit_part,
    move_clause,
    move_part,
    remove_clause,
    remove_part,
)
from aip_desktop.domain.clauses.markup import Line, Run, fields_in, lines_of, marked, plain, tidied, written
from aip_desktop.domain.clauses.positions import between, room_at, spread
from aip_desktop.domain.clauses.queries import digest, read_set, shipped_text
from aip_desktop.domain.clauses.reasons import give_reason, reasons_of
from aip_desktop.domain.clauses.statement import ClauseText, Part
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.clauses import Clause, ClausePart, ClauseSet
from aip_desktop.models.lookup import get, live
from aip_desktop.store.file import open_file
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import export_copy

MARKS = st.text("ab*_{}\\- .\n€", max_size=12)


# --- Mark-up ----------------------------------------------------------------------------------------------

runs = st.builds(
    Run, st.text("ab*_{}\\- ", min_size=1, max_size=5), st.booleans(), st.booleans()
) | st.builds(Run, st.just(""), st.booleans(), st.booleans(), st.sampled_from(["council", "clause.a-1"]))


@given(
    st.lists(st.builds(Line, st.lists(runs, min_size=1, max_size=4).map(tuple), st.booleans()), max_size=4)
)
def test_what_is_written_is_read_back(lines: list[Line]) -> None:
    read = lines_of(written(lines))
    assert [(it.plain, it.is_item) for it in read] == [(it.plain, it.is_item) for it in lines]
    looks = [[(letter, run.bold, run.italic, run.field) for run in line.runs for letter in run.text or " "]
             for line in lines]  # fmt: skip
    assert looks == [
        [(letter, run.bold, run.italic, run.field) for run in line.runs for letter in run.text or " "]
        for line in read
    ]


@given(MARKS)
def test_any_text_can_be_read_and_plain_words_stay_what_they_are(text: str) -> None:
    assert tidied(tidied(text)) == tidied(text)
    shown = "\n".join(line.plain for line in lines_of(marked(text)))
    assert shown == "\n".join(each for each in text.split("\n") if each)


def test_markup_means_what_it_says() -> None:
    text = "Paid to {host_school}, *in full* and _in time_:\n- by \\*hand\\*;\n- {nonsense"
    first, second, third = lines_of(text)
    assert first.runs[1].field == "host_school"
    assert [run.text for run in first.runs if run.bold] == ["in full"]
    assert [run.text for run in first.runs if run.italic] == ["in time"]
    assert second.is_item
    assert second.plain == "by *hand*;"
    assert third.plain == "{nonsense"
    assert fields_in(text) == {"host_school"}
    assert plain(text).splitlines()[1] == "- by *hand*;"


# --- Order ------------------------------------------------------------------------------------------------


class Standing:
    def __init__(self, position: str, name: str) -> None:
        self.position, self.name = position, name


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=40))
def test_there_is_always_room_where_it_is_wanted(places: list[tuple[int, bool]]) -> None:
    row = [Standing(position, f"{n}") for n, position in enumerate(spread(3))]
    for number, (wanted, crowds) in enumerate(places):
        place = min(wanted, len(row))
        made = Standing(room_at(row, place), f"new {number}")
        row.insert(place, made)
        if crowds and place:  # someone else put theirs at the same position
            row.insert(place, Standing(row[place - 1].position, f"twin {number}"))
        assert [it.position for it in row] == sorted(it.position for it in row)
        assert not any(it.position.endswith("0") for it in row)


def test_between_two_positions_that_touch() -> None:
    assert "1" < between("1", "11") < "11"
    assert "" < between("", "001") < "001"
    assert between("z", "") > "z"


# --- Sets in a file ---------------------------------------------------------------------------------------


def test_the_shipped_text_is_there_before_it_is_taken_in_and_the_same_after(new_file: File) -> None:
    with new_file.reading() as session:
        shipped = read_set(session, "core-2022")
        assert {line.ref for line in clause_set_lines(session)} >= {"core-2022"}
    with new_file.act("Take in") as session:
        first = take_in(session, "core-2022")
    with new_file.act("Take in again") as session:
        assert take_in(session, "core-2022") == first
    with new_file.reading() as session:
        kept = read_set(session, "core-2022")
        assert kept.ref == first
        assert kept.clauses == shipped.clauses
        assert kept.clauses == shipped_text("core-2022").clauses
        with pytest.raises(Refusal, match="came with the program"):
            edit_clause(session, kept.clauses[0].id, "heading", "x")


def started(file: File) -> str:
    with file.act("Start a text") as session:
        return start_set(session, "core-2022", "Cooperation agreement", "2026/27", date(2026, 1, 5))


def test_a_new_text_starts_from_last_years_and_keeps_why_and_who(new_file: File) -> None:
    set_id = started(new_file)
    with new_file.act("Edit") as session:
        text = read_set(session, set_id)
        funding = next(it for it in text.clauses if it.key == "funding")
        quality = next(it for it in text.clauses if it.key == "quality")
        edit_part(session, funding.parts[0].id, "text", "The allocation is *{total}*  for {year}.")
        edit_part(session, funding.parts[1].id, "condition", "grant")
        remove_part(session, funding.parts[2].id)
        added = add_clause(session, set_id, " Feedback to governors ", quality.id)
        give_reason(session, set_id, "funding", "why", "The figure comes first")
        give_reason(session, set_id, "funding", "asked_by", "Chair of East")
        session.flush()
        first = session.get_one(Clause, added)
        parts = next(it for it in read_set(session, set_id).clauses if it.id == added).parts
        edit_part(session, parts[0].id, "text", "Feedback is given each term.")
        assert move_clause(session, read_set(session, set_id).clauses[0].id, 1)
        remove_clause(session, text.clauses[-1].id)
        assert first.heading == "Feedback to governors"
    with new_file.reading() as session:
        new, old = read_set(session, set_id), read_set(session, "core-2022")
        assert new.based_on == old.ref
        keys = [it.key for it in new.clauses]
        assert keys[:2] == [old.clauses[1].key, old.clauses[0].key]
        assert keys.index(first.key) == keys.index("quality") + 1
        changes = {it.key: it for it in compared(old.clauses, new.clauses)}
        assert changes["funding"].kind == ChangeKind.CHANGED
        assert changes[first.key].kind == ChangeKind.ADDED
        assert changes[old.clauses[-1].key].kind == ChangeKind.REMOVED
        assert changes["background"].moved != changes["parties"].moved
        assert changes["background"].kind == ChangeKind.UNCHANGED
        assert [part.kind for part in changes["funding"].parts[:3]] == [
            ChangeKind.CHANGED,
            ChangeKind.CHANGED,
            ChangeKind.REMOVED,
        ]
        assert reasons_of(session, set_id)["funding"].asked_by == "Chair of East"
        assert applied(old.clauses, compared(old.clauses, new.clauses)) == new.clauses
    assert not new_file_faults(new_file)


def new_file_faults(file: File) -> tuple[str, ...]:
    with file.reading() as session:
        return faults(session)


def test_moving_stops_at_the_ends_and_goes_one_place(new_file: File) -> None:
    set_id = started(new_file)
    with new_file.act("Move") as session:
        clauses = read_set(session, set_id).clauses
        assert not move_clause(session, clauses[0].id, -1)
        assert not move_clause(session, clauses[-1].id, 1)
        parts = clauses[0].parts
        assert move_part(session, parts[2].id, -1)
        session.flush()
        now = [it.key for it in read_set(session, set_id).clauses[0].parts]
        assert now[:3] == [parts[0].key, parts[2].key, parts[1].key]
        added = add_part(session, clauses[0].id, parts[0].id, "New")
        session.flush()
        assert read_set(session, set_id).clauses[0].parts[1].id == added


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda s, t: edit_part(s, t.clauses[0].parts[0].id, "text", "{password}"), "not one of the list"),
        (lambda s, t: edit_part(s, t.clauses[0].parts[0].id, "text", "{clause.gone}"), "not one of the list"),
        (lambda s, t: edit_clause(s, t.clauses[0].id, "heading", "  "), "Enter the heading"),
        (lambda s, t: add_clause(s, t.ref, ""), "Enter the heading"),
        (lambda s, t: start_set(s, t.ref, t.name, t.version, date(2027, 1, 1)), "already"),
        (lambda s, t: start_set(s, t.ref, t.name, " ", date(2027, 1, 1)), "Enter the version"),
        (lambda s, t: approve_set(s, t.ref, "", date(2027, 1, 1)), "Enter who approved it"),
    ],
)
def test_what_cannot_be_is_refused(new_file: File, act: object, sentence: str) -> None:
    set_id = started(new_file)
    with new_file.reading() as session, pytest.raises(Refusal, match=sentence):
        act(session, read_set(session, set_id))  # type: ignore[operator]


def test_an_approved_text_is_no_draft_and_stays_as_it_is(new_file: File) -> None:
    set_id = started(new_file)
    with new_file.act("Approve") as session:
        assert read_set(session, set_id).notice
        approve_set(session, set_id, "A. Solicitor, Legal", date(2026, 3, 1))
    with new_file.reading() as session:
        text = read_set(session, set_id)
        assert not text.notice
        with pytest.raises(Refusal, match="approved by A. Solicitor, Legal on 1 March 2026"):
            edit_part(session, text.clauses[0].parts[0].id, "text", "x")
    with new_file.act("Take back") as session:
        take_back_approval(session, set_id)
        edit_part(session, text.clauses[0].parts[0].id, "text", "x")


def test_a_text_that_was_issued_stays_and_a_change_behind_its_back_is_found(agreed: File) -> None:
    set_id = started(agreed)
    with agreed.act("Word the agreement by it") as session:
        agreement = live(session, Agreement)[0]
        choose_set(session, agreement, set_id)
        session.flush()
        ready = prepare_edition(session, agreement.id, date(2025, 8, 1))
        assert ready.paper.clause_set == "Cooperation agreement, version 2026/27"
        issue_edition(session, agreement.id, ready.edition_id, date(2025, 8, 1), b"%PDF-1.7")
        agreement_id, part_id = agreement.id, read_set(session, set_id).clauses[3].parts[0].id
    with agreed.reading() as session:
        assert [it.state for it in clause_set_lines(session) if it.ref == set_id] == ["In use"]
        with pytest.raises(Refusal, match="issued in edition 1 of"):
            edit_part(session, part_id, "text", "x")
        assert not [it for it in faults(session) if "was changed after" in it]
    with agreed.act("As a merge would") as session:
        session.get_one(ClausePart, part_id).text = "Something else"
    with agreed.reading() as session:
        assert [it for it in faults(session) if "was changed after edition" in it]
        assert get(session, Agreement, agreement_id).clause_set_id == set_id


# --- On paper ---------------------------------------------------------------------------------------------


def test_optional_clauses_fields_and_references_are_printed_as_they_apply(agreed: File) -> None:
    set_id = started(agreed)
    with agreed.act("Edit") as session:
        text = read_set(session, set_id)
        by_key = {it.key: it for it in text.clauses}
        edit_clause(session, by_key["background"].id, "condition", "grant")
        edit_part(session, by_key["parties"].parts[0].id, "text",
                  "See {clause.term}:\n- *{council}*;\n- the rest.\nAnd so on.")  # fmt: skip
        edit_part(session, by_key["parties"].parts[1].id, "condition", "options")
        agreement = live(session, Agreement)[0]
        choose_set(session, agreement, set_id)
        agreement_id = agreement.id
    with agreed.reading() as session:
        rows = draft_paper(session, agreement_id, date(2025, 8, 1)).clauses
        assert "Background and purpose" not in [row.heading for row in rows]
        assert [row.number for row in rows[:5]] == ["1", "1.1", "(a)", "(b)", ""]
        assert rows[1].text == "See clause 3 (Term and options):"
        assert rows[2].text == "Testshire Council;"
        assert [(it.text, it.bold) for it in rows[2].emphasis] == [("Testshire Council", True), (";", False)]
        assert rows[4].text == "And so on."
        assert rows[5].number == "1.2"
        assert rows[5].text.startswith("A school that joins")


def test_a_reference_to_a_clause_that_does_not_apply_is_a_blank_with_its_place(agreed: File) -> None:
    set_id = started(agreed)
    with agreed.act("Edit") as session:
        text = read_set(session, set_id)
        by_key = {it.key: it for it in text.clauses}
        edit_part(session, by_key["parties"].parts[1].id, "text", "As {clause.term} says.")
        edit_clause(session, by_key["term"].id, "condition", "grant")
        add_clause(session, set_id, "Later", "")
        edit_part(session, by_key["notices"].parts[0].id, "text", "To {council_contact}.")
        agreement = live(session, Agreement)[0]
        choose_set(session, agreement, set_id)
        agreement_id = agreement.id
    with agreed.reading() as session:
        found = {it.words: it.place for it in blanks_of(session, agreement_id, date(2025, 8, 1))}
        place = found["Clause 1.2 refers to a clause that is not in this agreement"]
        assert (place.tab, place.record_id, place.field) == ("Agreements", set_id, "clause parties")
        assert any(words.endswith("has no words yet") for words in found)
        contact = found["The text names the contact for the council, which is not recorded"]
        assert contact.field == "council_contact"


# --- Comparison -------------------------------------------------------------------------------------------

KEYS = st.sampled_from("abcdef")
parts_of = st.lists(
    st.builds(Part, KEYS, MARKS, st.sampled_from(["", "grant"])), max_size=4, unique_by=lambda it: it.key
).map(tuple)
sets = st.lists(st.builds(ClauseText, KEYS, MARKS, parts_of, st.sampled_from(["", "core"])), max_size=6).map(
    tuple
)  # also with two clauses of one key, as a merge may leave them


@given(sets, sets)
def test_the_new_text_is_rebuilt_from_the_old_and_back(
    old: tuple[ClauseText, ...], new: tuple[ClauseText, ...]
) -> None:
    changes = compared(old, new)
    assert applied(old, changes) == new
    assert applied(new, turned(changes)) == old
    assert turned(turned(changes)) == changes
    assert all(it.kind == ChangeKind.UNCHANGED and not it.moved for it in compared(old, old))
    if old != new:
        assert any(it.differs for it in changes)
    if digest(old) != digest(new):
        with pytest.raises(Refusal, match="another text"):
            applied(new, changes + changes[:1] if not old and not new else changes)


@given(st.permutations(list("abcdef")), st.integers(0, 5), st.integers(0, 5))
def test_one_clause_that_moved_is_told_as_the_one_that_moved(row: list[str], at: int, to: int) -> None:
    old = tuple(ClauseText(key, key, ()) for key in row)
    keys = [*row]
    key = keys.pop(at)
    keys.insert(to, key)
    new = tuple(ClauseText(it, it, ()) for it in keys)
    moved = [it.key for it in compared(old, new) if it.moved]
    assert len(moved) == int(at != to)
    if abs(at - to) > 1:
        assert moved == [key]


def test_words_are_marked_and_read_as_phrases() -> None:
    found = pieces(
        "The council pays in two parts each year.", "The council will pay in three parts each year."
    )
    assert [it.text for it in found if it.kind == PieceKind.DELETED] == ["pays in two"]
    assert [it.text for it in found if it.kind == PieceKind.INSERTED] == ["will pay in three"]
    whole = pieces("Notices go by post.", "A party may write to any other at its office.")
    assert [it.kind for it in whole] == [PieceKind.DELETED, PieceKind.INSERTED]


@given(MARKS, MARKS)
def test_pieces_give_both_texts(old: str, new: str) -> None:
    found = pieces(old, new)
    assert "".join(it.text for it in found if it.kind != PieceKind.INSERTED) == old
    assert "".join(it.text for it in found if it.kind != PieceKind.DELETED) == new


# --- Two laptops ------------------------------------------------------------------------------------------


def test_two_officers_who_edit_one_text_lose_nothing(new_file: File, tmp_path: Path) -> None:
    set_id = started(new_file)
    theirs = open_file(export_copy(new_file, tmp_path / "theirs.aip").path, "B. Officer")
    with new_file.act("Mine") as session:
        clauses = read_set(session, set_id).clauses
        mine = add_part(session, clauses[0].id, clauses[0].parts[0].id, "Mine")
        edit_part(session, clauses[1].parts[0].id, "text", "Changed by me")
        add_clause(session, set_id, "My clause", clauses[4].id)
    with theirs.act("Theirs") as session:
        hers = add_part(session, clauses[0].id, clauses[0].parts[0].id, "Hers")
        edit_part(session, clauses[1].parts[1].id, "text", "Changed by her")
        move_clause(session, clauses[4].id, 1)
    assert new_file.merge(theirs, "Merge").conflicts == 0
    theirs.close()
    with new_file.act("Put one between the two that stand at one position") as session:
        found = read_set(session, set_id)
        ids = [it.id for it in found.clauses[0].parts]
        assert {ids[1], ids[2]} == {mine, hers}
        between_them = add_part(session, found.clauses[0].id, ids[1], "Between")
        session.flush()
        assert [it.id for it in read_set(session, set_id).clauses[0].parts][1:4] == [
            ids[1],
            between_them,
            ids[2],
        ]
        assert found.clauses[1].parts[0].text == "Changed by me"
        assert found.clauses[1].parts[1].text == "Changed by her"
    assert not new_file_faults(new_file)


def test_a_shipped_text_that_both_take_in_is_one(new_file: File, tmp_path: Path) -> None:
    theirs = open_file(export_copy(new_file, tmp_path / "theirs.aip").path, "B. Officer")
    for file in (new_file, theirs):
        with file.act("Take in") as session:
            take_in(session, "core-2022")
    assert new_file.merge(theirs, "Merge").conflicts == 0
    theirs.close()
    with new_file.reading() as session:
        assert [it.key for it in live(session, ClauseSet)] == ["core-2022"]
        assert read_set(session, "core-2022").clauses == shipped_text("core-2022").clauses
    assert not new_file_faults(new_file)
