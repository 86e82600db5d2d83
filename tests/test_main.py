"""The command line: each act without a window, its exit code, and the sentence when it is refused."""

import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy import select

from aip_desktop.__main__ import main
from aip_desktop.domain.agreements.awards import make_agreements, preview_award
from aip_desktop.domain.authority.council import legal_basis_for
from aip_desktop.domain.budget.allocation import allocate, set_element_amount
from aip_desktop.domain.budget.setup import set_total
from aip_desktop.domain.budget.statement import budget_year
from aip_desktop.models.budget import Allocation, AllocationMethod
from aip_desktop.models.lookup import core_programme
from aip_desktop.operations.new_file import Beginning, begin_file, suggested_partnerships
from aip_desktop.store.file import create_file, open_file
from tests.public_data import Register

START = date(2022, 4, 1)


@pytest.fixture
def started(tmp_path: Path) -> Path:
    """A new file, closed."""
    path = tmp_path / "authority.aip"
    beginning = Beginning("Testshire Council", "998", suggested_partnerships())
    create_file(path, "A. Officer", "Start", lambda session: begin_file(session, beginning)).close()
    return path


@pytest.fixture
def authority(started: Path, register: Register) -> Path:
    """An authority with its schools, memberships, a budget and five agreements."""
    assert main(["import-schools", str(started), str(register.path), "--yes"]) == 0
    assert (
        main(["assign", str(started), str(register.areas_path), "--from", "1 September 2021", "--yes"]) == 0
    )
    file = open_file(started, "A. Officer")
    with file.act("Budget and award") as session:
        budget = set_total(session, 2022, Decimal("5056000"))
        session.flush()
        for line in budget_year(session, 2022).elements:
            set_element_amount(session, budget, line.element_id, Decimal("2528000"))
            session.flush()
            allocate(session, budget, line.element_id, AllocationMethod.EQUAL)
        programme = core_programme(session).id
        make_agreements(
            session,
            preview_award(session, programme, START),
            programme_id=programme,
            decision_id=None,
            legal_basis_id=legal_basis_for(session, START),
        )
    file.close()
    return started


def test_the_register_is_shown_and_only_written_when_told(
    started: Path, register: Register, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    extract = tmp_path / "utf8.csv"
    extract.write_bytes(register.utf8)
    before = started.read_bytes()
    assert main(["import-schools", str(started), str(extract)]) == 0
    assert f"{register.schools} schools to add ({register.open} open)" in (said := capsys.readouterr().out)
    assert "Nothing was written" in said
    assert started.read_bytes() == before
    assert main(["import-schools", str(started), str(extract), "--yes"]) == 0
    assert "Written" in capsys.readouterr().out
    assert main(["import-schools", str(started), str(extract), "--yes"]) == 0
    assert "Nothing to change" in capsys.readouterr().out


def test_the_main_job_on_a_whole_authority(
    authority: Path, register: Register, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    assert main(["print", str(authority), "--all", "--to", str(folder)]) == 0
    paths = [Path(line) for line in capsys.readouterr().out.splitlines() if line.endswith(".pdf")]
    assert len(paths) == 5
    assert all(path.parent == folder for path in paths)
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(paths[1]))
    for expected in (*register.members, "£1,011,200.00", "31 March 2027", "DRAFT"):
        assert expected in text
    assert main(["check", str(authority)]) == 0
    said = capsys.readouterr().out
    assert f"{register.schools} schools" in said
    assert f"{register.joined} member schools" in said
    assert "£5,056,000.00 allocated of £5,056,000.00" in said


def test_one_agreement_by_its_reference(
    authority: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["print", str(authority), "--agreement", "AIP-W-2022", "--to", str(tmp_path)]) == 0
    assert (tmp_path / "AIP-W-2022 draft.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert main(["print", str(authority), "--agreement", "AIP-X", "--to", str(tmp_path)]) == 1
    assert "AIP-E-2022" in capsys.readouterr().err


def test_a_copy_is_exported_and_checked(
    authority: Path, register: Register, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "stick.aip"
    assert main(["export", str(authority), "--to", str(copy)]) == 0
    assert main(["check", str(copy)]) == 0
    assert f"{register.schools} schools" in capsys.readouterr().out


def test_a_check_lists_what_is_wrong(authority: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = open_file(authority, "A")
    with file.act("A penny more") as session:
        session.scalars(select(Allocation)).first().amount += Decimal("0.01")  # type: ignore[union-attr]
    file.close()
    assert main(["check", str(authority)]) == 1
    assert "Base is over-allocated by £0.01" in capsys.readouterr().err


def test_a_check_finds_what_was_altered_behind_the_program(
    authority: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = open_file(authority, "A")
    file.raw().execute("UPDATE allocation SET amount = amount + 1 WHERE rowid = 1")
    file.close()
    assert main(["check", str(authority)]) == 1
    assert "differs from its history in amount" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["check", "gone.aip"], "There is no file gone.aip"),
        (["print", "gone.aip", "--all", "--to", "x"], "There is no file gone.aip"),
        (["import-schools", "gone.aip", "gone.csv"], "gone.csv cannot be read"),
        (["export", "gone.aip", "--to", "x.aip"], "There is no file gone.aip"),
    ],
)
def test_a_refusal_is_one_sentence_and_exit_1(
    words: list[str],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == 1
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["print"], ["check"], ["file.aip", "more"], ["--nonsense"], ["print", "f", "--to", "d"]]
)
def test_wrong_usage_is_exit_2(words: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(words)
    assert stop.value.code == 2


def test_it_runs_as_a_module_and_without_a_display(started: Path) -> None:
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DISPLAY", "QT_QPA_PLATFORM")
    }
    done = subprocess.run(
        [sys.executable, "-m", "aip_desktop", "check", str(started)],
        capture_output=True,
        text=True,
        env=environment,
        cwd=Path(__file__).parents[1],
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Everything in the file holds" in done.stdout
