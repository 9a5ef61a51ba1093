"""One final file in a folder, here or on a server, whatever dies when: temporary file, mark, rename.

The mark is a small file of our own, written when the temporary file is whole and before it is renamed. A
later attempt that finds the mark and no temporary file knows that the rename happened, also where the other
side has fetched and removed the file since: it does not write a second one.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from web.delivery.outcomes import Ambiguous, Outcome, Refused, Sent
from web.delivery.payload import OrderFile


class Folder(Protocol):
    """Where files land. Its methods raise OSError or what its channel understands."""

    def read(self, name: str) -> bytes | None:
        """A file's content, None where there is none of that name."""

    def write(self, name: str, content: bytes) -> None:
        """A whole file, durable when this returns; an unfinished one of that name is replaced."""

    def rename(self, old: str, new: str) -> None:
        """Gives a file its final name."""


def land(folder: Folder, file: OrderFile, journal: Path) -> Outcome:
    """Brings the file into the folder under its name, once.

    ``journal`` is our own folder for marks. Refused for good where another file has the name already;
    ambiguous, for a person, where neither the temporary nor the final file is there any more.
    """
    temporary = f".{file.name}.part"
    there = folder.read(file.name)
    if there is not None:
        if there == file.content:
            return Sent()
        return Refused(f"another file with the name {file.name} is there already", final=True)
    if is_marked(journal, file.order):
        if folder.read(temporary) != file.content:
            reason = (
                f"{file.name} was about to get its name when the last attempt ended and is not there now:"
                " fetched by the supplier, most likely"
            )
            return Ambiguous(reason, ask=True)
    else:
        folder.write(temporary, file.content)
        mark(journal, file.order)
    folder.rename(temporary, file.name)
    return Sent()


def journal(var: Path) -> Path:
    """The folder for marks, among what the program writes."""
    return var / "outbox"


def mark(journal: Path, order: str) -> None:
    """Writes down, durably, that the next step of an order cannot be taken back."""
    _put(_mark(journal, order))


def is_marked(journal: Path, order: str) -> bool:
    """Whether that was written down, and not forgotten since."""
    return _mark(journal, order).exists()


def forget(journal: Path, order: str) -> None:
    """Removes an order's mark: the next attempt begins anew."""
    _mark(journal, order).unlink(missing_ok=True)


def marked(journal: Path) -> list[str]:
    """The orders that have a mark."""
    return sorted(path.name for path in journal.iterdir()) if journal.is_dir() else []


def sync(path: Path) -> None:
    """Makes a file, or the names in a folder, durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _mark(journal: Path, order: str) -> Path:
    return journal / order


def _put(mark: Path) -> None:
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()
    sync(mark)
    sync(mark.parent)
