"""Pulling feeds and registers alike: which profiles, the newest file of each, one after the other."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from typing import Protocol

import click
from click.exceptions import Exit

from catalog.errors import MerkbarError
from catalog.workspace import Workspace
from importers.config import Profile
from importers.held import was_dropped
from importers.incoming import incoming
from importers.journal import Report
from importers.lock import held
from importers.missed import record_missed, record_quiet
from importers.raw import RawFile
from web.cli import output

_log = logging.getLogger(__name__)


class Runner(Protocol):
    """What takes a fetched file: ``run_feed`` or ``run_register``."""

    def __call__(
        self, workspace: Workspace, profile: Profile, raw: RawFile, *, progress: output.Counter | None
    ) -> Report: ...


def choose(known: Mapping[str, Profile], names: tuple[str, ...], everything: bool) -> list[str]:
    """The profiles to run. Usage errors name what exists."""
    if everything == bool(names):
        raise click.UsageError("give names or --all")
    missing = [name for name in names if name not in known]
    if missing:
        listed = ", ".join(known) or "none"
        raise click.UsageError(f"not in feeds.toml: {', '.join(missing)} (configured: {listed})")
    return list(known) if everything else list(names)


def pull(workspace: Workspace, known: Mapping[str, Profile], wanted: list[str], run: Runner) -> None:
    """Fetches and runs each; one that fails does not stop the others, but ends the command with exit 1."""
    if [name for name in wanted if not _pull_one(workspace, known[name], run)]:
        raise Exit(1)


def _run_incoming(workspace: Workspace, profile: Profile, run: Runner) -> None:
    """Runs every file that waits. A run that failed or was held ends it: what came later must wait."""
    count = 0
    for raw in _arriving(workspace, profile):
        count += 1
        if profile.is_queue and was_dropped(workspace, profile, raw):
            click.echo(f"{profile.name}: {raw.name} was dropped by a person and is passed over")
            continue
        with output.progress(profile.name) as progress:
            result = run(workspace, profile, raw, progress=progress)
        output.report(profile.name, result, as_json=False)
    if not count:
        record_quiet(workspace, profile)
        click.echo(f"{profile.name}: no new file waits")


def _pull_one(workspace: Workspace, profile: Profile, run: Runner) -> bool:
    try:
        with held(workspace.lock_dir, f"pull-{profile.kind}-{profile.name}"):
            _run_incoming(workspace, profile, run)
    except Exit:
        return False
    except MerkbarError as error:
        click.echo(f"{profile.name}: failed: {error}", err=True)
        return False
    except Exception:
        # A fault of ours: the trace is for us, the other feeds of the night are not to wait for it.
        _log.exception("%s: failed", profile.name)
        return False
    return True


def _arriving(workspace: Workspace, profile: Profile) -> Iterator[RawFile]:
    """The files to run; where one could not be brought, that is a failed run for all to see."""
    try:
        yield from incoming(profile, workspace.raw_dir / profile.name, os.environ)
    except Exception as error:
        reason = str(error) if isinstance(error, MerkbarError) else f"{type(error).__name__}: {error}"
        record_missed(workspace, profile, reason)
        raise
