"""The clauses of one agreement: those that apply, numbered, with every field filled in."""

from collections.abc import Callable, Iterator, Mapping

from aip_desktop.domain.agreements.agreement_statement import Clause, Words
from aip_desktop.domain.clauses.markup import Line, Run, lines_of
from aip_desktop.domain.clauses.statement import (
    CLAUSE_FIELD,
    Circumstances,
    ClauseText,
    SetText,
    applying,
    item_letter,
    numbered,
)

Fill = Callable[[str], str]


def printed_clauses(
    text: SetText, circumstances: Circumstances, values: Mapping[str, str]
) -> tuple[Clause, ...]:
    """Return the clauses as they are printed. ``values`` fills the fields; one that is missing stays in {braces}."""
    clauses = applying(text.clauses, circumstances)
    fill = _filler(clauses, values)
    return tuple(row for number, clause_text in numbered(clauses) for row in _rows(number, clause_text, fill))


def broken_references(text: SetText, circumstances: Circumstances) -> Iterator[tuple[str, ClauseText]]:
    """Yield what is wrong in the text itself, with the clause it is in: nothing written, or no such clause."""
    clauses = applying(text.clauses, circumstances)
    there = {clause.key for clause in clauses}
    for number, clause in numbered(clauses):
        for place, part in enumerate(clause.parts, 1):
            lines = lines_of(part.text)
            if not lines:
                yield f"Clause {number}.{place} has no words yet", clause
            fields = {run.field for line in lines for run in line.runs if run.field.startswith(CLAUSE_FIELD)}
            if any(name.removeprefix(CLAUSE_FIELD) not in there for name in fields):
                yield f"Clause {number}.{place} refers to a clause that is not in this agreement", clause


def asked_fields(text: SetText, circumstances: Circumstances) -> frozenset[str]:
    """Return the fields that the clauses of an agreement ask for."""
    return frozenset(
        run.field
        for clause in applying(text.clauses, circumstances)
        for part in clause.parts
        for line in lines_of(part.text)
        for run in line.runs
        if run.field
    )


def _filler(clauses: tuple[ClauseText, ...], values: Mapping[str, str]) -> Fill:
    known = dict(values)
    for number, clause in numbered(clauses):
        known[CLAUSE_FIELD + clause.key] = f"clause {number} ({clause.heading})"
    return lambda name: known.get(name, f"{{{name}}}")


def _rows(number: str, clause: ClauseText, fill: Fill) -> Iterator[Clause]:
    yield Clause(number, 1, _said(lines_of(clause.heading.replace("\n", " ")), fill), "")
    for place, part in enumerate(clause.parts, 1):
        yield from _part(f"{number}.{place}", lines_of(part.text), fill)


def _part(number: str, lines: tuple[Line, ...], fill: Fill) -> Iterator[Clause]:
    """Yield a sub-clause with its items; a paragraph after an item goes on at the level of the sub-clause."""
    body: list[Line] = []
    letter, level, label = 0, 2, number
    for line in lines:
        if line.is_item and (body or label):
            yield _clause(label, level, body, fill)
            body = []
        if line.is_item:
            label, level, letter = item_letter(letter), 3, letter + 1
        elif level == 3:
            yield _clause(label, level, body, fill)
            body, label, level = [], "", 2
        body.append(line)
    yield _clause(label, level, body, fill)


def _clause(label: str, level: int, lines: list[Line], fill: Fill) -> Clause:
    return Clause(label, level, "", _said(tuple(lines), fill), _emphasis(lines, fill))


def _said(lines: tuple[Line, ...], fill: Fill) -> str:
    return "\n".join("".join(_filled(run, fill) for run in line.runs) for line in lines)


def _emphasis(lines: list[Line], fill: Fill) -> tuple[Words, ...]:
    if not any(run.bold or run.italic for line in lines for run in line.runs):
        return ()
    words = []
    for place, line in enumerate(lines):
        if place:
            words.append(Words("\n"))
        words += [Words(_filled(run, fill), run.bold, run.italic) for run in line.runs]
    return tuple(words)


def _filled(run: Run, fill: Fill) -> str:
    return fill(run.field) if run.field else run.text
