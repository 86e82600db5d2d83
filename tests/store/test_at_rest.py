"""A file with a passphrase at rest: nothing of it can be read on the disk, and everything works as without one."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from aip_desktop.__main__ import main
from aip_desktop.clock import today
from aip_desktop.domain.authority.council import authority_card, edit_authority
from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.partnerships.partnership_list import first_page
from aip_desktop.errors import PassphraseNeeded, Refusal
from aip_desktop.operations.first_page import sight_of
from aip_desktop.operations.merging import try_merge
from aip_desktop.operations.share_copy import share_copy
from aip_desktop.store import at_rest, change_passphrase, file
from aip_desktop.store.as_at import open_as_at
from aip_desktop.store.at_rest import PAGE, Key, decrypt, encrypt, has_key, is_encrypted
from aip_desktop.store.backups import backup_if_due, delete_backup, list_backups, make_backup, restore
from aip_desktop.store.change_passphrase import (
    is_passphrase,
    kept_otherwise,
    remove_passphrase,
    set_passphrase,
)
from aip_desktop.store.file import OneFile, create_file, open_file, open_or_read, open_to_read
from aip_desktop.store.lock import NotWritable
from aip_desktop.store.safe_copies import examine, export_copy, import_copy
from aip_desktop.store.upgrade_file import upgrade_file
from aip_desktop.store.upgrades import make_anew, with_room
from aip_desktop.store.vet import vet

dbapi2 = pytest.importorskip("sqlcipher3.dbapi2", reason="the optional sqlcipher3 is not installed")

WORDS, OTHERS = "four plain short words", "quite other words"
MARK = "Quartz Vellum House"
pytestmark = pytest.mark.usefixtures("quick_passphrases")


def _type(file: OneFile, address: str) -> None:
    with file.act(f"Change the address to {address}") as session:
        edit_authority(session, "address", address)


def _address(file: OneFile) -> str:
    with file.reading() as session:
        return authority_card(session).address


@pytest.fixture
def kept(new_file: OneFile) -> OneFile:
    """The new file, marked, with a passphrase."""
    _type(new_file, MARK)
    set_passphrase(new_file, WORDS)
    return new_file


def _readable(folder: Path) -> list[str]:
    """The files below a folder in which the mark, or anything of SQLite's, can be read."""
    marks = (MARK.encode(), b"Testshire", b"SQLite format", b"CREATE TABLE")
    found = [it for it in folder.rglob("*") if it.is_file()]
    return [it.name for it in found if any(mark in it.read_bytes() for mark in marks)]


def test_it_is_set_changed_and_removed_and_the_file_goes_on(new_file: OneFile, tmp_path: Path) -> None:
    _type(new_file, MARK)
    assert _readable(tmp_path) == ["test.aip"]
    card = set_passphrase(new_file, WORDS)
    assert card.authority == "Testshire Council"
    assert _readable(tmp_path) == []
    assert new_file.place == "on this laptop, with a passphrase"
    _type(new_file, f"{MARK}, 2")
    assert _address(new_file) == f"{MARK}, 2"
    step = new_file.steps().undo
    assert step
    new_file.take_back(step, f"Undo: {step.words}")
    assert _address(new_file) == MARK
    assert is_passphrase(new_file, WORDS)
    assert not is_passphrase(new_file, OTHERS)
    set_passphrase(new_file, OTHERS)
    assert is_passphrase(new_file, OTHERS)
    new_file.close()
    assert _readable(tmp_path) == []
    with pytest.raises(PassphraseNeeded, match=r"test\.aip has a passphrase"):
        open_file(new_file.path, "B")
    with pytest.raises(PassphraseNeeded, match="not the passphrase"):
        open_file(new_file.path, "B", WORDS)
    again = open_file(new_file.path, "B", OTHERS)
    assert _address(again) == MARK
    remove_passphrase(again)
    assert not is_encrypted(again.path)
    _type(again, f"{MARK}, 3")
    again.close()
    plain = open_file(new_file.path, "C")
    assert _address(plain) == f"{MARK}, 3"
    with plain.reading() as session:
        assert faults(session) == ()
    plain.close()


