"""Hostile revisions of a PDF: what the published attacks on signed PDFs write, and what else comes to mind.

Each kind takes a PDF (issued, or signed by somebody) and gives it with a forgery added; ``empty`` is a field that
nobody has signed, ``signed`` one that somebody has, or nothing.
"""

import re
from collections.abc import Callable
from typing import Any

from aip_desktop.documents.pdf_syntax import Name, Ref, Stream
from proofs.pdf_writing import Draft, How, Raw, drawn, filled, placeholder, written

Forge = Callable[[Draft, str, str], bytes]
SHADOW, EVIL, SAVING = "shadow attacks", "evil annotations", "incremental saving"
WRAPPING, UNIVERSAL, SNEAKY = "signature wrapping", "universal signature forgery", "sneaky signatures"
TWO_WAYS, HIDDEN, FIELDS = "readers that differ", "hidden bytes", "fields of others"

WORDS = Stream({}, b"BT /F 40 Tf 60 400 Td (GBP 9,999,999) Tj ET")
SCRIPT = {"/S": Name("/JavaScript"), "/JS": "app.alert(1)"}
KINDS: dict[str, tuple[str, Forge]] = {}


def _kind(family: str, name: str) -> Callable[[Forge], Forge]:
    def put(forge: Forge) -> Forge:
        KINDS[name] = (family, forge)
        return forge

    return put


def _of_page(family: str, name: str, change: Callable[[dict[str, Any], int], dict[int, Any]]) -> None:
    """A page that says something else: ``change`` alters a copy of it, and gives new objects."""

    def forge(draft: Draft, empty: str, signed: str) -> bytes:
        number, page = draft.page()
        more = change(page, draft.next)
        return draft.with_({number: page, **more})

    _kind(family, name)(forge)


def _set(key: str, value: Any, more: Any = None) -> Callable[[dict[str, Any], int], dict[int, Any]]:
    def change(page: dict[str, Any], free: int) -> dict[int, Any]:
        page[key] = value(free) if callable(value) else value
        return {free: more} if more is not None else {}

    return change


def _note(subtype: str, **more: Any) -> dict[str, Any]:
    return {"/Type": Name("/Annot"), "/Subtype": Name(subtype), "/Rect": [50, 300, 550, 600], **more}


NOTES: dict[str, dict[str, Any]] = {
    "a free text over the page": _note("/FreeText", **{"/Contents": "9,999,999", "/DA": "/Helv 40 Tf"}),
    "a stamp over the page": _note("/Stamp", **{"/Name": Name("/Void")}),
    "a picture as a note": _note("/Square", **{"/IC": [1, 1, 1]}),
    "a redaction": _note("/Redact", **{"/IC": [0, 0, 0]}),
    "a link elsewhere": _note("/Link", **{"/A": {"/S": Name("/URI"), "/URI": "https://example.org"}}),
    "a text field over the page": _note("/Widget", **{"/FT": Name("/Tx"), "/T": "t", "/V": "9,999,999"}),
    "a signature field over the page": _note("/Widget", **{"/FT": Name("/Sig"), "/T": "Signature1"}),
}
for _words, _held in NOTES.items():
    _of_page(EVIL, _words, _set("/Annots", lambda free: [Ref(free, 0)], _held))
_of_page(SHADOW, "other words on a page", _set("/Contents", lambda free: Ref(free, 0), WORDS))
_of_page(SHADOW, "words over a page", lambda page, free: _over(page, free))
_of_page(SHADOW, "other fonts on a page", _set("/Resources", {}))
_of_page(SHADOW, "a page cut", _set("/CropBox", [0, 0, 300, 300]))
_of_page(SHADOW, "a page of another size", _set("/MediaBox", [0, 0, 300, 300]))
_of_page(SHADOW, "a page turned", _set("/Rotate", 180))
_of_page(EVIL, "a script as a page opens", _set("/AA", {"/O": SCRIPT}))
_of_page(SHADOW, "a page scaled", _set("/UserUnit", 2))


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
        return draft.with_({draft.root: {it: held for it, held in said.items() if held is not None}})

    _kind(family, f"{key} of the catalogue")(forge)


