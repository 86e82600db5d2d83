"""Every kind of paper there is: it can be made, it conforms, it is the same twice, and it is asked for by name."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import page
import pypdfium2
import pytest
from sqlalchemy import select

from aip_desktop.__main__ import main
from aip_desktop.domain.issued_documents import issue_document, issued_lines
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement, Variation
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.paperwork.kinds import (
    KINDS,
    About,
    Kind,
    all_subjects,
    kind_named,
    papers_of,
    subjects_of_agreements,
    subjects_of_decision,
    subjects_of_partnership,
)
from aip_desktop.paperwork.paper import Paper, issued_papers, paper, write_papers
from aip_desktop.store.file import open_file
from aip_desktop.store.open_file import File

from .everything import TODAY, papers_of_kind

STANDARDS = (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A)

every_kind = pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])


@pytest.fixture(scope="module")
def papers(everything: File) -> Callable[[Kind], list[Paper]]:
    """Every paper of a kind, drawn once."""
    return cache(lambda kind: papers_of_kind(everything, kind))


@every_kind
def test_every_paper_conforms_to_both_standards(papers: Callable[[Kind], list[Paper]], kind: Kind) -> None:
    found = papers(kind)
    assert found, "the file with everything has none of this kind: add one in everything.py"
    for it in {it.name: it for it in (found[0], found[len(found) // 2], found[-1])}.values():
        for standard in STANDARDS:
            report = page.validate_pdf_bytes(it.body, profile=standard)
            assert report.is_compliant, (it.title, [str(failure) for failure in report.failures][:3])


@every_kind
def test_the_same_records_give_the_same_bytes(
    everything: File, papers: Callable[[Kind], list[Paper]], kind: Kind
) -> None:
    with everything.reading() as session:
        subjects = all_subjects(session, kind)
        again = next(made for it in subjects if (made := kind.papers(session, it, TODAY)))
    assert [it.body for it in again] == [it.body for it in papers(kind)[: len(again)]]
    assert [it.name for it in again] == [it.name for it in papers(kind)[: len(again)]]


@every_kind
def test_every_page_says_where_it_stands(papers: Callable[[Kind], list[Paper]], kind: Kind) -> None:
    it = papers(kind)[0]
    with pypdfium2.PdfDocument(it.body) as document:
        pages = [" ".join(sheet.get_textpage().get_text_range().split()) for sheet in document]
    assert "Page 1 of " in pages[0]
    assert all(re.search(r"Page \d+ of \d+", text) for text in pages)
    assert it.name.endswith(".pdf")
    assert it.title


def test_every_paper_of_a_kind_is_printed_from_the_command_line(
    everything: File,
    papers: Callable[[Kind], list[Paper]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("AIP_DESKTOP_TODAY", TODAY.isoformat())
    trail = kind_named("trail")
    words = ["print", str(everything.path), "--kind", "trail", "--all", "--to", str(tmp_path / "out")]
    assert main(words) == 0
    written = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert sorted(path.read_bytes() for path in written) == sorted(it.body for it in papers(trail))


def test_names_and_titles_are_each_used_once() -> None:
    assert len({kind.name for kind in KINDS}) == len({kind.title for kind in KINDS}) == len(KINDS)
    assert all(kind.nothing for kind in KINDS)


def test_the_readme_names_every_kind() -> None:
    read = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    said = re.search(r"KIND is (.*?)\n *aip-desktop|KIND is (.*?)\naip-desktop", read, re.DOTALL)
    assert said
    assert set(re.split(r"\W+(?:or )?", said[0].partition(" is ")[2])) >= {kind.name for kind in KINDS}


def test_what_is_in_hand_leads_to_what_a_kind_is_about(everything: File) -> None:
    with everything.reading() as session:
        agreements = live(session, Agreement)
        one = next(it for it in agreements if it.decision_id and it.starts_on <= TODAY)
        of_partnership = {it.id for it in agreements if it.partnership_id == one.partnership_id}
        for about, expected in (
            (About.AGREEMENT, {one.id}),
            (About.PARTNERSHIP, {one.partnership_id}),
            (About.FILE, {""}),
        ):
            kind = Kind("x", "X", about, lambda *_: [], "None yet")
            assert set(subjects_of_agreements(session, kind, [one.id])) == expected
        decided = Kind("x", "X", About.DECISION, lambda *_: [], "None yet")
        assert one.decision_id in subjects_of_agreements(session, decided, [one.id])
        varied = session.scalars(select(Variation).order_by(Variation.id)).first()
        assert varied
        assert varied.decision_id in subjects_of_agreements(session, decided, [varied.agreement_id])
        assert varied.agreement_id in subjects_of_decision(
            session, Kind("x", "X", About.AGREEMENT, lambda *_: [], "None yet"), varied.decision_id or ""
        )
        about_agreement = Kind("x", "X", About.AGREEMENT, lambda *_: [], "None yet")
        assert set(subjects_of_partnership(session, about_agreement, one.partnership_id)) == of_partnership
        assert one.id in subjects_of_decision(session, about_agreement, one.decision_id or "")
        assert subjects_of_decision(session, decided, one.decision_id or "") == [one.decision_id]
        with pytest.raises(Refusal, match="None yet"):
            papers_of(session, decided, [one.id], TODAY)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--kind", "poem", "--all"], "There is no paper poem. The kinds are agreement"),
        (["--partnership", "XX"], "There is no partnership XX. The partnerships in this file: "),
        (["--decision", "D0"], "There is no decision D0. The decisions in this file: "),
    ],
)
def test_a_wrong_name_is_answered_with_the_right_ones(
    everything: File, words: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["print", str(everything.path), *words, "--to", str(tmp_path)]) == 1
    assert sentence in capsys.readouterr().err


def test_by_partnership_and_by_decision(
    everything: File, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with everything.reading() as session:
        code = live(session, Partnership)[0].code
        one = next(it for it in live(session, Agreement) if it.decision_id)
    assert main(["print", str(everything.path), "--partnership", code, "--to", str(tmp_path)]) == 0
    assert all(f"-{code}-" in line for line in capsys.readouterr().out.splitlines())
    assert one.decision_id


def test_an_issued_document_is_given_as_its_exact_bytes(everything: File, tmp_path: Path) -> None:
    from aip_desktop.store.safe_copies import export_copy

    path = export_copy(everything, tmp_path / "copy.aip").path
    file = open_file(path, "A. Officer")
    try:
        with file.act("Issue a letter") as session:
            agreement = live(session, Agreement)[0].id
            issue_document(
                session, "f" * 32, "letter", "Letter: A/B", TODAY, b"%PDF-1.7 exact", agreement_id=agreement
            )
        with file.reading() as session:
            found = issued_papers(session, "letter", agreement_id=agreement)
            assert [it.body for it in found if it.title == "Letter: A/B"] == [b"%PDF-1.7 exact"]
            assert "Letter- A-B 25 November 2026.pdf" in [it.name for it in found]
            assert issued_papers(session, "nothing", agreement_id=agreement) == []
            assert issued_lines(session, agreement_id=agreement)
    finally:
        file.close()


def test_two_papers_of_one_name_are_two_files(tmp_path: Path) -> None:
    papers = [paper(name, "T", b"x") for name in ("A/B", "a:b", "A-B")]
    names = [path.name for path in write_papers(papers, tmp_path)]
    assert names == ["A-B.pdf", "a-b (2).pdf", "A-B (3).pdf"]
