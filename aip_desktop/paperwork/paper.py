"""One document ready to be used, and what every kind of paper has in common: its name, and where it is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from aip_desktop.domain.issued_documents import issued_bytes, issued_lines
from aip_desktop.errors import Refusal
from aip_desktop.file_writing import free_names, write_files
from aip_desktop.paths import file_name
from aip_desktop.wording import day


@dataclass(frozen=True, slots=True)
class Paper:
    """One document, ready to look at, to keep as a file or to send to a printer."""

    name: str  # of the file, without folder: "AIP-NE-2022.pdf"
    title: str
    body: bytes


def paper(name: str, title: str, body: bytes) -> Paper:
    """Return a paper whose file is named after ``name``, with what a file system may not take made a hyphen."""
    return Paper(f"{file_name(name)}.pdf", title, body)


def issued_papers(
    session: Session, kind: str, *, agreement_id: str | None = None, decision_id: str | None = None
) -> list[Paper]:
    """Return all documents of a kind that were issued about an agreement or a decision, byte for byte, oldest
    first.
    """
    return [
        paper(f"{line.title} {day(line.issued_on)}", line.title, issued_bytes(session, line.id))
        for line in issued_lines(session, agreement_id=agreement_id, decision_id=decision_id)
        if line.kind == kind
    ]


def write_papers(
    papers: Sequence[Paper], folder: Path, *, replace: bool = False, keep_both: bool = False
) -> list[Path]:
    """Write each into a folder, which is made where it is missing; their paths.

    What has such a name already is replaced with ``replace``; with ``keep_both`` the new one gets a number. Else
    ``Taken``, with nothing written. Refusal if the folder does not take them, or a signed PDF would be replaced.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(
            f"The folder {folder} could not be created: {error.strerror}. Choose another folder"
        ) from error
    names = free_names([folder / paper.name for paper in papers])
    if keep_both:
        names = free_names(names, [paper.body for paper in papers])
    write_files([(name, paper.body) for name, paper in zip(names, papers, strict=True)], replace=replace)
    return names
