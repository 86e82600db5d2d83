"""The sample made again, under a name used before or by another version: it is no copy that has moved on."""

from collections.abc import Callable
from pathlib import Path

import pytest

from aip_desktop.domain.schools.schools import add_school
from aip_desktop.sample import file as sample_module
from aip_desktop.sample.file import make_sample
from aip_desktop.store.file import open_file
from aip_desktop.store.open_file import File

Make = Callable[[Path, str, str], Path]


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch) -> Make:
    """Make a sample as a version does, whose story is one act."""

    def made(path: Path, version: str, story: str) -> Path:
        def tell(file: File, *_: object) -> None:
            with file.act(story) as session:
                add_school(session, 900001, story)

        monkeypatch.setattr(sample_module, "__version__", version)
        monkeypatch.setattr(sample_module, "tell_story", tell)
        return make_sample(path)

    return made


def _said(path: Path, *, work: bool = False) -> str:
    file = open_file(path, "A. Officer")
    if work:
        with file.act("Work") as session:
            add_school(session, 900002, "Oak School")
    words = file.compared.words
    file.close()
    return words


@pytest.mark.parametrize("story", ["The same", "Another"])  # of a program of the same version under way
@pytest.mark.parametrize("name", ["sample.aip", "again.aip"])
def test_a_sample_made_again_is_not_behind(make: Make, tmp_path: Path, name: str, story: str) -> None:
    first = make(tmp_path / "sample.aip", "0.4.0", "The same")
    assert _said(first, work=True) == ""
    first.unlink()
    assert _said(make(tmp_path / name, "0.4.0", story)) == ""


def test_samples_of_two_versions_are_two_files(make: Make, tmp_path: Path) -> None:
    older = make(tmp_path / "older.aip", "0.3.0", "A story")
    newer = make(tmp_path / "newer.aip", "0.4.0", "Another story")
    for work in (True, False):
        assert [_said(path, work=work) for path in (older, newer)] == ["", ""]
