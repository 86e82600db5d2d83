"""A team's database: the same records and the same history on PostgreSQL, for many officers at once.

Laptops take a file along (an export), work offline, and are merged back. In the database each window is a writer of
its own. Acts follow one upon the other; what a window had not shown when it wrote counts as not seen, so two people
who set the same field apart find it as a disagreement, exactly as after a merge.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, Engine, create_engine, func, inspect, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateColumn

from aip_desktop.errors import Refusal
from aip_desktop.history.acts import FileSession
from aip_desktop.history.rebuild import rebuild
from aip_desktop.history.tables import Act, Change
from aip_desktop.models.base import Base
from aip_desktop.paths import SUFFIX, personal
from aip_desktop.store.integrity import fault_in
from aip_desktop.store.open_file import File
from aip_desktop.store.rows import copy_rows, engine_on
from aip_desktop.store.schema import SCHEMA_VERSION, make_tables, mark_as_ours
from aip_desktop.store.writers import claim_writer, give_back

DIALECT = "postgresql+psycopg"
TURN = 0x41495044  # "AIPD": the lock that acts take in turn
SECRETS = {"password", "sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key"}
MARK = "AIP Desktop, form "


def without_password(address: str) -> str:
    """Return the address as it may be remembered: with all that it says, such as of TLS, but what is secret."""
    url = _url(address)
    kept = {name: words for name, words in url.query.items() if name.casefold() not in SECRETS}
    public = URL.create(DIALECT, url.username, None, url.host, url.port, url.database, kept)
    return public.render_as_string()


def open_team(address: str, who: str, *, read: bool = False) -> "TeamFile":
    """Open a team's database. Refusal if it cannot be reached, is not ours, or is of a newer version."""
    url = _url(address)
    engine = _engine(url)
    try:
        with engine.begin() as connection:
            _bring_up_to_date(connection, url)
        return TeamFile(url, engine, who, read_only=read)
    except DBAPIError as error:
        engine.dispose()
        raise Refusal(_not_reached(url, error)) from error
    except BaseException:
        engine.dispose()
        raise


def start_team(address: str, source: File, who: str) -> "TeamFile":
    """Put a whole file, with its history, into an empty database, and open that. The file stays as it is.

    Refusal if the database cannot be reached or something of ours is in it already.
    """
    url = _url(address)
    engine = _engine(url)
    try:
        with source.reading() as session:
            _fill(url, engine, source, session)
    finally:
        engine.dispose()
    return open_team(address, who)


def _fill(url: URL, engine: Engine, source: File, session: Session) -> None:
    """Put all that ``session`` reads of the file into the empty database. Refusal says which of the two failed."""
    try:
        with source.faults_of(session), engine.begin() as connection:
            if set(inspect(connection).get_table_names()) & set(Base.metadata.tables):
                raise Refusal(
                    f"There is something in the database {url.database} already. "
                    "Open it, or choose an empty one"
                )
            Base.metadata.create_all(connection)
            _mark(connection)
            copy_rows(session.connection(), connection)
    except DBAPIError as error:
        raise Refusal(_not_reached(url, error)) from error


