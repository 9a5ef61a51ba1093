"""What ``pull`` of feeds and registers share: which profiles, and the newest file of each."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import click

from importers.config import Profile
from importers.errors import FetchFailed
from importers.fetch import fetch, remembered
from importers.raw import RawFile


def choose(known: Mapping[str, Profile], names: tuple[str, ...], everything: bool) -> list[str]:
    """The profiles to run. Usage errors name what exists."""
    if everything == bool(names):
        raise click.UsageError("give names or --all")
    missing = [name for name in names if name not in known]
    if missing:
        listed = ", ".join(known) or "none"
        raise click.UsageError(f"not in feeds.toml: {', '.join(missing)} (configured: {listed})")
    return list(known) if everything else list(names)


def newest(profile: Profile, folder: Path) -> RawFile:
    """The file as it is now at its source. Not modified means the one kept here: whether that was ever
    published is for the run to find out, not for the server."""
    raw = fetch(profile, folder, os.environ) or remembered(profile, folder)
    if raw is None:
        raise FetchFailed(profile.name, "the server says not modified, yet no earlier file is kept here")
    return raw
