"""Broken on purpose: each fault must be caught, or the check that files conform proves nothing."""

import re

import page
import pytest

from aip_desktop.documents.agreement import agreement_pdf
from aip_desktop.documents.pdf import archive
from aip_desktop.domain.agreements.agreement_statement import AgreementPaper
from tests.documents.faults import FAULTS, UA, A, broken

PROFILES = {UA: page.ValidationProfile.PDF_UA_1, A: page.ValidationProfile.PDF_A_2A}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_caught(fault: str, issued: AgreementPaper, monkeypatch: pytest.MonkeyPatch) -> None:
    standard, change = FAULTS[fault]
    with broken(monkeypatch, change) as changed:
        data = agreement_pdf(issued)
    assert changed, "the fault was not planted"
    assert not page.validate_pdf_bytes(data, profile=PROFILES[standard]).is_compliant


def test_content_without_a_tag_is_caught(issued: AgreementPaper, monkeypatch: pytest.MonkeyPatch) -> None:
    original = archive.Flate.encode

    def untagged(self: archive.Flate, content: str | bytes) -> bytes:
        data = content.encode("latin-1") if isinstance(content, str) else content
        bare = re.sub(
            rb"/Artifact <</Type/Pagination/Subtype/Header>> BDC(.*?)EMC", rb"\1", data, flags=re.DOTALL
        )
        return original(self, bare)

    monkeypatch.setattr(archive.Flate, "encode", untagged)
    assert not page.validate_pdf_bytes(agreement_pdf(issued), profile=PROFILES[UA]).is_compliant


def test_every_stream_is_as_long_as_it_says(issued: AgreementPaper) -> None:
    data = agreement_pdf(issued)
    streams = list(re.finditer(rb"/Length (\d+)[^>]*>>\nstream\n", data))
    assert len(streams) == data.count(b"endstream") > 20
    for found in streams:
        end = found.end() + int(found[1])
        # data may itself end in a carriage return: only both marks together are no part of it
        assert data[end : end + 11] == b"\r\nendstream"
