"""Orders: look over and confirm, the list, one order, and the files that leave."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from catalog.db import writing
from catalog.errors import InvalidRequest
from catalog.ordering import answers
from catalog.ordering import baskets as baskets_stored
from catalog.ordering import delivery, order_views
from catalog.ordering import orders as ordering
from catalog.ordering.baskets import Group
from catalog.ordering.changes import changed, fingerprint
from catalog.ordering.delivery import NO_DELIVERY
from catalog.ordering.fields import LIMITS, clean, faults
from catalog.ordering.formats import nelfo
from catalog.ordering.formats.buyer import Buyer
from catalog.ordering.order_views import OrderView
from catalog.ordering.price_rights import sees_net
from catalog.ordering.sending import sendings
from web import alternative_words, company_prices, order_words, sending_words
from web.delivery import orders as sent_orders
from web.i18n import gettext as _
from web.identity import current_user
from web.services import services, session, today
from web.views import basket_session, baskets, order_sending

TEXTS = ("reference", "project", "mark")
UNSEEN = "Se over det som er endret, og kryss av for at du har sett det. Ingenting er bestilt."
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
_PAIR = re.compile(r"[0-9]{1,18}:[0-9]{1,18}")
Answer = Response | str | tuple[str, int]


def review(supplier: str) -> Answer:
    """What would be ordered from one supplier, with all that changed or cannot be ordered."""
    group = basket_session.current_view().group(supplier)
    if group is None or not group.orderable:
        return redirect(url_for("ordering.basket"), 303)
    return _review_page(group, secrets.token_urlsafe(16))


def confirm(supplier: str) -> Answer:
    """Makes the order. A second click brings the same order, a change since it was shown none."""
    token = basket_session.token()
    if token is None:
        return redirect(url_for("ordering.basket"), 303)
    texts = {name: request.form.get(name, "") for name in TEXTS}
    workspace = services().workspace
    unseen = _unseen(supplier, texts)
    if unseen is not None:
        return unseen
    try:
        with writing(workspace.engine) as writer:
            order = ordering.confirm(
                writer,
                workspace,
                token,
                supplier,
                request.form.get("confirmation", ""),
                texts["reference"],
                texts["project"],
                texts["mark"],
                now=workspace.clock.now(),
                today=today(),
                shown=request.form.get("shown", ""),
                visitor=current_user(),
                accepted=_accepted(request.form.getlist("accept")),
            )
            number = order.number
            order_sending.queue(writer, order)
    except InvalidRequest as error:
        return _unconfirmed(supplier, texts, error)
    return redirect(url_for("ordering.order", number=number), 303)


def _accepted(chosen: Sequence[str]) -> dict[int, list[int]]:
    """What was ticked (``line:offer``), by line."""
    found: dict[int, list[int]] = {}
    for line, offer in (pair.split(":") for pair in chosen if _PAIR.fullmatch(pair)):
        found.setdefault(int(line), []).append(int(offer))
    return found


def _unseen(supplier: str, texts: Mapping[str, str]) -> Answer | None:
    """The page again where something has changed since it was collected and nobody says to have seen it.

    A form that was sent before has been answered: the same key brings the same order.
    """
    group = basket_session.current_view().group(supplier)
    if group is None or request.form.get("agreed") or not changed(group.orderable):
        return None
    if request.form.get("shown", "") != fingerprint(group.orderable):
        return None
    key = request.form.get("confirmation", "")
    key = key if _KEY.fullmatch(key) else secrets.token_urlsafe(16)
    return _review_page(group, key, texts, {"agreed": _(UNSEEN)}, status=400)


def _unconfirmed(supplier: str, texts: Mapping[str, str], error: InvalidRequest) -> Answer:
    group = basket_session.current_view().group(supplier)
    if group is None or not group.orderable:
        return baskets.page(notice=_(ordering.EMPTY), status=409)
    key = request.form.get("confirmation", "")
    if error.field == "confirmation" or not _KEY.fullmatch(key):
        key = secrets.token_urlsafe(16)
    if error.field in TEXTS:
        found = {name: _(reason) for name, reason in faults(**texts).items()}
        return _review_page(group, key, texts, found, status=400)
    return _review_page(group, key, texts, notice=_(error.reason), status=409)


def _review_page(
    group: Group,
    key: str,
    texts: Mapping[str, str] | None = None,
    found: Mapping[str, str] | None = None,
    notice: str = "",
    status: int = 200,
) -> tuple[str, int]:
    row = baskets_stored.stored(session(), basket_session.token() or "")
    html = render_template(
        "ordering/confirm.html",
        group=group,
        changed=changed(group.orderable),
        in_file={line.id: nelfo.name_in_file(line.offer.name) for line in group.orderable},
        instead=sending_words.alternatives(group),
        ticked=request.form.getlist("accept"),
        **alternative_words.WORDS,
        confirmation=key,
        shown=fingerprint(group.orderable),
        texts=texts or {name: getattr(row, name, "") for name in TEXTS},
        delivery=delivery.of(row) if row else NO_DELIVERY,
        row=basket_session.current(),
        limits=LIMITS,
        faults=found or {},
        notice=notice,
        intention=sending_words.intention(group.supplier),
    )
    return html, status


def order(number: str) -> Answer:
    """One order as it was confirmed. Another visitor's or company's order does not exist."""
    return _order_page(_order(number))


def printed(number: str) -> Answer:
    """The order on paper, with nothing of the site around it."""
    found = _order(number)
    return render_template("ordering/print.html", order=found, buyer=sending_words.buyer(found.supplier))


def download(number: str, kind: str) -> Answer:
    """The order as a NELFO 4.0 file, CSV or Peppol order. What it still needs may come in the address."""
    found = _order(number)
    known = sending_words.buyer(found.supplier)
    party = {name: request.args.get(name, default) for name, default in _party(known).items()}
    try:
        buyer = Buyer(clean("buyer", party["buyer"]), clean("customer", party["customer"]), known.name)
        certificates = request.args.get("certificates", "1") != "0"
        file = sent_orders.rendered(found, kind, buyer, services().workspace.labels, certificates)
    except InvalidRequest as error:
        wrong = {name: _(reason) for name, reason in faults(**party).items()}
        return _order_page(found, party, wrong, 400, "" if wrong else error.reason)
    return _file(file.content, file.name, file.content_type)


def _party(known: Buyer) -> dict[str, str]:
    return {"buyer": known.number, "customer": known.customer}


def _order(number: str) -> OrderView:
    found = order_views.find(session(), basket_session.own_token(), number, current_user())
    company_prices.reveal([found])
    return found


def _order_page(
    found: OrderView,
    party: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    status: int = 200,
    notice: str = "",
) -> tuple[str, int]:
    html = render_template(
        "ordering/order.html",
        order=found,
        notice=_(notice) if notice else "",
        answers=answers.of_order(session(), found, sees_net(current_user())),
        obstacle=nelfo.obstacle(found),
        in_file={line.position: nelfo.name_in_file(line.name) for line in found.lines},
        party=party or _party(sending_words.buyer(found.supplier)),
        now=order_words.now(session(), services().workspace, found, today()),
        limits=LIMITS,
        faults=wrong or {},
        sending=sendings(session(), [found.number])[found.number],
        hindrance=sending_words.hindrance(found.supplier, bool(found.ordered_by)),
    )
    return html, status


def _file(body: bytes, name: str, content_type: str) -> Response:
    response = make_response(body)
    response.headers["Content-Type"] = content_type
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
