"""``merkbar export``: the catalogue or a search as a file for others."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import click

from catalog import db
from catalog.errors import InvalidRequest
from catalog.export.choosing import suppliers
from catalog.search.port import EVIDENCE, STOCKS, SearchRequest
from web.config import Settings, open_workspace
from web.exporting import FORMATS, LD, Export, Stream, stream
from web.services import open_search


@click.command(name="export")
@click.argument("kind", metavar="FORMAT", type=click.Choice(FORMATS))
@click.option("--text", "text", default="", help="What to search for; nothing exports everything.")
@click.option("--label", "labels", multiple=True)
@click.option("--tier", "tiers", multiple=True)
@click.option("--evidence", type=click.Choice(EVIDENCE), default="verified", show_default=True)
@click.option("--brand", "brands", multiple=True)
@click.option("--class", "classes", multiple=True, help="ETIM class or product group.")
@click.option("--stock", "stocks", multiple=True, type=click.Choice(STOCKS))
@click.option("--supplier", default="", help="Whose offers; without it, the only supplier's or --output.")
@click.option("--receiver", default="", metavar="NUMBER", help="Organisation number, for Peppol.")
@click.option(
    "--output", type=click.Path(path_type=Path), default=Path("-"),
    help="A file, or a folder for one file of each supplier; standard output without it.",
)  # fmt: skip
@click.pass_obj
def export(
    settings: Settings, /, kind: str, supplier: str, receiver: str, output: Path, **asked: object
) -> None:
    """Write products as FORMAT: tables hold one supplier's offers and load again without loss."""
    workspace = open_workspace(settings)
    request = SearchRequest(**asked)  # type: ignore[arg-type]
    for label in request.labels:
        if label not in workspace.labels:
            raise InvalidRequest("label", f"{label!r} is not one of {', '.join(workspace.labels)}")
    index = open_search(workspace)
    if not output.is_dir() or kind == LD:
        target = output / kind if output.is_dir() else output
        wanted = Export(kind, supplier, _of_supplier(request, supplier, kind), receiver)
        _write(target, stream(workspace, index, wanted, settings.base_url))
        return
    with db.reading(workspace.engine) as session:
        slugs = [supplier] if supplier else [one.slug for one in suppliers(session)]
    for slug in slugs:
        target = output / f"{slug}-{kind}"
        wanted = Export(kind, slug, request, receiver)
        _write(target, stream(workspace, index, wanted, settings.base_url))
        click.echo(str(target))


def _of_supplier(request: SearchRequest, supplier: str, kind: str) -> SearchRequest:
    """Lines of products know no supplier of their own: there it is a filter."""
    return replace(request, suppliers=(supplier,)) if supplier and kind == LD else request


def _write(target: Path, pieces: Stream) -> None:
    """To standard output for ``-``, else to the file, which appears only when it is whole."""
    with closing(pieces):
        if str(target) == "-":
            for piece in pieces:
                click.echo(piece, nl=False)
            return
        begun = target.with_name(f".{target.name}.part")
        try:
            with begun.open("wb") as file:
                file.writelines(pieces)
            begun.replace(target)
        finally:
            begun.unlink(missing_ok=True)
