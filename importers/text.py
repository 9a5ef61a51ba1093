"""Foreign bytes to lines of text: opening, surveying and decoding, in constant memory.

No character set is guessed by statistics: detectors read Norwegian price files as Polish. A file is
UTF-8 when all of it is; else each byte has one reading, and every repair is counted and reported.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from catalog.records import Reject
from importers.errors import UnreadableFeed

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

RAW_LIMIT = 200
_BLOCK = 1 << 20
_BOM = codecs.BOM_UTF8
_JSON = re.compile(rb"[\[{]\s*(?:[\[{\"]|\Z)")
_ENCODINGS = {
    "": "", "auto": "", "utf-8": "utf-8", "utf8": "utf-8", "utf-8-sig": "utf-8",
    "latin-1": "latin-1", "latin1": "latin-1", "iso-8859-1": "latin-1", "cp1252": "cp1252",
    "windows-1252": "cp1252", "iso-8859-15": "iso-8859-15", "cp850": "cp850", "cp865": "cp865",
}  # fmt: skip

Decode = Callable[[int, bytes], str]
Line = tuple[int, str, bool]


def encoding_option(subject: str, name: str) -> str:
    """The codec that a profile's ``encoding`` means, '' for "find out"; raises UnreadableFeed."""
    codec = _ENCODINGS.get(name.strip().lower())
    if codec is None:
        known = ", ".join(sorted(key for key in _ENCODINGS if key))
        raise UnreadableFeed(subject, f"{name!r} is not one of {known}", field="option encoding")
    return codec


def encoding_options(subject: str, options: Mapping[str, str]) -> tuple[str, str]:
    """The codecs of ``encoding`` and ``encoding_fallback``, '' where not given. Raises UnreadableFeed."""
    codec = encoding_option(subject, options.get("encoding", ""))
    return codec, encoding_option(subject, options.get("encoding_fallback", ""))


class _OldLines(io.RawIOBase):
    """A file whose lines end in CR alone, as "CSV (Macintosh)" writes them, with LF instead."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        """As every file here."""
        return True

    def seekable(self) -> bool:
        """No byte more or less: a place here is the same place there."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """As in the file itself."""
        return self._stream.seek(offset, whence)

    def readinto(self, buffer: WriteableBuffer) -> int:
        """The next bytes, into ``buffer``."""
        view = memoryview(buffer).cast("B")
        data = self._stream.read(len(view)).replace(b"\r", b"\n")
        view[: len(data)] = data
        return len(data)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file's bytes. Raises UnreadableFeed where it is missing, empty, a folder, a web page or JSON."""
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
            if not head:
                raise UnreadableFeed(path.name, "the file is empty (0 bytes)")
            start = head.removeprefix(_BOM).lstrip()[:60]
            if start.startswith(b"<"):
                found = start.decode("ascii", "replace")
                raise UnreadableFeed(
                    path.name, f"an HTML or XML page instead of a feed, it begins {found!r}", line=1
                )
            if _JSON.match(start):
                found = start.decode("utf-8", "replace")
                reason = f"JSON instead of lines of text (only xchange is JSON), it begins {found!r}"
                raise UnreadableFeed(path.name, reason, line=1)
            stream.seek(0)
            ends = head.rstrip(b"\r")
            yield io.BufferedReader(_OldLines(stream)) if b"\r" in ends and b"\n" not in ends else stream
    except OSError as error:
        reason = f"the file cannot be read: {error.strerror or error}"
        raise UnreadableFeed(path.name, reason) from error


def is_utf8(subject: str, stream: BinaryIO) -> bool:
    """Whether the whole file is UTF-8 (pure ASCII is); leaves the stream at its start.

    A file cut off inside its last character still is: its other lines must read as before. Raises
    UnreadableFeed where NUL bytes are everywhere: UTF-16, or not text at all.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    valid, nuls, size = True, 0, 0
    while block := stream.read(_BLOCK):
        nuls += block.count(0)
        size += len(block)
        if valid:
            valid = _accepts(decoder, block)
    stream.seek(0)
    if nuls * 8 > size:
        reason = f"NUL bytes everywhere ({nuls} of {size} bytes): UTF-16 or damaged, expected text"
        raise UnreadableFeed(subject, reason)
    return valid


def _accepts(decoder: codecs.IncrementalDecoder, block: bytes) -> bool:
    try:
        decoder.decode(block)
    except UnicodeDecodeError:
        return False
    return True


def lines(stream: BinaryIO, decode: Decode, longest: int) -> Iterator[Line | Reject]:
    """Every physical line: its number from 1, its text without line end, and whether it had one.

    A line with NUL bytes, of more than ``longest`` characters, or that ``decode`` refuses is a
    Reject.
    """
    limit = longest * 4 + 2  # UTF-8 needs at most four bytes a character
    number = 0
    while raw := stream.readline(limit):
        number += 1
        if number == 1:
            raw = raw.removeprefix(_BOM)
        body = raw.rstrip(b"\r\n")
        ended = len(body) < len(raw)
        if len(body) >= limit - len(_BOM) and not ended:
            _skip_rest(stream, limit)
            yield _too_long(number, longest, body)
        elif b"\0" in body:
            yield _refused(number, f"expected text, found {body.count(0)} NUL bytes", body)
        else:
            yield _decoded(number, body, ended, decode, longest)


def _decoded(number: int, body: bytes, ended: bool, decode: Decode, longest: int) -> Line | Reject:
    try:
        text = decode(number, body)
    except UnicodeDecodeError as error:
        byte = body[error.start]
        reason = f"byte 0x{byte:02X} at position {error.start + 1} is no letter in the file's encoding"
        return _refused(number, reason, body)
    return (number, text, ended) if len(text) <= longest else _too_long(number, longest, body)


def _skip_rest(stream: BinaryIO, limit: int) -> None:
    while (raw := stream.readline(limit)) and not raw.endswith(b"\n"):
        continue


def _too_long(number: int, longest: int, body: bytes) -> Reject:
    return _refused(number, f"expected at most {longest} characters in a line, found more", body)


def _refused(number: int, reason: str, body: bytes) -> Reject:
    return Reject(number, "line", reason, body[:RAW_LIMIT].decode("latin-1"))
