"""A file in which there is something to print of every kind of paper, so that no kind goes unchecked."""

import shutil
from datetime import date
from pathlib import Path

from aip_desktop.domain.agreements.signing.sign_up import sign_up
from aip_desktop.domain.agreements.signing.signing import record_signature
from aip_desktop.domain.agreements.variations import GIVERS, terminate, vary
from aip_desktop.domain.attachments import attach
from aip_desktop.domain.decisions.decisions import record_decision
from aip_desktop.models.agreements import Agreement
from aip_desktop.models.decisions import DecisionKind
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.paperwork.kinds import Kind, all_subjects, papers_of
from aip_desktop.paperwork.paper import Paper
from aip_desktop.paperwork.sign_up import issue_certificate
from aip_desktop.store.file import open_file
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import export_copy

TODAY = date(2026, 11, 25)


def file_with_everything(folder: Path, sample: Path) -> File:
    """The sample, and what the sample leaves out: a variation, an early end, an attachment, a certificate,
    a merge."""
    path = folder / "everything.aip"
    shutil.copy(sample, path)
    file = open_file(path, "A. Officer")
    with file.act("Record what the sample leaves out") as session:
        varied, ended = _running(session)[:2]
        assert varied.decision_id
        deciding = record_decision(
            session, DecisionKind.OPERATIONAL, "More money", parent_id=varied.decision_id
        )
        session.flush()
        vary(session, varied.id, "Schedule A is replaced.", "More money.", date(2026, 9, 1), deciding)
        terminate(
            session, ended.id, given_by=GIVERS[1], given_on=date(2026, 11, 2), months=3,
            last_day=date(2027, 2, 28), reason="The partnership joins another.", decision_id=varied.decision_id,
        )  # fmt: skip
        attach(session, varied.id, "minutes.pdf", b"%PDF-1.4 minutes", date(2026, 9, 3), "Of the meeting")
        for line in sign_up(session, varied, TODAY).lines:
            if line.signed_on is None and line.counts:
                record_signature(session, varied.id, line.key, TODAY)
        complete = varied.id
    issue_certificate(file, complete, TODAY)
    _merge(file, folder)
    return file


def _merge(file: File, folder: Path) -> None:
    """Two people name a partnership apart, and their copies are merged."""
    other = open_file(export_copy(file, folder / "other").path, "B. Officer")
    for one in (file, other):
        with one.act("Rename") as session:
            live(session, Partnership)[0].name = f"East, says {one.who}"
    file.merge(other, "Merge the copy of B. Officer")
    other.close()


def _running(session: object) -> list[Agreement]:
    found = live(session, Agreement)  # type: ignore[arg-type]
    return [it for it in found if it.starts_on <= TODAY]


def papers_of_kind(file: File, kind: Kind) -> list[Paper]:
    """Every paper of a kind that the file has."""
    with file.reading() as session:
        return papers_of(session, kind, all_subjects(session, kind), TODAY)
