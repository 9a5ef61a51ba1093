"""``GET /api/v1/changes``: what a mirror asks for again and again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from catalog import queries
from catalog.brief import Brief, briefs
from catalog.changes import CURRENT, Change, changes
from catalog.errors import CursorGone, InvalidRequest
from catalog.schemas_operating import MAX_CHANGES, ChangesOut, ChangesQuery
from catalog.shapes import ProductView
from web.errors import problem
from web.product_json import label_lists, product_json, product_url
from web.services import services, session, today
from web.views.api_answers import PREFIX, answer, base_url, day, number, only, operation, single

# Whole products with all their offers are many times as large.
MAX_FULL = 200
_QUERY = [{"in": "query", "schema": ChangesQuery}]
_PARAMETERS = frozenset(ChangesQuery().fields)

blueprint = Blueprint("api-changes", __name__, url_prefix=PREFIX, description="Changes for mirrors")


@operation(blueprint, "/changes", ChangesOut, 410, 422, parameters=_QUERY)
def listed() -> Response:
    """Products that may look different since a cursor, as they are now: changed by an import or a
    judgement, gone, merged, or with other labels because a day has passed or a register went stale.
    Nothing is missed, whatever is imported meanwhile; a product may be told of twice. With full=1, at
    most 200 a page."""
    only(_PARAMETERS)
    full = single("full") if "full" in request.args else "0"
    if full not in ("0", "1"):
        raise InvalidRequest("full", f"{full[:40]!r} is not 0 or 1")
    limit = number("limit", MAX_CHANGES, MAX_CHANGES)
    if full == "1":
        limit = min(limit, MAX_FULL)
    work = services().workspace
    page = changes(session(), work, single("cursor"), limit, today())
    ids = [one.product_id for one in page.changes if one.change == CURRENT]
    known = briefs(session(), work, ids, today())
    whole: dict[int, ProductView] = {}
    if full == "1":
        whole = {view.id: view for view in queries.product_views(session(), work, ids, today())}
    items = [_item(one, known, whole) for one in page.changes]
    return answer({"items": items, "cursor": page.cursor.text(), "more": page.more, "day": day(today())})


def _item(change: Change, known: Mapping[int, Brief], whole: Mapping[int, ProductView]) -> dict[str, Any]:
    brief = known.get(change.product_id)
    item: dict[str, Any] = {
        "id": change.product_id,
        "change": change.change,
        "cause": change.cause,
        "merged_into": change.merged_into,
        "revision": change.revision,
        "name": brief.name if brief else None,
        "url": product_url(change.product_id, base_url()),
    }
    item |= label_lists(brief, base_url()) if brief else {"labels": [], "labels_not_shown": []}
    if change.product_id in whole:
        item["product"] = product_json(whole[change.product_id], base_url())
    return item


def _gone(error: CursorGone) -> Response:
    return problem(410, "Gone", str(error))


blueprint.register_error_handler(CursorGone, _gone)
