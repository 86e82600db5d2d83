"""What this device remembers between two starts: look, text size, window and recent files."""

import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from aip_desktop import paths
from aip_desktop.file_writing import put_in_place
from aip_desktop.ui.theme.theme import SCALES, Mode

RECENT = 8


@dataclass(slots=True)
class Preferences:
    """Plain values; a broken or foreign file of preferences counts as none."""

    mode: Mode = "auto"
    scale: float = 1.0
    geometry: str = ""  # as Qt writes it, in hexadecimal
    recent: list[str] = field(default_factory=list)
    team: str = ""  # the address of the team database opened last, without its password
    officer: str = ""  # who works on this device, for the history
    quiet: list[str] = field(default_factory=list)  # folders no longer warned of

    def remember(self, path: Path) -> None:
        """Put a file on top of the recent ones."""
        shown = str(path)
        self.recent = [shown, *(one for one in self.recent if one != shown)][:RECENT]

    def forget(self, path: Path) -> None:
        """Take a file off the recent ones."""
        self.recent = [one for one in self.recent if one != str(path)]

    def save(self) -> None:
        """Write them; that it cannot be done is no reason to stop anybody."""
        written = json.dumps(asdict(self), indent=2)
        try:
            place = _place()
            new = place.with_suffix(".new")
            new.write_text(written, "utf-8")
            paths.keep_private(new)
            put_in_place(new, place)
        except OSError:
            return


def load() -> Preferences:
    """Return the preferences of this device, each replaced by its default where it makes no sense."""
    try:
        values = json.loads(_place().read_text("utf-8"))
    except (OSError, ValueError):
        return Preferences()
    if not isinstance(values, dict):
        return Preferences()
    kept = {
        one.name: values[one.name]
        for one in fields(Preferences)
        if _makes_sense(one.name, values.get(one.name))
    }
    return Preferences(**kept)


def _makes_sense(name: str, value: Any) -> bool:
    if name == "mode":
        return value in ("auto", "light", "dark")
    if name == "scale":
        return isinstance(value, float | int) and SCALES[0] <= value <= SCALES[-1]
    if name in ("recent", "quiet"):
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    return isinstance(value, str)


def _place() -> Path:
    return paths.personal() / "preferences.json"
