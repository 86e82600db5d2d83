"""The look: contrast, text size, icons, live switching."""

import re

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from aip_desktop.paths import resources
from aip_desktop.ui.theme import theme
from aip_desktop.ui.theme.palette import DARK, LIGHT, Colours, contrast
from aip_desktop.ui.widgets.labels import button

BOTH = pytest.mark.parametrize("c", [LIGHT, DARK], ids=["light", "dark"])


def test_contrast_of_known_pairs() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1


@BOTH
def test_text_can_be_read(c: Colours) -> None:
    grounds = (c.ground, c.card, c.hover, c.soft)
    pairs = [(ink, ground) for ink in (c.text, c.muted, c.accent) for ground in grounds]
    pairs += [(c.on_accent, c.accent), (c.on_fill, c.fill), (c.on_fill, c.pressed), (c.muted, c.border)]
    pairs += [(ink, ground) for ground, ink in c.tones.values()]
    pairs += [(c.tones["bad"][1], ground) for ground in grounds]
    assert [(pair, contrast(*pair)) for pair in pairs if contrast(*pair) < 4.5] == []


@BOTH
def test_controls_focus_and_bars_can_be_seen(c: Colours) -> None:
    pairs = [(edge, ground) for edge in (c.control, c.accent) for ground in (c.card, c.ground)]
    pairs += [
        (c.text if c.is_dark else c.ground, c.fill),
        (c.fill, c.card),
        *((fill, c.card) for fill in c.series),
    ]
    assert [(pair, contrast(*pair)) for pair in pairs if contrast(*pair) < 3] == []


@pytest.mark.parametrize("scale", theme.SCALES)
def test_letters_and_lengths_grow_together(qapp: QApplication, scale: float) -> None:
    before = theme.px(100)
    theme.apply(qapp, "light", scale)
    assert qapp.font().pointSizeF() == pytest.approx(theme.POINT * scale)
    assert theme.px(100) == pytest.approx(before * scale, rel=0.08)


def test_scale_keeps_to_its_bounds(qapp: QApplication) -> None:
    theme.apply(qapp, "light", 9)
    assert theme.scale() == 2.0
    theme.apply(qapp, "light", 0.1)
    assert theme.scale() == 1.0


def test_a_button_changes_with_the_look(qapp: QApplication, qtbot: QtBot) -> None:
    made = button("Print", "printer")
    qtbot.addWidget(made)
    light = made.icon().pixmap(18, 18).toImage()
    theme.apply(qapp, "dark")
    assert made.icon().pixmap(18, 18).toImage() != light
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.ground
    assert isinstance(made, QPushButton)


def test_every_icon_that_is_asked_for_is_there() -> None:
    sources = (resources().parent / "aip_desktop" / "ui").rglob("*.py")
    asked = {
        name
        for path in sources
        for name in re.findall(r'put_icon\(\w+, "([a-z-]+)"', path.read_text("utf-8"))
    }
    assert asked
    for name in asked:
        assert not theme.icon(name).isNull()
    assert (resources() / "icons" / "LICENSE.txt").is_file()
