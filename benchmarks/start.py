"""Start of the window against a bare QMainWindow: first paint, filled first tab, peak memory.

Rounds are interleaved and medians compared, so that a busy machine slows both alike. Exit 1 above a bound.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
WINDOWS = ROOT / "benchmarks" / "windows"
BOUNDS = {"first paint": 1.5, "first tab filled": 2.5, "peak memory": 2.2}
PATIENCE = 60  # seconds


class Start(NamedTuple):
    """One start: seconds from the start of the process, and megabytes at its peak."""

    painted: float
    filled: float
    memory: float


def start(script: str, *arguments: str, home: Path) -> Start:
    """Start a window in a process of its own, and wait until it has closed itself."""
    environment = {
        **os.environ,
        "AIP_DESKTOP_HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
    }
    command = [sys.executable, str(WINDOWS / script), *arguments]
    began = time.monotonic_ns()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    )
    told, _, memory = _end(process)
    lines = [line.split() for line in told.splitlines() if line.startswith(("painted ", "filled "))]
    marks = {name: (int(at) - began) / 1e9 for name, at in lines}
    if not marks.keys() >= {"painted", "filled"}:
        sys.exit(f"{script} was not painted and filled; it said: {told or 'nothing'}")
    return Start(marks["painted"], marks["filled"], memory)


def _end(process: "subprocess.Popen[str]") -> tuple[str, int, float]:
    """What the process printed, its exit code, and its peak memory in megabytes (0 where unknown)."""
    assert process.stdout is not None
    watchdog = threading.Timer(PATIENCE, process.kill)
    watchdog.start()
    told = process.stdout.read()
    watchdog.cancel()
    if not hasattr(os, "wait4"):
        return told, process.wait(PATIENCE), 0.0
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return told, process.returncode, used.ru_maxrss / unit


def measure(rounds: int) -> tuple[Start, Start]:
    """Medians of the bare window and of ours; a first round fills the caches and does not count."""
    with tempfile.TemporaryDirectory() as folder:
        home, sample = Path(folder), Path(folder) / "sample.aip"
        (home / "preferences.json").write_text('{"officer": "Officer"}', "utf-8")  # else the window asks
        make = [sys.executable, "-m", "aip_desktop", "sample", str(sample)]
        environment = {**os.environ, "AIP_DESKTOP_HOME": str(home)}
        subprocess.run(make, cwd=ROOT, check=True, env=environment, stdout=subprocess.DEVNULL)
        pairs = [
            (start("bare.py", home=home), start("ours.py", str(sample), home=home)) for _ in range(rounds + 1)
        ]
    bare, ours = zip(*pairs[1:], strict=True)
    return _medians(bare), _medians(ours)


def _medians(starts: tuple[Start, ...]) -> Start:
    return Start(*(median(column) for column in zip(*starts, strict=True)))


def report(bare: Start, ours: Start) -> bool:
    """Print the table; whether all is within the bounds."""
    print(f"{'':<18}{'bare':>10}{'ours':>10}{'ratio':>8}{'bound':>8}")
    held = True
    for (name, bound), small, large in zip(BOUNDS.items(), bare, ours, strict=True):
        if not small:
            print(f"{name:<18}  is not measured on this system")
            continue
        unit, factor = ("MB", 1) if name == "peak memory" else ("ms", 1000)
        ratio = large / small
        held = held and ratio <= bound
        verdict = "" if ratio <= bound else "  ABOVE"
        print(
            f"{name:<18}{small * factor:>7.0f} {unit}{large * factor:>7.0f} {unit}{ratio:>8.2f}{bound:>8.1f}{verdict}"
        )
    return held


def main() -> None:
    """Measure, print, and exit 1 above a bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    sys.exit(0 if report(*measure(parser.parse_args().rounds)) else 1)


if __name__ == "__main__":
    main()
