"""Electronic signatures: in the field of the party, standards kept, validated, and every change afterwards found."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import page
import pypdfium2
import pytest

from aip_desktop.documents.agreement import agreement_pdf
from aip_desktop.documents.signing.sign import Key, open_key, sign_pdf, signature_fields
from aip_desktop.documents.signing.validate import Examined, examine
from aip_desktop.domain.agreements.agreement_statement import AgreementPaper
from aip_desktop.errors import Refusal
from tests.documents.signing.certificates import PASSPHRASE, made_p12

AT = datetime(2026, 3, 9, 14, 5, tzinfo=UTC)
TODAY = date(2026, 3, 9)


@pytest.fixture(scope="session")
def short(paper_with: Callable[..., AgreementPaper]) -> bytes:
    """An issued agreement of few pages."""
    full = paper_with(edition=1, code="7K2M9QXT", is_draft=False)
    return agreement_pdf(paper_with(edition=1, code="7K2M9QXT", is_draft=False, members=full.members[:3],
                                    clauses=full.clauses[:6], blanks=()))  # fmt: skip


@pytest.fixture(scope="session")
def council() -> Key:
    """The council's key."""
    return open_key(made_p12("Example City Council"), PASSPHRASE, TODAY)


@pytest.fixture(scope="session")
def once(short: bytes, council: Key) -> bytes:
    """Signed by the council."""
    return sign_pdf(short, "sign-council", council, AT, name="Jo Field", role="Director")


@pytest.fixture(scope="session")
def twice(once: bytes) -> bytes:
    """And then by a school."""
    head = open_key(made_p12("Mx Long-Name"), PASSPHRASE, TODAY)
    return sign_pdf(once, "sign-school-900001", head, AT, name="Mx Long-Name", role="Headteacher")


def test_each_party_has_its_field(short: bytes) -> None:
    fields = signature_fields(short)
    assert list(fields) == ["sign-council", "sign-chair", *(f"sign-school-{900001 + n}" for n in range(3))]
    assert not any(fields.values())


def test_signing_appends_and_each_signature_is_whole(short: bytes, once: bytes, twice: bytes) -> None:
    assert once.startswith(short)
    assert twice.startswith(once)
    assert examine(short, short) == Examined(True, "", ())
    found = examine(twice, short)
    assert (found.is_exact, found.is_sound, found.fault) == (False, True, "")
    assert [(it.field, it.name, it.revision, it.fault) for it in found.signatures] == [
        ("sign-council", "Example City Council", 1, ""),
        ("sign-school-900001", "Mx Long-Name", 2, ""),
    ]
    certificate = found.signatures[0].certificate
    assert certificate is not None
    assert certificate.words.startswith("Example City Council, issued by itself, fingerprint ")


def test_the_stamp_is_drawn_in_the_field(short: bytes, twice: bytes) -> None:
    pages = list(zip(_rendered(short), _rendered(twice), strict=True))
    assert sum(plain != drawn for plain, drawn in pages) == 1


def _rendered(body: bytes) -> list[bytes]:
    document = pypdfium2.PdfDocument(body)
    document.init_forms()
    return [it.render(scale=1, may_draw_forms=True).to_pil().tobytes() for it in document]


def test_signed_files_keep_the_standards(once: bytes, twice: bytes) -> None:
    """The checker takes the first of two signatures for a file not fully covered: veraPDF's engine, the reference,
    does not, nor does the standard for a file signed in turn."""
    for standard in (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_2A):
        assert page.validate_pdf_bytes(once, profile=standard).is_compliant
        failed = {it.rule_id for it in page.validate_pdf_bytes(twice, profile=standard).failures}
        assert failed <= {"PDFA2A-SIGNATURE-BYTERANGE-001"}


def test_a_key_must_open_and_be_valid() -> None:
    with pytest.raises(Refusal, match="cannot be opened with this passphrase"):
        open_key(made_p12("Jo Field"), "wrong", TODAY)
    with pytest.raises(Refusal, match="cannot be opened"):
        open_key(b"no such thing", PASSPHRASE, TODAY)
    with pytest.raises(Refusal, match="valid from 1 January 2021 to 1 January 2022"):
        open_key(made_p12("Jo Field", 2021, 2022), PASSPHRASE, TODAY)


