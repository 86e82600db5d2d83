"""The look of the whole program: colours, letters, text size and icons, switched while it runs.

The one thing here that is kept for the whole process is the look in use, as Qt keeps its palette and font.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, cast
from weakref import WeakSet

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QFont, QFontDatabase, QFontMetricsF, QIcon, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from shiboken6 import isValid

from aip_desktop.paths import resources
from aip_desktop.ui.theme.palette import DARK, LIGHT, Colours, Tone
from aip_desktop.ui.theme.style import rules

Mode = Literal["auto", "light", "dark"]
POINT = 10.0  # ordinary text at 100 %
SCALES = (1.0, 1.1, 1.25, 1.5, 1.75, 2.0)

FUSION = "is_fusion"  # set on an application that was started in this style
_ICON, _INK, _SIZE = (
    "icon_name",
    "icon_ink",
    "icon_size",
)  # how a button remembers its icon, to redraw it in new colours


@dataclass(slots=True)
class _Look:
    colours: Colours = LIGHT
    mode: Mode = "light"
    scale: float = 1.0
    unit: float = 1.0  # how much larger the letters stand than those the lengths were drawn for
    has_letters: bool = False
    watched: bool = False
    icons: dict[tuple[str, str, int, int], QIcon] = field(default_factory=dict)


_look = _Look()
_with_icons: WeakSet[QAbstractButton | QAction | QLabel] = WeakSet()  # to be redrawn when the colours change


def apply(app: QApplication, mode: Mode = "auto", scale: float = 1.0) -> None:
    """Dress the program: ``mode`` auto, light or dark; ``scale`` is the text size from 1.0 to 2.0."""
    _look.mode, _look.scale = mode, min(max(scale, SCALES[0]), SCALES[-1])
    _tell_system(app, mode)
    _look.colours = DARK if _wants_dark(app, mode) else LIGHT
    _look.icons.clear()
    if not app.property(FUSION):
        app.setStyle("Fusion")
        app.setProperty(FUSION, True)
    app.setFont(_letters())
    _look.unit = QFontMetricsF(app.font()).height() / 16
    app.setPalette(_palette(_look.colours))
    app.setStyleSheet(rules(_look.colours, px, POINT * _look.scale))
    _redraw_icons()


@contextmanager
def dressed_after(app: QApplication) -> Iterator[None]:
    """Build the first window inside this: the style rules are then worked out once, not at every step."""
    sheet = app.styleSheet() if not app.topLevelWidgets() else ""
    if sheet:
        app.setStyleSheet("")
    try:
        yield
    finally:
        if sheet:
            app.setStyleSheet(sheet)


def colours() -> Colours:
    """Return the colours in use."""
    return _look.colours


def mode() -> Mode:
    """Return what was asked for: auto, light or dark."""
    return _look.mode


def scale() -> float:
    """Return the text size in use: 1.0 is 100 %."""
    return _look.scale


def px(length: float) -> int:
    """Return a length drawn for ordinary text, in pixels at the text size in use."""
    return max(1, round(length * _look.unit)) if length else 0


def icon(name: str, ink: str = "muted", size: float = 18) -> QIcon:
    """Return one of the icons in ``resources/icons`` in a colour of the look, sharp on ordinary and fine screens.

    ``ink`` is the name of a colour: "muted", "text", "accent", "on_fill", or of a tone: "tone:bad".
    """
    return _kept_icon(name, _ink(ink), px(size), 0)


def put_icon(
    target: QAbstractButton | QAction | QLabel, name: str, ink: str = "muted", size: float = 18
) -> None:
    """Give a button, an action or a label an icon that changes colour with the look."""
    _with_icons.add(target)
    target.setProperty(_ICON, name)
    target.setProperty(_INK, ink)
    target.setProperty(_SIZE, size)
    if isinstance(target, QLabel):
        picture = icon(name, ink, size)
        target.setPixmap(picture.pixmap(QSize(px(size), px(size)), target.devicePixelRatioF()))
    elif isinstance(target, QAbstractButton):
        gap = px(5) if target.text() else 0  # Qt leaves too little between icon and words
        target.setIcon(_kept_icon(name, _ink(ink), px(size), gap))
        target.setIconSize(QSize(px(size) + gap, px(size)))
    else:
        target.setIcon(icon(name, ink, size))


def restyle(widget: QWidget, **properties: object) -> None:
    """Set the properties that the style rules look at, and let them take effect at once."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def _tell_system(app: QApplication, wanted: Mode) -> None:
    """Let title bars and system dialogs follow; with ``auto`` we follow the system, also when it changes."""
    hints = app.styleHints()
    schemes = {"auto": Qt.ColorScheme.Unknown, "light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    hints.setColorScheme(schemes[wanted])
    if not _look.watched:
        _look.watched = True
        hints.colorSchemeChanged.connect(lambda: _follow_system(app))


def _follow_system(app: QApplication) -> None:
    if _look.mode == "auto" and _wants_dark(app, "auto") != _look.colours.is_dark:
        apply(app, "auto", _look.scale)


def _wants_dark(app: QApplication, wanted: Mode) -> bool:
    if wanted == "auto":
        return app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return wanted == "dark"


def _letters() -> QFont:
    """Return Inter, if it came with the program, else what the system has."""
    if not _look.has_letters:
        for path in sorted((resources() / "fonts").glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(path))
        _look.has_letters = True
    font = QFont("Inter") if "Inter" in QFontDatabase.families() else QFont()
    font.setPointSizeF(POINT * _look.scale)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def figures(font: QFont) -> QFont:
    """Return the same letters with figures of one width, so that columns of money line up."""
    new_font = QFont(font)
    new_font.setFeature(QFont.Tag("tnum"), 1)
    return new_font


def _palette(c: Colours) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for colour, roles in (
        (c.ground, (role.Window,)),
        (c.card, (role.Base, role.Button, role.ToolTipBase, role.Light)),
        (c.hover, (role.AlternateBase,)),
        (c.text, (role.Text, role.WindowText, role.ButtonText, role.ToolTipText, role.BrightText)),
        (c.muted, (role.PlaceholderText,)),
        (c.accent, (role.Highlight, role.Link, role.Accent, role.LinkVisited)),
        (c.on_accent, (role.HighlightedText,)),
        (c.border, (role.Mid, role.Midlight)),
        (c.control, (role.Dark, role.Shadow)),
    ):
        for one in roles:
            palette.setColor(one, QColor(colour))
    for one in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, QColor(c.muted))
    return palette


