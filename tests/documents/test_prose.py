"""Documents said in plain blocks: what is said is on the page, tagged, linked and kept together."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import page
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import raw

from aip_desktop.documents.layout.text import Run, lines_of, plain_words
from aip_desktop.documents.prose import (
    Closing,
    Col,
    Contents,
    Facts,
    Grid,
    Heading,
    Item,
    Letterhead,
    Notice,
    PageBreak,
    Paragraph,
    Part,
    Prose,
    SignHere,
    Signing,
    prose_pdf,
    proses_pdf,
)
from aip_desktop.documents.signature_schedule import SigningRow

STANDARDS = (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A)
ALDER = SigningRow("Alder School", "sign-school-900001", "Pat Head", "Headteacher", "URN 900001")


def prose(*parts: Part, **changes: Any) -> Prose:
    made = Prose(
        title="Letter of extension",
        author="Example City Council",
        dated=date(2026, 3, 3),
        reference="AIP-NE-2022",
        standing="Issued 3 March 2026",
        parts=parts,
    )
    return replace(made, **changes)


def read(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as document:
        return [" ".join(sheet.get_textpage().get_text_range().split()) for sheet in document]


def failures(data: bytes) -> list[str]:
    return [
        f"{standard.value}: {failure}"
        for standard in STANDARDS
        for failure in page.validate_pdf_bytes(data, profile=standard).failures
    ]


EVERYTHING: Sequence[Part] = (
    Contents(),
    PageBreak(),
    Heading("What was agreed", number="1"),
    Paragraph(["It ", Run("must", strong=True), " be read with ", Run("the options", link="options"), "."]),
    Paragraph(
        [Run("Ask ", slanted=True), Run("aip@example.org", link="mailto:aip@example.org"), "\nA line."]
    ),
    Paragraph("These hold:"),
    Item("First", "1."),
    Item(["Second, ", Run("below it", slanted=True)], "(a)", 2),
    Notice("Not to be overlooked"),
    Heading("The options", name="options"),
    Heading("In figures", 3),
    Facts(
        [("Term", "12 months"), ("Chair", ""), ("Web", [Run("here", link="https://example.org/a(1)?b=é")])]
    ),
    Grid(
        [Col("Step", 40, heads=True), Col("What"), Col("Amount", 30, "money")],
        [*([f"Step {n}", "Paid", "£1.00"] for n in range(60)), ["Total", "", "£60.00"]],
        total=True,
    ),
    Grid([Col("Nobody")], [], nothing="Nobody was asked."),
    SignHere(ALDER),
    Signing("School", [ALDER, replace(ALDER, field="sign-2")]),
    Closing("Yours sincerely", "Jo Field", "Director"),
)


def test_every_part_conforms_and_is_read_back() -> None:
    data = prose_pdf(prose(*EVERYTHING, code="7KQ4M2XN"))
    assert failures(data) == []
    pages = read(data)
    whole = " ".join(pages)
    for words in ("It must be read with the options.", "Chair Not recorded", "£60.00", "Nobody was asked."):
        assert words in whole
    assert sum("Step What Amount" in text for text in pages) == sum("Paid" in text for text in pages) >= 2
    for number, text in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in text
        assert "AIP-NE-2022 · Issued 3 March 2026" in text
        assert "Code 7KQ4M2XN" in text


def test_a_draft_and_its_blanks() -> None:
    data = prose_pdf(
        prose(Paragraph("Text"), is_draft=True, standing="Draft", blanks=("The day", "The role"))
    )
    assert failures(data) == []
    assert "2 facts still to be filled in" in read(data)[0]
    assert "DRAFT" in read(data)[0]


def test_a_letter_begins_with_who_writes_to_whom() -> None:
    head = Letterhead(
        ["Example City Council", "Civic Hall", "EX1 1UR"], ["The Chair", ""], [("Our reference", "A1")]
    )
    data = prose_pdf(prose(Paragraph("Text"), letterhead=head))
    assert failures(data) == []
    assert (
        "Example City Council Civic Hall, EX1 1UR The Chair 3 March 2026 Our reference: A1 Letter"
        in read(data)[0]
    )


def links(data: bytes) -> list[str]:
    """Where each link goes: an address, or the page as a number from 0."""
    found = []
    with pypdfium2.PdfDocument(data) as document:
        for sheet in document:
            for place in range(raw.FPDFPage_GetAnnotCount(sheet)):
                annotation = raw.FPDFPage_GetAnnot(sheet, place)
                link = raw.FPDFAnnot_GetLink(annotation)
                action = raw.FPDFLink_GetAction(link) if link else None
                if action:
                    size = raw.FPDFAction_GetURIPath(document, action, None, 0)
                    held = bytes(size)
                    raw.FPDFAction_GetURIPath(document, action, held, size)
                    found.append(held[:-1].decode())
                elif link:
                    found.append(
                        str(raw.FPDFDest_GetDestPageIndex(document, raw.FPDFLink_GetDest(document, link)))
                    )
                raw.FPDFPage_CloseAnnot(annotation)
    return found


def test_links_lead_where_they_say() -> None:
    data = prose_pdf(prose(*EVERYTHING))
    pages = read(data)
    options = next(str(n) for n, text in enumerate(pages) if n and "The options In figures" in text)
    assert links(data) == [
        "1", options,  # of the contents
        options, "mailto:aip@example.org", "https://example.org/a%281%29?b=%C3%A9",
    ]  # fmt: skip


def test_a_link_to_nowhere_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(Exception, match="nowhere"):
        prose_pdf(prose(Paragraph([Run("lost", link="nowhere")])))


def test_several_documents_in_one_print_job() -> None:
    data = proses_pdf([prose(*EVERYTHING), prose(*EVERYTHING)], "Two letters")
    assert failures(data) == []
    single = len(read(prose_pdf(prose(*EVERYTHING))))
    assert len(read(data)) == 2 * single
    assert f"Page 1 of {single}" in read(data)[single]


def test_the_same_prose_gives_the_same_bytes() -> None:
    assert prose_pdf(prose(*EVERYTHING)) == prose_pdf(prose(*EVERYTHING))


RUNS = st.lists(
    st.builds(
        Run,
        st.text(st.characters(codec="latin-1", categories=("L", "N", "P", "Zs")), max_size=30),
        strong=st.booleans(),
        slanted=st.booleans(),
        link=st.sampled_from(["", "https://example.org"]),
    ),
    max_size=12,
)


@settings(max_examples=40)
@given(RUNS)
def test_emphasis_changes_no_letter(runs: list[Run]) -> None:
    plain = " ".join(line.text for line in lines_of(plain_words(runs)))
    assert "".join(" ".join(line.text for line in lines_of(runs)).split()) == "".join(plain.split())
    data = prose_pdf(prose(Paragraph("Begin"), Paragraph(runs), Item(runs), Facts([("Fact", runs)])))
    assert failures(data) == []
    shown = "".join(read(data)[0].split())
    for word in plain.split():
        assert shown.count(word[:20]) >= 1


def test_marks_lie_on_the_letters_they_were_put_on() -> None:
    (line,) = lines_of(["one  ", Run(" two ", strong=True), "three", Run("\u200b4 April", slanted=True)])
    assert line.text == "one two three4\u00a0April"
    assert [line.text[it.start : it.end] for it in line.marks] == ["two ", "4\u00a0April"]
