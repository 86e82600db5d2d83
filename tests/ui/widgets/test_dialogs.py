"""Dialogs before an act: check your answers, and forms."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from aip_desktop.errors import Refusal
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.dialogs import CheckAnswers, FormDialog
from aip_desktop.ui.widgets.fields import DateField, TextField
from aip_desktop.ui.widgets.form import Form

from ..looks import WINDOW, cut_texts, settle, unnamed_focusable

ANSWERS = [
    ("Partnerships", "East, North East, North West, South and West"),
    ("Under", "Key decision D54321 of 9 March 2022, effective after call-in on 17 March 2022"),
]


def test_the_button_carries_the_act_and_does_it(qtbot: QtBot) -> None:
    done: list[str] = []
    dialog = CheckAnswers(ANSWERS, "Create five agreements", on_act=lambda: done.append("done"))
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.act.text() == "Create five agreements"
    dialog.cancel.click()
    assert done == []
    dialog.show()
    dialog.act.click()
    assert done == ["done"]
    assert dialog.result() == CheckAnswers.DialogCode.Accepted


def test_what_does_not_fit_is_read_by_keyboard(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(600, 400)
    dialog = CheckAnswers(ANSWERS * 12, "Create", parent=window, back="Back to the choices")
    dialog.show()
    settle()
    bar = dialog.inside.verticalScrollBar()
    assert bar.maximum() > 0
    qtbot.keyClick(dialog.act, Qt.Key.Key_PageDown)
    assert bar.value() == min(bar.pageStep(), bar.maximum())
    qtbot.keyClick(dialog.act, Qt.Key.Key_PageUp)
    assert bar.value() == 0
    assert dialog.cancel.text() == dialog.cancel.accessibleName() == "Back to the choices"
    qtbot.keyClick(dialog.act, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_refusal_keeps_the_dialog_open(qtbot: QtBot) -> None:
    def refuse() -> None:
        raise Refusal("The award has no decision yet. Record it first.")

    dialog = CheckAnswers(ANSWERS, "Create", on_act=refuse)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.act.click()
    assert dialog.isVisible()
    assert dialog.banner.text().startswith("The award has no decision")


def test_a_form_is_read_before_the_act(qtbot: QtBot) -> None:
    name, starts = TextField("Name"), DateField("Starts on")
    done: list[object] = []

    def act() -> None:
        if not name.value():
            raise Refusal("Enter a name.", "name")
        done.append((name.value(), starts.value()))

    dialog = FormDialog("New partnership", Form(name, starts), "Add", act)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClicks(starts.control, "soon")
    qtbot.keyClick(starts.control, Qt.Key.Key_Return)
    assert "soon" in starts.error()
    starts.entry.setText("1/4/22")
    dialog.act.click()
    assert (starts.error(), name.error()) == ("", "Enter a name.")
    name.entry.setText("East")
    dialog.act.click()
    assert len(done) == 1
    assert not dialog.isVisible()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_dialogs_fit_into_the_window(qtbot: QtBot, qapp: QApplication, scale: float) -> None:
    theme.apply(qapp, "dark", scale)
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(WINDOW)
    check = CheckAnswers(
        ANSWERS * 9, "Create five agreements", intro="Nothing is written until then.", parent=window
    )
    form = FormDialog(
        "New", Form(TextField("Name", hint="As printed"), DateField("Starts on")), "Add", list, parent=window
    )
    for dialog in (check, form):
        dialog.show()
        settle()
        assert (cut_texts(dialog), unnamed_focusable(dialog)) == ([], [])
        assert dialog.width() <= WINDOW.width()
        assert dialog.height() <= WINDOW.height()
