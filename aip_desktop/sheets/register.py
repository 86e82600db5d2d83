"""Reading the schools register: the extract of Get Information about Schools (GIAS), whole or in part.

The extract has some 140 columns; a short download has a few of them. Columns are found by heading. A row
without a readable URN or name is left out and listed; any other value that is not understood is listed and
becomes None, and its row stays. Where a URN comes twice the last row is used, since rows added to an extract
later are added below, and each row before it is listed.
"""

import re
from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from functools import lru_cache
from typing import Final

from aip_desktop.domain.schools.register_import import HEADINGS
from aip_desktop.domain.schools.register_rows import RegisterExtract, RegisterProblem, RegisterRow, Status
from aip_desktop.sheets.reader.cells import Cells, month_first, shown
from aip_desktop.sheets.reader.headings import Columns, Table, read_table

# What the file keeps is described with the record; here is what is read besides, and what is read in parts.
COLUMNS: Final[Columns] = {
    **{name: headings for name, headings in HEADINGS.items() if name != "head"},
    "status_code": ("EstablishmentStatus (code)",),  # codes are read where a download leaves the names out
    "la_name": ("LA (name)", "Local authority (name)", "LA", "Local authority"),
    "ukprn": ("UKPRN",),
    "phase_code": ("PhaseOfEducation (code)",),
    "reason_closed": ("ReasonEstablishmentClosed (name)", "ReasonEstablishmentClosed"),
    "sex": ("Gender (name)", "Gender"),
    "religious_character": ("ReligiousCharacter (name)", "ReligiousCharacter"),
    "has_nursery_classes": ("NurseryProvision (name)", "NurseryProvision"),
    "has_sixth_form": ("OfficialSixthForm (name)", "OfficialSixthForm"),
    "percentage_fsm": ("PercentageFSM",),
    "census_on": ("CensusDate",),
    "federation": ("Federations (name)", "Federations"),
    "head_title": ("HeadTitle (name)", "HeadTitle"),
    "head_first_name": ("HeadFirstName",),
    "head_last_name": HEADINGS["head"],
    "address3": ("Address3",),
    "county": ("County (name)", "County"),
    "changed_on": ("LastChangedDate",),
}
NEEDED = (("urn",), ("name",))
DATES = ("opened_on", "closed_on", "census_on", "changed_on")

STATUSES: Final[dict[str, Status]] = {
    "open": "open",
    "closed": "closed",
    "open, but proposed to close": "open, proposed to close",
    "proposed to open": "proposed to open",
}
STATUS_BY_CODE: Final = {
    "1": "open",
    "2": "closed",
    "3": "open, but proposed to close",
    "4": "proposed to open",
}
PHASE_BY_CODE: Final = {
    "1": "Nursery",
    "2": "Primary",
    "3": "Middle deemed primary",
    "4": "Secondary",
    "5": "Middle deemed secondary",
    "6": "16 plus",
    "7": "All-through",
}
MOST_PUPILS, OLDEST = 99_999, 120
NOT_KNOWN_DAY = date(1900, 1, 1)  # stands in the register for an opening or closing nobody recorded
POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)([0-9][A-Z]{2})")
JOB_TITLE = re.compile(r"head|principal", re.IGNORECASE)
ROW_FIELDS = frozenset(field.name for field in fields(RegisterRow))


def read_register(data: bytes) -> RegisterExtract:
    """Return the schools in a register extract; Refusal if the bytes are no such file."""
    table = read_table(data, COLUMNS, NEEDED, "schools register")
    problems: list[RegisterProblem] = []
    register_rows: dict[int, RegisterRow] = {}
    american = month_first(table, DATES)
    for row in table.rows:
        school = _school(Cells(table, row, problems, american))
        if school is None:
            continue
        if before := register_rows.pop(school.urn, None):
            problems.append(_repeated(before, school, table))
        register_rows[school.urn] = school
    rows = tuple(register_rows.values())
    if {"status", "status_code"} <= table.absent:
        sentence = "The file does not say which schools are open. Those that are added count as open."
        problems.append(RegisterProblem(table.headings.line, "", "", sentence))
    columns = ROW_FIELDS - _unsaid(table.absent) - {"line", "unread"}
    problems.sort(key=RegisterProblem.order)
    return RegisterExtract(rows, tuple(problems), columns, _extract_date(rows))


def _school(cells: Cells) -> RegisterRow | None:
    urn = None if cells.runs_over() else cells.urn("urn")
    if urn is None:
        return None
    name = cells.text("name")
    if name is None:
        if "name" not in cells.unreadable:
            cells.leave_out("name", "", f"URN {urn} has no name.")
        else:
            cells.leave_out("name", "", f"URN {urn} has no name that can be read.")
        return None
    cells.note_short()
    school = _school_of(cells, urn, name)
    if cells.unreadable and cells.may_have_shifted:
        cells.leave_out("", "", "The row has a cell too many, and its values do not suit their columns.")
        return None
    if school.status == "closed" and school.closed_on is None and "closed_on" not in school.unread:
        sentence = f"{shown(name)} is closed, but the register does not say since when."
        cells.note("closed_on", cells.text("closed_on") or "", sentence)
    return school


