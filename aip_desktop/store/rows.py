"""The rows of a file: reached through one connection, and copied from one store to another."""

import sqlite3
from types import ModuleType

from sqlalchemy import Connection, Engine, create_engine, event, insert, select
from sqlalchemy.engine import Dialect
from sqlalchemy.pool import StaticPool
from sqlalchemy.util import LRUCache

from aip_desktop.models.base import Base
from aip_desktop.store.at_rest import module_of

AT_ONCE = 5000  # rows

# Putting a statement into SQL takes longer than a small file takes to answer it. So what was put into SQL for one
# file serves every file: each copy that is checked, compared or seen as it was would else begin anew.
_dialects: dict[ModuleType, Dialect] = {}
_statements: LRUCache[object, object] = LRUCache(1000)


def engine_on(connection: sqlite3.Connection) -> Engine:
    """Return an engine on one connection, whose transactions begin when they are begun."""
    module = module_of(connection)
    engine = create_engine(
        "sqlite+pysqlite://",
        module=module,
        creator=lambda: connection,
        poolclass=StaticPool,
        hide_parameters=True,  # an error names the statement, never what somebody typed
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    if module not in _dialects:
        with engine.connect():  # a dialect is ready when it has seen a connection
            _dialects[module] = engine.dialect
    engine.dialect = _dialects[module]
    return engine.execution_options(compiled_cache=_statements)


def copy_rows(source: Connection, target: Connection) -> None:
    """Copy every row of every table, into tables that are empty."""
    for table in Base.metadata.sorted_tables:
        rows = source.execution_options(yield_per=AT_ONCE).execute(select(table)).mappings()
        for part in rows.partitions():
            target.execute(insert(table), [dict(row) for row in part])
