"""Where purchasing systems open the shop: OCI in the buyer's browser, cXML from server to server.

Whoever comes is asked for the customer's secret first; nothing else of the request is judged before, and
the answer to a wrong one is the same whatever was wrong.
"""

from __future__ import annotations

import logging
from datetime import datetime

from flask import Blueprint, Response, make_response, redirect, render_template, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from catalog.db import writing
from catalog.errors import InvalidRequest, NotFound
from catalog.models import PunchoutCustomer, PunchoutSession
from catalog.people.limits import Limiter
from catalog.punchout import addresses, customers, cxml_setup, oci_call, sessions
from catalog.punchout.cxml_setup import CxmlRefused, Setup
from catalog.punchout.oci_call import Call
from web.i18n import gettext as _
from web.punchout_session import inside
from web.services import services, session
from web.views import punchout_background, punchout_cxml

blueprint = Blueprint("punchout", __name__)
Answer = AnyResponse | str
XML_TYPES = ("text/xml", "application/xml", "application/cxml", "application/cxml+xml", "")
_log = logging.getLogger(__name__)


@blueprint.after_request
def _keep_nothing(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/punchout/oci", methods=["GET", "POST"])
def oci() -> Answer:
    """Opens the shop for an OCI system, or answers one of its background functions."""
    try:
        call = oci_call.read([*request.args.items(multi=True), *request.form.items(multi=True)])
    except InvalidRequest as error:
        return refused(_("Innkjøpssystemet sa ikke alt som trengs."), 400, str(error))
    customer, wait = _customer("oci", call.user, call.password)
    if wait:
        return refused(_("For mange forsøk. Prøv igjen om et kvarter."), 429, wait=wait)
    if customer is None:
        return refused(_("Brukeren eller passordet er feil."), 403)
    if not addresses.allowed(call.hook, customer.returns):
        _log.warning("punchout %s: HOOK_URL %.200r is not listed", customer.slug, call.hook)
        return refused(
            _("Adressen som kurven skal tilbake til, er ikke avtalt for dette innkjøpssystemet."), 403
        )
    if call.function in (oci_call.SEARCH, oci_call.VALIDATE):
        return punchout_background.answer(call, customer)
    return _entered(customer, call)


@blueprint.post("/punchout/cxml")
def cxml() -> Response:
    """The answer to a PunchOutSetupRequest: a start address, good once; or a status that says why not."""
    try:
        setup = cxml_setup.read(_body())
        customer, wait = _sender(setup)
        if wait:
            response = punchout_cxml.refusal(560, "too many attempts", 429)
            response.headers["Retry-After"] = str(wait)
            return response
        if customer is None:
            raise CxmlRefused(401, "the Sender's identity or SharedSecret is wrong")
        return punchout_cxml.opened(setup, customer)
    except CxmlRefused as error:
        return punchout_cxml.refusal(error.code, str(error), 400 if error.code == 400 else 200)
    except OperationalError as error:
        if "locked" not in str(error.orig):
            raise
        _log.warning("the database is locked: %s", error.orig)
        return punchout_cxml.refusal(560, "the catalogue is being updated; try again in half a minute", 503)
    except RequestEntityTooLarge:
        return punchout_cxml.refusal(400, f"at most {cxml_setup.MAX_BYTES} bytes are read", 413)


@blueprint.get("/punchout/start/<token>")
def start(token: str) -> Answer:
    """Uses up a start address and goes on into the shop. A look at it (HEAD) uses nothing up."""
    if request.method == "HEAD":
        return make_response("", 200)
    try:
        with writing(services().workspace.engine) as writer:
            row, page_token = sessions.start(writer, token, _now())
            writer.expunge(row)
    except NotFound:
        text = _("Startadressen er brukt eller for gammel. Den gjelder i ti minutter og bare én gang.")
        return refused(text, 410)
    return redirect(_landing(row, page_token), 303)


def refused(text: str, status: int, detail: str = "", wait: int = 0) -> Response:
    """A page for the buyer: the shop was not opened, and why. It leads nowhere."""
    response = make_response(render_template("punchout/refused.html", text=text, detail=detail), status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


def _entered(customer: PunchoutCustomer, call: Call) -> Answer:
    landing = None
    if call.function == oci_call.DETAIL:
        found = punchout_background.offer(call.product)
        if found is None:
            return refused(_("Varen finnes ikke her lenger."), 404, f"PRODUCTID {call.product}")
        landing = found.product_id
    opening = sessions.Opening(
        "oci", call.hook, target=call.target, oci_version=call.version, parties=call.control,
        landing=landing,
    )  # fmt: skip
    with writing(services().workspace.engine) as writer:
        row = sessions.begin(writer, writer.get_one(PunchoutCustomer, customer.id), opening, _now())
        token = sessions.enter(writer, row)
        writer.expunge(row)
    return redirect(_landing(row, token), 303)


def _landing(row: PunchoutSession, token: str) -> str:
    if row.operation == sessions.INSPECT:
        return inside(token, "punchout-visit.back")
    if row.operation == sessions.EDIT:
        return inside(token, "ordering.basket")
    if row.landing is not None:
        return inside(token, "products.show", product_id=row.landing)
    return inside(token, "search.home")


def _body() -> bytes:
    # One byte more: a body without Content-Length is cut at the limit, and must not pass for whole.
    request.max_content_length = cxml_setup.MAX_BYTES + 1
    if request.mimetype not in XML_TYPES:
        raise CxmlRefused(406, f"Content-Type is {request.mimetype[:80]!r}, expected text/xml")
    body = request.get_data(cache=False)
    if len(body) > cxml_setup.MAX_BYTES:
        raise RequestEntityTooLarge
    if not body.strip():
        raise CxmlRefused(400, "the body is empty")
    return body


def _sender(setup: Setup) -> tuple[PunchoutCustomer | None, int]:
    """The first sender that the secret vouches for."""
    for party in setup.senders:
        customer, wait = _customer("cxml", party.identity, setup.secret, party.domain)
        if customer is not None or wait:
            return customer, wait
    return None, 0


def _customer(
    protocol: str, identity: str, secret: str, domain: str = ""
) -> tuple[PunchoutCustomer | None, int]:
    """The customer, or None and the seconds to wait. An identity is counted for each address that tries it:
    who knows a customer's name cannot shut its buyers out."""
    limiter = Limiter(services().workspace.var / "punchout-attempts.db")
    address = request.remote_addr or ""
    account = f"{identity}\x1f{address}"
    wait = limiter.attempt(account, address, _now())
    if wait:
        return None, wait
    found = customers.authenticated(session(), protocol, identity, secret, domain)
    if found is not None:
        limiter.succeeded(account, address)
    return found, 0


def _now() -> datetime:
    return services().workspace.clock.source()
