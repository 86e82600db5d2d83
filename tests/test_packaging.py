"""What the packaged program rests on: one version, locked requirements, a spec that fits the house, a light start.

The build itself takes a minute: `make package` makes it and tries it (packaging/smoke.py).
"""

import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import aip_desktop

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("run.txt", "dev.txt")
SYSTEMS = ("linux", "win32", "darwin")
NOT_PACKAGED = {
    "aiohttp",
    "charset_normalizer",
    "lxml",
    "multidict",
    "oscrypto",
    "propcache",
    "requests",
    "yarl",
}


EXTRAS_ASKED_FOR = {"psycopg": ("binary",)}
EXTRAS = {
    "psycopg",
    "sqlcipher3",
}  # an office installs them by itself: the program says so where they are missing
PUT_OFF = ("concurrent", "email", "ssl")  # what asyncio and importlib.metadata would bring
PAPER = ("PIL", "openpyxl", "pypdfium2", "reportlab", "segno")


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def requirements(lock: str) -> dict[str, list[str]]:
    """The lines of a lock by package: the first names the release, the others its hashes."""
    text = (ROOT / "requirements" / lock).read_text("utf-8")
    lines = [line.strip().removesuffix("\\").strip() for line in text.splitlines() if line and line[0] != "#"]
    found: dict[str, list[str]] = {}
    for line in lines:
        if line.startswith("--hash"):
            found[next(reversed(found))].append(line)
        else:
            found[line.partition("==")[0]] = [line]
    return found


def plain(requirement: str) -> str:
    return re.split(r"[<>=!~;\[ ]", requirement)[0].lower().replace("_", "-")


# The version


def test_version_is_written_once() -> None:
    assert "version" not in pyproject()["project"]
    assert pyproject()["tool"]["setuptools"]["dynamic"]["version"]["attr"] == "aip_desktop.__version__"
    written = [
        path.relative_to(ROOT).as_posix()
        for folder in ("aip_desktop", "packaging")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"^_*version_*\s*=\s*[\"']", path.read_text("utf-8"), re.MULTILINE | re.IGNORECASE)
    ]
    assert written == ["aip_desktop/__init__.py"]


