"""Backups: verified copies made by themselves, thinned with age, and a way back to any of them.

A restore is an act like any other: it puts every record to what it was in the backup, so it stands in the history
and can be undone. Nothing is ever replaced behind the history's back.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aip_desktop.errors import Refusal
from aip_desktop.history.restore import Backed, Restored, restore_state
from aip_desktop.paths import SUFFIX, backups, keep_private
from aip_desktop.store.at_rest import Key, Secret
from aip_desktop.store.file import open_to_read
from aip_desktop.store.holds import Holds
from aip_desktop.store.last_seen import last_seen_at
from aip_desktop.store.open_file import File
from aip_desktop.store.safe_copies import CopyCard, write_copy
from aip_desktop.wording import moment, tidy

STAMP = "%Y-%m-%d %H%M%S.%f"
EVERY = timedelta(hours=1)  # of work, at the most, without a new one


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup as the list shows it."""

    path: Path
    at: datetime
    why: str
    checked: str = ""  # what was found in it when it was made: "Checked 14:02: 5 partnerships, ..."
    of: Path | None = None  # the file that it is of, where that was last seen here; None if nobody knows

    @property
    def words(self) -> str:
        """When and why it was made."""
        return f"{moment(self.at)}, {self.why}"


def folder_of(lineage: str) -> Path:
    """Return where the backups of a file lie on this device. OSError if that folder cannot be created."""
    folder = backups() / lineage
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@contextmanager
def _with_a_folder() -> Iterator[None]:
    """Surround what needs the folder of backups: the Refusal says that it cannot be created."""
    try:
        yield
    except OSError as error:
        raise Refusal(
            f"No backup can be made, because the folder {backups()} cannot be created: {error.strerror}. Everything "
            "else works. Ask your IT service for a folder that you may write to"
        ) from error


def backup_path(lineage: str, why: str, at: datetime) -> Path:
    """Return the name of a backup: when and why it was made."""
    safe = "".join(letter for letter in tidy(why) if letter.isalnum() or letter in " ,").strip()[:60]
    return folder_of(lineage) / f"{at.astimezone(UTC).strftime(STAMP)} - {safe}{SUFFIX}"


def list_backups(file: File) -> tuple[Backup, ...]:
    """Return the backups of a file on this device, the latest first."""
    with _with_a_folder():
        return _latest_first(folder_of(file.lineage).glob(f"*{SUFFIX}"))


def list_all_backups() -> tuple[Backup, ...]:
    """Return the backups of every file on this device, the latest first: also of one that is gone, or cannot be
    opened.
    """
    return _latest_first(backups().glob(f"*/*{SUFFIX}"))


def _latest_first(paths: Iterable[Path]) -> tuple[Backup, ...]:
    return tuple(sorted(filter(None, map(_read_name, paths)), key=lambda backup: backup.at, reverse=True))


def _read_name(path: Path) -> Backup | None:
    """Return the backup that a file is by its name; None if it is not named as one."""
    stamp, _, why = path.stem.partition(" - ")
    with suppress(ValueError):
        at = datetime.strptime(stamp, STAMP).replace(tzinfo=UTC).astimezone()
        words, _, of = _said(path).partition("\n")
        return Backup(path, at, why or "by itself", words, Path(of) if of else last_seen_at(path.parent.name))
    return None


def make_backup(file: File, why: str, now: datetime | None = None) -> CopyCard:
    """Write a backup, open it, verify and count it; older ones are thinned. Refusal if it cannot be written."""
    return make_backup_kept(file, why, file.key, now)


def make_backup_kept(file: File, why: str, key: Key | None, now: datetime | None = None) -> CopyCard:
    """Return the same, kept as the file is going to be: with the passphrase it will have, or none."""
    at = now or datetime.now().astimezone()
    with _with_a_folder():
        path = backup_path(file.lineage, why, at)
    card = write_copy(file, path, key)
    words = f"Checked {at:%H:%M}, with a passphrase" if key else checked_words(card.holds, at)
    with suppress(OSError):
        _note(card.path).write_text(f"{words}\n{file.path}", "utf-8")
        keep_private(_note(card.path))
    there = list_backups(file)
    keep = kept((backup.at for backup in there), at)
    for backup in there:
        if backup.at not in keep:
            delete_backup(backup)
    return card


def delete_backup(backup: Backup) -> None:
    """Take a backup away, and what was noted of it."""
    backup.path.unlink(missing_ok=True)
    _note(backup.path).unlink(missing_ok=True)


def checked_words(holds: Holds, at: datetime) -> str:
    """Return what a check found: "Checked 14:02: 5 partnerships, 271 schools, 10 agreements"."""
    return f"Checked {at:%H:%M}: {', '.join(holds.lines())}"


def _note(path: Path) -> Path:
    return path.with_suffix(".checked")


def _said(path: Path) -> str:
    with suppress(OSError, UnicodeError):
        return _note(path).read_text("utf-8")
    return ""


def backup_if_due(file: File, now: datetime | None = None) -> CopyCard | None:
    """Return a backup, unless the last is younger than an hour or nothing was done since."""
    at = now or datetime.now().astimezone()
    last = next(iter(list_backups(file)), None)
    if last is not None and (
        at - last.at < EVERY or (file.saved_at is not None and file.saved_at <= last.at)
    ):
        return None
    return make_backup(file, "by itself", at)


_Slot = Callable[[datetime], object]
_KEPT: tuple[tuple[_Slot, timedelta], ...] = (
    (lambda at: at, timedelta(hours=4)),
    (lambda at: (at.date(), at.hour), timedelta(days=2)),
    (lambda at: at.date(), timedelta(days=31)),
    (lambda at: at.isocalendar()[:2], timedelta(days=183)),
    (lambda at: (at.year, at.month), timedelta(days=3660)),
)


def kept(moments: Iterable[datetime], now: datetime) -> frozenset[datetime]:
    """Return which backups stay: all of the last hours, then one an hour, a day, a week, a month; the latest
    always.
    """
    newest_first = sorted(moments, reverse=True)
    keep = set(newest_first[:1])
    for slot, age in _KEPT:
        seen = set()
        for at in newest_first:
            if now - at <= age and slot(at) not in seen:
                seen.add(slot(at))
                keep.add(at)
    return frozenset(keep)


def restore(file: File, backup: Path, secret: Secret = "") -> Restored:
    """Put the file to what it was in a backup, as one act that can be undone; a backup of now is made first.

    Conflicts that the backup has are open again, with the same sides.

    Refusal if the backup is damaged or belongs to another file; ``PassphraseNeeded`` if it has a passphrase that is
    neither ``secret`` nor the one the file has.
    """
    named = _read_name(backup)
    what = f"the backup of {named.words}" if named else backup.stem
    with closing(open_to_read(backup, secret or file.key or "")) as old:
        if old.lineage != file.lineage:
            raise Refusal(f"{backup.name} is a backup of another file. Choose one of this file")
        with old.reading() as session:
            wanted = Backed.of(session.connection())
        make_backup(file, "before a restore")
        file.merge(old, f"Take in what {what} holds")  # nothing, unless the file is older than it
    with file.act(f"Restore {what}") as session:
        return restore_state(session, wanted)
