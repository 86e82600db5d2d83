"""The signature schedule: a row with room to sign, and an empty signature field, for every party."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from aip_desktop.documents.blocks import CELL, MM, MUTED, SMALL, STRONG_CELL
from aip_desktop.documents.flow import Flow
from aip_desktop.documents.fonts import one_line
from aip_desktop.documents.frame import DRAFT, WIDTH
from aip_desktop.documents.tables import Cell, Column, Field, cell, table
from aip_desktop.models.agreements.paper import AgreementPaper

ROOM = 14 * MM  # to sign by hand
NUMBER = replace(CELL, colour=MUTED, tabular=True)


def signature_schedule(flow: Flow, paper: AgreementPaper) -> None:
    flow.new_page()
    flow.heading("Signature schedule")
    if paper.is_draft:
        flow.panel(f"{DRAFT}. Signatures are collected when the edition is issued.")
    flow.paragraph("Each party signs once, by hand or in the signature field of this file.")
    names = list(
        field_names([party.kind for party in paper.parties], [school.urn for school in paper.members])
    )
    names = [f"{flow.name.strip()}-{name}".strip("-") for name in names]
    parties = [
        _row(number, _signer(party.name, party.signatory), party.role, _field(name, party.name))
        for number, (party, name) in enumerate(zip(paper.parties, names, strict=False), 1)
    ]
    schools = [
        _row(
            number, _signer(school.name, school.signatory, f"URN {school.urn}"), "", _field(name, school.name)
        )
        for number, (school, name) in enumerate(zip(paper.members, names[len(parties) :], strict=True), 1)
    ]
    flow.subheading("The council and the chair")
    _signing_table(flow, "For", parties)
    flow.subheading(f"The member schools ({len(schools)})")
    _signing_table(flow, "School", schools)


def field_names(kinds: Sequence[str], urns: Sequence[int]) -> Iterator[str]:
    """A name for each field, the same in every edition, so that a signing service is set up once."""
    taken: set[str] = set()
    for wanted in [*kinds, *(f"school-{urn}" for urn in urns)]:
        first = name = "sign-" + (re.sub(r"[^a-z0-9]+", "-", wanted.lower()).strip("-") or "party")
        number = 2
        while name in taken:
            name, number = f"{first}-{number}", number + 1
        taken.add(name)
        yield name


def _field(name: str, whose: str) -> Field:
    return Field(name, f"Signature of {one_line(whose) or 'the party'}")


def _signer(name: str, signatory: str, note: str = "") -> Cell:
    """Who signs, and in small print who is expected to; the name itself is written by the one who signs."""
    expected = f"Expected to sign: {signatory}" if one_line(signatory) else ""
    return Cell(((name, STRONG_CELL), (note, SMALL), (expected, SMALL)))


def _row(number: int, who: Cell, role: str, field: Field) -> list[Cell]:
    return [cell(str(number)), who, Cell(), cell(role), Cell((), field), Cell()]


def _signing_table(flow: Flow, who: str, rows: list[list[Cell]]) -> None:
    columns = (
        Column("No.", 8 * MM, NUMBER),
        Column(who, 49 * MM, CELL, heads_rows=True),
        Column("Name in capitals", 32 * MM),
        Column("Role", 23 * MM),
        Column("Signature", WIDTH - 131 * MM),
        Column("Date", 19 * MM),
    )
    if rows:
        flow.add(table(flow.root, columns, rows, boxed=True, row_height=ROOM))
    else:
        flow.paragraph("None is recorded.")
