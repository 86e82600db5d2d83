"""Opening a file for one act of the command line."""

import getpass
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aip_desktop.errors import Refusal

if TYPE_CHECKING:
    from aip_desktop.store.file import File


def command(commands: Any, name: str, words: str, act: Callable[[Namespace], None]) -> ArgumentParser:
    """Add a command that works on a FILE."""
    made: ArgumentParser = commands.add_parser(name, help=words, description=words)
    made.add_argument("file", type=Path)
    made.set_defaults(command=act)
    return made


@contextmanager
def opened(path: Path, *, read: bool) -> "Iterator[File]":
    """The file, to read (a private copy, whoever has it open) or to write."""
    from aip_desktop.store.file import open_file, open_to_read

    file = open_to_read(path) if read else open_file(path, getpass.getuser())
    try:
        yield file
    finally:
        file.close()


def read_bytes(path: Path) -> bytes:
    """The bytes of a file. Refusal if it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}. Check its name and folder") from error
