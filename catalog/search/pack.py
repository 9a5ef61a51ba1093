"""One immutable file of named one-dimensional arrays, mapped into memory and shared by all workers.

A single file opens an order of magnitude faster than a folder of ``.npy`` files. Layout: 8 magic
bytes, length of the header (8 bytes, little endian), the header as JSON, the arrays at multiples of 64.
"""

from __future__ import annotations

import json
import mmap
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

_MAGIC = b"MRKPACK1"
_ALIGN = 64


class PackError(Exception):
    """The file is not a whole pack."""


class Pack:
    """An open pack: arrays by name, and what else the header holds (``facts``)."""

    __slots__ = ("_arrays", "facts")

    def __init__(self, arrays: dict[str, Array], facts: Mapping[str, Any]) -> None:
        self._arrays = arrays
        self.facts = facts

    def __getitem__(self, name: str) -> Array:
        return self._arrays[name]


class Terms:
    """A sorted dictionary of byte strings in two arrays: all bytes, and where each one starts."""

    __slots__ = ("_blob", "_starts")

    def __init__(self, pack: Pack, name: str) -> None:
        self._blob = pack[f"{name}.blob"].data
        self._starts = pack[f"{name}.starts"].data

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> bytes:
        return bytes(self._blob[self._starts[number] : self._starts[number + 1]])

    def find(self, term: bytes) -> int:
        """The number of a term, or -1. Only for a sorted dictionary."""
        number = bisect_left(self, term)
        return number if number < len(self) and self[number] == term else -1

    def prefixed(self, prefix: bytes) -> tuple[int, int]:
        """The range of terms that start with ``prefix``. Only for a sorted dictionary."""
        first = bisect_left(self, prefix)
        size = len(prefix)
        return first, bisect_right(self, prefix, lo=first, key=lambda term: term[:size])


class Blob:
    """Byte strings on their way into a ``Terms`` dictionary, without an object for each."""

    __slots__ = ("_bytes", "_sizes")

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._sizes = array("q", [0])

    def add(self, text: bytes) -> None:
        """Appends one string."""
        self._bytes += text
        self._sizes.append(len(text))

    def arrays(self, name: str) -> dict[str, Array]:
        """The two arrays of the dictionary."""
        starts = np.cumsum(np.frombuffer(self._sizes, np.int64))
        return {f"{name}.blob": np.frombuffer(self._bytes, np.uint8), f"{name}.starts": starts}


def write_pack(path: Path, arrays: Mapping[str, Array], facts: Mapping[str, Any]) -> None:
    """Writes a new pack; the caller syncs it."""
    table: dict[str, tuple[str, int, int]] = {}
    offset = 0
    for name, values in arrays.items():
        table[name] = (values.dtype.str, len(values), offset)
        offset = _aligned(offset + values.nbytes)
    header = json.dumps({"arrays": table, "size": offset, "facts": facts}).encode()
    with path.open("xb") as out:
        out.write(_MAGIC + len(header).to_bytes(8, "little") + header)
        start = _aligned(out.tell())
        for name, values in arrays.items():
            out.seek(start + table[name][2])
            out.write(np.ascontiguousarray(values).data)
        out.truncate(start + offset)


def open_pack(path: Path) -> Pack:
    """Maps a pack. Raises OSError, or PackError where the file is cut or something else."""
    with path.open("rb") as source:
        start = source.read(16)
        if start[:8] != _MAGIC:
            raise PackError(f"{path.name} is not a file of arrays")
        length = int.from_bytes(start[8:], "little")
        try:
            header = json.loads(source.read(length))
            table, size, facts = header["arrays"], header["size"], header["facts"]
        except (ValueError, KeyError, TypeError, MemoryError, OverflowError) as error:
            raise PackError(f"{path.name} has no readable header") from error
        first = _aligned(16 + length)
        if first + size != path.stat().st_size:
            raise PackError(f"{path.name} does not have the {first + size} bytes its header says")
        mapped = mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
    arrays = {
        name: np.frombuffer(mapped, np.dtype(kind), count, first + offset)
        for name, (kind, count, offset) in table.items()
    }
    return Pack(arrays, facts)


def _aligned(offset: int) -> int:
    return -(-offset // _ALIGN) * _ALIGN
