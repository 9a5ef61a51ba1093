"""Absolute addresses, from MERKBAR_BASE_URL and never from the request's Host header."""

from __future__ import annotations

from flask import url_for

from web.services import services


def absolute(endpoint: str, **values: object) -> str:
    """The public address of an endpoint."""
    return services().settings.base_url + url_for(endpoint, _external=False, **values)  # type: ignore[arg-type]
