"""Reading the register's links file: which school came after which, since the extract does not say."""

from typing import Final

from aip_desktop.domain.schools.register_rows import LinkList, RegisterLink, RegisterProblem
from aip_desktop.sheets.reader.cells import Cells
from aip_desktop.sheets.reader.csv_text import Row
from aip_desktop.sheets.reader.headings import Columns, Table, read_table

COLUMNS: Final[Columns] = {
    "urn": ("URN",),
    "link_urn": ("LinkURN",),
    "link_name": ("LinkName",),
    "kind": ("LinkType",),
    "established_on": ("LinkEstablishedDate",),
}
NEEDED = (("urn",), ("link_urn",), ("kind",))


def read_links(data: bytes) -> LinkList:
    """Return the links between schools; Refusal if the bytes are no links file."""
    table = read_table(data, COLUMNS, NEEDED, "links file of the schools register")
    problems: list[RegisterProblem] = []
    links = [_link(table, row, problems) for row in table.rows]
    return LinkList(tuple(link for link in links if link), tuple(problems))


def _link(table: Table, row: Row, problems: list[RegisterProblem]) -> RegisterLink | None:
    cells = Cells(table, row, problems)
    urn = None if cells.runs_over() else cells.urn("urn")
    link_urn = None if urn is None else cells.urn("link_urn")
    if urn is None or link_urn is None:
        return None
    if urn == link_urn:
        cells.leave_out("link_urn", str(urn), f"URN {urn} is linked to itself.")
        return None
    name, kind = cells.text("link_name"), cells.text("kind") or ""
    return RegisterLink(row.line, urn, link_urn, name, kind, cells.day("established_on"))
