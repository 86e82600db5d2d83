"""Judging a signed agreement against pyHanko's own validation of the same file; and how long its pictures take.

The agreement is the longest that the sample issued, signed here by the council. Processor time, turn by turn in one
run, medians compared. Exit 1 above a bound.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import select

from aip_desktop.documents.signing.no_network import load_pyhanko
from aip_desktop.documents.signing.revisions import issued_pdf
from aip_desktop.documents.signing.sign import open_key, sign_pdf
from aip_desktop.documents.signing.validate import examine
from aip_desktop.history.blobs import kept_bytes
from aip_desktop.models.signatures import Edition
from aip_desktop.sample.file import make_sample
from aip_desktop.store.file import open_to_read
from tests.documents.signing.certificates import PASSPHRASE, made_p12

TURNS = 9
MOST = 4.0  # times pyHanko's own validation, without the pictures
LONGEST = 2.0  # seconds for the pictures of an agreement


def longest_edition() -> bytes:
    """The longest PDF that the sample issued for signature."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.aip"
        make_sample(path)
        with closing(open_to_read(path)) as file, file.reading() as session:
            bodies = [
                kept_bytes(session, edition.content_hash, "the agreement")
                for edition in session.scalars(select(Edition))
            ]
    return max(bodies, key=len)


def by_pyhanko(signed: bytes) -> None:
    """Validate every signature as pyHanko does unless told otherwise: also what was added after it."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    for embedded in PdfFileReader(BytesIO(signed)).embedded_signatures:
        validate_pdf_signature(embedded, ValidationContext(allow_fetching=False))


def taken(work: Callable[[], Any]) -> float:
    """Seconds of the processor."""
    began = time.process_time()
    work()
    return time.process_time() - began


def main() -> None:
    """Measure, and print a line for each."""
    load_pyhanko()
    issued = longest_edition()
    now = datetime.now(UTC)
    key = open_key(made_p12("The council"), PASSPHRASE, now.date())
    signed = sign_pdf(issued, "sign-council", key, now, name="The council")
    assert examine(signed, issued).is_sound
    by_pyhanko(signed)
    times: dict[str, list[float]] = {"theirs": [], "ours": [], "again": [], "whole": []}
    for _ in range(TURNS):
        times["theirs"].append(taken(lambda: by_pyhanko(signed)))
        issued_pdf.cache_clear()
        times["ours"].append(taken(lambda: examine(signed, issued, pictures=False)))
        times["again"].append(taken(lambda: examine(signed, issued, pictures=False)))
        times["whole"].append(taken(lambda: examine(signed, issued)))
    theirs, ours, again, whole = (median(several) for several in times.values())
    pictures = whole - again
    print(f"An agreement of {len(issued) / 1024:,.0f} KB, signed once")
    print(f"pyHanko's own validation {theirs * 1000:.0f} ms")
    print(f"ours without the pictures {ours * 1000:.0f} ms: {ours / theirs:.2f} x (bound {MOST})")
    print(f"the next paper of the same edition {again * 1000:.0f} ms: {again / theirs:.2f} x")
    print(f"the pictures {pictures:.2f} s (bound {LONGEST} s)")
    sys.exit(ours / theirs > MOST or pictures > LONGEST)


if __name__ == "__main__":
    main()
