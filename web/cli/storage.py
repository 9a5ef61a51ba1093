"""``merkbar db`` and ``merkbar tags``: the store and the conclusions in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import click
from sqlmodel import Session

from catalog import db, queries
from catalog.documents import newest_revision
from catalog.errors import NotFound
from catalog.explain import explain
from catalog.history import AsOf, as_of, stood_apart
from catalog.identifiers import parse_identifier
from catalog.tagging import refresh
from catalog.workspace import Workspace
from importers.publish import publish
from web.config import Settings, open_workspace


@click.group("db")
def database() -> None:
    """The database."""


@database.command("upgrade")
@click.pass_obj
def upgrade(settings: Settings) -> None:
    """Create the database or bring it to the newest version."""
    open_workspace(settings)
    click.echo("database: up to date")


@click.group()
def tags() -> None:
    """The labels that products carry, and why."""


@tags.command("refresh")
@click.pass_obj
def refresh_tags(settings: Settings) -> None:
    """Derive every tag anew, after a change of markets, brands or definitions; then publish."""
    workspace = open_workspace(settings)
    with db.writing(workspace.engine) as session:
        revision = newest_revision(session) + 1
        changed = refresh(session, workspace.labels, revision, workspace.clock.now())
    publish(workspace)
    click.echo(f"tags: {changed} products changed")


@tags.command("explain")
@click.argument("product")
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="What was shown on that day, and why; or will be."
)
@click.pass_obj
def explain_tags(settings: Settings, product: str, day: datetime | None) -> None:
    """Say for PRODUCT (an id or an identifier) which rules were tried and how each ended."""
    workspace = open_workspace(settings)
    today = day.date() if day else workspace.clock.today()
    known = as_of(workspace.clock, today)
    with db.reading(workspace.engine) as session:
        for product_id in _product_ids(session, product, known):
            if day is not None:
                for line in _shown(session, workspace, product_id, today, known):
                    click.echo(line)
            for line in explain(session, workspace, product_id, today, known):
                click.echo(line)


def _shown(
    session: Session, workspace: Workspace, product_id: int, day: date, known: AsOf | None
) -> Iterator[str]:
    """What the day's symbols were, or from what is known now would be."""
    view = queries.product_view(session, workspace, product_id, day, known)
    labels = [f"{one.label} {one.tier}".rstrip() + f" ({one.state})" for one in view.labels]
    verb = "showed" if known else "shows"
    source = "as it was known when that day ended" if known else "from what is known now"
    yield f"on {day}, {source}, product {product_id} {verb}: {', '.join(labels) or 'no label'}"


def _product_ids(session: Session, text: str, known: AsOf | None) -> tuple[int, ...]:
    """A short plain number is an id; anything else an identifier of the contract. A product that was
    merged away after the day asked for stands for itself on that day."""
    if text.isascii() and text.isdigit() and len(text) < 8:
        asked = int(text)
        target = queries.redirect_of(session, asked)
        apart = known is not None and stood_apart(session, asked, known)
        return (asked if target is None or apart else target,)
    ids = queries.resolve(session, [parse_identifier(text)])[0]
    if not ids:
        raise NotFound(f"no product has {text}")
    return ids
