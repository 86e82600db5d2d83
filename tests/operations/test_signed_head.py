"""The head of a file, printed and signed: what catches a history that was rewritten with every hash in it."""

import json
import shutil
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from aip_desktop.__main__ import main
from aip_desktop.domain.schools.schools import add_school
from aip_desktop.errors import Refusal
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.operations.signed_head import head_lines, is_hash, sign_head, verify_hash, verify_head
from aip_desktop.store import file as file_module
from aip_desktop.store.file import OneFile, open_file, open_to_read
from aip_desktop.store.open_file import File
from tests.documents.signing.certificates import PASSPHRASE, made_p12

TODAY = date(2026, 11, 30)


def _work(file: File, urn: int) -> None:
    with file.act("Add a school") as session:
        add_school(session, urn, "Alder School")


@pytest.fixture
def signed(new_file: OneFile) -> bytes:
    _work(new_file, 900001)
    return sign_head(new_file, made_p12("A. Officer"), PASSPHRASE, TODAY)


def test_the_file_contains_its_head_also_later(new_file: OneFile, signed: bytes) -> None:
    verdict = verify_head(new_file, signed)
    assert verdict.is_genuine
    assert ("Since then", "0 acts") in verdict.facts
    _work(new_file, 900002)
    verdict = verify_head(new_file, signed)
    assert verdict.is_genuine
    assert "contains the head that was signed on 30 November 2026" in verdict.sentence
    assert ("Since then", "1 act") in verdict.facts


@pytest.mark.parametrize("rewrites", [True, False])
def test_a_history_that_was_rewritten_with_every_hash_does_not_contain_it(
    new_file: OneFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rewrites: bool
) -> None:
    """Whoever has an older copy and can compute writes another history on top of that, in the same name."""
    before, writer = tmp_path / "before.aip", new_file._writer.id
    shutil.copy(new_file.path, before)
    _work(new_file, 900001)
    signed = sign_head(new_file, made_p12("A. Officer"), PASSPHRASE, TODAY)
    monkeypatch.setattr(file_module, "claim_writer", lambda *_: writer)
    with closing(open_file(before, "A. Officer")) as forged:
        if rewrites:
            _work(forged, 900009)
        verdict = verify_head(forged, signed)
        assert not verdict.is_genuine
        assert "does not contain the head" in verdict.sentence
    with closing(open_to_read(before)) as whole:  # every hash in it follows
        assert not verify_head(whole, signed).is_genuine


@pytest.mark.parametrize("spoil", ["acts", "file", "signature", "certificate", "kind", "json", "huge"])
def test_what_is_no_signed_head_or_was_altered_is_refused(
    new_file: OneFile, signed: bytes, spoil: str
) -> None:
    value = json.loads(signed)
    if spoil == "acts":
        value["head"]["acts"][0]["hash"] = "00" * 32
    elif spoil in ("file", "kind"):
        value["head"][spoil] = "another"
    elif spoil in value:
        value[spoil] = value[spoil][:-8]
    body = {"json": b"{", "huge": b" " * (2 << 20)}.get(spoil, json.dumps(value).encode())
    with pytest.raises(Refusal):
        verify_head(new_file, body)


def test_the_hash_that_a_trail_prints_is_found(new_file: OneFile) -> None:
    (line,) = head_lines(new_file)
    _work(new_file, 900001)
    printed = line.split()[0].upper()
    broken = f" {printed[:52]}\n{printed[52:]} "  # as a paper has it where a line ends
    assert is_hash(broken)
    assert verify_hash(new_file, broken).is_genuine
    with pytest.raises(Refusal, match="its history was rewritten"):
        verify_hash(new_file, "00" * 32)


def test_the_head_from_the_command_line(
    new_file: OneFile, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _work(new_file, 900001)
    new_file.close()
    path, target = str(new_file.path), tmp_path / "council.head"
    (tmp_path / "officer.p12").write_bytes(made_p12("A. Officer"))
    (tmp_path / "secret").write_text(PASSPHRASE, "utf-8")
    key = ["--p12", str(tmp_path / "officer.p12"), "--p12-passphrase-file", str(tmp_path / "secret")]
    assert main(["head", path]) == 0
    digest, number, *who = capsys.readouterr().out.split()
    assert (len(digest), number, " ".join(who)) == (64, "2", "A. Officer")
    assert main(["head", path, *key]) == 1
    assert main(["head", path, *key, "--to", str(tmp_path / "council.txt")]) == 1
    assert main(["head", path, *key, "--to", str(target)]) == 0
    assert main(["verify", path, str(target)]) == 0
    assert "contains the head" in capsys.readouterr().out
    assert main(["verify", path, digest]) == 0
    assert main(["verify", path, "00" * 32]) == 1
    target.write_bytes(target.read_bytes().replace(b"A. Officer", b"B. Officer", 1))
    assert main(["verify", path, str(target)]) == 1


def test_an_act_that_is_not_the_one_this_laptop_saw_is_an_error_a_copy_behind_a_note(
    new_file: OneFile, tmp_path: Path, capsys: pytest.CaptureFixture[str], own_home: Path
) -> None:
    behind = tmp_path / "behind.aip"
    shutil.copy(new_file.path, behind)
    with new_file.act("Note") as session:
        live(session, Partnership)[0].notes = "x"
    new_file.close()
    assert main(["check", str(behind)]) == 0
    assert "Another copy has moved on" in capsys.readouterr().out
    seen = next(own_home.glob("files/*/seen.json"))
    known = json.loads(seen.read_text("utf-8"))
    for mark in known["seen"].values():
        mark["hash"] = "00" * 32
    seen.write_text(json.dumps(known), "utf-8")
    assert main(["check", str(new_file.path)]) == 1
    assert "no longer the one that this laptop saw" in capsys.readouterr().err