class TeamFile(File):
    """A team's database as the program has it open."""

    def __init__(self, url: URL, engine: Engine, who: str, *, read_only: bool) -> None:
        self.url = url
        self.path = (
            personal() / "teams" / f"{url.database}{SUFFIX}"
        )  # it is no file: what a copy would be called
        self._read_only = read_only
        self._is_shown = False  # whether a window says itself when it shows all anew
        self._there: dict[str, int] = {}  # how far the others are, as the transaction under way found them
        self._unseen: set[int] = set()  # writers that have written since then
        self._reviewed: dict[str, int] | None = None  # how far the others were at the last review of a merge
        self._is_open = True
        self._steady = engine.execution_options(isolation_level="REPEATABLE READ")
        super().__init__(
            engine, who, lambda connection, lineage: 0 if read_only else claim_writer(connection, lineage)
        )

    @property
    def read_only(self) -> bool:
        """Whether acts are refused."""
        return self._read_only

    def first_fault(self) -> str | None:
        """Prove the database as a file is, beside other work; what is wrong, or None. Refusal if it is lost."""
        try:
            with self._steady.connect() as connection:
                return fault_in(connection)
        except OperationalError as error:
            raise Refusal(self._not_read()) from error

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Return a session to read with: all of it from one moment.

        What it may read counts as seen from then on, unless a window says itself what it shows (``count_as_seen``).
        """
        with self._reading() as session:
            if not self._is_shown:
                self._writer.others = _others(session, self._writer.id)
            yield session

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        """Return the same, where nobody looks at what is read: it does not count as seen."""
        with self._one_at_a_time(), FileSession(self._steady, autoflush=False) as session:
            try:
                yield session
            except DBAPIError as error:
                raise Refusal(self._not_read()) from error

    def count_as_seen(self) -> None:
        """Hear that a window is about to show all anew. What it reads in passing, as for a menu or a backup, is not
        shown.
        """
        self._is_shown = True
        with self._reading() as session:
            self._writer.others = _others(session, self._writer.id)

    def has_news(self) -> bool:
        """Tell whether others have written since this window last showed all anew."""
        seen = self._writer.others
        with self._reading() as session:
            there = _others(session, self._writer.id)
        return any(last > seen.get(writer, 0) for writer, last in there.items())

    @property
    def place(self) -> str:
        """Where what is typed is kept, in words."""
        return f"in the team database {self.url.database}"

    def close(self) -> None:
        """Let the database go. A second call does nothing."""
        self._engine.dispose()
        if self._is_open and not self.read_only:
            with suppress(OSError):
                give_back(self.lineage, self._writer)
        self._is_open = False

    def copy_into(self, target: sqlite3.Connection) -> None:
        """Write all of it, as it stands between two acts, into an empty SQLite file. sqlite3.Error if that fails."""
        with self._reading() as session:
            target.isolation_level = None
            mark_as_ours(target)
            try:
                with self.faults_of(session), engine_on(target).begin() as connection:
                    make_tables(connection)
                    copy_rows(session.connection(), connection)
            except DBAPIError as error:  # of the copy, as SQLite itself says it
                raise sqlite3.OperationalError(str(error.orig)) from error

    def note_reviewed(self) -> None:
        """Hear that a person looks at what a merge would bring: what others write from now on was not in sight."""
        self._reviewed = self._there

    def refuse_if_moved_on(self, session: Session) -> None:
        """Refuse if others wrote since the review: else all that the review showed, which was everything, counts as
        seen by what was settled in it.
        """
        if self._reviewed is not None and self._reviewed != self._there:
            raise Refusal(
                "Others have written to the team database since you looked, so nothing was merged. "
                "Look at the merge again, then settle what is left"
            )
        self._writer.others = dict(self._there)

    def _begin(self, session: Session, words: str) -> None:
        """Wait for the turn, and note who wrote since this window last showed all anew."""
        if not self.read_only:  # else it is a copy in memory, to try a merge on
            session.execute(select(func.pg_advisory_xact_lock(TURN)))
        seen, self._there = self._writer.others, _others(session, self._writer.id)
        self._unseen = {int(writer) for writer, last in self._there.items() if last > seen.get(writer, 0)}
        self._writer.clock = max(self._writer.clock, session.scalar(select(func.max(Change.clock))) or 0)
        super()._begin(session, words)

    def _finish(self, session: Session) -> Act | None:
        done = super()._finish(session)
        if done is not None and self._unseen:
            query = select(Change.record).where(Change.writer == done.writer, Change.act == done.number)
            rebuild(session.connection(), set(session.scalars(query)))
        return done

    def _not_read(self) -> str:
        return (
            f"The team database {self.url.database} does not answer. Check the network, then try again. "
            "What was saved is safe"
        )

    def _not_saved(self, error: DBAPIError | UnicodeError) -> str:
        reason = error.orig if isinstance(error, DBAPIError) else "a character that cannot be stored"
        return (
            f"This was not saved: the team database {self.url.database} did not take it "
            f"({_first_line(reason)}). Check the network, then do it again"
        )


def _others(session: Session, writer: int) -> dict[str, int]:
    query = select(Act.writer, func.max(Act.last_change)).where(Act.writer != writer).group_by(Act.writer)
    return {str(other): last for other, last in session.execute(query)}


def _url(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise Refusal(_HOW) from error
    if url.get_backend_name() != "postgresql" or not url.database:
        raise Refusal(_HOW)
    return url.set(drivername=DIALECT)


_HOW = "Enter the address of the team database, such as postgresql+psycopg://name@server/database"


# A network that drops in silence is noticed within this, not after the minutes that systems wait by themselves.
_PATIENCE = {
    "connect_timeout": 5,  # seconds
    "tcp_user_timeout": 10_000,  # milliseconds
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 2,
}


def _engine(url: URL) -> Engine:
    try:
        return create_engine(url, pool_pre_ping=True, connect_args=_PATIENCE, hide_parameters=True)
    except (ImportError, NoSuchModuleError) as error:
        raise Refusal(
            "This installation works with files only. Install it with its part for teams (psycopg) to open a database"
        ) from error


def _mark(connection: Connection) -> None:
    connection.execute(text(f"COMMENT ON TABLE lineage IS '{MARK}{SCHEMA_VERSION}'"))


def _bring_up_to_date(connection: Connection, url: URL) -> None:
    """Refuse unless the database is ours and not newer. An older one gets the tables and columns it lacks."""
    connection.execute(select(func.pg_advisory_xact_lock(TURN)))
    there = inspect(connection).get_table_names()
    mark = connection.scalar(text("SELECT obj_description(to_regclass('lineage'))")) if there else None
    if not str(mark or "").startswith(MARK):
        raise Refusal(f"{url.database} is not a team database of AIP Desktop. Start one from a file first")
    form = int(str(mark).removeprefix(MARK))
    if form > SCHEMA_VERSION:
        raise Refusal(
            f"{url.database} is used with a newer AIP Desktop. Install the newer version to open it"
        )
    for table in Base.metadata.sorted_tables:
        if table.name in there:
            known = {column["name"] for column in inspect(connection).get_columns(table.name)}
            for column in table.columns:
                if column.name not in known:
                    definition = CreateColumn(column).compile(dialect=connection.dialect)
                    connection.execute(text(f'ALTER TABLE "{table.name}" ADD COLUMN {definition}'))
    Base.metadata.create_all(connection)
    if form < SCHEMA_VERSION:
        _mark(connection)


def _not_reached(url: URL, error: DBAPIError) -> str:
    where = f"{url.database} on {url.host or 'this computer'}"
    return (
        f"The team database {where} cannot be opened ({_first_line(error.orig)}). "
        "Check the network and the address, or work in a file and merge it later"
    )


def _first_line(reason: object) -> str:
    return str(reason).strip().partition("\n")[0]
