"""What an act on the whole file asks of the window it is done in, so that it need not know the window."""

from typing import Protocol

from PySide6.QtWidgets import QWidget

from aip_desktop.ui.theme.palette import Tone


class FileWindow(Protocol):
    """A window on a file: dialogs stand before it, and it says what was done."""

    def window(self) -> QWidget:
        """Return the window itself, for a dialog to stand before."""

    def say(self, sentence: str, tone: Tone = "bad") -> None:
        """Say what was done, or why it was not."""

    def show_saved(self) -> None:
        """Show anew when and where the file was saved."""
