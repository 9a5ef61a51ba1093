"""The command line ``merkbar``: thin shells over the same functions that everything else uses."""

from __future__ import annotations

import os
import sys

import click

from catalog.errors import MerkbarError
from web.cli import (
    classes,
    delivering,
    demo,
    feeds,
    history,
    indexing,
    inspect,
    labels,
    registers,
    reporting,
    review,
    searching,
    serve,
    storage,
    users,
)
from web.config import from_environment


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="merkbar")
@click.pass_context
def merkbar(context: click.Context) -> None:
    """Sustainability labels for wholesale buying: import, tag, search, order."""
    context.obj = from_environment(os.environ)


for command in (
    demo.demo,
    serve.serve,
    storage.database,
    feeds.feeds,
    registers.registers,
    classes.classes,
    storage.tags,
    indexing.index,
    searching.search,
    inspect.issues,
    labels.labels,
    review.review,
    users.users,
    reporting.reports,
    delivering.deliver,
    inspect.doctor,
):
    merkbar.add_command(command)
labels.labels.add_command(history.expiring)


def main() -> None:
    """The console script. A refusal on purpose is one line on stderr and exit 1, never a traceback."""
    try:
        merkbar(prog_name="merkbar")
    except MerkbarError as error:
        click.echo(f"merkbar: {error}", err=True)
        sys.exit(1)
