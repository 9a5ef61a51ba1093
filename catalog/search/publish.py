"""The folder of an index and how a generation becomes the current one.

``CURRENT`` names the folder of the generation that is served; it is replaced in one step after every
file of the new generation is on disk. A crash before that leaves ``CURRENT`` as it was, and the next
publish removes what was left over. A generation's folder is never changed once it is current:
an update links the old files into a new folder and adds its own.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.errors import IndexUnavailable
from catalog.search.port import IndexStatus

FORMAT = 5
CURRENT = "CURRENT"
LOCK = "publish.lock"
META = "meta.json"
ARRAYS = "generation.arrays"
WHOOSH_LOCK = re.compile(r".*_WRITELOCK$")
_NAME = re.compile(r"gen-([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Meta:
    """What a generation says of itself. ``segments`` are pairs of segment id and number of documents,
    ``values`` those of each filter, ``kinds`` the names of classes and product groups."""

    generation: int
    revision: int
    published_at: str
    documents: int
    segments: tuple[tuple[str, int], ...]
    pairs: tuple[tuple[str, str], ...] = ()
    values: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, list[str]] = field(default_factory=dict)

    def status(self) -> IndexStatus:
        """The part that the port shows."""
        return IndexStatus(
            self.generation, self.revision, self.documents, len(self.segments), self.published_at
        )


@contextmanager
def publishing(directory: Path) -> Iterator[None]:
    """Holds the right to publish; waits for another publisher. The lock dies with its process."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def current_folder(directory: Path) -> Path:
    """The folder of the current generation. Raises IndexUnavailable where there is none."""
    try:
        name = (directory / CURRENT).read_text("ascii").strip()
    except FileNotFoundError as error:
        raise IndexUnavailable(f"{directory} holds no index yet: rebuild it") from error
    except (OSError, UnicodeDecodeError) as error:
        raise IndexUnavailable(f"{directory / CURRENT} cannot be read: rebuild the index") from error
    if not _NAME.fullmatch(name):
        raise IndexUnavailable(f"{directory / CURRENT} names no generation: rebuild the index")
    return directory / name


def read_meta(folder: Path) -> Meta:
    """Reads a generation's own description. Raises FileNotFoundError, or IndexUnavailable."""
    raw = (folder / META).read_bytes()
    try:
        data = json.loads(raw)
        if data.pop("format") != FORMAT:
            raise IndexUnavailable(f"{folder} was built by another version: rebuild the index")
        data["segments"] = tuple((str(name), int(size)) for name, size in data["segments"])
        data["pairs"] = tuple((str(label), str(tier)) for label, tier in data["pairs"])
        return Meta(**data)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexUnavailable(f"{folder / META} is damaged: rebuild the index") from error


def write_meta(folder: Path, meta: Meta) -> None:
    """Writes a generation's own description."""
    data: dict[str, Any] = {"format": FORMAT}
    data |= {name: getattr(meta, name) for name in Meta.__dataclass_fields__}
    (folder / META).write_text(json.dumps(data), "ascii")


def begin(directory: Path) -> Path:
    """An empty folder for the next generation; what a crash left behind is removed first.

    Whatever is newer than the current generation was never served.
    """
    served = _served(directory)
    if served:
        for name in _generations(directory):
            if number(name) > number(served):
                shutil.rmtree(directory / name)
    newest = max(map(number, _generations(directory)), default=0)
    folder = directory / f"gen-{newest + 1}"
    folder.mkdir()
    return folder


def link_files(source: Path, target: Path) -> None:
    """Links the files of a generation that the next one shares; its own description stays behind."""
    for path in source.iterdir():
        if path.name not in (META, ARRAYS) and not WHOOSH_LOCK.fullmatch(path.name):
            os.link(path, target / path.name)


def switch(directory: Path, folder: Path) -> None:
    """Makes a whole generation the current one: first on disk, then visible.

    The generation before it stays for readers that are just opening it; older ones go. A reader that
    has one of those open keeps it, the files die with its last mapping.
    """
    for path in folder.iterdir():
        if path.stat().st_nlink == 1:
            _sync(path)
    _sync(folder)
    _sync(directory)
    before = _served(directory)
    fresh = directory / f"{CURRENT}.new"
    fresh.write_text(f"{folder.name}\n", "ascii")
    _sync(fresh)
    fresh.replace(directory / CURRENT)
    _sync(directory)
    for name in _generations(directory):
        if name not in (folder.name, before):
            shutil.rmtree(directory / name)


def is_current(directory: Path, folder: Path) -> bool:
    """Whether ``folder`` is what readers are served."""
    return _served(directory) == folder.name


def _served(directory: Path) -> str:
    try:
        return current_folder(directory).name
    except IndexUnavailable:
        return ""


def _generations(directory: Path) -> list[str]:
    return [path.name for path in directory.iterdir() if _NAME.fullmatch(path.name)]


def number(name: str) -> int:
    """The number in the name of a generation's folder; 0 for anything else."""
    match = _NAME.fullmatch(name)
    return int(match[1]) if match else 0


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
