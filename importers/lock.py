"""One run of a feed at a time. The lock is the kernel's: it dies with its process, however it ends."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from importers.errors import AlreadyRunning


@contextmanager
def held(folder: Path, name: str) -> Iterator[None]:
    """Holds the lock ``name``, or raises AlreadyRunning at once."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(name, "another run of it is going on; nothing was changed") from error
        yield
