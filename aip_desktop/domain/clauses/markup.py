"""The small mark-up that a sub-clause is kept in: emphasis, list items and fields, in plain text.

``*bold*``, ``_italic_``, a field such as ``{partnership}``, and a line that begins "- " for an item of a list.
A backslash takes the meaning from the mark after it. Nobody types this: the window shows what it means.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from aip_desktop.wording import tidy

ITEM = "- "
_TOKEN = re.compile(r"\\(?P<plain>[*_{\\-])|\{(?P<field>[a-z_]+(?:\.[\w-]+)?)\}|(?P<mark>[*_])")
_ESCAPED = re.compile(r"([*_{\\])")


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one look, or a field. ``text`` is empty for a field."""

    text: str
    bold: bool = False
    italic: bool = False
    field: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, or an item of a list."""

    runs: tuple[Run, ...]
    is_item: bool = False

    @property
    def plain(self) -> str:
        """The words alone, fields in {braces}."""
        return "".join(f"{{{run.field}}}" if run.field else run.text for run in self.runs)


def lines_of(text: str) -> tuple[Line, ...]:
    """Return the paragraphs and items of a text in mark-up. Emphasis ends with its line; an empty line is none."""
    return tuple(_line(each) for each in text.split("\n") if each)


def _line(text: str) -> Line:
    is_item = text.startswith(ITEM)
    return Line(tuple(_joined(_runs(text.removeprefix(ITEM) if is_item else text))), is_item)


def _runs(text: str) -> Iterator[Run]:
    bold = italic = False
    at = 0
    for match in _TOKEN.finditer(text):
        yield Run(text[at : match.start()], bold, italic)
        at = match.end()
        if match["plain"]:
            yield Run(match["plain"], bold, italic)
        elif match["field"]:
            yield Run("", bold, italic, match["field"])
        elif match["mark"] == "*":
            bold = not bold
        else:
            italic = not italic
    yield Run(text[at:], bold, italic)


def _joined(runs: Iterable[Run]) -> list[Run]:
    """Return neighbours of one look as one run, and none that is empty."""
    whole_runs: list[Run] = []
    for run in runs:
        last = whole_runs[-1] if whole_runs else None
        if not run.text and not run.field:
            continue
        if last and not last.field and not run.field and (last.bold, last.italic) == (run.bold, run.italic):
            whole_runs[-1] = replace(last, text=last.text + run.text)
        else:
            whole_runs.append(run)
    return whole_runs


def written(lines: Iterable[Line]) -> str:
    """Return lines as mark-up: ``lines_of`` gives them back."""
    return "\n".join(filter(None, map(_written, lines)))


def _written(line: Line) -> str:
    marks, bold, italic = [], False, False
    for run in _joined(line.runs):
        if run.bold != bold:
            marks.append("*")
        if run.italic != italic:
            marks.append("_")
        bold, italic = run.bold, run.italic
        marks.append(f"{{{run.field}}}" if run.field else _ESCAPED.sub(r"\\\1", run.text.replace("\n", " ")))
    marks.append(("*" if bold else "") + ("_" if italic else ""))
    text = "".join(marks)
    if line.is_item:
        return ITEM + text
    return "\\" + text if text.startswith(ITEM) else text


def tidied(text: str) -> str:
    """Return a text in mark-up as it is stored: unseen marks and stray spaces taken out, line by line."""
    kept = []
    for each in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        is_item = each.startswith(ITEM)
        words = tidy(each.removeprefix(ITEM) if is_item else each)
        if words:
            kept.append(ITEM + words if is_item else words)
    once = written(lines_of("\n".join(kept)))
    return once if once == text else tidied(once)  # emphasis of nothing goes, and may leave a space behind


def fields_in(text: str) -> frozenset[str]:
    """Return the fields that a text in mark-up asks for."""
    return frozenset(run.field for line in lines_of(text) for run in line.runs if run.field)


def plain(text: str) -> str:
    """Return a text in mark-up as plain words, fields in {braces}, items after a dash."""
    return "\n".join((ITEM if line.is_item else "") + line.plain for line in lines_of(text))


def marked(text: str) -> str:
    """Return plain words as mark-up: nothing in them has a meaning."""
    return written([Line((Run(each),)) for each in text.split("\n")])
