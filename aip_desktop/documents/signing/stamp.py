"""The stamp of an electronic signature: who signed and when, as a page of its own to be put into the field."""

from datetime import datetime
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from aip_desktop.documents.layout.blocks import INK, MUTED
from aip_desktop.documents.layout.fonts import REGULAR, SEMIBOLD, face, fitted, one_line
from aip_desktop.wording import day

SMALLEST = 4.6  # points: a long name is set smaller before it is cut
PAD = 3.0  # points clear at the edges


def stamp_page(name: str, role: str, at: datetime, width: float, height: float) -> bytes:
    """Return one small page, as large as the field in points, with its fonts embedded."""
    lines = (
        ("Signed electronically by", REGULAR, 5.6, MUTED),
        (one_line(name), SEMIBOLD, 7.6, INK),
        (one_line(role), REGULAR, 6.2, INK),
        (f"{day(at.date())}, {at:%H:%M} {at:%Z}".rstrip(), REGULAR, 5.6, MUTED),
    )
    shown = [line for line in lines if line[0]]
    leading = min(8.8, (height - 2 * PAD) / len(shown))
    face(REGULAR), face(SEMIBOLD)
    body = BytesIO()
    canvas = Canvas(body, (width, height), invariant=1, initialFontName=REGULAR)
    top = (height + leading * len(shown)) / 2
    for number, (text, weight, size, colour) in enumerate(shown):
        room = width - 2 * PAD
        size = min(size, leading * 0.86, max(SMALLEST, room / max(face(weight).width(text), 0.01)))
        canvas.setFont(weight, size)
        canvas.setFillColorRGB(*colour)
        shown_text = fitted(text, face(weight), size, room)
        canvas.drawString(PAD, top - leading * number - leading * 0.78, shown_text)
    canvas.showPage()
    canvas.save()
    return body.getvalue()
