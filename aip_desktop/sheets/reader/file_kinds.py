"""Files that are not CSV, known by their first bytes, and the sentence that says what each one is."""

import re

from aip_desktop.errors import Refusal
from aip_desktop.sheets.reader.workbook import AS_CSV

NOT_CSV = "Choose the CSV file."
OWNER_LOCK_SIZES = (54, 162, 165)  # what Office leaves beside an open file, named "~$..."
WEB_PAGE = re.compile(rb"\s*(?:<!doctype html|<html|<\?xml[^>]*>\s*<!doctype html)", re.IGNORECASE)

SIGNATURES = (
    (b"\xd0\xcf\x11\xe0", f"This is an old Excel or Word file (.xls or .doc), not CSV. {AS_CSV}"),
    (b"%PDF-", f"This is a PDF, not CSV. {NOT_CSV}"),
    (b"SQLite format 3\0", f"This is a database, perhaps an AIP Desktop file, not CSV. {NOT_CSV}"),
    (b"\x1f\x8b", "This is a compressed file (.gz), not CSV. Unpack it, then choose the CSV file inside."),
    (b"7z\xbc\xaf", "This is a compressed file (.7z), not CSV. Unpack it, then choose the CSV file inside."),
    (b"\x89PNG", f"This is a picture, not CSV. {NOT_CSV}"),
    (b"\xff\xd8\xff", f"This is a picture, not CSV. {NOT_CSV}"),
)


def refuse_other_kinds(data: bytes) -> None:
    """Refuse if the bytes are a known kind of file other than text, saying which and what to do."""
    if not data:
        raise Refusal("The file is empty. Download or save it again, then choose it.")
    if _is_owner_lock(data):
        raise Refusal(
            "This is the small file Excel or Word keeps while a file is open (its name starts “~$”), "
            "not CSV. Choose the file without “~$” in its name."
        )
    if WEB_PAGE.match(data):
        raise Refusal(
            "This is a web page, not CSV: the download probably stopped at a message. Download it again."
        )
    for signature, sentence in SIGNATURES:
        if data.startswith(signature):
            raise Refusal(sentence)


def _is_owner_lock(data: bytes) -> bool:
    """Return a length, the owner's name padded to 54 bytes, and perhaps the name again two bytes a letter."""
    return len(data) in OWNER_LOCK_SIZES and 0 < data[0] <= 54 and (b"\0" in data or len(data) == 54)
