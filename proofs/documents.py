"""PDFs that were forged, and PDFs that others signed in their own way: none of the first is believed, all of the
second are taken."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO

from aip_desktop.documents.agreement import agreement_pdf
from aip_desktop.documents.electronic import open_key, sign_pdf
from aip_desktop.documents.validating import examine
from proofs.outcome import Outcome
from proofs.pdf_forgeries import KINDS
from proofs.pdf_ordinary import WAYS
from proofs.pdf_writing import Draft, key_and_certificate, signed_by_hand
from tests.documents.certificates import PASSPHRASE, made_p12
from tests.documents.conftest import make_paper

TODAY = date(2026, 3, 9)
COUNCIL, CHAIR, SCHOOL, LAST = "sign-council", "sign-chair", "sign-school-900001", "sign-school-900002"


@cache
def issued() -> bytes:
    """An issued agreement of few pages, with fields for five parties."""
    full = make_paper(edition=1, code="7K2M9QXT", is_draft=False)
    return agreement_pdf(
        make_paper(
            edition=1, code="7K2M9QXT", is_draft=False, members=full.members[:3], clauses=full.clauses[:6], blanks=()
        )
    )


def ours(body: bytes, field: str) -> bytes:
    """Signed as this program signs."""
    key = open_key(made_p12(field), PASSPHRASE, TODAY)
    return sign_pdf(body, field, key, datetime.now(UTC), name=field)


def pyhankos(body: bytes, field: str) -> bytes:
    """Signed as pyHanko does it unless told otherwise: it also brings the description up to date."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    key = open_key(made_p12(f"{field} elsewhere"), PASSPHRASE, TODAY)
    wanted = signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha512")
    out = BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(body), strict=False), wanted, key.signer, existing_fields_only=True, output=out
    )
    return out.getvalue()


Sign = Callable[[bytes, str], bytes]
SIGNERS: dict[str, Sign] = {"ours": ours, "pyHanko": pyhankos, "by hand": signed_by_hand}


@cache
def _once(signer: str) -> bytes:
    return SIGNERS[signer](issued(), COUNCIL)


def forged(kind: str, position: str, signer: str) -> bytes:
    """A forgery of a kind, before, between or after genuine signatures; nothing where it would be none."""
    _, forge = KINDS[kind]
    if position == "before the first signature":
        begun = forge(Draft(issued()), CHAIR, "")
        return _signed_on(begun, signer) if begun else b""
    if position == "between two signatures":
        return _signed_on(forge(Draft(_once(signer)), CHAIR, COUNCIL), signer)
    return forge(Draft(_once(signer)), CHAIR, COUNCIL)


def _signed_on(body: bytes, signer: str) -> bytes:
    """The next signature on top; where a program will not, the forgery as it is."""
    try:
        return SIGNERS[signer](body, SCHOOL)
    except Exception:  # what a library says of a file that it cannot go on with
        return body


POSITIONS = ("before the first signature", "between two signatures", "after the last signature")
CASES = [(kind, position, signer) for kind in KINDS for position in POSITIONS for signer in SIGNERS]


def prove(count: int, first: int = 0) -> Outcome:
    """Try so many forgeries, and every ordinary way to sign."""
    outcome = Outcome("documents")
    families: dict[str, Counter[str]] = defaultdict(Counter)
    key_and_certificate(COUNCIL)
    for number in range(first, first + count):
        kind, position, signer = CASES[number % len(CASES)]
        body = forged(kind, position, signer)
        if not body:
            continue
        outcome.tried += 1
        level = examine(body, issued(), today=TODAY).level
        family = KINDS[kind][0]
        families[family][kind] += 1
        outcome.seen[f"not believed, {family}"] += not level.is_genuine
        if level.is_genuine:
            outcome.faults.append(f"{number}: {kind}, {position}, {signer}: {level}")
    for name, way in WAYS.items():
        outcome.tried += 1
        found = examine(way(), issued(), today=TODAY)
        outcome.seen["taken, signed as others sign"] += found.is_sound
        if not found.is_sound:
            outcome.faults.append(f"not taken: {name}: {found.fault or found.signatures}")
    outcome.rows = [
        [family, f"{len(kinds)}", f"{sum(kinds.values()):,}", "none"] for family, kinds in sorted(families.items())
    ]
    return outcome
