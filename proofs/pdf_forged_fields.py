"""Forged fields and signatures: what is put into the fields of others, and signatures that prove nothing."""

import re
from collections.abc import Callable
from typing import Any

from aip_desktop.documents.signing.syntax import Name, Ref, Stream
from proofs.pdf_kinds import (
    FIELDS,
    SCRIPT,
    SHADOW,
    SNEAKY,
    UNIVERSAL,
    WORDS,
    WRAPPING,
    Change,
    Kinds,
    note,
    setting,
)
from proofs.pdf_writing import Draft, Raw, drawn, filled, placeholder

KINDS = Kinds()


def _other(draft: Draft, empty: str) -> str:
    """A further field that nobody has signed."""
    return next(name for name in draft.widgets if name != empty and "/V" not in draft.widget(name))


def _of_widget(family: str, name: str, change: Change) -> None:
    def forge(draft: Draft, empty: str, signed: str) -> bytes:
        held = draft.widget(empty)
        more = change(held, draft.next)
        return draft.with_({draft.widgets[empty]: held, **more})

    KINDS.named(family, name)(forge)


def _appearance(key: str) -> Change:
    return setting("/AP", lambda free: {key: Ref(free, 0)}, drawn(b"AGREED J. Head"))


_of_widget(FIELDS, "words drawn into an empty field", _appearance("/N"))


_of_widget(FIELDS, "words drawn as the mouse goes over", _appearance("/R"))


_of_widget(FIELDS, "a caption in an empty field", setting("/MK", {"/CA": "AGREED"}))


_of_widget(FIELDS, "an empty field moved", setting("/Rect", [0, 0, 600, 840]))


_of_widget(FIELDS, "an empty field renamed", setting("/T", "sign-nobody"))


_of_widget(FIELDS, "an empty field of another kind", setting("/FT", Name("/Tx")))


_of_widget(FIELDS, "an empty field hidden", setting("/F", 2))


_of_widget(FIELDS, "an action on a field", setting("/A", SCRIPT))


_of_widget(FIELDS, "actions on a field", setting("/AA", {"/E": SCRIPT}))


_of_widget(FIELDS, "a field with a parent", setting("/Parent", lambda free: Ref(free, 0), {"/T": "x"}))


_of_widget(FIELDS, "a field with kids", setting("/Kids", []))


_of_widget(
    FIELDS, "a field on another page", setting("/P", lambda free: Ref(free, 0), {"/Type": Name("/Page")})
)


_of_widget(UNIVERSAL, "a value that is a text", setting("/V", "signed"))


_of_widget(UNIVERSAL, "a value that is nothing", setting("/V", lambda free: Ref(free, 0), {}))


def _universal(name: str, **changed: Any) -> None:
    """A signature that lacks what would prove it."""

    def forge(draft: Draft, empty: str, signed: str) -> bytes:
        made = {**placeholder(), "/ByteRange": [0, 10, 20, 10], "/Contents": Raw(b"<00>"), **changed}
        made = {key: value for key, value in made.items() if value is not Ellipsis}
        held = {**draft.widget(empty), "/V": Ref(draft.next, 0), "/AP": {"/N": Ref(draft.next + 1, 0)}}
        return draft.with_({draft.widgets[empty]: held, draft.next: made, draft.next + 1: drawn(b"Signed")})

    KINDS.named(UNIVERSAL, name)(forge)


_universal("no contents", **{"/Contents": ...})


_universal("contents that are null", **{"/Contents": None})


_universal("contents that are nought")


_universal("no range", **{"/ByteRange": ...})


_universal("a range that is null", **{"/ByteRange": None})


_universal("a range of nothing", **{"/ByteRange": [0, 0, 0, 0]})


_universal("a range below nought", **{"/ByteRange": [0, -1, 1, -1]})


_universal("a range of texts", **{"/ByteRange": ["0", "1", "2", "3"]})


_universal("contents as a text", **{"/Contents": "signed"})


@KINDS.named(FIELDS, "a field taken off the form")
def _field_gone(draft: Draft, empty: str, signed: str) -> bytes:
    rest = [ref for ref in draft.form["/Fields"] if ref.number != draft.widgets[empty]]
    return draft.with_({draft.form_number: {**draft.form, "/Fields": rest}})


@KINDS.named(FIELDS, "a second form")
def _second_form(draft: Draft, empty: str, signed: str) -> bytes:
    root = {**draft.catalogue, "/AcroForm": {"/Fields": []}}
    return draft.with_({draft.root: root})


@KINDS.named(FIELDS, "a form of another kind beside it")
def _xfa(draft: Draft, empty: str, signed: str) -> bytes:
    return draft.with_({draft.form_number: {**draft.form, "/XFA": Stream({}, b"<x/>").data}})


@KINDS.named(SNEAKY, "a field that was not issued over the page")
def _sneaky(draft: Draft, empty: str, signed: str) -> bytes:
    number, page = draft.page()
    free = draft.next
    held = note("/Widget", **{"/FT": Name("/Sig"), "/T": "Signature1"})
    held |= {"/V": Ref(free + 1, 0), "/AP": {"/N": Ref(free + 2, 0)}}
    form = {**draft.form, "/Fields": [*draft.form["/Fields"], Ref(free, 0)]}
    page["/Annots"] = [Ref(free, 0)]
    objects = {
        draft.form_number: form,
        number: page,
        free: held,
        free + 1: placeholder(),
        free + 2: drawn(b"VOID"),
    }
    return filled(draft.with_(objects), len(draft.body))


