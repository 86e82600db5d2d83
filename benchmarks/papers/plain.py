"""Plain Platypus, untagged: the same words and tables in the same fonts. plain.py CONTENT.json OUT.pdf"""

import json
import sys
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from marks import timed
from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
MM = 72 / 25.4
INK, RULE = Color(0.09, 0.11, 0.15), Color(0.76, 0.78, 0.81)
LINES = [("LINEBELOW", (0, 0), (-1, -1), 0.6, RULE), ("VALIGN", (0, 0), (-1, -1), "TOP")]
BOXES = [("GRID", (0, 0), (-1, -1), 0.6, RULE), ("VALIGN", (0, 0), (-1, -1), "TOP")]

styles: dict[tuple[Any, ...], ParagraphStyle] = {}


def style(told: dict[str, Any]) -> ParagraphStyle:
    key = tuple(told[name] for name in ("size", "leading", "strong", "before", "after", "indent"))
    if key not in styles:
        size, leading, strong, before, after, indent = key
        styles[key] = ParagraphStyle(
            str(len(styles)), fontName="Inter-SemiBold" if strong else "Inter", fontSize=size, leading=leading,
            spaceBefore=before, spaceAfter=after, leftIndent=indent, textColor=INK, bulletFontName="Inter",
            bulletFontSize=size, bulletIndent=max(indent - 26, 0), keepWithNext=told["tag"].startswith("H"),
        )  # fmt: skip
    return styles[key]


def flowable(told: dict[str, Any], cell: ParagraphStyle) -> Flowable:
    if told["kind"] == "text":
        return Paragraph(escape(told["text"]), style(told), bulletText=told["label"] or None)
    if told["kind"] == "table":
        rows = [*([told["head"]] if told["head"] else []), *told["rows"]]
        cells = [[[Paragraph(escape(text), cell) for text in each] for each in row] for row in rows]
        tall = [None] * bool(told["head"]) + [it or None for it in told["tall"]]
        made = Table(
            cells,
            told["widths"],
            tall if told["boxed"] else None,
            repeatRows=1 if told["head"] else 0,
            hAlign="LEFT",
        )
        made.setStyle(BOXES if told["boxed"] else LINES)
        return made
    return PageBreak() if told["kind"] == "page" else Spacer(1, told["space"])


def furniture(canvas: Any, document: Any) -> None:
    canvas.setFont("Inter", 8)
    canvas.drawString(21 * MM, 281 * MM, "Cooperation agreement")
    canvas.line(21 * MM, 278 * MM, 189 * MM, 278 * MM)
    canvas.drawString(21 * MM, 16.5 * MM, "Draft")
    canvas.drawRightString(189 * MM, 16.5 * MM, f"Page {document.page}")


def make(files: list[list[list[dict[str, Any]]]]) -> list[bytes]:
    for name in ("Regular", "SemiBold"):
        font = "Inter" if name == "Regular" else f"Inter-{name}"
        pdfmetrics.registerFont(TTFont(font, str(FONTS / f"Inter-{name}.ttf")))
    return [one(documents) for documents in files]


def one(documents: list[list[dict[str, Any]]]) -> bytes:
    cell = ParagraphStyle("cell", fontName="Inter", fontSize=9, leading=12.4, textColor=INK)
    story = []
    for told in documents:
        story += [flowable(it, cell) for it in told]
        story.append(PageBreak())
    held = BytesIO()
    document = BaseDocTemplate(held, pagesize=A4, title="Agreements", pageCompression=1)
    frame = Frame(21 * MM, 28 * MM, 168 * MM, 242 * MM, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=furniture))
    document.build(story)
    return held.getvalue()


if __name__ == "__main__":
    content = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    timed(sys.argv[2], lambda: make(content))
