"""``POST /api/v1/lookup``: the labels of many identifiers; what another ordering tool calls."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import ValidationError
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from catalog import queries
from catalog.errors import InvalidIdentifier
from catalog.identifiers import Identifier, parse_identifier
from catalog.schemas_out import MAX_IDENTIFIERS, LookupIn, LookupOut
from catalog.shapes import ProductView
from web.errors import problem
from web.product_json import label_lists
from web.services import services, session, today
from web.views.api_answers import PREFIX, answer, base_url, operation

MAX_BODY_BYTES = 1_000_000
MAX_ERRORS = 20
_TOO_LARGE = f"The body is over {MAX_BODY_BYTES} bytes"
_BODY = {"content": {"application/json": {"schema": LookupIn}}, "required": True}

blueprint = Blueprint("api-lookup", __name__, url_prefix=PREFIX, description="Many at once")


@operation(blueprint, "/lookup", LookupOut, 400, 413, 415, 422, method="POST", requestBody=_BODY)
def lookup() -> Response:
    """Products and labels for up to 1,000 identifiers, in the order asked."""
    data = _body()
    asked = data.get("identifiers") if isinstance(data, dict) else None
    # Counted before the elements are looked at: a body of a million wrong ones is one error.
    if isinstance(asked, list) and len(asked) > MAX_IDENTIFIERS:
        reason = f"{len(asked)} identifiers, at most {MAX_IDENTIFIERS} in one request"
        return _refused([{"field": "identifiers", "reason": reason}])
    try:
        identifiers: list[str] = LookupIn().load(data)["identifiers"]
    except ValidationError as error:
        return _refused(list(_errors(error.messages)))
    return answer({"items": _items(identifiers)})


def _body() -> Any:
    # One byte more: a body without Content-Length is cut at the limit, and must not pass for whole.
    request.max_content_length = MAX_BODY_BYTES + 1
    if not request.is_json:
        kind = request.mimetype[:80]
        raise UnsupportedMediaType(f"Content-Type is {kind!r}, expected application/json")
    try:
        raw = request.get_data()
    except RequestEntityTooLarge as error:
        raise RequestEntityTooLarge(_TOO_LARGE) from error
    if len(raw) > MAX_BODY_BYTES:
        raise RequestEntityTooLarge(_TOO_LARGE)
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"The body is not JSON: {error}") from error


def _refused(errors: list[dict[str, str]]) -> Response:
    first = errors[0]
    detail = f"{first['field']}: {first['reason']}"
    if len(errors) > 1:
        detail += f" (and {len(errors) - 1} more)"
    return problem(422, "Unprocessable Content", detail, errors=errors[:MAX_ERRORS])


def _errors(messages: Any, path: str = "") -> Iterator[dict[str, str]]:
    """Flattens the gate's messages: ``{"identifiers": {3: [...]}}`` is field ``identifiers.3``."""
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from _errors(inner, f"{path}.{key}" if path else str(key))
        return
    for reason in messages:
        yield {"field": "body" if path == "_schema" else path[:80], "reason": str(reason)}


def _items(texts: list[str]) -> list[dict[str, Any]]:
    parsed = [_parse(text) for text in texts]
    known = [identifier for identifier in parsed if identifier is not None]
    ids = dict(zip(known, queries.resolve(session(), known), strict=True))
    wanted = sorted({found[0] for found in ids.values() if len(found) == 1})
    views = {
        view.id: view for view in queries.product_views(session(), services().workspace, wanted, today())
    }
    return [
        _item(text, None if identifier is None else ids[identifier], views)
        for text, identifier in zip(texts, parsed, strict=True)
    ]


def _parse(text: str) -> Identifier | None:
    try:
        return parse_identifier(text)
    except InvalidIdentifier:
        return None


def _item(text: str, found: tuple[int, ...] | None, views: dict[int, ProductView]) -> dict[str, Any]:
    """``found`` is None for a malformed identifier, else the ids of the products it names."""
    view = views.get(found[0]) if found and len(found) == 1 else None
    item: dict[str, Any] = {"identifier": text, "status": "found"}
    if view is not None:
        return item | {"product_id": view.id, "name": view.name, **label_lists(view, base_url())}
    if found is None:
        item["status"] = "invalid"
    else:
        item["status"] = "ambiguous" if len(found) > 1 else "unknown"
    return item | {"product_id": None, "name": None, "labels": [], "labels_not_shown": []}
