"""What may be added to an issued PDF: a forgery is named by its cause, and what ordinary signers write is taken."""

from io import BytesIO

import pytest

from aip_desktop.documents.signing.fields import issued_places
from aip_desktop.documents.signing.pictures import seen_to_differ
from aip_desktop.documents.signing.revisions import IssuedPdf
from aip_desktop.documents.signing.syntax import Reader, Ref, Unreadable, same
from aip_desktop.documents.signing.validate import Level, examine
from proofs import documents
from proofs.documents import CHAIR, COUNCIL, FORMS, KINDS, POSITIONS, SCHOOL, forged, issued, ordinary
from proofs.pdf_kinds import forged_page
from proofs.pdf_ordinary import certified
from proofs.pdf_writing import Draft, How, placeholder, signed_by_hand, written

BEFORE, BETWEEN, AFTER = POSITIONS


NAMED = {
    "a table that begins anew": "A table was added that does not go on from the one before",
    "a table that goes on from elsewhere": "A table was added that does not go on from the one before",
    "digits with an underscore": "is no end of a revision",
    "an end mark that leads back": "leads to another table than its own",
    "two entries for one object": "its numbers do not rise",
    "a table that descends": "its numbers do not rise",
    "one number for two objects": "Two objects of one revision have the number",
    "a signed field repainted": "was changed or replaced after it was made",
    "a signature taken out": "was taken out after it was made",
    "another in the place of a signature": "was changed or replaced after it was made",
    "bytes after the end": "belongs to no object and to no table",
    "an object after the end": "Something stands after the end of its last revision",
    "words drawn into an empty field": "Something was put into the field sign-chair, which nobody has signed",
    "an action on a field": "Something was put into the field sign-chair",
    "actions on a field": "Something was put into the field sign-chair",
    "a field with kids": "Something was put into the field sign-chair",
    "a table with a second beside it": "The end of a revision says more than a signature needs",
    "digits with a second table beside them": "A table has a second one beside it",
    "a table of another kind": "A table was added of another kind than the one before",
    "a page altered in a further revision": "A page was changed",
    "pages in another order": "The list of pages was changed",
    "a free text over the page": "A page was changed",
    "a script as a page opens": "A page was changed",
    "another title": "The title or another description of the document was changed",
    "/OpenAction of the catalogue": "The catalogue was changed in /OpenAction",
    "a field that was not issued over the page": "a signature must stand in the field of its party",
    "a store that shares what is drawn": "A security store and what is drawn lead to the same object",
    "a security store with a page": "A page was changed",
    "nothing altered in a further revision": "was added, and nothing leads to it",
    "an object that no table names": "and no table leads to it",
    "an object in a stream": "looks like an object and is none",
    "an object in a stream after a comment": "looks like an object and is none",
    "an object in a stream far behind": "looks like an object and is none",
    "a range that ends early": "does not cover all that came with it",
    "a range that ends its gap late": "leaves something out of what it covers",
}


IN_ITS_OWN_FIELD = {
    "/T": "sign-nobody",
    "/FT": "/Tx",
    "/Rect": [0, 0, 9, 9],
    "/Kids": [],
    "/A": {},
    "/AA": {},
}


OWN = ("ours", "pyHanko", "the state of its widget", "the flags of its widget", "a lock on its own field",
       "a security store after it", "a time stamp after it", "objects in a stream of objects")  # fmt: skip


@pytest.mark.parametrize("kind", NAMED)
def test_a_forgery_is_named_by_its_cause(kind: str) -> None:
    found = examine(forged(kind, AFTER, "ours"), issued())
    assert not found.is_sound
    assert NAMED[kind] in found.fault


@pytest.mark.parametrize(
    "kind", ["a table that begins anew", "words drawn into an empty field", "another title"]
)
@pytest.mark.parametrize("position", [BEFORE, BETWEEN])
def test_who_signs_on_top_makes_nothing_of_it_true(kind: str, position: str) -> None:
    found = examine(forged(kind, position, "by hand"), issued())
    assert found.level is Level.FORGED
    assert NAMED[kind].split(" sign-")[0] in found.fault


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_no_kind_is_believed(form: str) -> None:
    """Every kind in one form or the other; ``proofs.documents`` tries them all in both, at every position."""
    position = {"a stream": BETWEEN, "digits": AFTER}[form]
    mine = list(KINDS)[FORMS.index(form) :: len(FORMS)]
    bodies = {kind: forged(kind, position, "by hand", form) for kind in mine}
    assert len([kind for kind, body in bodies.items() if body]) >= 60
    levels = {kind: examine(body, issued(form)).level for kind, body in bodies.items() if body}
    assert [kind for kind, level in levels.items() if level.is_genuine] == []


@pytest.mark.parametrize("key", IN_ITS_OWN_FIELD)
def test_who_signs_may_not_alter_the_field_itself(key: str) -> None:
    body = signed_by_hand(issued(), CHAIR, widget={key: IN_ITS_OWN_FIELD[key]})
    found = examine(body, issued())
    assert found.level is Level.FORGED
    assert f"The field sign-chair was changed in {key} as it was signed" in found.fault


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("before", ["", "ours"])
def test_what_ordinary_signers_write_is_taken(name: str, before: str) -> None:
    found = examine(ordinary(name, "a stream", before), issued())
    assert found.fault == ""
    assert [one.field for one in found.signatures] == [*([COUNCIL] if before else []), SCHOOL]
    assert [one.fault for one in found.signatures] == [""] * len(found.signatures)
    assert found.level is Level.SOUND