def test_a_field_is_signed_once_and_must_be_there(once: bytes, council: Key) -> None:
    with pytest.raises(Refusal, match="signed already"):
        sign_pdf(once, "sign-council", council, AT, name="Jo Field")
    with pytest.raises(Refusal, match="joined after the issue"):
        sign_pdf(once, "sign-school-1", council, AT, name="Jo Field")
    with pytest.raises(Refusal, match="not a PDF"):
        sign_pdf(b"%PDF-1.7 nonsense", "sign-council", council, AT, name="Jo Field")


def _with_more(pdf: bytes, change: Callable[[Any], None]) -> bytes:
    """The PDF with a further revision."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer, out = IncrementalPdfFileWriter(BytesIO(pdf)), BytesIO()
    change(writer)
    writer.write(out)
    return out.getvalue()


def _page_text(writer: Any) -> None:
    from pyhanko.pdf_utils import generic

    writer.add_stream_to_page(1, writer.add_object(generic.StreamObject(stream_data=b"BT ET")))


def _another_catalogue(writer: Any) -> None:
    from pyhanko.pdf_utils import generic

    writer.root["/OpenAction"] = generic.DictionaryObject({})
    writer.update_root()


def _another_field(writer: Any) -> None:
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    append_signature_field(writer, SigFieldSpec("Signature1", box=(10, 10, 400, 400)))


def _field_moved(writer: Any) -> None:
    from pyhanko.pdf_utils import generic
    from pyhanko.sign.fields import enumerate_sig_fields

    widget = next(iter(enumerate_sig_fields(writer.prev)))[2]
    field = writer.get_object(widget.reference)
    field["/Rect"] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 600, 800)))
    writer.mark_update(widget)


CHANGES = (_page_text, _another_catalogue, _another_field, _field_moved)


@pytest.mark.parametrize("change", CHANGES)
def test_more_than_a_signature_is_found(short: bytes, twice: bytes, council: Key, change: Any) -> None:
    """Before the first signature, when that signature is whole, and after the last."""
    before = sign_pdf(_with_more(short, change), "sign-chair", council, AT, name="A. Chair")
    assert before.startswith(short)
    for body in (before, _with_more(twice, change)):
        found = examine(body, short)
        assert "More than signatures was added" in found.fault
        assert not found.is_sound
    assert not any(it.fault for it in examine(before, short).signatures)


def test_every_altered_byte_is_found(short: bytes, twice: bytes) -> None:
    """One byte in sixty places: of what was issued, and of what was added."""
    for number in range(60):
        place = number * len(twice) // 60 + 17
        body = bytearray(twice)
        body[place] ^= 0x55
        assert not examine(bytes(body), short).is_sound, place


def test_what_was_cut_off_or_appended_is_named(short: bytes, twice: bytes) -> None:
    assert "It is cut off" in examine(short[:-50], short).fault
    assert "no signature" in examine(short + b"junk", short).fault
    assert "no signature" in examine(short + b"%%EOF\n", short).fault
    assert (
        "differs from what was issued from byte 1,001"
        in examine(short[:1000] + b"X" + twice[1001:], short).fault
    )


BLOCKED = (
    "aiohttp",
    "yarl",
    "multidict",
    "lxml",
    "requests",
    "ssl",
    "_ssl",
    "oscrypto",
    "qrcode",
    "PIL._avif",
)


def test_signing_and_validating_need_no_network_libraries(short: bytes, tmp_path: Path) -> None:
    """As in the packaged program, which carries none of these; nor is a connection ever tried."""
    (tmp_path / "issued.pdf").write_bytes(short)
    (tmp_path / "key.p12").write_bytes(made_p12("Jo Field"))
    program = f"""
import sys, socket
for name in {BLOCKED!r}:
    sys.modules[name] = None
def refuse(*_):
    raise AssertionError("a connection was tried")
socket.socket.connect = refuse
from datetime import UTC, date, datetime
from pathlib import Path
from aip_desktop.documents.signing.sign import open_key, sign_pdf
from aip_desktop.documents.signing.validate import examine
folder = Path({str(tmp_path)!r})
issued = (folder / "issued.pdf").read_bytes()
key = open_key((folder / "key.p12").read_bytes(), {PASSPHRASE!r}, date(2026, 3, 9))
signed = sign_pdf(issued, "sign-chair", key, datetime(2026, 3, 9, 12, tzinfo=UTC), name="Jo Field")
found = examine(signed, issued)
assert found.is_sound and len(found.signatures) == 1, found
assert sys.modules["aiohttp"] is None
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
