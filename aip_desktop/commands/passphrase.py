"""The passphrase of a file itself: set, changed and removed without a window."""

import getpass
import os
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aip_desktop.commands.opening import command, named_path, opened, passphrase
from aip_desktop.errors import Refusal
from aip_desktop.wording import count

if TYPE_CHECKING:
    from aip_desktop.store.open_file import File


def add(commands: Any) -> None:
    """Add the command of this module."""
    words = "Show what follows from a passphrase on a file, and set, change or remove it"
    parser = command(commands, "passphrase", words, _passphrase)
    act = parser.add_mutually_exclusive_group(required=True)
    act.add_argument("--set", action="store_true", help="set one on a file that has none")
    act.add_argument("--change", action="store_true", help="set another in the place of the one it has")
    act.add_argument("--remove", action="store_true", help="let anybody who has the file read it again")
    parser.add_argument(
        "--new-passphrase-file",
        type=named_path,
        metavar="F",
        help="the one to set is the first line of this file; otherwise it is asked for",
    )
    parser.add_argument("--yes", action="store_true", help="do it; otherwise only show what follows")
    parser.set_defaults(wrong=parser.error)


def _passphrase(options: Namespace) -> None:
    from aip_desktop.store.change_passphrase import remove_passphrase, set_passphrase, why_not
    from aip_desktop.store.file import OneFile

    if options.remove and options.new_passphrase_file:
        options.wrong("--new-passphrase-file is for --set and --change")
    if isinstance(options.file, Path):
        _check_fits(options.file, options)
    with opened(options.file, read=False, passphrase=passphrase(options)) as file:
        refusal = why_not(file)
        if refusal or not isinstance(file, OneFile):
            raise Refusal(refusal.rstrip("."))
        words = "" if options.remove else _new(options)
        print("\n".join(_what_follows(remove=options.remove)))
        if not options.yes:
            print("Nothing was written. Add --yes to write it")
            return
        card = remove_passphrase(file) if options.remove else set_passphrase(file, words)
        print(f"Wrote and checked {card.path}: {', '.join(card.holds.lines())}")
        _tell_otherwise(file)


def _check_fits(path: Path, options: Namespace) -> None:
    """Refuse if there is no passphrase to change or remove, or one already where one is to be set."""
    from aip_desktop.store.at_rest import is_encrypted

    if not os.access(path, os.R_OK) or options.set != is_encrypted(path):  # what cannot be read is said later
        return
    if options.set:
        raise Refusal(f"{path.name} has a passphrase already. Use --change to set another")
    raise Refusal(f"{path.name} has no passphrase. Use --set to set one")


def _new(options: Namespace) -> str:
    """Return the passphrase to set. Refusal if it is too short, typed differently the second time, or nowhere to be
    had.
    """
    from aip_desktop.store.passphrase import chosen_passphrase, read_passphrase

    if options.new_passphrase_file:
        return chosen_passphrase(read_passphrase(options.new_passphrase_file))
    if not sys.stdin.isatty():
        raise Refusal("Name the file that the new passphrase is in with --new-passphrase-file")
    typed = chosen_passphrase(getpass.getpass("New passphrase: "))
    if getpass.getpass("The same again: ") != typed:
        raise Refusal("This is not the same, so nothing was set")
    return typed


def _what_follows(*, remove: bool) -> list[str]:
    from aip_desktop.store.change_passphrase import NOT_REACHED, OPEN_TO_ALL, REACHED, STAYS
    from aip_desktop.store.passphrase import FORGOTTEN, WRITE_IT_DOWN

    if remove:
        return [f"What follows: {OPEN_TO_ALL}", f"What stays: {STAYS}"]
    return [
        f"If it is forgotten: {FORGOTTEN}",
        f"So: {WRITE_IT_DOWN}",
        f"What gets it: {REACHED}",
        f"What it does not reach: {NOT_REACHED}",
    ]


def _tell_otherwise(file: "File") -> None:
    """Name the backups in which the file can be read without its passphrase."""
    from aip_desktop.store.change_passphrase import kept_otherwise

    backups = kept_otherwise(file) if file.key else ()
    if backups:
        many = count(len(backups), "backup")
        print(f"Warning. {many} on this laptop can be read with no passphrase, or with an earlier one:")
        for backup in backups:
            print(f"  {backup.path}")
