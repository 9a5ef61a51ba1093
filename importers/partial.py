"""Downloads that go on where they stopped, in the same pull or in the next one.

Beside the bytes stands what they are part of: a validator that changes with the content (a strong ETag,
or an SFTP file's size and time). Only bytes that were synced to disk count as arrived.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from importers.raw import RawFile, adopt

_NAME = ".resume-"
_SYNC_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Begun:
    """A download that has begun: ``arrived`` of ``total`` bytes of what ``validator`` names."""

    validator: str
    total: int
    arrived: int = 0


class Partial:
    """The unfinished download of one address into ``folder``; one process at a time."""

    def __init__(self, folder: Path, address: str) -> None:
        self._folder = folder
        key = hashlib.sha256(address.encode("utf-8")).hexdigest()[:16]
        self._data = folder / f"{_NAME}{key}"
        self._state = folder / f"{_NAME}{key}.json"

    def begun(self) -> Begun | None:
        """What has arrived; None where nothing has, or nobody knows of what it is a part."""
        try:
            state = Begun(**json.loads(self._state.read_text("utf-8")))
            whole = self._data.stat().st_size >= state.arrived > 0 and state.arrived <= state.total
        except (OSError, ValueError, TypeError):
            return None
        return state if whole else None

    def arrived(self) -> int:
        """Bytes that need not be fetched again."""
        state = self.begun()
        return state.arrived if state else 0

    @contextmanager
    def growing(self, begun: Begun) -> Iterator[PartialWriter]:
        """Writes on after ``begun.arrived`` bytes. What was written stays, also after a fault.

        Raises OSError.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        for other in self._folder.glob(f"{_NAME}*"):
            if other not in (self._data, self._state):
                other.unlink(missing_ok=True)  # of an address that is no longer asked
        with self._data.open("r+b" if begun.arrived else "wb") as file:
            file.truncate(begun.arrived)
            file.seek(begun.arrived)
            writer = PartialWriter(file, self._state, begun)
            try:
                yield writer
            finally:
                writer.sync()

    def discard(self) -> None:
        """Forgets what has arrived."""
        self._state.unlink(missing_ok=True)
        self._data.unlink(missing_ok=True)

    def keep(self, name: str) -> RawFile:
        """Makes a raw file of the whole download. Raises OSError."""
        raw = adopt(self._data, self._folder, name)
        self._state.unlink(missing_ok=True)
        return raw


class PartialWriter:
    """The open end of a download."""

    def __init__(self, file: BinaryIO, state: Path, begun: Begun) -> None:
        self._file = file
        self._state = state
        self._begun = begun
        self._synced = begun.arrived
        self.size = begun.arrived

    def write(self, chunk: bytes) -> None:
        """Adds bytes."""
        self._file.write(chunk)
        self.size += len(chunk)
        if self.size - self._synced >= _SYNC_BYTES:
            self.sync()

    def sync(self) -> None:
        """Makes what was written count as arrived: first the bytes, then the note of their number."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._synced = self.size
        note = asdict(self._begun) | {"arrived": self.size}
        part = self._state.with_suffix(f".{os.getpid()}")
        try:
            part.write_text(json.dumps(note), "utf-8")
            part.replace(self._state)
        finally:
            with contextlib.suppress(FileNotFoundError):
                part.unlink()
