"""Where shipped and personal files lie."""

import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from platformdirs import PlatformDirs

APP = "AIP Desktop"
SUFFIX = ".aip"


@cache
def resources() -> Path:
    """The folder ``resources/``: beside the package in a checkout, inside the bundle when packaged."""
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(bundle) / "resources" if bundle else Path(__file__).resolve().parent.parent / "resources"


def personal() -> Path:
    """This user's own folder on this device: what was last seen of each file, recent files, preferences.

    ``AIP_DESKTOP_HOME`` moves it, so that tests and demonstrations leave the real one alone.
    """
    folder = _home() or _platform().user_data_path
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def backups() -> Path:
    """Where backups lie on this device: a folder for each file."""
    return personal() / "backups"


def log_file() -> Path:
    """The log that an officer can send when something went wrong."""
    home = _home()
    folder = home / "log" if home else _platform().user_log_path
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "aip-desktop.log"


def _home() -> Path | None:
    chosen = os.environ.get("AIP_DESKTOP_HOME")
    return Path(chosen) if chosen else None


@cache
def _platform() -> "PlatformDirs":
    from platformdirs import PlatformDirs  # here: not before the window is painted

    return PlatformDirs(APP, appauthor=False)
