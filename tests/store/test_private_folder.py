"""What a killed program left in the temporary folder is swept by the next start, and nobody else's."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from aip_desktop.__main__ import main
from aip_desktop.domain.schools.schools import add_school
from aip_desktop.errors import Refusal
from aip_desktop.store import private_folder as room
from aip_desktop.store.backups import make_backup
from aip_desktop.store.file import OneFile, open_file, open_or_read
from aip_desktop.store.lock import lock_path
from aip_desktop.store.private_folder import PREFIX, private_folder, sweep
from aip_desktop.ui.shell.file_actions import Desk
from aip_desktop.ui.shell.window import MainWindow
from aip_desktop.ui.widgets import error_log

HOLD = (
    "import sys; from pathlib import Path; from aip_desktop.store.file import open_to_read; "
    "file = open_to_read(Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()"
)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of this test alone."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.mark.skipif(os.name != "posix", reason="a kill without mercy is of POSIX")
def test_a_start_sweeps_what_a_killed_program_left(new_file: OneFile, temporary: Path) -> None:
    new_file.close()
    command = [sys.executable, "-c", HOLD, str(new_file.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        (left,) = temporary.iterdir()
        sweep()
        assert (left / "file.aip").is_file()  # it runs
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert (left / "file.aip").is_file()
    sweep()
    assert list(temporary.iterdir()) == []


def test_what_is_not_of_a_dead_process_of_ours_is_left(temporary: Path, tmp_path: Path) -> None:
    with private_folder() as own:
        strangers = [temporary / "aip-other", temporary / f"{PREFIX}notes", temporary / f"{PREFIX}1-x-y"]
        for folder in strangers:
            folder.mkdir()
        (temporary / f"{PREFIX}999999999-1-link").symlink_to(tmp_path)
        reused = temporary / f"{PREFIX}{os.getppid()}-1-reused"  # the number was given again
        reused.mkdir()
        sweep()
        assert Path(own).is_dir()
        assert all(folder.is_dir() for folder in strangers)
        assert tmp_path.is_dir()
        assert not reused.exists()


def test_a_folder_is_swept_once_for_each_process(monkeypatch: pytest.MonkeyPatch, temporary: Path) -> None:
    dead = temporary / f"{PREFIX}999999999-1-dead"
    dead.mkdir()
    room._sweep_once.cache_clear()
    private_folder().cleanup()
    assert not dead.exists()


def test_of_two_that_hold_a_file_one_alone_can_save(new_file: OneFile) -> None:
    """Another user's session on one computer, whose lock was taken for a dead one's."""
    new_file.close()
    file = open_file(new_file.path, "A")
    lock_path(new_file.path).unlink()
    with closing(open_or_read(new_file.path, "B")) as other:
        assert other.read_only
        assert "being used by another program" in str(other.kept_from)
    for urn in (900001, 900002):
        with file.act("Work") as session:
            add_school(session, urn, "Alder School")
    file.close()


def test_without_a_folder_of_its_own_all_but_backups_goes_on(
    new_file: OneFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    new_file.close()
    (tmp_path / "no folder").touch()
    monkeypatch.setenv("AIP_DESKTOP_HOME", str(tmp_path / "no folder" / "home"))
    path = str(new_file.path)
    for command in (["check", path], ["export", path, "--to", str(tmp_path / "copy.aip")], ["history", path]):
        assert main(command) == 0
    assert main(["backup", path]) == 1
    assert "No backup can be made, because the folder" in capsys.readouterr().err
    with closing(open_file(new_file.path, "A")) as file, file.act("Work") as session:
        add_school(session, 900001, "Alder School")
    with closing(open_file(new_file.path, "A")) as file, pytest.raises(Refusal, match="cannot be created"):
        make_backup(file, "by hand")


def test_the_window_opens_without_a_folder_of_its_own(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "no folder").touch()
    monkeypatch.setenv("AIP_DESKTOP_HOME", str(tmp_path / "no folder" / "home"))
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    error_log.write_log()
    Desk(window).notices.begin()
    window.preferences.save()
