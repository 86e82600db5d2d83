"""What may be added to an issued PDF: signatures in its fields, and little else. Judged from the issued bytes.

Each revision is held against the one before, object by object. An object that was there may change only where this
says so; an object that is new may stand only where nothing that was there leads to it. So whatever a viewer makes
of the file, its pages are those that were issued, but for what is drawn in the fields that carry a signature.
"""

from dataclasses import dataclass
from typing import Any

from aip_desktop.documents.signing.fields import (
    InPlace,
    field_names,
    invisible_field,
    issued_fields,
    signature_in,
)
from aip_desktop.documents.signing.metadata import info_says_the_same, xmp_says_the_same
from aip_desktop.documents.signing.revisions import IssuedPdf, Section
from aip_desktop.documents.signing.syntax import Ref, Stream, Unreadable, refs_in, same

CATALOGUE = frozenset({"/AcroForm", "/Perms", "/DSS", "/Extensions", "/Version"})


STORE = frozenset({"/DSS", "/Extensions"})


FORM = frozenset({"/SigFlags", "/DR", "/DA", "/NeedAppearances"})


WIDGET = frozenset({"/V", "/AP", "/AS", "/M", "/MK", "/F", "/DA", "/Q", "/Ff", "/Lock"})


STAYS_AS_LARGE = 8 | 16  # flags of a widget that would not be scaled or turned with its page


@dataclass(frozen=True, slots=True)
class Accepted:
    """What was added, once nothing stands against it."""

    signatures: tuple[InPlace, ...]
    fields: tuple[str, ...]  # that were issued
    blanks: int  # bytes of white space after the last revision


def accepted(pdf: bytes, issued: IssuedPdf, sections: list[Section]) -> Accepted:
    """Return what was added in these revisions. Unreadable, with the reason, if it is more than may be added."""
    walk = _Walk(pdf, issued)
    for number, section in enumerate(sections, 1):
        walk.take(number, section)
    signed = [place.revision for place in walk.signatures if not place.is_time_stamp]
    late = [place for place in walk.more if place > max(signed, default=len(sections))]
    if late:
        raise Unreadable(
            "Something was added after the last signature that is no time stamp and no security store"
        )
    end = sections[-1].end if sections else len(issued.body)
    return Accepted(tuple(walk.signatures), tuple(walk.names.values()), len(pdf) - end)


