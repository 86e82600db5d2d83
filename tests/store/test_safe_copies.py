"""A copy is whole or not there, and is checked after it is written."""

import json
import os
import socket
import threading
from pathlib import Path

import pytest

from aip_desktop.domain.authority.council import authority_card, edit_authority
from aip_desktop.domain.checks.findings import faults
from aip_desktop.errors import Refusal
from aip_desktop.store import lock, safe_copies
from aip_desktop.store.file import open_file, open_or_read
from aip_desktop.store.lock import Held, NotWritable, clear_lock, left_behind, lock_path, process_start
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import CopyCard, examine, export_copy, import_copy


def test_a_copy_holds_everything(new_file: File, tmp_path: Path) -> None:
    card = export_copy(new_file, tmp_path / "copy")
    assert card.path == tmp_path / "copy.aip"
    assert card.authority == "Testshire Council"
    assert dict(card.holds.records)["partnership"] == 5
    copy = open_file(card.path, "B")
    with copy.reading() as session:
        assert faults(session) == ()
    copy.close()


def test_a_copy_taken_while_working_has_the_last_act(new_file: File, tmp_path: Path) -> None:
    with new_file.act("Rename") as session:
        edit_authority(session, "name", "Newshire Council")
    assert export_copy(new_file, tmp_path / "copy.aip").authority == "Newshire Council"


