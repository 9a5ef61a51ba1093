"""A user's own account, and for an admin the users of the company."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from catalog.db import writing
from catalog.errors import InvalidRequest
from catalog.models import Company, User
from catalog.people import links, passwords, users
from catalog.people.roles import GIVEN_BY_ADMIN, MAY, Right, Role
from web import identity
from web.addresses import absolute
from web.alternative_words import switched_on
from web.i18n import gettext as _
from web.identity import current_user, require
from web.people_words import RIGHTS, ROLES
from web.services import services, session

blueprint = Blueprint("people", __name__)
Answer = AnyResponse | str


@blueprint.after_request
def _keep_nothing(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"roles": ROLES, "rights": RIGHTS, "may": MAY, "least": passwords.MIN_LENGTH}


@blueprint.get("/account")
@require()
def account() -> Answer:
    """Who I am here, and what my role may do."""
    return render_template("people/account.html", field="", fault="", suggests=switched_on())


@blueprint.post("/account/password")
@require()
def change_password() -> Answer:
    """A new password for one who knows the old one; every other log-in ends."""
    form, work = request.form, services().workspace
    try:
        with writing(work.engine) as writer:
            user = writer.get_one(User, current_user().user_id)
            if not passwords.matches(user.password_hash, form.get("current", "")):
                raise InvalidRequest("current", _("Dette er ikke passordet du har nå."))
            chosen = passwords.checked(form.get("password", ""), user.name, user.email)
            if chosen != form.get("again", ""):
                raise InvalidRequest("again", _("De to passordene er ikke like."))
            user.password_hash = passwords.hashed(chosen)
            users.revoke(writer, user)
            writer.expunge(user)
    except InvalidRequest as error:
        html = render_template(
            "people/account.html", field=error.field, fault=_(error.reason), suggests=switched_on()
        )
        return make_response(html, 400)
    identity.log_in(user)
    flash(_("Passordet er endret. Andre enheter er logget ut."))
    return redirect(url_for("people.account"), 303)


@blueprint.post("/company/policy")
@require(Right.POLICY)
def policy() -> Answer:
    """Switches labelled alternatives on or off in the baskets of the company."""
    on = _("Merkede alternativer foreslås i firmaets kurver.")
    off = _("Merkede alternativer foreslås ikke lenger i firmaets kurver.")
    return _switch("suggests", "suggests", on, off)


@blueprint.post("/company/prices")
@require(Right.USERS)
def prices() -> Answer:
    """Shows the company's net prices to all its users, or only to those whose role sees them."""
    on, off = _("Alle i firmaet ser nettoprisene."), _("Elektrikere ser ikke lenger nettoprisene.")
    return _switch("for_all", "prices_for_all", on, off)


def _switch(field: str, setting: str, on: str, off: str) -> AnyResponse:
    """Sets one yes or no of the visitor's company to what the form says."""
    wanted = request.form.get(field) == "1"
    with writing(services().workspace.engine) as writer:
        company = writer.get_one(Company, current_user().company_id)
        setattr(company, setting, wanted)
        writer.add(company)
    flash(on if wanted else off)
    return redirect(url_for("people.account"), 303)


@blueprint.get("/company/users")
@require(Right.USERS)
def listing() -> Answer:
    """The users of the admin's own company."""
    return _page()


@blueprint.post("/company/users")
@require(Right.USERS)
def invite() -> Answer:
    """Adds a user and shows the link that lets them choose a password; it is shown this once."""
    form, work = request.form, services().workspace
    try:
        with writing(work.engine) as writer:
            user = users.add(
                writer, _company(), form.get("email", ""), form.get("name", ""), _role(), work.clock.now()
            )
            token = links.make(writer, user, work.clock.source())
            name = user.name
    except InvalidRequest as error:
        return _page(error.field, _(error.reason), status=400)
    return _page(link=absolute("auth.choose", token=token), invited=name)


@blueprint.post("/company/users/<int:user_id>")
@require(Right.USERS)
def change(user_id: int) -> Answer:
    """One act on one user of the company: a new role, out, in again, or a new link."""
    act, work = request.form.get("act", ""), services().workspace
    token = ""
    try:
        with writing(work.engine) as writer:
            user = users.of_company(writer, _company(), user_id)
            if act == "role":
                _refuse_reviewer(user)
                users.set_role(writer, user, _role())
            elif act in ("deactivate", "activate"):
                users.set_active(writer, user, act == "activate")
            elif act == "link":
                token = links.make(writer, user, work.clock.source())
            else:
                raise InvalidRequest("act", f"{act[:20]!r} is not role, deactivate, activate or link")
            name = user.name
    except InvalidRequest as error:
        if error.field == "act":
            raise
        return _page(notice=_(error.reason), status=409)
    if token:
        return _page(link=absolute("auth.choose", token=token), invited=name)
    flash(_("Lagret: %(name)s.", name=name))
    return redirect(url_for("people.listing"), 303)


def _page(
    field: str = "", fault: str = "", link: str = "", invited: str = "", notice: str = "", status: int = 200
) -> Answer:
    html = render_template(
        "people/users.html", people=users.listing(session(), _company()), given=GIVEN_BY_ADMIN,
        field=field, fault=fault, link=link, invited=invited, notice=notice,
        typed=request.form if fault else {},
    )  # fmt: skip
    return make_response(html, status)


def _company() -> int:
    found = current_user().company_id
    return found or 0


def _role() -> Role:
    text = request.form.get("role", "")
    if text not in GIVEN_BY_ADMIN:
        raise InvalidRequest("role", _("Velg en rolle fra listen."))
    return Role(text)


def _refuse_reviewer(user: User) -> None:
    """What the operator gave, an admin does not take away by mistake."""
    if user.role == Role.REVIEWER:
        raise InvalidRequest("role", _("Rollen som vurderer gis og tas av den som drifter tjenesten."))
