"""Real files to read, kept beside the checkout and not in it."""

from collections.abc import Callable
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "../shared/data"


@pytest.fixture
def real() -> Callable[[str], bytes]:
    """The bytes of a real file by its path under the shared data; the test is skipped where it is absent."""

    def read(path: str) -> bytes:
        file = SHARED / path
        if not file.exists():
            pytest.skip(f"The shared data file {path} is not on this machine.")
        return file.read_bytes()

    return read
