"""Forged tables, and bytes that no table names: revisions that one viewer reads so, and another otherwise."""

import re
from collections.abc import Callable
from typing import Any

from aip_desktop.documents.signing.syntax import Name, Ref, Stream
from proofs.pdf_kinds import HIDDEN, SAVING, TWO_WAYS, Kinds, forged_page
from proofs.pdf_writing import Draft, How, Raw, written

KINDS = Kinds()


def _table(family: str, name: str, how: Callable[[Draft], How], harmless: bool = False) -> None:
    """A revision whose table is not as tables must be; it alters a page, or, ``harmless``, nothing at all."""

    def forge(draft: Draft, empty: str, signed: str) -> bytes:
        return draft.with_({draft.next: {"/X": 1}} if harmless else forged_page(draft), how(draft))

    KINDS.named(family, name)(forge)


def _object(number: int) -> bytes:
    return b"\n%d 0 obj<<>>endobj\n" % number


def _underscored(draft: Draft) -> bytes:
    return re.sub(rb"(.)$", rb"_\1", b"%d" % draft.book.last.start)


def _naming(*steps: int) -> Callable[[Draft], How]:
    """A table that names its objects in this order, counted from the first free number; -1 is the free list."""
    return lambda draft: How(index=[0 if step < 0 else draft.next + step for step in steps])


_table(SAVING, "a page altered in a further revision", lambda _: How())


_table(SAVING, "nothing altered in a further revision", lambda _: How(), harmless=True)


_table(SAVING, "objects without a table", lambda _: How(end=b"", startxref=b"0"))


_table(SAVING, "a revision without an end mark", lambda _: How(end=b""))


_table(TWO_WAYS, "a table that begins anew", lambda _: How(without=("/Prev",)))


_table(TWO_WAYS, "a table that goes on from nought", lambda _: How(prev=0))


_table(TWO_WAYS, "a table that goes on from elsewhere", lambda draft: How(prev=draft.book.last.start - 1))


_table(TWO_WAYS, "a table that goes on from itself", lambda draft: How(prev=len(draft.body)))


_table(
    TWO_WAYS,
    "a table of another kind",
    lambda draft: How(as_table=not draft.book.last.is_table),
    harmless=True,
)


_table(
    TWO_WAYS,
    "a table with a second beside it",
    lambda draft: How(trailer={"/XRefStm": draft.book.last.start}),
)


_table(
    TWO_WAYS,
    "digits with a second table beside them",
    lambda draft: How(as_table=True, trailer={"/XRefStm": 9}),
)


_table(TWO_WAYS, "digits with an underscore", lambda draft: How(startxref=_underscored(draft)))


_table(TWO_WAYS, "digits with a sign", lambda draft: How(startxref=b"+%d" % draft.book.last.start))


_table(TWO_WAYS, "an end mark that leads back", lambda draft: How(startxref=b"%d" % draft.book.last.start))


_table(TWO_WAYS, "an end mark that leads nowhere", lambda _: How(startxref=b"99999999"))


_table(TWO_WAYS, "two entries for one object", _naming(-1, 0, 0), harmless=True)


_table(TWO_WAYS, "a table that descends", _naming(0, -1), harmless=True)


_table(TWO_WAYS, "an object taken away", lambda draft: How(freed=(draft.kids[0].number,)), harmless=True)


_table(TWO_WAYS, "an object of a later generation", lambda draft: How(generation={draft.kids[0].number: 1}))


_table(TWO_WAYS, "another catalogue", lambda draft: How(trailer={"/Root": Ref(draft.next, 0)}), harmless=True)


_table(
    TWO_WAYS, "another description", lambda draft: How(trailer={"/Info": Ref(draft.next, 0)}), harmless=True
)


_table(TWO_WAYS, "a smaller file than before", lambda _: How(trailer={"/Size": 3}), harmless=True)


_table(
    TWO_WAYS,
    "a passphrase",
    lambda _: How(trailer={"/Encrypt": {"/Filter": Name("/Standard")}}),
    harmless=True,
)


_table(
    HIDDEN,
    "an object that no table names",
    lambda draft: How(unlisted=frozenset({draft.next})),
    harmless=True,
)


_table(HIDDEN, "bytes before a revision", lambda _: How(before=b"junk\n"), harmless=True)


_table(HIDDEN, "bytes after the end", lambda _: How(after=b"junk\n"), harmless=True)


_table(HIDDEN, "an object after the end", lambda draft: How(after=_object(draft.next)), harmless=True)


_table(HIDDEN, "a second end mark", lambda _: How(after=b"%%EOF\n"), harmless=True)


_table(HIDDEN, "an end mark in a comment", lambda _: How(before=b"% startxref 0\n"), harmless=True)


_table(HIDDEN, "a PDF in a comment", lambda _: How(before=b"%%PDF-1.7\n"), harmless=True)


def _raw(family: str, name: str, value: Callable[[Draft], Any]) -> None:
    """A new object that nothing leads to, which is not as objects must be."""
    KINDS.named(family, name)(lambda draft, empty, signed: draft.with_({draft.next: value(draft)}))


_raw(HIDDEN, "an object in a stream", lambda draft: Stream({}, _object(draft.kids[0].number)))


_raw(HIDDEN, "an object in a text", lambda draft: Raw(b"(%s)" % _object(draft.kids[0].number)))


_raw(HIDDEN, "an object in a stream after a comment", lambda _: Stream({}, b"\n9 0 % and\nobj<<>>endobj\n"))


_raw(
    HIDDEN,
    "an object in a stream far behind",
    lambda _: Stream({}, b"\n9" + b" " * 999 + b"0 obj<<>>endobj\n"),
)


_raw(TWO_WAYS, "a dictionary with one key twice", lambda _: Raw(b"<</A 1/A 2>>"))


_raw(TWO_WAYS, "a stream that is longer than it says", lambda _: Stream({"/Length": 2}, b"0123456789"))


_raw(TWO_WAYS, "a stream of unknown length", lambda _: Stream({"/Length": Name("/X")}, b"0"))


_raw(TWO_WAYS, "a stream from another file", lambda _: Stream({"/F": "a.txt"}, b"0"))


_raw(TWO_WAYS, "a name that ends early", lambda _: Raw(b"<</A#00B 1>>"))


_raw(TWO_WAYS, "a number with letters", lambda _: Raw(b"12e4"))


_raw(TWO_WAYS, "an object that does not end", lambda _: Raw(b"<</A 1>> <<"))


_raw(TWO_WAYS, "nested too deep", lambda _: Raw(b"[" * 200 + b"]" * 200))


@KINDS.named(TWO_WAYS, "one number for two objects")
def _twice(draft: Draft, empty: str, signed: str) -> bytes:
    number, page = draft.page()
    second = b"%d 0 obj\n%s\nendobj\n" % (number, written({**page, "/Rotate": 90}))
    return draft.with_({number: page}, How(before=second))
