"""The visitor's basket: its token and what was seen of each line live in the session cookie."""

from __future__ import annotations

import base64
import json
import secrets
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from flask import g
from flask import session as cookie

from catalog.ordering import baskets, changes
from catalog.ordering.baskets import BasketView
from catalog.ordering.totals import Share, percent
from web.formats import money
from web.i18n import gettext as _
from web.services import services, session, today

_TOKEN = "basket"  # noqa: S105
_SEEN = "seen"
# A cookie holds 4096 bytes; the token, the form token and the signature need about 500 of them.
_SEEN_BYTES = 3000


def token() -> str | None:
    """The token of this visitor's basket, None before anything was put into one."""
    found = cookie.get(_TOKEN)
    return found if isinstance(found, str) else None


def new_token() -> str:
    """The visitor's token, made (unguessable) and kept for a month where there is none."""
    found = token()
    if found is None:
        found = secrets.token_urlsafe(32)
        cookie[_TOKEN] = found
        cookie.permanent = True
    return found


def current_view() -> BasketView:
    """This visitor's basket for this request; read once, and never without a token."""
    if "basket_view" not in g:
        key = token()
        g.basket_view = baskets.view(session(), services().workspace, key, today()) if key else BasketView(())
    found: BasketView = g.basket_view
    return found


def remember(line_id: int) -> None:
    """Keeps how a line looks now, to point out what changes. The oldest give way when full."""
    line = next((line for line in current_view().lines if line.id == line_id), None)
    if line is None:
        return
    known = _seen()
    known.pop(str(line_id), None)
    known[str(line_id)] = changes.seen(line).text()
    while len(known) > 1 and _size(known) > _SEEN_BYTES:
        known.pop(next(iter(known)))
    cookie[_SEEN] = known


def forget_gone() -> None:
    """Drops what was kept of lines that have left the basket."""
    known = _seen()
    here = {str(line.id) for line in current_view().lines}
    if known.keys() - here:
        cookie[_SEEN] = {key: text for key, text in known.items() if key in here}


def changed(lines: Iterable[baskets.Line]) -> dict[int, changes.Change]:
    """Lines whose price or labels are not what they were when the line was put into the basket."""
    known = _seen()
    found: dict[int, changes.Change] = {}
    for line in lines:
        change = changes.change(line, changes.read(known.get(str(line.id), "")))
        if change is not None:
            found[line.id] = change
    return found


def _seen() -> dict[str, str]:
    kept = cookie.get(_SEEN)
    return dict(kept) if isinstance(kept, dict) else {}


def _size(known: dict[str, str]) -> int:
    return len(base64.b64encode(zlib.compress(json.dumps(known).encode())))


@dataclass(frozen=True, slots=True)
class BasketSummary:
    """What every page shows of the basket; nothing is read before a property is asked for."""

    @property
    def lines(self) -> int:
        """How many lines the basket has."""
        return len(current_view().lines)

    @property
    def total(self) -> str:
        """What can be ordered costs, one amount a currency; '' for an empty basket."""
        return total_text(current_view().share)

    @property
    def share(self) -> str:
        """The labelled share in words; '' for an empty basket."""
        return share_text(current_view().share)


def total_text(share: Share) -> str:
    """``1 234,50 kr``, several currencies side by side; '' where nothing has a price."""
    return " + ".join(money(amount.total, amount.currency) for amount in share.money)


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
