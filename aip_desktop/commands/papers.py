"""Paper and pictures: the agreements as PDF, and every tab as it looks."""

from argparse import Namespace
from pathlib import Path
from typing import Any

from aip_desktop.commands.opening import command, opened
from aip_desktop.errors import Refusal
from aip_desktop.today import today


def add(commands: Any) -> None:
    """Add the commands of this module."""
    paper = command(commands, "print", "Print agreements as PDF", _print)
    which = paper.add_mutually_exclusive_group(required=True)
    which.add_argument("--agreement", metavar="REF", help="the reference of one agreement")
    which.add_argument("--all", action="store_true", help="every agreement in the file")
    paper.add_argument("--to", type=Path, required=True, metavar="DIR", help="the folder to print into")
    pictures = command(commands, "pictures", "Write a picture of every tab, light and dark", _pictures)
    pictures.add_argument("--to", type=Path, required=True, metavar="DIR", help="the folder for the pictures")


def _print(options: Namespace) -> None:
    from aip_desktop.models.agreements.awards import agreement_by_reference, live_agreements
    from aip_desktop.paperwork import print_agreements

    with opened(options.file, read=True) as file:
        with file.reading() as session:
            if options.all:
                ids = [it.id for it in live_agreements(session)]
            else:
                ids = [agreement_by_reference(session, options.agreement).id]
        if not ids:
            raise Refusal("There are no agreements to print yet. Make them on the Agreements tab first")
        for path in print_agreements(file, ids, options.to, today()):
            print(path)


def _pictures(options: Namespace) -> None:
    from aip_desktop.ui.start import pictures

    with opened(options.file, read=True) as file:
        for path in pictures(file, options.to):
            print(path)
