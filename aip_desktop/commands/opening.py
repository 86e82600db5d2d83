"""Opening a file for one act of the command line."""

import getpass
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aip_desktop.errors import PassphraseNeeded, Refusal
from aip_desktop.file_writing import Taken
from aip_desktop.paths import new_file
from aip_desktop.store.deadline import TakesLong, patience

if TYPE_CHECKING:
    from aip_desktop.store.open_file import File


def command(commands: Any, name: str, words: str, act: Callable[[Namespace], None]) -> ArgumentParser:
    """Add a command that works on a FILE."""
    parser: ArgumentParser = commands.add_parser(name, help=words, description=words)
    parser.add_argument("file", type=file_or_database, metavar="FILE", help="the file it is about")
    add_passphrase(parser)
    parser.add_argument(
        "--check-to-the-end",
        action="store_true",
        help="check a file that this laptop has seen before, however long that takes",
    )
    parser.set_defaults(command=lambda options: _in_time(act, options))
    return parser


def _in_time(act: Callable[[Namespace], None], options: Namespace) -> None:
    """Run a command. Where a file takes too long to check, and may be checked to the end, the Refusal says how."""
    try:
        with patience(wanted=options.check_to_the_end):
            act(options)
    except TakesLong as long:
        if not long.is_known:
            raise
        raise Refusal(f"{long.sentence}. To check it to the end, add --check-to-the-end") from long


def file_or_database(words: str) -> Path | str:
    """Return the path of a file; the address of a team's database stays the words it is."""
    return words if words.startswith("postgresql") and "://" in words else named_path(words)


def named_path(words: str) -> Path:
    """Return the path that was named. ``ArgumentTypeError`` if it is blank, which would be the folder one is in."""
    if not words.strip():
        raise ArgumentTypeError("is blank: name a file or a folder")
    return Path(words)


def add_passphrase(parser: ArgumentParser) -> None:
    """Let a command be given a passphrase."""
    parser.add_argument(
        "--passphrase-file",
        type=named_path,
        metavar="F",
        help="the passphrase is the first line of this file",
    )


def passphrase(options: Namespace) -> str:
    """Return the passphrase that the command was given, or nothing. Refusal if its file cannot be read."""
    from aip_desktop.store.passphrase import read_passphrase

    return read_passphrase(options.passphrase_file) if options.passphrase_file else ""


def add_other_passphrase(parser: ArgumentParser) -> None:
    """Let a command be given the passphrase of the other file, where it has one of its own."""
    parser.add_argument(
        "--other-passphrase-file",
        type=named_path,
        metavar="F",
        help="that of the other file, if it is another",
    )


def other_passphrase(options: Namespace) -> str:
    """Return the passphrase of the other file: its own, else that of the first. Refusal if its file cannot be
    read.
    """
    from aip_desktop.store.passphrase import read_passphrase

    given = options.other_passphrase_file
    return read_passphrase(given) if given else passphrase(options)


@contextmanager
def opened(place: Path | str, *, read: bool, passphrase: str = "") -> "Iterator[File]":
    """Return the file, to read (a private copy, whoever has it open) or to write; or a team's database.

    Refusal, besides what the store says, if it has a passphrase and none was given.
    """
    file = _open(place, read, passphrase)
    try:
        yield file
    finally:
        file.close()


def _open(place: Path | str, read: bool, passphrase: str) -> "File":
    if isinstance(place, str):
        from aip_desktop.store.team_file import open_team

        return open_team(place, getpass.getuser(), read=read)
    from aip_desktop.store.file import open_file, open_to_read

    with told_how(place, given=bool(passphrase)):
        return open_to_read(place, passphrase) if read else open_file(place, getpass.getuser(), passphrase)


@contextmanager
def told_how(path: Path, option: str = "--passphrase-file", *, given: bool) -> Iterator[None]:
    """Surround work on a file that may have a passphrase: unless one was ``given``, the Refusal says how to."""
    try:
        yield
    except PassphraseNeeded as needed:
        if given:
            raise
        raise Refusal(f"{path.name} has a passphrase. Name the file it is in with {option}") from needed


def free(path: Path) -> Path:
    """Return where a copy is to be written. Refusal if a file is there: that may be somebody's work."""
    target = new_file(path)
    if target.exists():
        raise Refusal(f"{target} is there already. Choose another name")
    return target


def add_replace(parser: ArgumentParser) -> None:
    """Let a command write over files of the same names, if that is meant."""
    parser.add_argument(
        "--replace",
        action="store_true",
        help="replace files of the same names; never a signed PDF or an .aip file",
    )


@contextmanager
def replacing() -> Iterator[None]:
    """Surround the writing of files: where one has that name already, the Refusal says how to replace it."""
    try:
        yield
    except Taken as taken:
        raise Refusal(f"{taken.sentence}, or add --replace") from taken


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file. Refusal if it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}. Check its name and folder") from error
