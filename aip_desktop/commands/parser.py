"""The words of the command line, and which act each names."""

import argparse

from aip_desktop import __version__
from aip_desktop.commands import (
    copies,
    decision_calendar,
    files,
    papers,
    passphrase,
    schools,
    sharing,
    signing,
    team,
)

ROOMS = (
    files,
    schools,
    papers,
    signing,
    decision_calendar,
    copies,
    passphrase,
    sharing,
    team,
)


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; ``command`` of what it returns is the act, to be called with it."""
    command_parser = argparse.ArgumentParser(
        prog="aip-desktop",
        usage="aip-desktop [FILE | --database ADDRESS] | aip-desktop COMMAND ...",
        description="Cooperation agreements with Area Inclusion Partnerships. Without a command, the window opens.",
        epilog="--database ADDRESS opens a team database, such as "
        "postgresql+psycopg://name@server/database?sslmode=verify-full. Keep its password in the password file of "
        "PostgreSQL: ~/.pgpass, on Windows %%APPDATA%%\\postgresql\\pgpass.conf, or the file that PGPASSFILE names.",
    )
    command_parser.add_argument("--version", action="version", version=__version__)
    commands = command_parser.add_subparsers(required=True, metavar="COMMAND", prog=command_parser.prog)
    for room in ROOMS:
        room.add(commands)
    return command_parser
