"""Rows out of a JSON file of any size, one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import ijson

from importers.errors import UnreadableFeed
from importers.raw import original_name

_BOM = b"\xef\xbb\xbf"
_STARTS = ("start_map", "start_array")
_ENDS = ("end_map", "end_array")
_SNIFF_BYTES = 4096
_MAX_DEPTH = 50
# Small, because the parser works through a whole buffer before any depth can be seen.
_BUFFER_BYTES = 4096
# The parser's C code crashes the process on whole numbers that Python refuses to read (4300 digits).
_LONG_NUMBER = re.compile(rb"[0-9]{1000}")


def first_byte(path: Path) -> bytes:
    """The first byte that is neither BOM nor white space, to tell formats apart.

    Raises UnreadableFeed for an empty file, a page of markup, UTF-16, or what cannot be opened.
    """
    try:
        with path.open("rb") as file:
            start = file.read(_SNIFF_BYTES)
    except OSError as error:
        raise UnreadableFeed(original_name(path), f"cannot be read: {error.strerror}") from error
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise UnreadableFeed(original_name(path), "is UTF-16, expected UTF-8")
    text = start.removeprefix(_BOM).lstrip()
    if not text:
        raise UnreadableFeed(original_name(path), "is empty")
    if text.startswith(b"<"):
        raise UnreadableFeed(original_name(path), "is a web page or XML, not data: was it an error page?")
    return text[:1]


class _Bytes:
    """A file's bytes, looked at before they reach the parser."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._before = b""

    def read(self, size: int) -> bytes:
        """The next bytes. Raises ValueError where they hold an absurd number."""
        chunk = self._file.read(size)
        if _LONG_NUMBER.search(self._before + chunk):
            raise ValueError("a number of 1000 digits or more")
        self._before = chunk[-1000:]
        return chunk


class JsonRows:
    """The elements of the one list of rows in a file.

    ``roots`` are the places where that list may stand: '' for the file itself, else keys joined by
    dots. ``facts`` holds the scalars directly under ``meta``, complete after the last row.
    """

    def __init__(self, path: Path, roots: tuple[str, ...]) -> None:
        self._path = path
        self._roots = roots
        self.facts: dict[str, object] = {}

    def __iter__(self) -> Iterator[tuple[int, object]]:
        """Pairs of 1-based row number and row.

        Raises UnreadableFeed where the file is no JSON, is cut off, or holds no list, no rows or
        two lists.
        """
        first_byte(self._path)
        number = 0
        try:
            with self._path.open("rb") as file:
                if file.read(len(_BOM)) != _BOM:
                    file.seek(0)
                for row in self._elements(_Bytes(file)):
                    number += 1
                    yield number, row
        except OSError as error:
            raise self._fault(f"cannot be read: {error.strerror}", number) from error
        except (ijson.JSONError, ValueError, ArithmeticError) as error:
            cut = isinstance(error, ijson.IncompleteJSONError) and "premature EOF" in str(error)
            reason = "is cut off" if cut else f"is not valid JSON ({_first_line(error)})"
            raise self._fault(reason, number) from error
        if not number:
            raise self._fault("holds no rows", 0)

    def _elements(self, file: _Bytes) -> Iterator[object]:
        keys: list[str] = []
        place = ""  # of one row, once the list is found
        builder: Any = None
        for prefix, event, value in ijson.parse(file, buf_size=_BUFFER_BYTES):
            if event in _STARTS and prefix.count(".") > _MAX_DEPTH:
                raise ValueError(f"nested more than {_MAX_DEPTH} deep")
            if builder is not None:
                builder.event(event, value)
                if prefix == place and event in _ENDS:
                    yield builder.value
                    builder = None
            elif place and prefix == place:
                builder = ijson.ObjectBuilder()
                builder.event(event, value)
                if event not in _STARTS:
                    yield builder.value
                    builder = None
            elif event == "start_array" and prefix in self._roots:
                if place:
                    raise self._fault(f"holds a second list of rows, under {prefix}", 0)
                place = f"{prefix}.item".lstrip(".")
            elif event == "map_key" and not prefix:
                keys.append(value)
            elif prefix.startswith("meta.") and prefix.count(".") == 1:
                self.facts[prefix.removeprefix("meta.")] = value
        if not place:
            found = ", ".join(keys[:10]) or "neither list nor object"
            wanted = ", ".join(name for name in self._roots if name)
            raise self._fault(f"holds no list of rows under {wanted}; found: {found}", 0)

    def _fault(self, reason: str, line: int) -> UnreadableFeed:
        return UnreadableFeed(original_name(self._path), reason, line)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0].strip() if str(error) else type(error).__name__