class _Walk:
    """Goes through the revisions, and knows what each object was before."""

    def __init__(self, pdf: bytes, issued: IssuedPdf) -> None:
        self.pdf, self.issued = pdf, issued
        self.root: Ref = issued.trailer["/Root"]
        self.now: dict[int, Any] = {}  # what was added or changed since the issue
        self.fresh: dict[int, Any] = {}  # the revision at hand
        self.names = issued_fields(issued)  # by the number of the widget
        self.extra: dict[int, str] = {}  # fields that were not issued
        self.store: set[int] = set()
        self.signatures: list[InPlace] = []
        self.more: set[int] = set()  # revisions that add more than a time stamp and a security store

    def old(self, thing: Any) -> Any:
        """Return an object, or what a reference leads to, before the revision at hand."""
        if not isinstance(thing, Ref):
            return thing
        return self.now[thing.number] if thing.number in self.now else self.issued.get(thing.number)

    def new(self, thing: Any) -> Any:
        """Return the same after it."""
        if isinstance(thing, Ref) and thing.number in self.fresh:
            return self.fresh[thing.number]
        return self.old(thing)

    def was_there(self, number: int) -> bool:
        """Tell whether an object was there before the revision at hand."""
        return number in self.now or number in self.issued.entries

    def take(self, revision: int, section: Section) -> None:
        """Go on by one revision."""
        self.fresh = section.objects
        for number, value in self.fresh.items():
            if not self.was_there(number) and number < self.issued.size:
                raise Unreadable(f"The object {number}, which the issue had left free, was put in")
            self._leads_somewhere(number, value, section)
        for number, value in section.odd.items():
            if number < self.issued.size and not _is_emptied(self.old(Ref(number, 0)), value):
                raise Unreadable(self._what(number))
        changed = {
            number
            for number, value in self.fresh.items()
            if self.was_there(number) and not _are_tables(self.old(Ref(number, 0)), value)
            if not same(self.old(Ref(number, 0)), value) or _is_signature(value)
        }
        counted = len(self.signatures)
        explained = self._catalogue(revision, section) | self._descriptions(changed)
        for number in sorted(changed & (self.names.keys() | self.extra.keys())):
            self._widget(revision, number, section)
            explained.add(number)
        explained |= self._pages(changed)
        for number in sorted(changed - explained):
            if number not in self.store:
                raise Unreadable(self._what(number))
        if len(self.signatures) > counted + 1:
            raise Unreadable(f"Revision {revision} puts in two signatures at once")
        stamped = any(place.is_time_stamp for place in self.signatures[counted:])
        moved = _differing(self.old(self.root), self.new(self.root))
        if not (stamped or moved & STORE or changed & self.store):
            self.more.add(revision)
        self.now.update(self.fresh)
        self._stores_stand_apart(revision, changed, stamped, len(self.signatures) > counted)
        self.fresh = {}

    def _leads_somewhere(self, number: int, value: Any, section: Section) -> None:
        for ref in refs_in(value):
            there = ref.number in self.fresh or self.was_there(ref.number)
            if ref.generation or ref.number in section.odd or not there:
                raise Unreadable(
                    f"The object {number} leads to one that is not there, and could be put in later"
                )

    def _catalogue(self, revision: int, section: Section) -> set[int]:
        """Return the catalogue and the form; the objects whose change that explains."""
        before, after = self.old(self.root), self.new(self.root)
        if not isinstance(after, dict):
            raise Unreadable("The catalogue was taken away")
        moved = _differing(before, after)
        if moved - CATALOGUE:
            raise Unreadable(f"The catalogue was changed in {', '.join(sorted(moved - CATALOGUE))}")
        if "/Perms" in moved and ("/Perms" in before or not self._is_one_certificate(after, section)):
            raise Unreadable("What the file permits was changed")
        if moved - STORE - {"/AcroForm"}:
            self.more.add(revision)
        old, new = self.old(before.get("/AcroForm")), self.new(after.get("/AcroForm"))
        old, new = ({} if value is None else value for value in (old, new))  # a letter has no form
        if not isinstance(old, dict) or not isinstance(new, dict):
            raise Unreadable("The form was changed")
        if _differing(old, new) - FORM - {"/Fields"}:
            raise Unreadable("The form was changed")
        was, is_ = self.old(old.get("/Fields")), self.new(new.get("/Fields"))
        for ref in _appended(was, is_, "The list of fields was changed"):
            self._new_field(revision, ref, section)
        explained = {self.root.number}
        for holder, key in ((before, "/AcroForm"), (old, "/Fields")):
            if isinstance(holder.get(key), Ref):
                explained.add(holder[key].number)
        return explained

    def _is_one_certificate(self, after: dict[str, Any], section: Section) -> bool:
        held = self.new(after["/Perms"])
        if not isinstance(held, dict) or held.keys() != {"/DocMDP"} or not isinstance(held["/DocMDP"], Ref):
            return False
        return held["/DocMDP"].number in section.objects and _is_signature(self.new(held["/DocMDP"]))

    def _new_field(self, revision: int, ref: Any, section: Section) -> None:
        taken = {*self.names.values(), *self.extra.values()}
        name = invisible_field(self.new(ref), taken) if isinstance(ref, Ref) else ""
        if not name or self.was_there(ref.number):
            raise Unreadable(
                "A field was added that was not issued and shows on a page: a signature must stand "
                "in the field of its party"
            )
        self.extra[ref.number] = name
        if "/V" in self.new(ref):
            self._sign(revision, ref.number, section)
        else:
            self.more.add(revision)

    def _widget(self, revision: int, number: int, section: Section) -> None:
        name = self.names.get(number) or self.extra[number]
        before, after = self.old(Ref(number, 0)), self.fresh[number]
        moved = _differing(before, after) if isinstance(after, dict) else {"/T"}
        if "/V" in before:
            done = "taken out" if isinstance(after, dict) and "/V" not in after else "changed or replaced"
            raise Unreadable(f"The signature in the field {name} was {done} after it was made")
        if "/V" not in moved:
            raise Unreadable(f"Something was put into the field {name}, which nobody has signed")
        if moved - WIDGET:
            raise Unreadable(
                f"The field {name} was changed in {', '.join(sorted(moved - WIDGET))} as it was signed"
            )
        flags = after.get("/F", 0)
        if not isinstance(flags, int) or flags & STAYS_AS_LARGE:
            raise Unreadable(f"The field {name} would not be drawn in its own place")
        self._sign(revision, number, section)

    def _sign(self, revision: int, number: int, section: Section) -> None:
        name = self.names.get(number) or self.extra[number]
        signature = signature_in(self.pdf, section, self.fresh[number], self.new, name=name)
        for earlier in self.signatures:
            if not signature.is_time_stamp and (earlier.forbids_more or name in earlier.locks):
                raise Unreadable(
                    f"The field {name} was signed, although {earlier.field} had been signed so as to forbid it"
                )
        if signature.is_time_stamp and number in self.names:
            raise Unreadable(f"The field {name} holds a time stamp, where the signature of a party belongs")
        locks = field_names(signature.locks, set(self.names.values())) - {name}
        self.signatures.append(
            InPlace(
                name, revision, number in self.names, signature.is_time_stamp, signature.forbids_more, locks
            )
        )
        if not signature.is_time_stamp:
            self.more.add(revision)

    def _descriptions(self, changed: set[int]) -> set[int]:
        explained = set()
        info, xmp = self.issued.trailer.get("/Info"), self.old(self.root).get("/Metadata")
        for ref, says_the_same in ((info, info_says_the_same), (xmp, xmp_says_the_same)):
            if isinstance(ref, Ref) and ref.number in changed:
                if not says_the_same(self.issued.get(ref.number), self.new(ref)):
                    raise Unreadable("The title or another description of the document was changed")
                explained.add(ref.number)
        return explained

    def _pages(self, changed: set[int]) -> set[int]:
        """Return pages and their lists of annotations: an added field may be named there, where nobody sees it."""
        rest = changed - self.names.keys() - self.extra.keys() - self.store
        kinds = {number: self.old(Ref(number, 0)) for number in rest}
        pages = {
            place
            for place, value in kinds.items()
            if isinstance(value, dict) and value.get("/Type") == "/Page"
        }
        if any(isinstance(value, list) for value in kinds.values()):
            pages |= self._all_pages()
        explained = set()
        for number in pages:
            before, after = self.old(Ref(number, 0)), self.new(Ref(number, 0))
            if not isinstance(after, dict) or _differing(before, after) - {"/Annots"}:
                continue
            was, is_ = self.old(before.get("/Annots", [])), self.new(after.get("/Annots", []))
            added = _appended(was, is_, self._what(number))
            if all(isinstance(ref, Ref) and ref.number in self.extra for ref in added):
                explained |= {number, *_numbers(before.get("/Annots"))}
        return explained

    def _all_pages(self) -> set[int]:
        pages: set[int] = set()
        todo = [self.issued.get(self.root.number)["/Pages"]]
        while todo:
            ref = todo.pop()
            if isinstance(ref, Ref) and ref.number not in pages:
                pages.add(ref.number)
                held = self.issued.get(ref.number)
                todo += held.get("/Kids", []) if isinstance(held, dict) else []
        return pages

    def _what(self, number: int) -> str:
        value = self.old(Ref(number, 0))
        kind = value.get("/Type") if isinstance(value, dict) else None
        if kind == "/Page":
            return "A page was changed"
        if kind == "/Pages":
            return "The list of pages was changed"
        if isinstance(value, Stream):
            return "What is drawn was changed, on a page or in a field"
        if kind == "/Annot":
            return "A note or a field on a page was changed"
        return f"The object {number}, which was there before, was changed"

    def _stores_stand_apart(self, revision: int, changed: set[int], stamped: bool, signs: bool) -> None:
        """Check that nothing else leads to what a security store leads to, for that may grow later."""
        catalogue = self.old(self.root)
        store = self._reached([catalogue.get(key) for key in STORE])
        drawn = {number: value for number, value in self.now.items() if number in self.issued.entries}
        drawn[self.root.number] = {key: value for key, value in catalogue.items() if key not in STORE}
        others = self._reached(list(drawn.values()))
        if store & others:
            raise Unreadable("A security store and what is drawn lead to the same object")
        if not signs:
            self._nothing_stands_alone(store | others)
        self.store = store
        if not stamped:
            others = set()
        loose = {
            number
            for number, value in self.fresh.items()
            if number not in self.issued.entries and number not in store | others and not _is_table(value)
        }
        if loose - changed:
            self.more.add(revision)

    def _nothing_stands_alone(self, reached: set[int]) -> None:
        """Check that something leads to each part of a store; only signing programs leave such objects behind."""
        for number, value in self.fresh.items():
            if number not in self.issued.entries and number not in reached and not _is_table(value):
                raise Unreadable(f"The object {number} was added, and nothing leads to it")

    def _reached(self, begun: list[Any]) -> set[int]:
        objects: set[int] = set()
        todo = [ref.number for thing in begun for ref in refs_in(thing)]
        while todo:
            number = todo.pop()
            if number in objects or number in self.issued.entries or number not in self.now:
                continue
            objects.add(number)
            todo += [ref.number for ref in refs_in(self.now[number])]
        return objects


