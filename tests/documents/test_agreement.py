"""What the printed agreement says, read back from the finished file as a reader would."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import page
import pypdfium2
import pytest
from pypdfium2 import raw

from aip_desktop.documents.agreement import agreement_pdf, agreements_pdf
from aip_desktop.documents.pdf import tags
from aip_desktop.documents.signature_schedule import field_names
from aip_desktop.domain.agreements.agreement_statement import AgreementPaper, Clause, MemberSchool

MM = 72 / 25.4
ROOT = Path(__file__).resolve().parents[2]
STANDARDS = (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A)

Papers = Callable[..., AgreementPaper]


def read(data: bytes) -> list[str]:
    """The text of each page, white space folded."""
    with pypdfium2.PdfDocument(data) as document:
        return [" ".join(sheet.get_textpage().get_text_range().split()) for sheet in document]


def fields(data: bytes) -> list[tuple[int, float, float, float]]:
    """Each signature field: its page, height, foot and head (points)."""
    found = []
    with pypdfium2.PdfDocument(data) as document:
        document.init_forms()
        for number, sheet in enumerate(document):
            for place in range(raw.FPDFPage_GetAnnotCount(sheet)):
                annotation = raw.FPDFPage_GetAnnot(sheet, place)
                if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_WIDGET:
                    box = raw.FS_RECTF()
                    assert raw.FPDFAnnot_GetRect(annotation, box)
                    found.append((number, box.top - box.bottom, box.bottom, box.top))
                raw.FPDFPage_CloseAnnot(annotation)
    return found


def failures(data: bytes) -> list[str]:
    return [
        f"{standard.value}: {failure}"
        for standard in STANDARDS
        for failure in page.validate_pdf_bytes(data, profile=standard).failures
    ]


@pytest.fixture(scope="module")
def printed_draft(draft: AgreementPaper) -> bytes:
    return agreement_pdf(draft)


@pytest.fixture(scope="module")
def printed_issue(issued: AgreementPaper) -> bytes:
    return agreement_pdf(issued)


def test_meets_both_standards(printed_draft: bytes, printed_issue: bytes) -> None:
    assert failures(printed_draft) == []
    assert failures(printed_issue) == []


def test_says_who_what_and_when(issued: AgreementPaper, printed_issue: bytes) -> None:
    whole = " ".join(read(printed_issue))
    for school in issued.members:
        assert whole.count(school.name) >= 2, f"{school.name}: in Schedule B and to sign"
        assert str(school.urn) in whole
    for words in ("£611,111.11", "£400,088.89", "£1,011,200.00", "1 April 2022", "31 March 2027"):
        assert words in whole
    assert "1 September 2011" in whole
    assert "1 September 2019" in whole
    assert "60 member schools" in whole
    assert all(fact.value in whole for fact in issued.particulars)
    assert all(clause.text.split("\n")[0] in whole for clause in issued.clauses if clause.level > 1)


def test_every_page_of_a_draft_says_so(printed_draft: bytes) -> None:
    pages = read(printed_draft)
    assert len(pages) > 15
    for number, text in enumerate(pages, 1):
        assert "DRAFT" in text
        assert "Draft – not for signature" in text
        assert "Draft wording for Legal to review" in text
        assert "AIP-NE-2022" in text
        assert f"Page {number} of {len(pages)}" in text


def test_every_page_of_an_edition_carries_its_code_and_no_draft_mark(printed_issue: bytes) -> None:
    pages = read(printed_issue)
    for number, text in enumerate(pages, 1):
        assert "draft" not in text.lower()
        assert "AIP-NE-2022 · Edition 2" in text
        assert "Code 7KQ4M2XN" in text
        assert f"Page {number} of {len(pages)}" in text


def test_blanks_are_listed_on_a_draft(printed_draft: bytes, printed_issue: bytes) -> None:
    pages = read(printed_draft)
    assert "1 fact still to be filled in" in pages[0]
    assert "The date on which Legal approved the wording" in pages[1]
    assert "filled in" not in " ".join(read(printed_issue))


def test_contents_lead_to_the_page(printed_issue: bytes) -> None:
    pages = read(printed_issue)
    assert pages[1].startswith("Contents") or "Contents" in pages[1]
    with pypdfium2.PdfDocument(printed_issue) as document:
        outline = {item.get_title(): item.get_dest().get_index() for item in document.get_toc()}
        links = raw.FPDFPage_GetAnnotCount(document[1])
    listed = [title for title in outline if title[0].isdigit() or title.startswith(("Schedule", "Signature"))]
    assert len(listed) == 15 + 4
    assert links == len(listed)
    for title in listed:
        words = title.lstrip("0123456789 ")
        assert f"{words} {outline[title] + 1}" in pages[1]
        assert words in pages[outline[title]]


def test_each_party_has_one_signature_field_with_room_to_sign(
    issued: AgreementPaper, printed_issue: bytes
) -> None:
    found = fields(printed_issue)
    assert len(found) == len(issued.members) + len(issued.parties)
    assert all(height >= 12 * MM for _, height, _, _ in found)
    assert all(bottom > 26 * MM and top < 275 * MM for _, _, bottom, top in found)


def test_signature_fields_have_names_of_their_own() -> None:
    names = list(field_names(["council", "chair", "Chair!", "", "chair-2"], [900001, 900002, 900001]))
    assert names[:2] == ["sign-council", "sign-chair"]
    assert "sign-school-900002" in names
    assert len(set(names)) == len(names) == 8


def test_signature_rows_stand_whole_on_one_page(issued: AgreementPaper, printed_issue: bytes) -> None:
    pages, found = read(printed_issue), fields(printed_issue)
    for number, school in enumerate(issued.members):
        text = pages[found[number + len(issued.parties)][0]]
        assert f"{school.name} URN {school.urn}" in text


def test_heads_are_repeated_on_every_continuation(printed_issue: bytes) -> None:
    pages = read(printed_issue)
    signing = sorted({number for number, *_ in fields(printed_issue)})
    assert len(signing) > 3
    for number in signing:
        assert "School Name in capitals Role Signature Date" in pages[number]
    members = range(signing[0] - 2, signing[0])
    for number in members:
        assert "No. School URN Phase Type Joined" in pages[number]


def test_repeated_heads_are_read_aloud_once(issued: AgreementPaper, monkeypatch: pytest.MonkeyPatch) -> None:
    heads: list[Any] = []
    original = tags.TaggedCanvas.document

    def spied(canvas: tags.TaggedCanvas) -> bytes:
        heads.extend(element for element in canvas.root.walk() if element.tag == "THead")
        return original(canvas)

    monkeypatch.setattr(tags.TaggedCanvas, "document", spied)
    agreement_pdf(issued)
    tables_with_heads = 5  # ladder, funding, members, council and chair, schools
    assert len(heads) == tables_with_heads
    for head in heads:
        for heading in head.children[0].children:
            assert len(heading.children) == 1


def test_same_paper_same_bytes(draft: AgreementPaper, printed_draft: bytes) -> None:
    assert agreement_pdf(draft) == printed_draft


def test_same_bytes_in_another_process(printed_issue: bytes, tmp_path: Path) -> None:
    code = (
        "import sys; sys.path[:0] = sys.argv[1:3]\n"
        "from conftest import make_paper\n"
        "from aip_desktop.documents.agreement import agreement_pdf\n"
        "paper = make_paper(is_draft=False, edition=2, code='7KQ4M2XN', clause_notice='', blanks=())\n"
        "sys.stdout.buffer.write(agreement_pdf(paper))"
    )
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "12345",
        "TZ": "Asia/Tokyo",
        "AIP_DESKTOP_HOME": str(tmp_path),
    }
    command = [sys.executable, "-c", code, str(ROOT), str(Path(__file__).parent)]
    done = subprocess.run(command, capture_output=True, env=environment, check=True, timeout=60)
    assert done.stdout == printed_issue


def test_another_paper_other_bytes(printed_draft: bytes, paper_with: Papers) -> None:
    assert agreement_pdf(paper_with(dated=date(2022, 3, 15))) != printed_draft


def test_several_agreements_in_one_print_job(paper_with: Papers) -> None:
    papers = [paper_with(reference=f"AIP-{n}", title=f"Agreement number {n}") for n in (1, 2)]
    data = agreements_pdf(papers)
    assert failures(data) == []
    with pypdfium2.PdfDocument(data) as document:
        tops = [item.get_title() for item in document.get_toc() if item.level == 0]
    assert tops == ["Agreement number 1", "Agreement number 2"]
    pages = read(data)
    single = len(read(agreement_pdf(papers[0])))
    assert len(pages) == 2 * single
    assert f"Page 1 of {single}" in pages[single]
    assert "AIP-2" in pages[single]
    assert len(fields(data)) == 2 * 62


def test_an_empty_agreement_says_what_is_missing(paper_with: Papers) -> None:
    paper = paper_with(
        clauses=(), ladder=(), funding=(), members=(), parties=(), particulars=(), blanks=(),
        funding_total=Decimal(0), programme="", clause_notice="", clause_set="", council_address="",
    )  # fmt: skip
    data = agreement_pdf(paper)
    assert failures(data) == []
    whole = " ".join(read(data))
    for words in ("No term is recorded.", "No allocation is recorded.", "No member school is recorded."):
        assert words in whole
    assert "£0" not in whole


def test_names_are_text_and_never_markup(paper_with: Papers) -> None:
    name = "<b>Bold</b> & Sons <font size=99>School</font> &amp; \\(Nursery)"
    school = MemberSchool("s", 900001, name, "Primary", "<i>", date(2020, 9, 1), "&lt;")
    data = agreement_pdf(paper_with(members=(school,), title=name))
    assert failures(data) == []
    assert " ".join(read(data)).count(name) == 3  # title, Schedule B, signature schedule


def test_very_long_names_keep_all_their_letters(paper_with: Papers) -> None:
    names = [
        "Saint " + "Llanfairpwllgwyngyll " * 7,
        "X" * 400,
        "Emoji 🏫 and 漢字 school",
        "Zalgo Z̸̢͝a̴l̶g̵o",
        "\x00\x07\ud800",
    ]
    members = tuple(
        MemberSchool(f"s{n}", 900001 + n, name, "Primary", "", date(2020, 9, 1), name)
        for n, name in enumerate(names)
    )
    data = agreement_pdf(paper_with(members=members))
    assert failures(data) == []
    whole = " ".join(read(data))
    assert names[0].strip() in whole
    assert whole.count("X") >= 1200
    assert "Emoji [U+1F3EB] and [U+6F22][U+5B57] school" in whole
    assert len(fields(data)) == len(names) + 2


def test_a_row_taller_than_a_page_still_prints_whole(paper_with: Papers) -> None:
    endless = " ".join(f"word{n}" for n in range(2000))
    school = MemberSchool("s", 900001, endless, "Primary", "", date(2020, 9, 1), "")
    data = agreement_pdf(paper_with(members=(school, school), particulars=()))
    assert failures(data) == []
    assert " ".join(read(data)).count("word1999") == 4


def test_deep_and_odd_clause_numbers(paper_with: Papers) -> None:
    clauses = (
        Clause("(a)", 3, "", "An item before any clause."),
        Clause("1", 1, "", "A clause without a heading."),
        Clause("", 1, "", ""),
        Clause("", 2, "", "Unnumbered."),
        Clause("1.1.1.1.1.1.1", 2, "", "A number too wide to hang."),
        Clause("(i)", 3, "Item heading", "First.\n\nSecond."),
        Clause("2", 1, "A heading " * 30, ""),
    )
    data = agreement_pdf(paper_with(clauses=clauses))
    assert failures(data) == []
    whole = " ".join(read(data))
    assert "1.1.1.1.1.1.1 A number too wide to hang." in whole
    assert "(i) Item heading First. Second." in whole


def test_no_agreement_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no agreement"):
        agreements_pdf([])
