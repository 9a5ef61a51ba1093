"""``merkbar search``: the same answer as the page and the API."""

from __future__ import annotations

import json
from datetime import datetime

import click

from catalog import db, queries
from catalog.errors import InvalidRequest
from catalog.search.port import EVIDENCE, SORTS, STOCKS, SearchRequest
from catalog.shapes import ProductView
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
@click.option("--sort", type=click.Choice(SORTS), default="relevance", show_default=True)
@click.option("--page", type=int, default=1)
@click.option("--per-page", type=int, default=24)
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="As of another day.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def search(settings: Settings, /, day: datetime | None, as_json: bool, **asked: object) -> None:
    """Search for TEXT; an empty text lists everything."""
    workspace = open_workspace(settings)
    request = SearchRequest(**asked)  # type: ignore[arg-type]
    for label in request.labels:
        if label not in workspace.labels:
            raise InvalidRequest("label", f"{label!r} is not one of {', '.join(workspace.labels)}")
    today = day.date() if day else workspace.clock.today()
    index = open_search(workspace)
    with db.reading(workspace.engine) as session:
        result = queries.search(session, index, request, today)
        views = queries.product_views(session, workspace, result.ids, today)
    if as_json:
        said = search_json(result, views, settings.base_url)
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    click.echo(f"{result.total} products")
    for view in views:
        click.echo(_line(view))


def _line(view: ProductView) -> str:
    numbers = [f"{country.lower()}:{number}" for country, number in view.el_numbers] or list(view.gtins)
    labels = ", ".join(f"{item.label} {item.tier}".strip() + f" ({item.state})" for item in view.labels)
    parts = (str(view.id), view.name, view.brand, view.mpn, numbers[0] if numbers else "", labels)
    return "\t".join(parts).rstrip()