def _differing(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    return {
        key
        for key in one.keys() | other.keys()
        if (key in one) != (key in other) or not same(one.get(key), other.get(key))
    }


def _appended(old: Any, new: Any, otherwise: str) -> list[Any]:
    """Return what a list has more at its end. Unreadable where it is not else the same."""
    old = [] if old is None else old
    if not isinstance(old, list) or not isinstance(new, list) or not same(old, new[: len(old)]):
        raise Unreadable(otherwise)
    return new[len(old) :]


def _numbers(thing: Any) -> set[int]:
    return {thing.number} if isinstance(thing, Ref) else set()


def _is_signature(value: Any) -> bool:
    return isinstance(value, dict) and "/ByteRange" in value


def _is_emptied(old: Any, new: Any) -> bool:
    """Tell whether what a field showed while it was empty became nothing: poppler leaves such a one behind."""
    both = isinstance(old, Stream) and isinstance(new, Stream) and old.head.get("/Subtype") == "/Form"
    return both and new.head.get("/Subtype") == "/Form" and not new.data


def _is_table(value: Any) -> bool:
    return isinstance(value, Stream) and value.head.get("/Type") in ("/XRef", "/ObjStm")


def _are_tables(one: Any, other: Any) -> bool:
    return _is_table(one) and _is_table(other)
