"""A feed or register that lies on this machine already."""

from __future__ import annotations

from pathlib import Path

from importers.config import Profile
from importers.errors import FetchFailed
from importers.raw import RawFile, keep


def keep_local(profile: Profile, folder: Path) -> RawFile:
    """Copies the profile's file into ``folder``. Raises FetchFailed where it is missing or too large."""
    source = Path(profile.path)
    if source.is_file() and source.stat().st_size > profile.max_bytes:
        size = source.stat().st_size
        raise FetchFailed(profile.name, f"{source}: {size} bytes, at most {profile.max_bytes}")
    return keep(source, folder)
