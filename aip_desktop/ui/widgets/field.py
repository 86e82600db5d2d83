"""What all fields share: a label, a hint, a line for what is wrong, and saving when the field is left."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from aip_desktop.errors import Refusal
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.labels import label

T = TypeVar("T")
Save = Callable[[T], object]


class Field(QWidget, Generic[T]):
    """A labelled control that holds a value of one type, or None for blank.

    ``save(value)`` is called when the field is left and its content was changed by hand. If it (or the
    reading of what was typed) raises ``Refusal``, the sentence stands under the field and what was typed
    is kept. ``set_value`` never saves. ``name`` is matched with ``Refusal.field``.
    """

    edited = Signal()  # each change by hand, before it is saved

    def __init__(
        self, title: str, save: Save[T] | None = None, *, hint: str = "", name: str = "", wide: bool = False
    ) -> None:
        super().__init__()
        self.title, self.save, self.wide = title, save, wide
        self.name = name or title.lower().replace(" ", "_")
        self.control = self._control()
        self._stored = self._written()
        self._tried: str | None = None
        self._error = self._error_line()
        self._lay_out(hint)

    # What a tab calls

    def set_value(self, value: T) -> None:
        """Show a stored value; drops what was typed and any error; never saves."""
        self._stored = self._shown(value)
        self._write(self._stored)
        self._tried = None
        self.show_error("")

    def value(self) -> T:
        """Return what is typed, read; raises ``Refusal`` when it cannot be read."""
        return self._read(self._written())

    def is_pending(self) -> bool:
        """Tell whether something was typed that is not stored."""
        return self._written() != self._stored

    def error(self) -> str:
        """Return the sentence under the field, or nothing."""
        return self._error_text.text()

    def show_error(self, sentence: str) -> None:
        """Show what is wrong under the field; an empty sentence takes it away."""
        self._error_text.setText(sentence)
        self._error.setVisible(bool(sentence))
        if self.control.property("wrong") != bool(sentence):
            theme.restyle(self.control, wrong=bool(sentence))
        self.control.setAccessibleDescription(sentence or self._hint)

    def set_read_only(self, why: str) -> None:
        """Switch the field off and say why on it; switch it on with an empty ``why``."""
        self.control.setEnabled(not why)
        self.control.setToolTip(why)
        self.control.setAccessibleDescription(why or self._hint)

    def check(self) -> bool:
        """Tell whether what is typed can be read; says so under the field if not."""
        try:
            self.value()
        except Refusal as refusal:
            self.show_error(refusal.sentence)
            return False
        self.show_error("")
        return True

    def finish(self) -> None:
        """Save what was typed, as on leaving the field; called by the controls."""
        typed = self._written()
        if typed == self._stored:
            self._tried = None
            self.show_error("")
        elif self.save is None:
            self.check()
        elif typed != self._tried:
            self._save(typed)

    def _save(self, typed: str) -> None:
        before, self._stored, self._tried = self._stored, typed, typed
        try:
            value = self._read(typed)
            assert self.save is not None
            self.save(value)
        except Refusal as refusal:
            self._stored = before
            self.show_error(refusal.sentence)
            return
        if self._stored == typed:  # the saving has not shown the stored value anew
            self.set_value(value)

    def restore(self) -> None:
        """Show the stored value again, as Escape does."""
        self._write(self._stored)
        self._tried = None
        self.show_error("")

    # What each kind of field fills in

    def _control(self) -> QWidget:
        raise NotImplementedError

    def _write(self, text: str) -> None:
        raise NotImplementedError

    def _written(self) -> str:
        raise NotImplementedError

    def _read(self, text: str) -> T:
        raise NotImplementedError

    def _shown(self, value: T) -> str:
        raise NotImplementedError

    # The frame around the control

    def _lay_out(self, hint: str) -> None:
        self._hint = hint
        self.caption = label(self.title, "label")
        self.caption.setBuddy(self.control)
        self.control.setAccessibleName(self.title)
        self.control.setAccessibleDescription(hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(self.caption)
        column.addWidget(self.control)
        column.addWidget(self._error)
        if hint:
            column.addWidget(label(hint, "hint"))
        column.addStretch()
        self.setFocusProxy(self.control)

    def _error_line(self) -> QWidget:
        widget = QWidget()
        row = QHBoxLayout(widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(6))
        sign = QLabel()
        theme.put_icon(sign, "circle-alert", "tone:bad", 16)
        self._error_text = label("", "error")
        row.addWidget(sign)
        row.addWidget(self._error_text, 1)
        widget.setVisible(False)
        return widget
