"""Papers of the sign-up: each says what it must, on the pages it should, and passes both standards."""

from datetime import date

import page
import pypdfium2
import pytest

from aip_desktop.domain.agreements.signing.chasing import (
    record_declined,
    record_exempt,
    record_reminded,
    record_sent,
)
from aip_desktop.domain.agreements.signing.sign_up import sign_up
from aip_desktop.domain.agreements.signing.sign_up_statement import reminder_text, sign_up_paper
from aip_desktop.domain.agreements.signing.signing import record_not_material, record_signature
from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.partnerships.membership import assign_schools
from aip_desktop.domain.schools.schools import edit_school_contact
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.lookup import editions, get
from aip_desktop.models.schools import School
from aip_desktop.models.signatures import PartyKind
from aip_desktop.operations.signed_papers import verify_code, verify_pdf
from aip_desktop.paperwork.agreement import issue_for_signature
from aip_desktop.paperwork.kinds import kind_named, papers_of
from aip_desktop.paperwork.paper import Paper
from aip_desktop.paperwork.sign_up import issue_certificate, reminders_for_all, sheet_papers
from aip_desktop.store.open_file import File
from tests.issued_files import ISSUED, fill_and_issue

TODAY = date(2022, 3, 20)
STANDARDS = (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A)


@pytest.fixture
def issued(new_file: File) -> tuple[File, list[str]]:
    """Two of five agreements issued, with four schools each; the ids."""
    return new_file, fill_and_issue(new_file, schools=4, agreements=2)


def _kind(file: File, name: str, *ids: str, on: date = TODAY) -> list[Paper]:
    with file.reading() as session:
        return papers_of(session, kind_named(name), ids, on)


def _read(paper: Paper) -> list[str]:
    for standard in STANDARDS:
        report = page.validate_pdf_bytes(paper.body, profile=standard)
        assert report.is_compliant, (paper.title, [str(it) for it in report.failures])
    with pypdfium2.PdfDocument(paper.body) as document:
        return [" ".join(sheet.get_textpage().get_text_range().split()) for sheet in document]


def _keys(file: File, agreement: str) -> list[str]:
    with file.reading() as session:
        return [it.key for it in sign_up(session, get(session, Agreement, agreement), TODAY).lines]


def test_a_sheet_is_one_page_that_says_what_is_signed(issued: tuple[File, list[str]]) -> None:
    file, (agreement, *_) = issued
    papers = _kind(file, "sheet", agreement)
    assert len(papers) == 6
    assert len({it.name for it in papers}) == 6
    (text,) = _read(papers[0])
    with file.reading() as session:
        code = editions(session, agreement)[0].code
    for said in (
        "Signature sheet",
        "Ash School 0-00",
        "URN 900000",
        "AIP-E-2022",
        "Expected to sign: Head 0",
        f"code {code}",
        "1, issued on 1 March 2022",
        "1 April 2022 to 31 March 2023",
        "Edition 1",
    ):
        assert said in text, said
    assert papers[0].body == _kind(file, "sheet", agreement)[0].body
    with file.reading() as session:
        assert len(sheet_papers(session, agreement, TODAY, keys=[PartyKind.COUNCIL])) == 1


def test_an_accession_sheet_says_so(issued: tuple[File, list[str]]) -> None:
    file, (agreement, *_) = issued
    with file.act("Join") as session:
        school = School(urn=910000, name="Zed Primary")
        session.add(school)
        session.flush()
        assign_schools(
            session, [school.id], get(session, Agreement, agreement).partnership_id, date(2022, 3, 15)
        )
    (text,) = _read(next(it for it in _kind(file, "sheet", agreement) if "Zed Primary" in it.title))
    assert "Accession: Zed Primary joined" in text
    assert "on 15 March 2022, after this edition was issued" in text


def test_the_pack_has_every_party_in_the_order_of_membership(issued: tuple[File, list[str]]) -> None:
    file, (agreement, *_) = issued
    (pack,) = _kind(file, "pack", agreement)
    pages = _read(pack)
    wanted = ["Ash School 0-00", "Birch School 0-01", "Cedar School 0-02", "Dale School 0-03"]
    assert [next((it for it in wanted if it in text), "") for text in pages] == [*wanted, "", ""]
    assert len(pages) == 6


def test_the_list_names_exactly_those_who_have_not_signed(issued: tuple[File, list[str]]) -> None:
    file, ids = issued
    agreement, keys = ids[0], _keys(file, ids[0])
    with file.act("Send") as session:
        record_sent(session, agreement, keys, ISSUED, "email")
    for on in (date(2022, 3, 8), date(2022, 3, 15)):
        with file.act("Remind") as session:
            record_reminded(session, agreement, keys[1:3], on)
    with file.act("Sign, exempt, decline") as session:
        record_signature(session, agreement, keys[0], TODAY)
        record_exempt(session, agreement, keys[1], TODAY, "It closes in August")
        record_declined(session, agreement, keys[2], TODAY, "Clause 7", for_good=True)
    (paper,) = _kind(file, "reminders", agreement)
    text = " ".join(_read(paper))
    assert "1 of 5 parties have signed; 1 declined, 1 need not sign" in text
    table = text[text.index("State and next step") :]
    assert "Ash School" not in table
    assert "2 times, last 15 Mar 2022" in table
    assert "Declined. Clause 7 (for good)" in table
    assert "Need not sign: Birch School 0-01 (It closes in August)" in table
    with file.reading() as session:
        found = sign_up_paper(session, agreement, TODAY)
        assert [it.key for it in found.to_chase] == keys[3:]
        both = reminders_for_all(session, ids, TODAY)
        with pytest.raises(Refusal, match="nobody to remind"):
            reminders_for_all(session, ids[2:], TODAY)
    assert [("AIP-E-2022" in text, "AIP-NE-2022" in text) for text in _read(both)] == [
        (True, False),
        (False, True),
    ]


