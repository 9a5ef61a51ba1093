"""``merkbar search``: the same answer as the page and the API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import click

from catalog import db, queries
from catalog.conditions import CONDITIONS
from catalog.errors import InvalidRequest
from catalog.search.port import EVIDENCE, SORTS, STOCKS, Explanation, SearchRequest, SearchResult
from catalog.shapes import ProductView
from catalog.sourcing.filters import AGREEMENT, RISK, in_force, scoped
from catalog.sourcing.records import LEVELS
from web.config import Settings, open_workspace
from web.product_json import search_json
from web.services import open_search


@click.command()
@click.argument("text", default="")
@click.option("--label", "labels", multiple=True)
@click.option("--tier", "tiers", multiple=True)
@click.option("--evidence", type=click.Choice(EVIDENCE), default="verified", show_default=True)
@click.option("--brand", "brands", multiple=True)
@click.option("--class", "classes", multiple=True, help="ETIM class or product group.")
@click.option("--supplier", "suppliers", multiple=True)
@click.option("--stock", "stocks", multiple=True, type=click.Choice(STOCKS))
@click.option("--price", "prices", multiple=True, metavar="FROM-TO", help="NOK, without TO: 100-500, 500-.")
@click.option("--feature", "features", multiple=True, metavar="CODE:VALUE", help="ETIM: EF000008:3.")
@click.option("--condition", "conditions", multiple=True, type=click.Choice(CONDITIONS))
@click.option("--agreement", "agreements", multiple=True, help="`current`, or a number.")
@click.option("--risk", "risks", multiple=True, type=click.Choice(LEVELS), help="Of a supplier.")
@click.option("--sort", type=click.Choice(SORTS), default="relevance", show_default=True)
@click.option("--page", type=int, default=1)
@click.option("--per-page", type=int, default=24)
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="As of another day.")
@click.option("--literal", is_flag=True, help="Take TEXT as it is: read no labels, correct nothing.")
@click.option("--explain", is_flag=True, help="Say of each product why it stands where it does.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def search(settings: Settings, /, day: datetime | None, as_json: bool, **asked: object) -> None:
    """Search for TEXT; an empty text lists everything."""
    workspace = open_workspace(settings)
    chosen: Any = {AGREEMENT: asked.pop("agreements"), RISK: asked.pop("risks")}
    request = SearchRequest(**asked)  # type: ignore[arg-type]
    for label in request.labels:
        if label not in workspace.labels:
            raise InvalidRequest("label", f"{label!r} is not one of {', '.join(workspace.labels)}")
    today = day.date() if day else workspace.clock.today()
    index = open_search(workspace)
    with db.reading(workspace.engine) as session:
        scopes = scoped(in_force(session, today), workspace.brands, chosen)
        result = queries.search(session, index, replace(request, scoped=scopes), today)
        views = queries.product_views(session, workspace, result.ids, today)
    if as_json:
        said = search_json(result, views, settings.base_url)
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    click.echo(f"{result.total} products")
    for note in _notes(result):
        click.echo(note)
    for view in views:
        click.echo(_line(view))
        if view.id in result.explanations:
            click.echo(_explained(result.explanations[view.id]))


def _notes(result: SearchResult) -> Iterator[str]:
    """What was understood, where that is not the text as typed."""
    if result.correction:
        why = "corrected" if result.correction == "spelling" else "no product has all the words"
        yield f"shown for: {result.shown_text} ({why}; --literal takes the text as it is)"
    for read in result.read_labels:
        yield f"read as filter: {read.words} = {read.label or 'any label'} {read.tier}".rstrip()
    if result.alternatives:
        yield f"not found, or to try: {', '.join(result.alternatives)}"


def _explained(found: Explanation) -> str:
    """Score, boosts, and a line for each term: idf x impact x share of its kind."""
    boosts = ", ".join(f"{name} {value:g}" for name, value in found.boosts.items())
    lines = [f"    score {found.score:.3f} ({boosts})"]
    lines += [
        f"    {row.word} <- {row.term} ({row.kind}, {'/'.join(row.fields)}):"
        f" idf {row.idf:.3f}, impact {row.impact:.3f}, score {row.score:.3f}"
        for row in found.terms
    ]
    return "\n".join(lines)


def _line(view: ProductView) -> str:
    numbers = [f"{country.lower()}:{number}" for country, number in view.el_numbers] or list(view.gtins)
    labels = ", ".join(f"{item.label} {item.tier}".strip() + f" ({item.state})" for item in view.labels)
    parts = (str(view.id), view.name, view.brand, view.mpn, numbers[0] if numbers else "", labels)
    return "\t".join(parts).rstrip()
