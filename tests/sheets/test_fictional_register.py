"""The fictional register in tests/data: what its generator writes, and nothing of the world."""

import pytest

from tests.data.make_register import written
from tests.public_data import OURS, REGISTERS, TESTSHIRE


@pytest.mark.parametrize("name", ["register.csv", "links.csv", "areas.csv"])
def test_the_files_are_those_that_the_generator_writes(name: str) -> None:
    assert (OURS / name).read_bytes() == written()[name]


def test_it_has_what_makes_a_register_hard_to_read() -> None:
    data = TESTSHIRE.data
    top, *rows = data.split(b"\r\n")[:-1]
    assert len(top.split(b",")) == 140
    assert b"\x92" in data  # an apostrophe of Windows-1252
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert not any(row.startswith(b'"') for row in rows)  # numbers without quotation marks
    for trap in (
        b"  ",
        b' ","',
        b'""Old Mill""',
        b"\xe9",
        b"01-01-1900",
        b'"01"',
        b"Nursery, Infant",
        b"Ash & Elm",
    ):
        assert trap in data
    assert b"\xc2\x92" in TESTSHIRE.utf8


def test_the_fictional_register_is_tried_wherever_a_real_one_is() -> None:
    assert REGISTERS[0] is TESTSHIRE
    assert all(row[:2] == b"91" for row in TESTSHIRE.data.split(b"\r\n")[1:-1])
