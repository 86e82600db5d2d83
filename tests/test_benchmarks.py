"""The benchmarks can be started: what they measure by name is there. How long it takes is for a quiet machine."""

from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STARTED = [path.stem for path in (ROOT / "benchmarks").glob("*.py") if "def main(" in path.read_text("utf-8")]


@pytest.mark.parametrize("name", STARTED)
def test_each_benchmark_is_run_and_finds_what_it_measures(name: str) -> None:
    assert callable(import_module(f"benchmarks.{name}").main)
    line = next(
        each for each in (ROOT / "Makefile").read_text("utf-8").splitlines() if "-m benchmarks." in each
    )
    assert f" {name}" in line.partition("for one in")[2].partition(";")[0]
