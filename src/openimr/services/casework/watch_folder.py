"""The watch folder: each subfolder that is complete is one mail, received once and put aside.

A mail is complete when it holds a file `.complete`, or when nothing in it has changed for a while. A worker that takes
one locks the subfolder itself, so that no other reads it while it is moved; the lock ends with its process. What was
received lies in `.done` under the number of its case, what cannot be received in `.trouble` beside a note saying why.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from openimr.domain.casework import Actor, CaseId
from openimr.errors import NothingUsableError, UsageError
from openimr.services.casework.receive_application import Mail, receive_application
from openimr.services.ports import CaseStore, Clock, Files

COMPLETE = ".complete"
DONE, TROUBLE = ".done", ".trouble"
QUIET = dt.timedelta(seconds=60)
"""After how long without a change a subfolder counts as complete."""

_INTAKE = Actor("system", "inbox")
_CALIFORNIA = ZoneInfo("America/Los_Angeles")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one mail: its case, or none where a person must look; whether it was new."""

    case: CaseId | None
    is_new: bool


def waiting_mail(inbox: Path, now: dt.datetime, *, quiet: dt.timedelta = QUIET) -> tuple[Path, ...]:
    """The subfolders that are complete, the one that has waited longest first."""
    found = []
    for entry in os.scandir(inbox):
        if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
            arrived = _arrived(Path(entry.path))
            if arrived is not None and (_is_marked(Path(entry.path)) or now - arrived >= quiet):
                found.append((arrived, entry.path))
    return tuple(Path(path) for _, path in sorted(found))


def take_mail(store: CaseStore, files: Files, folder: Path, *, now: Clock, quiet: dt.timedelta = QUIET) -> Taken | None:
    """Receive one mail and put it aside; None: another worker has it.

    It may be killed anywhere: the mail stays where it is until its case is stored, and received again it is the same
    application.

    Raises:
        OpenimrError: the mail stays: something other than the mail is wrong.
    """
    with _locked(folder) as is_ours:
        arrived = _arrived(folder) if is_ours else None
        if arrived is None or not (_is_marked(folder) or now() - arrived >= quiet):
            return None
        (folder / COMPLETE).unlink(missing_ok=True)
        mail = Mail(folder, arrived.astimezone(_CALIFORNIA).date(), "mail")
        try:
            received = receive_application(store, files, mail, actor=_INTAKE, at=now())
        except (UsageError, NothingUsableError) as error:
            _put_aside(folder, TROUBLE, folder.name, note=str(error))
            return Taken(None, is_new=False)
        _put_aside(folder, DONE, received.number)
        return Taken(received.case, received.is_new)


def _is_marked(folder: Path) -> bool:
    return (folder / COMPLETE).is_file()


def _arrived(folder: Path) -> dt.datetime | None:
    """When the last file came in (its inode's own time: a copy cannot bring an older one along); None: it is gone."""
    try:
        times = [os.lstat(Path(place, name)).st_ctime for place, _, names in os.walk(folder) for name in names]
        latest = max(times, default=os.lstat(folder).st_ctime)
    except FileNotFoundError:
        return None
    return dt.datetime.fromtimestamp(latest, dt.UTC)


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Whether the folder is ours alone, and still where it was found."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except FileNotFoundError:
        yield False
        return
    try:
        yield _is_first(descriptor) and _is_there(folder, descriptor)
    finally:
        os.close(descriptor)


def _is_first(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_there(folder: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(os.lstat(folder), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _put_aside(folder: Path, place: str, name: str, *, note: str = "") -> None:
    """Move the mail by one rename; the second of one name gets a number."""
    shelf = folder.parent / place
    shelf.mkdir(exist_ok=True)
    aside, count = shelf / name, 1
    while True:
        if not aside.exists():
            try:
                if note:
                    (shelf / f"{aside.name}.txt").write_text(note + "\n", encoding="utf-8")
                folder.rename(aside)
            except FileExistsError:  # another mail took the name in this moment
                pass
            else:
                return
        count += 1
        aside = shelf / f"{name}-{count}"
