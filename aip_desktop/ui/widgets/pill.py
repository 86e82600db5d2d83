"""A state in words on a coloured ground: the words carry the meaning, the colour only helps."""

from dataclasses import dataclass

from PySide6.QtWidgets import QLabel, QSizePolicy

from aip_desktop.ui.theme import theme
from aip_desktop.ui.theme.palette import Tone
from aip_desktop.ui.widgets.labels import label


@dataclass(frozen=True, slots=True)
class Pill:
    """A state as a table cell or a label shows it: tone ok, warn, bad, info or off. ``why`` is its tip in a table."""

    text: str
    tone: Tone = "off"
    why: str = ""


def pill_label(pill: Pill) -> QLabel:
    """Return a label that shows a state; change it with ``show_pill``."""
    caption = label(wrap=False)
    caption.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    show_pill(caption, pill)
    return caption


def show_pill(target: QLabel, pill: Pill) -> None:
    """Let a label made by ``pill_label`` show another state."""
    target.setText(pill.text)
    theme.restyle(target, tone=pill.tone)
