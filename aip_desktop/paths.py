"""Where shipped and personal files lie, and what a file may be called."""

import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from aip_desktop.errors import Refusal

if TYPE_CHECKING:
    from platformdirs import PlatformDirs

APP = "AIP Desktop"
SUFFIX = ".aip"
LONGEST = (
    200  # bytes of a name, as most disks take 255: beside a file lie, for a while, some with longer names
)
_NOT_EVERYWHERE = '"*/:<>?\\|'  # Windows takes none of them
_OF_WINDOWS = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)),
}


@cache
def resources() -> Path:
    """Return the folder ``resources/``: beside the package in a checkout, inside the bundle when packaged."""
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(bundle) / "resources" if bundle else Path(__file__).resolve().parent.parent / "resources"


def personal() -> Path:
    """Return this user's own folder on this device: what was last seen of each file, recent files, preferences.

    ``AIP_DESKTOP_HOME`` moves it, so that tests and demonstrations leave the real one alone.
    """
    return _of_this_user(_home() or _platform().user_data_path)


def backups() -> Path:
    """Return where backups lie on this device: a folder for each file."""
    return personal() / "backups"


def log_file() -> Path:
    """Return the log that an officer can send when something went wrong."""
    home = _home()
    return _of_this_user(home / "log" if home else _platform().user_log_path) / "aip-desktop.log"


def keep_private(path: Path) -> Path:
    """Let nobody but this user read a file of the program's own; its path."""
    if os.name == "posix":
        with suppress(OSError):  # a disk that knows no rights
            path.chmod(0o600)
    return path


def _of_this_user(folder: Path) -> Path:
    """Return a folder of the program's own, which is made if need be, and which nobody else may look into.

    Where it cannot be made, nothing is found in it, and what is written to it fails.
    """
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.name == "posix" and folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
    return folder


def new_file(target: Path) -> Path:
    """Return where a file of ours is to be made, with its suffix.

    Refusal if its name is one that some laptop cannot have, as files are passed on; or if there is no such folder.
    """
    stem = target.stem if target.suffix.casefold() == SUFFIX else target.name
    if not stem.strip(" .") or stem.casefold() == SUFFIX:
        raise Refusal("Give the file a name")
    if letters := [name for name in _NOT_EVERYWHERE if name in stem]:
        raise Refusal(
            f"A file’s name cannot have {' or '.join(letters)} in it on every laptop. Choose another name"
        )
    if not stem.isprintable():
        raise Refusal(
            "A file’s name cannot have line breaks or other unseen letters in it. Choose another name"
        )
    if _kept_by_windows(stem):
        raise Refusal(f"Windows keeps the name {stem.partition('.')[0]} for itself. Choose another")
    if len(os.fsencode(stem)) > LONGEST:
        raise Refusal("The name is too long. Choose a shorter one")
    if not target.parent.is_dir():
        raise Refusal(f"There is no folder {target.parent}. Make it first, or choose another")
    return target if stem != target.name else target.with_name(stem + SUFFIX)


def file_name(words: str) -> str:
    """Return words as a file's name that every laptop can have: what one of them does not take becomes a hyphen."""
    shown = "".join(
        "-" if word in _NOT_EVERYWHERE or not word.isprintable() else word for word in words
    ).strip(" .")
    shown = shown[:120].encode()[: LONGEST - 1].decode(errors="ignore").rstrip(" .")
    if _kept_by_windows(shown):
        first, dot, rest = shown.partition(".")
        shown = f"{first}-{dot}{rest}"
    return shown or "document"


def _kept_by_windows(name: str) -> bool:
    return name.partition(".")[0].strip().casefold() in _OF_WINDOWS


def _home() -> Path | None:
    chosen = os.environ.get("AIP_DESKTOP_HOME")
    return Path(chosen) if chosen else None


@cache
def _platform() -> "PlatformDirs":
    from platformdirs import PlatformDirs  # here: not before the window is painted

    return PlatformDirs(APP, appauthor=False)
