"""The papers of a file: an issued agreement exactly as it was issued, any other drawn now as a draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from aip_desktop.documents.agreement import agreement_pdf
from aip_desktop.errors import Refusal
from aip_desktop.models.agreements.awards import get_agreement
from aip_desktop.models.agreements.compose import draft_paper, latest_edition, prepare_edition
from aip_desktop.models.agreements.printed import printed
from aip_desktop.models.agreements.signing import issue_edition, issued_pdf
from aip_desktop.store.file import File
from aip_desktop.wording import day


@dataclass(frozen=True, slots=True)
class Paper:
    """One document, ready to look at, to keep as a file or to send to a printer."""

    name: str  # of the file, without folder: "AIP-NE-2022.pdf"
    title: str
    body: bytes


def agreement_as_paper(file: File, agreement_id: str, today: date) -> Paper:
    """The edition in force, byte for byte; a draft drawn from the records where none was issued."""
    with file.reading() as session:
        reference = get_agreement(session, agreement_id).reference
        edition = latest_edition(session, agreement_id)
        if edition is not None:
            name = f"{_safe(reference)} edition {edition.number}.pdf"
            return Paper(name, f"{reference}, edition {edition.number}", issued_pdf(session, edition.id))
        paper = draft_paper(session, agreement_id, today)
    return Paper(f"{_safe(reference)} draft.pdf", f"{reference}, draft", agreement_pdf(paper))


def print_agreements(file: File, agreement_ids: Sequence[str], folder: Path, today: date) -> list[Path]:
    """Write one PDF an agreement into a folder; their paths. Refusal if the folder does not take them."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths: list[Path] = []
        for agreement_id in agreement_ids:
            paper = agreement_as_paper(file, agreement_id, today)
            path = _unused(folder / paper.name, paths)
            path.write_bytes(paper.body)
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


def issue_for_signature(file: File, agreement_ids: Sequence[str], issued_on: date) -> tuple[str, ...]:
    """Issue agreements in one act: each is frozen as an edition with its exact bytes; their codes.

    Refusal, with nothing issued, if one of them has a blank where a fact belongs.
    """
    with file.reading() as session:
        prepared = {it: prepare_edition(session, it, issued_on) for it in agreement_ids}
    for it in prepared.values():
        if it.paper.blanks:
            raise Refusal(f"{it.paper.reference} cannot be issued yet. {it.paper.blanks[0]}")
    drawn = {it: agreement_pdf(ready.paper) for it, ready in prepared.items()}
    references = [ready.paper.reference for ready in prepared.values()]
    what = references[0] if len(references) == 1 else f"{len(references)} agreements"
    with file.act(f"Issue {what} for signature on {day(issued_on)}") as session:
        return tuple(
            issue_edition(session, it, ready.edition_id, issued_on, drawn[it], printed(ready.paper))
            for it, ready in prepared.items()
        )


def _safe(name: str) -> str:
    """A reference as part of a file name: whatever a file system may not take becomes a hyphen."""
    return (
        "".join(letter if letter.isalnum() or letter in " -_." else "-" for letter in name).strip(" .")
        or "agreement"
    )
