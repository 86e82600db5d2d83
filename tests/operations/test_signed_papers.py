"""Signing, importing and verifying against the record: what is taken in, what is refused, and what is said."""

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from aip_desktop.__main__ import main
from aip_desktop.documents.signing.sign import now, open_key, sign_pdf
from aip_desktop.domain.agreements.signing.sign_up import SignUp, sign_up
from aip_desktop.domain.agreements.signing.signing import (
    issued_pdf,
    latest_revision,
    record_not_material,
    record_signature,
    take_back_signature,
)
from aip_desktop.domain.attachments import attachments_of
from aip_desktop.domain.checks.findings import faults
from aip_desktop.domain.issued_documents import code_of, issue_document, read_code
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.ids import new_id
from aip_desktop.models.lookup import editions, get, live
from aip_desktop.models.schools import School
from aip_desktop.models.signatures import PartyKind
from aip_desktop.operations.signed_papers import (
    party_key,
    read_signed,
    record_signed,
    sign_electronically,
    verify_code,
    verify_pdf,
)
from aip_desktop.paperwork.agreement import issue_for_signature
from aip_desktop.store.file import open_file
from aip_desktop.store.open_file import File
from tests.documents.signing.certificates import PASSPHRASE, made_p12
from tests.issued_files import ISSUED, fill_and_issue

TODAY = date(2026, 3, 9)


@pytest.fixture
def issued(new_file: File) -> tuple[File, str]:
    """One agreement, issued with its PDF."""
    return new_file, fill_and_issue(new_file)[0]


def _sign_up(file: File, agreement: str) -> SignUp:
    with file.reading() as session:
        assert faults(session) == ()
        return sign_up(session, get(session, Agreement, agreement), TODAY)


def _pdf(file: File, agreement: str, edition: int = 1) -> bytes:
    with file.reading() as session:
        return issued_pdf(session, editions(session, agreement)[edition - 1].id)


def _elsewhere(pdf: bytes, field: str, name: str) -> bytes:
    return sign_pdf(pdf, field, open_key(made_p12(name), PASSPHRASE, TODAY), now(), name=name)


def test_signed_here_in_turn(issued: tuple[File, str]) -> None:
    file, agreement = issued
    council = sign_electronically(
        file, agreement, PartyKind.COUNCIL, made_p12("Testshire"), PASSPHRASE, TODAY
    )
    school = _sign_up(file, agreement).lines[0]
    signed = sign_electronically(
        file,
        agreement,
        school.key,
        made_p12("Head 0"),
        PASSPHRASE,
        TODAY,
        name="H. Nought",
        role="Head of School",
    )
    assert signed.startswith(council)
    found = _sign_up(file, agreement)
    line = found.lines[0]
    assert (found.signed, line.name, line.role, line.method, line.evidence) == (
        2, "H. Nought", "Head of School", "electronic", 1,
    )  # fmt: skip
    assert line.certificate.startswith("Head 0, issued by itself, fingerprint ")
    with file.reading() as session:
        (attached,) = attachments_of(session, line.signature_id)
        assert attached.name == f"AIP-E-2022 edition 1 signed by {line.who}.pdf"
        assert latest_revision(session, editions(session, agreement)[0]) == signed
    with pytest.raises(Refusal, match="has signed on 9 March 2026"):
        sign_electronically(file, agreement, PartyKind.COUNCIL, made_p12("Testshire"), PASSPHRASE, TODAY)
    with pytest.raises(Refusal, match="passphrase"):
        sign_electronically(file, agreement, PartyKind.CHAIR, made_p12("Chair"), "wrong", TODAY)
    assert _sign_up(file, agreement).signed == 2


def test_a_signature_never_goes_to_an_edition_that_was_issued_meanwhile(issued: tuple[File, str]) -> None:
    file, agreement = issued
    paper = read_signed(file, _elsewhere(_pdf(file, agreement), "sign-chair", "Chair E"), TODAY)
    issue_for_signature(file, [agreement], TODAY)
    with pytest.raises(Refusal, match="Edition 2 of AIP-E-2022 was issued meanwhile"):
        record_signed(file, paper, TODAY)
    assert _sign_up(file, agreement).signed == 0


