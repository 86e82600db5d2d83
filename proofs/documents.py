"""PDFs that were forged, and PDFs that others signed in their own way: none of the first is believed, all of the
second are taken."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from io import BytesIO

from aip_desktop.documents.agreement import agreement_pdf
from aip_desktop.documents.signing.sign import open_key, sign_pdf
from aip_desktop.documents.signing.validate import examine
from proofs import pdf_forged_fields, pdf_forged_pages, pdf_forged_tables
from proofs.outcome import Outcome
from proofs.pdf_ordinary import CERTIFIED, ONLY_AS_STREAMS, WAYS
from proofs.pdf_writing import Draft, signed_by_hand, with_a_table
from tests.documents.conftest import make_paper
from tests.documents.signing.certificates import PASSPHRASE, made_p12

COUNCIL, CHAIR, SCHOOL = "sign-council", "sign-chair", "sign-school-900001"


KINDS = {**pdf_forged_pages.KINDS, **pdf_forged_fields.KINDS, **pdf_forged_tables.KINDS}


@cache
def issued(form: str = "a stream") -> bytes:
    """An issued agreement of few pages, with fields for five parties; its table is a stream, or in digits."""
    if form == "digits":
        return with_a_table(issued())
    full = make_paper(edition=1, code="7K2M9QXT", is_draft=False)
    few = {"members": full.members[:3], "clauses": full.clauses[:6], "blanks": ()}
    return agreement_pdf(make_paper(edition=1, code="7K2M9QXT", is_draft=False, **few))


def ours(body: bytes, field: str) -> bytes:
    """Signed as this program signs."""
    now = datetime.now(UTC)
    return sign_pdf(body, field, open_key(made_p12(field), PASSPHRASE, now.date()), now, name=field)


def pyhankos(body: bytes, field: str) -> bytes:
    """Signed as pyHanko does it unless told otherwise: it also brings the description up to date."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    key = open_key(made_p12(f"{field} elsewhere"), PASSPHRASE, datetime.now(UTC).date())
    wanted = signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha512")
    writer, out = IncrementalPdfFileWriter(BytesIO(body), strict=False), BytesIO()
    signers.sign_pdf(writer, wanted, key.signer, existing_fields_only=True, output=out)
    return out.getvalue()


SIGNERS: dict[str, Callable[[bytes, str], bytes]] = {
    "ours": ours,
    "pyHanko": pyhankos,
    "by hand": signed_by_hand,
}


ORDINARY = {"ours": ours, "pyHanko": pyhankos, **WAYS}


FORMS = ("a stream", "digits")


POSITIONS = ("before the first signature", "between two signatures", "after the last signature")


CASES = [
    (kind, position, signer, form)
    for form in FORMS
    for kind in KINDS
    for position in POSITIONS
    for signer in SIGNERS
]


@cache
def _once(signer: str, form: str) -> bytes:
    return SIGNERS[signer](issued(form), COUNCIL)


def forged(kind: str, position: str, signer: str, form: str = "a stream") -> bytes:
    """A forgery of a kind, before, between or after genuine signatures; nothing where it would be none."""
    _, forge = KINDS[kind]
    if position == "before the first signature":
        begun = forge(Draft(issued(form)), CHAIR, "")
        return _signed_on(begun, signer) if begun else b""
    begun = forge(Draft(_once(signer, form)), CHAIR, COUNCIL)
    return _signed_on(begun, signer) if begun and position == "between two signatures" else begun


def _signed_on(body: bytes, signer: str) -> bytes:
    """The next signature on top; where a program will not, the forgery as it is."""
    try:
        return SIGNERS[signer](body, SCHOOL)
    except Exception:  # what a library says of a file that it cannot go on with
        return body


ORDINARY_CASES = [
    (name, form, before)
    for name in ORDINARY
    for form in FORMS
    for before in ("", *SIGNERS)
    if (form == "a stream" or name not in ONLY_AS_STREAMS) and not (before and name in CERTIFIED)
]


def ordinary(name: str, form: str, before: str = "") -> bytes:
    """Signed in an ordinary way, as the first or after another; only the first may certify."""
    return ORDINARY[name](_once(before, form) if before else issued(form), SCHOOL)


def prove(count: int, first: int = 0) -> Outcome:
    """Try so many forgeries, and every ordinary way to sign."""
    outcome = Outcome("documents")
    families: dict[str, Counter[str]] = defaultdict(Counter)
    for number in range(first, first + count):
        kind, position, signer, form = CASES[number % len(CASES)]
        body = forged(kind, position, signer, form)
        if not body:
            continue
        outcome.tried += 1
        level = examine(body, issued(form)).level
        family = KINDS[kind][0]
        families[family][kind] += 1
        outcome.seen["forgeries not believed"] += not level.is_genuine
        if level.is_genuine:
            outcome.faults.append(f"{number}: {kind}, {position}, {signer}, {form}: {level}")
    for name, form, before in ORDINARY_CASES:
        outcome.tried += 1
        found = examine(ordinary(name, form, before), issued(form))
        outcome.seen["taken, signed as others sign"] += found.is_sound
        if not found.is_sound:
            outcome.faults.append(
                f"not taken: {name}, {form}, after {before}: {found.fault or found.signatures}"
            )
    outcome.rows = [
        [family, f"{len(kinds)}", f"{kinds.total():,}"] for family, kinds in sorted(families.items())
    ]
    return outcome
