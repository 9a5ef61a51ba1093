"""``merkbar issues`` and ``merkbar doctor``: what a person must look at."""

from __future__ import annotations

import os

import click
from sqlalchemy import text

from catalog import db
from catalog.documents import newest_revision
from catalog.errors import IndexUnavailable
from catalog.overview import issues as open_issues
from catalog.search.opening import open_index
from catalog.workspace import Workspace
from importers import profiles
from labels import checks
from web.cli import troubles
from web.config import Settings, open_workspace
from web.delivery import alert_rules, order_rules


@click.group()
def issues() -> None:
    """What importers could not take or had to doubt."""


@issues.command("list")
@click.option("--kind", default="", help="reject, notice, duplicate or identifier-conflict.")
@click.option("--subject", default="", help="Name of a feed or register.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=200, show_default=True)
@click.pass_obj
def list_issues(settings: Settings, kind: str, subject: str, limit: int) -> None:
    """Open issues, newest first."""
    workspace = open_workspace(settings)
    with db.reading(workspace.engine) as session:
        for issue in open_issues(session, limit, kind, subject, private=True):
            place = f"{issue.file}:{issue.line}" if issue.file else "-"
            click.echo(
                f"{issue.id}\t{issue.kind}\t{issue.subject}\t{place}\t{issue.field}\t"
                f"{issue.reason}\t{issue.raw}".rstrip()
            )


@click.command()
@click.pass_obj
def doctor(settings: Settings) -> None:
    """Check settings, data files, database, index, runs and outbox; exit 1 where something needs a person:
    also where a feed or register is failed, held, late or no longer confirmed."""
    problems: list[str] = []
    known = profiles.load(settings.data / "feeds.toml")
    webhooks = alert_rules.load(settings.data / "alerts.toml")
    rules = order_rules.load(settings.data / order_rules.FILE)
    workspace = open_workspace(settings)
    problems += checks.problems(workspace.labels)
    if not settings.secret_key:
        problems.append("MERKBAR_SECRET_KEY is not set: `merkbar serve` will refuse to start")
    with db.reading(workspace.engine) as session:
        if workspace.engine.dialect.name == "sqlite":
            answer = session.execute(text("PRAGMA quick_check")).scalar()
            if answer != "ok":
                problems.append(f"database: {answer}")
        revision = newest_revision(session)
        problems += troubles.of_runs(session, workspace, known)
        problems += troubles.of_orders(session, rules, os.environ, workspace.clock.now())
        problems += troubles.of_outbox(session, workspace.clock.now())
    problems += troubles.of_webhooks(webhooks, os.environ)
    problems += _index_problems(workspace, revision)
    for problem in problems:
        click.echo(problem)
    if problems:
        raise click.exceptions.Exit(1)
    click.echo("doctor: all well")


def _index_problems(workspace: Workspace, revision: int) -> list[str]:
    try:
        status = open_index(workspace.index_dir).status()
    except IndexUnavailable as error:
        return [] if revision == 0 else [f"index: {error} (merkbar index rebuild)"]
    if status.revision != revision:
        behind = f"index: has seen revision {status.revision}, the database is at {revision}"
        return [f"{behind} (merkbar index rebuild)"]
    return []
