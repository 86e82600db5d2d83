"""Typst making PDF/UA-1 of the same words and tables. by_typst.py CONTENT.json OUT.pdf"""

import json
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

import typst
from marks import timed

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
HEAD = """#set document(title: "Agreements")
#set text(font: "Inter", size: 10pt, lang: "en", region: "GB")
#set page(paper: "a4", margin: (left: 21mm, right: 21mm, top: 27mm, bottom: 28mm),
  header: [#text(8pt)[Cooperation agreement]],
  footer: context [#text(8pt)[Draft #h(1fr) Page #counter(page).display()]])
#set par(leading: 4.6pt)
"""


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def source(documents: list[list[dict[str, Any]]]) -> str:
    parts = [HEAD]
    for told in documents:
        for is_item, group in groupby(told, lambda it: it.get("tag") == "LI"):
            blocks = list(group)
            parts += [items(blocks)] if is_item else [block(it) for it in blocks]
        parts.append("#pagebreak(weak: true)")
    return "\n".join(parts)


def items(blocks: list[dict[str, Any]]) -> str:
    labels = ", ".join(quoted(it["label"]) for it in blocks)
    texts = ", ".join(f"text({quoted(it['text'])})" for it in blocks)
    return f"#{{ let l = ({labels},); enum(tight: false, numbering: n => l.at(n - 1), {texts}) }}"


def block(told: dict[str, Any]) -> str:
    if told["kind"] == "text":
        words = f"{told['label']} {told['text']}".strip()
        if told["tag"].startswith("H"):
            sized = f"text(size: {told['size']}pt, {quoted(words)})"
            return f"#heading(level: {told['tag'][1:]}, {sized})"
        return f"#par(text(size: {told['size']}pt, {quoted(words)}))"
    if told["kind"] == "table":
        widths = ", ".join(f"{it:.2f}pt" for it in told["widths"])
        head = f"table.header({cells(told['head'])})," if told["head"] else ""
        rows = ", ".join(cells(row) for row in told["rows"])
        tall = ", ".join(f"{it:.2f}pt" if it else "auto" for it in told["tall"])
        rows_ = f"rows: ({'auto, ' if told['head'] else ''}{tall},)," if told["boxed"] else ""
        return f"#[#set text(size: 9pt); #table(columns: ({widths},), {rows_} stroke: 0.6pt + gray, {head} {rows})]"
    return "#pagebreak()" if told["kind"] == "page" else f"#v({told['space']:.2f}pt)"


def cells(row: list[list[str]]) -> str:
    return ", ".join(f"text({quoted(chr(10).join(each))})" for each in row)


if __name__ == "__main__":
    files = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    texts = [source(documents).encode() for documents in files]
    options = {"font_paths": [str(FONTS)], "ignore_system_fonts": True, "pdf_standards": ["ua-1"]}
    timed(sys.argv[2], lambda: [typst.compile(text, **options) for text in texts])
