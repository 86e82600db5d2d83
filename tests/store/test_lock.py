"""Whether the process that holds a lock still runs: what psutil says of it, on each system."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest

from aip_desktop.store import lock
from aip_desktop.store.file import OneFile, open_file, open_or_read
from aip_desktop.store.lock import Holder, NotWritable, is_locked, left_behind, lock_path, process_start

BOOT, SINCE_BOOT = 1_700_000_000.0, 500.0


NOW = datetime.fromisoformat("2026-04-01T09:00:00+01:00")


HELD = Holder("Ann", socket.gethostname(), 4242, NOW.isoformat(), f"{lock.CREATED}{SINCE_BOOT:.2f}")


class Fake:
    """A process as psutil shows it."""

    created = BOOT + SINCE_BOOT
    state = psutil.STATUS_SLEEPING
    exited = False
    denied = False

    def __init__(self, number: int) -> None:
        assert number == HELD.process

    def create_time(self) -> float:
        if self.denied:
            raise psutil.AccessDenied(HELD.process)
        return self.created

    def status(self) -> str:
        if self.denied:
            raise psutil.AccessDenied(HELD.process)
        return self.state

    def wait(self, timeout: float) -> int:
        assert timeout == 0
        if self.denied:
            raise psutil.AccessDenied(HELD.process)
        if not self.exited:
            raise psutil.TimeoutExpired(timeout, HELD.process)
        return 0


@pytest.fixture(params=["linux", "windows", "macos"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each system in turn."""
    system: str = request.param
    monkeypatch.setattr(psutil, "LINUX", system == "linux")
    monkeypatch.setattr(psutil, "WINDOWS", system == "windows")
    monkeypatch.setattr(psutil, "boot_time", lambda: BOOT)
    return system


@pytest.fixture
def fake(system: str, monkeypatch: pytest.MonkeyPatch) -> type[Fake]:
    """The process of the lock, created when the lock says so."""

    class Own(Fake):
        created = Fake.created if system == "linux" else SINCE_BOOT

    monkeypatch.setattr(psutil, "Process", Own)
    return Own


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that the process has open."""
    path = tmp_path / "a.aip"
    _lock(path, HELD)
    return path


def _lock(path: Path, held: Holder) -> None:
    lock.lock_path(path).write_text(json.dumps(asdict(held)))


def test_a_process_that_runs_holds_its_file(fake: type[Fake], path: Path) -> None:
    assert is_locked(path)
    assert left_behind(path) is None


def test_a_process_that_may_not_be_looked_at_runs(fake: type[Fake], path: Path) -> None:
    fake.denied = True
    assert is_locked(path)


def test_a_process_that_may_not_even_be_opened_runs(
    system: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(number: int) -> None:
        raise psutil.AccessDenied(number)

    monkeypatch.setattr(psutil, "Process", denied)
    assert is_locked(path)


def test_a_number_given_to_a_later_process_is_told_apart(fake: type[Fake], path: Path) -> None:
    fake.created += 1
    assert is_locked(path)  # the same: the second in which the computer started is rounded differently
    fake.created += 3600
    assert not is_locked(path)
    assert left_behind(path) == HELD


def test_a_process_before_a_new_start_of_the_computer_is_another(fake: type[Fake], path: Path) -> None:
    fake.created -= 400
    assert not is_locked(path)


def test_a_clock_put_right_makes_no_other_process(
    fake: type[Fake], system: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Linux tells the creation from the clock as it is now, the others as it was then."""
    if system == "linux":
        monkeypatch.setattr(psutil, "boot_time", lambda: BOOT + 3600)
        fake.created += 3600
    assert is_locked(path)


def test_no_such_process_holds_nothing(system: str, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(number: int) -> None:
        raise psutil.NoSuchProcess(number)

    monkeypatch.setattr(psutil, "Process", gone)
    assert not is_locked(path)
    assert process_start(HELD.process) == ""


def test_a_process_that_ended_while_it_was_looked_at_holds_nothing(
    fake: type[Fake], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_: Fake) -> float:
        raise psutil.NoSuchProcess(HELD.process)

    monkeypatch.setattr(fake, "create_time", gone)
    assert not is_locked(path)


def test_a_process_that_has_ended_and_is_still_listed_holds_nothing(
    fake: type[Fake], system: str, path: Path
) -> None:
    if system == "windows":
        fake.exited = True
    else:
        fake.state = psutil.STATUS_ZOMBIE
    assert not is_locked(path)


@pytest.mark.parametrize("number", [-1, "x", None])
def test_what_is_no_number_of_a_process_holds_nothing(path: Path, number: Any) -> None:
    _lock(path, Holder("Ann", HELD.device, number, HELD.since))
    assert not is_locked(path)


@pytest.mark.parametrize("started", ["", "0b1c-boot 1234", "134012345678901234", "Mon Jan  5 09:00:00 2026"])
def test_a_lock_of_an_earlier_program_is_told_by_its_day(fake: type[Fake], path: Path, started: str) -> None:
    _lock(path, Holder("Ann", HELD.device, HELD.process, HELD.since, started))
    fake.created = (NOW - timedelta(hours=1)).timestamp()
    assert is_locked(path)
    fake.created = (NOW + timedelta(seconds=1)).timestamp()  # the lock gives whole seconds
    assert is_locked(path)
    fake.created = (NOW + timedelta(hours=1)).timestamp()
    assert not is_locked(path)
    _lock(path, Holder("Ann", HELD.device, HELD.process, "no day", started))
    assert is_locked(path)


def test_a_lock_with_a_start_that_is_no_number_holds_while_its_process_runs(
    fake: type[Fake], path: Path
) -> None:
    _lock(path, Holder("Ann", HELD.device, HELD.process, HELD.since, f"{lock.CREATED}once"))
    assert is_locked(path)


# Real processes


@pytest.fixture
def child() -> Iterator["subprocess.Popen[bytes]"]:
    """A process that runs until it is told to end."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield process
    process.kill()
    process.communicate()


def test_a_real_process_and_its_end(tmp_path: Path, child: "subprocess.Popen[bytes]") -> None:
    path = tmp_path / "a.aip"
    started = process_start(child.pid)
    assert started.startswith(lock.CREATED)
    assert process_start(child.pid) == started
    _lock(path, Holder("Ann", HELD.device, child.pid, HELD.since, started))
    assert is_locked(path)
    child.kill()
    child.communicate()
    assert not is_locked(path)


@pytest.mark.skipif(os.name != "posix", reason="only POSIX lists processes that have ended")
def test_a_real_process_that_nobody_asked_how_it_went(
    tmp_path: Path, child: "subprocess.Popen[bytes]"
) -> None:
    path = tmp_path / "a.aip"
    _lock(path, Holder("Ann", HELD.device, child.pid, HELD.since, process_start(child.pid)))
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and stays listed
    assert not is_locked(path)


def test_a_lock_that_is_a_folder_has_its_sentence(new_file: OneFile) -> None:
    new_file.close()
    lock_path(new_file.path).mkdir()
    with pytest.raises(NotWritable, match="a folder named test.aip.lock is beside it"):
        open_file(new_file.path, "A")
    with closing(open_or_read(new_file.path, "A")) as read:
        assert read.read_only
    assert lock_path(new_file.path).is_dir()
