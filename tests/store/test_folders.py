"""A folder that is kept in step, or lies on the network, is known; any other is left in peace."""

from pathlib import Path, PureWindowsPath
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from aip_desktop.store.folders import is_on_network_drive, unfit_folder

MOUNTS = (
    ("/", "ext4"),
    ("/mnt/the share", "cifs"),
    ("/home/net", "nfs4"),
    ("/home/net/stick", "vfat"),
    ("/run/user/1000/gvfs", "fuse.gvfsd-fuse"),
)


Mounts = tuple[tuple[str, str], ...]


def _found(
    path: str, environ: dict[str, str] | None = None, mounts: Mounts = MOUNTS
) -> tuple[str, str] | None:
    found = unfit_folder(Path(path), environ or {}, lambda: mounts, lambda: iter(()))
    return (found.service, str(found.folder)) if found else None


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/home/ann/OneDrive/a.aip", "OneDrive"),
        ("/home/ann/OneDrive - Testshire Council/AIP/a.aip", "OneDrive"),
        ("/Users/ann/Library/CloudStorage/OneDrive-Testshire/a.aip", "OneDrive"),
        ("/home/ann/Dropbox/a.aip", "Dropbox"),
        ("/home/ann/Dropbox (Testshire)/deep/down/a.aip", "Dropbox"),
        ("/home/ann/Google Drive/a.aip", "Google Drive"),
        ("/Users/ann/Library/CloudStorage/GoogleDrive-ann@example.org/My Drive/a.aip", "Google Drive"),
        ("/Users/ann/Library/Mobile Documents/com~apple~CloudDocs/a.aip", "iCloud"),
        ("/home/ann/iCloudDrive/a.aip", "iCloud"),
        ("/home/ann/SharePoint/Inclusion - Documents/a.aip", "SharePoint"),
        ("/mnt/the share/a.aip", ""),
        ("/home/net/ann/a.aip", ""),
        ("/run/user/1000/gvfs/smb-share:server=files/a.aip", ""),
        ("//files/aip/a.aip", ""),
    ],
)
def test_it_is_known_by_its_name_or_its_mount(path: str, service: str) -> None:
    found = _found(path)
    assert found is not None
    assert found[0] == service


@pytest.mark.parametrize(
    "path",
    [
        "/home/ann/a.aip",
        "/home/ann/Documents/OneDriver/a.aip",
        "/home/ann/My drives/a.aip",
        "/home/ann/Boxes/a.aip",
        "/home/net/stick/a.aip",
        "/a.aip",
    ],
)
def test_any_other_is_left_in_peace(path: str) -> None:
    assert _found(path) is None


def test_it_is_known_by_what_the_system_tells(tmp_path: Path) -> None:
    whole = tmp_path / "Work files"
    file = whole / "AIP" / "a.aip"
    assert _found(str(file), {"OneDriveCommercial": str(whole)}) == ("OneDrive", str(whole))
    assert _found(str(file), {"OneDrive": ""}) is None
    found = unfit_folder(file, {}, tuple, lambda: iter([(str(whole), "SharePoint")]))
    assert found is not None
    assert found.service == "SharePoint"
    assert "SharePoint keeps in step" in found.words


def test_it_is_known_by_what_the_service_leaves(tmp_path: Path) -> None:
    (tmp_path / "Mine" / "AIP").mkdir(parents=True)
    (tmp_path / "Mine" / ".dropbox").touch()
    assert _found(str(tmp_path / "Mine" / "AIP" / "a.aip")) == ("Dropbox", str(tmp_path / "Mine"))


def test_a_mac_calls_its_kinds_of_mounts_otherwise() -> None:
    mounts = (("/", "apfs"), ("/Volumes/AIP files", "smbfs"))
    assert _found("/Volumes/AIP files/a.aip", mounts=mounts) == ("", "/Volumes/AIP files")
    assert _found("/Users/ann/a.aip", mounts=mounts) is None


def test_the_system_is_asked_for_its_mounts(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def told(**wanted: bool) -> list[Any]:
        asked.append(wanted["all"])
        return [SimpleNamespace(mountpoint=place, fstype=kind) for place, kind in MOUNTS]

    monkeypatch.setattr(psutil, "disk_partitions", told)
    assert unfit_folder(Path("/mnt/the share/a.aip"), {}) is not None
    assert unfit_folder(Path("/home/net/stick/a.aip"), {}) is None
    monkeypatch.setattr(psutil, "WINDOWS", True)
    unfit_folder(Path("/home/ann/a.aip"), {})
    assert asked == [
        True,
        True,
        False,
    ]  # a drive of the network would be waited for, so Windows is not asked for it


def test_a_system_that_tells_no_mounts_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(**_: bool) -> list[Any]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(psutil, "disk_partitions", refused)
    assert unfit_folder(Path("/home/ann/a.aip"), {}) is None


@pytest.mark.parametrize(
    ("folder", "is_far"),
    [(r"C:\Users\ann", False), (r"c:\Users\ann", False), (r"D:\AIP", False), (r"S:\AIP", True)],
)
def test_a_drive_that_is_not_of_this_laptop_is_on_the_network(folder: str, is_far: bool) -> None:
    local = [("C:\\", "NTFS"), ("D:\\", "exFAT")]
    assert is_on_network_drive(PureWindowsPath(folder), local) is is_far
    assert not is_on_network_drive(PureWindowsPath(folder), [])
