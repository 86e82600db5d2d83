"""What the fonts lack is said before it is issued, and never stands as an empty box on paper."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aip_desktop.documents.layout.fonts import face, one_line
from aip_desktop.domain.agreements.prepare import blanks_of, draft_paper
from aip_desktop.domain.places import Tab
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.lookup import get, live
from aip_desktop.models.schools import School
from aip_desktop.paperwork.agreement import agreement_papers, issue_for_signature
from aip_desktop.printable import can_print, lacking, letters, not_printable
from aip_desktop.store.open_file import File
from tests.documents.test_prose import read
from tests.issued_files import fill

TODAY = date(2026, 3, 9)


@pytest.mark.parametrize("name", ["Inter-Regular", "Inter-Medium", "Inter-SemiBold", "Inter-Bold"])
def test_the_list_of_letters_is_what_each_font_has(name: str) -> None:
    has = {ord(mark) for mark in face(name).advance}
    told = {
        code for code in has if code <= 0xFFFF and unicodedata.category(chr(code)) not in ("Cc", "Cf", "Co")
    }
    assert letters() == told


def test_a_letter_is_named_once_by_its_number() -> None:
    assert lacking("Zoë Łukasz Ελένη Олена O’Neill") == ()
    assert lacking("漢字漢") == ("漢", "字")
    assert lacking("e\u0301 a\u202eb\u200d\ufe0f\t\n") == ()
    assert lacking("🏫") == ("🏫",)
    assert lacking("ਗੁਰੂ ਨਾਨਕ")


@given(st.text(max_size=80))
def test_no_text_becomes_a_box(text: str) -> None:
    shown = one_line(text)
    assert all(can_print(mark) for mark in shown)
    assert "□" not in shown or "□" in text
    assert ("[U+" in shown) >= bool(lacking(text))


def test_every_text_of_a_statement_is_looked_at() -> None:
    @dataclass(frozen=True)
    class Inner:
        name: str

    @dataclass(frozen=True)
    class Outer:
        title: str
        rows: tuple[tuple[str, Inner], ...]

    found = list(not_printable(Outer("漢", (("plain", Inner("字 school")),))))
    assert [field for field, _ in found] == ["title", "rows"]
    assert found[1][1] == "“字 school” cannot be printed: it has “字” (U+5B57). Write it in other letters"


def test_a_name_that_cannot_be_printed_is_a_blank_before_issue(new_file: File, tmp_path: Path) -> None:
    agreement, *_ = fill(new_file)
    with new_file.act("Rename") as session:
        school = live(session, School)[0]
        school.name, named = "ਗੁਰੂ Nanak Academy", school.id
        assert agreement == live(session, Agreement)[0].id
    with new_file.reading() as session:
        told = [blank for blank in blanks_of(session, agreement, TODAY) if "cannot be printed" in blank.words]
        assert [blank.place.tab for blank in told] == [Tab.PARTNERSHIPS]
        assert told[0].words in draft_paper(session, agreement, TODAY).blanks
        (paper,) = agreement_papers(session, agreement, TODAY)
    body = " ".join(read(paper.body))
    assert "[U+0A17]" in body
    assert "□" not in body
    with pytest.raises(Refusal, match=r"cannot be issued yet.*U\+0A17.*Write it in other letters"):
        issue_for_signature(new_file, [agreement], TODAY)
    with new_file.act("Rename") as session:
        get(session, School, named).name = "Guru Nanak Academy"
    issue_for_signature(new_file, [agreement], TODAY)
