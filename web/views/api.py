"""The JSON API under ``/api/v1``, described at ``/api/v1/openapi.json``.

Every error is ``application/problem+json``. Nothing here knows a visitor: there is no cookie to
protect, so its blueprints need no form token.
"""

from __future__ import annotations

from flask import Flask
from flask_smorest import Api

from catalog.schemas_out import ProblemOut
from web.views import api_catalog, api_lookup
from web.views.api_answers import PREFIX

blueprints = (api_catalog.blueprint, api_lookup.blueprint)


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
        API_SPEC_OPTIONS={"servers": [{"url": app.extensions["merkbar"].settings.base_url}]},
    )
    api = _Api(app)
    for blueprint in blueprints:
        api.register_blueprint(blueprint)
