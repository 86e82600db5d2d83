"""A PostgreSQL server of the tests' own: on loopback, with its own folder of data, gone when the tests are."""

import itertools
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine

NAME = "aip"
_numbers = itertools.count(1)


def programs() -> Path:
    """Where the server's programs lie. The test is skipped, saying so, where it is not installed."""
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else list(Path("/usr/lib/postgresql").glob("*/bin"))
    if not places:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    return max(places)


@contextmanager
def server() -> Iterator[str]:
    """A running server; the address of its first database, without the database's name."""
    bin_ = programs()
    folder = Path(tempfile.mkdtemp(prefix="aip-team-"))
    user = "postgres" if os.geteuid() == 0 else None  # the server refuses to run as root
    if user:
        shutil.chown(folder, user)

    def run(program: str, *words: str) -> None:
        subprocess.run(
            [bin_ / program, *words], check=True, user=user, cwd=folder, capture_output=True, timeout=60
        )

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    run("initdb", "-D", str(data), "-U", NAME, "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
    settings = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off"
    try:
        run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", settings, "start")
        yield f"postgresql+psycopg://{NAME}@127.0.0.1:{port}"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def empty_database(address: str) -> str:
    """The address of a new, empty database on a server."""
    name = f"team{next(_numbers)}"
    engine = create_engine(f"{address}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return f"{address}/{name}"