for _key, (_family, _value) in CATALOGUE.items():
    _of_catalogue(_family, _key, _value)


@_kind(SHADOW, "pages replaced by others")
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

    _kind(SHADOW, name)(forge)


_of_pages("a page taken out", lambda kids: kids[1:])
_of_pages("pages in another order", lambda kids: kids[::-1])
_of_pages("a page twice", lambda kids: [*kids, kids[0]])


def _drawn_object(name: str, fits: Callable[[Any], bool], new: Any) -> None:
    """An issued object that pages share, written over in its place."""

    def forge(draft: Draft, empty: str, signed: str) -> bytes:
        found = next(it for it in sorted(draft.book.entries) if fits(draft.book.get(it)))
        return draft.with_({found: new})

    _kind(SHADOW, name)(forge)


def _says(value: Any, key: str, wanted: str) -> bool:
    head = value.head if isinstance(value, Stream) else value
    return isinstance(head, dict) and head.get(key) == wanted


_drawn_object("a font replaced", lambda it: _says(it, "/Type", "/Font"), {"/Type": Name("/Font")})
_drawn_object(
    "the shape of letters replaced", lambda it: isinstance(it, Stream) and "/Length1" in it.head, Stream({}, b"")
)
_drawn_object("a drawing replaced", lambda it: _says(it, "/Subtype", "/Form"), drawn(b"VOID"))
_drawn_object("the tags of a page replaced", lambda it: _says(it, "/S", "/P"), {"/S": Name("/Artifact")})


# --- Fields -----------------------------------------------------------------------------------------------


def _of_widget(family: str, name: str, change: Callable[[dict[str, Any], int], dict[int, Any]]) -> None:
    def forge(draft: Draft, empty: str, signed: str) -> bytes:
        held = draft.widget(empty)
        more = change(held, draft.next)
        return draft.with_({draft.widgets[empty]: held, **more})

    _kind(family, name)(forge)


def _appearance(key: str) -> Callable[[dict[str, Any], int], dict[int, Any]]:
    return _set("/AP", lambda free: {key: Ref(free, 0)}, drawn(b"AGREED J. Head"))


_of_widget(FIELDS, "words drawn into an empty field", _appearance("/N"))
_of_widget(FIELDS, "words drawn as the mouse goes over", _appearance("/R"))
_of_widget(FIELDS, "a caption in an empty field", _set("/MK", {"/CA": "AGREED"}))
_of_widget(FIELDS, "an empty field moved", _set("/Rect", [0, 0, 600, 840]))
_of_widget(FIELDS, "an empty field renamed", _set("/T", "sign-nobody"))
_of_widget(FIELDS, "an empty field of another kind", _set("/FT", Name("/Tx")))
_of_widget(FIELDS, "an empty field hidden", _set("/F", 2))
_of_widget(FIELDS, "an action on a field", _set("/A", SCRIPT))
_of_widget(FIELDS, "actions on a field", _set("/AA", {"/E": SCRIPT}))
_of_widget(FIELDS, "a field with a parent", _set("/Parent", lambda free: Ref(free, 0), {"/T": "x"}))
_of_widget(FIELDS, "a field with kids", _set("/Kids", []))
_of_widget(FIELDS, "a field on another page", _set("/P", lambda free: Ref(free, 0), {"/Type": Name("/Page")}))
_of_widget(UNIVERSAL, "a value that is a text", _set("/V", "signed"))
_of_widget(UNIVERSAL, "a value that is nothing", _set("/V", lambda free: Ref(free, 0), {}))


def _universal(name: str, **changed: Any) -> None:
    """A signature that lacks what would prove it."""

    def forge(draft: Draft, empty: str, signed: str) -> bytes:
        made = {**placeholder(), "/ByteRange": [0, 10, 20, 10], "/Contents": Raw(b"<00>"), **changed}
        made = {key: value for key, value in made.items() if value is not Ellipsis}
        held = {**draft.widget(empty), "/V": Ref(draft.next, 0), "/AP": {"/N": Ref(draft.next + 1, 0)}}
        return draft.with_({draft.widgets[empty]: held, draft.next: made, draft.next + 1: drawn(b"Signed")})

    _kind(UNIVERSAL, name)(forge)


