"""Earlier orders: the list with a search within, what is ordered most, and ordering again."""

from __future__ import annotations

import re

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from catalog.db import writing
from catalog.errors import InvalidRequest
from catalog.ordering import again, most, order_search
from catalog.ordering.sending import sendings
from web import company_prices
from web.addresses import local
from web.i18n import gettext as _
from web.i18n import ngettext
from web.identity import current_user
from web.services import services, session, today
from web.views import basket_session

NOTHING = "Velg minst én linje."
_LINE = re.compile(r"M[0-9]{9}:[0-9]{1,6}")
_NUMBER = re.compile(r"M[0-9]{9}")
Answer = Response | str | tuple[str, int]


def listing() -> Answer:
    """The company's orders, and those made in this browser before any log-in; the newest first."""
    text = request.args.get("q", "").strip()[: order_search.LONGEST]
    number = request.args.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 1
    labels, token = services().workspace.labels, basket_session.own_token()
    found = order_search.search(session(), labels, token, current_user(), text, page)
    company_prices.reveal(found.orders)
    standing = sendings(session(), [order.number for order in found.orders])
    return render_template("ordering/orders.html", found=found, text=text, standing=standing)


def often() -> Answer:
    """What is ordered most, of one project or of all."""
    project = request.args.get("project")
    who = session(), basket_session.own_token(), current_user()
    return render_template(
        "ordering/most.html",
        found=most.most(*who, project or None),
        projects=most.projects(*who),
        project=project or "",
    )


def order_again() -> Answer:
    """Lines of earlier orders into the basket; what is gone waits in the list with what replaces it."""
    form = request.form
    whole = [number for number in form.getlist("order") if _NUMBER.fullmatch(number)]
    wanted = {line: form.get(f"q-{line}", "") for line in form.getlist("line") if _LINE.fullmatch(line)}
    back = local(form.get("next", ""), url_for("ordering.orders"))
    work, visitor, now = services().workspace, current_user(), services().workspace.clock.now()
    if not again.chosen(session(), basket_session.own_token(), visitor, whole, wanted):
        flash(_(NOTHING), "error")
        return redirect(back, 303)
    own, basket = basket_session.own_token(), basket_session.new_token()
    tokens = ((own or "") if visitor.known else basket, basket)
    try:
        with writing(work.engine) as writer:
            lines = again.chosen(writer, own, visitor, whole, wanted)
            done = again.order_again(writer, work, lines, tokens, visitor, now, today())
    except InvalidRequest as error:
        flash(_(error.reason), "error")
        return redirect(back, 303)
    basket_session.forget()
    return _told(done)


def _told(done: again.Again) -> Answer:
    row = basket_session.current()
    name = row.name if row else _("kurven")
    if done.taken:
        text = ngettext(
            "%(num)s linje lagt i %(name)s.", "%(num)s linjer lagt i %(name)s.", done.taken, name=name
        )
        flash(text)
    if not done.waiting:
        return redirect(url_for("ordering.basket"), 303)
    flash(
        ngettext(
            "%(num)s linje kan ikke bestilles som før. Se hva som er mulig.",
            "%(num)s linjer kan ikke bestilles som før. Se hva som er mulig.",
            done.waiting,
        )
    )
    return redirect(url_for("quick.show", _anchor="list"), 303)
