"""A desk with a new file on it."""

import pytest

from aip_desktop.store.open_file import File

from .desk import Desk


@pytest.fixture
def desk(agreed: File) -> Desk:
    """The first partnership of a new file, at the spring term of 2025/26."""
    return Desk(agreed)
