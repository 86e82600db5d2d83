"""The geometry of charts, against its rules; and the chart in words."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from aip_desktop.charts import BarChart, Series, draw, round_top
from aip_desktop.ui.widgets.chart import Chart

MONEY = st.none() | st.decimals(0, 10**7, places=2)
CHARTS = st.integers(1, 5).flatmap(
    lambda places: st.builds(
        BarChart,
        st.just("Title"),
        st.just(tuple(map(str, range(places)))),
        st.lists(st.builds(Series, st.just("a"), st.tuples(*[MONEY] * places)), min_size=1, max_size=4).map(
            tuple
        ),
        st.booleans(),
    )
)


@given(CHARTS)
def test_bars_stand_in_the_drawing_and_are_as_high_as_their_values(chart: BarChart) -> None:
    drawing = draw(chart, 600, 300)
    top = float(drawing.lines[-1].value)
    for bar in drawing.bars:
        assert bar.value == chart.series[bar.series].values[bar.place]
        assert bar.height == pytest.approx(float(bar.value) / top * 300)
        assert bar.x >= -0.01
        assert bar.x + bar.width <= 600.01
        assert bar.y >= -0.01
        assert bar.y + bar.height <= 300.01
    known = sum(value is not None for one in chart.series for value in one.values)
    assert len(drawing.bars) == known


@given(CHARTS)
def test_stacks_touch_and_groups_do_not_overlap(chart: BarChart) -> None:
    drawing = draw(chart, 600, 300)
    for place in range(len(chart.labels)):
        bars = [bar for bar in drawing.bars if bar.place == place]
        for below, above in pairwise(bars):
            if chart.stacked:
                assert above.y + above.height == pytest.approx(below.y)
            else:
                assert above.x >= below.x + below.width


@given(st.decimals(Decimal("0.01"), 10**9, places=2))
def test_the_top_is_round_and_not_far(highest: Decimal) -> None:
    top = round_top(highest)
    assert highest <= top <= highest * Decimal("1.7")
    assert top / 4 * 4 == top


def test_round_tops() -> None:
    assert round_top(Decimal(5_056_000)) == 6_000_000
    assert round_top(Decimal(0)) == 4


def test_a_chart_is_read_out(qtbot: QtBot) -> None:
    series = (Series("Base", (Decimal(100), None)), Series("Intensive support", (Decimal(50), Decimal(1))))
    chart = Chart(BarChart("Allocation", ("East", "West"), series, stacked=True))
    qtbot.addWidget(chart)
    assert chart.accessibleName() == "Allocation"
    assert chart.accessibleDescription() == (
        "East: Base £100.00, Intensive support £50.00. West: Base not known, Intensive support £1.00"
    )
    chart.resize(500, 250)
    image = chart.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(0, 500, 5) for y in range(60, 220, 5)}
    assert len(colours) > 3
