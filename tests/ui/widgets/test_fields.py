"""Fields: they save when left and only then, keep what was refused, and never change by accident."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from aip_desktop import wording
from aip_desktop.errors import Refusal
from aip_desktop.ui.widgets.field import Field
from aip_desktop.ui.widgets.fields import (
    ChoiceField,
    CountField,
    DateField,
    LongTextField,
    MoneyField,
    TextField,
    TickField,
)
from aip_desktop.ui.widgets.form import Form

Shown = Callable[[Field[Any]], Field[Any]]


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    """Shows a field beside a line to move on to, as in a form."""

    kept: list[QWidget] = []

    def show(field: Field[Any]) -> Field[Any]:
        around = QWidget()
        kept.append(around)
        qtbot.addWidget(around)
        column = QVBoxLayout(around)
        column.addWidget(field)
        column.addWidget(QLineEdit())
        around.show()
        around.activateWindow()
        field.control.setFocus()
        QApplication.processEvents()
        return field

    return show


def leave(field: Field[Any]) -> None:
    siblings = field.parentWidget().findChildren(QLineEdit)  # type: ignore[union-attr]
    siblings[-1].setFocus()
    QApplication.processEvents()


@pytest.mark.parametrize(
    ("kind", "typed", "value", "then"),
    [
        (TextField, "Ash Bank", "Ash Bank", "Ash Bank"),
        (DateField, "1/4/22", date(2022, 4, 1), "1 April 2022"),
        (MoneyField, "5.056m", Decimal("5056000"), "£5,056,000.00"),
        (CountField, "1,270", 1270, "1,270"),
        (CountField, "0", 0, "0"),
    ],
)
def test_a_line_is_saved_when_left_and_not_before(
    qtbot: QtBot, shown: Shown, kind: type[Field[Any]], typed: str, value: object, then: str
) -> None:
    saved: list[object] = []
    field = shown(kind("Label", saved.append))
    qtbot.keyClicks(field.control, typed)
    assert saved == []
    leave(field)
    assert saved == [value]
    assert field.control.text() == then  # type: ignore[attr-defined]
    field.control.setFocus()
    leave(field)
    assert saved == [value], "nothing was changed, so nothing is saved again"


@pytest.mark.parametrize("kind", [DateField, MoneyField, CountField])
def test_blank_is_none(qtbot: QtBot, shown: Shown, kind: type[Field[Any]]) -> None:
    saved: list[object] = []
    field = shown(kind("Label", saved.append))
    field.set_value({DateField: date(2022, 4, 1), MoneyField: Decimal(1), CountField: 1}[kind])
    field.control.clear()  # type: ignore[attr-defined]
    qtbot.keyClick(field.control, Qt.Key.Key_Return)
    assert saved == [None]


def test_showing_a_value_never_saves(shown: Shown) -> None:
    saved: list[object] = []
    fields: list[tuple[Field[Any], object]] = [
        (TextField("A", saved.append), "x"),
        (LongTextField("B", saved.append), "x\ny"),
        (DateField("C", saved.append), date(2022, 4, 1)),
        (MoneyField("D", saved.append), Decimal("1.5")),
        (CountField("E", saved.append), 3),
        (ChoiceField("F", [(1, "one"), (2, "two")], saved.append), 2),
        (TickField("G", saved.append), True),
    ]
    for field, value in fields:
        shown(field)
        field.set_value(value)
        leave(field)
        assert field.value() == value
        assert not field.is_pending()
    assert saved == []


def test_a_refusal_stands_by_the_field_and_what_was_typed_stays(qtbot: QtBot, shown: Shown) -> None:
    tried: list[object] = []

    def refuse(value: object) -> None:
        tried.append(value)
        raise Refusal("The end is before the start.")

    field = shown(DateField("Ends on", refuse, hint="The last day"))
    qtbot.keyClicks(field.control, "31/3/21")
    leave(field)
    assert field.error() == "The end is before the start."
    assert field.control.text() == "31/3/21"  # type: ignore[attr-defined]
    assert field.control.accessibleDescription() == field.error()
    field.control.setFocus()
    leave(field)
    assert len(tried) == 1, "the same text is not tried again"
    qtbot.keyClick(field.control, Qt.Key.Key_Escape)
    assert field.control.text() == ""  # type: ignore[attr-defined]
    assert field.error() == ""
    assert field.control.accessibleDescription() == "The last day"


def test_what_cannot_be_read_is_not_saved(qtbot: QtBot, shown: Shown) -> None:
    saved: list[object] = []
    field = shown(MoneyField("Total", saved.append))
    qtbot.keyClicks(field.control, "a lot")
    leave(field)
    assert "a lot" in field.error()
    assert saved == []
    field.control.setFocus()
    field.control.clear()  # type: ignore[attr-defined]
    qtbot.keyClicks(field.control, "12")
    leave(field)
    assert saved == [Decimal(12)]
    assert field.error() == ""


def test_long_text_is_saved_on_leaving_and_on_ctrl_enter(qtbot: QtBot, shown: Shown) -> None:
    saved: list[object] = []
    field = shown(LongTextField("Notes", saved.append))
    qtbot.keyClicks(field.control, "One")
    qtbot.keyClick(field.control, Qt.Key.Key_Return)
    assert saved == []
    qtbot.keyClick(field.control, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert saved == ["One\n"]
    qtbot.keyClicks(field.control, "two")
    leave(field)
    assert saved == ["One\n", "One\ntwo"]


def test_a_choice_changes_only_when_picked(qtbot: QtBot, shown: Shown) -> None:
    saved: list[object] = []
    field = shown(ChoiceField("Area", [("e", "East"), ("w", "West")], saved.append))
    field.set_value("e")
    box = field.control
    at = QPointF(5, 5)
    wheel = QWheelEvent(
        at, at, QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(box, wheel)
    assert (saved, field.value()) == ([], "e")
    qtbot.keyClick(box, Qt.Key.Key_Down)
    view = box.view()  # type: ignore[attr-defined]
    assert view.isVisible()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert saved == []
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert saved == ["w"]


def test_a_choice_keeps_a_value_it_does_not_offer() -> None:
    field = ChoiceField("Area", [("e", "East")])
    field.set_value("gone")
    assert field.value() == "gone"
    field.set_choices([("gone", "Gone"), ("e", "East")])
    assert field.value() == "gone"


def test_a_tick_is_saved_at_once(qtbot: QtBot, shown: Shown) -> None:
    saved: list[object] = []
    field = shown(TickField("Seen", saved.append))
    field.set_value(False)
    qtbot.keyClick(field.control, Qt.Key.Key_Space)
    assert saved == [True]


def test_the_stored_value_shows_after_saving(qtbot: QtBot, shown: Shown) -> None:
    """Saving refreshes the form: what is shown is what is stored, not what was typed."""
    stored = {"name": ""}
    field: TextField
    form: Form

    def save(text: str) -> None:
        stored["name"] = wording.tidy(text)
        form.show_record(1, {field: stored["name"]})

    field = TextField("Name", save)
    form = Form(field)
    form.show_record(1, {field: ""})
    shown(field)
    qtbot.keyClicks(field.control, "  Ash   Bank ")
    leave(field)
    assert field.value() == "Ash Bank"
    assert not field.is_pending()


def test_a_form_keeps_what_was_refused_for_the_same_record_only(qtbot: QtBot, shown: Shown) -> None:
    field = CountField("Pupils", lambda _: None)
    form = Form(field)
    form.show_record("one", {field: None})
    shown(field)
    qtbot.keyClicks(field.control, "many")
    leave(field)
    form.show_record("one", {field: None})
    assert field.control.text() == "many"  # type: ignore[attr-defined]
    assert field.error()
    form.show_record("two", {field: None})
    assert field.control.text() == ""  # type: ignore[attr-defined]
    assert field.error() == ""


def test_a_form_shows_a_refusal_at_the_field_it_names() -> None:
    starts, ends = DateField("Starts on"), DateField("Ends on")
    form = Form(starts, ends)
    assert form.show_refusal(Refusal("The end is before the start.", "ends_on"))
    assert (starts.error(), ends.error()) == ("", "The end is before the start.")
    assert not form.show_refusal(Refusal("Something else."))


def test_naughty_strings_come_back_as_they_went(qtbot: QtBot, shown: Shown, naughty: tuple[str, ...]) -> None:
    saved: list[str] = []
    line, text = TextField("Name", saved.append), LongTextField("Notes", saved.append)
    shown(line)
    shown(text)
    for string in naughty:
        kept = wording.tidy(string)
        line.set_value(kept)
        assert line.value() == kept
        paragraphs = wording.tidy_paragraphs(string)
        text.set_value(paragraphs)
        assert text.value() == paragraphs
        line.entry.setText(string)
        line.finish()
        assert not saved or wording.tidy(saved.pop()) == kept
    assert line.caption.textFormat() == Qt.TextFormat.PlainText
