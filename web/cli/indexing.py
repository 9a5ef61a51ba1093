"""``merkbar index``: what is published for searching."""

from __future__ import annotations

import click

from catalog.search.opening import open_writer
from catalog.search.port import IndexStatus
from importers.publish import publish
from web.config import Settings, open_workspace


@click.group()
def index() -> None:
    """The search index; it can always be rebuilt from the database."""


@index.command("rebuild")
@click.pass_obj
def rebuild(settings: Settings) -> None:
    """Build the index anew and switch to it."""
    _show(publish(open_workspace(settings), rebuild=True))


@index.command("compact")
@click.pass_obj
def compact(settings: Settings) -> None:
    """Bring the index up to date and to one segment: for a quiet hour, in a process of its own."""
    workspace = open_workspace(settings)
    publish(workspace)
    _show(open_writer(workspace.index_dir).compact())


@index.command("status")
@click.pass_obj
def status(settings: Settings) -> None:
    """What is published now."""
    found = open_writer(open_workspace(settings).index_dir).status()
    if found is None:
        click.echo("index: none published")
    else:
        _show(found)


def _show(status: IndexStatus) -> None:
    click.echo(
        f"index: generation {status.generation}, {status.documents} products, "
        f"{status.segments} segments, published {status.published_at}"
    )
