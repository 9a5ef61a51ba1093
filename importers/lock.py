"""One run of a feed at a time. The lock is the kernel's: it dies with its process, however it ends."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from importers.config import Profile
from importers.errors import AlreadyRunning

# How often, and after how many seconds, a lock is tried: somebody may just be asking whether it is free.
_TRIES, _PAUSE = 4, 0.05


@contextmanager
def held(folder: Path, name: str) -> Iterator[None]:
    """Holds the lock ``name``, or raises AlreadyRunning, within a fifth of a second."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as handle:
        _take(handle, name)
        yield


def run_lock(kind: str, name: str, file_format: str, supplier: str = "") -> str:
    """The lock of a run. Feeds of one supplier share theirs, and so do registers of one format; a feed that
    is not configured is named after its supplier."""
    if kind == "feed":
        return f"feed-{supplier or name}"
    return f"register-{file_format}" if kind == "register" else f"{kind}-{name}"


def profile_lock(profile: Profile) -> str:
    """The lock that a run of the profile holds."""
    return run_lock(profile.kind, profile.name, profile.format, profile.supplier)


def is_free(folder: Path, name: str) -> bool:
    """Whether the lock ``name`` was taken here once and nobody holds it now. Asks without waiting; one that
    cannot be asked, or never was, says nothing: it may be held under another name, or on another machine."""
    try:
        with (folder / f"{name}.lock").open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return True
    except OSError:
        return False


def _take(handle: IO[str], name: str) -> None:
    for tried in range(1, _TRIES + 1):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if tried == _TRIES:
                raise AlreadyRunning(name, "another run of it is going on; nothing was changed") from error
            time.sleep(_PAUSE)
