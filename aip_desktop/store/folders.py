"""Folders where a file must not live: those that a service keeps in step elsewhere, and those on the network.

A service copies a file while it is being written, and puts an older one back over it; a network drops in the middle
of an act. Both are known by what the system tells, by the folder's name, or by what the service leaves in it.
"""

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath, PureWindowsPath

_TOLD = ("OneDriveCommercial", "OneDriveConsumer", "OneDrive")  # variables that name the folder
_NAMES = (
    (r"onedrive(\b.*)?", "OneDrive"),
    (r"sharepoint(\b.*)?", "SharePoint"),
    (r"dropbox( \(.*\))?", "Dropbox"),
    (r"google ?drive(\b.*)?|my drive", "Google Drive"),
    (r"icloud ?drive(\b.*)?|mobile documents|com~apple~clouddocs", "iCloud"),
    (r"nextcloud|owncloud", "Nextcloud"),
    (r"box( sync)?", "Box"),
)
_LEFT = (
    (".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"),
    (".dropbox", "Dropbox"),
    (".dropbox.cache", "Dropbox"),
    (".tmp.drivedownload", "Google Drive"),
    (".nextcloudsync.log", "Nextcloud"),
)
_NETWORK = frozenset(
    (
        *("afpfs", "cifs", "davfs", "ncpfs", "nfs", "nfs4", "smb2", "smb3", "smbfs", "webdav"),
        *("fuse.davfs", "fuse.gvfsd-fuse", "fuse.rclone", "fuse.sshfs"),
    )
)


Mount = tuple[str, str]  # the folder where it begins, and its kind of file system


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a file should not live where it is."""

    service: str  # what keeps the folder in step; empty for a network drive
    folder: Path  # the whole of what is kept in step, or that of the file

    @property
    def words(self) -> str:
        """What it is, and what may come of it."""
        if self.service:
            return (
                f"This file lies in a folder that {self.service} keeps in step. It may copy it in the middle of "
                "an act, or put an older one over it. Keep it in a folder of this laptop alone, and pass on copies"
            )
        return (
            "This file lies on a network drive. When the connection drops, what you type is not saved. Keep it in a "
            "folder of this laptop, and pass on copies"
        )


def unfit_folder(
    path: Path,
    environ: Mapping[str, str] = os.environ,
    mounts: Callable[[], Iterable[Mount]] | None = None,
    linked: Callable[[], Iterator[tuple[str, str]]] | None = None,
) -> Unfit | None:
    """Return why a file should not live where it is; None if nothing speaks against it. Nothing is asked of the
    network.
    """
    folder = path.parent
    if str(path).startswith(("\\\\", "//")):
        return Unfit("", folder)
    for place, name in (*_told(environ), *(linked or _linked_libraries)()):
        if place and _is_within(folder, place):
            return Unfit(name, Path(place))
    for one in (folder, *folder.parents):
        name = _by_name(one) or _by_what_is_left(one)
        if name:
            return Unfit(name, one)
    all_mounts = (mounts or _mounts)()
    is_far = (
        is_on_network_drive(PureWindowsPath(folder), all_mounts)
        if os.name == "nt"
        else _is_on_network(folder, all_mounts)
    )
    return Unfit("", folder) if is_far else None


def _told(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for variable in _TOLD:
        yield environ.get(variable, ""), "OneDrive"


def _is_within(folder: PurePath, whole: str) -> bool:
    try:
        return folder.is_relative_to(Path(whole).resolve()) or folder.is_relative_to(whole)
    except OSError:
        return False


def _by_name(folder: Path) -> str:
    name = folder.name.casefold()
    return next((service for pattern, service in _NAMES if re.fullmatch(pattern, name)), "")


def _by_what_is_left(folder: Path) -> str:
    with suppress(OSError):
        return next((service for left, service in _LEFT if (folder / left).exists()), "")
    return ""


def _is_on_network(folder: Path, mounts: Iterable[Mount]) -> bool:
    longest_first = sorted(mounts, key=lambda mount: len(mount[0]))
    kinds = [kind for place, kind in longest_first if folder.is_relative_to(place)]
    return bool(kinds) and kinds[-1] in _NETWORK


def is_on_network_drive(folder: PureWindowsPath, local: Iterable[Mount]) -> bool:
    """Tell whether the drive of a folder is none of the ``local`` ones. Where none is known, none is far."""
    drives = {PureWindowsPath(place).drive.casefold() for place, _ in local}
    return bool(drives) and folder.drive.casefold() not in drives


def _mounts() -> list[Mount]:
    """Return (folder, kind) of each mount. On Windows the drives of this laptop only: the others would be asked
    for.
    """
    import psutil

    with suppress(OSError):
        return [
            (sdiskpart.mountpoint, sdiskpart.fstype)
            for sdiskpart in psutil.disk_partitions(all=not psutil.WINDOWS)
        ]
    return []


def _linked_libraries() -> Iterator[tuple[str, str]]:
    """Yield the folders that OneDrive keeps in step for libraries of SharePoint, as Windows notes them."""
    if sys.platform == "win32":  # pragma: no cover - seen on Windows only
        import winreg

        with (
            suppress(OSError),
            winreg.OpenKey(winreg.HKEY_CURRENT_USER, r"Software\SyncEngines\Providers\OneDrive") as providers,
        ):
            for number in range(winreg.QueryInfoKey(providers)[0]):
                with suppress(OSError), winreg.OpenKey(providers, winreg.EnumKey(providers, number)) as one:
                    yield str(winreg.QueryValueEx(one, "MountPoint")[0]), "SharePoint"
    yield from ()
