"""A team's database: started from a file. Every other command takes its address in place of a file."""

import getpass
from argparse import Namespace
from typing import Any

from aip_desktop.commands.opening import command, opened, passphrase


def add(commands: Any) -> None:
    """Add the commands of this module."""
    start = command(
        commands, "start-team", "Put a file, with its history, into an empty team database", _start
    )
    start.add_argument("address", help="such as postgresql+psycopg://name@server/database")


def _start(options: Namespace) -> None:
    from aip_desktop.domain.summary import summary
    from aip_desktop.store.team_file import start_team

    with opened(options.file, read=True, passphrase=passphrase(options)) as file:
        team = start_team(options.address, file, getpass.getuser())
    try:
        with team.reading() as session:
            lines = summary(session).lines()
    finally:
        team.close()
    print(f"Started the team database {team.url.database}")
    for line in lines:
        print(f"  {line}")
