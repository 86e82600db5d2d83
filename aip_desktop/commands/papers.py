"""Paper and pictures: papers of every kind as PDF, and every tab as it looks."""

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from aip_desktop.clock import today
from aip_desktop.commands.opening import add_replace, command, named_path, opened, passphrase, replacing
from aip_desktop.errors import Refusal

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from aip_desktop.paperwork.kinds import Kind


def add(commands: Any) -> None:
    """Add the commands of this module."""
    paper = command(commands, "print", "Print papers of one kind as PDF", _print)
    which = paper.add_mutually_exclusive_group(required=True)
    which.add_argument("--agreement", metavar="REF", help="about the agreement with this reference")
    which.add_argument("--partnership", metavar="CODE", help="about the partnership with this code")
    which.add_argument("--decision", metavar="REF", help="about the decision with this reference")
    which.add_argument("--all", action="store_true", help="about everything in the file")
    paper.add_argument("--kind", default="agreement", help="which kind of paper; without it, agreement")
    paper.add_argument("--to", type=named_path, required=True, metavar="DIR", help="the folder to print into")
    add_replace(paper)
    pictures = command(commands, "pictures", "Write a picture of every tab, light and dark", _pictures)
    pictures.add_argument(
        "--to", type=named_path, required=True, metavar="DIR", help="the folder for the pictures"
    )
    add_replace(pictures)


def _print(options: Namespace) -> None:
    from aip_desktop.paperwork.kinds import kind_named, papers_of
    from aip_desktop.paperwork.paper import write_papers

    kind = kind_named(options.kind)
    with opened(options.file, read=True, passphrase=passphrase(options)) as file, file.reading() as session:
        papers = papers_of(session, kind, _subjects(session, kind, options), today())
    with replacing():
        paths = write_papers(papers, options.to, replace=options.replace)
    for path in paths:
        print(path)


def _subjects(session: "Session", kind: "Kind", options: Namespace) -> list[str]:
    from aip_desktop.domain.agreements.awards import agreement_by_reference
    from aip_desktop.domain.decisions.decisions import decision_by_reference
    from aip_desktop.domain.partnerships.queries import partnership_by_code
    from aip_desktop.paperwork.kinds import (
        all_subjects,
        subjects_of_agreements,
        subjects_of_decision,
        subjects_of_partnership,
    )

    if options.all:
        subjects = all_subjects(session, kind)
        if not subjects:
            raise Refusal(kind.nothing)
        return subjects
    if options.agreement is not None:
        one = agreement_by_reference(session, options.agreement)
        return subjects_of_agreements(session, kind, [one.id])
    if options.partnership is not None:
        partnership = partnership_by_code(session, options.partnership)
        return subjects_of_partnership(session, kind, partnership.id)
    decision = decision_by_reference(session, options.decision)
    return subjects_of_decision(session, kind, decision.id)


def _pictures(options: Namespace) -> None:
    from aip_desktop.ui.shell.startup import pictures

    with opened(options.file, read=True, passphrase=passphrase(options)) as file, replacing():
        for path in pictures(file, options.to, replace=options.replace):
            print(path)
