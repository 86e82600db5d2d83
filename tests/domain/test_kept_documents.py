"""Attachments and issued documents: the exact bytes, kept once, and missed when they are gone."""

from datetime import date
from pathlib import Path

import pytest

from aip_desktop.domain.attachments import LARGEST, attach, attached_bytes, attachments_of, remove_attachment
from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.issued_documents import code_of, issue_document, issued_bytes, issued_lines
from aip_desktop.errors import Refusal
from aip_desktop.history.blobs import keep_bytes, length_of, read_whole
from aip_desktop.models.ids import new_id
from aip_desktop.models.lookup import the_authority
from aip_desktop.store.file import open_file
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import export_copy

TODAY = date(2026, 3, 2)
PDF = b"%PDF-1.7 the exact bytes"


def test_attachment_comes_back_as_it_was_and_its_bytes_are_kept_once(new_file: File) -> None:
    with new_file.act("Attach") as session:
        about = the_authority(session).id
        first = attach(session, about, r"C:\scans\signed sheet.pdf", b"scan", TODAY, " page 1 ")
        attach(session, about, "again.pdf", b"scan", TODAY)
    with new_file.reading() as session:
        lines = attachments_of(session, about)
        assert [(it.name, it.size, it.note) for it in lines] == [
            ("signed sheet.pdf", 4, "page 1"),
            ("again.pdf", 4, ""),
        ]
        assert len({it.content_hash for it in lines}) == 1
        assert attached_bytes(session, first) == b"scan"
        assert not attachments_of(session, "another record")
    with new_file.act("Take it off") as session:
        remove_attachment(session, first)
    with new_file.reading() as session:
        assert [it.name for it in attachments_of(session, about)] == ["again.pdf"]


@pytest.mark.parametrize("body", [b"", bytes(LARGEST + 1)])
def test_empty_or_huge_files_are_not_attached(new_file: File, body: bytes) -> None:
    with pytest.raises(Refusal, match="scan.pdf is"), new_file.act("Attach") as session:
        attach(session, the_authority(session).id, "scan.pdf", body, TODAY)


def test_issued_document_is_frozen_under_its_code(new_file: File) -> None:
    document = new_id()
    with new_file.act("Issue") as session:
        code = issue_document(session, document, "letter", "Letter to North East", TODAY, PDF)
    assert code == code_of(document)
    with new_file.reading() as session:
        (line,) = issued_lines(session)
        assert (line.kind, line.title, line.issued_on, line.code) == (
            "letter",
            "Letter to North East",
            TODAY,
            code,
        )
        assert issued_bytes(session, document) == PDF
        assert not issued_lines(session, agreement_id="another")
        assert not faults(session)


def test_bytes_altered_behind_the_programs_back_are_told(new_file: File) -> None:
    document = new_id()
    with new_file.act("Issue") as session:
        code = issue_document(session, document, "letter", "Letter to North East", TODAY, PDF)
        attach(session, document, "scan.pdf", b"scan", TODAY)
    new_file.raw().execute("UPDATE content SET body = x'00'")
    with new_file.reading() as session:
        assert set(faults(session)) >= {
            f"The issued document {code} is missing or was altered",
            "The attachment scan.pdf is missing or was altered",
        }
        with pytest.raises(Refusal, match="“Letter to North East” are damaged"):
            issued_bytes(session, document)


def test_what_begins_with_kept_bytes_keeps_only_what_was_added(new_file: File) -> None:
    first, second, third = b"issued", b"issued, signed", b"issued, signed, signed again"
    with new_file.act("Keep") as session:
        one = keep_bytes(session, first)
        two = keep_bytes(session, second, one)
        three = keep_bytes(session, third, two)
        other = keep_bytes(session, b"something else", three)
        unknown = keep_bytes(session, b"of unknown beginning", "00" * 32)
    with new_file.reading() as session:
        assert [read_whole(session, it) for it in (one, two, three)] == [first, second, third]
        assert [length_of(session, it) for it in (one, two, three)] == [6, 14, 28]
        assert read_whole(session, other) == b"something else"
        assert read_whole(session, unknown) == b"of unknown beginning"
        assert read_whole(session, "11" * 32) is None
    bodies = {body for (body,) in new_file.raw().execute("SELECT body FROM content")}
    assert bodies == {first, b", signed", b", signed again", b"something else", b"of unknown beginning"}


def test_merging_brings_the_parts_and_a_missing_part_is_told(new_file: File, tmp_path: Path) -> None:
    theirs = open_file(export_copy(new_file, tmp_path / "theirs.aip").path, "B. Officer")
    with theirs.act("Keep") as session:
        one = keep_bytes(session, b"issued")
        two = keep_bytes(session, b"issued, signed", one)
        attach(session, the_authority(session).id, "scan.pdf", b"issued, signed", TODAY)
    new_file.merge(theirs, "Merge")
    with new_file.reading() as session:
        assert read_whole(session, two) == b"issued, signed"
    theirs.raw().execute("DELETE FROM content WHERE hash = ?", (one,))
    with theirs.reading() as session:
        assert "The attachment scan.pdf is missing or was altered" in faults(session)
    theirs.close()


def test_ids_are_in_the_order_of_making_also_within_a_millisecond() -> None:
    ids = [new_id() for _ in range(5000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
    assert {it[12] for it in ids} == {"7"}
    assert {it[16] for it in ids} <= set("89ab")
