"""What has changed, on paper: the new text, and the old one, can be read off the printed page."""

import re
from datetime import date

import page
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aip_desktop.documents.clause_changes import changes_pdf
from aip_desktop.domain.clauses.clause_set_page import SetCard
from aip_desktop.domain.clauses.comparison import compared
from aip_desktop.domain.clauses.markup import lines_of
from aip_desktop.domain.clauses.reasons import Reason
from aip_desktop.domain.clauses.statement import ClauseText, Part, SetText

TODAY = date(2026, 11, 23)
STANDARDS = (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A)


def set_text(version: str, clauses: tuple[ClauseText, ...]) -> SetText:
    return SetText(version, "core", "Cooperation agreement", version, date(2026, 1, 5), "Draft", clauses)


def card(old: tuple[ClauseText, ...], new: tuple[ClauseText, ...]) -> SetCard:
    base, text = set_text("2022/23", old), set_text("2026/27", new)
    reasons = {"a": Reason("a", "The chairs asked", "Pat Example, Chair", "1")}
    return SetCard(text, "Draft for Legal", base, compared(old, new), reasons, ())


def printed(body: bytes) -> str:
    with pypdfium2.PdfDocument(body) as document:
        sheets = [sheet.get_textpage().get_text_range() for sheet in document]
    return " ".join(" ".join(sheets).split())


def one(key: str, heading: str, *parts: str, condition: str = "") -> ClauseText:
    return ClauseText(key, heading, tuple(Part(f"{key}{n}", text) for n, text in enumerate(parts)), condition)


OLD = (
    one("a", "Funding", "The council pays in two parts each year.", "As before."),
    one("b", "Returns", "A return is due."),
    one("c", "Moved", "Words."),
    one("d", "Old clause", "This goes."),
)
NEW = (
    one("c", "Moved", "Words."),
    one(
        "a",
        "Money",
        "The council will pay in *three* parts each year:\n- in April; and\n- in May.",
        "As before.",
    ),
    one("b", "Returns", "A return is due.", condition="grant"),
    one("e", "New clause", "This is {partnership}’s."),
)


def test_it_says_what_changed_why_and_who_asked_and_conforms() -> None:
    body = changes_pdf(card(OLD, NEW), "Council", TODAY)
    assert body == changes_pdf(card(OLD, NEW), "Council", TODAY)
    text = printed(body)
    for words in (
        "What has changed since 2022/23", "The chairs asked", "Pat Example, Chair", "Removed; it was clause 4",
        "Moved; it was clause 3", "It applied always; it applies only for a grant programme.",
        "[+This is ‹Partnership’s name›’s.+]", "[–This goes.–]", "Heading: [–Funding–][+Money+]", "Not recorded",
    ):  # fmt: skip
        assert words in text, (words, text)
    for standard in STANDARDS:
        assert page.validate_pdf_bytes(body, profile=standard).is_compliant


def test_nothing_changed_is_said_so() -> None:
    text = printed(changes_pdf(card(OLD, OLD), "Council", TODAY))
    assert "Nothing has changed since 2022/23." in text


WORDS = st.lists(
    st.sampled_from(["pay", "school", "term", "child", "returns", "each", "agreed", "money", "ten", "days"]),
    min_size=1,
    max_size=14,
).map(" ".join)


@given(WORDS, WORDS)
@settings(max_examples=15)
def test_either_text_can_be_read_off_the_page(old: str, new: str) -> None:
    if old == new:
        return
    body = changes_pdf(card((one("a", "Money", old),), (one("a", "Money", new),)), "Council", TODAY)
    marked = printed(body).split("1.1 Changed: ")[1].split("Cooperation agreement, version")[0]
    without_old = re.sub(r"\[\+(.*?)\+\]", r"\1", re.sub(r"\[–.*?–\]", "", marked))
    without_new = re.sub(r"\[–(.*?)–\]", r"\1", re.sub(r"\[\+.*?\+\]", "", marked))
    assert without_old.split() == lines_of(new)[0].plain.split()
    assert without_new.split() == lines_of(old)[0].plain.split()


@pytest.mark.parametrize("words", ["*Bold* and _slanted_ words", "{council} pays"])
def test_emphasis_and_fields_are_set_and_not_shown_as_marks(words: str) -> None:
    text = printed(changes_pdf(card((one("a", "Money", "x"),), (one("a", "Money", words),)), "C", TODAY))
    assert "*" not in text
    assert "{" not in text
