"""The colours of the program, light and dark, and how strongly two of them contrast."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Tone = Literal["ok", "warn", "bad", "info", "off"]


@dataclass(frozen=True, slots=True)
class Colours:
    """One set of colours. ``tones`` gives each tone its (ground, ink); ``series`` are the chart's fills."""

    is_dark: bool
    ground: str
    card: str
    hover: str
    soft: str  # a selected row
    border: str  # decoration only
    control: str  # the edge of anything one can type in or press
    text: str
    muted: str
    accent: str
    on_accent: str
    fill: str  # the primary button
    on_fill: str
    pressed: str
    tones: Mapping[Tone, tuple[str, str]]
    series: tuple[str, ...]


LIGHT = Colours(
    is_dark=False,
    ground="#F4F6F7",
    card="#FFFFFF",
    hover="#F0F4F5",
    soft="#E4F1EF",
    border="#DFE4E9",
    control="#7F8B99",
    text="#18212D",
    muted="#55606F",
    accent="#17635F",
    on_accent="#FFFFFF",
    fill="#17635F",
    on_fill="#FFFFFF",
    pressed="#0F4F4B",
    tones={
        "ok": ("#E3F2E6", "#1D5E2C"),
        "warn": ("#FDF0D5", "#7A4B00"),
        "bad": ("#FBE4E2", "#96231B"),
        "info": ("#E4ECF9", "#274B8C"),
        "off": ("#ECEEF1", "#4A5563"),
    },
    series=("#17635F", "#7890A3", "#C77A14", "#4C6FB1", "#8A4F9E", "#6B7785"),
)

DARK = Colours(
    is_dark=True,
    ground="#13171C",
    card="#1B2128",
    hover="#232B34",
    soft="#1D3938",
    border="#2E3741",
    control="#75818F",
    text="#E7EBF0",
    muted="#A6B1BE",
    accent="#6CCBC1",
    on_accent="#0B2220",
    fill="#1F7A72",
    on_fill="#FFFFFF",
    pressed="#1A6A63",
    tones={
        "ok": ("#1D3725", "#9BDBAA"),
        "warn": ("#3D3016", "#F0C876"),
        "bad": ("#43221F", "#F5AAA2"),
        "info": ("#1F3050", "#A9C6F5"),
        "off": ("#2A323B", "#B7C0CB"),
    },
    series=("#6CCBC1", "#76899D", "#E5A550", "#8FADE8", "#C79AD9", "#93A0AE"),
)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2 between two colours written "#RRGGBB": from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[k : k + 2], 16) / 255) for k in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