def _ink(ink: str) -> str:
    kind, _, tone = ink.partition(":")
    return _look.colours.tones[cast("Tone", tone)][1] if kind == "tone" else str(getattr(_look.colours, ink))


def _kept_icon(name: str, colour: str, size: int, gap: int) -> QIcon:
    key = (name, colour, size, gap)
    if key not in _look.icons:
        _look.icons[key] = _drawn(*key)
    return _look.icons[key]


def _drawn(name: str, colour: str, size: int, gap: int) -> QIcon:
    """Return the SVG painted at one and two pixels a point; in the accent for the tab that is in front."""
    from PySide6.QtGui import QPainter, QPixmap  # not before the first paint
    from PySide6.QtSvg import QSvgRenderer

    new_icon = QIcon()
    source = (resources() / "icons" / f"{name}.svg").read_text("utf-8")
    source = re.sub(r'stroke-width="2"', 'stroke-width="1.75"', source)
    for state, ink in ((QIcon.State.Off, colour), (QIcon.State.On, _look.colours.accent)):
        renderer = QSvgRenderer(QByteArray(source.replace("currentColor", ink).encode()))
        for fine in (1, 2):
            pixmap = QPixmap((size + gap) * fine, size * fine)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            renderer.render(painter, QRectF(0, 0, size * fine, size * fine))
            painter.end()
            pixmap.setDevicePixelRatio(fine)
            new_icon.addPixmap(pixmap, QIcon.Mode.Normal, state)
    return new_icon


def _redraw_icons() -> None:
    for target in list(_with_icons):
        if isValid(target):
            name, ink, size = (target.property(one) for one in (_ICON, _INK, _SIZE))
            put_icon(target, str(name), str(ink), size)
