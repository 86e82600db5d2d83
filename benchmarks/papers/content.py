"""Writes what the papers of a file say, block by block, for other programs to set: the same words, sizes and tables.

content.py FILE.aip OUT.json: file by file the documents in it: the agreements, then the sheets of each.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aip_desktop.documents.layout import flow as flows
from aip_desktop.documents.layout.blocks import Block, Gap, NewPage, Panel, Text
from aip_desktop.documents.layout.table_of_contents import ContentsLine
from aip_desktop.documents.layout.tables import Row, Table

Told = dict[str, Any]


def said(blocks: list[Block]) -> Iterator[Told]:
    for block in blocks:
        if isinstance(block, Panel):
            yield from said([block.text])
        elif isinstance(block, Text):
            yield _text(block)
        elif isinstance(block, ContentsLine):
            words = f"{block.entry.number} {block.entry.words}".strip()
            yield {"kind": "text", "tag": "P", "label": "", "text": words, "indent": 0, **_style(block)}
        elif isinstance(block, Table):
            yield _table(block)
        elif isinstance(block, NewPage):
            yield {"kind": "page"}
        elif isinstance(block, Gap):
            yield {"kind": "gap", "space": block.space}


def _text(block: Text) -> Told:
    tag = "LI" if block.label or block.indent else block.element.tag
    label = block.label.text if block.label else ""
    tag = block.element.tag if block.element.tag.startswith("H") else tag
    return {
        "kind": "text",
        "tag": tag,
        "label": label,
        "text": block.text,
        "indent": block.indent,
        **_style(block),
    }


def _style(block: Text | ContentsLine) -> Told:
    style = block.style
    return {"size": style.size, "leading": style.leading, "strong": style.weight.endswith("SemiBold"),
            "before": style.before, "after": style.after}  # fmt: skip


def _table(block: Table) -> Told:
    return {
        "kind": "table",
        "widths": [column.width for column in block.columns],
        "head": _cells(block.head) if block.head else None,
        "rows": [_cells(row) for row in block.rows],
        "boxed": block.boxed,
        "tall": [max(row.least, block.row_height) for row in block.rows],
    }


def _cells(row: Row) -> list[list[str]]:
    return [[text.text for text in filled.texts] for filled in row.cells]


def main(file: str, out: str) -> None:
    from ours import drawn, read

    documents: list[list[Told]] = []
    composed = flows.composed

    def recording(blocks: list[Block], width: float, height: float) -> list[flows.Page]:
        documents.append(list(said(blocks)))
        return composed(blocks, width, height)

    flows.composed = recording  # type: ignore[assignment]
    files, known = [], 0
    for _ in drawn(*read(file)):
        files.append(documents[known:])
        known = len(documents)
    Path(out).write_text(json.dumps(files), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
