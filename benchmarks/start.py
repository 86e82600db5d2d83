"""Start of the window against a bare QMainWindow: first paint, filled first tab, ready for acts, peak memory.

"Filled" is when the first tab shows its list with the rows of the file, "ready" when the file is open and every act
can be done; memory is the peak of the whole process, at the end. Rounds are interleaved and medians compared, so
that a busy machine slows both alike. Exit 1 above a bound.
"""

import argparse
import compileall
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
WINDOWS = ROOT / "benchmarks" / "windows"
MARKS = ("painted", "filled", "ready")
LINES = ("first paint", "first tab filled", "ready for acts", "peak memory")
BOUNDS = (1.5, 2.5, 0, 2.2)  # being ready has none
PATIENCE = 60  # seconds


class Start(NamedTuple):
    """One start: seconds from the start of the process to each mark, and megabytes at its peak."""

    painted: float
    filled: float
    ready: float
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
    told, code, memory = _end(process)
    lines = [line.split() for line in told.splitlines() if line.startswith(tuple(f"{it} " for it in MARKS))]
    marks = {name: (int(at) - began) / 1e9 for name, at in lines}
    if code or marks.keys() != set(MARKS):
        sys.exit(f"{script} was not painted, filled and ready; it said: {told or 'nothing'}")
    return Start(*(marks[name] for name in MARKS), memory)


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


def measure(rounds: int) -> tuple[Start, Start, Start]:
    """Medians of the bare window, of ours, and of ours on a file that this device has not seen as it is.

    A first round fills the caches and does not count.
    """
    compileall.compile_dir(ROOT / "aip_desktop", quiet=1)  # as an installed program is
    with tempfile.TemporaryDirectory() as folder:
        home, sample = Path(folder), Path(folder) / "sample.aip"
        (home / "preferences.json").write_text('{"officer": "Officer"}', "utf-8")  # else the window asks
        make = [sys.executable, "-m", "aip_desktop", "sample", str(sample)]
        environment = {**os.environ, "AIP_DESKTOP_HOME": str(home)}
        subprocess.run(make, cwd=ROOT, check=True, env=environment, stdout=subprocess.DEVNULL)
        again = partial(start, "ours.py", str(sample), home=home)
        triples = []
        for number in range(rounds + 1):
            bare = start("bare.py", home=home)
            if number % 2:  # whoever comes after its like finds warmer caches, so they take turns
                ours, first = again(), _first(sample, again)
            else:
                first, ours = _first(sample, again), again()
            triples.append((bare, ours, first))
    columns = zip(*triples[1:], strict=True)
    bare, ours, first = map(_medians, columns)
    return bare, ours, first


def _first(sample: Path, again: Callable[[], Start]) -> Start:
    """A start on a file that somebody else has had meanwhile."""
    os.utime(sample)
    return again()


def _medians(starts: tuple[Start, ...]) -> Start:
    return Start(*(median(column) for column in zip(*starts, strict=True)))


def report(bare: Start, ours: Start, first: Start) -> bool:
    """Print the table; whether all is within the bounds."""
    print(f"{'':<30}{'bare':>10}{'ours':>10}{'ratio':>8}{'bound':>8}")
    verdicts = [_line(*row) for row in zip(LINES, bare, ours, BOUNDS, strict=True)]
    print("the first start on a file, or after somebody else has changed it:")
    for row in zip(LINES, bare, first, strict=True):
        _line(*row)
    return all(verdicts)


def _line(name: str, small: float, large: float, bound: float = 0) -> bool:
    if not small:
        print(f"{name:<30}  is not measured on this system")
        return True
    unit, factor = ("MB", 1) if name == LINES[-1] else ("ms", 1000)
    ratio = large / small
    limit = f"{bound:>8.1f}{'' if ratio <= bound else '  ABOVE'}" if bound else ""
    print(f"{name:<30}{small * factor:>7.0f} {unit}{large * factor:>7.0f} {unit}{ratio:>8.2f}{limit}")
    return not bound or ratio <= bound


def main() -> None:
    """Measure, print, and exit 1 above a bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    sys.exit(0 if report(*measure(parser.parse_args().rounds)) else 1)


if __name__ == "__main__":
    main()
