"""The words and states that the parts of the Budget tab share."""

from collections.abc import Sequence
from decimal import Decimal

from aip_desktop.domain.budget.statement import ElementLine
from aip_desktop.models.budget import AllocationMethod
from aip_desktop.ui.widgets.pill import Pill
from aip_desktop.wording import pounds

WEIGHED_BY: dict[str, str] = {AllocationMethod.PER_SCHOOL: "Schools", AllocationMethod.PER_PUPIL: "Pupils"}


def short_names(partnerships: Sequence[tuple[str, str, str]]) -> tuple[str, ...]:
    """Return the names of partnerships without the words that all of them end in, which a heading says once."""
    names = [name.split() for _, _, name in partnerships]
    while len(names) > 1 and min(map(len, names)) > 1 and len({words[-1] for words in names}) == 1:
        names = [words[:-1] for words in names]
    return tuple(" ".join(words) for words in names)


def remainder_pill(remainder: Decimal) -> Pill:
    """Return what is left of a total, in words: never in colour alone."""
    if remainder < 0:
        return Pill(f"Over-allocated by {pounds(-remainder)}", "bad")
    return Pill(f"Unallocated {pounds(remainder)}", "bad" if remainder else "ok")


def element_pill(line: ElementLine) -> Pill:
    """Return how far an element is allocated."""
    if line.amount is None:
        return Pill("No amount yet", "off")
    if not line.remainder:
        return Pill("Allocated in full", "ok")
    return remainder_pill(line.remainder)
