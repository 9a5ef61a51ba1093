"""``merkbar classes``: names of ETIM classes, features, values and units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import click

from catalog import db
from catalog.classes import load_classes
from catalog.documents import newest_revision
from importers.classes import ClassName, read_ixf
from importers.publish import publish
from web.config import Settings, open_workspace

_KINDS = {"EC": "classes", "EF": "features", "EV": "values", "EU": "units"}


@click.group()
def classes() -> None:
    """ETIM classes and features: their names in facets and on pages."""


@classes.command("load")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def load(settings: Settings, file: Path) -> None:
    """Take over the names of an ETIM release (IXF FILE); the whole file or nothing.

    Products whose class is called something else now are found by that name at once.
    """
    workspace = open_workspace(settings)
    with db.writing(workspace.engine) as session:
        read = Counter[str]()
        revision = newest_revision(session) + 1
        load_classes(session, workspace.groups, _counted(read_ixf(file), read), revision)
    publish(workspace)
    said = ", ".join(f"{read[kind]} {words}" for kind, words in _KINDS.items() if read[kind])
    click.echo(f"classes: {said} named")


def _counted(items: Iterable[ClassName], read: Counter[str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    for item in items:
        read[item.code[:2]] += 1
        yield item.code, item.names
