"""The rows of a file: reached through one connection, and copied from one store to another."""

import sqlite3

from sqlalchemy import Connection, Engine, create_engine, event, insert, select
from sqlalchemy.pool import StaticPool

from aip_desktop.models.base import Base
from aip_desktop.store.at_rest import module_of

AT_ONCE = 5000  # rows


def engine_on(connection: sqlite3.Connection) -> Engine:
    """An engine on one connection, whose transactions begin when they are begun."""
    engine = create_engine(
        "sqlite+pysqlite://",
        module=module_of(connection),
        creator=lambda: connection,
        poolclass=StaticPool,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def copy_rows(source: Connection, target: Connection) -> None:
    """Every row of every table, into tables that are empty."""
    for table in Base.metadata.sorted_tables:
        rows = source.execution_options(yield_per=AT_ONCE).execute(select(table)).mappings()
        for part in rows.partitions():
            target.execute(insert(table), [dict(row) for row in part])
