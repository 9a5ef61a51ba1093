"""The basket's pages: look, add, change. Every change is one short transaction, then a redirect."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from catalog import queries
from catalog.db import writing
from catalog.errors import InvalidRequest, NotFound
from catalog.models import Offer, Supplier
from catalog.ordering import baskets
from catalog.ordering.quantities import parse_quantity
from web.addresses import local
from web.i18n import gettext as _
from web.services import services, session
from web.views import basket_session

_FIELD = re.compile(r"quantity-([0-9]{1,18})")
_NUMBER = re.compile(r"[0-9]{1,18}")
Answer = Response | str | tuple[str, int]


def basket() -> Answer:
    """The basket, one group a supplier."""
    return page()


def page(
    faults: Mapping[int, str] | None = None,
    typed: Mapping[int, str] | None = None,
    notice: str = "",
    status: int = 200,
) -> tuple[str, int]:
    """The basket's page. ``faults`` stand beside their fields, which keep what was ``typed``."""
    view = basket_session.current_view()
    html = render_template(
        "ordering/basket.html",
        basket=view,
        changed=basket_session.changed(view.lines),
        faults=faults or {},
        typed=typed or {},
        notice=notice,
    )
    return html, status


def add() -> Answer:
    """Puts a quantity of an offer into the basket and goes back to where the buyer was."""
    offer_id = _offer_id(request.form.get("offer_id", ""))
    typed = request.form.get("quantity", "1")
    try:
        quantity = parse_quantity(typed)
        workspace = services().workspace
        token = basket_session.new_token()
        with writing(workspace.engine) as writer:
            line_id = baskets.add(writer, token, offer_id, quantity, workspace.clock.now())
    except InvalidRequest as error:
        return _refused(offer_id, typed, error)
    basket_session.remember(line_id)
    flash(_("Lagt i kurven."))
    return redirect(local(request.form.get("next", ""), url_for("ordering.basket")), 303)


def save() -> Answer:
    """Takes every quantity on the basket's page; a button may also remove a line or go on to order.

    All quantities come in one form, so that pressing one button loses nothing typed elsewhere.
    """
    texts = {int(found[1]): text for name, text in request.form.items() if (found := _FIELD.fullmatch(name))}
    removed = request.form.get("remove", "")
    faults, missing = _apply(texts, int(removed) if _NUMBER.fullmatch(removed) else None)
    if faults or missing:
        notice = _("En linje var allerede fjernet fra kurven.") if missing else ""
        return page(faults, texts, notice, 400)
    supplier = request.form.get("confirm", "")
    if supplier:
        return redirect(url_for("ordering.confirm", supplier=supplier), 303)
    return redirect(url_for("ordering.basket"), 303)


def update(line_id: int) -> Answer:
    """Changes or removes one line."""
    if "remove" in request.form:
        _apply({}, line_id)
        return redirect(url_for("ordering.basket"), 303)
    texts = {line_id: request.form.get("quantity", "")}
    faults, missing = _apply(texts, None)
    if missing:
        raise NotFound(f"no line {line_id} in this basket")
    return page(faults, texts, status=400) if faults else redirect(url_for("ordering.basket"), 303)


def _apply(texts: Mapping[int, str], removed: int | None) -> tuple[dict[int, str], bool]:
    """Stores what can be stored; reasons for the rest, and whether a line was gone."""
    faults: dict[int, str] = {}
    quantities: dict[int, Decimal] = {}
    for line_id, text in texts.items():
        if line_id == removed:
            continue
        try:
            quantities[line_id] = parse_quantity(text)
        except InvalidRequest as error:
            faults[line_id] = _(error.reason)
    token = basket_session.token()
    if token is None:
        return faults, bool(quantities)
    with writing(services().workspace.engine) as writer:
        missing = [key for key in quantities if not _set(writer, token, key, quantities[key])]
        if removed is not None:
            baskets.remove(writer, token, removed)
    basket_session.forget_gone()
    return faults, bool(missing)


def _set(writer: Session, token: str, line_id: int, quantity: Decimal) -> bool:
    try:
        baskets.set_quantity(writer, token, line_id, quantity)
    except NotFound:
        return False
    return True


def _refused(offer_id: int, typed: str, error: InvalidRequest) -> tuple[str, int]:
    """A page with the same form, what was typed and the reason beside it."""
    offer = session().get(Offer, offer_id)
    supplier = session().get(Supplier, offer.supplier_id) if offer else None
    if offer is None or supplier is None:
        raise NotFound(f"no offer {offer_id}") from error
    html = render_template(
        "ordering/add.html",
        offer=queries.offer_view(offer, supplier),
        field=error.field,
        fault=_(error.reason),
        typed=typed,
        next=local(request.form.get("next", ""), url_for("ordering.basket")),
    )
    return html, 400


def _offer_id(text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise InvalidRequest("offer_id", f"{text!r} is not the number of an offer")
    return int(text)
