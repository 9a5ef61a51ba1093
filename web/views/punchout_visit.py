"""The end of a visit: the basket goes back to the purchasing system, in a form that the browser posts.

What goes back is frozen first and then shown: one page, the same however often it is asked for, until the
visit ends. The buyer may go back to the shop from it; a line that cannot be sent is named on it.
"""

from __future__ import annotations

import base64

from flask import Blueprint, Response, abort, make_response, redirect, render_template, url_for
from sqlmodel import select
from werkzeug.wrappers import Response as AnyResponse

from catalog.db import writing
from catalog.models import PunchoutCustomer, PunchoutSession, Supplier
from catalog.ordering import baskets
from catalog.ordering.formats import oci, peppol_punchout
from catalog.punchout import addresses
from catalog.punchout import items as punchout_items
from catalog.punchout import sessions
from catalog.punchout.items import Collected, Item, Limits
from web import punchout_session, security
from web.services import services, session, today
from web.views import basket_session, punchout_cxml

blueprint = Blueprint("punchout-visit", __name__)
Answer = AnyResponse | str
# cXML has no limit of its own; this is that of our own column.
_NUMBER_LENGTH = 64


@blueprint.post("/punchout/return")
def give() -> Answer:
    """Freezes the basket as it stands and goes on to the page that sends it."""
    row, customer = _visit()
    if row.returned_at is None and row.operation != sessions.INSPECT:
        work = services().workspace
        with writing(work.engine) as writer:
            view = baskets.view(writer, work, row.basket_token, today())
            kept = punchout_items.of_basket(work, view, _limits(row, customer, view), today())
            sessions.give_back(writer, row.id or 0, kept.items, work.clock.source())
    return redirect(url_for("punchout-visit.back"), 303)


@blueprint.get("/punchout/return")
def back() -> Answer:
    """The form that sends the basket, with what is in it."""
    row, customer = _visit()
    inspected = row.operation == sessions.INSPECT
    if row.returned_at is None and not inspected:
        return redirect(url_for("ordering.basket"), 303)
    if not addresses.allowed(row.return_address, customer.returns):
        # taken off the list since the visit began
        abort(403)
    kept = punchout_items.thaw(row.items)
    page = render_template(
        "punchout/back.html",
        customer=customer,
        address=row.return_address,
        host=addresses.host(row.return_address),
        target=row.target,
        fields=_fields(row, customer, kept),
        items=kept,
        left_out=() if inspected else _now_in_basket(row, customer).left_out,
        inspected=inspected,
        suppliers=dict.fromkeys((item.supplier, item.supplier_name) for item in kept),
    )
    response = security.with_return(make_response(page), row.return_address)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.post("/punchout/reopen")
def reopen() -> Answer:
    """Back to the basket: nothing was sent, or it will be sent again."""
    row, _customer = _visit()
    if row.operation != sessions.INSPECT:
        with writing(services().workspace.engine) as writer:
            sessions.reopen(writer, row.id or 0, services().workspace.clock.source())
    return redirect(url_for("ordering.basket"), 303)


@blueprint.get("/punchout/peppol/<supplier>.xml")
def peppol(supplier: str) -> Response:
    """The same basket, one supplier's part, as a Peppol BIS Punch Out message."""
    row, customer = _visit()
    kept = tuple(item for item in punchout_items.thaw(row.items) if item.supplier == supplier)
    seller = session().exec(select(Supplier).where(Supplier.slug == supplier)).first()
    if not kept or seller is None:
        abort(404)
    number = seller.org_number
    cart = peppol_punchout.Cart(
        number=f"P{row.id}",
        issued=services().workspace.clock.now().astimezone(services().workspace.clock.timezone),
        seller=peppol_punchout.Party(
            seller.name, f"0192:{number}" if len(number) == 9 and number.isdigit() else ""
        ),
        buyer=peppol_punchout.Party(customer.name, customer.peppol_id),
    )
    body = peppol_punchout.write(kept, cart, services().settings.base_url)
    response = Response(body, content_type="application/xml; charset=UTF-8")
    response.headers["Content-Disposition"] = f'attachment; filename="punchout-{row.id}-{supplier}.xml"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _visit() -> tuple[PunchoutSession, PunchoutCustomer]:
    found = punchout_session.current()
    if found is None:
        abort(404)
    return found


def _now_in_basket(row: PunchoutSession, customer: PunchoutCustomer) -> Collected:
    view = basket_session.current_view()
    return punchout_items.of_basket(services().workspace, view, _limits(row, customer, view), today())


def _limits(row: PunchoutSession, customer: PunchoutCustomer, view: baskets.BasketView) -> Limits:
    """What the customer takes. A cXML message has one currency: that of the first line with a price."""
    if row.protocol == "oci":
        return Limits(customer.currency, oci.VENDORMAT[row.oci_version], "" in customer.units)
    first = next((line.currency for line in view.lines if line.orderable and line.total is not None), "")
    return Limits(customer.currency or first, _NUMBER_LENGTH, "" in customer.units)


def _fields(
    row: PunchoutSession, customer: PunchoutCustomer, kept: tuple[Item, ...]
) -> list[tuple[str, str]]:
    if row.protocol == "oci":
        buyer = oci.Buyer(customer.units, customer.vendors, row.oci_version, f"P{row.id}")
        control = [(name, str(value)) for name, value in row.parties.items()]
        return [*control, *oci.fields(kept, buyer, services().settings.base_url)]
    message = punchout_cxml.message(row, customer, kept)
    if customer.field == "base64":
        return [("cxml-base64", base64.b64encode(message).decode("ascii"))]
    return [("cxml-urlencoded", message.decode("ascii"))]
