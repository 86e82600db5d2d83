"""Ways to break a paper, each of which a check must notice; else its saying that files conform proves nothing."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from aip_desktop.documents.pdf import archive

UA, A = "ua1", "2a"  # the standards: PDF/UA-1 and PDF/A-2a

Change = Callable[[bytes], bytes]


def without(pattern: bytes) -> Change:
    return lambda body: re.sub(pattern, b"", body)


def instead(pattern: bytes, other: bytes) -> Change:
    return lambda body: re.sub(pattern, other, body)


FAULTS: dict[str, tuple[str, Change]] = {
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
    "no title in the metadata": (UA, instead(rb"dc:title", b"dc:other")),
    "another standard claimed": (UA, instead(rb"pdfuaid:part>1<", b"pdfuaid:part>7<")),
    "no claim to be an archive": (A, instead(rb"pdfaid:", b"pdfxxx:")),
    "way from content to the wrong structure": (UA, instead(rb"(/Nums\[)(\d+)", rb"\g<1>9\2")),
    "table without header cells": (UA, instead(rb"/S/TH", b"/S/TD")),
    "first heading left out": (UA, instead(rb"/S/H1", b"/S/H2")),
    "list without an item": (UA, instead(rb"/S/LI/", b"/S/TR/")),
    "encrypted": (A, instead(rb"/Root", b"/Encrypt<</Filter/Standard/V 1/R 2/O(o)/U(u)/P -4>>/Root")),
    "script": (A, instead(rb"/Type\s*/Catalog", b"/Type/Catalog/OpenAction<</S/JavaScript/JS(1)>>")),
}

FAULTS_FOR_THE_ENGINE: dict[str, tuple[str, Change]] = {  # which page-validation lets pass
    "page without its way to the structure": (UA, without(rb"/StructParents\s+\d+")),
    "alternative text of nothing": (UA, instead(rb"/Alt<[0-9a-f]*>", b"/Alt()")),
}


@contextmanager
def broken(monkeypatch: pytest.MonkeyPatch, change: Change) -> Iterator[list[int]]:
    """While it lasts, objects, metadata and trailer are changed as they are written; counts the changes."""
    original = archive._file
    changed: list[int] = []

    def altered(number: int, body: bytes) -> bytes:
        new = change(body)
        changed.extend([number] * (new != body))
        return new

    def writing(
        small: list[tuple[int, bytes]], large: list[tuple[int, bytes]], last: int, trailer: str
    ) -> bytes:
        bodies = [(number, altered(number, body)) for number, body in small]
        streams = [(number, altered(number, body) if b"/XML" in body else body) for number, body in large]
        return original(bodies, streams, last, altered(0, trailer.encode()).decode())

    with monkeypatch.context() as patch:
        patch.setattr(archive, "_file", writing)
        yield changed
