"""A skip that nobody named is a failure where a run decides, and nowhere else."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.skips import ALLOWED

ROOT = Path(__file__).resolve().parents[1]


NAMED, UNNAMED = "this system has no fork", "it was raining"


WAYS = {
    "mark": "@pytest.mark.skip(reason={!r})\ndef test_a() -> None: ...\n",
    "call": "def test_a() -> None:\n    pytest.skip({!r})\n",
    "fixture": "@pytest.fixture\ndef dry() -> None:\n    pytest.skip({!r})\n\ndef test_a(dry: None) -> None: ...\n",
    "file": "pytest.skip({!r}, allow_module_level=True)\n",
    "package": "pytest.importorskip('no_such_package', reason={!r})\n",
}


NOTHING_TO_TRY = "@pytest.mark.parametrize('it', [])\ndef test_a(it: int) -> None: ...\n"


EXPECTED_FAULT = "@pytest.mark.xfail\ndef test_a() -> None:\n    raise ValueError\n"


def _run(folder: Path, sources: dict[str, str], ci: str) -> "subprocess.CompletedProcess[str]":
    """Run each source as a file of tests, with the rule and without our other plug-ins."""
    for name, source in {**sources, "sound": "def test_b() -> None: ...\n"}.items():
        (folder / f"test_{name}.py").write_text(f"import pytest\n{source}")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment |= {"CI": ci, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "tests.skips", "-rA"]
    command += ["--continue-on-collection-errors"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def _sources(reason: str) -> dict[str, str]:
    return {name: source.format(reason) for name, source in WAYS.items()}


def test_a_skip_that_nobody_named_fails_however_it_is_made(tmp_path: Path) -> None:
    done = _run(tmp_path, {**_sources(UNNAMED), "nothing": NOTHING_TO_TRY}, ci="1")
    assert done.returncode == 1
    failed = set(re.findall(r"^(?:FAILED|ERROR) test_(\w+)\.py", done.stdout, re.MULTILINE))
    assert failed == {*WAYS, "nothing"}
    assert "1 passed" in done.stdout
    assert "skipped" not in done.stdout.splitlines()[-1]
    assert done.stdout.count("Nobody named this skip") >= len(failed)


def test_one_that_is_named_is_skipped_and_an_expected_fault_is_none(tmp_path: Path) -> None:
    done = _run(tmp_path, {**_sources(NAMED), "fault": EXPECTED_FAULT}, ci="1")
    assert done.returncode == 0, done.stdout
    assert f"1 passed, {len(WAYS)} skipped, 1 xfailed" in done.stdout


def test_on_a_desk_any_test_may_be_skipped(tmp_path: Path) -> None:
    done = _run(tmp_path, _sources(UNNAMED), ci="")
    assert done.returncode == 0, done.stdout
    assert f"1 passed, {len(WAYS)} skipped" in done.stdout


def test_each_reason_is_one_that_a_test_gives() -> None:
    """A name that no test uses any longer would let a new skip through."""
    files = (path for folder in ("tests", "proofs") for path in (ROOT / folder).rglob("*.py"))
    sources = "".join(path.read_text("utf-8") for path in files if "skips" not in path.name)
    assert [one for each in ALLOWED for one in each.split("|") if not re.search(one, sources)] == []
    assert all(why for why in ALLOWED.values())
