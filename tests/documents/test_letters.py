"""Letters and reports: what they say, what keeps them from being issued, and that they are frozen once they are."""

import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import page
import pypdfium2
import pytest
from sqlalchemy import select

from aip_desktop import paperwork
from aip_desktop.documents.decision_report import report_pdf
from aip_desktop.domain.agreements.awards import edit_agreement, make_agreements, preview_award
from aip_desktop.domain.agreements.bulk_acts import TakeBackEnd
from aip_desktop.domain.agreements.cautions import CautionKind
from aip_desktop.domain.agreements.decision_report import WANTED, draft_report
from aip_desktop.domain.agreements.letter_statement import LetterPaper
from aip_desktop.domain.agreements.letters import draft_letter, letters_due
from aip_desktop.domain.agreements.lifecycle import lifecycle_of
from aip_desktop.domain.agreements.taking_up import decline_option, take_up_option
from aip_desktop.domain.agreements.variations import (
    remove_variation,
    take_back_termination,
    terminate,
    variations,
    vary,
)
from aip_desktop.domain.authority.council import edit_authority, legal_basis_for
from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.decisions.decisions import edit_decision, record_decision
from aip_desktop.domain.decisions.legal_tests import answer_test, legal_tests
from aip_desktop.domain.issued_documents import issued_lines
from aip_desktop.domain.partnerships.roles import add_role
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.decisions import DecisionKind
from aip_desktop.models.issued import IssuedDocument
from aip_desktop.models.lookup import core_programme, get, live
from aip_desktop.models.partnerships import KnownRole, Partnership
from aip_desktop.operations.merging import try_merge
from aip_desktop.paperwork.kinds import kind_named, papers_of
from aip_desktop.paperwork.letters import issue_letters, issue_report
from aip_desktop.store.file import open_file
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import export_copy

START, TODAY = date(2022, 4, 1), date(2023, 3, 6)
UA, A = page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A


class Written:
    """An agreement extended once, varied, and ended early; its award decision, and the one that followed."""

    def __init__(self, file: File) -> None:
        self.file = file
        with file.act("Award") as session:
            self.key = record_decision(
                session,
                DecisionKind.KEY,
                "Award",
                reference="D1",
                decided_on=date(2022, 1, 10),
                effective_on=date(2022, 1, 18),
                value=Decimal(5_056_000),
                exempt=False,
                **{name: f"The {name}." for name in WANTED},
            )
            session.flush()
            self.following = record_decision(
                session,
                DecisionKind.OPERATIONAL,
                "Take up option 1",
                reference="D2",
                decided_on=date(2023, 3, 1),
                effective_on=date(2023, 3, 1),
                parent_id=self.key,
            )
            programme = core_programme(session).id
            self.agreement = make_agreements(
                session,
                preview_award(session, programme, START),
                programme_id=programme,
                decision_id=self.key,
                legal_basis_id=legal_basis_for(session, START),
            )[0]
            add_role(
                session, live(session, Partnership)[0].id, KnownRole.CHAIR, "Pat Chair", date(2021, 9, 1)
            )
            edit_authority(session, "address", "Civic Hall\nTestshire")
        with file.act("Change") as session:
            edit_agreement(session, self.agreement, "council_signatory", "Jo Field")
            take_up_option(
                session, self.agreement, self.following, date(2023, 3, 2), accepted=tuple(CautionKind)
            )
            session.flush()
            vary(
                session, self.agreement, "Clause 9 is new", "Schools asked", date(2023, 5, 1), self.following
            )
            terminate(
                session,
                self.agreement,
                given_by="the partnership",
                given_on=date(2023, 6, 1),
                months=3,
                last_day=date(2023, 9, 1),
                reason="It joins another",
            )

    def papers(self, kind: str) -> list[Any]:
        subject = self.key if kind == "report" else self.agreement
        with self.file.reading() as session:
            return papers_of(session, kind_named(kind), [subject], TODAY)


@pytest.fixture
def written(new_file: File) -> Written:
    return Written(new_file)


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        pages = [document[place].get_textpage().get_text_range() for place in range(len(document))]
    finally:
        document.close()
    return " ".join(" ".join(pages).split())