def test_a_signature_that_is_taken_back_leaves_a_sound_file(issued: tuple[File, str]) -> None:
    file, agreement = issued
    sign_electronically(file, agreement, PartyKind.COUNCIL, made_p12("Testshire"), PASSPHRASE, TODAY)
    (line,) = [it for it in _sign_up(file, agreement).lines if it.key == PartyKind.COUNCIL]
    with file.act("Take back") as session:
        take_back_signature(session, line.signature_id)
    assert _sign_up(file, agreement).signed == 0


def test_signed_elsewhere_is_recorded_to_its_party(issued: tuple[File, str]) -> None:
    file, agreement = issued
    ours = sign_electronically(file, agreement, PartyKind.COUNCIL, made_p12("Testshire"), PASSPHRASE, TODAY)
    theirs = _elsewhere(_elsewhere(ours, "sign-chair", "Chair E"), "sign-school-900001", "Head 1")
    paper = read_signed(file, theirs, TODAY)
    assert [(it.who, it.already[:8]) for it in paper.incoming if it.already] == [
        ("Testshire Council", "recorded")
    ]
    assert paper.missing == ()
    assert record_signed(file, paper, TODAY) == 2
    found = {it.field: it for it in _sign_up(file, agreement).lines}
    assert found["sign-school-900001"].name == "Head 1"
    assert found["sign-chair"].signed_on == now().date()
    with pytest.raises(Refusal, match="recorded already"):
        read_signed(file, theirs, TODAY)
    branch = _elsewhere(_pdf(file, agreement), "sign-school-900002", "Head 2")
    assert set(read_signed(file, branch, TODAY).missing) == {
        "Testshire Council", found["sign-chair"].who, found["sign-school-900001"].who,
    }  # fmt: skip


def test_changed_or_foreign_documents_are_refused_with_the_reason(issued: tuple[File, str]) -> None:
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    file, agreement = issued
    pdf = _pdf(file, agreement)
    with pytest.raises(Refusal, match="nobody has signed it yet"):
        read_signed(file, pdf, TODAY)
    with pytest.raises(Refusal, match="not issued from this file"):
        read_signed(file, b"%PDF-1.7 of somebody else", TODAY)
    writer, out = IncrementalPdfFileWriter(BytesIO(pdf)), BytesIO()
    writer.add_stream_to_page(1, writer.add_object(generic.StreamObject(stream_data=b"BT ET")))
    writer.write(out)
    with pytest.raises(Refusal, match="More than signatures was added"):
        read_signed(file, _elsewhere(out.getvalue(), "sign-chair", "Chair E"), TODAY)
    signed = bytearray(_elsewhere(pdf, "sign-chair", "Chair E"))
    signed[len(pdf) + 2000] ^= 1
    with pytest.raises(Refusal, match="does not hold|not AIP-E-2022, edition 1"):
        read_signed(file, bytes(signed), TODAY)
    assert _sign_up(file, agreement).signed == 0


def test_a_superseded_edition_counts_only_if_the_change_is_not_material(issued: tuple[File, str]) -> None:
    file, agreement = issued
    first = _elsewhere(_pdf(file, agreement), "sign-chair", "Chair E")
    issue_for_signature(file, [agreement], date(2022, 3, 10))
    with pytest.raises(Refusal, match="Superseded by edition 2 of 10 March 2022"):
        read_signed(file, first, TODAY)
    with file.act("Not material") as session:
        record_not_material(session, agreement, TODAY, "A comma")
    record_signed(file, read_signed(file, first, TODAY), TODAY)
    found = _sign_up(file, agreement)
    assert (found.signed, [it.edition for it in found.lines if it.signed_on]) == (1, [1])
    verdict = verify_pdf(file, first, TODAY)
    assert verdict.is_genuine
    assert "whose changes are not material: A comma" in dict(verdict.facts)["Standing"]


def test_a_school_that_joined_later_has_no_field(issued: tuple[File, str]) -> None:
    from aip_desktop.domain.partnerships.membership import assign_schools
    from aip_desktop.models.schools import School

    file, agreement = issued
    with file.act("Join") as session:
        school = School(urn=910000, name="New School")
        session.add(school)
        session.flush()
        assign_schools(
            session, [school.id], get(session, Agreement, agreement).partnership_id, date(2022, 9, 1)
        )
        key = school.id
    with pytest.raises(Refusal, match="signature sheet"):
        sign_electronically(file, agreement, key, made_p12("New"), PASSPHRASE, TODAY)


