"""Where shipped and personal files lie."""

import os
import sys
from functools import cache
from pathlib import Path

from platformdirs import user_data_path, user_log_path

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
    home = os.environ.get("AIP_DESKTOP_HOME")
    folder = Path(home) if home else user_data_path(APP, appauthor=False)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def log_file() -> Path:
    """The log that an officer can send when something went wrong."""
    home = os.environ.get("AIP_DESKTOP_HOME")
    folder = Path(home) / "log" if home else user_log_path(APP, appauthor=False)
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "aip-desktop.log"
