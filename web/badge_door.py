"""Answers badges that were drawn already before the rest of the site is asked, and lets nobody be remembered.

A picture on somebody else's page is asked for far more often than any page. What was drawn is sent as it
was; anything else (a first drawing, a malformed number, JSON) goes on to the views.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from werkzeug.http import is_resource_modified

from catalog.clock import Clock
from web.badge_cache import BadgeCache, Drawn, Shelf
from web.badge_wishes import PREFIX

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]
_ENTITY = ("Content-Type", "Content-Length")


class BadgeDoor:
    """WSGI middleware around the whole site; it touches nothing but addresses of badges."""

    def __init__(self, inner: WSGIApplication, cache: BadgeCache, clock: Clock) -> None:
        self._inner, self._cache, self._clock = inner, cache, clock

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith(PREFIX):
            return self._inner(environ, start_response)
        if environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            now = self._clock.now()
            shelf = self._cache.current(now)
            drawn = shelf.at(address_of(environ)) if shelf else None
            if shelf and drawn:
                status, headers, body = answer(drawn, shelf, environ, now)
                start_response(status, headers)
                return [body]
        return self._inner(environ, _remembering_nobody(start_response))


def raw_address(environ: WSGIEnvironment) -> str:
    """The address as it came, where the server keeps it: with %2F where that stood."""
    return environ.get("RAW_URI") or environ.get("REQUEST_URI") or ""


def address_of(environ: WSGIEnvironment) -> tuple[str, ...]:
    """All that an answer can depend on of the address."""
    return environ["PATH_INFO"], environ.get("QUERY_STRING", ""), raw_address(environ)


def answer(drawn: Drawn, shelf: Shelf, environ: WSGIEnvironment, now: datetime) -> tuple[str, Headers, bytes]:
    """Status, headers and body: the badge, or 304 where it is known already. A fifth of the time it may
    be kept is for showing it while it is asked for anew."""
    seconds = shelf.seconds(now)
    stale = seconds // 5
    kept = ("Cache-Control", f"public, max-age={seconds - stale}, stale-while-revalidate={stale}")
    known = "HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ
    if known and not is_resource_modified(environ, drawn.etag, last_modified=shelf.since):
        return "304 NOT MODIFIED", [*(one for one in drawn.headers if one[0] not in _ENTITY), kept], b""
    body = b"" if environ["REQUEST_METHOD"] == "HEAD" else drawn.body
    return "200 OK", [*drawn.headers, kept], body


def _remembering_nobody(start_response: StartResponse) -> StartResponse:
    """Whatever the rest of the site remembers about its visitors: a badge sets no cookie, and is the same
    whatever cookie came with the question."""

    def start(status: str, headers: Headers, *failure: Any) -> Callable[[bytes], object]:
        kept = [(name, value) for name, value in headers if name not in ("Set-Cookie", "Vary")]
        return start_response(status, [*kept, ("Vary", "Accept-Encoding")], *failure)

    return start
