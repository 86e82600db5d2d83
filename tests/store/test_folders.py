"""A folder that is kept in step, or lies on the network, is known; any other is left in peace."""

from pathlib import Path

import pytest

from aip_desktop.store.folders import unfit_folder

MOUNTS = (
    "/dev/sda1 / ext4 rw 0 0\n"
    "//files/aip /mnt/the\\040share cifs rw 0 0\n"
    "server:/home /home/net nfs4 rw 0 0\n"
    "/dev/sdb1 /home/net/stick vfat rw 0 0\n"
    "gvfsd-fuse /run/user/1000/gvfs fuse.gvfsd-fuse rw 0 0\n"
)


def _found(path: str, environ: dict[str, str] | None = None, mounts: str = MOUNTS) -> tuple[str, str] | None:
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
    found = unfit_folder(file, {}, lambda: "", lambda: iter([(str(whole), "SharePoint")]))
    assert found is not None
    assert found.service == "SharePoint"
    assert "SharePoint keeps in step" in found.words


def test_it_is_known_by_what_the_service_leaves(tmp_path: Path) -> None:
    (tmp_path / "Mine" / "AIP").mkdir(parents=True)
    (tmp_path / "Mine" / ".dropbox").touch()
    assert _found(str(tmp_path / "Mine" / "AIP" / "a.aip")) == ("Dropbox", str(tmp_path / "Mine"))


def test_a_mac_tells_its_mounts_in_its_own_way() -> None:
    mounts = "/dev/disk1 on / (apfs, local)\n//ann@files/aip on /Volumes/AIP files (smbfs, nodev, mounted by ann)\n"
    assert _found("/Volumes/AIP files/a.aip", mounts=mounts) == ("", "/Volumes/AIP files")
    assert _found("/Users/ann/a.aip", mounts=mounts) is None
