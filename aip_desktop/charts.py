"""The geometry of a bar chart: a pure function from values to rectangles, without Qt."""

from dataclasses import dataclass
from decimal import Decimal

Value = Decimal | int | None
LINES = 4  # grid lines above the base line
WIDEST_BAR = 0.4  # of the room for one group, where bars stand side by side
WIDEST_STACK = 0.46


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a chart; a value for each label, None where it is not known."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class BarChart:
    """What a chart shows: ``labels`` along the foot, and for each one bar per series, or one stack."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    stacked: bool = False

    def total(self, place: int) -> Value:
        """Return the sum of what is known at a label; None if nothing is."""
        known = [value for one in self.series if (value := one.values[place]) is not None]
        return sum(known, start=Decimal(0)) if known else None


@dataclass(frozen=True, slots=True)
class Bar:
    """One rectangle; y runs downwards from the top of the drawing."""

    place: int
    series: int
    x: float
    y: float
    width: float
    height: float
    value: Decimal | int
    is_top: bool  # the outermost of its stack, or a bar on its own


@dataclass(frozen=True, slots=True)
class GridLine:
    """A level line across the drawing."""

    y: float
    value: Decimal


@dataclass(frozen=True, slots=True)
class Drawing:
    """Where everything stands; ``centres`` are the x of the labels."""

    bars: tuple[Bar, ...]
    lines: tuple[GridLine, ...]
    centres: tuple[float, ...]


def draw(chart: BarChart, width: float, height: float) -> Drawing:
    """Lay the chart out in an area of this size. Values below nought stand as nought."""
    top = round_top(_highest(chart))
    lines = tuple(GridLine(height - height * k / LINES, top * k / LINES) for k in range(LINES + 1))
    room = width / max(1, len(chart.labels))
    centres = tuple(room * (place + 0.5) for place in range(len(chart.labels)))
    scale = height / float(top)
    bars = [
        bar
        for place, centre in enumerate(centres)
        for bar in (_stack if chart.stacked else _group)(chart, place, centre, room, height, scale)
    ]
    return Drawing(tuple(bars), lines, centres)


def round_top(highest: Decimal) -> Decimal:
    """Return the next round number that four even steps lead up to: 5,056,000 gives 6,000,000."""
    if highest <= 0:
        return Decimal(LINES)
    unit = Decimal(1).scaleb(highest.adjusted() - 1)
    for step in (4, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 60, 80, 100):
        if step * unit >= highest:
            return step * unit
    return 120 * unit


def _highest(chart: BarChart) -> Decimal:
    if chart.stacked:
        values = [chart.total(place) for place in range(len(chart.labels))]
    else:
        values = [value for one in chart.series for value in one.values]
    return max((Decimal(value) for value in values if value is not None), default=Decimal(0))


def _group(chart: BarChart, place: int, centre: float, room: float, height: float, scale: float) -> list[Bar]:
    count = len(chart.series)
    gap = 3.0
    wide = max(2.0, min(44.0, room * min(WIDEST_BAR, 0.8 / count)))
    left = centre - (count * wide + (count - 1) * gap) / 2
    bars = []
    for number, one in enumerate(chart.series):
        value = one.values[place]
        if value is not None:
            tall = max(0.0, float(value)) * scale
            bars.append(
                Bar(place, number, left + number * (wide + gap), height - tall, wide, tall, value, True)
            )
    return bars


def _stack(chart: BarChart, place: int, centre: float, room: float, height: float, scale: float) -> list[Bar]:
    wide = min(64.0, room * WIDEST_STACK)
    known = [(number, one.values[place]) for number, one in enumerate(chart.series)]
    bars, base = [], height
    last = max((number for number, value in known if value), default=-1)
    for number, value in known:
        if value is not None:
            tall = max(0.0, float(value)) * scale
            base -= tall
            bars.append(Bar(place, number, centre - wide / 2, base, wide, tall, value, number == last))
    return bars
