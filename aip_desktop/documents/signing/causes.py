"""Why a file is not taken for one of ours: in the words of whoever has to do something about it."""

from typing import Any

from aip_desktop.documents.signing.validate import signatures_of
from aip_desktop.wording import listing

PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"II*\0", b"MM\0*", b"BM", b"RIFF")


FIRST_PAGES = 3


def cause_of(body: bytes) -> str:
    """Return what is to be said of a file that is none of ours; empty if nothing more than that is known."""
    if not body:
        return "The file is empty. Choose the PDF as it came"
    if body.startswith(PICTURES) or body[4:12] in (b"ftypheic", b"ftypmif1", b"ftypavif"):
        return "This is a picture and no PDF. Keep it under Scans, with the signature that it shows"
    if b"%PDF-" not in body[:1024]:
        return "This is no PDF. Choose the file as it came, not a copy of its text"
    return _cause_within(body)


def _cause_within(body: bytes) -> str:
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        with PdfDocument(body) as document:
            if _shows_only_pictures(document):
                return "This PDF holds pictures of pages, as a scanner makes them. Keep it under Scans"
    except PdfiumError as error:
        if "assword" in str(error):
            return "This PDF has a passphrase. Ask for it without one"
        if b"%%EOF" not in body[-1024:]:
            return f"This PDF is cut off at byte {len(body):,}: it has no end. Ask for it again"
        return "This PDF has a broken table of its objects. Ask for it again"
    signed = signatures_of(body)
    if signed:
        return (
            f"This PDF is signed by {listing(each_signed.name for each_signed in signed)}, and it is not ours"
        )
    return ""


def _shows_only_pictures(document: Any) -> bool:
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    pages = [document[number] for number in range(min(len(document), FIRST_PAGES))]
    return bool(pages) and all(
        not page.get_textpage().get_text_range().strip()
        and any(True for _ in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]))
        for page in pages
    )
