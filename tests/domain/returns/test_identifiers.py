"""No pupil is named: numbers and dates of birth are found, ordinary words pass."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aip_desktop.domain.returns.identifiers import LETTERS, check_letter, pupil_identifiers

from .desk import LATER


@given(st.integers(0, 10**12 - 1))
def test_every_pupil_number_is_found(serial: int) -> None:
    digits = f"{serial:012}"
    total = sum(int(mark) * weight for mark, weight in zip(digits, range(2, 14), strict=True))
    written = "ABCDEFGHJKLMNPQRTUVWXYZ"[total % 23] + digits
    assert check_letter(digits) == written[0]
    [sentence] = pupil_identifiers(f"Support for ({written.lower()}) began.", LATER)
    assert f"“{written.lower()}” is a pupil number" in sentence


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("H801200001001", "is a pupil number"),
        ("Pupil H 801 2000 01 001 moved", "is a pupil number"),
        ("A801200001001", "looks like a pupil number"),
        ("He was born on 3 May 2011 in", "“3 May 2011” may be a date of birth"),
        ("boy 3 May 2011 moved", "“3 May 2011” may"),
        ("dob 3/5/2011", "“3/5/2011” may"),
        ("dob: 03/05/11", "“03/05/11” may be a date of birth"),
        ("D.O.B. 1.2.2024", "“1.2.2024” may be a date of birth"),
        ("boy 2011-05-03 moved", "“2011-05-03” may be a date of birth"),
        ("the boy (3rd May 2011) moved", "“3rd May 2011” may be a date of birth"),
    ],
)
def test_what_may_identify_a_pupil_is_found(text: str, words: str) -> None:
    [sentence] = pupil_identifiers(text, LATER)
    assert words in sentence


@pytest.mark.parametrize(
    "text",
    [
        "",
        "We met on 12 January 2026 and again on 1/4/26.",
        "Reference DN2022.1234567890123 and telephone 0113 496 0000",
        "IO01200001001 S801200001001",  # letters that no pupil number has
        "H80120000100 XH801200001001X",
        "Between 10 and 12 pupils of 2011 and 31/31/2011",
        "Version 1/2/2011/5 and 12-05-2011-7",
    ],
)
def test_ordinary_words_pass(text: str) -> None:
    assert pupil_identifiers(text, LATER) == ()


@given(st.text(alphabet=st.sampled_from("0123456789/.- ABHdobrn\n½é" + LETTERS), max_size=60))
def test_any_text_can_be_searched(text: str) -> None:
    for sentence in pupil_identifiers(text, date(2024, 2, 29)):
        assert sentence.endswith("identify a pupil.")
