"""Badges for other sites: ``/badge/v1/<identifier>[/<label>].svg`` and their JSON twins.

An ``<img>`` is the contract: no script, no cookie, nothing from outside. An unknown product is a
neutral picture with status 200, because browsers hide a picture that comes with 404.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from flask import Blueprint, Response, current_app, request
from flask.sansio.blueprints import BlueprintSetupState
from werkzeug.http import generate_etag

from catalog import queries, stamp
from catalog.clock import Clock
from catalog.errors import InvalidIdentifier, NotFound
from catalog.held import Held, held
from catalog.identifiers import Identifier, parse_identifier
from web import badge_json
from web.badge_cache import BadgeCache, Drawn, Shelf
from web.badge_cells import Badge, combined, notice, single
from web.badge_svg import draw
from web.badge_wishes import PREFIX, Wish, path_segments, wish
from web.errors import problem
from web.services import services, session

MAX_AGE_SECONDS = 300
SVG_TYPE = "image/svg+xml; charset=utf-8"
JSON_TYPE = "application/json"
_CSP = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, X-Badge-Status",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
}
_CACHE = "merkbar badges"

blueprint = Blueprint("badges", __name__, url_prefix=PREFIX.rstrip("/"))


class _Badge(Response):
    """Never carries a cookie, whatever the rest of the site remembers about its visitors."""

    def set_cookie(self, *_args: Any, **_values: Any) -> None:
        return None


@blueprint.record
def _with_cache(state: BlueprintSetupState) -> None:
    extensions = state.app.extensions
    extensions[_CACHE] = BadgeCache(extensions["merkbar"].workspace.engine)


@blueprint.get("/<path:rest>")
def badge(rest: str) -> Response:
    """The badge of a product, or of one label on it, as a picture or as JSON."""
    clock = services().workspace.clock
    # Day and lifetime from one instant: a badge of yesterday is never kept into today.
    now = clock.now()
    day = now.astimezone(clock.timezone).date()
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI") or ""
    asked = wish(path_segments(rest, raw), request.args, services().workspace.labels)
    if isinstance(asked, str):
        return problem(404, "Not Found", asked)
    cache: BadgeCache = current_app.extensions[_CACHE]
    shelf = cache.shelf(day, lambda: stamp.read(session(), day), clock.source())
    drawn = shelf.get(asked)
    if drawn is None:
        try:
            identifier = parse_identifier(asked.identifier)
        except InvalidIdentifier as error:
            return _malformed(asked, str(error))
        drawn = shelf.put(asked, _drawn(asked, identifier, day))
    return _answer(drawn, shelf, cache_seconds(clock, now))


@blueprint.after_request
def open_to_everyone(response: Response) -> Response:
    """Any site may show a badge; nothing in it may run or load, and nobody is remembered."""
    if not isinstance(response, _Badge):
        response = cast(Response, _Badge.force_type(response))
        response.headers.update(_OPEN)
    return response


def cache_seconds(clock: Clock, now: datetime) -> int:
    """How long a badge may be kept at all: states change at midnight in the clock's time zone."""
    day = now.astimezone(clock.timezone).date() + timedelta(days=1)
    midnight = datetime.combine(day, time(), clock.timezone).astimezone(UTC)
    return min(MAX_AGE_SECONDS, max(0, int((midnight - now).total_seconds())))


def _drawn(asked: Wish, identifier: Identifier, day: date) -> Drawn:
    ids = queries.resolve(session(), [identifier])[0]
    found = _held(ids[0], day) if len(ids) == 1 else None
    drawn = _badge(asked, found, "ambiguous" if len(ids) > 1 else "unknown")
    if asked.form == ".svg":
        text, content_type = _svg(asked, drawn), SVG_TYPE
    elif asked.form == ".shields.json":
        text, content_type = badge_json.shields(drawn, asked.lang, bool(asked.label)), JSON_TYPE
    else:
        space = services().workspace
        view = queries.product_view(session(), space, found.id, day) if found else None
        text = badge_json.twin(asked, drawn.status, view, services().settings.base_url)
        content_type = JSON_TYPE
    body = text.encode("utf-8")
    return Drawn(body, content_type, drawn.status, generate_etag(body))


def _held(product_id: int, day: date) -> Held | None:
    try:
        return held(session(), services().workspace, product_id, day)
    except NotFound:
        return None


def _badge(asked: Wish, found: Held | None, missing: str) -> Badge:
    labels = services().workspace.labels
    if found is None:
        return notice(missing, asked.lang)
    if asked.label:
        return single(found, labels[asked.label], asked.lang)
    return combined(found, labels, asked.lang, asked.labels)


def _svg(asked: Wish, drawn: Badge) -> str:
    return draw(drawn.cells, mode=asked.mode, size=asked.size, title=drawn.title, style=asked.style)


def _malformed(asked: Wish, reason: str) -> Response:
    """A picture that says so, because a picture is what was asked for."""
    if asked.form == ".svg":
        picture = _svg(asked, notice("malformed", asked.lang))
        response: Response = Response(picture, 400, content_type=SVG_TYPE)
    else:
        response = problem(400, "Bad Request", reason)
    response.headers["X-Badge-Status"] = "malformed"
    return response


def _answer(drawn: Drawn, shelf: Shelf, seconds: int) -> Response:
    """The badge, or 304. A fifth of the time it may be kept is for showing it while it is asked for anew."""
    stale = seconds // 5
    response = _Badge(drawn.body, content_type=drawn.content_type, headers=_OPEN)
    response.headers["X-Badge-Status"] = drawn.status
    kept = f"public, max-age={seconds - stale}, stale-while-revalidate={stale}"
    response.headers["Cache-Control"] = kept
    response.last_modified = shelf.since
    response.set_etag(drawn.etag)
    response.make_conditional(request)
    return response
