"""Figures of equal width, as the font itself draws them: the substitutions of its OpenType feature "tnum"."""

from collections.abc import Iterator
from struct import unpack_from

TABULAR = b"tnum"
SINGLE, EXTENSION = 1, 7  # kinds of lookup in the table GSUB


def tabular_glyphs(gsub: bytes) -> dict[int, int]:
    """Return which glyph stands for which, from a font's table GSUB (OpenType 1.9, "Glyph Substitution Table")."""
    _, _, _, features, lookups = unpack_from(">5H", gsub)
    glyphs: dict[int, int] = {}
    for number in sorted(_lookups_of(gsub, features)):
        at = lookups + unpack_from(">H", gsub, lookups + 2 + 2 * number)[0]
        for subtable in _single_subtables(gsub, at):
            glyphs.update(_pairs(gsub, subtable))
    return glyphs


def _lookups_of(gsub: bytes, features: int) -> set[int]:
    numbers: set[int] = set()
    for record in range(unpack_from(">H", gsub, features)[0]):
        tag, offset = unpack_from(">4sH", gsub, features + 2 + 6 * record)
        if tag == TABULAR:
            count = unpack_from(">H", gsub, features + offset + 2)[0]
            numbers.update(unpack_from(f">{count}H", gsub, features + offset + 4))
    return numbers


def _single_subtables(gsub: bytes, lookup: int) -> Iterator[int]:
    kind, _, count = unpack_from(">3H", gsub, lookup)
    for offset in unpack_from(f">{count}H", gsub, lookup + 6):
        at = lookup + offset
        if kind == EXTENSION:
            _, inner, further = unpack_from(">HHI", gsub, at)
            if inner == SINGLE:
                yield at + further
        elif kind == SINGLE:
            yield at


def _pairs(gsub: bytes, at: int) -> dict[int, int]:
    form, coverage, amount = unpack_from(">3H", gsub, at)
    glyphs = list(_covered(gsub, at + coverage))
    if form == 1:  # the same distance for all
        return {glyph: (glyph + amount) & 0xFFFF for glyph in glyphs}
    return dict(zip(glyphs, unpack_from(f">{amount}H", gsub, at + 6), strict=True))


def _covered(gsub: bytes, at: int) -> Iterator[int]:
    form, count = unpack_from(">2H", gsub, at)
    if form == 1:
        yield from unpack_from(f">{count}H", gsub, at + 4)
        return
    for number in range(count):
        first, last, _ = unpack_from(">3H", gsub, at + 4 + 6 * number)
        yield from range(first, last + 1)
