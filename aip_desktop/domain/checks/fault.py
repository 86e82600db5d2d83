"""What a rule finds in a file, and how much it weighs."""

from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """How much a finding weighs: a contradiction, work that is unfinished, or something that was overtaken."""

    FAULT = "fault"
    TO_DO = "to do"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that was found, and the records it lies in, in the order of its rule."""

    sentence: str
    about: tuple[str, ...] = ()
    case: str = ""  # which case of the rule it is, where that has several
    weight: Weight = Weight.FAULT
