"""The status line: when the file was last saved."""

from datetime import datetime

from aip_desktop.ui.shell.navigation import HeldFile


def saved_words(file: HeldFile) -> str:
    """Say when the file was last saved, or that nothing can be changed in it."""
    if getattr(file, "as_at", None):
        return "The file as it was: nothing can be changed in it"
    if file.read_only:
        return "Open for reading only: nothing can be changed in this file"
    if file.saved_at is None:
        return "Nothing changed yet"
    saved = file.saved_at.astimezone()
    from aip_desktop.wording import moment

    today = datetime.now().astimezone().date()
    at = f"{saved:%H:%M}" if saved.date() == today else moment(saved)
    return f"Saved {at} {file.place}"
