"""Which letters can be printed: those that the fonts carried with the program have.

What cannot be printed is said before a paper is issued, and stands by its number on a paper that is not: never as an
empty box, which a reader would take for a fault of the printer.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from functools import cache

from aip_desktop.paths import resources
from aip_desktop.wording import listing

_VARIANTS = range(0xFE00, 0xFE10)  # of the letter before; they leave no mark of their own


@cache
def letters() -> frozenset[int]:
    """Read the numbers of the letters that the fonts have."""
    characters: set[int] = set()
    for line in (resources() / "fonts" / "letters.txt").read_text("ascii").splitlines():
        first, _, last = line.partition("-")
        characters.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(characters)


def leaves_no_mark(mark: str) -> bool:
    """Say whether a character is left out on paper: a control, a direction mark, a joiner."""
    return unicodedata.category(mark) in ("Cc", "Cf") or ord(mark) in _VARIANTS


def can_print(mark: str) -> bool:
    """Say whether a character can be printed, or leaves a space or nothing where it is left out."""
    return ord(mark) in letters() or mark.isspace() or leaves_no_mark(mark)


def numbered(mark: str) -> str:
    """Name a letter by its number: "U+6F22"."""
    return f"U+{ord(mark):04X}"


def lacking(text: str) -> tuple[str, ...]:
    """Give the letters of a text that cannot be printed, each once."""
    if text.isascii():
        return ()
    return tuple(mark for mark in dict.fromkeys(unicodedata.normalize("NFC", text)) if not can_print(mark))


def not_printable(statement: object, homes: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """Go through all text of a statement: the name of the outermost field, and a sentence for each text at fault.

    A name is told once, not again for each text that it stands in. ``homes`` are the fields where names belong, if
    they also stand in others.
    """
    assert is_dataclass(statement)
    names = sorted((field.name for field in fields(statement)), key=lambda name: name not in homes)
    at_fault = {
        text: name for name in reversed(names) for text in _texts(getattr(statement, name)) if lacking(text)
    }
    sentences: list[str] = []
    for text in sorted(at_fault, key=len):
        if not any(name in text for name in sentences):
            sentences.append(text)
            yield at_fault[text], not_printed(text, lacking(text))


def not_printed(text: str, marks: Sequence[str]) -> str:
    """Say which letters of a text cannot be printed, and what to do."""
    named = [f"“{mark}” ({numbered(mark)})" for mark in marks[:3]]
    more = [f"{len(marks) - 3} more"] if len(marks) > 3 else []
    short = text if len(text) <= 60 else f"{text[:59]}…"
    return f"“{short}” cannot be printed: it has {listing([*named, *more])}. Write it in other letters"


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _texts(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
