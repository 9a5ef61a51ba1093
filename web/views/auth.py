"""Log in, log out, and choose a password by a one-time link."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from catalog.db import writing
from catalog.errors import InvalidRequest, NotFound
from catalog.models import User
from catalog.people import links, passwords, users
from catalog.people.limits import Limiter
from web import identity
from web.addresses import local
from web.i18n import gettext as _
from web.i18n import ngettext
from web.identity import current_user
from web.services import services, session
from web.views import basket_session

blueprint = Blueprint("auth", __name__)
MAX_EMAIL = 254
Answer = AnyResponse | str


@blueprint.after_request
def _keep_nothing(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/login")
def login() -> Answer:
    """The log-in page; one who has logged in goes on to where they were going."""
    if current_user().known:
        return redirect(_next(), 303)
    return _login_page()


@blueprint.post("/login")
def enter() -> Answer:
    """Logs in. Why it failed is never told: not whether the address exists, nor whether it may."""
    email = request.form.get("email", "")[:MAX_EMAIL]
    password = request.form.get("password", "")
    limiter, address = _limiter(), request.remote_addr or ""
    wait = limiter.attempt(email, address, services().workspace.clock.source())
    if wait:
        return _login_page(email, _too_many(wait), 429, wait)
    user = users.authenticated(session(), email, password)
    if user is None:
        return _login_page(email, _("E-postadressen eller passordet er feil."), 400)
    limiter.succeeded(email, address)
    return _welcome(user, remember=bool(request.form.get("remember")))


@blueprint.post("/logout")
def leave() -> Answer:
    """Ends this log-in, or with ``everywhere`` all of the user's."""
    visitor = current_user()
    if visitor.known and request.form.get("everywhere"):
        with writing(services().workspace.engine) as writer:
            users.revoke(writer, writer.get_one(User, visitor.user_id))
        flash(_("Du er logget ut på alle enheter."))
    elif visitor.known:
        flash(_("Du er logget ut."))
    identity.log_out()
    return redirect(url_for("search.home"), 303)


@blueprint.get("/password/<token>")
def choose(token: str) -> Answer:
    """The form behind a one-time link. Looking at it does not use it up: mail readers look first."""
    try:
        user = links.holder(session(), token, services().workspace.clock.source())
    except NotFound:
        return _no_link()
    return _password_page(token, user)


@blueprint.post("/password/<token>")
def set_password(token: str) -> Answer:
    """Stores the password, uses up the link, and logs in."""
    work = services().workspace
    password = request.form.get("password", "")
    try:
        if password != request.form.get("again", ""):
            raise InvalidRequest("again", _("De to passordene er ikke like."))
        with writing(work.engine) as writer:
            user = links.use(writer, token, password, work.clock.source())
            writer.expunge(user)
    except NotFound:
        return _no_link()
    except InvalidRequest as error:
        try:
            holder = links.holder(session(), token, work.clock.source())
        except NotFound:
            return _no_link()
        return _password_page(token, holder, error.field, _(error.reason), 400)
    flash(_("Passordet er lagret. Du er logget inn."))
    return _welcome(user)


def _welcome(user: User, *, remember: bool = False) -> Answer:
    identity.log_in(user, remember=remember)
    if basket_session.join():
        flash(_("Varene du hadde samlet, ligger nå i kurven din."))
    return redirect(_next(), 303)


def _login_page(email: str = "", fault: str = "", status: int = 200, wait: int = 0) -> Answer:
    response = make_response(
        render_template("auth/login.html", email=email, fault=fault, next=_next()), status
    )
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _password_page(token: str, user: User, field: str = "", fault: str = "", status: int = 200) -> Answer:
    html = render_template(
        "auth/password.html", token=token, user=user, field=field, fault=fault, least=passwords.MIN_LENGTH
    )
    return make_response(html, status)


def _no_link() -> Answer:
    return make_response(render_template("auth/no_link.html"), 404)


def _too_many(wait: int) -> str:
    minutes = -(-wait // 60)
    return ngettext(
        "For mange forsøk. Prøv igjen om %(num)s minutt.",
        "For mange forsøk. Prøv igjen om %(num)s minutter.",
        minutes,
    )


def _next() -> str:
    return local(request.values.get("next", ""), url_for("search.home"))


def _limiter() -> Limiter:
    return Limiter(services().workspace.var / "attempts.db")
