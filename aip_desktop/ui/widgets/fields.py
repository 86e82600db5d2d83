"""The fields of a form, one class for each kind of value; they save when they are left."""

from collections.abc import Hashable, Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtWidgets import QSizePolicy, QWidget

from aip_desktop import wording
from aip_desktop.clock import today
from aip_desktop.ui.theme import theme
from aip_desktop.ui.widgets.controls import Choice, Entry, LongEntry, Tick
from aip_desktop.ui.widgets.field import Field, Save, T
from aip_desktop.ui.widgets.offered import Offered


class _LineField(Field[T]):
    """A field of one line of text, whatever it is read as."""

    letters = 0  # a width to keep to, where the content has one

    def _control(self) -> QWidget:
        self.entry = Entry(self.finish, self.restore)
        self.entry.textEdited.connect(lambda _: self.edited.emit())
        if self.letters:
            self.entry.setMaximumWidth(
                self.entry.fontMetrics().averageCharWidth() * self.letters + theme.px(40)
            )
            self.entry.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return self.entry

    def _write(self, text: str) -> None:
        if self.entry.text() != text:
            self.entry.setText(text)
        self.entry.setCursorPosition(0)
        self.entry.setModified(False)

    def _written(self) -> str:
        return self.entry.text()


class TextField(_LineField[str]):
    """One line of text; blank is "". What is stored is for the saving to decide (see wording.tidy)."""

    def set_suggestions(self, words: Sequence[str]) -> None:
        """Offer these while typing, by any part of them; anything else may be typed too."""
        self.entry.setCompleter(Offered(words, self.entry))

    def _read(self, text: str) -> str:
        return text

    def _shown(self, value: str) -> str:
        return value.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")


class LongTextField(Field[str]):
    """Several lines of text; saved when left and on Ctrl+Enter."""

    def __init__(
        self,
        title: str,
        save: Save[str] | None = None,
        *,
        hint: str = "",
        name: str = "",
        wide: bool = True,
        lines: int = 3,
    ) -> None:
        self._lines = lines
        super().__init__(title, save, hint=hint, name=name, wide=wide)

    def _control(self) -> QWidget:
        self.entry = LongEntry(self.finish, self.restore, self._lines)
        self.entry.textChanged.connect(self.edited)
        return self.entry

    def _write(self, text: str) -> None:
        if self._written() != text:
            self.entry.blockSignals(True)
            self.entry.setPlainText(text)
            self.entry.blockSignals(False)
        self.entry.document().setModified(False)

    def _written(self) -> str:
        return self.entry.toPlainText()

    def _read(self, text: str) -> str:
        return text

    def _shown(self, value: str) -> str:
        return value


class DateField(_LineField[date | None]):
    """A date, typed as people type it; shown as "1 April 2022"; blank is None."""

    letters = 24

    def _read(self, text: str) -> date | None:
        return wording.read_date(text, today()) if text.strip() else None

    def _shown(self, value: date | None) -> str:
        return wording.day(value) if value else ""


class MoneyField(_LineField[Decimal | None]):
    """Pounds and pence; blank is None, which is never nought."""

    letters = 20

    def _read(self, text: str) -> Decimal | None:
        return wording.read_pounds(text) if text.strip() else None

    def _shown(self, value: Decimal | None) -> str:
        return "" if value is None else wording.pounds(value)


class CountField(_LineField[int | None]):
    """A whole number of things; blank is None, which is never nought."""

    letters = 10

    def _read(self, text: str) -> int | None:
        return wording.read_count(text)

    def _shown(self, value: int | None) -> str:
        return "" if value is None else wording.number(value)


class ChoiceField(Field[Hashable]):
    """One of ``choices``, pairs of value and words; saved when one is picked.

    A value that is not among them is shown as ``unknown``, and stays until another is picked.
    """

    def __init__(
        self,
        title: str,
        choices: Sequence[tuple[Hashable, str]],
        save: Save[Hashable] | None = None,
        *,
        hint: str = "",
        name: str = "",
        unknown: str = "Not recorded",
    ) -> None:
        self._unknown = unknown
        self._other: Hashable = None
        self._values: list[Hashable] = []
        super().__init__(title, save, hint=hint, name=name)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[Hashable, str]]) -> None:
        """Offer other choices; the one shown stays if it is among them."""
        before = self.value()
        self._values = [value for value, _ in choices]
        self.entry.clear()
        self.entry.addItems([words for _, words in choices])
        self.set_value(before)

    def _control(self) -> QWidget:
        self.entry = Choice()
        self.entry.activated.connect(self._picked)
        return self.entry

    def _picked(self) -> None:
        self.edited.emit()
        self.finish()

    def _write(self, text: str) -> None:
        self.entry.setPlaceholderText(self._unknown)
        self.entry.setCurrentIndex(int(text))

    def _written(self) -> str:
        return str(self.entry.currentIndex())

    def _read(self, text: str) -> Hashable:
        place = int(text)
        return self._values[place] if 0 <= place < len(self._values) else self._other

    def _shown(self, value: Hashable) -> str:
        if value in self._values:
            return str(self._values.index(value))
        self._other = value
        return "-1"


class TickField(Field[bool]):
    """A box to tick, with its label beside it; saved at once."""

    def _control(self) -> QWidget:
        self.entry = Tick(self.title.replace("&", "&&"))
        self.entry.clicked.connect(self._picked)
        return self.entry

    def _lay_out(self, hint: str) -> None:
        super()._lay_out(hint)
        keeping = self.caption.sizePolicy()  # so that the box stands level with the control beside it
        keeping.setRetainSizeWhenHidden(True)
        self.caption.setSizePolicy(keeping)
        self.caption.hide()

    def _picked(self) -> None:
        self.edited.emit()
        self.finish()

    def _write(self, text: str) -> None:
        self.entry.setChecked(text == "yes")

    def _written(self) -> str:
        return "yes" if self.entry.isChecked() else "no"

    def _read(self, text: str) -> bool:
        return text == "yes"

    def _shown(self, value: bool) -> str:
        return "yes" if value else "no"
