"""The real extract for Leeds, in both encodings, whole and in part, against the standard library's reading."""

import csv
import io
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from aip_desktop.domain.schools.register_rows import RegisterExtract
from aip_desktop.sheets.register import read_register
from aip_desktop.sheets.writer import write_csv

Real = Callable[[str], bytes]
CP1252 = "gias/leeds_gias_full_20230704_cp1252.csv"
UTF8 = "gias/leeds_gias_full_20230704_utf8.csv"
HOSTILE = "gias/leeds_gias_hostile_rows.csv"


def plainly(data: bytes, encoding: str) -> list[dict[str, str]]:
    """The file as the standard library reads it, as an oracle."""
    return list(csv.DictReader(io.StringIO(data.decode(encoding), newline="")))


def problems(extract: RegisterExtract) -> list[tuple[int, str, str, bool]]:
    return [(each.line, each.column, each.value, each.left_out) for each in extract.problems]


def test_leeds_has_771_schools_306_of_them_open(real: Real) -> None:
    extract = read_register(real(CP1252))
    assert len(extract.rows) == 771
    assert extract.open_count == 306
    assert {row.la_code for row in extract.rows} == {"383"}
    assert extract.extract_date == date(2023, 7, 3)
    assert problems(extract) == [  # closed, and nobody recorded when
        (336, "CloseDate", "01-01-1900", False),
        (587, "CloseDate", "01-01-1900", False),
        (623, "CloseDate", "", False),
    ]
    assert "unread" not in extract.columns
    assert {"head", "status", "phase", "pupils"} <= extract.columns


def test_both_encodings_give_equal_rows(real: Real) -> None:
    assert read_register(real(CP1252)) == read_register(real(UTF8))


def test_every_value_agrees_with_the_file(real: Real) -> None:
    data = real(CP1252)
    schools = read_register(data).rows
    for line, (plain, school) in enumerate(zip(plainly(data, "cp1252"), schools, strict=True), 2):
        assert (school.line, str(school.urn)) == (line, plain["URN"])
        assert school.name == " ".join(plain["EstablishmentName"].split())
        assert (school.status or "").capitalize() == plain["EstablishmentStatus (name)"]
        assert (school.phase or "Not applicable") == plain["PhaseOfEducation (name)"]
        for field, heading in {"kind": "TypeOfEstablishment (name)", "ward": "AdministrativeWard (name)",
                               "kind_group": "EstablishmentTypeGroup (name)", "postcode": "Postcode",
                               "establishment_number": "EstablishmentNumber", "trust": "Trusts (name)",
                               "telephone": "TelephoneNum", "website": "SchoolWebsite", "town": "Town",
                               "pupils": "NumberOfPupils", "capacity": "SchoolCapacity", "fsm_pupils": "FSM",
                               "low_age": "StatutoryLowAge", "high_age": "StatutoryHighAge",
                               "percentage_fsm": "PercentageFSM"}.items():  # fmt: skip
            value = getattr(school, field)
            assert ("" if value is None else str(value)) == plain[heading], (line, field)
        for field, heading in {"opened_on": "OpenDate", "closed_on": "CloseDate", "census_on": "CensusDate",
                               "changed_on": "LastChangedDate"}.items():  # fmt: skip
            value = getattr(school, field)
            written = plain[heading].replace("01-01-1900", "")
            assert (f"{value:%d-%m-%Y}" if value else "") == written, (line, field)
        assert not school.unread


def test_heads_are_named_with_their_title(real: Real) -> None:
    by_urn = {row.urn: row for row in read_register(real(CP1252)).rows}
    plain = {int(row["URN"]): row for row in plainly(real(CP1252), "cp1252")}
    for urn, school in by_urn.items():
        title = plain[urn]["HeadTitle (name)"]
        if title in ("Headteacher", "Co Headteacher", "Principal"):
            title = ""
        parts = [title, plain[urn]["HeadFirstName"], plain[urn]["HeadLastName"]]
        assert (school.head or "") == (" ".join(" ".join(parts).split()) if any(parts[1:]) else "")
        assert (school.head_job_title or "") == plain[urn]["HeadPreferredJobTitle"]


def test_schools_that_share_a_number_or_a_name_stay_apart(real: Real) -> None:
    rows = read_register(real(CP1252)).rows
    numbers = Counter(row.laestab for row in rows if row.laestab)
    names = Counter(row.name for row in rows)
    assert sum(count == 2 for count in numbers.values()) == 54
    assert sum(count for count in names.values() if count > 1) >= 99
    assert not any("  " in row.name or "\x92" in row.name for row in rows)


def test_the_hostile_rows_are_the_rows_of_the_whole_file(real: Real) -> None:
    whole = {row.urn: row for row in read_register(real(UTF8)).rows}
    hostile = read_register(real(HOSTILE))
    assert len(hostile.rows) == 72
    assert [replace(row, line=whole[row.urn].line) for row in hostile.rows] == [
        whole[row.urn] for row in hostile.rows
    ]


def test_a_short_download_in_any_order_reads_alike(real: Real) -> None:
    plain = plainly(real(CP1252), "cp1252")
    headings = [
        "NumberOfPupils",
        "EstablishmentStatus (code)",
        "EstablishmentName",
        "PhaseOfEducation (code)",
        "URN",
    ]
    short = read_register(write_csv(headings, [[row[heading] for heading in headings] for row in plain]))
    assert short.columns == {"urn", "name", "status", "phase", "pupils"}
    assert not short.problems
    for row, whole in zip(short.rows, read_register(real(CP1252)).rows, strict=True):
        assert (row.name, row.status, row.phase, row.pupils) == (
            whole.name,
            whole.status,
            whole.phase,
            whole.pupils,
        )
        assert {"head", "closed_on", "la_code"} <= row.unread
        assert not row.unread & short.columns


def test_a_spreadsheet_that_ate_the_leading_noughts_changes_nothing(real: Real) -> None:
    plain = plainly(real(CP1252), "cp1252")
    eaten = [[cell.lstrip("0") if cell.isdecimal() and cell.strip("0") else cell for cell in row.values()]
             for row in plain]  # fmt: skip
    whole = read_register(real(CP1252)).rows
    for row, before in zip(read_register(write_csv(list(plain[0]), eaten)).rows, whole, strict=True):
        if len(before.telephone or "") != 10:  # one real number lacks a digit, so nothing tells what it lost
            assert row == before


@pytest.mark.parametrize("path", [CP1252, UTF8])
def test_the_whole_extract_is_read_quickly(real: Real, path: str) -> None:
    data = real(path)
    fastest = 9.9
    for _ in range(4):
        start = time.process_time()
        read_register(data)
        fastest = min(fastest, time.process_time() - start)
    assert fastest < 0.3