@pytest.mark.parametrize("kind", ["letter", "variation", "notice", "report"])
def test_each_conforms_and_comes_out_the_same(written: Written, kind: str) -> None:
    [paper] = written.papers(kind)
    assert page.validate_pdf_bytes(paper.body, profile=UA).is_compliant
    assert page.validate_pdf_bytes(paper.body, profile=A).is_compliant
    assert written.papers(kind)[0].body == paper.body
    assert "DRAFT" in words(paper.body) or "Draft" in words(paper.body)


def test_a_letter_of_extension_says_what_is_used_and_left(written: Written) -> None:
    said = words(written.papers("letter")[0].body)
    for part in (
        "takes up option 1 of 4",
        "extended from 1 April 2023 to 31 March 2024",
        "decision D2 of 1 March 2023, which follows decision D1 of 10 January 2022",
        "one of four options is used and three are left",
        "the agreement ends on 31 March 2027",
        "Pat Chair",
        "Jo Field",
        "Acknowledged for East Area Inclusion Partnership",
    ):
        assert part in said


def test_a_variation_and_a_notice_say_what_is_theirs(written: Written) -> None:
    said = words(written.papers("variation")[0].body)
    for part in (
        "Variation 1 of the cooperation agreement",
        "Clause 9 is new",
        "Schools asked",
        "From 1 May 2023",
    ):
        assert part in said
    said = words(written.papers("notice")[0].body)
    for part in (
        "The partnership gives notice",
        "on 1 June 2023",
        "1 September 2023",
        "of 3 months",
        "It joins another",
    ):
        assert part in said


def test_a_report_is_filled_from_what_the_file_knows(written: Written) -> None:
    said = words(written.papers("report")[0].body)
    for part in (
        "Report to The maker",
        "AIP-E-2022",
        "regulation 12(7) of the Public Contracts Regulations 2015",
        "Why it is a key decision",
        "£5,056,000",
        *(f"The {name}." for name in WANTED if name not in ("maker", "author")),
    ):
        assert part in said


def test_an_issued_letter_is_frozen_under_its_code(written: Written) -> None:
    file, agreement = written.file, written.agreement
    letters = [(agreement, kind, number) for kind, number in (("letter", 1), ("variation", 1), ("notice", 0))]
    codes = issue_letters(file, letters, TODAY)
    [paper] = written.papers("letter")
    assert codes[0] in words(paper.body)
    assert "DRAFT" not in words(paper.body)
    assert page.validate_pdf_bytes(paper.body, profile=UA).is_compliant
    with file.act("The chair changes") as session:
        edit_agreement(session, agreement, "council_signatory", "Somebody Else")
    assert written.papers("letter")[0].body == paper.body
    with file.reading() as session:
        assert [it.code for it in letters_due(session, agreement)] == list(codes)
        assert len(issued_lines(session, agreement_id=agreement)) == 3
        assert faults(session) == ()


def test_a_variation_that_was_issued_stays_the_one_that_was_issued(written: Written) -> None:
    file, agreement = written.file, written.agreement
    [code] = issue_letters(file, [(agreement, "variation", 1)], TODAY)
    with file.reading() as session:
        [first] = variations(session, agreement)
    with file.act("Vary from an earlier day") as session:
        vary(session, agreement, "Clause 2 goes", "Not used", date(2023, 4, 2), written.key)
    issued, draft = written.papers("variation")
    assert "Clause 9 is new" in words(issued.body)
    assert "Clause 2 goes" in words(draft.body)
    with file.act("Take the first back") as session:
        remove_variation(session, first.id)
    with file.reading() as session:
        [due] = [it for it in letters_due(session, agreement) if it.kind == "variation"]
        assert (due.number, due.code) == (2, "")  # the number of one that was issued is not given again
        assert faults(session) == ()
    again = issue_letters(file, [(agreement, "variation", 2)], TODAY)
    assert again != (code,)
    [paper] = written.papers("variation")
    assert "Clause 2 goes" in words(paper.body)