def _school_of(cells: Cells, urn: int, name: str) -> RegisterRow:
    status, phase = _status(cells), _phase(cells)
    head, job_title = _head(cells)
    return RegisterRow(
        line=cells.row.line,
        urn=urn,
        name=name,
        la_code=_padded(cells.text("la_code"), 3),
        la_name=cells.text("la_name"),
        establishment_number=_padded(cells.text("establishment_number"), 4),
        ukprn=cells.text("ukprn"),
        kind=cells.text("kind"),
        kind_group=cells.text("kind_group"),
        status=status,
        phase=phase,
        opened_on=_known_day(cells, "opened_on"),
        closed_on=_known_day(cells, "closed_on"),
        reason_closed=cells.text("reason_closed"),
        low_age=cells.whole("low_age", OLDEST),
        high_age=cells.whole("high_age", OLDEST),
        sex=cells.text("sex"),
        religious_character=cells.text("religious_character"),
        has_nursery_classes=_has(cells.text("has_nursery_classes")),
        has_sixth_form=_has(cells.text("has_sixth_form")),
        pupils=cells.whole("pupils", MOST_PUPILS),
        capacity=cells.whole("capacity", MOST_PUPILS),
        fsm_pupils=cells.whole("fsm_pupils", MOST_PUPILS),
        percentage_fsm=cells.percentage("percentage_fsm"),
        census_on=cells.day("census_on"),
        trust=cells.text("trust"),
        federation=cells.text("federation"),
        head=head,
        head_job_title=job_title,
        street=cells.text("street"),
        locality=cells.text("locality"),
        address3=cells.text("address3"),
        town=cells.text("town"),
        county=cells.text("county"),
        postcode=_postcode(cells.text("postcode")),
        ward=cells.text("ward"),
        telephone=_telephone(cells.text("telephone")),
        website=cells.text("website"),
        changed_on=cells.day("changed_on"),
        unread=_unsaid(cells.absent) | (cells.unreadable & ROW_FIELDS),
    )


def _status(cells: Cells) -> Status | None:
    """Read it by name, else by code; a school has one, so where it is blank that is listed too."""
    written = cells.text("status") or cells.text("status_code")
    status = STATUSES.get(STATUS_BY_CODE.get(written, written).lower()) if written else None
    if status is None and not {"status", "status_code"} <= cells.absent:
        field = "status_code" if "status" in cells.absent else "status"
        cells.not_understood(field, written or "", "is not a status such as Open or Closed")
        cells.unreadable.add("status")
    return status


def _phase(cells: Cells) -> str | None:
    """Read it by name, else by code; code 0 is "Not applicable"."""
    return cells.text("phase") or PHASE_BY_CODE.get(cells.text("phase_code") or "0")


def _head(cells: Cells) -> tuple[str | None, str | None]:
    """Return the head's name with its title, and the job title, which some schools enter as the title."""
    title, job_title = cells.text("head_title"), cells.text("head_job_title")
    if title and JOB_TITLE.search(title):
        title, job_title = None, job_title or title
    names = [cells.text("head_first_name"), cells.text("head_last_name")]
    if cells.unreadable & {"head_title", "head_first_name", "head_last_name"}:
        cells.unreadable.add("head")
    name = " ".join(part for part in [title, *names] if part)
    return (name if any(names) else None), job_title


def _known_day(cells: Cells, field: str) -> date | None:
    day = cells.day(field)
    return None if day == NOT_KNOWN_DAY else day


def _has(text: str | None) -> bool | None:
    """Read "Has a sixth form" as True, "No Nursery Classes" and "Does not have ..." False."""
    words = (text or "").lower()
    if words.startswith("has "):
        return True
    return False if words.startswith(("no ", "does not have")) else None


def _padded(text: str | None, width: int) -> str | None:
    """Return a code with the leading noughts that a spreadsheet takes away."""
    return text.zfill(width) if text and text.isdecimal() else text


def _postcode(text: str | None) -> str | None:
    """Return it in capitals with one space where it has the form of a postcode, else as it stands."""
    match = POSTCODE.fullmatch(re.sub(r"\s", "", text or "").upper())
    return f"{match[1]} {match[2]}" if match else text


def _telephone(text: str | None) -> str | None:
    """Return it with the leading nought that a spreadsheet takes away: every British number has one."""
    if text and re.fullmatch(r"[1-9][0-9]{9}", text):
        return "0" + text
    return text


@lru_cache
def _unsaid(absent: frozenset[str]) -> frozenset[str]:
    """Return the fields of RegisterRow that columns missing from the file, or from a short row, leave unsaid."""
    unsaid = set(absent & ROW_FIELDS)
    for field, code in (("status", "status_code"), ("phase", "phase_code")):
        if code not in absent:
            unsaid.discard(field)
    if "head_last_name" in absent:
        unsaid.add("head")
    return frozenset(unsaid)


def _repeated(before: RegisterRow, after: RegisterRow, table: Table) -> RegisterProblem:
    heading = table.headings.cells[table.places["urn"]].strip()
    sentence = f"URN {before.urn} comes again on line {after.line}, which is used. The row was left out."
    return RegisterProblem(before.line, heading, str(before.urn), sentence, left_out=True)


def _extract_date(rows: Iterable[RegisterRow]) -> date | None:
    return max((on for row in rows for on in (row.changed_on, row.census_on) if on), default=None)
