"""What the commands write never replaces somebody's work unless that is said, and never what is signed."""

from pathlib import Path

import pytest

from aip_desktop.__main__ import main
from aip_desktop.store.file import open_to_read
from aip_desktop.store.open_file import File
from tests.documents.signing.certificates import PASSPHRASE, made_p12
from tests.issued_files import fill_and_issue


@pytest.fixture
def issued(new_file: File, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed file with an issued agreement; a certificate and its passphrase lie in the current folder."""
    monkeypatch.setenv("AIP_DESKTOP_TODAY", "2026-03-09")
    monkeypatch.chdir(tmp_path)
    fill_and_issue(new_file)
    new_file.close()
    (tmp_path / "key.p12").write_bytes(made_p12("Jo Field"))
    (tmp_path / "secret").write_text(PASSPHRASE + "\n")
    return new_file.path


def sign(file: Path, to: str, *more: str) -> int:
    words = ["sign", str(file), "--agreement", "AIP-E-2022", "--party", "council", "--p12", "key.p12"]
    return main([*words, "--p12-passphrase-file", "secret", "--to", to, *more])


def signatures(file: Path) -> int:
    from sqlalchemy import func, select

    from aip_desktop.models.signatures import Signature

    opened = open_to_read(file)
    with opened.reading() as session:
        found = session.scalar(select(func.count()).select_from(Signature))
    opened.close()
    return found or 0


@pytest.mark.parametrize("more", [(), ("--replace",)])
def test_a_database_never_becomes_a_pdf(
    issued: Path, more: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    before = issued.read_bytes()
    assert sign(issued, str(issued), *more) == 1
    assert "is an AIP Desktop file, which is never replaced" in capsys.readouterr().err
    assert issued.read_bytes() == before


def test_signing_is_refused_before_anything_is_recorded(
    issued: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("out.pdf").write_bytes(b"%PDF-1.4 of somebody")
    assert sign(issued, "out.pdf") == 1
    assert (
        "out.pdf already exists. Choose another name or folder, or add --replace" in capsys.readouterr().err
    )
    assert signatures(issued) == 0
    assert Path("out.pdf").read_bytes() == b"%PDF-1.4 of somebody"
    assert sign(issued, "out.pdf", "--replace") == 0
    assert signatures(issued) == 1
    assert b"/ByteRange" in Path("out.pdf").read_bytes()


def test_printing_never_replaces_a_signed_pdf(issued: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = Path("out") / "AIP-E-2022 edition 1.pdf"
    assert main(["print", str(issued), "--all", "--to", "out"]) == 0
    assert sign(issued, str(name), "--replace") == 0
    signed = name.read_bytes()
    capsys.readouterr()
    for more in ([], ["--replace"]):
        assert main(["print", str(issued), "--all", "--to", "out", *more]) == 1
        assert "is a signed PDF, which is never replaced" in capsys.readouterr().err
        assert name.read_bytes() == signed


def test_printing_again_is_silent_where_the_bytes_are_the_same(
    issued: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["print", str(issued), "--all", "--to", "out"]) == 0
    printed = capsys.readouterr().out
    assert main(["print", str(issued), "--all", "--to", "out"]) == 0
    assert capsys.readouterr().out == printed


def test_pictures_and_the_history_are_not_written_over(
    issued: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("out").mkdir()
    for words, name in (
        (["pictures", str(issued), "--to", "out"], "budget-dark.png"),
        (["history", str(issued), "--pdf", "out"], "History.pdf"),
    ):
        somebodys = Path("out", name)
        somebodys.write_bytes(b"%PDF-1.4 of somebody")
        assert main(words) == 1
        assert "--replace" in capsys.readouterr().err
        assert somebodys.read_bytes() == b"%PDF-1.4 of somebody"
        assert main([*words, "--replace"]) == 0
        assert somebodys.read_bytes() != b"%PDF-1.4 of somebody"
        capsys.readouterr()
