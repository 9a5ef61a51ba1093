"""A user's baskets: the list, a new one, and what is done with one of them."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask import session as cookie
from flask import url_for
from werkzeug.wrappers import Response

from catalog.db import writing
from catalog.errors import InvalidRequest
from catalog.ordering import owned
from web.addresses import local
from web.i18n import gettext as _
from web.identity import current_user, require
from web.services import services, session
from web.views import basket_session

DELETED = "deleted"
_ACTS = ("share", "unshare", "delete", "restore")
Answer = Response | str | tuple[str, int]


@require()
def listing() -> Answer:
    """My baskets and those that colleagues share."""
    return _page()


@require()
def create() -> Answer:
    """A new basket, and on to it."""
    work = services().workspace
    try:
        with writing(work.engine) as writer:
            owned.create(writer, current_user(), request.form.get("name", ""), work.clock.now())
    except InvalidRequest as error:
        return _page(_(error.reason), 400)
    return redirect(url_for("ordering.basket"), 303)


@require()
def choose() -> Answer:
    """Makes a basket the one that is being filled."""
    with writing(services().workspace.engine) as writer:
        found = owned.find(writer, current_user(), request.form.get("basket", 0, type=int))
        owned.select_basket(writer, current_user(), found)
    return redirect(local(request.form.get("next", ""), url_for("ordering.basket")), 303)


@require()
def change(basket_id: int) -> Answer:
    """Shares a basket, keeps it to oneself, deletes it or takes that back."""
    act, visitor, now = request.form.get("act", ""), current_user(), services().workspace.clock.now()
    if act not in _ACTS:
        raise InvalidRequest("act", f"{act[:20]!r} is not one of {', '.join(_ACTS)}")
    try:
        with writing(services().workspace.engine) as writer:
            if act == "restore":
                owned.reopen(writer, visitor, basket_id)
                return redirect(url_for("ordering.basket"), 303)
            basket = owned.find(writer, visitor, basket_id)
            if act == "delete":
                owned.close(writer, visitor, basket, now)
                cookie[DELETED] = [basket_id, basket.name]
            else:
                owned.share(writer, visitor, basket, act == "share", now)
    except InvalidRequest as error:
        flash(_(error.reason), "error")
    return redirect(url_for("ordering.baskets"), 303)


def _page(fault: str = "", status: int = 200) -> tuple[str, int]:
    visitor = current_user()
    chosen = basket_session.current()
    html = render_template(
        "ordering/baskets.html",
        cards=owned.listing(session(), visitor),
        chosen=chosen.id if chosen else None,
        fault=fault,
        typed=request.form.get("name", ""),
        limit=owned.NAME_LENGTH,
        deleted=cookie.pop(DELETED, None),
    )
    return html, status
