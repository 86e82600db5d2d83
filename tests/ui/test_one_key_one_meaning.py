"""No key gets another meaning by accident: each stands for one act, or for the acts that are listed here one by one.

Read from the source, so only where one call names both the key and the words of the act. Where names are searched by
typing, no key that can be typed does anything else.
"""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import aip_desktop.ui
from aip_desktop.ui.agreements.signing.table import COLUMNS, SignTable
from aip_desktop.ui.widgets.controls import Picker
from aip_desktop.ui.widgets.fields import TextField
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row

NAMES = ("Ash Bank", "St Anne’s", "St Mary’s & Co-op (No. 2)")

KEYS = re.compile(r"(Ctrl|Alt)\+.+|F\d+")
SEVERAL = {  # every act of the keys that have more than one: the same in other words, or what its page is for
    "Alt+C": {"Clear ticks", "Correct the first day", "Edit"},
    "Alt+E": {"End", "End the membership"},
    "Alt+L": {"Add the links file", "Assign from list"},
    "Alt+Left": {"All partnerships", "The year before"},
    "Alt+X": {"Remove", "Take off the list"},
    "Ctrl+I": {"Issue for signature", "Issue report", "Italic"},
    "Ctrl+L": {"More changes", "Options and changes"},
    "Ctrl+P": {"Comparison", "Print", "Who has not signed"},
    "Ctrl+R": {"Remind", "Remind all"},
    "Ctrl+Return": {"Answer", "Record signature"},
    "Ctrl+Shift+P": {"Preview", "Preview report"},
}


def _pairs() -> dict[str, set[str]]:
    """Key -> the words of the acts that have it, read from every call that names both."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in Path(aip_desktop.ui.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            said = [
                it.value for it in node.args if isinstance(it, ast.Constant) and isinstance(it.value, str)
            ]
            inner = [
                it.args[0].value
                for it in node.args
                if isinstance(it, ast.Call)
                and it.args
                and isinstance(it.args[0], ast.Constant)
                and isinstance(it.args[0].value, str)
            ]
            keys = [it for it in said if KEYS.fullmatch(it)]
            words = [
                it for it in (*said, *inner) if not KEYS.fullmatch(it) and (" " in it or it[:1].isupper())
            ]
            if len(keys) == 1 and words:
                found[keys[0]].add(words[0].replace("&", "").rstrip("…"))
    return found


def test_a_key_has_one_act_or_those_that_are_listed() -> None:
    found = _pairs()
    assert found["Ctrl+K"] == {"Decision calendar"}  # so the reading of the source finds what it should
    assert found["Ctrl+Shift+K"] == {"Rules and figures"}
    assert {key: words for key, words in found.items() if len(words) > 1} == SEVERAL


@pytest.mark.parametrize("ticks", [False, True])
def test_nothing_that_can_be_typed_opens_or_ticks_while_a_name_is_typed(qtbot: QtBot, ticks: bool) -> None:
    table = Table([Column("School")], "Schools", ticks=ticks)
    heard = _in_use(qtbot, table, [Row(name, (name,)) for name in NAMES])
    QTest.keyClicks(table, "st mary's & co-op (no. 2) ")
    assert table.chosen_id() == NAMES[2]
    assert heard == []
    assert table.ticked_ids() == []


def test_of_the_keys_that_can_be_typed_none_records_a_signature(qtbot: QtBot) -> None:
    table = SignTable()
    rest = ("",) * (len(COLUMNS) - 1)
    heard = _in_use(qtbot, table, [Row(name, (name, *rest)) for name in NAMES])
    for code in range(32, 127):
        QTest.keyClicks(table, chr(code))
        QTest.keyClick(table, Qt.Key.Key_Escape)
        QTest.keyClick(table, Qt.Key.Key_Space)
    assert heard == []
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert len(heard) == 1


def _in_use(qtbot: QtBot, table: Table, rows: list[Row]) -> list[object]:
    qtbot.addWidget(table)
    table.show_rows(rows)
    table.show()
    table.choose(rows[0].id)
    heard: list[object] = []
    table.opened.connect(heard.append)
    return heard


@pytest.mark.parametrize("typed", ["st mary", "ST MARY'S &", "saint marys and c"])
def test_a_drop_down_box_is_searched_and_only_enter_takes(qtbot: QtBot, typed: str) -> None:
    box = Picker("School")
    qtbot.addWidget(box)
    box.show_choices([(name, name) for name in NAMES])
    box.show()
    picked: list[object] = []
    box.picked.connect(picked.append)
    QTest.keyClicks(box, typed[0])  # opens the list
    QTest.keyClicks(box.view(), typed[1:])
    assert picked == []
    assert box.view().isVisible()
    QTest.keyClick(box.view(), Qt.Key.Key_Return)
    assert picked == [NAMES[2]]


def test_a_drop_down_box_takes_what_an_input_method_gives(qtbot: QtBot) -> None:
    box = Picker("School")
    qtbot.addWidget(box)
    box.show_choices([(name, name) for name in NAMES])
    box.show()
    box.showPopup()
    event = QInputMethodEvent()
    event.setCommitString("st m")
    QApplication.sendEvent(box.view(), event)
    assert box.view().currentIndex().data() == NAMES[2]
    box.hidePopup()


@pytest.mark.parametrize("typed", ["st mary", "St Mary's", "saint marys", "MARYS CO"])
def test_what_a_field_offers_is_found_in_the_same_way(qtbot: QtBot, typed: str) -> None:
    field = TextField("School")
    qtbot.addWidget(field)
    field.set_suggestions(NAMES)
    field.show()
    field.activateWindow()
    QTest.qWaitForWindowActive(field)
    field.entry.setFocus()
    QTest.keyClicks(field.entry, typed)
    offered = field.entry.completer()
    assert [offered.completionModel().index(k, 0).data() for k in range(offered.completionCount())] == [
        NAMES[2]
    ]
    QTest.keyClick(offered.popup(), Qt.Key.Key_Down)
    QTest.keyClick(offered.popup(), Qt.Key.Key_Return)
    assert field.entry.text() == NAMES[2]