_universal("no contents", **{"/Contents": ...})
_universal("contents that are null", **{"/Contents": None})
_universal("contents that are nought")
_universal("no range", **{"/ByteRange": ...})
_universal("a range that is null", **{"/ByteRange": None})
_universal("a range of nothing", **{"/ByteRange": [0, 0, 0, 0]})
_universal("a range below nought", **{"/ByteRange": [0, -1, 1, -1]})
_universal("a range of texts", **{"/ByteRange": ["0", "1", "2", "3"]})
_universal("contents as a text", **{"/Contents": "signed"})


@_kind(FIELDS, "a field taken off the form")
def _field_gone(draft: Draft, empty: str, signed: str) -> bytes:
    rest = [it for it in draft.form["/Fields"] if it.number != draft.widgets[empty]]
    return draft.with_({draft.form_number: {**draft.form, "/Fields": rest}})


@_kind(FIELDS, "a second form")
def _second_form(draft: Draft, empty: str, signed: str) -> bytes:
    root = {**draft.catalogue, "/AcroForm": {"/Fields": []}}
    return draft.with_({draft.root: root})


@_kind(FIELDS, "a form of another kind beside it")
def _xfa(draft: Draft, empty: str, signed: str) -> bytes:
    return draft.with_({draft.form_number: {**draft.form, "/XFA": Stream({}, b"<x/>").data}})


@_kind(SNEAKY, "a field that was not issued over the page")
def _sneaky(draft: Draft, empty: str, signed: str) -> bytes:
    number, page = draft.page()
    free = draft.next
    held = {**NOTES["a signature field over the page"], "/V": Ref(free + 1, 0), "/AP": {"/N": Ref(free + 2, 0)}}
    form = {**draft.form, "/Fields": [*draft.form["/Fields"], Ref(free, 0)]}
    page["/Annots"] = [Ref(free, 0)]
    objects = {draft.form_number: form, number: page, free: held, free + 1: placeholder(), free + 2: drawn(b"VOID")}
    return filled(draft.with_(objects), len(draft.body))


@_kind(SNEAKY, "a signature that stays as large as the eye sees it")
def _unscaled(draft: Draft, empty: str, signed: str) -> bytes:
    held = {**draft.widget(empty), "/F": 28, "/V": Ref(draft.next, 0), "/AP": {"/N": Ref(draft.next + 1, 0)}}
    objects = {draft.widgets[empty]: held, draft.next: placeholder(), draft.next + 1: drawn(b"VOID")}
    return filled(draft.with_(objects), len(draft.body))


@_kind(SNEAKY, "a signature with words in the field of another")
def _two_fields(draft: Draft, empty: str, signed: str) -> bytes:
    other = next(it for it in draft.widgets if it != empty and "/V" not in draft.widget(it))
    held = {**draft.widget(empty), "/V": Ref(draft.next, 0)}
    painted = {**draft.widget(other), "/AP": {"/N": Ref(draft.next + 1, 0)}}
    objects = {draft.widgets[empty]: held, draft.widgets[other]: painted, draft.next: placeholder()}
    return filled(draft.with_({**objects, draft.next + 1: drawn(b"AGREED")}), len(draft.body))


@_kind(SNEAKY, "one signature in two fields")
def _one_for_two(draft: Draft, empty: str, signed: str) -> bytes:
    other = next(it for it in draft.widgets if it != empty and "/V" not in draft.widget(it))
    objects: dict[int, Any] = {
        draft.widgets[it]: {**draft.widget(it), "/V": Ref(draft.next, 0)} for it in (empty, other)
    }
    return filled(draft.with_({**objects, draft.next: placeholder()}), len(draft.body))


@_kind(SNEAKY, "a signed page altered with the signature")
def _with_a_page(draft: Draft, empty: str, signed: str) -> bytes:
    number, page = draft.page()
    held = {**draft.widget(empty), "/V": Ref(draft.next, 0)}
    page["/Contents"] = Ref(draft.next + 1, 0)
    objects = {draft.widgets[empty]: held, draft.next: placeholder(), number: page, draft.next + 1: WORDS}
    return filled(draft.with_(objects), len(draft.body))


