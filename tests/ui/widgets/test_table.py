"""The table: filter, sort, copy, and selection and scroll kept by id."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from aip_desktop.names import search_text, search_words
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.clipboard import for_spreadsheet
from aip_desktop.ui.widgets.pill import Pill
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row, Rows

COLUMNS = (
    Column("School", stretch=True),
    Column("Joined", "date"),
    Column("Pupils", "count"),
    Column("Money", "money"),
    Column("State", "pill"),
)
ROWS = [
    Row("a", ("Ash Bank Primary", date(2022, 4, 1), 1200, Decimal("90"), Pill("Signed", "ok"))),
    Row("b", ("beech hill academy", date(2021, 9, 1), None, Decimal("1000.5"), Pill("Overdue", "bad"))),
    Row("c", ("Calder View High", None, 7, None, Pill("Sent", "info"))),
]


@pytest.fixture
def table(qtbot: QtBot) -> Table:
    made = Table(COLUMNS, "Schools", ticks=True)
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show_rows(ROWS)
    made.show()
    return made


def test_values_are_shown_in_words(table: Table) -> None:
    model = table.model()
    shown = [[model.index(row, column).data() for column in range(5)] for row in range(3)]
    assert shown[0] == ["Ash Bank Primary", "1 April 2022", "1,200", "£90.00", "Signed"]
    assert shown[2] == ["Calder View High", "–", "7", "–", "Sent"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", "abc"),
        ("BEECH", "b"),
        ("1 april", "a"),
        ("£1,000", "b"),
        ("signed", "a"),
        ("high view", "c"),
        ("xyz", ""),
    ],
)
def test_filter_looks_into_the_displayed_text(table: Table, typed: str, kept: str) -> None:
    table.set_filter(typed)
    assert table.shown_ids() == list(kept)


@pytest.mark.parametrize(
    ("column", "upwards", "downwards"),
    [(0, "abc", "cba"), (1, "bac", "abc"), (2, "cab", "acb"), (3, "abc", "bac"), (4, "bca", "acb")],
)
def test_sort_is_by_value_with_the_unknown_last(
    table: Table, column: int, upwards: str, downwards: str
) -> None:
    table.sort_by(column)
    assert table.shown_ids() == list(upwards)
    table.sort_by(column, backwards=True)
    assert table.shown_ids() == list(downwards)
    table.sort_by(-1)
    assert table.shown_ids() == list("abc")


@given(st.lists(st.none() | st.integers(-5, 5) | st.dates() | st.text(max_size=3)), st.booleans())
def test_any_mixture_sorts_and_loses_nothing(values: list[int | date | str | None], backwards: bool) -> None:
    model = Rows([Column("Any")])
    model.show(Row(place, (value,)) for place, value in enumerate(values))
    model.sort(0, Qt.SortOrder.DescendingOrder if backwards else Qt.SortOrder.AscendingOrder)
    assert sorted(row.id for row in model.rows) == list(range(len(values)))
    unknown = [row.cells[0] in (None, "") for row in model.rows]
    assert unknown == sorted(unknown)
    known = [row.cells[0] for row in model.rows if row.cells[0] not in (None, "")]
    if known and all(isinstance(value, int) for value in known):
        assert known == sorted(known, reverse=backwards)  # type: ignore[type-var]


@given(st.lists(st.text(max_size=6)), st.text(max_size=4))
def test_filter_agrees_with_looking_at_each_row(texts: list[str], typed: str) -> None:
    model = Rows([Column("Any")])
    model.show(Row(place, (text,)) for place, text in enumerate(texts))
    model.set_filter(typed)
    words = search_words(typed)
    wanted = [k for k, text in enumerate(texts) if all(word in search_text(text) for word in words)]
    assert [row.id for row in model.rows] == wanted


def test_selection_stays_by_id(table: Table, qtbot: QtBot) -> None:
    heard: list[object] = []
    table.chosen.connect(heard.append)
    assert table.choose("b")
    table.sort_by(0, backwards=True)
    table.show_rows(reversed(ROWS))
    assert table.selected_ids() == ["b"]
    assert table.currentIndex().data() == "beech hill academy"
    table.set_filter("ash")
    assert table.chosen_id() == "b"
    assert table.selected_ids() == []
    table.set_filter("")
    assert table.selected_ids() == ["b"]
    assert heard == ["b"]
    table.show_rows(ROWS[:1])
    assert table.chosen_id() is None
    assert heard == ["b", None]


def test_scroll_stays(table: Table) -> None:
    table.show_rows(Row(k, (f"School {k}", None, k, None, None)) for k in range(300))
    table.verticalScrollBar().setValue(2000)
    table.show_rows(Row(k, (f"School {k}", None, k + 1, None, None)) for k in range(300))
    assert table.verticalScrollBar().value() == 2000


def test_enter_and_double_click_open(table: Table, qtbot: QtBot) -> None:
    heard: list[object] = []
    table.opened.connect(heard.append)
    table.choose("c")
    qtbot.keyClick(table, Qt.Key.Key_Return)
    at = table.visualRect(table.model().index(0, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert heard == ["c", "a"]


def test_space_and_click_tick(table: Table, qtbot: QtBot) -> None:
    table.choose("a")
    qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(table.ticked) as told:
        qtbot.keyClick(table, Qt.Key.Key_Space)
    assert told.args == [2]
    assert table.ticked_ids() == ["a", "b"]
    table.set_filter("calder")
    corner = table.visualRect(table.model().index(0, 0)).topLeft()
    box = corner + QPoint(theme.px(28), theme.px(18))
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=box)
    assert table.ticked_ids() == ["a", "b", "c"]
    qtbot.keyClick(table, Qt.Key.Key_Space)
    table.show_rows(ROWS[1:])
    assert table.ticked_ids() == ["b"]


def test_copy_pastes_into_a_spreadsheet(table: Table, qtbot: QtBot) -> None:
    rows = [
        Row(1, ("=1+1", None, 3, Decimal("2"), None)),
        Row(2, ("tab\tand\nline", date(2022, 4, 1), None, None, None)),
    ]
    table.show_rows(rows)
    table.selectAll()
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines() == [
        "School\tJoined\tPupils\tMoney\tState",
        "'=1+1\t–\t3\t2.00\t–",
        "tab and line\t1 April 2022\t–\t–\t–",
    ]
    table.clearSelection()
    assert len(table.copy(whole=True).splitlines()) == 3


def test_clicking_a_heading_sorts_and_turns(table: Table, qtbot: QtBot) -> None:
    heading = table.horizontalHeader()
    at = QPoint(heading.sectionViewportPosition(2) + 20, heading.height() // 2)
    qtbot.mouseClick(heading.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert table.shown_ids() == ["c", "a", "b"]
    qtbot.mouseClick(heading.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert table.shown_ids() == ["a", "c", "b"]


def test_it_says_why_it_is_empty(table: Table) -> None:
    table.set_filter("xyz")
    assert table.nothing_to_show() == "Nothing here has “xyz” in it."
    table.show_rows([])
    assert table.nothing_to_show() == "Nothing here yet."
    table.grab()


def test_columns_fit_what_they_hold(table: Table) -> None:
    table.show_rows(
        [Row(1, ("A", date(2022, 9, 30), 123456789, Decimal("123456789.01"), Pill("Overdue", "bad")))]
    )
    metrics = table.fontMetrics()
    for column in range(1, 5):
        text = str(table.model().index(0, column).data())
        assert table.columnWidth(column) > metrics.horizontalAdvance(text)


# Copying for a spreadsheet


@pytest.mark.parametrize(
    ("shown", "copied"),
    [
        (Decimal("-526563.18"), "-526563.18"),
        ("−£526,563.18", "-526563.18"),
        ("−526,563.18", "-526563.18"),
        ("-12", "-12"),
        ("£1,200", "1200"),
        ("−4.5%", "-4.5%"),
        (1270, "1270"),
        ("2022/23", "2022/23"),
        ("1,2,3", "1,2,3"),
        ("+441132496000", "'+441132496000"),
        ("-", "'-"),
        ("\u00ad=1+1", "'=1+1"),
        ("\u202e@SUM(A1)", "'@SUM(A1)"),
        ("\u061c=1", "'\u061c=1"),
        ("＝1+1", "'＝1+1"),
        ("'=1", "''=1"),
        ("O’Neill", "O’Neill"),
        ('"Mary (see note', '"""Mary (see note"'),
        ('5" pipe', '"5"" pipe"'),
        ('="a"', '"\'=""a"""'),
    ],
)
def test_a_cell_for_a_spreadsheet(shown: str | int | Decimal, copied: str) -> None:
    assert for_spreadsheet(shown) == copied


