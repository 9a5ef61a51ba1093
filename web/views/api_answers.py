"""What all endpoints of the API share: how they are described, how they answer, their addresses."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema
from werkzeug.wrappers import Response as AnyResponse

from catalog.schemas_out import ProblemOut
from web.services import services

PREFIX = "/api/v1"
View = TypeVar("View", bound=Callable[..., AnyResponse])


def operation(
    blueprint: Blueprint,
    rule: str,
    schema: type[Schema],
    *errors: int,
    method: str = "GET",
    **described: Any,
) -> Callable[[View], View]:
    """Registers a view and describes it in the OpenAPI text: what it answers, which ``errors``
    (HTTP codes) it knows; ``described`` are members of the operation object of that text."""

    def register(view: View) -> View:
        documented = blueprint.response(200, schema)(view)
        for status in errors:
            problem = {"schema": ProblemOut, "content_type": "application/problem+json"}
            documented = blueprint.alt_response(status, **problem)(documented)
        documented = blueprint.doc(**described)(documented)
        blueprint.add_url_rule(rule, view_func=documented, methods=[method])
        return view

    return register


def answer(data: Any) -> Response:
    """``data`` as JSON. It depends on the day: a cache must ask again, the tag makes that cheap."""
    response = Response(json.dumps(data) + "\n", content_type="application/json")
    if request.method in ("GET", "HEAD"):
        response.cache_control.no_cache = True
        response.add_etag()
        response.make_conditional(request)
    return response


def base_url() -> str:
    """The public address that every address in an answer starts with."""
    return services().settings.base_url
