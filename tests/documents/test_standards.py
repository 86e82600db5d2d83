"""Broken on purpose: each fault must be caught, or the check that files conform proves nothing."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import page
import pytest

from aip_desktop.documents import archive
from aip_desktop.documents.agreement import agreement_pdf
from aip_desktop.models.agreements.paper import AgreementPaper

UA, A = page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A

Change = Callable[[bytes], bytes]


def without(pattern: bytes) -> Change:
    return lambda body: re.sub(pattern, b"", body)


def instead(pattern: bytes, other: bytes) -> Change:
    return lambda body: re.sub(pattern, other, body)


FAULTS: dict[str, tuple[page.ValidationProfile, Change]] = {
    "no language": (UA, without(rb"/Lang\s*\([^)]*\)")),
    "not marked as tagged": (UA, instead(rb"/Marked true", b"/Marked false")),
    "title not shown": (UA, instead(rb"/DisplayDocTitle true", b"/DisplayDocTitle false")),
    "heading level left out": (UA, instead(rb"/S/H3", b"/S/H5")),
    "header cells without scope": (UA, without(rb"/A<</O/Table/Scope/\w+>>")),
    "row outside a table": (UA, instead(rb"/S/Table", b"/S/Sect")),
    "list item without body": (UA, instead(rb"/S/LBody", b"/S/LI")),
    "link without description": (UA, without(rb"/Contents<[0-9a-f]*>")),
    "link outside a link element": (UA, instead(rb"/S/Link/", b"/S/Span/")),
    "field without description": (UA, without(rb"/TU<[0-9a-f]*>")),
    "field outside a form element": (UA, instead(rb"/S/Form", b"/S/Span")),
    "no order of tabbing": (UA, without(rb"/Tabs\s*/S")),
    "no way from content to structure": (UA, without(rb"/ParentTree \d+ 0 R")),
    "figure without words": (UA, without(rb"/Alt<[0-9a-f]*>")),
    "unknown element": (UA, instead(rb"/S/TOCI", b"/S/Wrong")),
    "no output intent": (A, without(rb"/OutputIntents\s+\d+ 0 R")),
    "no metadata": (A, without(rb"/Metadata\s+\d+ 0 R")),
    "no structure tree": (A, without(rb"/StructTreeRoot\s+\d+ 0 R")),
    "font not embedded": (A, without(rb"/FontFile2\s+\d+ 0 R")),
    "font without meaning": (A, without(rb"/ToUnicode\s+\d+ 0 R")),
    "field without appearance": (A, without(rb"/AP<</N \d+ 0 R>>")),
    "annotation not printed": (A, instead(rb"/F 4/Rect", b"/F 2/Rect")),
    "script": (A, instead(rb"/Type\s*/Catalog", b"/Type/Catalog/OpenAction<</S/JavaScript/JS(1)>>")),
}


@contextmanager
def broken(monkeypatch: pytest.MonkeyPatch, change: Change) -> Iterator[list[int]]:
    """While it lasts, every object is changed as it is written; counts the changes."""
    original = archive._file
    changed: list[int] = []

    def writing(small: list[tuple[int, bytes]], *rest: object) -> bytes:
        bodies = [(number, change(body)) for number, body in small]
        changed.extend(number for (number, new), (_, old) in zip(bodies, small, strict=True) if new != old)
        return original(bodies, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(archive, "_file", writing)
        yield changed


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_caught(fault: str, issued: AgreementPaper, monkeypatch: pytest.MonkeyPatch) -> None:
    standard, change = FAULTS[fault]
    with broken(monkeypatch, change) as changed:
        data = agreement_pdf(issued)
    assert changed, "the fault was not planted"
    assert not page.validate_pdf_bytes(data, profile=standard).is_compliant


def test_content_without_a_tag_is_caught(issued: AgreementPaper, monkeypatch: pytest.MonkeyPatch) -> None:
    original = archive.Flate.encode

    def untagged(self: archive.Flate, content: str | bytes) -> bytes:
        data = content.encode("latin-1") if isinstance(content, str) else content
        bare = re.sub(
            rb"/Artifact <</Type/Pagination/Subtype/Header>> BDC(.*?)EMC", rb"\1", data, flags=re.DOTALL
        )
        return original(self, bare)

    monkeypatch.setattr(archive.Flate, "encode", untagged)
    assert not page.validate_pdf_bytes(agreement_pdf(issued), profile=UA).is_compliant


def test_every_stream_is_as_long_as_it_says(issued: AgreementPaper) -> None:
    data = agreement_pdf(issued)
    streams = list(re.finditer(rb"/Length (\d+)[^>]*>>\nstream\n", data))
    assert len(streams) == data.count(b"endstream") > 20
    for found in streams:
        end = found.end() + int(found[1])
        # data may itself end in a carriage return: only both marks together are no part of it
        assert data[end : end + 11] == b"\r\nendstream"
