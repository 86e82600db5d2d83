"""WeasyPrint making PDF/UA-1 of the same words and tables. by_weasyprint.py CONTENT.json OUT.pdf"""

import json
import sys
from html import escape
from pathlib import Path
from typing import Any

from marks import timed
from weasyprint import HTML

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
STYLE = f"""@font-face {{ font-family: Inter; src: url("{(FONTS / "Inter-Regular.ttf").as_uri()}") }}
@font-face {{ font-family: Inter; font-weight: 600; src: url("{(FONTS / "Inter-SemiBold.ttf").as_uri()}") }}
@page {{ size: A4; margin: 27mm 21mm 28mm; @top-left {{ content: "Cooperation agreement" }}
  @bottom-right {{ content: "Page " counter(page) " of " counter(pages) }} }}
body {{ font: 10pt/14.6pt Inter }} .new {{ break-before: page }}
h1, h2, h3 {{ break-after: avoid; font-weight: 600 }}
td, th {{ font-size: 9pt; line-height: 12.4pt; border-bottom: .6pt solid #ccc; text-align: left }}
td, th {{ vertical-align: top }}
table {{ border-collapse: collapse; width: 100% }} ul {{ list-style: none; padding-left: 26pt }}"""


def page(documents: list[list[dict[str, Any]]]) -> str:
    parts = [f"<html lang='en-GB'><head><title>Agreements</title><style>{STYLE}</style></head><body>"]
    for told in documents:
        parts.append("<div class='new'></div>")
        parts += map(block, told)
    return "".join([*parts, "</body></html>"])


def block(told: dict[str, Any]) -> str:
    if told["kind"] == "text":
        words = escape(f"{told['label']} {told['text']}".strip())
        if told["tag"] == "LI":
            return f"<ul><li>{words}</li></ul>"
        name = told["tag"].lower()
        return f"<{name} style='font-size:{told['size']}pt;line-height:{told['leading']}pt'>{words}</{name}>"
    if told["kind"] == "table":
        head = f"<thead>{row(told['head'], 'th', 0)}</thead>" if told["head"] else ""
        rows = "".join(row(cells, "td", tall) for cells, tall in zip(told["rows"], told["tall"], strict=True))
        return f"<table>{head}<tbody>{rows}</tbody></table>"
    return (
        "<div class='new'></div>"
        if told["kind"] == "page"
        else f"<div style='height:{told['space']}pt'></div>"
    )


def row(cells: list[list[str]], tag: str, tall: float) -> str:
    size = f" style='height:{tall}pt'" if tall else ""
    scope = " scope='col'" if tag == "th" else ""
    return (
        "<tr>"
        + "".join(f"<{tag}{scope}{size}>{'<br>'.join(map(escape, each))}</{tag}>" for each in cells)
        + "</tr>"
    )


if __name__ == "__main__":
    files = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    texts = [page(documents) for documents in files]
    timed(
        sys.argv[2],
        lambda: [HTML(string=it).write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True) for it in texts],
    )