def test_verifying_says_what_the_file_knows(issued: tuple[File, str]) -> None:
    file, agreement = issued
    pdf = _pdf(file, agreement)
    exact = verify_pdf(file, pdf, TODAY)
    assert exact.is_genuine
    assert exact.sentence == "This is AIP-E-2022, edition 1, unchanged since it was issued"
    facts = dict(exact.facts)
    assert facts["Bytes"] == "Exactly the bytes that were issued"
    assert facts["Standing"] == "The edition in force"
    assert facts["Sign-up"] == "Issued: 0 of 5 have signed"
    signed = verify_pdf(file, _elsewhere(pdf, "sign-chair", "Chair E"), TODAY)
    said = dict(signed.facts)["Electronic signature 1"]
    assert signed.is_genuine
    assert "holds. Signed by Chair E" in said
    assert "not from an authority that this program knows" in said
    assert "import the PDF to record it" in said
    altered = pdf.replace(b"/Title", b"/Titel") if b"/Title" in pdf else pdf[:-20] + b" " + pdf[-19:]
    bad = verify_pdf(file, altered, TODAY)
    assert not bad.is_genuine
    assert "differs from what was issued from byte" in dict(bad.facts)["Bytes"]


def test_codes_are_understood_as_they_are_typed(issued: tuple[File, str]) -> None:
    file, agreement = issued
    with file.reading() as session:
        code = editions(session, agreement)[0].code
    typed = code.lower().replace("0", "o").replace("1", "l")
    for words in (code, typed, f"Code {code[:4]} {code[4:]}", f" {typed[:4]}-{typed[4:]} "):
        assert dict(verify_code(file, words, TODAY).facts)["Document"].startswith("AIP-E-2022, edition 1")
    assert read_code("OIL0-abcd") == "0110ABCD"
    for words in ("", "1234567", "123456789", "ABC?DEFG", "UUUUUUUU"):
        with pytest.raises(Refusal, match="Enter the 8 characters"):
            read_code(words)
    with pytest.raises(Refusal, match="Nothing with the code"):
        verify_code(file, "00000000", TODAY)


def test_other_issued_documents_are_verified_too(issued: tuple[File, str]) -> None:
    file, agreement = issued
    ids = sorted(new_id() for _ in range(2))
    for document, day in zip(ids, (TODAY - timedelta(days=1), TODAY), strict=True):
        pdf = b"%PDF-1.7 " + code_of(document).encode()
        with file.act("Issue") as session:
            issue_document(session, document, "certificate", "Certificate", day, pdf, agreement_id=agreement)
    old = verify_code(file, code_of(ids[0]), TODAY)
    assert "Superseded by the one of 9 March 2026" in dict(old.facts)["Standing"]
    found = verify_pdf(file, b"%PDF-1.7 " + code_of(ids[1]).encode(), TODAY)
    assert found.is_genuine
    assert dict(found.facts)["Document"] == "Certificate (Certificate)"


def _rename(file: File, names: dict[int, str]) -> None:
    with file.act("Names") as session:
        for school in live(session, School):
            school.name = names.get(school.urn, school.name)


def test_parties_are_named_as_people_name_them(issued: tuple[File, str]) -> None:
    file, agreement = issued
    assert party_key(file, agreement, "Council", TODAY) == PartyKind.COUNCIL
    assert party_key(file, agreement, "chair", TODAY) == PartyKind.CHAIR
    school = _sign_up(file, agreement).lines[1]
    for words in (str(school.urn), school.who.upper()):
        assert party_key(file, agreement, words, TODAY) == school.key
    with pytest.raises(Refusal, match="no party of this agreement. Its parties: council, chair, 900000"):
        party_key(file, agreement, "somebody", TODAY)
    _rename(file, {school.urn: "St Mary’s & All Saints’ School"})
    for words in ("Saint Marys and All Saints School", "ST. MARY'S & ALL SAINTS' SCHOOL"):
        assert party_key(file, agreement, words, TODAY) == school.key
    other = _sign_up(file, agreement).lines[0]
    _rename(file, {other.urn: "St Marys and All Saints School"})
    assert party_key(file, agreement, "St Marys and All Saints School", TODAY) == other.key  # as it stands
    with pytest.raises(
        Refusal, match="2 parties are called “saint marys and all saints school”. Choose one of"
    ):
        party_key(file, agreement, "saint marys and all saints school", TODAY)


