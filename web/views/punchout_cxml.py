"""cXML answers: a visit opened for a new basket, for one to change or for one to look at."""

from __future__ import annotations

import logging
import secrets
from urllib.parse import urlsplit

from flask import Response
from sqlmodel import Session, select

from catalog.db import writing
from catalog.models import Offer, PunchoutCustomer, PunchoutSession
from catalog.ordering.formats import cxml
from catalog.ordering.formats.cxml import Return, Stamp
from catalog.punchout import addresses, reviving, sessions
from catalog.punchout.cxml_setup import CxmlRefused, Setup
from catalog.punchout.items import Item
from web.addresses import absolute
from web.i18n import gettext as _
from web.services import services, today

DEFAULT_CURRENCY = "NOK"
_log = logging.getLogger(__name__)


def opened(setup: Setup, customer: PunchoutCustomer) -> Response:
    """The PunchOutSetupResponse. Raises CxmlRefused where the basket would go to an address that is not
    listed, or where nothing of what is to be inspected was ever given to this customer."""
    if not addresses.allowed(setup.return_address, customer.returns):
        _log.warning("punchout %s: BrowserFormPost %.200r is not listed", customer.slug, setup.return_address)
        raise CxmlRefused(403, "the BrowserFormPost URL is not listed for this customer")
    work = services().workspace
    with writing(work.engine) as writer:
        owner = writer.get_one(PunchoutCustomer, customer.id)
        now = work.clock.source()
        row = sessions.begin(writer, owner, _opening(writer, setup), now)
        _revive(writer, row, setup)
        token = sessions.start_token(writer, row, now)
    return _answer(cxml.start_page(stamp(), absolute("punchout.start", token=token)), 200)


def refusal(code: int, reason: str, status: int = 200) -> Response:
    """A cXML response that says why; ``status`` is HTTP's, which tells that no cXML was understood."""
    return _answer(cxml.refusal(stamp(), code, reason), status)


def message(row: PunchoutSession, customer: PunchoutCustomer, items: tuple[Item, ...]) -> bytes:
    """The PunchOutOrderMessage of a visit."""
    currency = items[0].currency if items else customer.currency or DEFAULT_CURRENCY
    said = Return(
        stamp(), row.buyer_cookie, row.parties, currency, row.test, customer.units, customer.vendors
    )  # fmt: skip
    return cxml.order_message(items, said, services().settings.base_url)


def stamp() -> Stamp:
    """A number for one message: the moment, chance, and where we are."""
    now = services().workspace.clock.now()
    host = urlsplit(services().settings.base_url).hostname or "merkbar"
    return Stamp(f"{int(now.timestamp())}.{secrets.token_hex(8)}@{host}", now)


def _opening(writer: Session, setup: Setup) -> sessions.Opening:
    return sessions.Opening(
        "cxml", setup.return_address, setup.operation, setup.buyer_cookie, test=setup.test,
        parties=setup.parties, landing=_selected(writer, setup.selected),
    )  # fmt: skip


def _selected(writer: Session, number: str) -> int | None:
    """The product of the only offer with that number."""
    if not number:
        return None
    found = writer.exec(select(Offer.product_id).where(Offer.supplier_number == number).limit(2)).all()
    return found[0] if len(found) == 1 else None


def _revive(writer: Session, row: PunchoutSession, setup: Setup) -> None:
    if setup.operation == sessions.CREATE:
        return
    work = services().workspace
    if setup.operation == sessions.EDIT:
        revived = reviving.into_basket(writer, work, row, setup.items, work.clock.now(), today())
    else:
        revived = reviving.for_inspection(writer, row, setup.items)
        if not revived.found:
            raise CxmlRefused(400, "none of the items was given to this customer from here")
    if revived.missing:
        numbers = ", ".join(revived.missing)
        text = _(
            "Disse varene fra innkjøpssystemet finnes ikke her lenger, og er ikke med: %(numbers)s",
            numbers=numbers,
        )
        row.state = {**row.state, "_flashes": [["error", text]]}
        writer.add(row)


def _answer(body: bytes, status: int) -> Response:
    return Response(body, status, content_type="text/xml; charset=UTF-8")
