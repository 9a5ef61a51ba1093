"""Which basket a request is about: a user's current one (or the one its form names), or the visitor's
own, whose token lives in the session cookie."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from flask import g, request
from flask import session as cookie
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import RequestEntityTooLarge

from catalog.db import writing
from catalog.errors import NotFound
from catalog.models import Basket
from catalog.ordering import baskets, joining, owned
from catalog.ordering.baskets import BasketView
from catalog.ordering.baskets import Line as BasketLine
from catalog.ordering.order_views import OrderLineView as OrderLine
from catalog.ordering.price_rights import for_visitor
from catalog.ordering.quick import drafts
from catalog.ordering.totals import Share, percent, share
from web import company_prices
from web.formats import total
from web.group_words import can_hold_none
from web.i18n import gettext as _
from web.identity import current_user
from web.services import look_again, services, session, today

_TOKEN = "basket"  # noqa: S105
_NUMBER = re.compile(r"[0-9]{1,18}")


def own_token() -> str | None:
    """The token in this browser's cookie: of a basket and of orders from before any log-in."""
    found = cookie.get(_TOKEN)
    return found if isinstance(found, str) else None


def current() -> Basket | None:
    """The user's basket that this request is about; None for a visitor, and for a user without any.

    A form or address may name it (``basket``), so that two tabs do not mix. Raises NotFound for one
    that the user may not see.
    """
    if "basket" not in g:
        visitor = current_user()
        named = _named() if visitor.known else ""
        if not visitor.known:
            g.basket = None
        elif named:
            g.basket = owned.find(session(), visitor, int(named) if _NUMBER.fullmatch(named) else 0)
        else:
            g.basket = owned.current(session(), visitor)
    found: Basket | None = g.basket
    return found


def _named() -> str:
    """The basket that a form or address names; a body that was too large to be read names none."""
    try:
        return request.values.get("basket", "")
    except RequestEntityTooLarge:
        return ""


def token() -> str | None:
    """The token of this request's basket, None before anything was put into one."""
    if not current_user().known:
        return own_token()
    basket = current()
    return basket.token if basket else None


def new_token() -> str:
    """The token, made (unguessable) where there is none; a visitor's is kept for a month."""
    found = token()
    if found is not None:
        return found
    if current_user().known:
        with writing(services().workspace.engine) as writer:
            made = owned.create(writer, current_user(), owned.FIRST_NAME, services().workspace.clock.now())
            found = made.token
        forget()
        return found
    found = secrets.token_urlsafe(32)
    cookie[_TOKEN] = found
    cookie.permanent = True
    return found


def join() -> bool:
    """Moves what this browser collected before the log-in into the user's basket and list; whether there
    was any in the basket.

    An import may hold the database: then it stays where it is and joins at the next log-in or change.
    """
    mine = own_token()
    if mine is None or not current_user().known:
        return False
    work = services().workspace
    lines = bool(baskets.view(session(), work, mine, today()).lines)
    try:
        with writing(work.engine) as writer:
            joining.join(writer, current_user(), mine, work.clock.now())
            drafts.join(writer, current_user(), mine, work.clock.now())
    except OperationalError as error:
        if "locked" not in str(error.orig):
            raise
        return False
    forget()
    return lines


def current_view() -> BasketView:
    """The basket for this request; read once, and never without a token."""
    if "basket_view" not in g:
        key = token()
        view = baskets.view(session(), services().workspace, key, today()) if key else BasketView(())
        g.basket_view = for_visitor(view, current_user())
        company_prices.known({line.offer.id: line.net for line in g.basket_view.lines})
    found: BasketView = g.basket_view
    return found


def forget() -> None:
    """Drops what this request has read of baskets: something was written."""
    g.pop("basket", None)
    g.pop("basket_view", None)
    look_again()


@dataclass(frozen=True, slots=True)
class BasketSummary:
    """What every page shows of the basket; nothing is read before a property is asked for."""

    @property
    def name(self) -> str:
        """What the user calls the basket; '' for a visitor's."""
        basket = None if _is_refused() else current()
        return basket.name if basket else ""

    @property
    def lines(self) -> int:
        """How many lines the basket has; none on the page that refuses a basket of somebody else's."""
        return 0 if _is_refused() else len(current_view().lines)

    @property
    def total(self) -> str:
        """What can be ordered costs, one amount a currency; '' for an empty basket."""
        return total_text(current_view().share)

    @property
    def share(self) -> str:
        """The labelled share in words; '' for an empty basket."""
        return share_text(current_view().share)


def _is_refused() -> bool:
    try:
        current()
    except NotFound:
        return True
    return False


def total_text(share: Share) -> str:
    """``1 234,50 kr``, several currencies side by side; '' where nothing has a price."""
    return " + ".join(total(amount.total, amount.currency) for amount in share.money)


def can_share_text(lines: Iterable[BasketLine | OrderLine]) -> str:
    """The share over the lines whose kind can hold a label (of an unknown kind nobody can say that it
    cannot); '' where all of them can, or none."""
    every = list(lines)
    labels = services().workspace.labels
    can = [line for line in every if not can_hold_none(_group(line), labels)]
    return share_text(share(can)) if 0 < len(can) < len(every) else ""


def _group(line: BasketLine | OrderLine) -> str:
    if isinstance(line, OrderLine):
        return line.product_group
    return line.product.group if line.product else ""


def share_text(share: Share) -> str:
    """``2 av 4 merket · 91 % av sum · 1 oppgitt``; '' without lines.

    Merket counts what a register confirms, oppgitt what only a supplier says. The share of the sum
    is left out where several currencies forbid to count it.
    """
    if not share.lines:
        return ""
    parts = [_("%(count)s av %(lines)s merket", count=share.verified, lines=share.lines)]
    if len(share.money) == 1 and share.money[0].total:
        part = percent(share.money[0].verified, share.money[0].total)
        parts.append(_("%(percent)s %% av sum", percent=part))
    if share.declared:
        parts.append(_("%(count)s oppgitt", count=share.declared))
    return " · ".join(parts)
