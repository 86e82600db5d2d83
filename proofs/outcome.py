"""What a proof found: how often it tried, what it saw, and every fault."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Outcome:
    """The outcome of one proof; no fault means it held."""

    proof: str
    tried: int = 0
    seen: Counter[str] = field(default_factory=Counter)  # what happened how often, in plain words
    faults: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)  # of a table, where the proof has one

    def line(self) -> str:
        """The outcome in one line."""
        told = ", ".join(f"{count:,} {what}" for what, count in sorted(self.seen.items()))
        faults = f"{len(self.faults)} FAULTS, first: {self.faults[0]}" if self.faults else "no fault"
        return f"{self.proof}: tried {self.tried:,}; {told or 'nothing else seen'}; {faults}"

    def as_json(self) -> dict[str, Any]:
        """For the record of the run."""
        return {
            "tried": self.tried,
            "seen": dict(sorted(self.seen.items())),
            "faults": self.faults,
            "rows": self.rows,
        }
