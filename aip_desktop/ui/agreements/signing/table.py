"""The list of those who sign, for the hand at a meeting: type a name to find it, Enter records it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QScrollArea, QWidget
from sqlalchemy.orm import Session

from aip_desktop.domain.agreements.signing.sign_up import PartyStanding, SignatureLine
from aip_desktop.models.signatures import METHODS, SIGNATURE, PartyKind
from aip_desktop.ui.theme import theme
from aip_desktop.ui.theme.palette import Tone
from aip_desktop.ui.widgets.pill import Pill
from aip_desktop.ui.widgets.table import Table
from aip_desktop.ui.widgets.table_model import Column, Row
from aip_desktop.wording import count, day_short

COLUMNS = (
    Column("Party", stretch=True),
    Column("State", "pill"),
    Column("Signatory", hint="Who signed; in brackets who is expected to"),
    Column("Signed on", "date"),
    Column(SIGNATURE["method"].label),
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


class SignTable(Table):
    """Enter records the current row (``opened``) and nothing else does; what is typed finds a row by its name."""

    named = Signal()  # F2: the name and role of the current row
    spaced = Signal()  # Space, while nothing is being typed
    shows_typed = False

    def __init__(self) -> None:
        super().__init__(COLUMNS, "Who signs", empty="Nobody is in this state.")
        self.setMinimumHeight(theme.px(LEAST))
        self.history_of: Callable[[Session, str], tuple[str, str] | None] = lambda *_: None
        self._follows = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Scroll the page where text is large: the list that has the keys is in sight."""
        super().focusInEvent(event)
        QTimer.singleShot(0, self, self._into_sight)  # once the page knows how high it is

    def keep_in_sight(self, above: QWidget) -> None:
        """Scroll the page so that its current row is seen, and what stands above it if both have room."""
        around = self._around()
        inside = around.widget() if around is not None else None
        if around is None or inside is None:
            return
        row = self.visualRect(self.currentIndex())
        foot = self.viewport().mapTo(inside, row.bottomLeft())
        around.ensureWidgetVisible(above, 0, self.fontMetrics().height() // 2)
        around.ensureVisible(0, foot.y(), 0, self.fontMetrics().height())

    def _around(self) -> QScrollArea | None:
        around = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        return around

    def _into_sight(self) -> None:
        around = self._around()
        if around is None or not self.hasFocus():
            return
        if not self._follows:  # the page may grow after this list has the keys
            around.verticalScrollBar().rangeChanged.connect(lambda *_: self._into_sight())
            self._follows = True
        around.ensureWidgetVisible(self, 0, self.fontMetrics().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2:
            self.named.emit()
        elif event.key() == Qt.Key.Key_Space and not self.ahead.takes(event):
            self.spaced.emit()
        else:
            super().keyPressEvent(event)


def sign_row(line: SignatureLine, edition: int) -> Row:
    """Return one party in the list."""
    return Row(
        line.key,
        (
            party_name(line),
            Pill(line.state, TONES[line.state]),
            _signatory(line),
            line.signed_on or "",
            _how(line, edition) if line.signed_on else "",
            day_short(line.request.sent_on) if line.request.sent_on else "",
            reminded(line),
        ),
    )


def party_name(line: SignatureLine) -> str:
    """Return a party with what sets it apart."""
    kind, standing = _BESIDE_NAME.get(line.party, ""), _BESIDE_NAME.get(line.standing, "")
    return f"{line.who}{kind}{standing}"


_BESIDE_NAME: dict[str, str] = {
    PartyKind.COUNCIL: " (the council)",
    PartyKind.CHAIR: " (the chair)",
    PartyStanding.JOINED: " · accession",
    PartyStanding.LEFT: " · left",
}


def signed_by(line: SignatureLine) -> str:
    """Return who signed for a party."""
    return ", ".join(part for part in (line.name, line.role) if part) or "Name not recorded"


def reminded(line: SignatureLine) -> str:
    """Return how often a party was reminded, and when last."""
    if not line.request.reminders or not line.request.reminded_on:
        return ""
    times = f"{line.request.reminders} × " if line.request.reminders > 1 else ""
    return f"{times}{day_short(line.request.reminded_on)}"


def _signatory(line: SignatureLine) -> str:
    if line.signed_on:
        return signed_by(line)
    return f"({line.suggested})" if line.suggested else ""


def _how(line: SignatureLine, edition: int) -> str:
    how = METHODS.get(line.method, "")
    how += f", edition {line.edition}" if line.edition != edition else ""
    return f"{how}, {count(line.evidence, 'file')}" if line.evidence else how
