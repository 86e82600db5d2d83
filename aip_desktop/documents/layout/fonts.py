"""Inter on paper: widths, the characters it can print, and subsets that are cut once for the whole process."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from aip_desktop.documents.layout.tabular_figures import tabular_glyphs
from aip_desktop.paths import resources
from aip_desktop.printable import can_print, leaves_no_mark, numbered

REGULAR, MEDIUM, SEMIBOLD = "Inter-Regular", "Inter-Medium", "Inter-SemiBold"
REMEMBERED = 5000  # texts that a document, or the next one, is likely to say again

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
TOGETHER = re.compile(  # what a line should not break apart: "clause 4.2", "Schedule A", "1 April"
    rf"\b(?:[Cc]lauses?|[Pp]aragraphs?|[Ss]chedule|[Oo]ption|[Ss]ection) (?=[\dA-Z(])|\b\d{{1,2}} (?=(?:{MONTHS})\b)"
)


class PrintFont(TTFont):  # type: ignore[misc]  # reportlab has no types
    """A TrueType font whose subsets are remembered, and whose unused codes never map to U+0000.

    ``tabular`` makes it a second font beside the first, in which every figure has the same width.
    """

    def __init__(self, name: str, *, tabular: bool = False) -> None:
        path = resources() / "fonts" / f"{name}.ttf"
        super().__init__(
            f"{name} tabular" if tabular else name, str(path), asciiReadable=not tabular, shapable=False
        )
        if tabular:
            self._take_tabular_figures()
        cut = lru_cache(maxsize=64)(self.face.makeSubset)
        self.face.makeSubset = lambda subset: cut(tuple(subset))

    def _take_tabular_figures(self) -> None:
        other = tabular_glyphs(self.face.get_table("GSUB"))
        for code in map(ord, "0123456789,.:£ "):
            glyph = self.face.charToGlyph[code] = other.get(
                self.face.charToGlyph[code], self.face.charToGlyph[code]
            )
            self.face.charWidths[code] = self.face.hmetrics[glyph][0] * 1000 / self.face.unitsPerEm
        self.face.name += b"-Tabular"

    def addObjects(self, doc: Any) -> None:
        known = set(doc.idToObject)
        super().addObjects(doc)
        for name in doc.idToObject.keys() - known:
            if name.startswith(
                "toUnicodeCMap:"
            ):  # PDF/A and PDF/UA forbid U+0000, even where no text uses it
                stream = doc.idToObject[name]
                stream.content = stream.content.replace("> <0000>", "> <FFFD>")


class Face:
    """One weight of the font, measured at size 1; ``tabular`` gives every figure the same width."""

    def __init__(self, name: str, tabular: bool) -> None:
        self.font = PrintFont(name, tabular=tabular)
        self.reads_as_ascii = not tabular  # its first subset has the codes of ASCII
        pdfmetrics.registerFont(self.font)
        self.advance: dict[str, float] = {
            chr(code): w / 1000 for code, w in self.font.face.charWidths.items()
        }
        self.width = lru_cache(maxsize=20_000)(self._width)

    def _width(self, text: str) -> float:
        return sum(map(self.advance.__getitem__, text))


def face(name: str, *, tabular: bool = False) -> Face:
    return _face(name, tabular)


@cache
def _face(name: str, tabular: bool) -> Face:
    return Face(name, tabular)


class _Characters(dict[int, str]):
    """For ``str.translate``: what each character becomes on paper."""

    def __missing__(self, code: int) -> str:
        self[code] = shown = self._shown(code)
        return shown

    @staticmethod
    def _shown(code: int) -> str:
        mark = chr(code)
        if mark in "\n\u2028\u2029":
            return "\n"
        if mark == "\u00a0":
            return mark
        if mark.isspace():
            return " "
        if leaves_no_mark(mark):
            return ""
        # what is private means nothing to a reader's software; beyond U+FFFF ReportLab cannot map back
        return mark if can_print(mark) else f"[{numbered(mark)}]"


_CHARACTERS = _Characters()


def paragraphs(text: str) -> list[str]:
    """Return the lines that were typed, each as it can be printed; empty ones are left out."""
    return list(_paragraphs(text))


@lru_cache(maxsize=REMEMBERED)
def _paragraphs(text: str) -> tuple[str, ...]:
    printable = unicodedata.normalize("NFC", text).replace("\r", "\n").translate(_CHARACTERS)
    lines = (" ".join(line.split(" ")).strip() for line in re.sub(r" {2,}", " ", printable).split("\n"))
    return tuple(TOGETHER.sub(lambda match: match[0][:-1] + "\u00a0", line) for line in lines if line)


def one_line(text: str) -> str:
    """Return the text as it can be printed, in one line."""
    return " ".join(paragraphs(text))


def in_a_row(text: str) -> str:
    """Return lines such as those of an address as they can be printed in one, with commas between."""
    return ", ".join(line.rstrip(",") for line in paragraphs(text))


def fitted(text: str, font: Face, size: float, width: float) -> str:
    """Return one line of text cut with an ellipsis to fit ``width`` points."""
    shown, limit = one_line(text), width / size
    if font.width(shown) <= limit:
        return shown
    used, end = font.width("…"), 0
    while end < len(shown) and (used := used + font.advance[shown[end]]) <= limit:
        end += 1
    return shown[:end].rstrip() + "…"


def broken(text: str, font: Face, size: float, width: float) -> list[str]:
    """Return text broken into lines of at most ``width`` points, at spaces; a word too long for a line is cut."""
    limit, space = width / size, font.width(" ")
    lines: list[str] = []
    line, used = "", 0.0
    for word in text.split(" "):
        wide = font.width(word)
        if line and used + space + wide <= limit:
            line, used = f"{line} {word}", used + space + wide
            continue
        if line:
            lines.append(line)
        while wide > limit and len(word) > 1:
            end = _cut(word, font, limit)
            lines.append(word[:end])
            word = word[end:]
            wide = font.width(word)
        line, used = word, wide
    return [*lines, line] if line else lines


def settled(text: str, font: Face, size: float, width: float) -> list[str]:
    """Return broken into lines, with no word alone on the last one where a slightly narrower setting avoids it."""
    return list(_settled(text, font, size, width))


@lru_cache(maxsize=REMEMBERED)
def _settled(text: str, font: Face, size: float, width: float) -> tuple[str, ...]:
    lines = broken(text, font, size, width)
    for narrower in (0.97, 0.94, 0.9):
        if len(lines) < 2 or " " in lines[-1]:
            break
        tried = broken(text, font, size, width * narrower)
        if len(tried) == len(lines) and " " in tried[-1]:
            lines = tried
    return tuple(lines)


def balanced(text: str, font: Face, size: float, width: float) -> list[str]:
    """Return the same number of lines, but of about the same length."""
    lines = broken(text, font, size, width)
    narrow, wide = width / 2, width
    while len(lines) > 1 and wide - narrow > 2:
        middle = (narrow + wide) / 2
        tried = broken(text, font, size, middle)
        if len(tried) > len(lines):
            narrow = middle
        else:
            lines, wide = tried, middle
    return lines


def settled_by_reach(text: str, reach: Sequence[float], limit: float) -> list[tuple[int, int]]:
    """Do as ``settled`` for text in several fonts: first and last letter of each line.

    ``reach`` is how far the text reaches before each letter, and at its end, at size 1; so is ``limit``.
    """
    lines = _broken_by_reach(text, reach, limit)
    for narrower in (0.97, 0.94, 0.9):
        if len(lines) < 2 or " " in text[slice(*lines[-1])]:
            break
        tried = _broken_by_reach(text, reach, limit * narrower)
        if len(tried) == len(lines) and " " in text[slice(*tried[-1])]:
            lines = tried
    return lines


def _broken_by_reach(text: str, reach: Sequence[float], limit: float) -> list[tuple[int, int]]:
    lines: list[tuple[int, int]] = []
    start = end = 0
    for word in re.finditer(r"[^ ]+", text):
        if end > start and reach[word.end()] - reach[start] <= limit:
            end = word.end()
            continue
        if end > start:
            lines.append((start, end))
        start, end = word.span()
        while reach[end] - reach[start] > limit and end - start > 1:
            cut = max(bisect_right(reach, reach[start] + limit, start + 1, end) - 1, start + 1)
            lines.append((start, cut))
            start = cut
    return [*lines, (start, end)] if end > start else lines


def _cut(word: str, font: Face, limit: float) -> int:
    """Return how much of a long word fits a line: to its last mark such as a hyphen or stop, else to the last
    letter.
    """
    used, end = 0.0, 0
    while end < len(word) and (used := used + font.advance[word[end]]) <= limit:
        end += 1
    marks = [at for at in range(end // 2, end) if word[at] in "-/.@_–—,;"]
    return max(marks[-1] + 1 if marks else end, 1)