def test_nothing_is_readable_in_the_middle_of_an_act_nor_what_a_crash_leaves(
    kept: OneFile, tmp_path: Path
) -> None:
    """The journal is looked at while the act is not yet done, and while so little is cached that pages spill."""
    kept.raw().execute("PRAGMA cache_size=2")
    crashed = tmp_path / "crashed.aip"
    with pytest.raises(Refusal, match="as a crash"), kept.act("Change everything") as session:
        for number in range(100):
            edit_authority(session, "address", f"{MARK}, {number} " + "x" * 4000)
            session.flush()
        journal = kept.path.with_name(kept.path.name + "-journal")
        assert journal.stat().st_size > PAGE
        assert _readable(tmp_path) == []
        shutil.copyfile(kept.path, crashed)
        shutil.copyfile(journal, crashed.with_name(crashed.name + "-journal"))
        raise Refusal("as a crash")
    with closing(open_to_read(crashed, WORDS)) as left:
        assert _address(left) == MARK
    left = open_file(crashed, "B", WORDS)
    assert _address(left) == MARK
    left.close()


def _key(file: OneFile) -> Key:
    assert file.key
    return file.key


def test_sqlcipher_itself_finds_what_is_written_here_whole_and_the_other_way_round(
    kept: OneFile, tmp_path: Path
) -> None:
    kept.close()
    connection = at_rest.connect(kept.path, _key(kept))
    assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("SELECT address FROM authority").fetchall() == [(MARK,)]
    connection.execute("CREATE TABLE other (words TEXT)")
    connection.executemany("INSERT INTO other VALUES (?)", [("w" * 900,) for _ in range(200)])
    connection.close()
    plain = decrypt(kept.path, kept.path.read_bytes(), _key(kept))
    with closing(sqlite3.connect(":memory:")) as read:
        read.deserialize(plain)
        assert read.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert read.execute("SELECT count(*) FROM other").fetchall() == [(200,)]
    with pytest.raises(Refusal, match="did not put there"):
        vet(kept.path, WORDS)
    one, two = (b"".join(encrypt(plain, _key(kept))) for _ in range(2))
    assert decrypt(kept.path, one, _key(kept)) == decrypt(kept.path, two, _key(kept)) == plain
    assert all(one[at : at + PAGE] != two[at : at + PAGE] for at in range(0, len(one), PAGE))


