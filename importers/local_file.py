"""A feed or register that lies on this machine already: one file, or a folder where files are dropped."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from importers.arrivals import MOST_FILES, Arrival
from importers.config import Profile
from importers.errors import FetchFailed
from importers.raw import RawFile, keep
from importers.retry import Deadline


def keep_local(profile: Profile, folder: Path) -> RawFile:
    """Copies the profile's file into ``folder``. Raises FetchFailed where it is missing or too large."""
    return _kept(profile, Path(profile.path), folder)


@dataclass(frozen=True, slots=True)
class DropFolder:
    """The folder at ``profile.path``. Nothing in it is ever changed, moved or deleted."""

    profile: Profile

    def files(self) -> list[Arrival]:
        """The ordinary files in it. Raises FetchFailed where it cannot be listed."""
        found = []
        try:
            with os.scandir(self.profile.path) as entries:
                for entry in entries:
                    one = self.look(entry.name)
                    if one is not None:
                        found.append(one)
                    if len(found) > MOST_FILES:
                        raise FetchFailed(self.profile.name, f"more than {MOST_FILES} files in the folder")
        except OSError as error:
            reason = f"{self.profile.path}: the folder cannot be read: {error.strerror}"
            raise FetchFailed(self.profile.name, reason) from error
        return found

    def look(self, name: str) -> Arrival | None:
        """One file as it is now, None where it is gone or no ordinary file."""
        try:
            found = (Path(self.profile.path) / name).stat()
        except FileNotFoundError:
            return None
        return Arrival(name, found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None

    def keep(self, found: Arrival, folder: Path, deadline: Deadline) -> RawFile:
        """Copies one file into ``folder``. Raises FetchFailed where it changed after it was found."""
        raw = _kept(self.profile, Path(self.profile.path) / found.name, folder)
        if self.look(found.name) != found:
            raise FetchFailed(self.profile.name, f"{found.name} changed while it was read: try again")
        return raw


def _kept(profile: Profile, source: Path, folder: Path) -> RawFile:
    if source.is_file() and source.stat().st_size > profile.max_bytes:
        size = source.stat().st_size
        raise FetchFailed(profile.name, f"{source}: {size} bytes, at most {profile.max_bytes}")
    return keep(source, folder)
