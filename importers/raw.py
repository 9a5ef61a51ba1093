"""Raw files: what was imported is kept, named by its hash, so that evidence leads back to it."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from importers.errors import FetchFailed

CHUNK_BYTES = 1 << 16
_PART = ".part-"
_KEPT = re.compile(r"[0-9a-f]{16}-")
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_NAME_LENGTH = 100


@dataclass(frozen=True, slots=True)
class RawFile:
    """One kept file: ``sha256`` in hex, ``size`` in bytes, ``name`` as it was at its source."""

    path: Path
    sha256: str
    size: int
    name: str


def safe_name(text: str) -> str:
    """A file name of ASCII letters, digits, dot, dash and underscore; a long one keeps its end."""
    name = _UNSAFE.sub("_", text).lstrip(".")[-_NAME_LENGTH:].lstrip(".")
    return name if name.strip("_") else "file"


def original_name(path: Path) -> str:
    """The name of a file without the hash that keeping it put in front."""
    return _KEPT.sub("", path.name, count=1) if _KEPT.match(path.name) else path.name


class RawWriter:
    """Writes one raw file beside its final place; it appears there whole, or not at all.

    Use as a context manager; leaving it without ``commit`` removes what was written. Raises
    OSError.
    """

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._name = safe_name(name)
        handle, temporary = tempfile.mkstemp(prefix=_PART, dir=folder)
        self._file = os.fdopen(handle, "wb")
        self._temporary = Path(temporary)
        self._hash = hashlib.sha256()
        self.size = 0

    def __enter__(self) -> RawWriter:
        return self

    def write(self, chunk: bytes) -> None:
        """Adds bytes to the file and to its hash."""
        self._file.write(chunk)
        self._hash.update(chunk)
        self.size += len(chunk)

    def commit(self) -> RawFile:
        """Brings the file to its place, synced before it is named; same content, one file."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return _placed(self._temporary, self._folder, self._name, self._hash.hexdigest(), self.size)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        self._temporary.unlink(missing_ok=True)


def adopt(file: Path, folder: Path, name: str) -> RawFile:
    """Makes a raw file of a whole, synced file that lies in ``folder`` already. Raises OSError."""
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return _placed(file, folder, safe_name(name), digest, file.stat().st_size)


def _placed(file: Path, folder: Path, name: str, digest: str, size: int) -> RawFile:
    target = folder / f"{digest[:16]}-{name}"
    if target.is_file() and target.stat().st_size == size:
        file.unlink()
    else:
        file.replace(target)
        _sync_folder(folder)
    return RawFile(target, digest, size, name)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _open_at_once(path: str, flags: int) -> int:
    """Opens without waiting: a named pipe must be refused, not waited for."""
    return os.open(path, flags | os.O_NONBLOCK)


def keep(source: Path, folder: Path) -> RawFile:
    """Copies a local file into ``folder`` as ``<sha256[:16]>-<safe name>``, hashing on the way.

    Raises FetchFailed for what is no ordinary file, cannot be read, or changes while it is read (a
    supplier who is still uploading).
    """
    try:
        with (
            open(source, "rb", opener=_open_at_once) as file,
            RawWriter(folder, source.name) as writer,
        ):
            before = os.fstat(file.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise FetchFailed(str(source), "an ordinary file is expected")
            while chunk := file.read(CHUNK_BYTES):
                writer.write(chunk)
            after = os.fstat(file.fileno())
            if (before.st_size, before.st_mtime_ns) != (writer.size, after.st_mtime_ns):
                raise FetchFailed(str(source), "changed while it was read: try again")
            return writer.commit()
    except IsADirectoryError as error:
        raise FetchFailed(str(source), "is a folder, a file is expected") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FetchFailed(str(source), f"could not be kept: {reason}") from error