def test_every_cut_and_every_flip_is_found_and_not_laid_to_the_passphrase(
    kept: OneFile, tmp_path: Path
) -> None:
    kept.close()
    whole, key, path = kept.path.read_bytes(), _key(kept), tmp_path / "bad.aip"
    for length in range(0, len(whole), PAGE):
        path.write_bytes(whole[:length])
        with pytest.raises(Refusal, match=r"damaged|not a file of") as refused:
            vet(path, key)
        assert not isinstance(refused.value, PassphraseNeeded) or length <= PAGE
    chance = random.Random(3)
    places = [*range(4 * 8, 16 * 8), *(chance.randrange(16 * 8, len(whole) * 8) for _ in range(300))]
    for place in places:
        altered = bytearray(whole)
        altered[place // 8] ^= 1 << place % 8
        path.write_bytes(altered)
        with pytest.raises(Refusal, match="passphrase is not at fault"):
            vet(path, WORDS if place < 16 * 8 else key)
        assert path.read_bytes() == altered
    swapped = whole[: 2 * PAGE] + whole[3 * PAGE : 4 * PAGE] + whole[2 * PAGE : 3 * PAGE] + whole[4 * PAGE :]
    path.write_bytes(swapped)
    with pytest.raises(Refusal, match="is damaged"):
        vet(path, key)
    path.write_bytes(b"none" + whole[4:])
    with pytest.raises(Refusal, match="not a file of AIP Desktop"):
        vet(path, key)


def test_backups_have_the_same_passphrase_and_others_are_named_and_taken_away(
    new_file: OneFile, tmp_path: Path, own_home: Path
) -> None:
    _type(new_file, MARK)
    plain = make_backup(new_file, "by hand")
    set_passphrase(new_file, WORDS)
    assert [it.path for it in kept_otherwise(new_file)] == [plain.path]
    assert _readable(own_home) == [plain.path.name]
    for it in kept_otherwise(new_file):
        delete_backup(it)
    assert not _readable(own_home)
    (before,) = list_backups(new_file)
    assert before.why == "before a passphrase was set"
    assert before.checked.endswith("with a passphrase")
    _type(new_file, "Elsewhere")
    make_backup(new_file, "by hand")
    assert backup_if_due(new_file) is None
    restore(new_file, before.path)
    assert _address(new_file) == MARK
    set_passphrase(new_file, OTHERS)
    assert before.path in {it.path for it in kept_otherwise(new_file)}
    with pytest.raises(PassphraseNeeded, match="has a passphrase"):
        restore(new_file, before.path)
    _type(new_file, "Elsewhere")
    restore(new_file, before.path, WORDS)
    assert _address(new_file) == MARK
    assert all(is_encrypted(it.path) for it in list_backups(new_file))
    assert not _readable(own_home)


def test_export_import_merge_share_and_the_file_as_it_was(
    kept: OneFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spill = tmp_path / "spill"
    spill.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(spill))
    looked: list[str] = []
    monkeypatch.setattr("shutil.rmtree", _looking(looked, shutil.rmtree))
    copy = export_copy(kept, tmp_path / "copy").path
    assert has_key(copy, kept.key)
    taken = import_copy(copy, tmp_path / "taken", WORDS).path
    assert is_encrypted(taken)
    theirs = open_file(taken, "B", WORDS)
    _type(theirs, f"{MARK} of B")
    theirs.close()
    with closing(open_to_read(taken, WORDS)) as other:
        assert len(try_merge(kept, other).changed) == 1
        kept.merge(other, "Merge")
    assert _address(kept) == f"{MARK} of B"
    with closing(open_as_at(kept, datetime.now().astimezone())) as then:
        assert _address(then) == f"{MARK} of B"
        assert then.key == kept.key
        assert _readable(spill) == []
    assert not _readable(tmp_path)
    assert looked == []
    sealed = export_copy(kept, tmp_path / "sealed", OTHERS).path
    assert examine(sealed, OTHERS).authority == "Testshire Council"
    shared = share_copy(kept, "NE", tmp_path / "shared", "A", OTHERS).path
    assert examine(shared, OTHERS).authority == "Testshire Council"
    assert not _readable(tmp_path)


def _looking(found: list[str], remove: Callable[..., object]) -> Callable[..., object]:
    """Look into each temporary folder before it goes."""

    def look(path: str, *args: object, **more: object) -> object:
        found.extend(_readable(Path(path)))
        return remove(path, *args, **more)

    return look


def test_no_sight_is_kept_and_one_from_before_goes(new_file: OneFile, own_home: Path) -> None:
    new_file.first_page = first_page
    new_file.close()
    assert sight_of(new_file.path, today())
    again = open_file(new_file.path, "B")
    again.first_page = first_page
    set_passphrase(again, WORDS)
    assert not list((own_home / "sights").iterdir())
    again.close()
    assert not list((own_home / "sights").iterdir())


def test_a_refusal_leaves_the_file_as_it_was_and_open(
    new_file: OneFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refusal, match="at least 8"):
        set_passphrase(new_file, "short")
    assert not list_backups(new_file)

    def no_room(fresh: Path, target: Path) -> Path:
        if target == new_file.path:
            raise OSError(28, "no room")
        return replace(fresh, target)

    replace = Path.replace
    before = new_file.path.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", no_room)
        with pytest.raises(Refusal, match=r"test\.aip is kept as it was.*no room"):
            set_passphrase(new_file, WORDS)
    assert new_file.path.read_bytes() == before
    assert new_file.key is None
    _type(new_file, MARK)
    with pytest.raises(ValueError, match="meanwhile"):
        new_file.swap(tmp_path / "none", None, new_file.acts_written - 1)
    assert _address(new_file) == MARK
    assert [it.name for it in tmp_path.iterdir() if "unfinished" in it.name] == []


def test_without_sqlcipher_it_is_read_and_says_what_changing_it_takes(
    kept: OneFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.close()
    for module in (file, change_passphrase):
        monkeypatch.setattr(module, "can_write", lambda: False)
    with pytest.raises(NotWritable, match="can only be read here. To change it, install sqlcipher3"):
        open_file(kept.path, "B", WORDS)
    read = open_or_read(kept.path, "B", WORDS)
    assert read.read_only
    assert _address(read) == MARK
    assert "only" in change_passphrase.why_not(read)
    read.close()
    plain = create_file(kept.path.with_name("plain.aip"), "B", "Start", lambda _: None)
    assert "pip install" in change_passphrase.why_not(plain)
    with pytest.raises(Refusal, match="takes sqlcipher3"):
        set_passphrase(plain, WORDS)
    plain.close()


def test_a_file_of_an_earlier_form_keeps_its_passphrase_when_it_is_brought_up_to_date(old: Path) -> None:
    key = Key.made(WORDS)
    old.write_bytes(b"".join(encrypt(with_room(old.read_bytes()), key)))
    assert vet(old, WORDS) == 1
    with pytest.raises(PassphraseNeeded):
        upgrade_file(old, "A")
    backup = upgrade_file(old, "A", WORDS)
    assert backup
    assert has_key(backup, key)
    assert vet(backup, key) == 1
    assert has_key(old, key)
    file = open_file(old, "A", WORDS)
    with file.reading() as session:
        assert faults(session) == ()
    file.close()


def test_making_room_leaves_nothing_out(old: Path) -> None:
    plain = old.read_bytes()
    roomy = with_room(plain)
    assert with_room(roomy) is roomy
    one, two = (make_anew(it, 1, None) for it in (plain, roomy))
    assert list(one.iterdump()) == list(two.iterdump())
    one.close()
    two.close()


def test_from_the_command_line(kept: OneFile, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept.close()
    words, others = tmp_path / "words.txt", tmp_path / "others.txt"
    words.write_text(WORDS)
    others.write_text(OTHERS)
    mine, sealed = str(kept.path), str(tmp_path / "sealed.aip")
    given = ("--passphrase-file", str(words))
    assert main(["check", mine]) == 1
    assert "Name the file it is in with --passphrase-file" in capsys.readouterr().err
    assert main(["check", mine, *given]) == 0
    assert main(["history", mine, *given]) == 0
    assert MARK in capsys.readouterr().out
    assert main(["backup", mine, *given]) == 0
    backup = next(it for it in list_backups_of(kept) if "by hand" in it.name)
    assert is_encrypted(backup)
    assert main(["restore", mine, str(backup), *given]) == 0
    with closing(open_to_read(kept.path, WORDS)) as read:
        export_copy(read, Path(sealed), OTHERS)
    assert main(["diff", mine, sealed, *given, "--other-passphrase-file", str(others)]) == 0
    assert main(["diff", mine, sealed, *given]) == 1
    assert main(["merge", mine, sealed, *given, "--other-passphrase-file", str(others)]) == 0
    result = tmp_path / "result.aip"
    assert (
        main(["merge", mine, sealed, *given, "--other-passphrase-file", str(others), "--to", str(result)])
        == 0
    )
    assert is_encrypted(result)


def list_backups_of(file: OneFile) -> list[Path]:
    """Where the backups of a closed file lie."""
    from aip_desktop.store.backups import folder_of

    return sorted(folder_of(file.lineage).glob("*.aip"))
