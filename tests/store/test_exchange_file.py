"""A sealed copy comes back whole with its passphrase, and with nothing else; every alteration is found."""

import ast
import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aip_desktop import commands
from aip_desktop.__main__ import main
from aip_desktop.domain.checks.findings import faults
from aip_desktop.errors import PassphraseNeeded, Refusal
from aip_desktop.operations.merging import try_merge
from aip_desktop.store import exchange_file, passphrase, safe_copies
from aip_desktop.store.exchange_file import CHUNK, HEADER, is_sealed, seal, unseal
from aip_desktop.store.file import open_file, open_to_read
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import examine, export_copy, import_copy
from aip_desktop.store.vet import LARGEST

WORDS = "four plain short words"

pytestmark = pytest.mark.usefixtures("quick_passphrases")


def _sealed(plain: bytes, words: str = WORDS) -> bytes:
    return b"".join(seal(plain, words))


def _unsealed(folder: Path, sealed: bytes, words: str = WORDS) -> bytes:
    path = folder / "sealed.aip"
    path.write_bytes(sealed)
    return unseal(path, words, LARGEST)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all examples of a property."""
    return tmp_path_factory.mktemp("sealed")


@given(st.integers(0, 3 * CHUNK), st.text(min_size=1, max_size=30))
def test_it_comes_back_as_it_was(folder: Path, length: int, words: str) -> None:
    plain = os.urandom(length)
    sealed = _sealed(plain, words)
    assert _unsealed(folder, sealed, words) == plain
    with pytest.raises(PassphraseNeeded):
        _unsealed(folder, sealed, words + "x")


def test_every_flip_of_every_byte_and_every_cut_is_found(folder: Path) -> None:
    sealed = _sealed(b"what nobody else is to read")
    for place in range(len(exchange_file.MAGIC), len(sealed)):
        for flip in (1, 0x80):
            altered = bytearray(sealed)
            altered[place] ^= flip
            with pytest.raises(Refusal, match=r"sealed\.aip is damaged"):
                _unsealed(folder, bytes(altered))
    for length in range(len(sealed)):
        with pytest.raises(Refusal, match=r"sealed\.aip is damaged"):
            _unsealed(folder, sealed[:length])
    with pytest.raises(Refusal, match="is damaged"):
        _unsealed(folder, sealed + b"\0")


def test_chunks_put_elsewhere_left_out_or_sent_twice_are_found(folder: Path) -> None:
    header, *chunks = seal(os.urandom(3 * CHUNK + 5), WORDS)
    assert len(header) == HEADER
    assert len(chunks) == 4
    one, two, three, last = chunks
    other = list(seal(os.urandom(3 * CHUNK + 5), WORDS))[2]
    for order in (
        (two, one, three, last),
        (one, two, three),
        (one, two, last),
        (one, two, three, last, last),
        (one, two, two, last),
        (one, other, three, last),
        (last,),
        (),
    ):
        with pytest.raises(Refusal, match="is damaged"):
            _unsealed(folder, header + b"".join(order))


@given(st.data())
def test_any_damage_to_a_larger_file_is_found(folder: Path, data: st.DataObject) -> None:
    sealed = _sealed(bytes(CHUNK + 100))
    cut = data.draw(st.integers(len(exchange_file.MAGIC), len(sealed) - 1))
    with pytest.raises(Refusal, match="is damaged"):
        _unsealed(folder, sealed[:cut])
    altered = bytearray(sealed)
    altered[cut] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Refusal, match="is damaged"):
        _unsealed(folder, bytes(altered))


def test_a_letter_put_together_otherwise_is_the_same_letter(folder: Path) -> None:
    assert _unsealed(folder, _sealed(b"plain", "caf\u00e9 and cake"), "cafe\u0301 and cake") == b"plain"


def test_a_header_that_asks_for_too_much_work_is_not_tried(folder: Path) -> None:
    header = bytearray(_sealed(b"plain"))
    header[9] = 40
    facts = bytes(header[: HEADER - 16])
    header[HEADER - 16 : HEADER] = hashlib.sha256(facts).digest()[:16]
    with pytest.raises(Refusal, match="is damaged"):
        _unsealed(folder, bytes(header))


def test_a_sealed_copy_is_exported_read_imported_and_merged(new_file: File, tmp_path: Path) -> None:
    card = export_copy(new_file, tmp_path / "sealed", WORDS)
    assert card.authority == "Testshire Council"
    assert is_sealed(card.path)
    sealed = card.path.read_bytes()
    assert b"Testshire" not in sealed
    assert b"SQLite" not in sealed
    with pytest.raises(PassphraseNeeded, match="has a passphrase"):
        examine(card.path)
    with pytest.raises(PassphraseNeeded, match="not the passphrase"):
        examine(card.path, "another one")
    with pytest.raises(Refusal, match="Import it"):
        open_file(card.path, "B")
    taken = open_file(import_copy(card.path, tmp_path / "taken", WORDS).path, "B")
    with taken.reading() as session:
        assert faults(session) == ()
    other = open_to_read(card.path, WORDS)
    assert try_merge(new_file, other).merged.is_nothing
    other.close()
    taken.close()
    assert card.path.read_bytes() == sealed


def test_nothing_in_the_clear_is_written_on_the_way(
    new_file: File, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no folder for what is temporary, and none beside the copy but for the sealed one, it still works."""
    monkeypatch.setattr("tempfile.TemporaryDirectory", lambda **_: pytest.fail("a temporary folder was used"))
    target = tmp_path / "sealed.aip"
    written: list[bytes] = []
    settle = safe_copies.settle

    def look(fresh: Path, target: Path, words: str) -> safe_copies.CopyCard:
        written.extend(
            path.read_bytes() for path in fresh.parent.iterdir() if path.name.startswith(".sealed")
        )
        return settle(fresh, target, words)

    monkeypatch.setattr(safe_copies, "settle", look)
    export_copy(new_file, target, WORDS)
    examine(target, WORDS)
    assert written
    assert not any(b"SQLite" in body for body in written)


