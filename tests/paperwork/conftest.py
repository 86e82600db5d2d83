"""One file with everything, made once for all tests here; they only read it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from aip_desktop.store.open_file import File

from .everything import file_with_everything


@pytest.fixture(scope="package")
def everything(tmp_path_factory: pytest.TempPathFactory, shipped_sample: Path) -> Iterator[File]:
    folder: Path = tmp_path_factory.mktemp("everything")
    patch = pytest.MonkeyPatch()
    patch.setenv("AIP_DESKTOP_HOME", str(folder / "home"))
    file = file_with_everything(folder, shipped_sample)
    yield file
    file.close()
    patch.undo()