def test_a_blank_is_refused_and_leads_to_its_place(written: Written) -> None:
    file, agreement = written.file, written.agreement
    with file.act("Blank it") as session:
        edit_agreement(session, agreement, "council_signatory", "")
        edit_decision(session, written.following, "reference", "")
    with file.reading() as session:
        blanks = draft_letter(session, agreement, "letter", 1, TODAY).blanks
    assert [(it.words, it.place.field) for it in blanks] == [
        ("Who signs for the council is not recorded", "council_signatory"),
        ("The decision has no reference", "decision reference"),
    ]
    with pytest.raises(Refusal, match="cannot be issued yet. Who signs for the council"):
        issue_letters(file, [(agreement, "letter", 1)], TODAY)
    with file.reading() as session:
        assert get(session, Agreement, agreement).reference
        assert issued_lines(session, agreement_id=agreement) == ()


def test_a_report_is_issued_once_every_test_is_answered(written: Written) -> None:
    file = written.file
    with file.reading() as session:
        blanks = draft_report(session, written.key, TODAY).blanks
        questions = [it.question for it in legal_tests(session, written.key, TODAY).tests]
    assert [it.words for it in blanks] == ["Answer 3 tests of the legal basis"]
    with pytest.raises(Refusal, match="Answer 3 tests"):
        issue_report(file, written.key, TODAY)
    with file.act("Answer") as session:
        for question in questions:
            answer_test(session, written.key, question, "yes", "", TODAY)
    code = issue_report(file, written.key, TODAY)
    assert code in words(written.papers("report")[0].body)
    again = issue_report(file, written.key, date(2023, 3, 7))
    assert again != code
    titles = [it.title for it in written.papers("report")]
    assert titles == ["D1 report", "D1 report version 2"]


def test_a_report_names_the_new_term(written: Written) -> None:
    """The option taken up under the decision; before any is, the next one of each agreement that may take it up."""
    file = written.file
    with file.act("Decide on the next") as session:
        fresh = record_decision(
            session,
            DecisionKind.OPERATIONAL,
            "Take up the next option",
            reference="D3",
            parent_id=written.key,
        )
    with file.reading() as session:
        award = draft_report(session, written.key, TODAY).award
        taken = draft_report(session, written.following, TODAY).award
        planned = draft_report(session, fresh, TODAY)
    assert {it.term for it in award} == {"Initial term\n1 April 2022 to 31 March 2023"}
    assert [(it.reference, it.term) for it in taken] == [
        ("AIP-E-2022", "Option 1\n1 April 2023 to 31 March 2024")
    ]
    others = [
        "AIP-NE-2022",
        "AIP-NW-2022",
        "AIP-S-2022",
        "AIP-W-2022",
    ]  # that of East ends early: it has none left
    assert [it.reference for it in planned.award] == others
    assert {it.term for it in planned.award} == {"Option 1\n1 April 2023 to 31 March 2024"}
    assert planned.year == "2023/24"
    said = words(report_pdf(planned))
    assert "Option 1 1 April 2023 to 31 March 2024" in said


def test_a_report_on_the_next_option_goes_on_from_the_last(written: Written) -> None:
    file = written.file
    with file.act("It does not end early, and the next is decided on") as session:
        take_back_termination(session, written.agreement)
        fresh = record_decision(
            session,
            DecisionKind.OPERATIONAL,
            "Take up the next option",
            reference="D3",
            parent_id=written.key,
        )
    with file.reading() as session:
        first = draft_report(session, fresh, TODAY).award[0]
    assert (first.reference, first.term) == ("AIP-E-2022", "Option 2\n1 April 2024 to 31 March 2025")
    with file.act("Decline it") as session:
        decline_option(session, written.agreement, date(2024, 3, 1), "Not wanted")
    with file.reading() as session:
        assert "AIP-E-2022" not in {it.reference for it in draft_report(session, fresh, TODAY).award}