@KINDS.named(SNEAKY, "a signature that stays as large as the eye sees it")
def _unscaled(draft: Draft, empty: str, signed: str) -> bytes:
    held = {**draft.widget(empty), "/F": 28, "/V": Ref(draft.next, 0), "/AP": {"/N": Ref(draft.next + 1, 0)}}
    objects = {draft.widgets[empty]: held, draft.next: placeholder(), draft.next + 1: drawn(b"VOID")}
    return filled(draft.with_(objects), len(draft.body))


@KINDS.named(SNEAKY, "a signature with words in the field of another")
def _two_fields(draft: Draft, empty: str, signed: str) -> bytes:
    other = _other(draft, empty)
    held = {**draft.widget(empty), "/V": Ref(draft.next, 0)}
    painted = {**draft.widget(other), "/AP": {"/N": Ref(draft.next + 1, 0)}}
    objects = {draft.widgets[empty]: held, draft.widgets[other]: painted, draft.next: placeholder()}
    return filled(draft.with_({**objects, draft.next + 1: drawn(b"AGREED")}), len(draft.body))


@KINDS.named(SNEAKY, "one signature in two fields")
def _one_for_two(draft: Draft, empty: str, signed: str) -> bytes:
    other = _other(draft, empty)
    objects: dict[int, Any] = {
        draft.widgets[name]: {**draft.widget(name), "/V": Ref(draft.next, 0)} for name in (empty, other)
    }
    return filled(draft.with_({**objects, draft.next: placeholder()}), len(draft.body))


@KINDS.named(SNEAKY, "a signed page altered with the signature")
def _with_a_page(draft: Draft, empty: str, signed: str) -> bytes:
    number, page = draft.page()
    held = {**draft.widget(empty), "/V": Ref(draft.next, 0)}
    page["/Contents"] = Ref(draft.next + 1, 0)
    objects = {draft.widgets[empty]: held, draft.next: placeholder(), number: page, draft.next + 1: WORDS}
    return filled(draft.with_(objects), len(draft.body))


@KINDS.named(SHADOW, "an object for later")
def _for_later(draft: Draft, empty: str, signed: str) -> bytes:
    shows = drawn()
    shows.head["/Resources"] = {"/XObject": {"/X": Ref(draft.next + 99, 0)}}
    held = {**draft.widget(empty), "/V": Ref(draft.next, 0), "/AP": {"/N": Ref(draft.next + 1, 0)}}
    objects = {draft.widgets[empty]: held, draft.next: placeholder(), draft.next + 1: shows}
    return filled(draft.with_(objects), len(draft.body))


@KINDS.named(SHADOW, "a store that shares what is drawn")
def _shared_store(draft: Draft, empty: str, signed: str) -> bytes:
    held = {**draft.widget(empty), "/V": Ref(draft.next, 0), "/AP": {"/N": Ref(draft.next + 1, 0)}}
    root = {**draft.catalogue, "/DSS": {"/Certs": [Ref(draft.next + 1, 0)]}}
    objects = {
        draft.widgets[empty]: held,
        draft.root: root,
        draft.next: placeholder(),
        draft.next + 1: drawn(),
    }
    return filled(draft.with_(objects), len(draft.body))


def _wrapped(name: str, places: bytes) -> None:
    """A signature whose range leaves something out."""

    def forge(draft: Draft, empty: str, signed: str) -> bytes:
        held = {**draft.widget(empty), "/V": Ref(draft.next, 0)}
        body = draft.with_({draft.widgets[empty]: held, draft.next: placeholder()})
        made = filled(body, len(draft.body))
        found = re.search(rb"/ByteRange \[0 (\d+) (\d+) (\d+)", made[len(draft.body) :])
        assert found is not None
        one, two, three = map(int, found.groups())
        told = {
            b"cut": (one, two, three - 40),
            b"wide": (one - 30, two, three),
            b"late": (one, two + 9, three - 9),
        }
        new = b"/ByteRange [0 %d %d %d" % told[places]
        return made[: len(draft.body)] + made[len(draft.body) :].replace(
            found[0], new.ljust(len(found[0])), 1
        )

    KINDS.named(WRAPPING, name)(forge)


_wrapped("a range that ends early", b"cut")


_wrapped("a range that begins its gap early", b"wide")


_wrapped("a range that ends its gap late", b"late")


# --- Of what is signed already ----------------------------------------------------------------------------


def _of_signed(
    family: str, name: str, change: Callable[[Draft, dict[str, Any], int], dict[int, Any]]
) -> None:
    """What is done to a signature that is there; to a PDF without one it is no attack."""

    def forge(draft: Draft, empty: str, signed: str) -> bytes:
        if not signed:
            return b""
        held = draft.widget(signed)
        more = change(draft, held, draft.next)
        return draft.with_({draft.widgets[signed]: held, **more})

    KINDS.named(family, name)(forge)


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
