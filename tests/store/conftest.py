"""A team's database for each test that wants one, on one server."""

from collections.abc import Iterator

import pytest

from aip_desktop.store.open_file import File
from aip_desktop.store.team_file import TeamFile, open_team, start_team
from tests.store.postgres import empty_database, server


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of a server."""
    with server() as found:
        yield found


@pytest.fixture
def database(address: str, new_file: File) -> str:
    """The address of a database that was started from the new file."""
    made = empty_database(address)
    start_team(made, new_file, "A. Officer").close()
    return made


@pytest.fixture
def team(database: str) -> Iterator[TeamFile]:
    """That database, open."""
    with_it = open_team(database, "T. Officer")
    yield with_it
    with_it.close()
