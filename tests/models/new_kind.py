"""A kind of record that the program does not have, and what each part of the program makes of it.

It is run by itself, with a folder to write in, because a record class stays known for as long as a program runs.
"""

import json
import shutil
import sys
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped

from aip_desktop.domain.checks.broken_rules import broken_rules
from aip_desktop.domain.checks.rules import one_record_for_each_thing
from aip_desktop.domain.merging.dry_run import foreseen, standing
from aip_desktop.domain.merging.review import can_be_typed, disagreements
from aip_desktop.history.reading import changes_of_record, record_in_words
from aip_desktop.history.repair import keep_one
from aip_desktop.models.base import Record, refers
from aip_desktop.models.describe import Duplicates, Kind, Share, field
from aip_desktop.models.lookup import live
from aip_desktop.models.partnerships import Partnership
from aip_desktop.operations.new_file import Beginning, begin_file, suggested_partnerships
from aip_desktop.operations.share_copy import share_copy
from aip_desktop.store.file import create_file, open_file, open_to_read

BEGINNING = Beginning("Testshire", "999", suggested_partnerships())


WOODS = {"oak": "Oak", "ash": "Ash"}


class Bench(Record, kw_only=True):
    """A bench that a partnership has."""

    __tablename__ = "bench"
    __kind__ = Kind(
        label="garden bench",
        title="{place} · {partnership_id}",
        shared_by="partnership_id",
        order=("place", "id"),
        unique=("partnership_id", "place"),
        duplicates=Duplicates.FILL,
    )

    partnership_id: Mapped[str] = field("Partnership", Share.YES, refers=refers("partnership"))
    place: Mapped[str] = field("Where the bench is", Share.YES)
    wood: Mapped[str] = field("Wood", Share.YES, codes=WOODS, default="oak")
    price: Mapped[Decimal | None] = field("Price", Share.NO, default=None)
    bought_on: Mapped[date | None] = field("Bought on", Share.YES, default=None)
    remarks: Mapped[str | None] = field("Remarks", Share.NO, long=True, default=None)


def told(folder: Path) -> dict[str, Any]:
    """Take a bench through the program: history, conflict, merge preview, duplicates and a read-only copy."""
    found: dict[str, Any] = {}
    path, copy = folder / "own.aip", folder / "other.aip"
    file = create_file(path, "Ann", "Start", lambda session: begin_file(session, BEGINNING))
    with closing(file), file.act("Add a bench") as session:
        home = live(session, Partnership)[0]
        bench = Bench(partnership_id=home.id, place="Gate", price=Decimal("90"), remarks="First")
        session.add(bench)
        session.flush()
        bench_id, code = bench.id, home.code
    shutil.copy(path, copy)
    for name, who, remarks in ((path, "Ann", "By Ann"), (copy, "Ben", "By Ben")):
        with closing(open_file(name, who)) as file, file.act("Write remarks") as session:
            bench = session.get_one(Bench, bench_id)
            bench.remarks, bench.wood = remarks, "ash"
            if who == "Ben":
                session.add(Bench(partnership_id=bench.partnership_id, place="Pond"))
            else:
                session.add(
                    Bench(partnership_id=bench.partnership_id, place="Pond", bought_on=date(2026, 4, 1))
                )
    with closing(open_file(path, "Ann")) as file, closing(open_to_read(copy)) as other:
        file.merge(other, "Merge")
        with file.reading() as session:
            found["heading"], found["fields"] = record_in_words(session, bench_id)
            found["history"] = sorted(
                f"{line.field}: {line.before} → {line.after}" if line.field else f"added: {line.after}"
                for _, line in changes_of_record(session, bench_id)
            )
            found["conflict"] = [(it.label, it.is_long, it.what) for it in disagreements(session)]
            faults = list(one_record_for_each_thing(session))
            found["doubles"] = [fault.sentence for fault in faults]
            found["fixes"] = [way.note for broken in broken_rules(session) for way in broken.ways]
            before = standing(session)
        with file.act("Keep one") as session:
            kept, other_id = sorted(
                faults[0].about, key=lambda record: session.get_one(Bench, record).bought_on is not None
            )
            keep_one(session, kept, other_id)
            session.flush()
            found["filled"] = str(session.get_one(Bench, kept).bought_on)
        with file.reading() as session:
            found["foreseen"] = foreseen(session, file.last_act, before).changes
            found["places"] = [it.place for it in session.scalars(select(Bench).order_by(*Bench.order()))]
        share_copy(file, code, folder / "shared.aip", "Ann")
    with closing(open_to_read(folder / "shared.aip")) as shared, shared.reading() as session:
        bench = session.get_one(Bench, bench_id)
        found["shared"] = [bench.place, bench.wood, bench.price, bench.remarks]
    found["typed"] = [can_be_typed("bench", name) for name in ("partnership_id", "place", "wood")]
    return found


if __name__ == "__main__":
    print(json.dumps(told(Path(sys.argv[1]))))
