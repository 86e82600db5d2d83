"""The line of steps: to scale, in order, and left out where the dates make no line."""

from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from aip_desktop.documents.layout.blocks import Figure
from aip_desktop.documents.pdf.tags import Element
from aip_desktop.documents.term_chart import bars, ladder_figure
from aip_desktop.domain.agreements.agreement_statement import AgreementPaper
from aip_desktop.domain.agreements.ladder import Rung


def _ladder(lengths: list[int], first: date = date(2022, 4, 1)) -> list[Rung]:
    rungs = []
    for number, days in enumerate(lengths):
        rungs.append(Rung(number, f"Step {number}", first, first + timedelta(days - 1), "Available"))
        first += timedelta(days)
    return rungs


@given(st.lists(st.integers(1, 800), min_size=1, max_size=12))
def test_each_step_is_as_long_as_its_days(lengths: list[int]) -> None:
    steps = bars(_ladder(lengths))
    assert steps[0].begins == 0
    assert steps[-1].ends == 1
    for step, days in zip(steps, lengths, strict=True):
        assert abs((step.ends - step.begins) * sum(lengths) - days) < 1e-6


def test_dates_that_make_no_line_are_not_drawn() -> None:
    good = _ladder([365, 365])
    overlapping = [good[0], Rung(1, "Option 1", good[0].ends_on, good[1].ends_on, "")]
    backwards = [Rung(0, "Initial term", good[0].ends_on, good[0].starts_on, "")]
    assert bars(overlapping) == bars(backwards) == bars([]) == []
    assert ladder_figure(Element("Document"), overlapping, good[0].ends_on, 400) is None
    assert ladder_figure(Element("Document"), good[:1], good[0].ends_on, 400) is None


def test_the_words_say_every_step(paper_with: Callable[..., AgreementPaper]) -> None:
    paper = paper_with()
    figure = ladder_figure(Element("Document"), paper.ladder, paper.ends_on, 400)
    assert isinstance(figure, Figure)
    assert "Initial term from 1 April 2022 to 31 March 2023 (In force)" in figure.words
    assert figure.words.endswith("Option 4 from 1 April 2026 to 31 March 2027 (Available).")
