"""The rows of a file, reached through one connection."""

import sqlite3
from contextlib import closing

from sqlalchemy import literal, select

from aip_desktop.store.rows import engine_on


def test_what_was_put_into_sql_for_one_file_serves_the_next() -> None:
    told = []
    for _ in range(2):
        with closing(sqlite3.connect(":memory:")) as one, engine_on(one).connect() as connection:
            answer = connection.execute(select(literal("asked of each").label("words")))
            told.append((answer.scalar(), answer.context.cache_hit.name))
    assert told == [("asked of each", "CACHE_MISS"), ("asked of each", "CACHE_HIT")]
