"""Lists of schools and areas: whole ones, and short ones of our own."""

import csv
import io
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aip_desktop.errors import Refusal
from aip_desktop.sheets.membership_list import read_memberships
from aip_desktop.sheets.writer import write_csv
from tests.public_data import Register


def test_a_whole_list(register: Register) -> None:
    data = register.areas_path.read_bytes()
    plain = list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))
    found = read_memberships(data)
    assert len(plain) == register.area_rows
    assert len(found.rows) + len(found.problems) == register.area_rows
    assert [each.line for each in found.problems if not each.value] == [
        line for line, row in enumerate(plain, 2) if not row["URN"]
    ]
    assert Counter(each.column for each in found.problems) == {"URN": 6}  # three without one, three again
    assert all(each.left_out for each in found.problems)
    areas = {row["URN"]: row["Area"] for row in reversed(plain) if row["URN"]}
    assert {str(row.urn): row.area for row in found.rows} == areas
    assert Counter(row.area for row in found.rows)["N"] == register.unknown_area  # kept as given
    assert [row.urn for row in found.rows if not row.area] == [register.blank_area]
    assert {row.urn: row.school for row in found.rows}[register.host[0]] == register.host[1]


@pytest.mark.parametrize(
    "heading", ["Area", "AIP", "Partnership", "partnership_code", "Area Inclusion Partnership"]
)
def test_headings_are_found_leniently(heading: str) -> None:
    found = read_memberships(f"School Name;{heading};urn\nAsh Bank; North  East ;900001\n".encode())
    assert [(row.line, row.urn, row.area, row.school) for row in found.rows] == [
        (2, 900001, "North East", "Ash Bank")
    ]


def test_a_school_in_two_areas_is_left_out_and_one_repeated_is_kept_once() -> None:
    found = read_memberships(
        b"URN,Area\n900001,NE\n900002,\n900001,E\n900003,W\n900002,S\n900003,w\n900001,\n900004,\n"
    )
    assert [(row.line, row.urn, row.area) for row in found.rows] == [
        (5, 900003, "W"),
        (6, 900002, "S"),
        (9, 900004, ""),
    ]
    assert [(each.line, each.column, each.value) for each in found.problems] == [
        (2, "Area", "NE"),
        (3, "URN", "900002"),
        (4, "Area", "E"),
        (7, "URN", "900003"),
        (8, "Area", ""),
    ]
    assert "put in more than one area: “NE” on line 2 and “E” on line 4" in found.problems[0].sentence


def test_a_list_without_areas_is_refused() -> None:
    with pytest.raises(Refusal, match="“Partnership” was not found"):
        read_memberships(b"URN,EstablishmentName\n900001,Ash\n")


areas = st.sampled_from(["", "NE", "=NE", "'=NE", "-", "North East", "Ñ’s"]) | st.text("abc +-", max_size=4)


@given(st.lists(st.tuples(st.integers(900001, 900005), areas), min_size=1))
def test_what_was_written_is_read_back(rows: list[tuple[int, str]]) -> None:
    found = read_memberships(write_csv(["URN", "Area"], rows))
    expected = {}
    for urn in {urn for urn, _ in rows}:
        given_areas = [" ".join(area.split()) for each, area in rows if each == urn]
        named = [area for area in given_areas if area not in ("", "-")]
        if len({area.casefold() for area in named}) <= 1:
            expected[urn] = named[0] if named else ""
    assert {row.urn: row.area for row in found.rows} == expected
    assert len(found.rows) + len(found.problems) == len(rows)
