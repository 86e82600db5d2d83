"""Lines, pages and characters: nothing is lost, nothing sticks out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import page
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aip_desktop.documents.agreement import agreement_pdf
from aip_desktop.documents.layout.blocks import BODY, CELL, SECTION, Block, Text
from aip_desktop.documents.layout.flow import composed
from aip_desktop.documents.layout.fonts import (
    REGULAR,
    balanced,
    broken,
    face,
    fitted,
    one_line,
    paragraphs,
    settled,
)
from aip_desktop.documents.layout.page_frame import HEIGHT, WIDTH
from aip_desktop.documents.layout.tables import Column, Table, cell, table
from aip_desktop.documents.pdf.tags import Element
from aip_desktop.domain.agreements.agreement_statement import (
    AgreementPaper,
    Clause,
    FundingLine,
    MemberSchool,
    Particular,
    Party,
)
from aip_desktop.domain.agreements.ladder import Rung

WORDS = st.lists(
    st.text(st.characters(codec="latin-1", categories=("L", "N", "P")), min_size=1, max_size=40), max_size=60
)


@given(WORDS, st.floats(20, 500), st.sampled_from([broken, settled, balanced]))
def test_lines_hold_every_letter_in_order_and_fit(
    words: list[str], width: float, setting: Callable[..., list[str]]
) -> None:
    text, font = one_line(" ".join(words)), face(REGULAR)
    lines = setting(text, font, 10, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(sum(font.advance[mark] for mark in line) * 10 <= width + 0.01 for line in lines)


@given(st.text(max_size=200))
def test_whatever_is_typed_becomes_printable(text: str) -> None:
    known = face(REGULAR).advance
    for line in paragraphs(text):
        assert line == line.strip(" ")
        assert line
        assert all(
            mark in known and ord(mark) <= 0xFFFF and not 0xE000 <= ord(mark) < 0xF900 for mark in line
        )


def test_characters_the_font_lacks_are_seen_by_their_number() -> None:
    assert one_line("a漢b") == "a[U+6F22]b"
    assert one_line("\U0001f600") == "[U+1F600]"
    assert one_line("\ue000") == "[U+E000]"  # private use: says nothing to those who listen
    assert one_line("e\u0301") == "é"
    assert one_line("a\u202eb\u200dc\x00\ufe0f") == "abc"
    assert one_line("a\tb\r\nc") == "a b c"
    assert paragraphs("one\n\n two \u2028three") == ["one", "two", "three"]
    assert one_line("see clause 4.2 on 1 April") == "see clause\u00a04.2 on 1\u00a0April"


@given(st.text(max_size=60), st.floats(30, 200))
def test_one_line_is_cut_with_an_ellipsis_only_when_too_long(text: str, width: float) -> None:
    font = face(REGULAR)
    shown = fitted(text, font, 8, width)
    assert font.width(shown) * 8 <= width + 0.01
    whole = one_line(text)
    assert shown == whole or (shown.endswith("…") and font.width(whole) * 8 > width)


def test_tabular_figures_stand_under_each_other() -> None:
    font = face(REGULAR, tabular=True)
    assert font.width("£1,111.11") == pytest.approx(font.width("£8,888.88"))
    assert face(REGULAR).width("1111") < face(REGULAR).width("8888")


# --- Pages ------------------------------------------------------------------------------------------------


def _blocks(plan: list[tuple[str, int]]) -> list[Block]:
    root, blocks = Element("Document"), list[Block]()
    for number, (kind, size) in enumerate(plan):
        words = f"b{number} " + "word " * size
        if kind == "heading":
            blocks.append(Text(words[:30].strip(), SECTION, root.add("H2"), keep=True))
        elif kind == "text":
            blocks.append(Text(words.strip(), BODY, root.add("P")))
        else:
            rows = [[cell(f"b{number}r{row}")] for row in range(1 + size % 60)]
            blocks.append(table(root, (Column("Head", 100),), rows, row_height=40))
    return blocks


PLANS = st.lists(st.tuples(st.sampled_from(["heading", "text", "table"]), st.integers(0, 900)), max_size=25)


@settings(max_examples=60, deadline=None)
@given(PLANS)
def test_pages_hold_every_line_and_row_once_in_order(plan: list[tuple[str, int]]) -> None:
    blocks = _blocks(plan)
    expected = [line for block in blocks for line in _said(block)]
    pages = composed(blocks, WIDTH, HEIGHT)
    assert [line for sheet in pages for placed in sheet for line in _said(placed.block)] == expected
    for sheet in pages:
        for placed, below in pairwise(sheet):
            assert placed.down + placed.block.height(WIDTH) <= below.down + 0.01
        if sheet:
            assert sheet[-1].down + sheet[-1].block.height(WIDTH) <= HEIGHT + 0.02


def _said(block: Block) -> list[str]:
    if isinstance(block, Text):
        return block.broken(WIDTH)
    assert isinstance(block, Table)
    return [text.text for row in block.rows for filled in row.cells for text in filled.texts]


@settings(max_examples=60, deadline=None)
@given(PLANS)
def test_no_heading_at_the_foot_and_no_line_alone(plan: list[tuple[str, int]]) -> None:
    blocks = _blocks(plan)
    whole = {id(text.element): len(text.broken(WIDTH)) for text in blocks if isinstance(text, Text)}
    for sheet in composed(blocks, WIDTH, HEIGHT)[:-1]:
        last = sheet[-1].block
        run = 0  # a page may end in a heading only if it holds nothing but headings
        for placed in reversed(sheet):
            run += placed.block.keep
        assert not last.keep or run == len(sheet)
        for placed in sheet:
            if isinstance(placed.block, Text):
                shown = len(placed.block.broken(WIDTH))
                assert shown >= 2 or whole[id(placed.block.element)] == shown


def test_a_table_head_does_not_stand_alone_and_rows_stay_in_pairs() -> None:
    root = Element("Document")
    rows = [[cell(f"row {number}")] for number in range(3)]
    made = table(root, (Column("Head", 100, CELL),), rows, row_height=100)
    assert made.split(100, 60) is None
    parts = made.split(100, 260)
    assert parts
    assert [len(part.rows) for part in parts] == [2, 1] or [len(part.rows) for part in parts] == [1, 2]
    assert [part.continued for part in parts] == [False, True]


# --- Naughty strings --------------------------------------------------------------------------------------


def _all_of(text: str, draft: AgreementPaper) -> AgreementPaper:
    """Every text field is this text."""
    day = date(2022, 4, 1)
    return replace(
        draft,
        agreement_id=text, reference=text, title=text, council=text, council_address=text, partnership=text,
        partnership_code=text, programme=text, clause_set=text, clause_notice=text, funding_year=text, code=text,
        particulars=(Particular(text, text),),
        clauses=(Clause(text, 1, text, text), Clause(text, 2, text, text), Clause(text, 3, "", text)),
        ladder=(Rung(0, text, day, day, text),),
        funding=(FundingLine(text, text, Decimal(1)),),
        members=(MemberSchool(text, 900001, text, text, text, day, text),),
        parties=(Party(text, text, text, text),),
        blanks=(text,),
    )  # fmt: skip


@pytest.mark.slow
def test_every_naughty_string_in_every_field(naughty: tuple[str, ...], draft: AgreementPaper) -> None:
    for number, text in enumerate(naughty):
        paper = replace(_all_of(text, draft), is_draft=number % 2 == 0)
        data = agreement_pdf(paper)
        assert data.startswith(b"%PDF-1.7"), text
        if number % 12 == 0:
            _conforms(data, text)


def test_all_naughty_strings_at_once_conform(naughty: tuple[str, ...], draft: AgreementPaper) -> None:
    day = date(2022, 4, 1)
    paper = replace(
        draft,
        clauses=tuple(Clause(text, 1 + number % 3, text, text) for number, text in enumerate(naughty)),
        members=tuple(
            MemberSchool(text, 900001 + number, text, text, text, day, text)
            for number, text in enumerate(naughty)
        ),
    )
    _conforms(agreement_pdf(paper), "all of them")


def _conforms(data: bytes, text: str) -> None:
    for standard in (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A):
        report = page.validate_pdf_bytes(data, profile=standard)
        assert report.is_compliant, (text, [str(failure) for failure in report.failures][:3])
