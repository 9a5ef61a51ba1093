"""Takes order confirmations out of the folders where suppliers drop them. Each file is taken once.

Files are read, never moved or removed: what was taken is known by its content. One that cannot be read is
kept with the reason, for a person, and does not stop the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from catalog import db
from catalog.ordering import answers
from catalog.workspace import Workspace
from importers.arrivals import Arrival, matching
from importers.errors import UnreadableFeed
from importers.orders import nelfo_confirmation
from importers.orders.nelfo_lines import MAX_BYTES

QUIET_SECONDS = 5
_SECOND = 1_000_000_000


@dataclass(slots=True)
class Taken:
    """What one call took: orders that were confirmed, and files that could not be used, each with why."""

    confirmed: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def take(workspace: Workspace, supplier: str, folder: Path, result: Taken) -> None:
    """Takes the new files of one supplier's folder. A file that is still being written waits for the next
    call; a folder that cannot be read is a fault."""
    try:
        found = _quiet(folder, workspace.clock.source().timestamp())
    except OSError as error:
        result.faults.append(f"{folder}: {error.strerror or type(error).__name__}")
        return
    for one in found:
        path = folder / one.name
        if one.size > MAX_BYTES:
            result.faults.append(f"{path}: {one.size} bytes, at most {MAX_BYTES} are expected")
            continue
        try:
            content = path.read_bytes()
        except OSError as error:
            result.faults.append(f"{path}: {error.strerror or type(error).__name__}")
            continue
        _take_file(workspace, supplier, path, content, result)


def _quiet(folder: Path, now: float) -> list[Arrival]:
    found = []
    for path in folder.iterdir():
        if path.is_file() and not path.is_symlink():
            state = path.stat()
            found.append(Arrival(path.name, state.st_size, state.st_mtime_ns))
    quiet = [one for one in found if now - one.modified / _SECOND >= QUIET_SECONDS]
    return sorted(matching(quiet, "*"), key=lambda one: one.name)


def _take_file(workspace: Workspace, supplier: str, path: Path, content: bytes, result: Taken) -> None:
    with db.reading(workspace.engine) as session:
        if answers.is_known(session, supplier, content):
            return
    now = workspace.clock.now()
    with db.writing(workspace.engine) as session:
        if answers.is_known(session, supplier, content):
            return
        try:
            found = nelfo_confirmation.parse(path, content)
        except UnreadableFeed as error:
            answers.keep_fault(session, supplier, path.name, content, str(error), now)
            result.faults.append(f"{path}: {error}")
            return
        kept = answers.keep(session, supplier, path.name, content, found, now)
        result.faults += [f"{path}: {row.fault}" for row in kept if row.fault]
        result.confirmed += [one.order for one, row in zip(found, kept, strict=True) if not row.fault]
