"""The signature schedule: a row with room to sign, and an empty signature field, for every party."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from aip_desktop.documents.layout.blocks import CELL, MM, MUTED, SMALL, STRONG_CELL
from aip_desktop.documents.layout.flow import Flow
from aip_desktop.documents.layout.fonts import one_line
from aip_desktop.documents.layout.page_frame import DRAFT, WIDTH
from aip_desktop.documents.layout.tables import Cell, Column, Field, cell, table
from aip_desktop.domain.agreements.agreement_statement import AgreementPaper

ROOM = 14 * MM  # to sign by hand
NUMBER = replace(CELL, colour=MUTED, tabular=True)
NAME = replace(CELL, colour=MUTED)


@dataclass(frozen=True, slots=True)
class SigningRow:
    """A party that signs. ``field`` names its signature field, if any; ``signatory`` is who is expected to sign."""

    name: str
    field: str
    signatory: str = ""
    role: str = ""
    note: str = ""  # in small print: "URN 900001"


def signature_schedule(flow: Flow, paper: AgreementPaper) -> None:
    flow.new_page()
    flow.heading("Signature schedule")
    if paper.is_draft:
        flow.panel(f"{DRAFT}. Signatures are collected when the edition is issued.")
    flow.paragraph("Each party signs once, by hand or in the signature field of this file.")
    names = list(
        field_names([party.kind for party in paper.parties], [school.urn for school in paper.members])
    )
    parties = [
        SigningRow(party.name, name, party.signatory, party.role)
        for party, name in zip(paper.parties, names, strict=False)
    ]
    schools = [
        SigningRow(school.name, name, school.signatory, note=f"URN {school.urn}")
        for school, name in zip(paper.members, names[len(parties) :], strict=True)
    ]
    flow.subheading("The council and the chair")
    signing_table(flow, "For", parties)
    flow.subheading(f"The member schools ({len(schools)})")
    signing_table(flow, "School", schools)


def field_names(kinds: Sequence[str], urns: Sequence[int]) -> Iterator[str]:
    """Yield a name for each field, the same in every edition, so that a signing service is set up once."""
    taken: set[str] = set()
    for wanted in [*kinds, *(f"school-{urn}" for urn in urns)]:
        first = name = "sign-" + (re.sub(r"[^a-z0-9]+", "-", wanted.lower()).strip("-") or "party")
        number = 2
        while name in taken:
            name, number = f"{first}-{number}", number + 1
        taken.add(name)
        yield name


def signing_table(flow: Flow, who: str, rows: Sequence[SigningRow]) -> None:
    """Draw a row with room to sign, and a signature field, for every party."""
    columns = (
        Column("No.", 8 * MM, NUMBER),
        Column(who, 49 * MM, CELL, heads_rows=True),
        Column("Name in capitals", 32 * MM),
        Column("Role", 23 * MM),
        Column("Signature", WIDTH - 131 * MM),
        Column("Date", 19 * MM),
    )
    cells = [_row(flow, number, row) for number, row in enumerate(rows, 1)]
    if cells:
        flow.add(table(flow.root, columns, cells, boxed=True, row_height=ROOM))
    else:
        flow.paragraph("None is recorded.")


def signing_form(flow: Flow, row: SigningRow) -> None:
    """Draw one party's signature in a form of its own, with plenty of room."""
    columns = (Column("", 44 * MM, NAME, heads_rows=True), Column("", WIDTH - 44 * MM, CELL))
    lines = [
        [cell("Signed for"), Cell(((row.name, STRONG_CELL), (row.note, SMALL)))],
        [cell("Signature"), Cell((), _field(flow, row))],
        [cell("Name in capitals"), cell(_expected(row), SMALL)],
        [cell("Role"), cell(row.role)],
        [cell("Date"), Cell()],
    ]
    flow.add(
        table(
            flow.root,
            columns,
            lines,
            boxed=True,
            row_height=11 * MM,
            tall={1: 24 * MM},
            headless=True,
            whole=True,
        )
    )


def _field(flow: Flow, row: SigningRow) -> Field | None:
    """Return named apart from the fields of other documents in the same file; none where it is only signed by
    hand.
    """
    if not row.field:
        return None
    name = f"{flow.name.strip()}-{row.field}".strip("-")
    return Field(name, f"Signature of {one_line(row.name) or 'the party'}")


def _expected(row: SigningRow) -> str:
    """Return who is expected to sign; the name itself is written by the one who signs."""
    return f"Expected to sign: {row.signatory}" if one_line(row.signatory) else ""


def _row(flow: Flow, number: int, row: SigningRow) -> list[Cell]:
    who = Cell(((row.name, STRONG_CELL), (row.note, SMALL), (_expected(row), SMALL)))
    return [cell(str(number)), who, Cell(), cell(row.role), Cell((), _field(flow, row)), Cell()]
