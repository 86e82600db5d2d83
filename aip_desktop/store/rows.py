"""The tables of a file and their rows: made, marked as ours, and copied from one store to another."""

import sqlite3

from sqlalchemy import Connection, Engine, create_engine, event, insert, select
from sqlalchemy.pool import StaticPool
from sqlalchemy.schema import CreateIndex, CreateTable

from aip_desktop.models.base import Base
from aip_desktop.store.vet import APPLICATION_ID, SCHEMA_VERSION

AT_ONCE = 5000  # rows


def engine_on(connection: sqlite3.Connection) -> Engine:
    """An engine on one connection, whose transactions begin when they are begun."""
    engine = create_engine("sqlite+pysqlite://", creator=lambda: connection, poolclass=StaticPool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def mark_as_ours(connection: sqlite3.Connection) -> None:
    """Write into an empty file whose it is and which form its tables have."""
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")


def make_tables(making: Connection) -> None:
    """All tables and indexes, in one order, so that equal files have equal bytes."""
    for table in Base.metadata.sorted_tables:
        making.execute(CreateTable(table))
        for index in sorted(table.indexes, key=lambda it: str(it.name)):
            making.execute(CreateIndex(index))


def copy_rows(source: Connection, target: Connection) -> None:
    """Every row of every table, into tables that are empty."""
    for table in Base.metadata.sorted_tables:
        rows = source.execution_options(yield_per=AT_ONCE).execute(select(table)).mappings()
        for part in rows.partitions():
            target.execute(insert(table), [dict(row) for row in part])
