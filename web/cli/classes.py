"""``merkbar classes``: names of ETIM classes."""

from __future__ import annotations

from pathlib import Path

import click

from catalog import db
from catalog.classes import replace_classes
from importers.classes import read_ixf
from web.config import Settings, open_workspace


@click.group()
def classes() -> None:
    """ETIM classes: their names in facets and on pages."""


@classes.command("load")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def load(settings: Settings, file: Path) -> None:
    """Take over the class names of an ETIM release (IXF FILE); the whole file or nothing."""
    workspace = open_workspace(settings)
    with db.writing(workspace.engine) as session:
        count = replace_classes(session, ((item.code, item.names) for item in read_ixf(file)))
    click.echo(f"classes: {count} named")
