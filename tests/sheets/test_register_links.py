"""The register's links: successors by URN, from whichever side a link was recorded."""

from collections.abc import Callable
from datetime import date

import pytest

from aip_desktop.errors import Refusal
from aip_desktop.sheets.register import read_register
from aip_desktop.sheets.register_links import read_links

HEADINGS = b"URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\r\n"


def test_links_of_leeds_lead_from_closed_schools_to_their_successors(real: Callable[[str], bytes]) -> None:
    found = read_links(real("gias/leeds_gias_links_20250422_cp1252.csv"))
    assert len(found.links) == 360
    assert not found.problems
    successors = found.successors()
    assert successors[107807] == (132019,)
    assert successors[134885] == (145732, 148654)
    assert 134885 in successors[108126]  # recorded on the successor's side, as its predecessor
    assert 130546 not in successors  # "Result of Amalgamation" says no direction
    closed = {
        row.urn
        for row in read_register(real("gias/leeds_gias_full_20230704_utf8.csv")).rows
        if not row.is_open
    }
    assert len(successors.keys() & closed) > 100


def test_odd_links_of_england(real: Callable[[str], bytes]) -> None:
    found = read_links(real("gias/england_gias_links_odd_cp1252.csv"))
    assert len(found.links) == 115
    assert len(found.successors()[145956]) == 4
    assert not any("  " in (link.link_name or "") for link in found.links)


def test_both_sides_of_a_link_count_once_and_bad_rows_are_listed() -> None:
    found = read_links(
        HEADINGS + b"900001,900002,Elm,Successor - Split School,01-09-2020\r\n"
        b"900002,900001,Ash,Predecessor - Split School,\r\n"
        b"900001,900003,Oak,Successor,31-02-2020\r\n"
        b"900001,900004,Fir,Other,\r\n"
        b"900001,,Yew,Successor,\r\n"
        b"900005,900005,Self,Successor,\r\n"
    )
    assert found.successors() == {900001: (900002, 900003)}
    assert [link.established_on for link in found.links] == [date(2020, 9, 1), None, None, None]
    assert [(each.line, each.column, each.left_out) for each in found.problems] == [
        (4, "LinkEstablishedDate", False),
        (6, "LinkURN", True),
        (7, "LinkURN", True),
    ]


def test_another_file_is_refused() -> None:
    with pytest.raises(Refusal, match="“LinkURN” and “LinkType” were not found"):
        read_links(b"URN,EstablishmentName\n900001,Ash\n")
