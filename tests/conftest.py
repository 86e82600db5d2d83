"""What every test has: no screen, a home of its own, and the real data where it lies beside the checkout."""

import gzip
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from aip_desktop.models import ids
from tests.public_data import REGISTERS, Register, naughty_strings
from tests.skips import pytest_make_collect_report, pytest_runtest_makereport

__all__ = ["pytest_make_collect_report", "pytest_runtest_makereport"]

if TYPE_CHECKING:
    from aip_desktop.store.open_file import File

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Every act waits until the disk has it: most of the time that a test takes. What is thrown away needs no disk,
# where the memory has a folder with room. (Power cuts are among the proofs, not here.)
MEMORY = Path("/dev/shm")
if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 1 << 30:
    tempfile.tempdir = os.environ["TMPDIR"] = str(MEMORY)

# No test is timed: a busy machine is no fault. The same examples are tried every time, so that what fails once fails
# again; AIP_EXPLORE=1 tries others, and is of no account where a run decides.
settings.register_profile(
    "same", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


settings.register_profile("explore", settings.get_profile("same"), derandomize=False)


settings.load_profile("explore" if os.environ.get("AIP_EXPLORE") and not os.environ.get("CI") else "same")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A personal folder that belongs to this test alone."""
    home = tmp_path / "home"
    monkeypatch.setenv("AIP_DESKTOP_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def _one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """No two acts fall into one millisecond, however quick the machine is: a test says which is the newer."""
    latest, device = [0], ids._device

    def later() -> int:
        latest[0] = max(latest[0] + 1, device.now_ms())
        return latest[0]

    stepping = ids.Source(later, device.bits)
    monkeypatch.setattr(ids, "_source", ContextVar("source", default=stepping))


@pytest.fixture(autouse=True)
def _swept() -> Iterator[None]:
    """The windows of a test go with it, and then its look: else each change would dress them all again."""
    yield
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return
    from PySide6.QtCore import QCoreApplication, QEvent

    for window in widgets.QApplication.topLevelWidgets():
        if window.parent() is None:
            window.hide()
            window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    theme = sys.modules.get("aip_desktop.ui.theme.theme")
    if theme is not None and (theme.mode(), theme.scale()) != ("light", 1.0):
        theme.apply(widgets.QApplication.instance(), "light", 1.0)


@pytest.fixture(scope="session", params=REGISTERS, ids=str)
def register(request: pytest.FixtureRequest) -> Register:
    """A fictional register, and a real one where it lies beside the checkout."""
    found: Register = request.param
    return found


@pytest.fixture(scope="session")
def naughty() -> tuple[str, ...]:
    """What people and attackers type into text fields."""
    return naughty_strings()


@pytest.fixture(scope="session")
def shipped_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as the program makes it, to copy or to read: made once, whichever worker wants it first."""
    from tests.made_once import sample_in

    base = tmp_path_factory.getbasetemp()
    return sample_in(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)


@pytest.fixture
def new_file(tmp_path: Path) -> Iterator["File"]:
    """A new file with the five partnerships and nothing else."""
    from tests import made_once

    file = made_once.new(tmp_path / "test.aip")
    yield file
    file.close()


@pytest.fixture
def quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """How slow scrypt is does not change what is found."""
    from aip_desktop.store import at_rest, exchange_file

    for room in (at_rest, exchange_file):
        monkeypatch.setattr(room, "COST", 2)


def _unpacked(name: str, folder: Path) -> Path:
    path = folder / name
    path.write_bytes(gzip.decompress((Path(__file__).parent / "store" / "forms" / f"{name}.gz").read_bytes()))
    return path


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file as the released program of form 1 wrote it."""
    return _unpacked("1.aip", tmp_path)


@pytest.fixture
def of_form_2(tmp_path: Path) -> Path:
    """A file as the program wrote it while its form was 2."""
    return _unpacked("2.aip", tmp_path)


@pytest.fixture
def of_form_3(tmp_path: Path) -> Path:
    """A file as the program wrote it while its form was 3, with things of the world that its copy has, too."""
    return _unpacked("3.aip", tmp_path)


@pytest.fixture
def copy_of_form_3(tmp_path: Path) -> Path:
    """A copy of ``of_form_3`` in which the same school, budget and bank holiday were entered apart."""
    return _unpacked("3-copy.aip", tmp_path)


@pytest.fixture
def old_copy(tmp_path: Path) -> Path:
    """A copy of ``old`` that went its own way."""
    return _unpacked("1-copy.aip", tmp_path)


@pytest.fixture
def agreed(new_file: "File") -> "File":
    """The new file with an agreement for every partnership from 1 September 2025, for ten years."""
    from tests.made_once import made_once

    made_once(new_file, _agree)
    return new_file


def _agree(file: "File") -> None:
    from datetime import date

    from aip_desktop.domain.agreements.awards import make_agreements, preview_award
    from aip_desktop.models.lookup import core_programme

    with file.act("Award") as session:
        programme = core_programme(session).id
        lines = preview_award(session, programme, date(2025, 9, 1), months=120, option_count=0)
        make_agreements(
            session,
            lines,
            programme_id=programme,
            decision_id=None,
            legal_basis_id=None,
            months=120,
            option_count=0,
        )