def test_the_certificate_is_issued_only_when_complete_and_then_frozen(issued: tuple[File, list[str]]) -> None:
    file, (agreement, *_) = issued
    with pytest.raises(Refusal, match="no completion certificate yet"):
        _kind(file, "certificate", agreement)
    keys = _keys(file, agreement)
    with file.act("Sign") as session:
        for key in keys[:3]:
            record_signature(session, agreement, key, TODAY, name="A. Signatory", role="Head")
    issue_for_signature(file, [agreement], TODAY)
    with file.act("Carry over") as session:
        record_not_material(session, agreement, TODAY, "A comma was put right")
        record_exempt(session, agreement, keys[3], TODAY, "It closes")
        record_signature(session, agreement, PartyKind.COUNCIL, TODAY, name="Jo Field")
    with pytest.raises(Refusal, match="It is not complete: .* must still sign"):
        issue_certificate(file, agreement, TODAY)
    with file.act("Sign") as session:
        record_signature(session, agreement, PartyKind.CHAIR, TODAY, name="Chair E")
    code = issue_certificate(file, agreement, TODAY)
    (paper,) = _kind(file, "certificate", agreement)
    text = " ".join(_read(paper))
    for said in (
        "Certificate of completion",
        f"Code {code}",
        "A comma was put right",
        "On paper, on edition 1",
        "Dale School 0-03",
        "It closes",
        "5 parties, the last on 20 March 2022",
        "A. Signatory",
    ):
        assert said in text, said
    assert verify_pdf(file, paper.body, TODAY).is_genuine
    assert (
        "Certificate of completion, AIP-E-2022 edition 2"
        in dict(verify_code(file, code, TODAY).facts)["Document"]
    )
    with pytest.raises(Refusal, match="issued today already"):
        issue_certificate(file, agreement, TODAY)
    with file.reading() as session:
        assert faults(session) == ()


def test_nothing_to_sign_before_the_issue(issued: tuple[File, list[str]]) -> None:
    file, ids = issued
    for name in ("sheet", "pack", "reminders"):
        with pytest.raises(Refusal, match="Nothing is to be signed yet"):
            _kind(file, name, ids[4])


def test_a_reminder_names_what_is_to_be_signed_and_where_to_write(issued: tuple[File, list[str]]) -> None:
    file, (agreement, *_) = issued
    with file.act("Note") as session:
        school = session.get_one(
            School, sign_up(session, get(session, Agreement, agreement), TODAY).lines[0].key
        )
        school.notes = "Write to the office: office@ash.example.org, they answer fast"
    with file.reading() as session:
        found = sign_up_paper(session, agreement, TODAY)
        text = reminder_text(found, found.to_chase[0])
        reached = {it.whose: it.email for it in found.addresses}
    assert text.startswith("Dear Head 0,")
    for said in (
        "AIP-E-2022",
        "starts on 1 April 2022",
        "Ash School 0-00",
        "edition 1, issued on 1 March 2022",
    ):
        assert said in text
    assert reached == {"Chair E, chair": "chair.e@example.org", "Ash School 0-00": "office@ash.example.org"}


def test_the_addresses_of_a_school_are_read_loosely_and_printed(issued: tuple[File, list[str]]) -> None:
    file, (agreement, *_) = issued
    with file.act("Contact") as session:
        key = sign_up(session, get(session, Agreement, agreement), TODAY).lines[0].key
        session.get_one(School, key).notes = "An old address: gone@ash.example.org"
        edit_school_contact(session, key, "contact", "  Bo  Busy ")
        for wrong in ("office", "office@", "a@b.example and me"):
            with pytest.raises(Refusal, match="is not an email address"):
                edit_school_contact(session, key, "email", wrong)
        edit_school_contact(session, key, "email", "<office@ash.example.org>, Head.O'Neill@ash.example.org")
    with file.reading() as session:
        found = sign_up_paper(session, agreement, TODAY)
        assert found.emails(key) == ("office@ash.example.org", "Head.O'Neill@ash.example.org")
        assert {it.whose for it in found.addresses if it.key == key} == {"Bo Busy, Ash School 0-00"}
    said = " ".join(_read(_kind(file, "reminders", agreement)[0]))
    assert "office@ash.example.org" in said
    assert "gone@ash.example.org" not in said
    with file.act("Blank again") as session:
        edit_school_contact(session, key, "email", "  ")
        assert session.get_one(School, key).email is None
