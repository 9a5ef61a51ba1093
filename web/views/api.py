"""The JSON API under ``/api/v1``, described at ``/api/v1/openapi.json``.

Every error is ``application/problem+json``. Nothing here knows a visitor: there is no cookie to
protect, so its blueprints need no form token.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from apispec import BasePlugin
from flask import Flask, Response, request
from flask_smorest import Api

from catalog.errors import InvalidRequest
from catalog.people import keys
from catalog.schemas_out import ProblemOut
from catalog.schemas_query import LABEL, TIER
from catalog.search.port import MAX_PAGE
from labels.model import Label
from web import api_access
from web.errors import problem
from web.views import api_catalog, api_changes, api_exports, api_lookup, api_operating, api_registers
from web.views.api_answers import PREFIX

# Blueprints and the scope of the key that they take.
BLUEPRINTS = (
    (api_catalog.blueprint, keys.READ),
    (api_lookup.blueprint, keys.READ),
    (api_registers.blueprint, keys.READ),
    (api_changes.blueprint, keys.READ),
    (api_operating.blueprint, keys.OPERATE),
    (api_exports.blueprint, keys.EXPORT),
)
# Where the description is kept, for the page that shows it to people.
SPEC = "merkbar-api"
_KEY = {
    "type": "http",
    "scheme": "bearer",
    "description": "A client's key, from the operator. Without one fewer requests are answered.",
}


class _Known(BasePlugin):
    """Says in the description which labels and tiers there are."""

    def __init__(self, labels: Mapping[str, Label]) -> None:
        tiers = {tier.slug for label in labels.values() for tier in label.tiers}
        self._known = {LABEL: ["", *sorted(labels)], TIER: ["", *sorted(tiers)]}

    def operation_helper(self, *_args: Any, operations: dict[str, Any] | None = None, **_more: Any) -> None:
        """Called by apispec for each operation, after the one that reads the schemas."""
        for operation in (operations or {}).values():
            for parameter in operation.get("parameters", ()) if isinstance(operation, dict) else ():
                if parameter.get("name") in self._known and "items" in parameter.get("schema", {}):
                    parameter["schema"]["items"] = {"type": "string", "enum": self._known[parameter["name"]]}


def invalid_request(error: InvalidRequest) -> Response:
    """A page of products beyond the last possible one is a 400, every other parameter fault a 422."""
    raw = request.args.get("page", "").strip() if request.endpoint == "api.products" else ""
    too_far = error.field == "page" and raw.isdecimal() and int(raw[:20]) > MAX_PAGE
    status = HTTPStatus.BAD_REQUEST if too_far else HTTPStatus.UNPROCESSABLE_ENTITY
    errors = [{"field": error.field, "reason": error.reason}]
    return problem(status.value, status.phrase, str(error), errors=errors)


for _blueprint, _scope in BLUEPRINTS:
    _blueprint.register_error_handler(InvalidRequest, invalid_request)
    api_access.protect(_blueprint, _scope)


class _Api(Api):  # type: ignore[misc]
    """Leaves errors to ``web.errors``: the extension would answer for the pages as well."""

    ERROR_SCHEMA = ProblemOut
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        return None


def init_app(app: Flask) -> None:
    """Registers the API and its OpenAPI text, with addresses under the public one.

    Call it after ``services.init_app``.
    """
    app.config.update(
        API_TITLE="Merkbar",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "servers": [{"url": app.extensions["merkbar"].settings.base_url}],
            # Either nothing or a key; what needs one says so itself.
            "security": [{}, {"key": []}],
        },
    )
    labels = app.extensions["merkbar"].workspace.labels
    api = _Api(app, spec_kwargs={"extra_plugins": [_Known(labels)]})
    app.extensions[SPEC] = api.spec
    api.spec.components.security_scheme("key", _KEY)
    for blueprint, _scope in BLUEPRINTS:
        api.register_blueprint(blueprint)
    api_access.init_app(app)
