"""Forged pages: what they show, what the catalogue says of them, and what the document says of itself."""

import re
from collections.abc import Callable
from typing import Any

from aip_desktop.documents.signing.syntax import Name, Ref, Stream
from proofs.pdf_kinds import EVIL, SCRIPT, SHADOW, WORDS, Change, Kinds, forged_page, note, setting
from proofs.pdf_writing import Draft, drawn, placeholder

KINDS = Kinds()


def _of_page(family: str, name: str, change: Change) -> None:
    """A page that says something else: ``change`` alters a copy of it, and gives new objects."""

    def forge(draft: Draft, empty: str, signed: str) -> bytes:
        number, page = draft.page()
        more = change(page, draft.next)
        return draft.with_({number: page, **more})

    KINDS.named(family, name)(forge)


NOTES: dict[str, dict[str, Any]] = {
    "a free text over the page": note("/FreeText", **{"/Contents": "9,999,999", "/DA": "/Helv 40 Tf"}),
    "a stamp over the page": note("/Stamp", **{"/Name": Name("/Void")}),
    "a picture as a note": note("/Square", **{"/IC": [1, 1, 1]}),
    "a redaction": note("/Redact", **{"/IC": [0, 0, 0]}),
    "a link elsewhere": note("/Link", **{"/A": {"/S": Name("/URI"), "/URI": "https://example.org"}}),
    "a text field over the page": note("/Widget", **{"/FT": Name("/Tx"), "/T": "t", "/V": "9,999,999"}),
    "a signature field over the page": note("/Widget", **{"/FT": Name("/Sig"), "/T": "Signature1"}),
}


for _words, _held in NOTES.items():
    _of_page(EVIL, _words, setting("/Annots", lambda free: [Ref(free, 0)], _held))


_of_page(SHADOW, "other words on a page", setting("/Contents", lambda free: Ref(free, 0), WORDS))


_of_page(SHADOW, "words over a page", lambda page, free: _over(page, free))


_of_page(SHADOW, "other fonts on a page", setting("/Resources", {}))


_of_page(SHADOW, "a page cut", setting("/CropBox", [0, 0, 300, 300]))


_of_page(SHADOW, "a page of another size", setting("/MediaBox", [0, 0, 300, 300]))


_of_page(SHADOW, "a page turned", setting("/Rotate", 180))


_of_page(EVIL, "a script as a page opens", setting("/AA", {"/O": SCRIPT}))


_of_page(SHADOW, "a page scaled", setting("/UserUnit", 2))


def _over(page: dict[str, Any], free: int) -> dict[int, Any]:
    page["/Contents"] = [page["/Contents"], Ref(free, 0)]
    return {free: WORDS}


CATALOGUE: dict[str, tuple[str, Any]] = {
    "/OpenAction": (EVIL, SCRIPT),
    "/AA": (EVIL, {"/WC": SCRIPT}),
    "/Names": (EVIL, {"/JavaScript": {"/Names": ["a", SCRIPT]}}),
    "/OCProperties": (SHADOW, {"/OCGs": [], "/D": {"/BaseState": Name("/OFF")}}),
    "/PageLabels": (SHADOW, {"/Nums": [0, {"/P": "9"}]}),
    "/Lang": (SHADOW, "fr"),
    "/PageMode": (SHADOW, Name("/FullScreen")),
    "/ViewerPreferences": (SHADOW, {"/HideToolbar": True}),
    "/Outlines": (SHADOW, None),
    "/StructTreeRoot": (SHADOW, None),
    "/Metadata": (SHADOW, None),
    "/URI": (EVIL, {"/Base": "https://example.org"}),
    "/Collection": (SHADOW, {"/View": Name("/D")}),
    "/Legal": (SHADOW, {"/Attestation": "none"}),
    "/Requirements": (EVIL, [{"/S": Name("/EnableJavaScripts")}]),
}


def _of_catalogue(family: str, key: str, value: Any) -> None:
    def forge(draft: Draft, empty: str, signed: str) -> bytes:
        said = {**draft.catalogue, key: value}
        return draft.with_({draft.root: {name: held for name, held in said.items() if held is not None}})

    KINDS.named(family, f"{key} of the catalogue")(forge)


for _key, (_family, _value) in CATALOGUE.items():
    _of_catalogue(_family, _key, _value)


