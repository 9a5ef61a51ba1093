"""The front page and the search page."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from catalog import queries
from catalog.errors import IndexUnavailable
from catalog.search.port import SearchRequest, SearchResult
from web import company_prices, sourcing
from web.addresses import search_address
from web.chips import chips, cleared, removals, without_labels
from web.facets import shown_facets
from web.group_words import group_name, unlabelled_groups
from web.hits import rows
from web.no_label import no_label
from web.options import options
from web.punchout_session import outside
from web.query_args import DEFAULT, LISTS, Asked, search_request
from web.search_words import said
from web.services import services, session, today

blueprint = Blueprint("search", __name__)


@blueprint.get("/")
def home() -> str:
    """The front page: the search box, the labels with counts, the kinds of product."""
    try:
        result: SearchResult | None = _run(Asked(per_page=1))
    except IndexUnavailable:
        result = None
    facets = shown_facets(result, DEFAULT) if result else []
    by_name = {facet.name: facet for facet in facets}
    return render_template("search/home.html", result=result, facets=by_name)


@blueprint.get("/search")
def results() -> ResponseReturnValue:
    """Hits, filters with counts, and one address for each of them."""
    asked = search_request(request.args, strict=False)
    result = _run(asked)
    work = services().workspace
    products = queries.product_views(session(), work, result.ids, today())
    company_prices.prepare(products)
    here = search_address(asked)
    lacking = no_label(asked, result, _run)
    kinds = (lacking.request, lacking.result) if lacking else (asked, result)
    values = {
        "asked": asked,
        "result": result,
        "rows": rows(products, here) if products else "",
        "facets": shown_facets(result, asked),
        "evidence": {value.value: value for value in result.facets.get("evidence", ())},
        "chips": chips(asked, result),
        "read": removals(asked, result),
        "options": options,
        "said": said(asked, result),
        "lacking": lacking,
        "unfiltered": None if lacking else _unfiltered(asked, result),
        "unlabelled": [group_name(slug) for slug in unlabelled_groups(*kinds, work.labels)],
        "pages": page_numbers(asked.page, -(-result.total // asked.per_page)),
        "page_url": lambda page: search_address(replace(asked, page=page)),
        "cleared_url": search_address(cleared(asked, result)),
        "canonical": services().settings.base_url + outside(here),
    }
    response = make_response(render_template("search/results.html", **values))
    if request.headers.get("HX-Request"):
        response.headers["HX-Push-Url"] = here
    return response


def _run(asked: SearchRequest) -> SearchResult:
    return queries.search(session(), services().index, sourcing.scoped(asked), today())


def page_numbers(page: int, last: int) -> list[int | None]:
    """First, last and the neighbours of a page, with None for a gap; empty for a single page."""
    if last <= 1:
        return []
    near = {1, last, *range(max(1, page - 1), min(last, page + 1) + 1)}
    numbers: list[int | None] = []
    for number in sorted(near):
        before = numbers[-1] if numbers else None
        if before is not None and number - before == 2:
            numbers.append(number - 1)
        elif before is not None and number - before > 2:
            numbers.append(None)
        numbers.append(number)
    return numbers


def _unfiltered(asked: SearchRequest, result: SearchResult) -> int | None:
    """How many hits the text alone has, asked only where filters left nothing."""
    filtered = any(getattr(asked, field, ()) for _name, field in LISTS) or result.read_labels
    if result.total or not filtered:
        return None
    text = without_labels(asked.text, result.read_labels)
    return _run(Asked(text=text, literal=asked.literal, per_page=1)).total