def test_a_copy_that_fails_leaves_the_older_one(
    new_file: File, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "copy.aip"
    export_copy(new_file, target)
    before = target.read_bytes()

    def broken(path: Path, _passphrase: str) -> None:
        path.write_bytes(path.read_bytes()[:8192])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(safe_copies, "examine", broken)
    with pytest.raises(Refusal, match="could not be written"):
        export_copy(new_file, target)
    assert target.read_bytes() == before
    assert list(tmp_path.glob(".*unfinished")) == []


def test_what_a_crash_left_is_swept_away(new_file: File, tmp_path: Path) -> None:
    left = tmp_path / ".copy.12345.unfinished"
    left.write_bytes(b"half")
    export_copy(new_file, tmp_path / "copy.aip")
    assert not left.exists()


def test_a_copy_never_goes_over_the_file_itself_or_an_open_one(new_file: File, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="working on"):
        export_copy(new_file, new_file.path)
    card = export_copy(new_file, tmp_path / "copy.aip")
    other = open_file(card.path, "B")
    with pytest.raises(Refusal, match="open in another window"):
        export_copy(new_file, card.path)
    other.close()


def test_a_copy_is_imported_under_a_new_name(new_file: File, tmp_path: Path) -> None:
    card = export_copy(new_file, tmp_path / "stick.aip")
    taken = import_copy(card.path, tmp_path / "mine.aip")
    assert examine(taken.path).holds == card.holds
    with pytest.raises(Refusal, match="there already"):
        import_copy(card.path, tmp_path / "mine.aip")


def test_a_strangers_file_is_not_imported(tmp_path: Path) -> None:
    odd = tmp_path / "odd.aip"
    odd.write_bytes(b"not ours")
    with pytest.raises(Refusal, match="not a file of AIP Desktop"):
        import_copy(odd, tmp_path / "mine.aip")
    assert odd.read_bytes() == b"not ours"
    assert not (tmp_path / "mine.aip").exists()


def test_a_file_has_one_owner_at_a_time(new_file: File) -> None:
    with pytest.raises(Refusal, match="another window on this laptop"):
        open_file(new_file.path, "B")


def test_a_lock_left_by_a_crash_is_replaced(new_file: File) -> None:
    path = new_file.path
    new_file.close()
    lock_path(path).write_text(
        json.dumps(
            {"who": "A", "device": socket.gethostname(), "process": 2**22 + 1, "since": "2026-01-01T09:00:00"}
        )
    )
    open_file(path, "B").close()
    assert not lock_path(path).exists()


def test_after_a_crash_undo_still_takes_back_the_merge_of_the_same_officer(
    new_file: File, tmp_path: Path
) -> None:
    theirs = open_file(export_copy(new_file, tmp_path / "theirs.aip").path, "B. Officer")
    with theirs.act("Work of theirs") as session:
        edit_authority(session, "signatory", "B")
    new_file.merge(theirs, "Merge theirs")
    theirs.close()
    left = tmp_path / "as the crash left it.aip"
    left.write_bytes(new_file.path.read_bytes())
    again = open_file(left, "A. Officer")
    step = again.steps().undo
    again.close()
    assert step is not None
    assert step.words == "Merge theirs"


def test_a_lock_of_another_laptop_is_named(new_file: File) -> None:
    path = new_file.path
    new_file.close()
    lock_path(path).write_text(
        '{"who": "Ann", "device": "LAPTOP-7", "process": 1, "since": "2026-01-01T09:00:00+00:00"}'
    )
    with pytest.raises(Refusal, match="on LAPTOP-7 by Ann since 09:00 on 1 January 2026"):
        open_file(path, "B")
    assert lock_path(path).exists()


def test_a_number_that_another_program_was_given_is_no_holder(new_file: File) -> None:
    """The process that held it has gone, and this very test now runs under its number."""
    path = new_file.path
    new_file.close()
    held = {
        "who": "A",
        "device": socket.gethostname(),
        "process": os.getpid(),
        "since": "2026-01-01T09:00:00",
    }
    lock_path(path).write_text(json.dumps(held | {"started": "created 1.00"}))
    assert left_behind(path) is not None
    file = open_or_read(path, "B")
    assert not file.read_only
    assert file.left_by is not None
    file.close()
    lock_path(path).write_text(json.dumps(held | {"started": process_start(os.getpid())}))
    with pytest.raises(Held):
        open_file(path, "B")


def test_what_is_open_elsewhere_is_opened_to_read(new_file: File) -> None:
    with new_file.act("Rename") as session:
        edit_authority(session, "name", "Newshire Council")
    second = open_or_read(new_file.path, "B")
    assert second.read_only
    assert isinstance(second.kept_from, Held)
    with second.reading() as session:
        assert authority_card(session).name == "Newshire Council"
    with pytest.raises(Refusal, match="reading only"), second.act("Nothing"):
        pass
    second.close()
    assert lock_path(new_file.path).exists()


def test_a_lock_is_cleared_only_if_it_is_still_the_same(new_file: File) -> None:
    path = new_file.path
    new_file.close()
    ann = {"who": "Ann", "device": "LAPTOP-7", "process": 1, "since": "2026-01-01T09:00:00+00:00"}
    lock_path(path).write_text(json.dumps(ann))
    file = open_or_read(path, "B")
    assert isinstance(file.kept_from, Held)
    lock_path(path).write_text(json.dumps(ann | {"who": "Cara"}))
    with pytest.raises(Held, match="by Cara"):
        clear_lock(path, file.kept_from.holder)
    lock_path(path).write_text(json.dumps(ann))
    clear_lock(path, file.kept_from.holder)
    file.close()
    open_file(path, "B").close()


def test_a_folder_that_takes_nothing_is_read(new_file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    path = new_file.path
    new_file.close()

    def locked(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(lock, "_put", locked)
    with pytest.raises(NotWritable, match="nothing can be written beside it"):
        open_file(path, "A")
    file = open_or_read(path, "A")
    assert file.read_only
    assert isinstance(file.kept_from, NotWritable)
    file.close()


def test_a_copy_waits_for_an_act_of_another_thread(new_file: File, tmp_path: Path) -> None:
    """A backup by the clock, while a job is writing, neither cuts the act in two nor lets half of it through."""
    begun, copied = threading.Event(), threading.Event()
    made: list[CopyCard] = []

    def copy() -> None:
        begun.wait(5)
        made.append(export_copy(new_file, tmp_path / "copy.aip"))
        copied.set()

    thread = threading.Thread(target=copy)
    thread.start()
    with new_file.act("In two steps") as session:
        edit_authority(session, "signatory", "First")
        session.flush()
        begun.set()
        assert not copied.wait(0.3)
        edit_authority(session, "signatory_role", "Second")
    thread.join(5)
    with new_file.reading() as session:
        assert faults(session) == ()
        card = authority_card(session)
    assert (card.signatory, card.signatory_role) == ("First", "Second")
    copied_file = open_file(made[0].path, "B")
    with copied_file.reading() as session:
        assert authority_card(session) == card
    copied_file.close()


def test_two_copies_opened_at_once_never_share_a_writer(new_file: File, tmp_path: Path) -> None:
    card = export_copy(new_file, tmp_path / "copy.aip")
    path = new_file.path
    new_file.close()
    files = [open_file(path, "A"), open_file(card.path, "A")]
    for file in files:
        with file.act("Work") as session:
            edit_authority(session, "signatory", file.path.name)
    files[0].merge(files[1], "Merge")
    with files[0].reading() as session:
        assert faults(session) == ()
    for file in files:
        file.close()
