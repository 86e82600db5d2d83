"""One command: the window, or one act without a window. Exit 0 done, 1 refused (the sentence), 2 wrong usage."""

import argparse
import getpass
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from aip_desktop import __version__
from aip_desktop.errors import Refusal
from aip_desktop.today import today

if TYPE_CHECKING:
    from aip_desktop.store.file import File

Command = Callable[[argparse.Namespace], None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments ask; the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if not words or (words[0] not in _COMMANDS and not words[0].startswith("-")):
            return _window(words)
        options = _parser().parse_args(words)
        command: Command = options.command
        command(options)
    except Refusal as refusal:
        print(refusal.sentence, file=sys.stderr)
        return 1
    return 0


def _window(words: Sequence[str]) -> int:
    if len(words) > 1:
        _parser().error(f"there is no command {words[0]}")
    from aip_desktop.ui.start import start_window

    return start_window(Path(words[0]) if words else None)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="aip-desktop",
        usage="aip-desktop [FILE] | aip-desktop COMMAND ...",
        description="Cooperation agreements with Area Inclusion Partnerships. Without a command, the window opens.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, (words, build) in _COMMANDS.items():
        build(commands.add_parser(name, help=words, description=words))
    return parser


@contextmanager
def _opened(path: Path, *, read: bool) -> "Iterator[File]":
    """The file, to read (a private copy, whoever has it open) or to write."""
    from aip_desktop.store.file import open_file, open_to_read

    file = open_to_read(path) if read else open_file(path, getpass.getuser())
    try:
        yield file
    finally:
        file.close()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}. Check its name and folder") from error


def _sample_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="where to make it")
    parser.set_defaults(command=_sample)


def _sample(options: argparse.Namespace) -> None:
    from aip_desktop.sample import make_sample

    make_sample(options.file)
    print(f"Made the sample: {options.file}")


def _import_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("csv", type=Path, help="the official extract (GIAS)")
    parser.add_argument(
        "--links", type=Path, help="the register's links file, for successors of closed schools"
    )
    parser.add_argument("--yes", action="store_true", help="write it; otherwise only show it")
    parser.set_defaults(command=_import_schools)


def _import_schools(options: argparse.Namespace) -> None:
    from aip_desktop.models.register import apply_register, plan_register
    from aip_desktop.sheets.register import read_register
    from aip_desktop.sheets.register_links import read_links

    extract = read_register(_bytes(options.csv))
    linked = read_links(_bytes(options.links)).successors() if options.links else {}
    with _opened(options.file, read=not options.yes) as file:
        with file.reading() as session:
            plan = plan_register(session, extract, linked)
        print(plan.words)
        for change in plan.changed:
            print(f"  {change.urn} {change.name}: {change.words}")
        for problem in plan.problems:
            print(f"  line {problem.line}, {problem.column or 'row'}: {problem.value!r}. {problem.sentence}")
        if options.yes and not plan.is_nothing:
            with file.act(f"Import the schools register ({options.csv.name})") as session:
                apply_register(session, plan)
        print(_outcome(options.yes, plan.is_nothing))


def _outcome(yes: bool, nothing: bool) -> str:
    if nothing:
        return "Nothing to change"
    return "Written" if yes else "Nothing was written. Add --yes to write it"


def _assign_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("csv", type=Path, help="a table with URN and area (the partnership's code or name)")
    parser.add_argument(
        "--from", dest="joined", default="", help="the day they join; else 1 April of this year"
    )
    parser.add_argument("--yes", action="store_true", help="write it; otherwise only show it")
    parser.set_defaults(command=_assign)


def _assign(options: argparse.Namespace) -> None:
    from aip_desktop.calendar import financial_year_of, financial_year_span
    from aip_desktop.models.joining import apply_joining, plan_joining
    from aip_desktop.sheets.areas import read_memberships
    from aip_desktop.wording import read_date

    found = read_memberships(_bytes(options.csv))
    start, _ = financial_year_span(financial_year_of(today()))
    joined_on = read_date(options.joined) if options.joined else start
    with _opened(options.file, read=not options.yes) as file:
        with file.reading() as session:
            plan = plan_joining(session, found, joined_on)
        print(plan.words)
        for problem in plan.problems:
            print(f"  line {problem.line}: {problem.sentence}")
        if options.yes and plan.joinings:
            with file.act(f"Put schools into partnerships ({options.csv.name})") as session:
                apply_joining(session, plan)
        print(_outcome(options.yes, not plan.joinings))


def _print_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--agreement", metavar="REF", help="the reference of one agreement")
    which.add_argument("--all", action="store_true", help="every agreement in the file")
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="the folder to print into")
    parser.set_defaults(command=_print)


def _print(options: argparse.Namespace) -> None:
    from aip_desktop.models.agreements.awards import agreement_by_reference, live_agreements
    from aip_desktop.paperwork import print_agreements

    with _opened(options.file, read=True) as file:
        with file.reading() as session:
            if options.all:
                ids = [it.id for it in live_agreements(session)]
            else:
                ids = [agreement_by_reference(session, options.agreement).id]
        if not ids:
            raise Refusal("There are no agreements to print yet. Make them on the Agreements tab first")
        for path in print_agreements(file, ids, options.to, today()):
            print(path)


def _export_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--to", type=Path, required=True, metavar="COPY", help="where to write the copy")
    parser.set_defaults(command=_export)


def _export(options: argparse.Namespace) -> None:
    from aip_desktop.store.copies import export_copy

    with _opened(options.file, read=True) as file:
        card = export_copy(file, options.to)
    print(f"Wrote and checked {card.path}")
    for line in card.summary.lines():
        print(f"  {line}")


def _check_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.set_defaults(command=_check)


def _check(options: argparse.Namespace) -> None:
    from aip_desktop.models.invariants import faults
    from aip_desktop.models.summary import summary

    with _opened(options.file, read=True) as file, file.reading() as session:
        for line in summary(session, today()).lines():
            print(line)
        found = faults(session)
    if found:
        raise Refusal("\n".join((f"{options.file.name} has faults:", *(f"  {it}" for it in found))))
    print("Everything in the file holds")


def _pictures_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--to", type=Path, required=True, metavar="DIR", help="the folder for the pictures")
    parser.set_defaults(command=_pictures)


def _pictures(options: argparse.Namespace) -> None:
    from aip_desktop.ui.start import pictures

    with _opened(options.file, read=True) as file:
        for path in pictures(file, options.to):
            print(path)


_COMMANDS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
    "sample": ("Make a new file with the fictional sample", _sample_options),
    "import-schools": ("Show, or write, what an extract of the schools register changes", _import_options),
    "assign": ("Show, or write, memberships from a table of URN and area", _assign_options),
    "print": ("Print agreements as PDF", _print_options),
    "export": ("Write a safe copy of a file", _export_options),
    "check": ("Verify a file and everything that must hold in it", _check_options),
    "pictures": ("Write a picture of every tab, light and dark", _pictures_options),
}


def run() -> None:
    """The command ``aip-desktop``."""
    sys.exit(main())


if __name__ == "__main__":
    run()
