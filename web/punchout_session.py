"""A visit that a purchasing system opened: found by the token in the address of every page of it.

Embedded browsers keep no cookies, so nothing here needs one. ``/punchout/s/<token>/search`` is the page
``/search`` of that visit: the token is taken out of the path before anything else sees it and becomes the
root that every address is made with, and what a cookie holds elsewhere lies with the visit in the database.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Request, Response, g, has_request_context, request, url_for
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from sqlalchemy.exc import OperationalError

from catalog.db import writing
from catalog.models import PunchoutCustomer, PunchoutSession
from catalog.punchout import addresses, sessions
from web.services import services, session

PREFIX = "/punchout/s/"
_KEY = "merkbar.punchout"
# A page is not kept back for a message that was read.
_PATIENCE_MS = 500
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_log = logging.getLogger(__name__)
Start = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Visit:
    """The visit of this request. ``open`` is false for one that is over, and for a token of nobody."""

    open: bool
    row: PunchoutSession | None = None
    customer: PunchoutCustomer | None = None

    @property
    def id(self) -> int:
        """The visit's number, 0 for none."""
        return (self.row.id or 0) if self.row else 0

    @property
    def sites(self) -> tuple[str, ...]:
        """The sites that may show its pages in a frame."""
        return addresses.origins(self.customer.returns) if self.customer else ()


def prefix() -> str:
    """What stands before every path of this request's visit, '' outside one."""
    if not has_request_context() or _KEY not in request.environ:
        return ""
    return PREFIX + str(request.environ[_KEY])


def visit() -> Visit | None:
    """The visit that the request is part of, None outside one. Read once a request."""
    if not prefix():
        return None
    if "punchout" not in g:
        g.punchout = _find(str(request.environ[_KEY]))
    found: Visit = g.punchout
    return found


def current() -> tuple[PunchoutSession, PunchoutCustomer] | None:
    """The open visit of this request and its customer, None outside one."""
    found = visit()
    if found is None or not found.open or found.row is None or found.customer is None:
        return None
    return found.row, found.customer


def outside(path: str) -> str:
    """The same address without the visit: what is the same for all, and what leaves the house."""
    return path.replace(prefix(), "", 1) if prefix() else path


def inside(token: str, endpoint: str, **values: Any) -> str:
    """The address of an endpoint within the visit of that token; asked for outside one."""
    root = request.script_root
    return root + PREFIX + token + url_for(endpoint, **values).removeprefix(root)


def _find(token: str) -> Visit:
    reader = session()
    found = sessions.visit(reader, token)
    if found is None:
        return Visit(open=False)
    for one in found:
        reader.expunge(one)
    row, customer = found
    return Visit(row.expires_at > services().workspace.clock.source(), row, customer)


class Rerouted:
    """Takes the token of a visit out of the path, before the application sees it."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """The application's answer, with the visit as the root of its addresses."""
        path = environ.get("PATH_INFO", "")
        if path.startswith(PREFIX):
            token, _slash, rest = path.removeprefix(PREFIX).partition("/")
            if _TOKEN.fullmatch(token):
                environ[_KEY] = token
                environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + PREFIX + token
                environ["PATH_INFO"] = "/" + rest
        return self._application(environ, start_response)


class VisitSessions(SecureCookieSessionInterface):
    """Sessions out of the database inside a visit, where no cookie is read or set; cookies elsewhere."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the visit holds, or what the cookie does."""
        if _KEY not in request.environ:
            return super().open_session(app, request)
        found = visit()
        return SecureCookieSession(found.row.state if found and found.open and found.row else {})

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Stores what has changed; an import that holds the database costs a message twice, no page."""
        if _KEY not in request.environ:
            super().save_session(app, session, response)
            return
        found = visit()
        if not session.modified or found is None or not found.open:
            return
        try:
            with writing(services().workspace.engine, _PATIENCE_MS) as writer:
                sessions.keep_state(writer, found.id, dict(session))
        except OperationalError as error:
            if "locked" not in str(error.orig):
                raise
            _log.warning("the state of punchout visit %s was not kept: %s", found.id, error.orig)


def init_app(app: Flask) -> None:
    """Wires the way of a visit's addresses and sessions."""
    app.session_interface = VisitSessions()
    app.wsgi_app = Rerouted(app.wsgi_app)  # type: ignore[method-assign]
    app.jinja_env.globals.update(punchout=current)
