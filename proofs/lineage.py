"""Three laptops copy, edit, restore and carry one file: every fork is found, no straight line alarms.

The worlds and their oracle are those of the suite, in tests/store/test_last_seen.py; here there are more of them.
"""

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

from proofs.outcome import Outcome

STEPS = 40


@cache
def _worlds() -> Any:
    path = Path(__file__).resolve().parent.parent / "tests" / "store" / "test_last_seen.py"
    spec = importlib.util.spec_from_file_location("worlds_of_laptops", path)
    assert spec is not None
    assert spec.loader is not None
    import sys

    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def prove(count: int, first: int = 0) -> Outcome:
    """Try so many histories of 40 steps."""
    outcome = Outcome("lineage")
    for seed in range(first, first + count):
        outcome.tried += 1
        world = _worlds().World(seed)
        try:
            for _ in range(STEPS):
                world.step()
        except AssertionError as error:
            outcome.faults.append(f"history {seed}: {error}")
        outcome.seen.update({f"times {name}": times for name, times in world.found.items()})
    return outcome
