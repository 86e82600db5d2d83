"""The term and its options drawn as a line of steps, to the scale of the calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from aip_desktop.documents.layout.blocks import INK, MUTED, SHADE, TINT, Figure, paint
from aip_desktop.documents.layout.fonts import REGULAR, SEMIBOLD, face, fitted, one_line
from aip_desktop.documents.pdf.archive import plain
from aip_desktop.documents.pdf.tags import Element, TaggedCanvas
from aip_desktop.domain.agreements.ladder import Rung
from aip_desktop.wording import day, listing

HIGH, BAR, APART = 44.0, 22.0, 2.5  # points
PAPER = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Bar:
    """One step on the line: where it begins and ends, as parts of the whole from 0 to 1."""

    begins: float
    ends: float
    rung: Rung


def bars(ladder: Sequence[Rung]) -> list[Bar]:
    """Return the steps to scale by calendar days; nothing where their dates do not follow each other."""
    if not ladder or any(rung.ends_on < rung.starts_on for rung in ladder):
        return []
    if any(later.starts_on <= earlier.ends_on for earlier, later in pairwise(ladder)):
        return []
    first, days = ladder[0].starts_on, (ladder[-1].ends_on - ladder[0].starts_on).days + 1
    return [
        Bar((rung.starts_on - first).days / days, ((rung.ends_on - first).days + 1) / days, rung)
        for rung in ladder
    ]


def ladder_figure(parent: Element, ladder: Sequence[Rung], ends_on: date, width: float) -> Figure | None:
    """Return steps up to ``ends_on`` are filled: the term as it stands."""
    steps = bars(ladder)
    if len(steps) < 2:
        return None

    def painted(canvas: TaggedCanvas, left: float, bottom: float) -> None:
        for step in steps:
            _draw(canvas, step, step.rung.ends_on <= ends_on, left, bottom, width)

    words = listing(
        f"{one_line(rung.name)} from {day(rung.starts_on)} to {day(rung.ends_on)} ({one_line(rung.state)})"
        for rung in ladder
    )
    return Figure(parent.add("Figure"), plain(f"The term as a line of steps: {words}."), width, HIGH, painted)


def _draw(canvas: TaggedCanvas, step: Bar, filled: bool, left: float, bottom: float, width: float) -> None:
    x, apart = left + step.begins * width, APART if step.ends < 1 else 0
    wide = (step.ends - step.begins) * width - apart
    y = bottom + HIGH - BAR
    canvas.draw(f"{paint(SHADE if filled else TINT)} {x:.2f} {y:.2f} {wide:.2f} {BAR:g} re f")
    canvas.draw(f"{paint(SHADE, 'RG')} .6 w {x:.2f} {y:.2f} {wide:.2f} {BAR:g} re S")
    name = fitted(step.rung.name, face(SEMIBOLD), 8, wide - 10)
    until = fitted(f"to {day(step.rung.ends_on)}", face(REGULAR), 7.5, wide)
    canvas.draw(f"BT {paint(PAPER if filled else INK)} 1 0 0 1 {x + 6:.2f} {y + 8:.2f} Tm")
    canvas.draw(f"{canvas.text(face(SEMIBOLD), 8, name + ' ')} {paint(MUTED)}")
    canvas.draw(f"1 0 0 1 {x:.2f} {y - 12:.2f} Tm {canvas.text(face(REGULAR), 7.5, until + ' ')} ET")
