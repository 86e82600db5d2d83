"""Write the two lock files: every release pinned, every published file of it hashed, no address in them.

The dependencies are named once, in ``pyproject.toml``. A lock made on one system lacks what other systems need
in addition; ``requirements/elsewhere.in`` names those few, each with its marker, and they are appended: what the
program itself needs to both locks. tests/test_packaging.py tells when one is missing there.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"
OPTIONS = (
    "--quiet",
    "--generate-hashes",
    "--allow-unsafe",
    "--strip-extras",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-emit-trusted-host",
    "--no-annotate",
    "--no-header",
    "--upgrade",
)
HEADER = "# {what}\n# Written by `make lock` from pyproject.toml: change that, not this.\n\n"


def resolve(*arguments: str) -> str:
    """The pinned and hashed requirements for these arguments of pip-compile, without comments."""
    command = [sys.executable, "-m", "piptools", "compile", *OPTIONS, *arguments]
    answer = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603
    return "".join(
        line for line in answer.splitlines(keepends=True) if not line.startswith(("#", "--index", "--find"))
    )


def elsewhere(*, program: bool) -> dict[str, str]:
    """What only another system needs: marker by package; all of it, or what the program itself needs."""
    needed: dict[str, str] = {}
    for line in (FOLDER / "elsewhere.in").read_text("utf-8").splitlines():
        if ";" in line:
            name, _, rest = line.partition(";")
            marker, _, by = rest.partition("#")
            if not program or by.strip() == "the program":
                needed[name.strip().lower()] = marker.strip()
    return needed


def appended(markers: dict[str, str]) -> str:
    """The lines of a lock for what only another system needs."""
    source = FOLDER / "elsewhere.tmp.in"
    source.write_text("\n".join(markers) + "\n", "utf-8")
    try:
        return marked(resolve(str(source.relative_to(ROOT)), "-o", "-"), markers)
    finally:
        source.unlink()


def marked(locked: str, markers: dict[str, str]) -> str:
    """The requirements named in ``markers``, each with its marker; all others left out."""
    kept = []
    for block in re.split(r"^(?=\S)", locked, flags=re.MULTILINE):
        name = block.partition("==")[0].strip().lower()
        if name in markers:
            kept.append(block.replace(" \\\n", f" ; {markers[name]} \\\n", 1))
    return "".join(kept)


def lock() -> None:
    """Resolve for running, then for developing within those pins, and write both."""
    run = FOLDER / "run.txt"
    run.write_text(
        HEADER.format(what="What the program needs.")
        + resolve("pyproject.toml", "-o", "-")
        + appended(elsewhere(program=True)),
        "utf-8",
    )
    within = ("--constraint", str(run.relative_to(ROOT)))
    dev = resolve("pyproject.toml", "--extra", "dev", *within, "-o", "-")
    others = appended(elsewhere(program=False))
    head = HEADER.format(what="What the program, its tests, its checks and its packaging need.")
    (FOLDER / "dev.txt").write_text(head + dev + others, "utf-8")


if __name__ == "__main__":
    lock()
