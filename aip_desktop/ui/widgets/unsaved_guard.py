"""Before a page shows something else: fields save what was typed, or the officer is told what is not saved."""

from typing import Any, cast

from PySide6.QtWidgets import QApplication, QWidget

from aip_desktop.ui.widgets.banner import Banner
from aip_desktop.ui.widgets.field import Field
from aip_desktop.wording import listing


def may_leave(page: QWidget, banner: Banner) -> bool:
    """Let the field with the keys save; False, and the banner says why, while something cannot be stored."""
    focused = QApplication.focusWidget()
    if focused and page.isAncestorOf(focused):
        focused.clearFocus()
    fields = cast("list[Field[Any]]", page.findChildren(Field))
    pending = [field for field in fields if field.save and field.is_pending()]
    if not pending:
        banner.clear()
        return True
    names = listing(field.title for field in pending)
    banner.say(f"Not saved yet: {names}. Put it right, or press Escape in it to leave it out.", "warn")
    pending[0].control.setFocus()
    return False
