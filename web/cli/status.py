"""Printing shared by ``feeds`` and ``registers``: profiles, how each stands, and the trend of its runs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import click

from catalog import db
from catalog.models.runs import COMPANY_PRICES
from catalog.run_history import COUNTED, RunFigures, trend
from catalog.workspace import Workspace
from importers.config import Profile
from importers.incoming import place_name
from importers.profiles import Profiles
from importers.standing import Standing, standings
from web.remedies import remedies

TREND = 12


def list_profiles(profiles: Iterable[Profile]) -> None:
    """One line a profile."""
    for profile in profiles:
        where = place_name(profile)
        click.echo(f"{profile.name}\t{profile.format}\t{profile.mode}\t{profile.schedule or '-'}\t{where}")


def show(workspace: Workspace, known: Profiles, kind: str, as_json: bool) -> None:
    """How each feed or register stands, by name; what needs a person first. Exit 0 whatever it is:
    ``doctor`` is the one that judges."""
    items = []
    with db.reading(workspace.engine) as session:
        kinds = (kind, COMPANY_PRICES) if kind == "feed" else (kind,)
        found = [one for one in standings(session, workspace, known, prices=True) if one.kind in kinds]
        for standing in sorted(found, key=lambda one: not one.troubles):
            items.append((standing, trend(session, standing.kind, standing.name, TREND)))
    if as_json:
        now = workspace.clock.now()
        document = {"items": [_object(standing, runs, now) for standing, runs in items]}
        click.echo(json.dumps(document, ensure_ascii=False, default=_text))
        return
    for standing, runs in items:
        if standing.run or standing.troubles:
            _print(standing, runs)


def _print(standing: Standing, runs: tuple[RunFigures, ...]) -> None:
    run = standing.run
    marks = ",".join(standing.troubles)
    if run is None:
        click.echo(f"{standing.name}\t{marks}")
    else:
        confirmed = f"\tconfirmed {run.confirmed_on}" if run.confirmed_on else ""
        stale = " (older than its limit)" if run.stale else ""
        late = " (late)" if standing.late_since else ""
        good = f"\tgood {standing.good_at:%Y-%m-%d %H:%M}Z{late}" if standing.good_at else "\tnever good"
        click.echo(
            f"{run.name}\t{run.status}\t{run.started_at:%Y-%m-%d %H:%M}Z\t{run.read} read\t"
            f"{run.stored} stored\t{run.rejected} rejected{good}{confirmed}{stale}\t{run.message}".rstrip()
        )
    for command in remedies(standing):
        click.echo(f"  do: {command}")
    if len(runs) > 1:
        click.echo("  read, oldest first: " + " ".join(str(one.read) for one in runs))
    for position, word in enumerate(COUNTED, 1):
        figures = [(item[0] or "record", item[position]) for item in (runs[-1].counters if runs else ())]
        text = ", ".join(f"{field} {count}" for field, count in figures if count)
        if text:
            click.echo(f"  {word}: {text}")


def _object(standing: Standing, runs: tuple[RunFigures, ...], now: datetime) -> dict[str, Any]:
    """The object of ``--json``: counts are records, instants UTC, ``age_hours`` of the last good run."""
    good = standing.good_at
    return {
        "name": standing.name,
        "kind": standing.kind,
        "configured": standing.profile is not None,
        "schedule": standing.profile.schedule or None if standing.profile else None,
        "troubles": list(standing.troubles),
        "what_to_do": list(remedies(standing)),
        "last_good_at": good,
        "age_hours": round((now - good).total_seconds() / 3600, 1) if good else None,
        "late_since": standing.late_since,
        "held_run": standing.held[0] if standing.held else None,
        "run": _run(standing),
        "counters": {
            field or "record": dict(zip(COUNTED, counts, strict=True))
            for field, *counts in (runs[-1].counters if runs else ())
        },
        "trend": [
            {key: getattr(one, key) for key in ("id", "status", "finished_at", "read", "stored", "ignored",
                                                "rejected", "new", "changed", "withdrawn")}
            for one in runs
        ],
    }  # fmt: skip


def _run(standing: Standing) -> dict[str, Any] | None:
    if standing.run is None:
        return None
    shown = asdict(standing.run)
    del shown["name"], shown["kind"], shown["published_at"]
    return shown


def _text(value: object) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat().replace("+00:00", "Z")
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")
