"""The ledger of a folder: which of its files were taken, so that none is taken twice and none is missed."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from importers.arrivals import Arrival
from importers.raw import RawFile, original_name

LEDGER_NAME = ".taken.json"
MOST_ENTRIES = 10_000


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was taken, and the raw file that it became."""

    arrival: Arrival
    file: str
    sha256: str

    def raw_file(self, folder: Path) -> RawFile | None:
        """The raw file as it lies in ``folder``; None where it is no longer there whole."""
        path = folder / self.file
        whole = path.is_file() and path.stat().st_size == self.arrival.size
        return RawFile(path, self.sha256, self.arrival.size, original_name(path)) if whole else None


def read(folder: Path, place: str) -> list[Taken]:
    """What was taken from ``place``, in the order in which it was.

    Another place has a ledger of its own, which is empty; so has one whose file cannot be read: then
    its files are taken once more, in order, and end at the same catalogue.
    """
    try:
        content = json.loads((folder / LEDGER_NAME).read_text("utf-8"))
        if content["place"] != place:
            return []
        return [
            Taken(Arrival(**entry["arrival"]), entry["file"], entry["sha256"]) for entry in content["taken"]
        ]
    except (OSError, ValueError, TypeError, KeyError):
        return []


def add(folder: Path, place: str, arrival: Arrival, raw: RawFile) -> None:
    """Notes that a file was taken. Raises OSError."""
    entries: Sequence[Taken] = [one for one in read(folder, place) if one.arrival != arrival]
    entries = [*entries[1 - MOST_ENTRIES :], Taken(arrival, raw.path.name, raw.sha256)]
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{LEDGER_NAME}.{os.getpid()}"
    try:
        part.write_text(json.dumps({"place": place, "taken": [asdict(one) for one in entries]}), "utf-8")
        part.replace(folder / LEDGER_NAME)
    finally:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