def test_newest_entry_of_the_changelog_is_this_version() -> None:
    entries = re.findall(r"^## \[([^\]]+)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert entries[0] == aip_desktop.__version__


def test_command_says_its_version() -> None:
    command = [sys.executable, "-m", "aip_desktop", "--version"]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert told.strip() == aip_desktop.__version__


# The requirements


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_and_hashes_every_package(lock: str) -> None:
    locked = requirements(lock)
    assert len(locked) > 5
    for name, (release, *hashes) in locked.items():
        assert re.fullmatch(r"[a-z0-9-]+==[0-9][0-9a-z.]*( ; sys_platform == \"\w+\")?", release), name
        assert hashes, f"{name} has no hash"
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", one) for one in hashes), name


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_address_and_no_place(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text("utf-8")
    assert not re.search(
        r"://|@|--(extra-)?index|--find-links|--trusted-host|^\s*-[a-z]\b|(^|\s)/", text, re.MULTILINE
    )


def test_locks_hold_all_that_is_asked_for() -> None:
    project = pyproject()["project"]
    assert {plain(one) for one in project["dependencies"]} <= set(requirements("run.txt"))
    assert {plain(one) for one in project["optional-dependencies"]["dev"]} <= set(requirements("dev.txt"))


def test_both_locks_name_the_same_releases() -> None:
    run, dev = requirements("run.txt"), requirements("dev.txt")
    assert {name: sorted(lines) for name, lines in run.items()} == {name: sorted(dev[name]) for name in run}


def test_compiled_packages_have_files_for_every_system() -> None:
    """Windows, macOS and Linux have a file each at least: more than one hash for what is compiled."""
    locked = requirements("run.txt")
    for name in ("pyside6-essentials", "shiboken6", "pypdfium2", "sqlalchemy", "pillow"):
        assert len(locked[name]) - 1 >= len(SYSTEMS), name


def wanted(lock: str, system: str, version: str) -> set[str]:
    """What the packages of a lock ask for on a system and a Python, as the markers of their metadata decide there.

    Packages that are not installed here, as only another system needs them, are passed over.
    """
    names = {
        "win32": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
        "darwin": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
        "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    }[system] | {"python_version": version, "python_full_version": f"{version}.0"}
    found: set[str] = set()
    for name in requirements(lock):
        try:
            asked = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        extras = ("", *EXTRAS_ASKED_FOR.get(name, ()))
        for one in map(Requirement, asked):
            if one.marker is None or any(one.marker.evaluate({**names, "extra": extra}) for extra in extras):
                found.add(canonicalize_name(one.name))
    return found


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
def test_lock_holds_all_that_is_needed_there(lock: str, system: str, version: str) -> None:
    """A lock resolved on one system, read under the markers of each: pip refuses what is not pinned and hashed."""
    held = {
        name
        for name, (release, *_) in requirements(lock).items()
        if not (marker := release.partition(" ; ")[2]) or system in marker
    }
    assert wanted(lock, system, version) - held == set()


def test_lock_for_windows_has_the_time_zones() -> None:
    """Without them signing ends in a traceback there, as Windows has none of its own."""
    for lock in LOCKS:
        assert requirements(lock)["tzdata"][0].endswith('; sys_platform == "win32"')
    assert "tzdata" in wanted("run.txt", "win32", "3.13")
    assert "tzdata" not in wanted("run.txt", "linux", "3.13")


def test_the_release_of_qt_that_aborts_is_not_locked() -> None:
    assert requirements("run.txt")["pyside6-essentials"][0] != "pyside6-essentials==6.12.0"


# The spec


def test_the_folder_of_packaging_hides_no_library_of_that_name() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()  # else it would come before PyPI's `packaging`


def spec(system: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Run build.spec as on ``system``, with stand-ins for what PyInstaller would do; its names afterwards."""
    made: dict[str, list[dict[str, Any]]] = {}

    def stand_in(kind: str) -> Any:
        def make(*given: Any, **named: Any) -> SimpleNamespace:
            made.setdefault(kind, []).append({"given": given, **named})
            return SimpleNamespace(pure=[], scripts=[], binaries=[], datas=named.get("datas", []))

        return make

    names: dict[str, Any] = {"SPECPATH": str(ROOT), "made": made}
    names |= {kind: stand_in(kind) for kind in ("Analysis", "PYZ", "EXE", "COLLECT", "BUNDLE")}
    with monkeypatch.context() as patch:
        patch.setattr(sys, "platform", system)
        exec(compile((ROOT / "build.spec").read_text("utf-8"), "build.spec", "exec"), names)
    return names


@pytest.mark.parametrize("system", SYSTEMS)
def test_spec_builds_a_folder_of_that_name(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = spec(system, monkeypatch)["made"]
    assert [one["name"] for one in (*made["EXE"], *made["COLLECT"])] == ["aip-desktop"] * 2
    assert made["EXE"][0]["exclude_binaries"]
    assert ("BUNDLE" in made) == (system == "darwin")
    icon = made["EXE"][0]["icon"]
    assert (icon is None) == (system == "linux")
    assert icon is None or Path(icon).is_file()


def test_spec_takes_every_module_and_every_resource(monkeypatch: pytest.MonkeyPatch) -> None:
    names = spec("linux", monkeypatch)
    asked = names["made"]["Analysis"][0]
    assert all(Path(script).is_file() for script in asked["given"][0])
    assert {"aip_desktop", "aip_desktop.__main__", "aip_desktop.ui.shell.window"} <= set(
        asked["hiddenimports"]
    )
    for name in asked["hiddenimports"]:
        place = ROOT.joinpath(*name.split("."))
        ours = place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()
        assert ours or importlib.util.find_spec(name), name
    for path in (ROOT / "aip_desktop").rglob("*.py"):
        assert (path.parent / "__init__.py").is_file(), (
            f"{path.parent} is no package, so it would be left out"
        )
    taken = {Path(target) / Path(source).name for source, target in asked["datas"]}
    there = {path.relative_to(ROOT) for path in (ROOT / "resources").rglob("*") if path.is_file()}
    assert taken == there | {Path("LICENSE")}


def test_spec_excludes_nothing_we_import(monkeypatch: pytest.MonkeyPatch) -> None:
    excluded = spec("linux", monkeypatch)["made"]["Analysis"][0]["excludes"]
    text = "\n".join(path.read_text("utf-8") for path in (ROOT / "aip_desktop").rglob("*.py"))
    named = set(re.findall(r"^\s*(?:from|import) ([\w.]+)", text, re.MULTILINE)) - EXTRAS
    assert {"sqlalchemy.orm", "PySide6.QtWidgets"} <= named
    assert not [name for name in named for one in excluded if name == one or name.startswith(f"{one}.")]


@pytest.mark.parametrize(
    ("target", "is_kept"),
    [
        ("PySide6/Qt/lib/libQt6Widgets.so.6", True),
        ("PySide6/Qt/lib/libQt6Svg.so.6", True),
        ("PySide6/Qt/lib/libQt6PrintSupport.so.6", True),
        ("PySide6/QtSvg.abi3.so", True),
        ("PySide6/Qt/lib/libQt6Pdf.so.6", False),
        ("PySide6/Qt/lib/libQt6Quick.so.6", False),
        ("PySide6/QtNetwork.abi3.so", False),
        ("PySide6/Qt/lib/libQt6DBus.so.6", True),
        ("PySide6/QtDBus.abi3.so", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/plugins/printsupport/libcupsprintersupport.so", True),
        ("PySide6\\Qt6Widgets.dll", True),
        ("PySide6\\Qt6Quick.dll", False),
        ("PySide6\\QtGui.pyd", True),
        ("PySide6\\QtQml.pyd", False),
        ("PySide6\\opengl32sw.dll", False),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6\\plugins\\platforms\\qdirect2d.dll", False),
        ("PySide6\\plugins\\imageformats\\qsvg.dll", True),
        ("PySide6\\plugins\\imageformats\\qtiff.dll", False),
        ("PySide6\\translations\\qtbase_fr.qm", False),
        ("PySide6/Qt/lib/QtWidgets.framework/Versions/A/QtWidgets", True),
        ("PySide6/Qt/lib/QtQuick.framework/Versions/A/QtQuick", False),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", True),
        ("pypdfium2_raw/pdfium.dll", True),
        ("certifi/cacert.pem", False),
        ("resources/icons/printer.svg", True),
        ("libpython3.11.so.1.0", True),
    ],
)
def test_spec_keeps_of_qt_what_we_use(target: str, is_kept: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    assert spec("linux", monkeypatch)["is_wanted"](target) is is_kept


def test_qt_modules_we_import_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = spec("linux", monkeypatch)["QT_LIBRARIES"]
    text = "\n".join(path.read_text("utf-8") for path in (ROOT / "aip_desktop").rglob("*.py"))
    used = set(re.findall(r"PySide6\.Qt(\w+)", text))
    assert {"Core", "Gui", "Widgets"} <= used <= kept


# The start


@pytest.mark.parametrize(
    ("loaded", "waits"),
    [
        ("aip_desktop.__main__", {"PySide6", "sqlalchemy", *PAPER}),
        ("aip_desktop.ui.shell.startup", {"sqlalchemy", *PAPER}),
        ("aip_desktop.ui.shell.file_actions", {*PAPER, *PUT_OFF}),
    ],
)
def test_start_loads_no_more_than_it_needs(loaded: str, waits: set[str]) -> None:
    """Each of these costs tenths of a second: it is imported where it is used, also at second hand."""
    code = f"import sys, {loaded}; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert "aip_desktop" in done.stdout.split()
    assert not waits & set(done.stdout.split())


def test_no_source_is_read_and_kept_on_the_way() -> None:
    """PySide6 hooks into imports and would keep the text of every module: 20 MB and a fifth of the start."""
    code = "import aip_desktop.ui.shell.file_actions, linecache; print(*linecache.cache, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    read = [place for place in done.stdout.splitlines() if "sqlalchemy" in place or "aip_desktop" in place]
    assert read  # SQLAlchemy notes what it writes itself, so the list is the right one
    assert not [place for place in read if not place.startswith("<")]


def test_paper_is_made_without_pillow() -> None:
    """The packaged program leaves it out."""
    code = (
        "import sys; sys.modules['PIL._imaging'] = None\n"
        "from aip_desktop.documents import agreement\n"
        "from aip_desktop.documents.signing import sign, validate\n"
        "from aip_desktop.documents.signing.no_network import load_pyhanko; load_pyhanko()\n"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert not NOT_PACKAGED & set(done.stdout.split())


def test_what_is_put_off_is_itself_once_it_is_wanted() -> None:
    code = (
        "import aip_desktop.documents, PIL.Image; assert PIL.Image.new('L', (1, 1)).size == (1, 1)\n"
        "import aip_desktop.store.file, asyncio.subprocess, asyncio, importlib.metadata\n"
        "async def three(): return 3\n"
        "print(asyncio.run(three()), importlib.metadata.version('sqlalchemy')[0], asyncio.Runner.__module__)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["3", "2", "asyncio.runners"]
