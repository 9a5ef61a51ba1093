"""The data file of a run: the kept file itself, or what its container holds, thrown away afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalog.workspace import Workspace
from importers import containers
from importers.config import Profile
from importers.raw import RawFile


@contextmanager
def data_file(workspace: Workspace, profile: Profile, raw: RawFile) -> Iterator[Path]:
    """The path a parser reads. Evidence keeps naming the kept file and its hash.

    The option ``member`` of a profile chooses one file of a zip that holds several. Raises UnreadableFeed.
    """
    folder = workspace.var / "unpacked"
    member = profile.options.get("member", "")
    path = containers.opened(raw.path, folder, profile.max_bytes, member=member)
    try:
        yield path
    finally:
        if path != raw.path:
            path.unlink(missing_ok=True)