def test_a_notice_of_an_early_file_is_known_by_its_day(written: Written) -> None:
    """AIP Desktop 0.2.0 did not keep what a notice was about."""
    file, agreement = written.file, written.agreement
    [code] = issue_letters(file, [(agreement, "notice", 0)], TODAY)
    with file.act("As 0.2.0 kept it, and another reference since") as session:
        session.scalars(select(IssuedDocument)).one().about = None
        edit_agreement(session, agreement, "reference", "AIP-EAST-2022")
    with file.reading() as session:
        assert letters_due(session, agreement)[-1].code == code
        life = lifecycle_of(session, get(session, Agreement, agreement), START)
        assert f"issued under {code}" in TakeBackEnd().look(session, life)[0]
    with file.act("Another day after all") as session:
        get(session, Agreement, agreement).terminated_on = date(2023, 9, 30)
    with file.reading() as session:
        assert letters_due(session, agreement)[-1].code == ""


def test_the_same_letter_is_not_issued_twice(written: Written) -> None:
    letters = [(written.agreement, "letter", 1)]
    [code] = issue_letters(written.file, letters, TODAY)
    with pytest.raises(Refusal, match=f"was issued on 6 March 2023 already, with the code {code}"):
        issue_letters(written.file, letters, date(2023, 3, 8))


def test_what_a_colleague_issued_meanwhile_is_told(
    written: Written, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In a team between the drawing and the act; in two copies of a file when they are merged."""
    file, agreement = written.file, written.agreement
    theirs = open_file(export_copy(file, tmp_path / "theirs.aip").path, "B. Officer")
    [their_code] = issue_letters(theirs, [(agreement, "notice", 0)], TODAY)
    drawing = paperwork.letters.letter_pdf

    def meanwhile(paper: LetterPaper) -> bytes:
        monkeypatch.setattr(paperwork.letters, "letter_pdf", drawing)
        issue_letters(file, [(agreement, "notice", 0)], TODAY)
        return drawing(paper)

    monkeypatch.setattr(paperwork.letters, "letter_pdf", meanwhile)
    with pytest.raises(Refusal, match="already, with the code"):
        issue_letters(file, [(agreement, "notice", 0)], TODAY)
    with file.reading() as session:
        [mine] = issued_lines(session, agreement_id=agreement)
        assert faults(session) == ()
    found = try_merge(file, theirs)
    assert found.broken == ()
    [noted] = [it.sentence for it in found.noted]
    assert noted.startswith(f"“{mine.title}” was issued twice, with the codes ")
    assert mine.code in noted
    assert their_code in noted
    theirs.close()


def test_a_notice_stands_for_the_end_it_tells_of(written: Written) -> None:
    """Neither for another end on the same day, nor lost when the agreement gets another reference."""
    file, agreement = written.file, written.agreement

    def due() -> str:
        with file.reading() as session:
            return next(it.code for it in letters_due(session, agreement) if it.kind == "notice")

    [code] = issue_letters(file, [(agreement, "notice", 0)], TODAY)
    with file.act("Another reference") as session:
        edit_agreement(session, agreement, "reference", "AIP/2022/1")
    assert due() == code
    with file.act("Take it back") as session:
        take_back_termination(session, agreement)
    with file.act("End it again") as session:
        terminate(
            session,
            agreement,
            given_by="the council",
            given_on=date(2023, 6, 1),
            months=3,
            last_day=date(2023, 9, 1),
            reason="Two become one",
            decision_id=written.following,
        )
    assert due() == ""
    [again] = issue_letters(file, [(agreement, "notice", 0)], TODAY)
    assert due() == again != code
    with file.reading() as session:
        assert faults(session) == ()


def test_a_report_lists_the_agreements_that_are_varied_or_ended_under_the_decision(written: Written) -> None:
    with written.file.act("Decide") as session:
        decision = record_decision(
            session, DecisionKind.OPERATIONAL, "Vary", reference="D3", parent_id=written.key
        )
        session.flush()
        vary(session, written.agreement, "Clause 3 goes", "Not used", date(2023, 5, 2), decision)
    with written.file.reading() as session:
        [row] = draft_report(session, decision, TODAY).award
        assert row.reference == get(session, Agreement, written.agreement).reference