@pytest.mark.slow
def test_all_ordinary_ways_are_taken() -> None:
    """Every way once, in turn by form and by who signed before; ``proofs.documents`` tries them all in all."""
    by_way: dict[str, list[tuple[str, str, str]]] = {}
    for case in documents.ORDINARY_CASES:
        by_way.setdefault(case[0], []).append(case)
    cases = [several[place % len(several)] for place, several in enumerate(by_way.values())]
    assert len(cases) >= 20
    found = {case: examine(ordinary(*case), issued(case[1])) for case in cases}
    assert {case: one.fault for case, one in found.items() if not one.is_sound} == {}


def test_blank_bytes_after_the_end_are_told_and_others_are_not_taken() -> None:
    assert examine(issued() + b"\r\n \r\n", issued()).level is Level.TOLD
    assert not examine(issued() + b"% a comment", issued()).is_sound


def test_who_certifies_so_that_nobody_may_follow_locks_the_others() -> None:
    found = examine(certified(1, issued(), COUNCIL), issued())
    assert found.level is Level.SOUND
    (lock,) = found.locks
    assert (lock.field, CHAIR in lock.forbidden, COUNCIL in lock.forbidden) == (COUNCIL, True, False)
    on_top = examine(signed_by_hand(certified(1, issued(), COUNCIL), CHAIR), issued())
    assert "although sign-council had been signed so as to forbid it" in on_top.fault


def test_a_description_changes_with_a_signature_and_not_after_the_last() -> None:
    once = documents.ours(issued(), COUNCIL)
    draft = Draft(once)
    number = draft.book.trailer["/Info"].number
    dated = draft.with_({number: {**draft.book.get(number), "/ModDate": "D:20260309120000Z"}})
    assert examine(signed_by_hand(dated, CHAIR), issued()).level is Level.SOUND
    assert "Something was added after the last signature" in examine(dated, issued()).fault


def test_a_field_that_was_not_issued_is_for_no_party() -> None:
    found = examine(ordinary("a field that shows nowhere, of the signer's own", "a stream"), issued())
    assert found.level is Level.TOLD
    assert [one.is_issued for one in found.signatures] == [True, False]


def test_a_second_certification_is_not_taken() -> None:
    body = certified(2, certified(2, issued(), COUNCIL), CHAIR)
    assert "What the file permits was changed" in examine(body, issued()).fault


def test_a_time_stamp_in_the_field_of_a_party_is_not_taken() -> None:
    body = signed_by_hand(issued(), CHAIR, signature={"/Type": "/DocTimeStamp"})
    assert "where the signature of a party belongs" in examine(body, issued()).fault


def test_a_range_over_nothing_of_ours_is_not_taken() -> None:
    made = signed_by_hand(issued(), CHAIR)
    assert examine(made, issued()).is_sound
    draft = Draft(issued())
    held = {**draft.widget(CHAIR), "/V": Ref(draft.next, 0)}
    never = draft.with_(
        {draft.widgets[CHAIR]: held, draft.next: {**placeholder(), "/ByteRange": [0, 1, 2, 3]}}
    )
    assert not examine(never, issued()).is_sound


def test_the_eye_is_the_third_line() -> None:
    """What the first line would miss shows on the page; what shows in a signed field counts for nothing."""
    draft = Draft(issued())
    altered = draft.with_(forged_page(draft), How())
    assert seen_to_differ(issued(), altered, []) == "Page 1 looks another than the page that was issued"
    signed, places = documents.ours(issued(), COUNCIL), issued_places(IssuedPdf(issued()))
    assert seen_to_differ(issued(), signed, [places[COUNCIL]]) == ""
    page = places[COUNCIL][0] + 1
    assert seen_to_differ(issued(), signed, []) == f"Page {page} looks another than the page that was issued"


@pytest.mark.parametrize(
    "text",
    [
        b"<</A 1/A 2>>",
        b"12e4",
        b"1_000",
        b"+-1",
        b"<</A#00 1>>",
        b"[" * 99,
        b"(open",
        b"<0g>",
        b"nul",
        b"<</A>>",
    ],
)
def test_what_could_have_two_meanings_is_not_read(text: bytes) -> None:
    with pytest.raises(Unreadable):
        Reader(text).value()


def test_what_is_written_is_read_again() -> None:
    value = {"/A": [1, -2.5, True, None, b"text (in) brackets".hex()], "/B#": Ref(7, 0), "/C": b"\0\xff"}
    assert same(Reader(written({**value, "/C": b"\0\xff"})).value()["/B#"], Ref(7, 0))
    assert Reader(b"(a\\(b\\)\\101\\\nc)").value() == b"a(b)Ac"
    assert Reader(b"<48 656>").value() == b"He`"


def test_the_own_table_reader_finds_what_pyhanko_finds() -> None:
    from pyhanko.pdf_utils.reader import PdfFileReader

    book, theirs = IssuedPdf(issued()), PdfFileReader(BytesIO(issued()))
    assert book.size == theirs.trailer["/Size"]
    assert sorted(number for number in book.entries if book.get(number) is None) == []
