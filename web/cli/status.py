"""Printing shared by ``feeds`` and ``registers``: profiles and last runs."""

from __future__ import annotations

from collections.abc import Iterable

import click

from catalog import db
from catalog.overview import overview
from catalog.workspace import Workspace
from importers.config import Profile
from importers.incoming import place_name


def list_profiles(profiles: Iterable[Profile]) -> None:
    """One line a profile."""
    for profile in profiles:
        where = place_name(profile)
        click.echo(f"{profile.name}\t{profile.format}\t{profile.mode}\t{profile.schedule or '-'}\t{where}")


def show(workspace: Workspace, kind: str) -> None:
    """One line for the last run of each feed or register."""
    with db.reading(workspace.engine) as session:
        view = overview(session, workspace.clock.today())
    for run in view.feeds if kind == "feed" else view.registers:
        confirmed = f"\tconfirmed {run.confirmed_on}" if run.confirmed_on else ""
        stale = " (older than its limit)" if run.stale else ""
        click.echo(
            f"{run.name}\t{run.status}\t{run.started_at:%Y-%m-%d %H:%M}Z\t{run.read} read\t"
            f"{run.stored} stored\t{run.rejected} rejected{confirmed}{stale}\t{run.message}".rstrip()
        )
