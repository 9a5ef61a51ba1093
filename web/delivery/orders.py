"""Puts a confirmed order into the outbox: its file is made once, in the transaction that confirms it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from catalog.errors import InvalidRequest, NotFound
from catalog.models import Company, Order
from catalog.ordering import sending
from catalog.ordering.formats import csv, nelfo, peppol
from catalog.ordering.formats.buyer import Buyer
from catalog.ordering.order_views import OrderView, views_of
from catalog.people.roles import Role, Visitor
from labels.model import Label
from web.delivery import landing, outbox
from web.delivery.order_settings import DOWNLOAD, OrderRules, OrderTarget
from web.delivery.payload import OrderFile, packed

Labels = Mapping[str, Label]

NO_CHANNEL = "Leverandøren har ingen kanal for bestillinger. Last ned filen og send den selv."
NO_COMPANY = "Bare bestillinger fra innloggede brukere sendes til leverandøren. Last ned filen."
NO_CUSTOMER = (
    "Firmaets kundenummer hos leverandøren mangler. Be den som drifter tjenesten om å legge det inn."
)
NO_NUMBER = "Firmaets organisasjonsnummer mangler. Be den som drifter tjenesten om å legge det inn."
TYPES = {
    "nelfo": ("B{}.txt", "text/plain; charset=iso-8859-1"),
    "csv": ("{}.csv", "text/csv; charset=utf-8"),
    "peppol": ("{}.xml", "application/xml"),
}


def queue(
    session: Session, rules: OrderRules, labels: Labels, order: Order, now: datetime, who: str = ""
) -> bool:
    """Queues the order's file; False where it was queued before. Needs the write transaction that confirms.

    A file for the channel download waits until it is fetched. Raises InvalidRequest (field ``send``) with
    the reason in bokmål where the order cannot be sent: it is kept all the same, as a draft.
    """
    file, target = made(session, rules, labels, order)
    state = sending.READY if target.channel == DOWNLOAD else "queued"
    new = outbox.put(
        session, kind=sending.KIND, channel=target.channel, target=target.supplier,
        payload=packed(file), key=sending.key_of(order.number), now=now, state=state,
    )  # fmt: skip
    if new:
        message = sending.sendings(session, [order.number])[order.number]
        outbox.note(session, message.message_id or 0, state, now, "", who)
    return new


def made(
    session: Session, rules: OrderRules, labels: Labels, order: Order
) -> tuple[OrderFile, OrderTarget]:
    """The order's file and where it goes. Raises InvalidRequest (field ``send``)."""
    # The supplier's copy states the company's own prices, whoever of the company has ordered.
    reader = Visitor(company_id=order.company_id, role=Role.BUYER)
    view = views_of(session, [order], reader)[0]
    company = session.get(Company, order.company_id) if order.company_id is not None else None
    slug = company.slug if company else ""
    if fault := hindrance(rules, view.supplier, slug):
        raise InvalidRequest("send", fault)
    target = rules.targets[view.supplier]
    buyer = Buyer(
        rules.companies.get(slug, ""), target.customers.get(slug, ""), company.name if company else ""
    )
    try:
        return rendered(view, target.format, buyer, labels, target.certificates), target
    except InvalidRequest as error:
        raise InvalidRequest("send", error.reason) from error


def resolve(session: Session, journal: Path, number: str, answer: str, now: datetime, who: str = "") -> None:
    """A person's word on an uncertain or failed order: ``sent`` it arrived, ``resend`` it did not and is sent
    anew, under the same name and message id.

    Raises NotFound where the order is neither (any more): a second click changes nothing. Needs a write
    transaction.
    """
    found = sending.sendings(session, [number])[number]
    if found.state not in (sending.UNCERTAIN, sending.FAILED) or found.message_id is None:
        raise NotFound(f"{number} is no order of which nobody knows whether it arrived")
    if answer == "resend":
        landing.forget(journal, number)
    outbox.decide(session, found.message_id, "queued" if answer == "resend" else "sent", now, who)


def hindrance(rules: OrderRules, supplier: str, company: str) -> str:
    """Why no order of this company can be sent to this supplier, '' where one can."""
    target = rules.targets.get(supplier)
    if target is None:
        return NO_CHANNEL
    if not company:
        return NO_COMPANY
    if target.format == "csv":
        return ""
    if not rules.companies.get(company):
        return NO_NUMBER
    return "" if target.customers.get(company) or target.format == "peppol" else NO_CUSTOMER


def rendered(
    order: OrderView, file_format: str, buyer: Buyer, labels: Labels, certificates: bool = False
) -> OrderFile:
    """The order in that format. Raises InvalidRequest where the format cannot hold it."""
    name, content_type = TYPES[file_format]
    if file_format == "csv":
        content = csv.write(order)
    elif file_format == "peppol":
        content = peppol.write(order, buyer, labels, certificates)
    else:
        content = nelfo.write(order, buyer.number, buyer.customer, buyer.name)
    return OrderFile(order.number, name.format(order.number), content_type, content)
