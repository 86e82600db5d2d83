"""A whole extract, in both encodings, whole and in part, against the standard library's reading."""

import csv
import io
import time
from collections import Counter
from dataclasses import replace

from aip_desktop.domain.schools.register_rows import RegisterExtract
from aip_desktop.sheets.register import read_register
from aip_desktop.sheets.writer import write_csv
from tests.public_data import Register


def plainly(data: bytes, encoding: str) -> list[dict[str, str]]:
    """The file as the standard library reads it, as an oracle."""
    return list(csv.DictReader(io.StringIO(data.decode(encoding), newline="")))


def problems(extract: RegisterExtract) -> list[tuple[int, str, str, bool]]:
    return [(each.line, each.column, each.value, each.left_out) for each in extract.problems]


def test_the_schools_of_an_extract(register: Register) -> None:
    extract = read_register(register.data)
    assert len(extract.rows) == register.schools
    assert extract.open_count == register.open
    assert {row.la_code for row in extract.rows} == {register.code}
    assert extract.extract_date == register.extract_date
    assert problems(extract) == [  # closed, and nobody recorded when
        (line, "CloseDate", written, False) for line, written in register.without_closing_day
    ]
    assert "unread" not in extract.columns
    assert {"head", "status", "phase", "pupils"} <= extract.columns


def test_both_encodings_give_equal_rows(register: Register) -> None:
    assert read_register(register.data) == read_register(register.utf8)


def test_every_value_agrees_with_the_file(register: Register) -> None:
    data = register.data
    schools = read_register(data).rows
    for line, (plain, school) in enumerate(zip(plainly(data, "cp1252"), schools, strict=True), 2):
        assert (school.line, str(school.urn)) == (line, plain["URN"])
        assert school.name == " ".join(plain["EstablishmentName"].split())
        assert (school.status or "").replace(", ", ", but ").capitalize() == plain[
            "EstablishmentStatus (name)"
        ]
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


def test_heads_are_named_with_their_title(register: Register) -> None:
    by_urn = {row.urn: row for row in read_register(register.data).rows}
    plain = {int(row["URN"]): row for row in plainly(register.data, "cp1252")}
    for urn, school in by_urn.items():
        title = plain[urn]["HeadTitle (name)"]
        job_title = plain[urn]["HeadPreferredJobTitle"]
        if title in ("Headteacher", "Co Headteacher", "Principal"):
            title, job_title = "", job_title or title
        parts = [title, plain[urn]["HeadFirstName"], plain[urn]["HeadLastName"]]
        assert (school.head or "") == (" ".join(" ".join(parts).split()) if any(parts[1:]) else "")
        assert (school.head_job_title or "") == job_title


def test_schools_that_share_a_number_or_a_name_stay_apart(register: Register) -> None:
    rows = read_register(register.data).rows
    numbers = Counter(row.laestab for row in rows if row.laestab)
    names = Counter(row.name for row in rows)
    assert sum(count == 2 for count in numbers.values()) == register.shared_numbers
    assert sum(count for count in names.values() if count > 1) >= register.same_names
    assert not any("  " in row.name or "\x92" in row.name for row in rows)


def test_rows_under_a_heading_more_are_the_rows_of_the_whole_file(register: Register) -> None:
    whole = {row.urn: row for row in read_register(register.utf8).rows}
    hostile = read_register(register.odd_rows)
    assert len(hostile.rows) == len(whole) // 7 + (len(whole) % 7 > 0)
    assert [replace(row, line=whole[row.urn].line) for row in hostile.rows] == [
        whole[row.urn] for row in hostile.rows
    ]


def test_a_short_download_in_any_order_reads_alike(register: Register) -> None:
    plain = plainly(register.data, "cp1252")
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
    for row, whole in zip(short.rows, read_register(register.data).rows, strict=True):
        assert (row.name, row.status, row.phase, row.pupils) == (
            whole.name,
            whole.status,
            whole.phase,
            whole.pupils,
        )
        assert {"head", "closed_on", "la_code"} <= row.unread
        assert not row.unread & short.columns


def test_a_spreadsheet_that_ate_the_leading_noughts_changes_nothing(register: Register) -> None:
    plain = plainly(register.data, "cp1252")
    eaten = [[cell.lstrip("0") if cell.isdecimal() and cell.strip("0") else cell for cell in row.values()]
             for row in plain]  # fmt: skip
    whole = read_register(register.data).rows
    for row, before in zip(read_register(write_csv(list(plain[0]), eaten)).rows, whole, strict=True):
        if len(before.telephone or "") != 10:  # one real number lacks a digit, so nothing tells what it lost
            assert row == before


def test_a_large_extract_is_read_quickly(register: Register) -> None:
    data = register.large
    assert len(read_register(data).rows) > 700
    fastest = 9.9
    for _ in range(4):
        start = time.process_time()
        read_register(data)
        fastest = min(fastest, time.process_time() - start)
    assert fastest < 0.3
