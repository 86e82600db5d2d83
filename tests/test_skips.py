"""A skip that nobody named is a failure where a run decides, and nowhere else."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.skips import ALLOWED

ROOT = Path(__file__).resolve().parents[1]
NAMED, UNNAMED = "this system has no fork", "it was raining"
CASES = {
    "mark": "@pytest.mark.skip(reason={!r})\ndef test_a() -> None: ...\n",
    "call": "def test_a() -> None:\n    pytest.skip({!r})\n",
    "fixture": "@pytest.fixture\ndef dry() -> None:\n    pytest.skip({!r})\n\ndef test_a(dry: None) -> None: ...\n",
    "file": "pytest.skip({!r}, allow_module_level=True)\n",
    "import": "pytest.importorskip('no_such_package', reason={!r})\n",
    "none": "@pytest.mark.parametrize('it', [])\ndef test_a(it: int) -> None: ...  # {!r}\n",
}


def _run(folder: Path, source: str, ci: str) -> "subprocess.CompletedProcess[str]":
    (folder / "test_one.py").write_text(f"import pytest\n{source}\n")
    (folder / "test_two.py").write_text("def test_b() -> None: ...\n")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment |= {"CI": ci, "PYTHONPATH": str(ROOT)}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-p",
        "tests.skips",
        "-q",
        "test_one.py",
    ]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("case", CASES)
def test_a_skip_that_nobody_named_fails(tmp_path: Path, case: str) -> None:
    done = _run(tmp_path, CASES[case].format(UNNAMED), ci="1")
    assert done.returncode in (1, 2), done.stdout
    assert "Nobody named this skip" in done.stdout


@pytest.mark.parametrize("case", [case for case in CASES if case != "none"])
def test_one_that_is_named_is_skipped(tmp_path: Path, case: str) -> None:
    done = _run(tmp_path, CASES[case].format(NAMED), ci="1")
    assert done.returncode == 0, done.stdout
    assert "1 skipped" in done.stdout


def test_on_a_desk_any_test_may_be_skipped(tmp_path: Path) -> None:
    assert _run(tmp_path, CASES["call"].format(UNNAMED), ci="").returncode == 0


def test_a_fault_that_is_expected_is_no_skip(tmp_path: Path) -> None:
    assert (
        _run(tmp_path, "@pytest.mark.xfail\ndef test_a() -> None:\n    raise ValueError\n", ci="1").returncode
        == 0
    )


def test_each_reason_is_one_that_a_test_gives() -> None:
    """A name that no test uses any longer would let a new skip through."""
    sources = "".join(
        path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py") if "skips" not in path.name
    )
    assert [each for each in ALLOWED for one in each.split("|") if not re.search(one, sources)] == []
    assert all(why for why in ALLOWED.values())