def test_from_the_command_line(
    issued: tuple[File, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AIP_DESKTOP_TODAY", "2026-03-09")
    file, agreement = issued
    path, out = file.path, tmp_path / "signed.pdf"
    file.close()
    (tmp_path / "key.p12").write_bytes(made_p12("Jo Field"))
    (tmp_path / "secret").write_text(PASSPHRASE + "\n")
    words = ["sign", str(path), "--agreement", "AIP-E-2022", "--party", "council", "--p12", str(tmp_path / "key.p12"),
             "--to", str(out)]  # fmt: skip
    assert main(words) == 1
    assert "--p12-passphrase-file" in capsys.readouterr().err
    assert main([*words, "--p12-passphrase-file", str(tmp_path / "secret")]) == 0
    assert capsys.readouterr().out.strip() == str(out)
    assert main(["verify", str(path), str(out)]) == 0
    said = capsys.readouterr().out
    assert "Bytes: The bytes that were issued, with 1 electronic signature added at the end" in said
    assert "This file has it recorded for 9 March 2026" in said
    (tmp_path / "bad.pdf").write_bytes(
        out.read_bytes()[:5000] + bytes([out.read_bytes()[5000] ^ 1]) + out.read_bytes()[5001:]
    )
    assert main(["verify", str(path), str(tmp_path / "bad.pdf")]) == 1
    assert "not what was issued" in capsys.readouterr().err
    assert main(["verify", str(path), "ABCDEFGH"]) == 1
    again = open_file(path, "B. Officer")
    assert _sign_up(again, agreement).lines[-1].name == "Jo Field"
    again.close()


def test_a_signature_on_paper_stands_beside_one_that_is_imported(issued: tuple[File, str]) -> None:
    file, agreement = issued
    with file.act("Sign") as session:
        record_signature(session, agreement, PartyKind.CHAIR, ISSUED, name="On paper")
    signed = _elsewhere(
        _elsewhere(_pdf(file, agreement), "sign-chair", "Chair E"), "sign-council", "Testshire"
    )
    record_signed(file, read_signed(file, signed, TODAY), TODAY)
    names = {it.field: it.name for it in _sign_up(file, agreement).lines}
    assert (names["sign-chair"], names["sign-council"]) == ("On paper", "Testshire")


def test_two_officers_at_two_meetings_merge(issued: tuple[File, str], tmp_path: Path) -> None:
    """What both recorded is there afterwards; a party that both recorded is named, and counts once."""
    import shutil

    from aip_desktop.domain.agreements.signing.chasing import record_declined, record_reminded

    file, agreement = issued
    keys = [line.key for line in _sign_up(file, agreement).lines]
    path, other_path = file.path, tmp_path / "other.aip"
    file.close()
    shutil.copyfile(path, other_path)
    mine, theirs = open_file(path, "A. Officer"), open_file(other_path, "B. Officer")
    for at, signing in ((mine, keys[:2]), (theirs, keys[1:3])):
        for key in signing:
            with at.act("Sign") as session:
                record_signature(session, agreement, key, ISSUED)
        with at.act("Remind") as session:
            record_reminded(session, agreement, keys[3:4], ISSUED)
    with theirs.act("Decline") as session:
        record_declined(session, agreement, keys[4], ISSUED, "Clause 7", "Call")
    mine.merge(theirs, "Merge the other laptop")
    with mine.reading() as session:
        found = sign_up(session, get(session, Agreement, agreement), TODAY)
        assert [line.state for line in found.lines] == ["Signed", "Signed", "Signed", "Reminded", "Declined"]
        assert found.lines[3].request.reminders == 2
        assert [it for it in faults(session) if "two of this" in it] == list(faults(session))
        assert len(faults(session)) == 1
    mine.close()
    theirs.close()