@_kind(SHADOW, "an object for later")
def _for_later(draft: Draft, empty: str, signed: str) -> bytes:
    shows = drawn()
    shows.head["/Resources"] = {"/XObject": {"/X": Ref(draft.next + 99, 0)}}
    held = {**draft.widget(empty), "/V": Ref(draft.next, 0), "/AP": {"/N": Ref(draft.next + 1, 0)}}
    objects = {draft.widgets[empty]: held, draft.next: placeholder(), draft.next + 1: shows}
    return filled(draft.with_(objects), len(draft.body))


@_kind(SHADOW, "a store that shares what is drawn")
def _shared_store(draft: Draft, empty: str, signed: str) -> bytes:
    held = {**draft.widget(empty), "/V": Ref(draft.next, 0), "/AP": {"/N": Ref(draft.next + 1, 0)}}
    root = {**draft.catalogue, "/DSS": {"/Certs": [Ref(draft.next + 1, 0)]}}
    objects = {draft.widgets[empty]: held, draft.root: root, draft.next: placeholder(), draft.next + 1: drawn()}
    return filled(draft.with_(objects), len(draft.body))


def _wrapped(name: str, places: bytes) -> None:
    """A signature whose range leaves something out."""

    def forge(draft: Draft, empty: str, signed: str) -> bytes:
        held = {**draft.widget(empty), "/V": Ref(draft.next, 0)}
        body = draft.with_({draft.widgets[empty]: held, draft.next: placeholder()})
        made = filled(body, len(draft.body))
        found = re.search(rb"/ByteRange \[0 (\d+) (\d+) (\d+)", made[len(draft.body) :])
        assert found is not None
        one, two, three = (int(it) for it in found.groups())
        told = {b"cut": (one, two, three - 40), b"wide": (one - 30, two, three), b"late": (one, two + 9, three - 9)}
        new = b"/ByteRange [0 %d %d %d" % told[places]
        return made[: len(draft.body)] + made[len(draft.body) :].replace(found[0], new.ljust(len(found[0])), 1)

    _kind(WRAPPING, name)(forge)


_wrapped("a range that ends early", b"cut")
_wrapped("a range that begins its gap early", b"wide")
_wrapped("a range that ends its gap late", b"late")


# --- Of what is signed already ----------------------------------------------------------------------------


def _of_signed(family: str, name: str, change: Callable[[Draft, dict[str, Any], int], dict[int, Any]]) -> None:
    """What is done to a signature that is there; to a PDF without one it is no attack."""

    def forge(draft: Draft, empty: str, signed: str) -> bytes:
        if not signed:
            return b""
        held = draft.widget(signed)
        more = change(draft, held, draft.next)
        return draft.with_({draft.widgets[signed]: held, **more})

    _kind(family, name)(forge)


def _repaint(draft: Draft, held: dict[str, Any], free: int) -> dict[int, Any]:
    held["/AP"] = {"/N": Ref(free, 0)}
    return {free: drawn(b"NOT AGREED")}


def _take_out(draft: Draft, held: dict[str, Any], free: int) -> dict[int, Any]:
    del held["/V"]
    return {}


def _other_value(draft: Draft, held: dict[str, Any], free: int) -> dict[int, Any]:
    held["/V"] = Ref(free, 0)
    return {free: {**placeholder(), "/ByteRange": [0, 1, 2, 3], "/Contents": Raw(b"<00>")}}


def _same_object(draft: Draft, held: dict[str, Any], free: int) -> dict[int, Any]:
    return {held["/V"].number: {**draft.book.get(held["/V"].number), "/Name": "Somebody Else"}}


def _drawn_over(draft: Draft, held: dict[str, Any], free: int) -> dict[int, Any]:
    return {held["/AP"]["/N"].number: drawn(b"NOT AGREED")}


