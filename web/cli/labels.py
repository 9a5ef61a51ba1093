"""``merkbar labels``: the six labels as this installation knows them."""

from __future__ import annotations

import click

from labels import checks
from web.cli.history import expiring
from web.config import Settings, open_workspace


@click.group()
def labels() -> None:
    """The labels."""


@labels.command("list")
@click.pass_obj
def list_labels(settings: Settings) -> None:
    """Slug, name, owner and the markets that count here."""
    for label in open_workspace(settings).labels.values():
        markets = "everywhere" if label.accepted_markets is None else " ".join(sorted(label.accepted_markets))
        click.echo(f"{label.slug}\t{label.name('nb')}\t{label.owner}\t{markets}")


@labels.command("check")
@click.pass_obj
def check(settings: Settings) -> None:
    """Prove the definitions consistent; exit 1 and one line a problem where they are not."""
    found = checks.problems(open_workspace(settings).labels)
    for problem in found:
        click.echo(problem)
    if found:
        raise click.exceptions.Exit(1)
    click.echo("labels: six definitions, consistent")


labels.add_command(expiring)
