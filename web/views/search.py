"""The front page and the search page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import select

from catalog import queries
from catalog.errors import IndexUnavailable
from catalog.models import Supplier
from catalog.search.port import FacetValue, SearchRequest, SearchResult
from web.addresses import absolute
from web.group_words import class_name, group_name, unlabelled_groups
from web.i18n import gettext as _
from web.query_args import DEFAULT, LISTS, query_string, search_request
from web.services import services, session, today
from web.symbols import label_name, tier_name

blueprint = Blueprint("search", __name__)
SHOWN_AT_ONCE = 8
_FIELDS = dict(LISTS)


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of one facet as the page shows it; ``id`` is stable over searches, so focus stays."""

    id: str
    value: str
    name: str
    count: int
    declared: int | None
    selected: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter: ``first`` is always in sight (every chosen value is in it), ``rest`` on demand."""

    name: str
    legend: str
    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]


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
    facets = _facets(result, SearchRequest()) if result else []
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
        "facets": _facets(result, asked),
        "evidence": {value.value: value for value in result.facets.get("evidence", ())},
        "chips": _chips(asked),
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


def _legends() -> dict[str, str]:
    return {
        "label": _("Merke"),
        "tier": _("Nivå"),
        "class": _("Produkttype"),
        "brand": _("Fabrikat"),
        "supplier": _("Leverandør"),
    }


def _namer(name: str) -> dict[str, str]:
    """Names for the values of one facet, where the value is not fit to show."""
    work = services().workspace
    if name == "label":
        return {slug: label_name(label) for slug, label in work.labels.items()}
    if name == "tier":
        labels = work.labels.values()
        return {tier.slug: tier_name(label, tier.slug) for label in labels for tier in label.tiers}
    if name == "brand":
        return dict(work.brands.names)
    if name == "supplier":
        return {row.slug: row.name for row in session().exec(select(Supplier))}
    return {}


def value_name(name: str, value: str, names: dict[str, str]) -> str:
    """What a filter's value is called on the page."""
    return class_name(value) if name == "class" else names.get(value) or value


def _facets(result: SearchResult, asked: SearchRequest) -> list[Facet]:
    found = []
    for name, legend in _legends().items():
        given = result.facets.get(name, ())
        wanted = getattr(asked, _FIELDS[name])
        if name == "label" and given:
            wanted = (*wanted, *services().workspace.labels)
        values = _with_missing(given, wanted, getattr(asked, _FIELDS[name]))
        if not values:
            continue
        names = _namer(name)
        choices = [_choice(name, value, names) for value in values]
        order = _order(name)
        choices.sort(key=lambda choice: order.index(choice.value) if choice.value in order else len(order))
        first = [c for place, c in enumerate(choices) if place < SHOWN_AT_ONCE or c.selected]
        rest = [choice for choice in choices if choice not in first]
        found.append(Facet(name, legend, tuple(first), tuple(rest)))
    return found


def _order(name: str) -> list[str]:
    """The fixed order of labels, and of tiers from the highest down; other values stay by their counts."""
    labels = services().workspace.labels
    if name == "tier":
        tiers = [tier for label in labels.values() for tier in label.tiers]
        return [tier.slug for tier in sorted(tiers, key=lambda tier: -tier.rank)]
    return list(labels) if name == "label" else []


def _with_missing(
    values: tuple[FacetValue, ...], wanted: Iterable[str], chosen: tuple[str, ...]
) -> list[FacetValue]:
    """The values, and every wanted one that the index has no count for. A chosen one must stay
    removable, and the labels stand in full: a label without products is an answer."""
    known = {value.value for value in values}
    missing = dict.fromkeys(value for value in wanted if value not in known)
    return [*values, *(FacetValue(value, 0, value in chosen) for value in missing)]


def _choice(name: str, value: FacetValue, names: dict[str, str]) -> Choice:
    key = "".join(char if char.isalnum() else "-" for char in value.value)
    shown = value_name(name, value.value, names)
    return Choice(f"f-{name}-{key}", value.value, shown, value.count, value.declared, value.selected)


def _chips(asked: SearchRequest) -> list[Chip]:
    found = []
    legends = _legends()
    for name, field in LISTS:
        values: tuple[str, ...] = getattr(asked, field)
        names = _namer(name) if values else {}
        for value in values:
            left = tuple(other for other in values if other != value)
            without = replace(asked, **{field: left, "page": 1})  # type: ignore[arg-type]
            found.append(Chip(legends[name], value_name(name, value, names), address(without)))
    if asked.evidence != DEFAULT.evidence:
        text = _("bare oppgitt") if asked.evidence == "declared" else _("bekreftet eller oppgitt")
        without = replace(asked, evidence=DEFAULT.evidence, page=1)
        found.append(Chip(_("Dokumentasjon"), text, address(without)))
    return found


def _unfiltered(asked: SearchRequest, result: SearchResult) -> int | None:
    """How many hits the text alone has, asked only where filters left nothing."""
    filtered = any(getattr(asked, field) for _name, field in LISTS)
    if result.total or not filtered:
        return None
    return _run(SearchRequest(text=asked.text, per_page=1)).total
