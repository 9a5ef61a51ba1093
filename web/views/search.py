"""The front page and the search page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalog import queries
from catalog.errors import IndexUnavailable
from catalog.search.port import FacetValue, SearchRequest, SearchResult
from web.addresses import absolute
from web.facet_names import Names, legend
from web.facets import shown_facets
from web.group_words import group_name, unlabelled_groups
from web.i18n import gettext as _
from web.query_args import DEFAULT, LISTS, query_string, search_request
from web.services import services, session, today

blueprint = Blueprint("search", __name__)


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter and the address without it."""

    group: str
    text: str
    href: str


@blueprint.get("/")
def home() -> str:
    """The front page: the search box, the labels with counts, the kinds of product."""
    try:
        result: SearchResult | None = _run(SearchRequest(per_page=1))
    except IndexUnavailable:
        result = None
    facets = shown_facets(result, SearchRequest()) if result else []
    by_name = {facet.name: facet for facet in facets}
    return render_template("search/home.html", result=result, facets=by_name)


@blueprint.get("/search")
def results() -> ResponseReturnValue:
    """Hits, filters with counts, and one address for each of them."""
    asked = search_request(request.args, strict=False)
    result = _run(asked)
    work = services().workspace
    values = {
        "asked": asked,
        "result": result,
        "products": queries.product_views(session(), work, result.ids, today()),
        "facets": shown_facets(result, asked),
        "evidence": {value.value: value for value in result.facets.get("evidence", ())},
        "chips": _chips(asked, result.ids),
        "unfiltered": _unfiltered(asked, result),
        "unlabelled": [group_name(slug) for slug in unlabelled_groups(asked, result, work.labels)],
        "pages": page_numbers(asked.page, -(-result.total // asked.per_page)),
        "page_url": lambda page: address(replace(asked, page=page)),
        "cleared_url": address(SearchRequest(text=asked.text, sort=asked.sort)),
        "here": address(asked),
        "canonical": absolute("search.results") + _question(asked),
    }
    response = make_response(render_template("search/results.html", **values))
    if request.headers.get("HX-Request"):
        response.headers["HX-Push-Url"] = address(asked)
    return response


def _run(asked: SearchRequest) -> SearchResult:
    return queries.search(session(), services().index, asked, today())


def _question(asked: SearchRequest) -> str:
    query = query_string(asked)
    return f"?{query}" if query else ""


def address(asked: SearchRequest) -> str:
    """The page's own address for a request."""
    return url_for("search.results") + _question(asked)


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


def _chips(asked: SearchRequest, ids: Sequence[int]) -> list[Chip]:
    found = []
    names = Names({name: _values(getattr(asked, field)) for name, field in LISTS}, ids)
    for name, field in LISTS:
        values: tuple[str, ...] = getattr(asked, field)
        for value in values:
            left = tuple(other for other in values if other != value)
            without = replace(asked, **{field: left, "page": 1})  # type: ignore[arg-type]
            found.append(Chip(legend(name, "", names), names.chosen(name, value), address(without)))
    if asked.evidence != DEFAULT.evidence:
        text = _("bare oppgitt") if asked.evidence == "declared" else _("bekreftet eller oppgitt")
        without = replace(asked, evidence=DEFAULT.evidence, page=1)
        found.append(Chip(_("Dokumentasjon"), text, address(without)))
    return found


def _values(chosen: tuple[str, ...]) -> tuple[FacetValue, ...]:
    return tuple(FacetValue(value, 0, True) for value in chosen)


def _unfiltered(asked: SearchRequest, result: SearchResult) -> int | None:
    """How many hits the text alone has, asked only where filters left nothing."""
    filtered = any(getattr(asked, field) for _name, field in LISTS)
    if result.total or not filtered:
        return None
    return _run(SearchRequest(text=asked.text, per_page=1)).total
