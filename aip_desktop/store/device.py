"""This device's own record of each file: which writer it may go on as, and the last hash it saw.

A writer's id is taken out of the record while a file is open and put back, with its last act and hash, when the
file is closed. So no two open copies share one, and a copy that was restored, or edited elsewhere, or left by a
crash, gets a new one.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import Connection

from aip_desktop.models.base import source
from aip_desktop.models.history import Act, Writer
from aip_desktop.paths import personal


@dataclass(frozen=True, slots=True)
class Head:
    """The end of one writer's chain of acts."""

    writer: int
    number: int
    hash: str


def _record(lineage: str) -> Path:
    folder = personal() / "files"
    folder.mkdir(exist_ok=True)
    return folder / f"{lineage}.json"


def _heads(lineage: str) -> list[Head]:
    try:
        return [Head(**entry) for entry in json.loads(_record(lineage).read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        return []


def _keep(lineage: str, heads: list[Head]) -> None:
    target = _record(lineage)
    fresh = target.with_suffix(f".{os.getpid()}.new")
    fresh.write_text(json.dumps([asdict(head) for head in heads]), encoding="utf-8")
    fresh.replace(target)


def claim_writer(connection: Connection, lineage: str) -> int:
    """The writer to go on as in this file: one that stands exactly where this device left it, else a new one."""
    heads = _heads(lineage)
    for head in heads:
        last = connection.execute(
            select(Act.number, Act.hash).where(Act.writer == head.writer).order_by(Act.number.desc())
        ).first()
        if last is not None and (last.number, last.hash) == (head.number, head.hash):
            _keep(lineage, [other for other in heads if other.writer != head.writer])
            return head.writer
    return source().bits(62)


def give_back(lineage: str, writer: Writer) -> None:
    """Remember where a writer stopped, so that it can go on next time."""
    if writer.number:
        others = [head for head in _heads(lineage) if head.writer != writer.id]
        _keep(lineage, [*others, Head(writer.id, writer.number, writer.head)][-50:])
