"""Ours: five agreements and their signature sheets as tagged, archivable PDFs. ours.py FILE.aip OUT.pdf"""

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from marks import timed

from aip_desktop.documents.agreement import agreements_pdf
from aip_desktop.documents.sign_up import pack_pdf
from aip_desktop.domain.agreements.agreement_statement import AgreementPaper
from aip_desktop.domain.agreements.prepare import draft_paper
from aip_desktop.domain.agreements.signing.sign_up_statement import SignUpPaper, sign_up_paper
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.lookup import live
from aip_desktop.store.file import open_to_read

TODAY = date(2026, 3, 2)


def read(path: str) -> tuple[list[AgreementPaper], list[SignUpPaper]]:
    """What is to be printed, read from the file."""
    file = open_to_read(Path(path))
    with file.reading() as session:
        ids = [it.id for it in live(session, Agreement) if it.starts_on <= TODAY]
        papers = [draft_paper(session, it, TODAY) for it in ids]
        sign_ups = [sign_up_paper(session, it, TODAY) for it in ids]
    file.close()
    return papers, sign_ups


def drawn(papers: Sequence[AgreementPaper], sign_ups: Sequence[SignUpPaper]) -> Iterator[bytes]:
    """The agreements as one file, and a pack of sheets for each."""
    yield agreements_pdf(papers)
    for it in sign_ups:
        yield pack_pdf(it, [line for line in it.sign_up.lines if line.counts])


if __name__ == "__main__":
    known = read(sys.argv[1])
    timed(sys.argv[2], lambda: list(drawn(*known)))
