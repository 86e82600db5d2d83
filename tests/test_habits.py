"""How we work: hooks that run what `make lint` runs, subjects of commits, the licence."""

import importlib.util
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]


HOOKS = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")


LAST_LONG = "01c23b0"  # the last commit before subjects were held to 72 characters


def commit_subject() -> Any:
    spec = importlib.util.spec_from_file_location("commit_subject", ROOT / "packaging" / "commit_subject.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# Hooks


def test_the_hooks_run_what_lint_runs() -> None:
    recipe = re.search(r"^lint:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert recipe is not None
    lint = [
        line.strip().removeprefix("@").replace("$(py)", ".venv/bin/python") for line in recipe[1].splitlines()
    ]
    entries = re.findall(r"^ +entry: (.*)$", HOOKS, re.MULTILINE)
    assert lint == [entry for entry in entries if "commit_subject" not in entry]
    assert len(lint) == 4


def test_the_hooks_fetch_nothing() -> None:
    assert re.findall(r"^ +- repo: (.*)$", HOOKS, re.MULTILINE) == ["local"]
    assert "://" not in HOOKS


# Subjects of commits


@pytest.mark.parametrize(
    "message",
    ["Add a role", "x" * 72, "Add a role\n", "Add a role\n\nWhy it is there, at whatever length" + "x" * 99,
     "Add a role\n# " + "x" * 99 + "\n", "# a note\nAdd a role"],
)  # fmt: skip
def test_a_short_subject_is_taken(message: str, tmp_path: Path) -> None:
    (tmp_path / "message").write_text(message)
    assert commit_subject().main(str(tmp_path / "message")) == 0


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("x" * 73, "has 73 characters"),
        ("Add a role\nand another", "runs on"),
        ("", "empty"),
        ("# only\n", "empty"),
    ],
)
def test_any_other_is_refused(
    message: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "message").write_text(message)
    assert commit_subject().main(str(tmp_path / "message")) == 1
    assert said in capsys.readouterr().err


def test_the_subjects_of_our_commits_are_short() -> None:
    """Those that are at hand: a copy without its history has none."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        return
    log = [git, "log", "--format=%s", "--no-merges", f"{LAST_LONG}..HEAD"]
    done = subprocess.run(log, cwd=ROOT, capture_output=True, text=True, check=False)
    assert [subject for subject in done.stdout.splitlines() if len(subject) > commit_subject().LONGEST] == []


# The licence


def test_the_licence_is_said_alike_everywhere() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert text.startswith("MIT License\n\nCopyright (c) 2026 The AIP Desktop developers\n")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert (project["license"], project["license-files"]) == ("MIT", ["LICENSE"])
    (about,) = (ROOT / "aip_desktop" / "ui").rglob("about.py")
    holder = re.search(r"Copyright \(c\) (.*)", text)
    assert holder is not None
    for words in ("MIT licence", holder[1]):
        assert words in about.read_text("utf-8")
    assert "MIT licence: [LICENSE](LICENSE)" in (ROOT / "README.md").read_text("utf-8")
    assert '"LICENSE"' in (ROOT / "build.spec").read_text("utf-8")
