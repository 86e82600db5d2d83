"""Reading a list of schools and the partnership or area each belongs to.

Areas are kept in the list's own words, blank ones and unknown ones too: the model knows the partnerships.
One row a URN comes out. Of rows that repeat a URN without contradiction the first that names an area is
kept; where a URN is given two areas, all its rows are left out, since a membership is not to be guessed.
"""

from typing import Final

from aip_desktop.domain.schools.register_rows import MembershipList, MembershipRow, RegisterProblem
from aip_desktop.sheets.reader.cells import Cells, shown
from aip_desktop.sheets.reader.csv_text import Row
from aip_desktop.sheets.reader.headings import Columns, Table, read_table
from aip_desktop.wording import count, listing

COLUMNS: Final[Columns] = {
    "urn": ("URN", "School URN"),
    "area": (
        "Partnership",
        "Partnership code",
        "Partnership (code)",
        "Partnership name",
        "Area Inclusion Partnership",
        "AIP",
        "AIP code",
        "AIP name",
        "AIP area",
        "Area",
        "Area code",
        "Area name",
    ),
    "school": ("School", "School name", "SchoolName", "EstablishmentName", "GIASName", "SourceName", "Name"),
}
NEEDED = (("urn",), ("area",))
NAMED = 4  # of many rows that say something of one URN


def read_memberships(data: bytes) -> MembershipList:
    """Return schools by URN and their areas; Refusal if the bytes are no such list."""
    table = read_table(data, COLUMNS, NEEDED, "list of schools and areas")
    problems: list[RegisterProblem] = []
    by_urn: dict[int, list[MembershipRow]] = {}
    for row in table.rows:
        if member := _member(table, row, problems):
            by_urn.setdefault(member.urn, []).append(member)
    chosen = [one for rows in by_urn.values() if (one := _one_of(rows, table, problems))]
    problems.sort(key=RegisterProblem.order)
    return MembershipList(tuple(sorted(chosen, key=lambda row: row.line)), tuple(problems))


def _member(table: Table, row: Row, problems: list[RegisterProblem]) -> MembershipRow | None:
    cells = Cells(table, row, problems)
    urn = None if cells.runs_over() else cells.urn("urn")
    if urn is None:
        return None
    return MembershipRow(row.line, urn, cells.text("area") or "", cells.text("school"))


def _one_of(rows: list[MembershipRow], table: Table, problems: list[RegisterProblem]) -> MembershipRow | None:
    areas = {row.area.casefold() for row in rows if row.area}
    kept = None if len(areas) > 1 else next((row for row in rows if row.area), rows[0])
    given = "" if kept else _areas_given([row for row in rows if row.area])
    problems.extend(_left_out(row, kept, given, table) for row in rows if row is not kept)
    return kept


def _areas_given(rows: list[MembershipRow]) -> str:
    """Return the areas that one URN is put in, a few of them with their lines and the rest counted."""
    named = [f"{shown(row.area)} on line {row.line}" for row in rows[:NAMED]]
    return listing([*named, count(len(rows) - NAMED, "more row")] if len(rows) > NAMED else named)


def _left_out(row: MembershipRow, kept: MembershipRow | None, given: str, table: Table) -> RegisterProblem:
    if kept:
        why, field, value = f"comes again on line {kept.line}, which is used", "urn", str(row.urn)
    else:
        why, field, value = f"is put in more than one area: {given}", "area", row.area
    heading = table.headings.cells[table.places[field]].strip()
    return RegisterProblem(row.line, heading, value, f"URN {row.urn} {why}. The row was left out.", True)
