"""The basket's page: look, add, change. Every change is one short transaction, then a redirect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import flash, redirect, render_template, request
from flask import session as cookie
from flask import url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from catalog import queries
from catalog.db import writing
from catalog.errors import InvalidRequest, NotFound
from catalog.models import Basket, Offer, Supplier
from catalog.ordering import baskets, changes, edits, owned
from catalog.ordering.edits import Outcome, Typed
from catalog.ordering.fields import LIMITS
from catalog.ordering.packages import parse_amount
from web import alternative_words, company_prices, punchout_session
from web.addresses import local
from web.i18n import gettext as _
from web.identity import current_user
from web.services import services, session, today
from web.views import basket_acts, basket_form, basket_session, punchout_visit
from web.views.basket_acts import Done

REMOVED = "removed"
UNDO = "undo"
Answer = Response | str | tuple[str, int]


def basket() -> Answer:
    """The basket, one group a supplier."""
    return page()


def page(
    faults: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
    notice: str = "",
    status: int = 200,
    meanwhile: Sequence[str] = (),
) -> tuple[str, int]:
    """The basket's page. ``faults`` stand beside their fields, which keep what was ``typed``; ``meanwhile``
    is what others did to it while it was open."""
    view = basket_session.current_view()
    visitor, row = current_user(), _row()
    company_prices.prepare(line.product for line in view.lines if line.product)
    # htmx takes only the fields out of its answer
    waiting = () if "HX-Request" in request.headers else view.lines
    html = render_template(
        "ordering/basket.html",
        basket=view,
        row=row or Basket(token="", created_at=services().workspace.clock.now()),
        cards=owned.listing(session(), visitor) if visitor.known else (),
        names=owned.names(session(), visitor.company_id, [line.by for line in view.lines]),
        changed=changes.changed(view.lines),
        alternatives=alternative_words.of_lines(waiting),
        swapped=alternative_words.swapped(session(), row),
        **alternative_words.WORDS,
        said=edits.said,
        limits=LIMITS | {"name": owned.NAME_LENGTH},
        faults=faults or {},
        typed=typed or {},
        notice=notice,
        meanwhile=meanwhile,
        removed=cookie.pop(REMOVED, None),
    )
    return html, status


def _row() -> Basket | None:
    """The stored basket: the user's, or the visitor's once there is one."""
    if current_user().known:
        return basket_session.current()
    return baskets.stored(session(), basket_session.own_token() or "")


def add() -> Answer:
    """Puts a quantity of an offer into the basket and goes back to where the buyer was."""
    offer_id = _offer_id(request.form.get("offer_id", ""))
    typed = request.form.get("quantity", "1")
    try:
        quantity = parse_amount(typed, _offer(offer_id))
        work, who = services().workspace, current_user().user_id
        token = basket_session.new_token()
        with writing(work.engine) as writer:
            line_id = baskets.add(writer, token, offer_id, quantity, work.clock.now(), who)
            changes.keep(writer, work, token, line_id, today())
    except InvalidRequest as error:
        return _refused(offer_id, typed, error)
    basket_session.forget()
    row = basket_session.current()
    flash(_("Lagt i «%(name)s».", name=row.name) if row else _("Lagt i kurven."))
    return redirect(local(request.form.get("next", ""), url_for("ordering.basket")), 303)


def save() -> Answer:
    """Takes every field on the basket's page; a button may also remove, switch or round a line, or go on
    to order.

    All fields come in one form, so that pressing one button loses nothing typed elsewhere. A script of
    the page sends it whenever a field changes, and gets the page back with the reasons in it.
    """
    form = _fields_only() if "HX-Request" in request.headers else request.form
    removed = basket_form.number(form.get("remove", ""))
    quantities = basket_form.typed_lines(form, "quantity", removed)
    notes = basket_form.typed_lines(form, "note", removed)
    outcome, done = _apply(quantities, notes, basket_form.typed_fields(form), removed, form)
    if not outcome.clean or done.notice or "HX-Request" in request.headers:
        return _unsaved(outcome, done.notice)
    for text in _told(outcome):
        flash(text, "error")
    if form.get("give") and punchout_session.current():
        return punchout_visit.give()
    supplier = form.get("confirm", "")
    if supplier:
        return redirect(
            url_for("ordering.confirm", supplier=supplier, basket=form.get("basket") or None), 303
        )
    # Where the reader goes on: a browser gives the focus to what an address points at.
    place = UNDO if removed is not None else done.place
    return redirect(url_for("ordering.basket", _anchor=place or None), 303)


def _fields_only() -> dict[str, str]:
    """The form without its buttons: htmx sends along the one that has focus, which nobody has pressed."""
    return {name: text for name, text in request.form.items() if name not in basket_acts.BUTTONS}


def update(line_id: int) -> Answer:
    """Changes or removes one line."""
    if "remove" in request.form:
        _apply({}, {}, {}, line_id, {})
        return redirect(url_for("ordering.basket"), 303)
    typed = Typed(request.form.get("quantity", ""))
    outcome, _done = _apply({line_id: typed}, {}, {}, None, {})
    if outcome.missing:
        raise NotFound(f"no line {line_id} in this basket")
    if outcome.clean:
        return redirect(url_for("ordering.basket"), 303)
    key = f"quantity-{line_id}"
    return page(basket_form.reasons(outcome, {key: typed.text}, {}), {key: typed.text}, status=400)


def _apply(
    quantities: Mapping[int, Typed],
    notes: Mapping[int, Typed],
    fields: Mapping[str, Typed],
    removed: int | None,
    buttons: Mapping[str, str],
) -> tuple[Outcome, Done]:
    """Stores what can be stored, and does what the button says."""
    token = basket_session.token()
    if token is None and current_user().known and fields:
        token = basket_session.new_token()
    if token is None:
        return Outcome(missing={key: typed.text for key, typed in quantities.items()}), Done()
    work = services().workspace
    now, who = work.clock.now(), current_user().user_id
    with writing(work.engine) as writer:
        before = basket_form.meanwhile(writer, token, buttons, removed)
        outcome = edits.apply(writer, token, quantities, notes, fields, now, who)
        outcome.meanwhile = before
        if removed is not None:
            _remove(writer, token, removed)
            baskets.touch(writer, token, now)
        done = basket_acts.act(writer, token, buttons)
        _choose(writer)
    basket_session.forget()
    return outcome, done


def _remove(writer: Session, token: str, line_id: int) -> None:
    """Takes the line out, and keeps for the next page what it takes to put it back."""
    row = baskets.stored_line(writer, token, line_id)
    if row is not None:
        name = writer.get_one(Offer, row.offer_id).name
        cookie[REMOVED] = [row.offer_id, edits.said(row.quantity), name[:80]]
        baskets.remove(writer, token, line_id)


def _choose(writer: Session) -> None:
    """What a user works on in one tab is what they fill in the next."""
    row = basket_session.current()
    if row is not None and request.form.get("basket"):
        owned.select_basket(writer, current_user(), row)


def _unsaved(outcome: Outcome, notice: str) -> tuple[str, int]:
    row = basket_session.current()
    names = owned.names(
        session(), row.company_id if row else None, [one.by for one in outcome.conflicts.values()]
    )
    faults = basket_form.reasons(outcome, request.form, names)
    if outcome.missing:
        lost = ", ".join(text for text in outcome.missing.values() if text)
        notice = "" if outcome.meanwhile.removed else _("En linje var allerede fjernet fra kurven.")
        if lost:
            notice = f"{notice} {_('Du hadde skrevet: %(typed)s.', typed=lost)}".strip()
    # htmx takes no page from an error; its request is answered, reasons and all.
    status = 200 if "HX-Request" in request.headers else 400
    return page(faults, basket_form.shown(faults, request.form), notice, status, _told(outcome))


def _told(outcome: Outcome) -> list[str]:
    """What others did to the basket meanwhile, in sentences."""
    if not outcome.meanwhile:
        return []
    visitor = current_user()
    names = owned.names(session(), visitor.company_id, outcome.meanwhile.added)
    return basket_form.told(outcome.meanwhile, names, visitor.user_id)


def _refused(offer_id: int, typed: str, error: InvalidRequest) -> tuple[str, int]:
    """A page with the same form, what was typed and the reason beside it."""
    offer = _offer(offer_id)
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


def _offer(offer_id: int) -> Offer | None:
    return session().get(Offer, offer_id) if offer_id <= baskets.MAX_ID else None


def _offer_id(text: str) -> int:
    found = basket_form.number(text)
    if found is None:
        raise InvalidRequest("offer_id", f"{text!r} is not the number of an offer")
    return found
