"""Badges for other sites: ``/badge/v1/<identifier>[/<label>].svg`` and their JSON twins.

An ``<img>`` is the contract: no script, no cookie, nothing from outside. An unknown product is a
neutral picture with status 200, because browsers hide a picture that comes with 404.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time, timedelta
from typing import Any, cast
from urllib.parse import quote, unquote, urlsplit

from flask import Blueprint, Response, request

from catalog import queries
from catalog.clock import Clock
from catalog.errors import InvalidIdentifier, NotFound
from catalog.identifiers import Identifier, parse_identifier
from catalog.shapes import LabelView, ProductView
from labels.model import Label
from web.badge_cells import LANGUAGES, Badge, combined, hidden_entry, notice, shown_entry, single
from web.badge_svg import MODES, draw
from web.errors import problem
from web.product_json import evidence_url, label_json, label_lists
from web.services import services, session, today

PREFIX = "/badge/v1/"
MAX_AGE_SECONDS = 300
SIZES = (16, 20, 64)
SVG_TYPE = "image/svg+xml; charset=utf-8"
_CSP = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

blueprint = Blueprint("badges", __name__, url_prefix=PREFIX.rstrip("/"))


class _Badge(Response):
    """Never carries a cookie, whatever the rest of the site remembers about its visitors."""

    def set_cookie(self, *_args: Any, **_values: Any) -> None:
        return None


@blueprint.get("/<path:rest>")
def badge(rest: str) -> Response:
    """The badge of a product, or of one label on it, as a picture or as JSON."""
    now = services().workspace.clock.now()
    segments = _segments(rest)
    name, dot, extension = segments[-1].rpartition(".")
    if not dot or extension not in ("svg", "json") or len(segments) > 2:
        return problem(404, "Not Found", f"{rest[:200]!r} is no badge address")
    text = contract_identifier(segments[0] if len(segments) == 2 else name)
    try:
        identifier = parse_identifier(text)
    except InvalidIdentifier as error:
        return _malformed(extension, str(error))
    label = services().workspace.labels.get(name) if len(segments) == 2 else None
    if len(segments) == 2 and label is None:
        return problem(404, "Not Found", f"no label {name[:80]!r}")
    missing, view = _find(identifier)
    lang = _choice("lang", LANGUAGES)
    drawn = notice(missing, lang) if view is None else _draw(view, label, lang)
    if extension == "json":
        twin = _json(text, drawn.status, view, label)
        return _cached(twin, "application/json", drawn.status, now)
    return _cached(_svg(drawn), SVG_TYPE, drawn.status, now)


@blueprint.after_request
def open_to_everyone(response: Response) -> Response:
    """Any site may show a badge; nothing in it may run or load, and nobody is remembered."""
    response = cast(Response, _Badge.force_type(response))
    response.headers.update(
        {
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Expose-Headers": "ETag, X-Badge-Status",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Content-Security-Policy": _CSP,
            "X-Content-Type-Options": "nosniff",
        }
    )
    return response


def contract_identifier(decoded: str) -> str:
    """An identifier as ``parse_identifier`` reads it, from a path segment that is decoded already.

    Without this a number with a per cent sign would be decoded twice and name something else.
    """
    scope, colon, number = decoded.partition(":")
    return f"{scope}:{quote(number, safe='')}" if colon else decoded


def cache_seconds(clock: Clock, now: datetime) -> int:
    """How long a badge may be kept: states change at midnight in the clock's time zone."""
    day = now.astimezone(clock.timezone).date() + timedelta(days=1)
    midnight = datetime.combine(day, time(), clock.timezone).astimezone(UTC)
    return min(MAX_AGE_SECONDS, max(0, int((midnight - now).total_seconds())))


def _segments(rest: str) -> list[str]:
    """The decoded path segments of ``rest``.

    WSGI hands over a decoded path, where %2F in a supplier's number is a slash like any other; the
    servers keep the address as it came, and it is used where it is the same address.
    """
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or ""
    tail = urlsplit(raw).path.partition(PREFIX)[2]
    if unquote(tail) != rest:
        return rest.split("/")
    return [unquote(segment) for segment in tail.split("/")]


def _find(identifier: Identifier) -> tuple[str, ProductView | None]:
    """The one product that an identifier names, or why there is none."""
    ids = queries.resolve(session(), [identifier])[0]
    if len(ids) != 1:
        return ("ambiguous" if ids else "unknown"), None
    try:
        return "", queries.product_view(session(), services().workspace, ids[0], today())
    except NotFound:
        return "unknown", None


def _draw(view: ProductView, label: Label | None, lang: str) -> Badge:
    if label is None:
        return combined(view, services().workspace.labels, lang)
    return single(view, label, lang)


def _svg(drawn: Badge) -> str:
    raw = request.args.get("size", "")
    smallest, usual, largest = SIZES
    size = int(raw) if re.fullmatch("[0-9]{2}", raw) else usual
    if not smallest <= size <= largest:
        size = usual
    return draw(drawn.cells, mode=_choice("mode", MODES), size=size, title=drawn.title)


def _json(identifier: str, status: str, view: ProductView | None, label: Label | None) -> str:
    body: dict[str, Any] = {"schemaVersion": 1, "identifier": identifier, "status": status}
    body |= {"product_id": None, "name": None, "labels": [], "labels_not_shown": []}
    body["evidence_url"] = None
    if view is not None:
        address = services().settings.base_url
        slug = label.slug if label else ""
        body |= {"product_id": view.id, "name": view.name}
        body["evidence_url"] = evidence_url(view.id, address, slug)
        if label is None:
            body["labels"] = label_lists(view, address)["labels"]
        else:
            held, ended = shown_entry(view, slug), hidden_entry(view, slug)
            body["labels"] = _entry(view, held, address)
            body["labels_not_shown"] = [] if held else _entry(view, ended, address)
    return json.dumps(body) + "\n"


def _entry(view: ProductView, item: LabelView | None, address: str) -> list[dict[str, Any]]:
    return [] if item is None else [label_json(view, item, address)]


def _malformed(extension: str, reason: str) -> Response:
    """A picture that says so, because a picture is what was asked for."""
    if extension == "json":
        response: Response = problem(400, "Bad Request", reason)
    else:
        picture = _svg(notice("malformed", _choice("lang", LANGUAGES)))
        response = Response(picture, 400, content_type=SVG_TYPE)
    response.headers["X-Badge-Status"] = "malformed"
    return response


def _cached(body: str, content_type: str, status: str, now: datetime) -> Response:
    response = Response(body, content_type=content_type)
    response.headers["X-Badge-Status"] = status
    response.cache_control.public = True
    response.cache_control.max_age = cache_seconds(services().workspace.clock, now)
    response.add_etag()
    response.make_conditional(request)
    return response


def _choice(name: str, allowed: tuple[str, ...]) -> str:
    """A parameter from its list, else the first of the list: a picture never fails over a wish."""
    asked = request.args.get(name, "")
    return asked if asked in allowed else allowed[0]