@given(st.lists(st.text(max_size=9), min_size=1))
def test_a_spreadsheet_makes_the_same_rows(texts: list[str]) -> None:
    text = "".join(for_spreadsheet(it) + "\tend\n" for it in texts)
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    assert [row[1:] for row in read] == [["end"]] * len(texts)


def test_a_quotation_mark_swallows_no_row(table: Table) -> None:
    table.show_rows([Row(1, ('"Mary (see note', None, 1, None, None)), *ROWS])
    read = list(csv.reader(io.StringIO(table.copy(whole=True)), delimiter="\t"))
    assert [row[0] for row in read] == [
        "School",
        '"Mary (see note',
        "Ash Bank Primary",
        "beech hill academy",
        "Calder View High",
    ]
    assert read[2][2:4] == ["1200", "90.00"]


# Typing in a list


def test_names_are_in_order_without_case_and_accents(table: Table) -> None:
    names = ("Zeal", "école", "Eden", "Élan", "St Anne’s", "St Annes A", "saint")
    table.show_rows(Row(name, (name, None, None, None, None)) for name in names)
    table.sort_by(0)
    assert table.shown_ids() == ["école", "Eden", "Élan", "saint", "St Anne’s", "St Annes A", "Zeal"]


def test_space_ticks_nothing_while_a_name_is_typed(table: Table, qtbot: QtBot) -> None:
    table.show_rows(Row(name, (name, None, None, None, None)) for name in ("St Anne’s", "St Mary’s", "Stow"))
    table.choose("Stow")
    qtbot.keyClicks(table, "st mary ")
    assert (table.chosen_id(), table.ticked_ids()) == ("St Mary’s", [])
    table.grab()  # with what was typed at its foot
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert table.ticked_ids() == ["St Mary’s"]
    qtbot.keyClicks(table, "st")
    qtbot.keyClick(table, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)  # ticks at once
    assert table.ahead.typed == ""
    assert table.ticked_ids() == []


def test_enter_opens_nothing_where_no_name_was_found(table: Table, qtbot: QtBot) -> None:
    heard: list[object] = []
    table.opened.connect(heard.append)
    table.choose("a")
    qtbot.keyClicks(table, "xyz")
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert heard == []
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    qtbot.keyClicks(table, "hill")
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert heard == ["b"]