def test_a_foreign_file_in_a_seal_is_vetted_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "odd.aip"
    path.write_bytes(_sealed(b"SQLite format 3\0" + bytes(5000)))
    with pytest.raises(Refusal, match="belongs to another program"):
        examine(path, WORDS)
    path.write_bytes(_sealed(b"a text"))
    with pytest.raises(Refusal, match="not a file of AIP Desktop"):
        examine(path, WORDS)


def test_a_passphrase_too_short_is_refused() -> None:
    with pytest.raises(Refusal, match="at least 8"):
        passphrase.chosen_passphrase("short")
    assert passphrase.chosen_passphrase(" long enough ") == " long enough "


def test_the_passphrase_is_the_first_line_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes(b"two words \r\nmore")
    assert passphrase.read_passphrase(path) == "two words "
    path.write_text("\n")
    with pytest.raises(Refusal, match="is blank"):
        passphrase.read_passphrase(path)
    with pytest.raises(Refusal, match="cannot be read"):
        passphrase.read_passphrase(tmp_path / "none.txt")


def test_from_the_command_line(new_file: File, tmp_path: Path) -> None:
    new_file.close()
    words = tmp_path / "words.txt"
    words.write_text(WORDS)
    copy = tmp_path / "copy.aip"
    assert main(["export", str(new_file.path), "--to", str(copy), "--passphrase-file", str(words)]) == 0
    assert is_sealed(copy)
    assert main(["check", str(copy)]) == 1
    assert main(["check", str(copy), "--passphrase-file", str(words)]) == 0
    assert main(["diff", str(new_file.path), str(copy), "--passphrase-file", str(words)]) == 0
    assert main(["merge", str(new_file.path), str(copy), "--passphrase-file", str(words)]) == 0


def test_every_command_that_reads_a_file_passes_its_passphrase_on() -> None:
    for path in Path(commands.__path__[0]).glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "opened":
                given = {it.arg: ast.unparse(it.value) for it in call.keywords}
                assert "passphrase" in given or given["read"] == "False", f"{path.name}, line {call.lineno}"
