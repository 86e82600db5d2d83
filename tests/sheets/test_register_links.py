"""The register's links: successors by URN, from whichever side a link was recorded."""

from datetime import date
from pathlib import Path

import pytest

from aip_desktop.errors import Refusal
from aip_desktop.sheets.register import read_register
from aip_desktop.sheets.register_links import read_links
from tests.public_data import OURS, Register, published

HEADINGS = b"URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\r\n"


def test_links_lead_from_closed_schools_to_their_successors(register: Register) -> None:
    found = read_links(register.links_path.read_bytes())
    assert len(found.links) == register.links
    assert not found.problems
    assert not any("  " in (link.link_name or "") for link in found.links)
    successors = found.successors()
    assert {urn: successors[urn] for urn in register.successors} == register.successors
    assert register.without_successor not in successors  # "Result of Amalgamation" says no direction
    closed = {row.urn for row in read_register(register.utf8).rows if not row.is_open}
    assert len(successors.keys() & closed) >= register.closed_with_successor


ODD = [
    (OURS / "links.csv", 17, 910067, 2),
    *published("gias/england_gias_links_odd_cp1252.csv", 115, 145956, 4),
]


@pytest.mark.parametrize(("path", "links", "split", "parts"), ODD, ids=lambda it: getattr(it, "stem", None))
def test_odd_links(path: Path, links: int, split: int, parts: int) -> None:
    """Accents, doubled spaces, a school that was split into several."""
    found = read_links(path.read_bytes())
    assert len(found.links) == links
    assert len(found.successors()[split]) == parts
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
