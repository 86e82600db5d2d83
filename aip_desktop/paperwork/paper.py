"""One document ready to be used, and what every kind of paper has in common: its name, and where it is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from aip_desktop.domain.issued_documents import issued_bytes, issued_lines
from aip_desktop.errors import Refusal
from aip_desktop.paths import file_name
from aip_desktop.wording import day


@dataclass(frozen=True, slots=True)
class Paper:
    """One document, ready to look at, to keep as a file or to send to a printer."""

    name: str  # of the file, without folder: "AIP-NE-2022.pdf"
    title: str
    body: bytes


def paper(name: str, title: str, body: bytes) -> Paper:
    """A paper whose file is named after ``name``, with what a file system may not take made a hyphen."""
    return Paper(f"{file_name(name)}.pdf", title, body)


def issued_papers(
    session: Session, kind: str, *, agreement_id: str | None = None, decision_id: str | None = None
) -> list[Paper]:
    """All documents of a kind that were issued about an agreement or a decision, byte for byte, oldest first."""
    return [
        paper(f"{it.title} {day(it.issued_on)}", it.title, issued_bytes(session, it.id))
        for it in issued_lines(session, agreement_id=agreement_id, decision_id=decision_id)
        if it.kind == kind
    ]


def write_papers(papers: Sequence[Paper], folder: Path, written: Sequence[Path] = ()) -> list[Path]:
    """Write each into a folder; their paths. ``written`` are those this run has written before.

    Refusal if the folder does not take them.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths: list[Path] = []
        for it in papers:
            path = _unused(folder / it.name, [*written, *paths])
            path.write_bytes(it.body)
            paths.append(path)
    except OSError as error:
        raise Refusal(
            f"The PDFs cannot be written to {folder}: {error.strerror}. Choose another folder"
        ) from error
    return paths


def _unused(path: Path, written: Sequence[Path]) -> Path:
    """A name that no other paper of this run has, be it only in other capitals."""
    taken, number, free = {it.name.casefold() for it in written}, 1, path
    while free.name.casefold() in taken:
        number += 1
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return free
