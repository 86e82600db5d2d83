"""The signature fields of a PDF, and where a signature stands in its bytes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aip_desktop.documents.signing.revisions import BLANKS, IssuedPdf, Section
from aip_desktop.documents.signing.syntax import Ref, String, Unreadable, text_of

ALL = "*"


@dataclass(frozen=True, slots=True)
class InPlace:
    """A signature, in the field and the revision that it stands in."""

    field: str
    revision: int  # 1 for the first after the issue
    is_issued: bool  # whether its field was issued
    is_time_stamp: bool
    forbids_more: bool  # certified so that nobody may sign after it
    locks: frozenset[str]  # fields of others that nobody may fill after it


@dataclass(frozen=True, slots=True)
class Made:
    """A signature as it was put in, and what it forbids: fields by name, ``ALL``, or all but those after a "-"."""

    is_time_stamp: bool
    forbids_more: bool
    locks: tuple[str, ...]


def issued_fields(issued: IssuedPdf) -> dict[int, str]:
    """Return the signature fields that were issued: the number of each widget, and its name."""
    form = _followed(issued, issued.get(issued.trailer["/Root"].number).get("/AcroForm"))
    fields: dict[int, str] = {}
    for ref in _followed(issued, form.get("/Fields", [])) if isinstance(form, dict) else []:
        widget = issued.get(ref.number) if isinstance(ref, Ref) else None
        if isinstance(widget, dict) and widget.get("/FT") == "/Sig":
            fields[ref.number] = text_of(widget.get("/T"))
    return fields


def issued_places(issued: IssuedPdf) -> dict[str, tuple[int, tuple[float, float, float, float]]]:
    """Return, for each field that was issued, its page, from 0, and its rectangle in points."""
    root = issued.get(issued.trailer["/Root"].number)
    pages: list[Any] = []
    todo, seen = [root["/Pages"]], set()
    while todo:
        each_ref = todo.pop()
        if not isinstance(each_ref, Ref) or each_ref in seen:
            continue
        seen.add(each_ref)
        held = issued.get(each_ref.number)
        if isinstance(held, dict) and held.get("/Type") == "/Page":
            pages.append(held)
        elif isinstance(held, dict):
            todo += reversed(_followed(issued, held.get("/Kids", [])))
    fields, places = issued_fields(issued), {}
    for number, page in enumerate(pages):
        for ref in _followed(issued, page.get("/Annots", [])) or []:
            if isinstance(ref, Ref) and ref.number in fields:
                rect = issued.get(ref.number)["/Rect"]
                left, right = sorted((float(rect[0]), float(rect[2])))
                bottom, top = sorted((float(rect[1]), float(rect[3])))
                places[fields[ref.number]] = number, (left, bottom, right, top)
    return places


def _followed(issued: IssuedPdf, thing: Any) -> Any:
    return issued.get(thing.number) if isinstance(thing, Ref) else thing


def invisible_field(widget: Any, taken: set[str]) -> str:
    """Return the name of a signature field that was added and shows nowhere; empty if it is another thing, or
    shows.
    """
    if not isinstance(widget, dict) or widget.get("/FT") != "/Sig":
        return ""
    if widget.keys() & {"/Kids", "/Parent", "/A", "/AA"} or widget.get("/Subtype", "/Widget") != "/Widget":
        return ""
    rect, name = widget.get("/Rect", [0, 0, 0, 0]), text_of(widget.get("/T"))
    if (
        not isinstance(rect, list)
        or len(rect) != 4
        or not all(isinstance(value, int | float) for value in rect)
    ):
        return ""
    if rect[0] != rect[2] or rect[1] != rect[3] or "." in name or name in taken:
        return ""
    return name


def signature_in(
    pdf: bytes, section: Section, widget: dict[str, Any], follow: Callable[[Any], Any], *, name: str
) -> Made:
    """Return the signature that a widget holds. Unreadable unless it covers all of its revision but itself."""
    ref = widget.get("/V")
    value = section.objects.get(ref.number) if isinstance(ref, Ref) else None
    if not isinstance(value, dict) or value.get("/Type", "/Sig") not in ("/Sig", "/DocTimeStamp"):
        raise Unreadable(f"The field {name} was filled with something that is no signature")
    covered: Any
    held, covered = value.get("/Contents"), value.get("/ByteRange", [])
    if not isinstance(held, String) or not held.is_hex or not _are_numbers(covered, 4):
        raise Unreadable(f"The field {name} was filled with something that is no signature")
    end = covered[2] + covered[3]
    if end > len(pdf):
        raise Unreadable(f"It is cut off at byte {len(pdf):,} of {end:,}", is_broken=True)
    if pdf[held.start : held.start + 1] != b"<" or covered[:3] != [0, held.start, held.end]:
        raise Unreadable(f"The signature in the field {name} leaves something out of what it covers")
    if end < section.end or pdf[section.end : end].strip(BLANKS):
        raise Unreadable(f"The signature in the field {name} does not cover all that came with it")
    forbids, locks = _limits(value, widget, follow)
    return Made(value.get("/Type") == "/DocTimeStamp", forbids, locks)


def _are_numbers(thing: Any, count: int) -> bool:
    return (
        isinstance(thing, list)
        and len(thing) == count
        and all(type(number) is int and number >= 0 for number in thing)
    )


def _limits(
    value: dict[str, Any], widget: dict[str, Any], follow: Callable[[Any], Any]
) -> tuple[bool, tuple[str, ...]]:
    """Tell whether a signature forbids further ones, and which fields it locks."""
    forbids, locks = False, list[str]()
    wanted = [("/Lock", follow(widget.get("/Lock")))]
    for reference in follow(value.get("/Reference")) or []:
        reference = follow(reference)
        if isinstance(reference, dict):
            wanted.append(
                (str(reference.get("/TransformMethod")), follow(reference.get("/TransformParams")) or {})
            )
    for method, limits in wanted:
        if not isinstance(limits, dict):
            continue
        if method in ("/DocMDP", "/Lock") and limits.get("/P") == 1:
            forbids = True
        if method in ("/FieldMDP", "/Lock") and "/Action" in limits:
            names = [text_of(something) for something in follow(limits.get("/Fields")) or []]
            action = limits["/Action"]
            locks += (
                names
                if action == "/Include"
                else [ALL, *(f"-{name}" for name in names if action == "/Exclude")]
            )
    return forbids, tuple(locks)


def field_names(locks: tuple[str, ...], names: set[str]) -> frozenset[str]:
    """Return which of these fields are locked."""
    if ALL in locks:
        return frozenset(names - {lock[1:] for lock in locks if lock.startswith("-")})
    return frozenset(
        name for name in names if any(re.match(rf"{re.escape(lock)}(\.|$)", name) for lock in locks)
    )
