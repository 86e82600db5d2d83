"""Names as they are searched, looked up and put in order, however they are typed."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aip_desktop.names import fold, name_begins, name_key, search_text, search_words, sort_key

SPELLINGS = (
    "St Mary’s & All Saints’ CE Primary",
    "st mary's and all saints' ce primary",
    "Saint Marys & All Saints C.E Primary".replace("C.E", "CE"),
    "ST. MARY‘S  AND ALL SAINTS CE PRIMARY",
    "St\u00a0Mary\u2019s & All Saints\u00ad CE Primary",
)


@pytest.mark.parametrize("name", SPELLINGS)
@pytest.mark.parametrize("typed", SPELLINGS)
def test_every_spelling_is_one_name(name: str, typed: str) -> None:
    assert name_key(name) == name_key(typed)
    assert name_begins(name, typed)
    assert all(word in search_text(name) for word in search_words(typed))


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Élan", "elan"),
        ("E\u0301lan", "elan"),
        ("Gŵyr", "gwyr"),
        ("Łódź Straße", "lodz strasse"),
        ("Mary\u2013le\u2011Bow", "mary-le-bow"),
        ("−£5.50", "-£5.50"),
        ("office@st-mary.sch.uk", "office@st-mary.sch.uk"),
        ("", ""),
    ],
)
def test_what_makes_no_difference_goes(name: str, folded: str) -> None:
    assert fold(name) == folded


@pytest.mark.parametrize(
    ("name", "typed", "inside", "wanted"),
    [
        ("St Mary’s", "st", False, True),
        ("St Mary’s", "sain", False, True),
        ("St Mary’s", "st mary ", False, False),  # after a blank the word is whole
        ("St Mary’s", "st marys ", False, True),
        ("Stow School", "st mary", False, False),
        ("St Anne’s Primary School", "st mary", False, False),
        ("St Anne’s Primary School", "mary", True, False),
        ("The St Mary’s School", "st mary", True, True),
        ("St Mary-le-Bow", "st mary le b", False, True),
        ("P & T", "p and t", False, True),
        ("School", " ", False, False),
        ("School", "", True, False),
    ],
)
def test_a_name_begins_with_what_was_typed(name: str, typed: str, inside: bool, wanted: bool) -> None:
    assert name_begins(name, typed, inside=inside) == wanted


@given(st.text(), st.integers(0, 9), st.integers(0, 9))
@example("a. b", 1, 1)
def test_any_piece_of_a_text_finds_it(text: str, start: int, length: int) -> None:
    piece = unicodedata.normalize("NFC", text)[start : start + length]
    found = search_text(unicodedata.normalize("NFC", text))
    assert all(word in found for word in search_words(piece))


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(text.upper().lower()) == fold(text.upper())


def test_names_are_put_in_order_without_case_accents_and_apostrophes() -> None:
    names = ["Zeal", "école", "Eden", "St Anne's", "st annes b", "Élan"]
    assert sorted(names, key=sort_key) == ["école", "Eden", "Élan", "St Anne's", "st annes b", "Zeal"]
