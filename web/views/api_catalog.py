"""The API's reading side: ``/products``, ``/products/<id>``, ``/suggest`` and ``/labels``."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Response, redirect, request
from flask_smorest import Blueprint
from werkzeug.wrappers import Response as AnyResponse

from catalog import history, queries, schemas_out
from catalog.errors import InvalidRequest, NotFound
from catalog.schemas_query import SearchQuery
from catalog.search.port import Suggestion
from web import sourcing
from web.asked_day import PARAMETER, asked_day
from web.product_json import product_json, product_url, search_json
from web.punchout_session import prefix
from web.services import services, session, today
from web.suggestions import suggestions
from web.views.api_answers import MAX_ID, PREFIX, answer, base_url, on_day, only, operation, searched

MAX_SUGGEST_TEXT = 300
_SEARCH = [{"in": "query", "schema": SearchQuery}]
_TYPED = [{"in": "query", "name": "q", "schema": {"type": "string"}}]
_ON = on_day(
    "The labels as they were shown when that day ended; for a day to come, as they will be from "
    "what is known now. Everything else in the answer is as of now."
)
_PARAMETERS = frozenset(field.data_key or name for name, field in SearchQuery().fields.items())

blueprint = Blueprint("api", __name__, url_prefix=PREFIX, description="Products and labels")


@operation(blueprint, "/products", schemas_out.SearchOut, 400, 422, parameters=_SEARCH)
def products() -> Response:
    """Searches products; the same parameters as the search page."""
    only(_PARAMETERS)
    asked = searched()
    found = queries.search(session(), services().index, sourcing.scoped(asked), today())
    views = queries.product_views(session(), services().workspace, found.ids, today())
    return answer(search_json(found, views, base_url()))


@operation(blueprint, "/products/<int:product_id>", schemas_out.ProductOut, 404, 422, parameters=[_ON])
def product(product_id: int) -> AnyResponse:
    """One product by its id; the id of a merged product leads to the product it became part of, unless
    on asks for a day on which it still was one of its own."""
    only({PARAMETER})
    if product_id > MAX_ID:
        raise NotFound(f"no product {product_id}")
    asked = asked_day(request.args)
    day = asked if asked != today() else None
    known = history.as_of(services().workspace.clock, day) if day else None
    target = queries.redirect_of(session(), product_id)
    if target is not None and not (known and history.stood_apart(session(), product_id, known)):
        return redirect(f"{base_url()}/api/v1/products/{target}{_on(asked)}", 301)
    view = queries.product_view(session(), services().workspace, product_id, day or today(), known)
    found = product_json(view, base_url())
    return answer(_of_another_day(found, day) if day else found)


def _on(day: date | None) -> str:
    return f"?{PARAMETER}={day.isoformat()}" if day else ""


def _of_another_day(found: dict[str, Any], day: date) -> dict[str, Any]:
    """Evidence leads to the page for that day; a badge always speaks for today, so there is none."""
    for item in (*found["labels"], *found["labels_not_shown"]):
        page, _hash, label = item["evidence_url"].partition("#")
        item |= {"evidence_url": f"{page}{_on(day)}#{label}", "badge_url": None}
    return found


@operation(blueprint, "/suggest", schemas_out.SuggestOut, 422, parameters=_TYPED)
def suggest() -> Response:
    """Completions for what has been typed so far: products, brands, classes, identifiers, corrections."""
    only({"q"})
    text = request.args.get("q", "").strip()
    if len(text) > MAX_SUGGEST_TEXT:
        reason = f"{len(text)} characters, at most {MAX_SUGGEST_TEXT} are completed"
        raise InvalidRequest("q", reason)
    found = suggestions(text) if text else []
    items = [{"kind": item.kind, "text": item.text, "url": _leads_to(item)} for item in found]
    return answer({"items": items})


@operation(blueprint, "/labels", schemas_out.LabelsOut)
def labels() -> Response:
    """The labels that Merkbar knows."""
    only(())
    items = [
        {
            "label": label.slug,
            "names": dict(label.names),
            "tiers": [tier.slug for tier in sorted(label.tiers, key=lambda tier: tier.rank)],
            "owner": label.owner,
            "url": f"{base_url()}/labels/{label.slug}",
        }
        for label in services().workspace.labels.values()
    ]
    return answer({"items": items})


def _leads_to(item: Suggestion) -> str:
    # inside a punchout visit the suggestions of its search box stay inside
    base = base_url() + prefix()
    if item.kind in ("product", "identifier"):
        return product_url(int(item.value), base)
    if item.kind == "correction":
        return f"{base}/search?{urlencode({'q': item.value})}"
    return f"{base}/search?{urlencode({item.kind: item.value})}"
