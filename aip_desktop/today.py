"""Today, as the officer's calendar has it."""

import os
from datetime import date


def today() -> date:
    """This day. ``AIP_DESKTOP_TODAY`` (ISO) sets another, for demonstrations and pictures that stay the same."""
    chosen = os.environ.get("AIP_DESKTOP_TODAY")
    return date.fromisoformat(chosen) if chosen else date.today()  # noqa: DTZ011 - a day, not a moment
