"""Writing a share copy: a new file with a lineage of its own, and nothing in it that is withheld."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import insert

from aip_desktop.clock import today
from aip_desktop.domain.sharing.share import Share, begin_share, share_for
from aip_desktop.errors import Refusal
from aip_desktop.history.acts import FileSession, begin_act, finish_act
from aip_desktop.history.tables import Lineage
from aip_desktop.history.writers import Writer
from aip_desktop.models.ids import new_id, source
from aip_desktop.store.open_file import File
from aip_desktop.store.rows import engine_on
from aip_desktop.store.safe_copies import CopyCard, write_new
from aip_desktop.store.schema import PROGRAMS, SCHEMA_VERSION, make_tables, mark_as_ours


def share_copy(file: File, code: str, target: Path, who: str, passphrase: str = "") -> CopyCard:
    """Write a share copy for the partnership with this code; what was found in it when it was opened again.

    It is made in memory of the records that are shared, so that no page of it ever held anything else. Refusal if
    there is no such partnership, or the medium does not take it.
    """
    if file.mark:
        raise Refusal("This is a share copy itself. Share from the council’s own file")
    with file.reading() as session:
        share = share_for(session, code)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        _fill(connection, share, who)
        return write_new(target, connection, passphrase, not_over=file.path)


def _fill(connection: sqlite3.Connection, share: Share, who: str) -> None:
    mark_as_ours(connection)
    engine = engine_on(connection)
    with engine.begin() as making:
        make_tables(making)
        making.execute(insert(Lineage), [{"id": new_id(), "needs": PROGRAMS[SCHEMA_VERSION]}])
        writer = Writer.resume(making, source().bits(62), who)
    with FileSession(engine) as session:
        begin_act(session, writer, f"Share with {share.partnership}")
        begin_share(session, share, who, today())
        finish_act(session)
        session.commit()
    connection.execute("VACUUM")
