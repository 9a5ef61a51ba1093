"""``merkbar db`` and ``merkbar tags``: the store and the conclusions in it."""

from __future__ import annotations

import click

from catalog import db, queries
from catalog.documents import newest_revision
from catalog.errors import NotFound
from catalog.explain import explain
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
@click.pass_obj
def explain_tags(settings: Settings, product: str) -> None:
    """Say for PRODUCT (an id or an identifier) which rules were tried and how each ended."""
    workspace = open_workspace(settings)
    with db.reading(workspace.engine) as session:
        for product_id in _product_ids(workspace, product):
            for line in explain(session, workspace, product_id, workspace.clock.today()):
                click.echo(line)


def _product_ids(workspace: Workspace, text: str) -> tuple[int, ...]:
    """A short plain number is an id; anything else an identifier of the contract."""
    with db.reading(workspace.engine) as session:
        if text.isascii() and text.isdigit() and len(text) < 8:
            target = int(text)
            return (queries.redirect_of(session, target) or target,)
        ids = queries.resolve(session, [parse_identifier(text)])[0]
    if not ids:
        raise NotFound(f"no product has {text}")
    return ids
