"""Feed files inside a container: a zip with one data file, or gzip, unpacked within limits.

Nothing in a container is trusted: neither its names (only the last part of one is kept, and made safe) nor
its sizes (bytes are counted as they come). An XLSX file is a zip too; it is data and left as it is.
"""

from __future__ import annotations

import gzip
import re
import struct
import zlib
from fnmatch import fnmatch
from lzma import LZMAError
from os import SEEK_END
from pathlib import Path
from stat import S_ISLNK
from typing import Protocol
from zipfile import BadZipFile, ZipFile, ZipInfo

from importers.errors import UnreadableFeed
from importers.raw import CHUNK_BYTES, RawWriter, original_name

MAX_RATIO = 200
MAX_MEMBERS = 10_000
_FREE_BYTES = 10_000_000  # below this no ratio is a danger, and short texts repeat themselves a lot
MAX_DIRECTORY = MAX_MEMBERS * 500  # bytes
_ZIP, _EMPTY_ZIP, _GZIP = b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b"
_END_BYTES, _LONGEST_COMMENT = 22, 1 << 16
_LOCATOR, _LOCATOR_BYTES, _END_64_BYTES = b"PK\x06\x07", 20, 56
_WORKBOOK = "[Content_Types].xml"
_OTHER_ARCHIVES = {
    (0, b"7z\xbc\xaf\x27\x1c"): "7z", (0, b"Rar!\x1a\x07"): "RAR", (0, b"\xfd7zXZ\x00"): "xz",
    (4, b"1AY&SY"): "bzip2", (0, b"\x28\xb5\x2f\xfd"): "zstd", (257, b"ustar"): "tar",
}  # fmt: skip
_SUFFIX = re.compile(r"\.(?:gz|gzip)$", re.IGNORECASE)
_DAMAGED = (
    BadZipFile, gzip.BadGzipFile, zlib.error, LZMAError, EOFError, RuntimeError, ValueError, struct.error,
)  # fmt: skip


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


def opened(raw: Path, folder: Path, max_bytes: int, *, member: str = "", max_ratio: int = MAX_RATIO) -> Path:
    """The data file: ``raw`` itself where it is no container, else what it holds, written to ``folder``.

    ``member`` is a pattern (``*.xml``) for the name of the one file wanted of a zip that holds several;
    case does not count. ``max_bytes`` limits what is unpacked, ``max_ratio`` how many times larger than
    the container that may be. The name of the result is its own hash and the member's name
    (``raw.original_name`` gives the latter); the caller removes it after the run.

    Raises UnreadableFeed for an encrypted or damaged container, a container in a container, none or
    several files to choose from, and where a limit is passed.
    """
    subject = original_name(raw)
    try:
        with raw.open("rb") as file:
            head = file.read(512)
        _refuse_others(subject, head)
        limit = _Limit(subject, raw.stat().st_size, max_bytes, max_ratio)
        if head.startswith(_GZIP):
            with gzip.open(raw, "rb") as stream:
                return _written(stream, folder, _SUFFIX.sub("", subject), limit)
        if head.startswith((_ZIP, _EMPTY_ZIP)):
            return _from_zip(raw, folder, member, limit)
        return raw
    except _DAMAGED as error:
        raise UnreadableFeed(subject, f"cannot be unpacked: {_first_line(error)}") from error
    except OSError as error:
        raise UnreadableFeed(subject, f"cannot be unpacked: {error.strerror or error}") from error


class _Limit:
    """How much may come out of one container."""

    def __init__(self, subject: str, packed: int, max_bytes: int, max_ratio: int) -> None:
        self.subject = subject
        self._most = max_bytes
        self._by_ratio = max(packed * max_ratio, _FREE_BYTES)
        self._ratio = max_ratio

    def check(self, size: int) -> None:
        """Raises UnreadableFeed where ``size`` bytes are too many."""
        if size > self._most:
            raise UnreadableFeed(self.subject, f"more than {self._most} bytes unpacked")
        if size > self._by_ratio:
            reason = f"unpacks to more than {self._ratio} times its size ({size} bytes so far): a bomb?"
            raise UnreadableFeed(self.subject, reason)


