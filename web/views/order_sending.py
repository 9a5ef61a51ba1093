"""What was sent of an order, and what a person may do about it: send, fetch, say whether it arrived."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from sqlmodel import Session, select
from werkzeug.wrappers import Response

from catalog.db import writing
from catalog.errors import InvalidRequest, NotFound
from catalog.models import Order
from catalog.ordering import order_views, sending
from catalog.ordering.formats import excerpts
from catalog.ordering.order_views import OrderView, readable
from catalog.ordering.price_rights import sees_net
from catalog.people.roles import Right
from web import company_prices, sending_words
from web.delivery import landing, orders, outbox
from web.delivery.payload import OrderFile, unpacked
from web.i18n import gettext as _
from web.identity import current_user, require
from web.services import services, session
from web.views import basket_session

NOT_OPEN = "Bestillingen har fått en annen status i mellomtiden."
Answer = Response | str | tuple[str, int]


def queue(writer: Session, order: Order) -> None:
    """Puts a confirmed order into the outbox; one that cannot be sent stays a draft, which its page says."""
    try:
        queued(writer, order)
    except InvalidRequest as error:
        if error.field != "send":
            raise


def queued(writer: Session, order: Order) -> None:
    """Puts an order into the outbox. Raises InvalidRequest (field ``send``) where it cannot be sent."""
    work = services().workspace
    orders.queue(writer, sending_words.rules(), work.labels, order, work.clock.now(), current_user().name)


def sent(number: str) -> Answer:
    """What was sent: when, by which channel, byte for byte, and which part of it is which line."""
    order, found = _found(number)
    file = unpacked(found.payload) if found.payload else None
    shown = file is not None and _may_read(file)
    html = render_template(
        "ordering/sent.html",
        order=order,
        sending=found,
        file=file,
        text=excerpts.text(file.name, file.content) if file and shown else None,
        parts=excerpts.by_line(file.name, file.content) if file and shown else {},
        events=sending.events(session(), found.message_id),
    )
    return html, 200


def sent_file(number: str) -> Answer:
    """The bytes that were sent, or will be; looking at them changes nothing."""
    _order, found = _found(number)
    if not found.payload:
        raise NotFound(f"nothing of {number} was queued")
    file = unpacked(found.payload)
    if not _may_read(file):
        raise NotFound(f"the file of {number} holds prices of the company")
    return _attachment(file)


@require(Right.ORDER)
def send(number: str) -> Answer:
    """Queues an order that was confirmed before it could be sent."""
    _found(number)
    try:
        with writing(services().workspace.engine) as writer:
            queued(writer, _row(writer, number))
    except InvalidRequest as error:
        flash(_(error.reason), "error")
    return redirect(url_for("ordering.order", number=number), 303)


@require(Right.ORDER)
def fetch(number: str) -> Answer:
    """Hands out the file of the channel ``download``; the first time says that the order has left."""
    _found(number)
    with writing(services().workspace.engine) as writer:
        _row(writer, number)
        found = sending.sendings(writer, [number])[number]
        if not found.payload:
            raise NotFound(f"nothing of {number} was queued")
        file = unpacked(found.payload)
        if not _may_read(file):
            raise NotFound(f"the file of {number} holds prices of the company")
        outbox.fetched(writer, found.message_id or 0, services().workspace.clock.now(), current_user().name)
    return _attachment(file)


@require(Right.RESOLVE)
def resolve(number: str) -> Answer:
    """A buyer's word on an order that nobody knows of whether it arrived."""
    _found(number)
    answer = request.form.get("answer", "")
    if answer not in ("sent", "resend"):
        raise InvalidRequest("answer", f"{answer[:20]!r} is not sent or resend")
    work = services().workspace
    try:
        with writing(work.engine) as writer:
            _row(writer, number)
            orders.resolve(
                writer, landing.journal(work.var), number, answer, work.clock.now(), current_user().name
            )
    except NotFound:
        flash(_(NOT_OPEN), "error")
    return redirect(url_for("ordering.order", number=number), 303)


def _found(number: str) -> tuple[OrderView, sending.Sending]:
    """The visitor's own or company's order and how it stands. Raises NotFound for any other."""
    order = order_views.find(session(), basket_session.own_token(), number, current_user())
    company_prices.reveal([order])
    return order, sending.sendings(session(), [number])[number]


def _row(writer: Session, number: str) -> Order:
    mine = readable(basket_session.own_token(), current_user())
    return writer.exec(select(Order).where(Order.number == number, mine)).one()


def _may_read(file: OrderFile) -> bool:
    """CSV and Peppol state the company's net prices; NELFO states none."""
    return file.name.endswith(".txt") or sees_net(current_user())


def _attachment(file: OrderFile) -> Response:
    response = make_response(file.content)
    response.headers["Content-Type"] = file.content_type
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
