"""Attachments and issued documents: the exact bytes, kept once, and missed when they are gone."""

from datetime import date

import pytest

from aip_desktop.errors import Refusal
from aip_desktop.models.attachments import (
    LARGEST,
    attach,
    attached_bytes,
    attachments_of,
    remove_attachment,
)
from aip_desktop.models.authority import the_authority
from aip_desktop.models.base import new_id
from aip_desktop.models.invariants import faults
from aip_desktop.models.issued import code_of, issue_document, issued_bytes, issued_lines
from aip_desktop.store.file import File

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
