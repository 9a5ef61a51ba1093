"""Who is asking, and whether they may: log-ins of users, in the signed session cookie.

A log-in names the user and the version of their log-ins; both are looked up on every request that asks,
so one that was revoked or a user who was deactivated is nobody from the next request on. It ends by
itself after ``SHORT`` (or ``LONG`` where the user wanted to be remembered), counted in real time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import TypeVar

import flask_login  # type: ignore[import-untyped]
from flask import Flask, Response, abort, g, redirect, request
from flask import session as cookie
from flask import url_for
from werkzeug.wrappers import Response as AnyResponse

from catalog.models import User
from catalog.people import users
from catalog.people.roles import NOBODY, Right, Role, Visitor
from web import punchout_session
from web.addresses import came_from
from web.config import Settings
from web.errors import for_program, problem
from web.services import services, session

SHORT = timedelta(hours=12)
LONG = timedelta(days=30)
_UNTIL = "login_until"
# What outlives a change of user: the visitor's own basket and orders from before they logged in.
_KEPT = ("basket",)
# Reachable without log-in also where the operator requires one. Review has a gate of its own.
OPEN_BLUEPRINTS = ("auth", "badges", "known", "language", "review", "health", "punchout")
# What a badge leads to and is put on a page by is for those who see the badge.
OPEN_ENDPOINTS = ("static", "stylesheet", "products.evidence", "embedding.script", "embedding.oembed")
View = TypeVar("View", bound=Callable[..., object])


class _LogIn(flask_login.UserMixin):  # type: ignore[misc]
    """What flask-login keeps for the request; its id is ``<user>.<version>``."""

    def __init__(self, visitor: Visitor, version: int) -> None:
        self.visitor = visitor
        self.id = f"{visitor.user_id}.{version}"


def current_user() -> Visitor:
    """Who is asking; ``NOBODY`` where no one has logged in. Reads the database once a request.

    A punchout visit is nobody in particular, who may see what its customer's company pays.
    """
    if punchout_session.prefix():
        return _of_visit()
    return getattr(flask_login.current_user, "visitor", NOBODY)


def require(*wanted: Role | Right) -> Callable[[View], View]:
    """Lets a view be used by users with any of these roles or rights; by every user where none is named.

    Others are asked to log in, or refused (403) where they have.
    """

    def protect(view: View) -> View:
        @wraps(view)
        def protected(*args: object, **values: object) -> object:
            visitor = current_user()
            if not visitor.known:
                return ask_to_log_in()
            if wanted and not any(_has(visitor, one) for one in wanted):
                abort(403)
            return view(*args, **values)

        return protected  # type: ignore[return-value]

    return protect


def log_in(user: User, *, remember: bool = False) -> Visitor:
    """Starts a log-in in a session that holds nothing an earlier holder of the cookie could know."""
    kept = {name: cookie[name] for name in _KEPT if name in cookie}
    cookie.clear()
    # The form token is kept for the request too; a new session gets a new one.
    g.pop("csrf_token", None)
    cookie.update(kept)
    cookie.permanent = True
    cookie[_UNTIL] = _seconds() + int((LONG if remember else SHORT).total_seconds())
    visitor = Visitor(user.id, user.company_id, Role(user.role), user.name)
    flask_login.login_user(_LogIn(visitor, user.version))
    return visitor


def log_out() -> None:
    """Ends this log-in; what the browser had collected before it stays."""
    kept = {name: cookie[name] for name in _KEPT if name in cookie}
    flask_login.logout_user()
    cookie.clear()
    cookie.update(kept)
    cookie.permanent = True


def ask_to_log_in() -> AnyResponse:
    """To the log-in page, and from there back to where the visitor was going (or typing)."""
    if for_program():
        return problem(401, "Unauthorized", "log in, or ask the operator for a key")
    here = request.full_path.rstrip("?") if request.method == "GET" else came_from(url_for("search.home"))
    address = url_for("auth.login", next=here)
    if request.headers.get("HX-Request"):
        # A part of a page is never swapped for the log-in page.
        return Response(status=401, headers={"HX-Redirect": url_for("auth.login", next=came_from("/"))})
    return redirect(address, 303)


def init_app(app: Flask) -> None:
    """Wires flask-login, the operator's demand for log-in, and what templates know of the visitor."""
    manager = flask_login.LoginManager()
    # Its own check binds a session to address and browser, which change under a phone's feet.
    manager.session_protection = None
    manager.user_loader(_load)
    manager.unauthorized_handler(ask_to_log_in)
    manager.init_app(app, add_context_processor=False)
    app.context_processor(lambda: {"visitor": current_user})
    settings: Settings = app.extensions["merkbar"].settings
    if settings.require_login:
        app.before_request(_everybody_logs_in)


def _load(text: str) -> _LogIn | None:
    user_id, _dot, version = text.partition(".")
    until = cookie.get(_UNTIL)
    if not (user_id.isdigit() and version.isdigit() and isinstance(until, int) and _seconds() < until):
        return None
    visitor = users.visitor(session(), int(user_id), int(version))
    return _LogIn(visitor, int(version)) if visitor else None


def _of_visit() -> Visitor:
    found = punchout_session.current()
    if found is None or found[1].company_id is None:
        return NOBODY
    return Visitor(company_id=found[1].company_id, role=Role.BUYER, company=found[1].name)


def _everybody_logs_in() -> AnyResponse | None:
    if punchout_session.prefix():
        return None
    # Programs show a key: its blueprints ask for it themselves.
    if (request.blueprint or "").startswith("api") and "Authorization" in request.headers:
        return None
    if request.endpoint is None or request.endpoint in OPEN_ENDPOINTS or request.blueprint in OPEN_BLUEPRINTS:
        return None
    return None if current_user().known else ask_to_log_in()


def _has(visitor: Visitor, wanted: Role | Right) -> bool:
    return visitor.may(wanted) if isinstance(wanted, Right) else visitor.role is wanted


def _seconds() -> int:
    return int(services().workspace.clock.source().timestamp())
