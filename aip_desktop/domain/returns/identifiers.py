"""Pupils must not be named: finding pupil numbers and dates of birth in what was written.

A unique pupil number (UPN) is a check letter, twelve characters of which the last may be a letter for a
temporary number, and no letter I, O or S (Department for Education, "Unique pupil numbers").
"""

import re
from collections.abc import Iterator
from datetime import date

from aip_desktop import wording
from aip_desktop.calendar import add_months
from aip_desktop.errors import Refusal

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
YOUNGEST, OLDEST = 3, 19  # years of age: a date so long ago may be a pupil's date of birth

_GAP = r"[ \-–/]?"
PUPIL_NUMBER = re.compile(
    rf"(?<!\w)[{LETTERS}](?:{_GAP}[0-9]){{11}}{_GAP}[0-9{LETTERS}](?!\w)", re.IGNORECASE
)
SAYS_BIRTH = re.compile(
    r"\b(?:born(?: on)?|d\.?\s?o\.?\s?b\.?|date of birth|birthday)[\s:(is]*$", re.IGNORECASE
)


def pupil_identifiers(text: str, on: date) -> tuple[str, ...]:
    """Return a sentence for each thing in a text that may identify a pupil; ``on`` is when it was written, or so."""
    return (*_numbers(text), *_births(text, on))


def check_letter(digits: str) -> str:
    """Return the letter that stands before these twelve characters of a pupil number: weights 2 to 13, modulo 23."""
    values = (LETTERS.index(mark) if mark.isalpha() else int(mark) for mark in digits.upper())
    return LETTERS[sum(weight * value for weight, value in enumerate(values, 2)) % len(LETTERS)]


def _numbers(text: str) -> Iterator[str]:
    for number in PUPIL_NUMBER.findall(text):
        plain = re.sub(_GAP.rstrip("?"), "", number).upper()
        is_one = check_letter(plain[1:]) == plain[0]
        verb = "is" if is_one else "looks like"
        yield f"“{number}” {verb} a pupil number. Take it out: a return must not identify a pupil."


def _births(text: str, on: date) -> Iterator[str]:
    for start, end in _dates(text):
        around = text[:start][-1:] + text[end:][:1]
        if any(mark.isalnum() or mark in "-/" for mark in around):
            continue  # a part of something longer
        if _may_be_birth(text[:start], text[start:end], on):
            shown = wording.tidy(text[start:end])
            yield f"“{shown}” may be a date of birth. Take it out if it is: a return must not identify a pupil."


def _dates(text: str) -> Iterator[tuple[int, int]]:
    """Yield where something stands that is written like a date, without the word before it."""
    for match in wording.YEAR_FIRST.finditer(text):
        yield match.span()
    for match in wording.DAY_FIRST.finditer(text):
        yield match.start("day"), match.end()


def _may_be_birth(said_before: str, written: str, on: date) -> bool:
    try:
        when = wording.read_date(written)
    except Refusal:
        return False
    if SAYS_BIRTH.search(said_before):
        return True
    return add_months(on, -12 * OLDEST) <= when <= add_months(on, -12 * YOUNGEST)
