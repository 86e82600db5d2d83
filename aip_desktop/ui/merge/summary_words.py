"""How much is open between two people, in words; and how much a finding weighs, as a pill."""

from aip_desktop.domain.checks.fault import Weight
from aip_desktop.ui.widgets.pill import Pill
from aip_desktop.wording import count, listing

WEIGHTS = {
    Weight.FAULT: Pill("Problem", "warn"),
    Weight.TO_DO: Pill("To do", "info"),
    Weight.NOTED: Pill("Noted", "off"),
}

NOTHING = "Nothing is in disagreement, and every rule holds."


def standing_words(apart: int, broken: int, to_do: int) -> str:
    """Return how much is open, in one sentence: fields set apart, rules broken, and what is left to do."""
    lines = []
    if apart:
        lines.append(f"{count(apart, 'field')} that two people set differently")
    if broken:
        lines.append(f"{count(broken, 'rule')} that {'does' if broken == 1 else 'do'} not hold")
    if to_do:
        lines.append(f"{count(to_do, 'thing')} to do")
    return f"{listing(lines)}." if lines else NOTHING
