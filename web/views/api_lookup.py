"""``POST /api/v1/lookup``: the labels of many identifiers; what another ordering tool calls."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import ValidationError
from werkzeug.exceptions import BadRequest, NotAcceptable, UnsupportedMediaType

from catalog import queries
from catalog.brief import Brief, briefs
from catalog.errors import InvalidIdentifier
from catalog.identifiers import Identifier, parse_identifier
from catalog.schemas_out import MAX_IDENTIFIERS, LookupIn, LookupOut
from web import lookup_csv
from web.errors import problem
from web.product_json import label_lists
from web.services import services, session, today
from web.views.api_answers import PREFIX, answer, base_url, body, only, operation

JSON = "application/json"
MAX_ERRORS = 20
_TEXT = {"schema": {"type": "string"}, "example": "identifier\n5397184821671\nno:1234567\n"}
_BODY = {"content": {JSON: {"schema": LookupIn}, lookup_csv.MIME_TYPE: _TEXT}, "required": True}

blueprint = Blueprint("api-lookup", __name__, url_prefix=PREFIX, description="Many at once")


@operation(
    blueprint, "/lookup", LookupOut, 400, 406, 413, 415, 422,
    method="POST", requestBody=_BODY, also=(lookup_csv.MIME_TYPE,),
)  # fmt: skip
def lookup() -> Response:
    """Products and labels for up to 1,000 identifiers, in the order asked; JSON or CSV, in and out."""
    only(())
    kind = request.mimetype
    if not (request.is_json or kind == lookup_csv.MIME_TYPE):
        reason = f"Content-Type is {kind[:80]!r}, expected {JSON} or {lookup_csv.MIME_TYPE}"
        raise UnsupportedMediaType(reason)
    as_csv = _wants_csv(own=kind == lookup_csv.MIME_TYPE)
    separator = ","
    if kind == lookup_csv.MIME_TYPE:
        identifiers, separator = lookup_csv.read(body(), MAX_IDENTIFIERS)
        if len(identifiers) > MAX_IDENTIFIERS:
            return _too_many(f"more than {MAX_IDENTIFIERS}")
    else:
        data = _json()
        asked = data.get("identifiers") if isinstance(data, dict) else None
        # Counted before the elements are looked at: a body of a million wrong ones is one error.
        if isinstance(asked, list) and len(asked) > MAX_IDENTIFIERS:
            return _too_many(str(len(asked)))
        try:
            identifiers = LookupIn().load(data)["identifiers"]
        except ValidationError as error:
            return _refused(list(_errors(error.messages)))
    items = _items(identifiers)
    if as_csv:
        kind = f"{lookup_csv.MIME_TYPE}; charset=utf-8; header=present"
        return Response(lookup_csv.write(items, separator), content_type=kind)
    return answer({"items": items})


def _wants_csv(*, own: bool) -> bool:
    """Whether the answer is CSV: what Accept prefers, else what the body is."""
    kinds = (lookup_csv.MIME_TYPE, JSON) if own else (JSON, lookup_csv.MIME_TYPE)
    asked = request.accept_mimetypes
    best = asked.best_match(kinds) if asked else kinds[0]
    if best is None:
        raise NotAcceptable(f"answers are {JSON} or {lookup_csv.MIME_TYPE}")
    return best == lookup_csv.MIME_TYPE


def _json() -> Any:
    try:
        return json.loads(body())
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"The body is not JSON: {error}") from error


def _too_many(count: str) -> Response:
    reason = f"{count} identifiers, at most {MAX_IDENTIFIERS} in one request"
    return _refused([{"field": "identifiers", "reason": reason}])


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
    wanted = {found[0] for found in ids.values() if len(found) == 1}
    found = briefs(session(), services().workspace, wanted, today())
    return [
        _item(text, None if identifier is None else ids[identifier], found)
        for text, identifier in zip(texts, parsed, strict=True)
    ]


def _parse(text: str) -> Identifier | None:
    try:
        return parse_identifier(text)
    except InvalidIdentifier:
        return None


def _item(text: str, found: tuple[int, ...] | None, products: Mapping[int, Brief]) -> dict[str, Any]:
    """``found`` is None for a malformed identifier, else the ids of the products it names."""
    product = products.get(found[0]) if found and len(found) == 1 else None
    item: dict[str, Any] = {"identifier": text, "status": "found"}
    if product is not None:
        lists = label_lists(product, base_url())
        return item | {"product_id": product.id, "name": product.name, **lists}
    if found is None:
        item["status"] = "invalid"
    else:
        item["status"] = "ambiguous" if len(found) > 1 else "unknown"
    return item | {"product_id": None, "name": None, "labels": [], "labels_not_shown": []}
