"""The list of those who sign, for the hand at a meeting: type a name to find it, one key to record it."""

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QScrollArea
from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.signing.sign_up import JOINED, LEFT, SignatureLine
from aip_desktop.models.signatures import CHAIRS, COUNCIL, ELECTRONIC, PAPER
from aip_desktop.ui.theme import theme
from aip_desktop.ui.theme.palette import Tone
from aip_desktop.ui.widgets.pill import Pill
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.wording import count, day_short

METHODS = ((PAPER, "On paper"), (ELECTRONIC, "Electronically"))
COLUMNS = (
    Column("Party", stretch=True),
    Column("State", "pill"),
    Column("Signatory", hint="Who signed; in brackets who is expected to"),
    Column("Signed on", "date"),
    Column("How"),
    Column("Sent"),
    Column("Reminded"),
)
TONES: dict[str, Tone] = {
    "Signed": "ok",
    "Declined": "bad",
    "Exempt": "off",
    "Left": "off",
    "Reminded": "warn",
    "Sent": "info",
    "Not sent": "info",
}
LEAST = 190  # the height of the list: at large text the page scrolls rather than show two rows
CONTROL = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class SignTable(Table):
    """Space and Enter record the current row (``opened``); letters find a row by the words of its name."""

    named = Signal()  # F2: the name and role of the current row

    def __init__(self) -> None:
        super().__init__(COLUMNS, "Who signs", empty="Nobody is in this state.")
        self.setMinimumHeight(theme.px(LEAST))
        self.history_of: Callable[[Session, str], tuple[str, str] | None] = lambda *_: None
        self._typed, self._since, self._follows = "", QElapsedTimer(), False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """With large text the page scrolls: the list that has the keys is in sight."""
        super().focusInEvent(event)
        QTimer.singleShot(0, self, self._into_sight)  # once the page knows how high it is

    def _into_sight(self) -> None:
        around = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is None or not self.hasFocus():
            return
        if not self._follows:  # the page may grow after this list has the keys
            around.verticalScrollBar().rangeChanged.connect(lambda *_: self._into_sight())
            self._follows = True
        around.ensureWidgetVisible(self, 0, self.fontMetrics().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if event.key() == Qt.Key.Key_F2:
            self.named.emit()
        elif event.key() == Qt.Key.Key_Space and not event.modifiers():
            self._typed = ""
            self._open(self.currentIndex())
        elif text.isalnum() and not event.modifiers() & CONTROL:
            self._find(text)
        else:
            self._typed = ""
            super().keyPressEvent(event)

    def _find(self, letter: str) -> None:
        """Go to the next row with a word that begins with what was typed; the first words of names come first."""
        if not self._since.isValid() or self._since.elapsed() > 2 * QApplication.keyboardInputInterval():
            self._typed = ""
        self._since.start()
        again = self._typed == letter.casefold()
        self._typed = self._typed if again else self._typed + letter.casefold()
        names = [row.cells[0] for row in self._model.rows]
        here = self.currentIndex().row()
        start = here + 1 if len(self._typed) == 1 else here
        order = [*range(max(start, 0), len(names)), *range(max(start, 0))]
        for begins in (_starts, _has_word):
            for place in order:
                if begins(str(names[place]).casefold(), self._typed):
                    self._go_to(place)
                    return


def _starts(name: str, typed: str) -> bool:
    return name.startswith(typed)


def _has_word(name: str, typed: str) -> bool:
    return f" {typed}" in name


def sign_row(line: SignatureLine, edition: int) -> Row:
    """One party in the list."""
    return Row(
        line.key,
        (
            party_name(line),
            Pill(line.state, TONES[line.state]),
            _signatory(line),
            line.signed_on or "",
            _how(line, edition) if line.signed_on else "",
            day_short(line.asked.sent_on) if line.asked.sent_on else "",
            reminded(line),
        ),
    )


def party_name(line: SignatureLine) -> str:
    """A party with what sets it apart."""
    kind = {COUNCIL: " (the council)", CHAIRS: " (the chair)"}.get(line.party, "")
    standing = {JOINED: " · accession", LEFT: " · left"}.get(line.standing, "")
    return f"{line.who}{kind}{standing}"


def signed_by(line: SignatureLine) -> str:
    """Who signed for a party."""
    return ", ".join(part for part in (line.name, line.role) if part) or "Name not recorded"


def reminded(line: SignatureLine) -> str:
    """How often a party was reminded, and when last."""
    if not line.asked.reminders or not line.asked.reminded_on:
        return ""
    times = f"{line.asked.reminders} × " if line.asked.reminders > 1 else ""
    return f"{times}{day_short(line.asked.reminded_on)}"


def _signatory(line: SignatureLine) -> str:
    if line.signed_on:
        return signed_by(line)
    return f"({line.suggested})" if line.suggested else ""


def _how(line: SignatureLine, edition: int) -> str:
    how = dict(METHODS).get(line.method, "")
    how += f", edition {line.edition}" if line.edition != edition else ""
    return f"{how}, {count(line.evidence, 'file')}" if line.evidence else how