def _null(draft: Draft, held: dict[str, Any], free: int) -> dict[int, Any]:
    held["/V"] = None
    return {}


_of_signed(FIELDS, "a signed field repainted", _repaint)
_of_signed(FIELDS, "a signature taken out", _take_out)
_of_signed(FIELDS, "a signature made null", _null)
_of_signed(FIELDS, "another in the place of a signature", _other_value)
_of_signed(FIELDS, "a signature written over", _same_object)
_of_signed(SHADOW, "what a signed field shows written over", _drawn_over)


# --- What the document says of itself ---------------------------------------------------------------------


@_kind(SHADOW, "another title")
def _title(draft: Draft, empty: str, signed: str) -> bytes:
    number = draft.book.trailer["/Info"].number
    return draft.with_({number: {**draft.book.get(number), "/Title": "Void"}})


def _of_xmp(name: str, change: Callable[[bytes], bytes]) -> None:
    def forge(draft: Draft, empty: str, signed: str) -> bytes:
        number = draft.catalogue["/Metadata"].number
        held = draft.book.get(number)
        head = {key: value for key, value in held.head.items() if key not in ("/Filter", "/Length")}
        return draft.with_({number: Stream(head, change(held.unpacked()))})

    _kind(SHADOW, name)(forge)


_of_xmp("another title in XMP", lambda it: re.sub(rb"(<rdf:li xml:lang[^>]*>)[^<]*", rb"\1Void", it))
_of_xmp("another standard in XMP", lambda it: it.replace(b"<pdfuaid:part>1", b"<pdfuaid:part>9"))
_of_xmp("an entity in XMP", lambda it: it.replace(b"<x:xmpmeta", b'<!DOCTYPE x [<!ENTITY e "v">]><x:xmpmeta', 1))


# --- Tables that can be read in two ways ------------------------------------------------------------------


def _forged_page(draft: Draft) -> dict[int, Any]:
    number, page = draft.page()
    return {number: {**page, "/Contents": Ref(draft.next, 0)}, draft.next: WORDS}


def _table(family: str, name: str, how: Callable[[Draft], How], harmless: bool = False) -> None:
    """A revision whose table is not as tables must be; it alters a page, or, ``harmless``, nothing at all."""

    def forge(draft: Draft, empty: str, signed: str) -> bytes:
        return draft.with_({draft.next: {"/X": 1}} if harmless else _forged_page(draft), how(draft))

    _kind(family, name)(forge)


_table(SAVING, "a page altered in a further revision", lambda _: How())
_table(SAVING, "nothing altered in a further revision", lambda _: How(), harmless=True)
_table(SAVING, "objects without a table", lambda _: How(end=b"", startxref=b"0"))
_table(SAVING, "a revision without an end mark", lambda _: How(end=b""))
_table(TWO_WAYS, "a table that begins anew", lambda _: How(without=("/Prev",)))
_table(TWO_WAYS, "a table that goes on from nought", lambda _: How(prev=0))
_table(TWO_WAYS, "a table that goes on from elsewhere", lambda it: How(prev=it.book.last.start - 1))
_table(TWO_WAYS, "a table that goes on from itself", lambda it: How(prev=len(it.body)))
_table(TWO_WAYS, "a table of another kind", lambda _: How(as_table=True), harmless=True)
_table(TWO_WAYS, "a table with a second beside it", lambda it: How(trailer={"/XRefStm": it.book.last.start}))
_table(TWO_WAYS, "digits with an underscore", lambda it: How(startxref=re.sub(b"(.)$", rb"_\1", b"%d" % it.book.last.start)))
_table(TWO_WAYS, "digits with a sign", lambda it: How(startxref=b"+%d" % it.book.last.start))
_table(TWO_WAYS, "an end mark that leads back", lambda it: How(startxref=b"%d" % it.book.last.start))
_table(TWO_WAYS, "an end mark that leads nowhere", lambda _: How(startxref=b"99999999"))
_table(TWO_WAYS, "two entries for one object", lambda it: How(index=[it.next, 1, it.next, 1, 0, 1]), harmless=True)
_table(TWO_WAYS, "a table that descends", lambda it: How(index=[it.next + 1, 1, it.next, 1, 0, 1]), harmless=True)
_table(TWO_WAYS, "an object taken away", lambda it: How(freed=(it.kids[0].number,)), harmless=True)
_table(TWO_WAYS, "an object of a later generation", lambda it: How(generation={it.kids[0].number: 1}))
_table(TWO_WAYS, "another catalogue", lambda it: How(trailer={"/Root": Ref(it.next, 0)}), harmless=True)
_table(TWO_WAYS, "another description", lambda it: How(trailer={"/Info": Ref(it.next, 0)}), harmless=True)
_table(TWO_WAYS, "a smaller file than before", lambda _: How(trailer={"/Size": 3}), harmless=True)
_table(TWO_WAYS, "a passphrase", lambda _: How(trailer={"/Encrypt": {"/Filter": Name("/Standard")}}), harmless=True)
_table(HIDDEN, "an object that no table names", lambda it: How(unlisted=frozenset({it.next})), harmless=True)
_table(HIDDEN, "bytes before a revision", lambda _: How(before=b"junk\n"), harmless=True)
_table(HIDDEN, "bytes after the end", lambda _: How(after=b"junk\n"), harmless=True)
_table(HIDDEN, "an object after the end", lambda it: How(after=b"%d 0 obj<<>>endobj\n" % it.next), harmless=True)
_table(HIDDEN, "a second end mark", lambda _: How(after=b"%%EOF\n"), harmless=True)
_table(HIDDEN, "an end mark in a comment", lambda _: How(before=b"% startxref 0\n"), harmless=True)
_table(HIDDEN, "a PDF in a comment", lambda _: How(before=b"%%PDF-1.7\n"), harmless=True)


