"""Badges for other sites: ``/badge/v1/<identifier>[/<label>].svg`` and their JSON twins.

An ``<img>`` is the contract: no script, no cookie, nothing from outside. An unknown product is a
neutral picture with status 200, because browsers hide a picture that comes with 404.
"""

from __future__ import annotations

from datetime import date
from typing import cast

from flask import Blueprint, Flask, Response, current_app, request
from flask.sansio.blueprints import BlueprintSetupState
from werkzeug.http import generate_etag, http_date

from catalog import queries, stamp
from catalog.errors import InvalidIdentifier, NotFound
from catalog.held import Held, held
from catalog.identifiers import Identifier, parse_identifier
from web import badge_json
from web.badge_cache import BadgeCache, Drawn, Shelf
from web.badge_cells import Badge, combined, notice, single
from web.badge_door import BadgeDoor, address_of, answer, raw_address
from web.badge_svg import draw
from web.badge_wishes import PREFIX, Wish, path_segments, wish
from web.errors import problem
from web.services import Services, services, session

SVG_TYPE = "image/svg+xml; charset=utf-8"
JSON_TYPE = "application/json"
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, X-Badge-Status",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
_CACHE = "merkbar badges"

blueprint = Blueprint("badges", __name__, url_prefix=PREFIX.rstrip("/"))


@blueprint.record
def _with_door(state: BlueprintSetupState) -> None:
    """Wires the cache, and the door that answers from it before anything else does."""
    app = cast(Flask, state.app)
    wired: Services = app.extensions["merkbar"]
    cache = app.extensions[_CACHE] = BadgeCache(wired.workspace.engine, wired.workspace.clock)
    app.wsgi_app = BadgeDoor(app.wsgi_app, cache, wired.workspace.clock)  # type: ignore[method-assign]


@blueprint.get("/<path:rest>")
def badge(rest: str) -> Response:
    """The badge of a product, or of one label on it, as a picture or as JSON."""
    clock = services().workspace.clock
    # Day and lifetime from one instant: a badge of yesterday is never kept into today.
    now = clock.now()
    day = now.astimezone(clock.timezone).date()
    segments = path_segments(rest, raw_address(request.environ))
    asked = wish(segments, request.args, services().workspace.labels)
    if isinstance(asked, str):
        return problem(404, "Not Found", asked)
    cache: BadgeCache = current_app.extensions[_CACHE]
    shelf = cache.shelf(day, lambda: stamp.read(session(), day))
    drawn = shelf.get(asked)
    if drawn is None:
        try:
            identifier = parse_identifier(asked.identifier)
        except InvalidIdentifier as error:
            return _malformed(asked, str(error))
        drawn = _drawn(asked, identifier, day, shelf)
    # JSON is compressed by the site, and so has no address that the door may answer.
    shelf.put(asked, drawn, address_of(request.environ) if asked.form == ".svg" else None)
    status, headers, body = answer(drawn, shelf, request.environ, now)
    return Response(body, status, headers)


@blueprint.after_request
def open_to_everyone(response: Response) -> Response:
    """Any site may show a badge; nothing in it may run or load."""
    for name, value in _OPEN.items():
        response.headers.setdefault(name, value)
    return response


def _drawn(asked: Wish, identifier: Identifier, day: date, shelf: Shelf) -> Drawn:
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
    etag = generate_etag(body)
    said = {
        "Content-Type": content_type, "Content-Length": str(len(body)), "ETag": f'"{etag}"',
        "Last-Modified": http_date(shelf.since), "X-Badge-Status": drawn.status,
    }  # fmt: skip
    return Drawn(body, etag, tuple((said | _OPEN).items()))


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
