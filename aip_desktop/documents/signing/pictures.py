"""What the eye sees: the issued and the received PDF drawn page by page, and compared outside the signed fields."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Place = tuple[int, tuple[float, float, float, float]]  # page from 0, and left, bottom, right, top in points


Progress = Callable[[int, int], None]

SCALE = 1.5  # dots a point: what is read is drawn


MODES = (None, "print")  # what shows on the screen, and what is printed


def seen_to_differ(
    issued: bytes, received: bytes, signed: Iterable[Place], progress: Progress | None = None
) -> str:
    """Return where a received PDF looks another than the issued one outside the fields that are signed; empty if
    nowhere.
    """
    from pypdfium2 import PdfDocument, PdfiumError

    hidden: dict[int, list[tuple[float, float, float, float]]] = {}
    for page, rect in signed:
        hidden.setdefault(page, []).append(rect)
    try:
        with PdfDocument(issued) as before, PdfDocument(received) as after:
            if len(before) != len(after):
                return f"It shows {len(after)} pages where {len(before)} were issued"
            before.init_forms()
            after.init_forms()
            for page in range(len(before)):
                if _page_differs(before[page], after[page], hidden.get(page, [])):
                    return f"Page {page + 1} looks another than the page that was issued"
                if progress:
                    progress(page + 1, len(before))
    except PdfiumError:
        return "It cannot be drawn"
    return ""


def _page_differs(before: Any, after: Any, hidden: list[tuple[float, float, float, float]]) -> bool:
    if before.get_size() != after.get_size() or before.get_rotation() != after.get_rotation():
        return True
    for mode in MODES:
        one, other = (
            value.render(scale=SCALE, grayscale=False, may_draw_forms=True, optimize_mode=mode)
            for value in (before, after)
        )
        if bytes(one.buffer) != bytes(other.buffer) and _differ_outside(one, other, before, hidden):
            return True
    return False


def _differ_outside(one: Any, other: Any, page: Any, hidden: list[tuple[float, float, float, float]]) -> bool:
    """Tell whether two pictures differ anywhere but in these rectangles, which a rounded edge may overstep by one
    dot.
    """
    left, bottom, _, top = page.get_mediabox()
    deep = one.n_channels
    lines: Mapping[bool, bytearray] = {False: bytearray(one.buffer), True: bytearray(other.buffer)}
    for x0, y0, x1, y1 in hidden:
        across = max(0, int((x0 - left) * SCALE) - 1), min(one.width, int((x1 - left) * SCALE) + 2)
        down = max(0, int((top - y1) * SCALE) - 1), min(one.height, int((top - y0) * SCALE) + 2)
        if page.get_rotation() or across[1] <= across[0] or bottom > y1:
            return True
        blank = bytes((across[1] - across[0]) * deep)
        for line in range(*down):
            at = line * one.stride + across[0] * deep
            for held in lines.values():
                held[at : at + len(blank)] = blank
    return lines[False] != lines[True]
