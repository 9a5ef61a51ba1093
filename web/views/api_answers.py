"""What all endpoints of the API share: how they are described, what they take, how they answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from datetime import date
from typing import Any, TypeVar

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from catalog.errors import InvalidRequest
from catalog.schemas_out import ProblemOut
from catalog.schemas_query import MAX_VALUES
from web.asked_day import PARAMETER
from web.query_args import Asked, search_request
from web.services import services

PREFIX = "/api/v1"
# The largest id that SQLite and Postgres can hold; what is above it names nothing.
MAX_ID = 2**63 - 1
MAX_BODY_BYTES = 1_000_000
# What a caller may meet anywhere: a key that is not valid or not enough, too many requests, a busy moment.
EVERYWHERE = (401, 403, 429, 503)
# Parameters of a search that must hold something; the others may be empty, as forms send them.
_NUMBERS = ("page", "per_page", "literal", "explain")
_TOO_LARGE = f"The body is over {MAX_BODY_BYTES} bytes"
View = TypeVar("View", bound=Callable[..., AnyResponse])


def operation(
    blueprint: Blueprint,
    rule: str,
    schema: type[Schema] | dict[str, Any],
    *errors: int,
    method: str = "GET",
    kind: str = "application/json",
    also: Collection[str] = (),
    **described: Any,
) -> Callable[[View], View]:
    """Registers a view and describes it in the OpenAPI text: what it answers (as ``kind``, and as text in
    the media types of ``also``), which ``errors`` (HTTP codes) it knows beside those that are known
    everywhere; ``described`` are members of the operation object of that text."""

    def register(view: View) -> View:
        documented = blueprint.response(200, schema, content_type=kind)(view)
        for status in (*errors, *EVERYWHERE):
            problem = {"schema": ProblemOut, "content_type": "application/problem+json"}
            documented = blueprint.alt_response(status, **problem)(documented)
        for other in also:
            text = {"schema": {"type": "string"}, "content_type": other, "success": True}
            documented = blueprint.alt_response(200, **text)(documented)
        if method == "GET":
            known = "If-None-Match named what would have been answered"
            documented = blueprint.alt_response(304, description=known, success=True)(documented)
        documented = blueprint.doc(**described)(documented)
        blueprint.add_url_rule(rule, view_func=documented, methods=[method])
        return view

    return register


def only(names: Collection[str]) -> None:
    """Refuses a parameter that nobody reads: a misspelt filter must not look like a filter."""
    for name in request.args:
        if name not in names:
            known = f"known are {', '.join(sorted(names))}" if names else "none is known"
            raise InvalidRequest(name[:40], f"is no parameter here; {known}")


def single(name: str) -> str:
    """A parameter that stands at most once; '' where it is missing. Raises InvalidRequest."""
    values = request.args.getlist(name)
    if len(values) > 1:
        raise InvalidRequest(name, f"stands {len(values)} times, once is enough")
    return values[0].strip() if values else ""


def searched() -> Asked:
    """The search of the address. Raises InvalidRequest for a value that is none."""
    for name in request.args:
        if len(request.args.getlist(name)) > MAX_VALUES:
            raise InvalidRequest(name[:40], f"stands there more than {MAX_VALUES} times")
    for name in (*_NUMBERS, "q", "evidence", "sort"):
        if not single(name) and name in _NUMBERS and name in request.args:
            raise InvalidRequest(name, "stands there without a value")
    asked = search_request(request.args, strict=True)
    known = services().workspace.labels
    tiers = {tier.slug for label in known.values() for tier in label.tiers}
    for field, values, allowed in (("label", asked.labels, known), ("tier", asked.tiers, tiers)):
        for value in values:
            if value not in allowed:
                raise InvalidRequest(field, f"{value!r} is not one of {', '.join(sorted(allowed))}")
    return asked


def number(name: str, default: int, most: int) -> int:
    """A whole number from 1 to ``most``. Raises InvalidRequest."""
    if name not in request.args:
        return default
    raw = single(name)
    if not (raw.isascii() and raw.isdecimal() and len(raw) < 20 and 1 <= int(raw) <= most):
        raise InvalidRequest(name, f"{raw[:40]!r} is not a whole number from 1 to {most}")
    return int(raw)


def body() -> bytes:
    """The request's body. Raises RequestEntityTooLarge beyond MAX_BODY_BYTES."""
    # One byte more: a body without Content-Length is cut at the limit, and must not pass for whole.
    request.max_content_length = MAX_BODY_BYTES + 1
    try:
        raw = request.get_data()
    except RequestEntityTooLarge as error:
        raise RequestEntityTooLarge(_TOO_LARGE) from error
    if len(raw) > MAX_BODY_BYTES:
        raise RequestEntityTooLarge(_TOO_LARGE)
    return raw


def answer(data: Any) -> Response:
    """``data`` as JSON. It depends on the day: a cache must ask again, the tag makes that cheap."""
    response = Response(json.dumps(data) + "\n", content_type="application/json")
    return tagged(response)


def tagged(response: Response) -> Response:
    """The answer with its ETag; 304 where the caller has it already."""
    if request.method in ("GET", "HEAD"):
        response.cache_control.no_cache = True
        response.add_etag()
        response.make_conditional(request)
    return response


def on_day(said: str) -> dict[str, Any]:
    """The parameter ``on`` in the OpenAPI text."""
    schema = {"type": "string", "format": "date"}
    return {"in": "query", "name": PARAMETER, "schema": schema, "description": said}


def day(value: date | None) -> str | None:
    """A day as it stands in answers."""
    return None if value is None else value.isoformat()


def base_url() -> str:
    """The public address that every address in an answer starts with."""
    return services().settings.base_url
