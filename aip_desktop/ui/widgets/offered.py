"""What a field offers while something is typed in it, found as every list finds it."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QStringListModel
from PySide6.QtWidgets import QCompleter

from aip_desktop.names import search_text, search_words


class Offered(QCompleter):
    """Offers the entries in which every typed word occurs, whatever the case, accents and apostrophes."""

    def __init__(self, words: Sequence[str], parent: QObject) -> None:
        self._shown = QStringListModel()
        super().__init__(self._shown, parent)
        self._all = [(word, search_text(word)) for word in words]
        self._shown.setStringList(list(words))

    def splitPath(self, path: str) -> list[str]:
        """Give Qt no parts of what was typed: the list is cut to what is meant, so all of it is offered."""
        wanted = search_words(path)
        self._shown.setStringList([word for word, text in self._all if all(part in text for part in wanted)])
        return [""]