def _from_zip(raw: Path, folder: Path, member: str, limit: _Limit) -> Path:
    _refuse_directory(limit.subject, raw)
    with ZipFile(raw) as archive:
        if _WORKBOOK in archive.namelist():
            return raw
        chosen = _chosen(limit.subject, archive.infolist(), member)
        limit.check(chosen.file_size)
        with archive.open(chosen) as stream:
            return _written(stream, folder, _last_part(chosen), limit)


def _refuse_directory(subject: str, raw: Path) -> None:
    """Looks at the size of the list of members before it is read: that takes memory for each of them."""
    most = _END_BYTES + _LONGEST_COMMENT + _LOCATOR_BYTES + _END_64_BYTES
    with raw.open("rb") as file:
        file.seek(-min(raw.stat().st_size, most), SEEK_END)
        tail = file.read()
    at = tail.rfind(_EMPTY_ZIP)
    if at < 0 or len(tail) - at < _END_BYTES:
        raise BadZipFile("its end is missing (cut off?)")
    (size,) = struct.unpack_from("<L", tail, at + 12)
    locator = at - _LOCATOR_BYTES
    if tail[max(locator, 0) : at].startswith(_LOCATOR) and locator >= _END_64_BYTES:
        (size,) = struct.unpack_from("<Q", tail, locator - _END_64_BYTES + 40)
    if size > MAX_DIRECTORY:
        raise UnreadableFeed(subject, f"holds too many files, expected at most {MAX_MEMBERS}")


def _chosen(subject: str, members: list[ZipInfo], pattern: str) -> ZipInfo:
    if len(members) > MAX_MEMBERS:
        raise UnreadableFeed(subject, f"holds {len(members)} files, expected at most {MAX_MEMBERS}")
    files = [one for one in members if _is_data(one)]
    wanted = [one for one in files if not pattern or _matches(one, pattern)]
    if len(wanted) != 1:
        names = ", ".join(repr(one.filename[:80]) for one in files[:10]) or "none"
        which = f"one file like {pattern!r}" if pattern else "one file (option member chooses)"
        reason = f"expected {which}, found {len(wanted)} of: {names}"
        raise UnreadableFeed(subject, reason, 0, "option member")
    if wanted[0].flag_bits & 1:
        raise UnreadableFeed(subject, f"{wanted[0].filename[:80]!r} is encrypted")
    return wanted[0]


def _is_data(member: ZipInfo) -> bool:
    """False for folders, links and the files that computers leave beside the real ones."""
    name = _last_part(member)
    system = member.filename.startswith("__MACOSX/") or name.startswith(".") or name.lower() == "thumbs.db"
    return not (member.is_dir() or system or S_ISLNK(member.external_attr >> 16))


def _matches(member: ZipInfo, pattern: str) -> bool:
    names = (member.filename.lower(), _last_part(member).lower())
    return any(fnmatch(name, pattern.strip().lower()) for name in names)


def _last_part(member: ZipInfo) -> str:
    return re.split(r"[/\\]", member.filename.rstrip("/\\"))[-1]


def _written(stream: _Stream, folder: Path, name: str, limit: _Limit) -> Path:
    with RawWriter(folder, name) as writer:
        while chunk := stream.read(CHUNK_BYTES):
            if not writer.size:
                _refuse_others(limit.subject, chunk)
                if chunk.startswith(_GZIP):
                    raise UnreadableFeed(limit.subject, "holds a gzip file: a container in a container")
            writer.write(chunk)
            limit.check(writer.size)
        path = writer.commit().path
    try:
        _refuse_nested(limit.subject, path)
    except (UnreadableFeed, *_DAMAGED):
        path.unlink()
        raise
    return path


def _refuse_nested(subject: str, path: Path) -> None:
    """A zip inside is a container in a container, unless it is a workbook."""
    with path.open("rb") as file:
        if file.read(4) not in (_ZIP, _EMPTY_ZIP):
            return
    _refuse_directory(subject, path)
    with ZipFile(path) as archive:
        if _WORKBOOK not in archive.namelist():
            raise UnreadableFeed(subject, "holds a zip file: a container in a container")


def _refuse_others(subject: str, head: bytes) -> None:
    for (at, magic), name in _OTHER_ARCHIVES.items():
        if head[at : at + len(magic)] == magic:
            raise UnreadableFeed(subject, f"a {name} archive: only zip and gzip are unpacked")


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