def _raw(family: str, name: str, value: Callable[[Draft], Any]) -> None:
    """A new object that nothing leads to, which is not as objects must be."""
    _kind(family, name)(lambda draft, empty, signed: draft.with_({draft.next: value(draft)}))


_raw(HIDDEN, "an object in a stream", lambda it: Stream({}, b"\n%d 0 obj<<>>endobj\n" % it.kids[0].number))
_raw(HIDDEN, "an object in a text", lambda it: Raw(b"(\n%d 0 obj<<>>endobj\n)" % it.kids[0].number))
_raw(TWO_WAYS, "a dictionary with one key twice", lambda _: Raw(b"<</A 1/A 2>>"))
_raw(TWO_WAYS, "a stream that is longer than it says", lambda _: Stream({"/Length": 2}, b"0123456789"))
_raw(TWO_WAYS, "a stream of unknown length", lambda _: Stream({"/Length": Name("/X")}, b"0"))
_raw(TWO_WAYS, "a stream from another file", lambda _: Stream({"/F": "a.txt"}, b"0"))
_raw(TWO_WAYS, "a name that ends early", lambda _: Raw(b"<</A#00B 1>>"))
_raw(TWO_WAYS, "a number with letters", lambda _: Raw(b"12e4"))
_raw(TWO_WAYS, "an object that does not end", lambda _: Raw(b"<</A 1>> <<"))
_raw(TWO_WAYS, "nested too deep", lambda _: Raw(b"[" * 200 + b"]" * 200))


@_kind(TWO_WAYS, "one number for two objects")
def _twice(draft: Draft, empty: str, signed: str) -> bytes:
    number, page = draft.page()
    second = b"%d 0 obj\n%s\nendobj\n" % (number, written({**page, "/Rotate": 90}))
    return draft.with_({number: page}, How(before=second))


@_kind(SHADOW, "a security store with a page")
def _store_with_page(draft: Draft, empty: str, signed: str) -> bytes:
    root = {**draft.catalogue, "/DSS": {"/Certs": []}}
    return draft.with_({draft.root: root, **_forged_page(draft)})


@_kind(SHADOW, "what the file permits altered")
def _permits(draft: Draft, empty: str, signed: str) -> bytes:
    root = {**draft.catalogue, "/Perms": {"/UR3": Ref(draft.next, 0)}}
    return draft.with_({draft.root: root, draft.next: placeholder()})
