"""Five agreements and a signature sheet for each of their parties: ours against plain Platypus, Typst and WeasyPrint.

Ours are tagged and archivable (PDF/UA-1 and PDF/A-2a); plain Platypus is neither; Typst and WeasyPrint make PDF/UA-1.
All set the same words and tables in the same fonts, each run in a process of its own, rounds interleaved, medians
compared: of the processor's time, which a busy machine does not stretch, but for Typst, which uses several, of the
clock's. Typst and WeasyPrint are put into build/ for this alone; where they cannot be, their lines are left out.
Exit 1 above a bound.
"""

import argparse
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAPERS = ROOT / "benchmarks" / "papers"
BUILD = ROOT / "build" / "bench-paper"
OTHERS = BUILD / "bin" / "python"

Run = dict[str, float]  # seconds, processor (seconds), memory and size (bytes)

# what is measured, of whom, against whom, and how much of theirs ours may be
LINES = (
    ("time against plain Platypus", "processor", "plain", 1 / 2.5),
    ("size against plain Platypus", "size", "plain", 1.5),
    ("memory against plain Platypus", "memory", "plain", 2.0),
    ("time against Typst (PDF/UA-1)", "seconds", "by_typst", 1.0),
    ("time against WeasyPrint (PDF/UA-1)", "processor", "by_weasyprint", 1 / 10),
)


def run(python: Path, script: str, *arguments: Path) -> Run:
    """One run in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "AIP_DESKTOP_HOME": str(BUILD / "home")}
    command = [str(python), str(PAPERS / f"{script}.py"), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        sys.exit(f"{script} failed: {done.stderr}")
    told: Any = json.loads(done.stdout) if done.stdout else {}
    return told  # type: ignore[no-any-return]


def others() -> bool:
    """Whether Typst and WeasyPrint are there, or could be put there."""
    tried = "import typst, weasyprint"
    if not OTHERS.exists():
        subprocess.run([sys.executable, "-m", "venv", str(BUILD)], check=True)
        install = [str(OTHERS), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, "typst", "weasyprint"], capture_output=True, check=False)
    return not subprocess.run([str(OTHERS), "-c", tried], capture_output=True, check=False).returncode


def prepared() -> tuple[Path, Path]:
    """The sample, and what its papers say."""
    os.environ["AIP_DESKTOP_HOME"] = str(BUILD / "home")
    from aip_desktop.sample.file import make_sample

    file, content = BUILD / "sample.aip", BUILD / "content.json"
    for old in BUILD.glob("sample.aip*"):
        old.unlink()
    make_sample(file)
    run(Path(sys.executable), "content", file, content)
    return file, content


def measured(rounds: int, whom: list[str], file: Path, content: Path) -> dict[str, list[Run]]:
    """The runs of each, interleaved; WeasyPrint takes so long that every third round is enough."""
    found: dict[str, list[Run]] = defaultdict(list)
    for number in range(rounds):
        for script in whom:
            if script == "by_weasyprint" and number % 3:
                continue
            python = OTHERS if script.startswith("by_") else Path(sys.executable)
            source = file if script == "ours" else content
            found[script].append(run(python, script, source, BUILD / f"{script} "))
    return found


def pages(script: str) -> int:
    from pypdfium2 import PdfDocument

    return sum(len(PdfDocument(path)) for path in BUILD.glob(f"{script} *.pdf"))


def compared(found: dict[str, list[Run]]) -> Iterator[bool]:
    """Prints a line for each bound; whether it holds."""
    for words, what, whom, bound in LINES:
        if whom not in found:
            print(f"{words:36} left out: it is not there and could not be installed")
            continue
        mine, theirs = (median(it[what] for it in found[name]) for name in ("ours", whom))
        ratio, holds = mine / theirs, mine <= bound * theirs
        shown = (
            f"{theirs / mine:6.1f} x faster, bound {1 / bound:.1f}"
            if what in ("seconds", "processor")
            else ""
        )
        shown = shown or f"{ratio:6.2f} x of theirs, bound {bound:.1f}"
        print(f"{words:36} {shown}{'' if holds else '   ABOVE ITS BOUND'}")
        yield holds


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    options = arguments.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    whom = ["ours", "plain", *(("by_typst", "by_weasyprint") if others() else ())]
    found = measured(options.rounds, whom, *prepared())
    for script, runs in found.items():
        it = {what: median(one[what] for one in runs) for what in runs[0]}
        print(
            f"{script:14} {it['seconds']:7.2f} s ({it['processor']:.2f} s of a processor), "
            f"{it['memory'] / 1e6:4.0f} MB, {it['size'] / 1e3:5.0f} kB, {pages(script)} pages"
        )
    return 0 if all(list(compared(found))) else 1


if __name__ == "__main__":
    sys.exit(main())
