"""PDFs that were sent about, soundly signed, weak and forged: each gets its verdict and its exit code."""

import csv
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from aip_desktop.__main__ import main
from aip_desktop.errors import Refusal
from aip_desktop.operations.signed_papers import SignedPaper, read_signed, verify_pdf
from aip_desktop.store.file import open_file
from aip_desktop.store.open_file import File
from aip_desktop.store.upgrade_file import upgrade_file
from tests.public_data import SHARED

TODAY = date(2026, 12, 1)


PAPERS = SHARED / "verify"


WANTED = {
    "nw_signed_ok.pdf": "sound",
    "s_signed_ok.pdf": "sound",
    "s_two_signed_ok.pdf": "told",
    "s_signed_by_poppler_ok.pdf": "sound",
    "nw_forged_new_root.pdf": "forged",
    "nw_forged_startxref_underscore.pdf": "forged",
    "nw_forged_unsigned_field_painted.pdf": "forged",
    "s_forged_picture_in_unsigned_field.pdf": "forged",
    "nw_forged_bytes_after_last_signature.pdf": "forged",
    "nw_weak_sha1.pdf": "not taken",
    "nw_weak_expired_certificate.pdf": "told",
    "nw_weak_invented_issuer.pdf": "told",
    "nw_broken_xref_index.pdf": "refused",
}


TAKEN = ("sound", "told")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the file from which they were issued."""
    if not PAPERS.is_dir():
        pytest.skip(f"the signed and forged PDFs are not beside the checkout ({PAPERS})")
    copy = tmp_path_factory.mktemp("verify") / "sample.aip"
    shutil.copyfile(PAPERS / "sample_0.3.aip", copy)
    upgrade_file(copy, "B. Officer")
    return copy


@pytest.fixture(scope="module")
def opened(sample: Path) -> Iterator[File]:
    """The file, open."""
    copy = sample.with_name("opened.aip")
    shutil.copyfile(sample, copy)
    file = open_file(copy, "B. Officer")
    yield file
    file.close()


def test_the_list_of_papers_is_the_one_that_is_tried(sample: Path) -> None:
    with (PAPERS / "MANIFEST.csv").open(encoding="utf-8", newline="") as lines:
        assert {row["file"]: row["verdict wanted"] for row in csv.DictReader(lines)} == WANTED


@pytest.mark.parametrize("name", WANTED)
def test_each_paper_gets_its_verdict(opened: File, name: str) -> None:
    verdict = verify_pdf(opened, (PAPERS / name).read_bytes(), TODAY)
    assert verdict.level.value == WANTED[name]
    assert verdict.is_genuine == (WANTED[name] in TAKEN)


@pytest.mark.parametrize("name", [name for name, level in WANTED.items() if level not in TAKEN])
def test_what_is_not_genuine_is_not_imported(opened: File, name: str) -> None:
    with pytest.raises(Refusal):
        read_signed(opened, (PAPERS / name).read_bytes(), TODAY)


def test_what_is_doubtful_is_imported_with_its_doubts(opened: File) -> None:
    paper = read_signed(opened, (PAPERS / "nw_weak_expired_certificate.pdf").read_bytes(), TODAY)
    assert isinstance(paper, SignedPaper)
    assert [doubt for line in paper.new for doubt in line.doubts] == [
        "The certificate was valid from 1 January 2020 to 1 January 2021, and not on 30 November 2026, "
        "when it says it was used"
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("s_signed_by_poppler_ok.pdf", "unchanged since it was issued, signed electronically by 1 party"),
        ("s_two_signed_ok.pdf", "One key signed in the fields"),
        ("nw_weak_invented_issuer.pdf", "which nobody has checked"),
        ("nw_weak_sha1.pdf", "It was made with SHA-1"),
        (
            "s_forged_picture_in_unsigned_field.pdf",
            "Something was put into the field Ploverdale Primary Academy",
        ),
        ("nw_forged_new_root.pdf", "what was issued could be left out"),
        ("nw_broken_xref_index.pdf", "It has a broken table: its numbers do not rise"),
    ],
)
def test_the_command_says_the_cause_and_ends_accordingly(
    sample: Path,
    tmp_path: Path,
    name: str,
    words: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AIP_DESKTOP_TODAY", TODAY.isoformat())
    shutil.copyfile(sample, tmp_path / "sample.aip")
    code = main(["verify", str(tmp_path / "sample.aip"), str(PAPERS / name)])
    said = capsys.readouterr()
    assert words in said.out + said.err
    assert code == (0 if WANTED[name] in TAKEN else 1)
    assert "Traceback" not in said.err