@KINDS.named(SHADOW, "pages replaced by others")
def _other_pages(draft: Draft, empty: str, signed: str) -> bytes:
    page = {"/Type": Name("/Page"), "/Parent": Ref(draft.next, 0), "/MediaBox": [0, 0, 595, 842]}
    pages = {"/Type": Name("/Pages"), "/Kids": [Ref(draft.next + 1, 0)], "/Count": 1}
    root = {**draft.catalogue, "/Pages": Ref(draft.next, 0)}
    return draft.with_({draft.root: root, draft.next: pages, draft.next + 1: page})


def _of_pages(name: str, change: Callable[[list[Ref]], list[Ref]]) -> None:
    def forge(draft: Draft, empty: str, signed: str) -> bytes:
        kids = change(list(draft.kids))
        held = {**draft.book.get(draft.pages_number), "/Kids": kids, "/Count": len(kids)}
        return draft.with_({draft.pages_number: held})

    KINDS.named(SHADOW, name)(forge)


_of_pages("a page taken out", lambda kids: kids[1:])


_of_pages("pages in another order", lambda kids: kids[::-1])


_of_pages("a page twice", lambda kids: [*kids, kids[0]])


def _drawn_object(name: str, fits: Callable[[Any], bool], new: Any) -> None:
    """An issued object that pages share, written over in its place."""

    def forge(draft: Draft, empty: str, signed: str) -> bytes:
        found = next(number for number in sorted(draft.book.entries) if fits(draft.book.get(number)))
        return draft.with_({found: new})

    KINDS.named(SHADOW, name)(forge)


def _has(value: Any, key: str) -> bool:
    return isinstance(value, Stream) and key in value.head


def _says(value: Any, key: str, wanted: str) -> bool:
    head = value.head if isinstance(value, Stream) else value
    return isinstance(head, dict) and head.get(key) == wanted


_drawn_object("a font replaced", lambda held: _says(held, "/Type", "/Font"), {"/Type": Name("/Font")})


_drawn_object("the shape of letters replaced", lambda held: _has(held, "/Length1"), Stream({}, b""))


_drawn_object("a drawing replaced", lambda held: _says(held, "/Subtype", "/Form"), drawn(b"VOID"))


_drawn_object("the tags of a page replaced", lambda held: _says(held, "/S", "/P"), {"/S": Name("/Artifact")})


# --- What the document says of itself ---------------------------------------------------------------------


@KINDS.named(SHADOW, "another title")
def _title(draft: Draft, empty: str, signed: str) -> bytes:
    number = draft.book.trailer["/Info"].number
    return draft.with_({number: {**draft.book.get(number), "/Title": "Void"}})


def _of_xmp(name: str, change: Callable[[bytes], bytes]) -> None:
    def forge(draft: Draft, empty: str, signed: str) -> bytes:
        number = draft.catalogue["/Metadata"].number
        held = draft.book.get(number)
        head = {key: value for key, value in held.head.items() if key not in ("/Filter", "/Length")}
        altered = change(held.unpacked())
        if altered == held.unpacked():
            raise ValueError(f"Nothing was forged: {name}")
        return draft.with_({number: Stream(head, altered)})

    KINDS.named(SHADOW, name)(forge)


_of_xmp("another title in XMP", lambda xml: re.sub(rb"(<rdf:li xml:lang[^>]*>)[^<]*", rb"\1Void", xml))


_of_xmp("another standard in XMP", lambda xml: re.sub(rb"(pdfuaid:part(?:>|=.))1", rb"\g<1>9", xml))


_of_xmp(
    "an entity in XMP", lambda xml: xml.replace(b"<x:xmpmeta", b'<!DOCTYPE x [<!ENTITY e "v">]><x:xmpmeta', 1)
)


@KINDS.named(SHADOW, "a security store with a page")
def _store_with_page(draft: Draft, empty: str, signed: str) -> bytes:
    root = {**draft.catalogue, "/DSS": {"/Certs": []}}
    return draft.with_({draft.root: root, **forged_page(draft)})


@KINDS.named(SHADOW, "what the file permits altered")
def _permits(draft: Draft, empty: str, signed: str) -> bytes:
    root = {**draft.catalogue, "/Perms": {"/UR3": Ref(draft.next, 0)}}
    return draft.with_({draft.root: root, draft.next: placeholder()})
