"""The page of a list: what is in it, counted by what must be done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from flask import make_response, render_template
from sqlmodel import select
from werkzeug.wrappers import Response

from catalog.models import Supplier
from catalog.ordering.baskets import MAX_LINES
from catalog.ordering.fields import NOTE_LENGTH
from catalog.ordering.quick import drafts
from catalog.ordering.quick.review import SKIPPED, Reviewed, review
from catalog.ordering.totals import Share, share
from web import company_prices
from web.i18n import gettext as _
from web.identity import current_user
from web.security import with_camera
from web.services import services, session, today
from web.views import basket_session

# Above this many rows a page is not drawn anew at every change: the button stores.
LIVE_ROWS = 300


@dataclass(frozen=True, slots=True)
class Typed:
    """What stood in the fields for new lines, and what is wrong there. ``first_new`` is the first row that
    this request has added, 0 for none."""

    text: str = ""
    scan: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)
    first_new: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """The list in numbers: every line is in exactly one of ``ready``, ``waiting`` and ``skipped``."""

    ready: tuple[Reviewed, ...]
    waiting: tuple[Reviewed, ...]
    skipped: tuple[Reviewed, ...]
    statuses: Mapping[str, int]

    @property
    def share(self) -> Share:
        """Totals and labelled share of what would be put into the basket."""
        return share(one.line for one in self.ready if one.line)


def counted(found: Sequence[Reviewed]) -> Counted:
    """Sorts the rows by what must be done with them."""
    ready = tuple(one for one in found if one.ready)
    skipped = tuple(one for one in found if one.status == SKIPPED)
    waiting = tuple(one for one in found if not one.ready and one.status != SKIPPED)
    return Counted(ready, waiting, skipped, Counter(one.status for one in waiting))


def page(typed: Typed, status: int = 200) -> Response:
    """The whole page. It may ask for the camera, and run the scanner's compiled code; no other page may."""
    draft = drafts.find(session(), current_user(), basket_session.own_token())
    rows = drafts.rows_of(draft)
    found = review(
        session(), services().workspace, rows, draft.supplier if draft else "", today()
    ) if rows else ()  # fmt: skip
    found = _with_net(found)
    html = render_template(
        "quick/show.html",
        found=found,
        counted=counted(found),
        suppliers=session().exec(select(Supplier).order_by(Supplier.name)).all(),
        supplier=draft.supplier if draft else "",
        typed=typed,
        said=_said(found, typed.first_new),
        row=basket_session.current(),
        live=len(found) <= LIVE_ROWS,
        limit=drafts.MAX_ROWS,
        room=max(0, MAX_LINES - len(basket_session.current_view().lines)),
        most=MAX_LINES,
        words=reason,
        zero=Decimal(0),
        note_length=NOTE_LENGTH,
    )
    return with_camera(make_response(html, status))


def _with_net(found: Sequence[Reviewed]) -> tuple[Reviewed, ...]:
    """The rows with what the visitor's company pays, where the visitor may see it."""
    company_prices.prepare(one.product for one in found if one.product)
    return tuple(
        replace(one, line=replace(one.line, net=company_prices.net_of(one.line.offer))) if one.line else one
        for one in found
    )


def reason(one: Reviewed) -> str:
    """What stands in a row's way, in one sentence; '' for a row that is ready."""
    words = {
        "ambiguous": _("Nummeret passer til flere produkter. Velg ett."),
        "unknown": _("Fant ingen vare med dette nummeret. Rett det, eller fjern linjen."),
        "ruined": _("Nummeret er ødelagt av et regneark og kan ikke gjenopprettes. Skriv hele nummeret."),
        "discontinued": _("Varen er utgått hos leverandøren."),
        "withdrawn": _("Varen er ikke lenger i noen leverandørs sortiment."),
    }
    return "" if one.ready else words.get(one.status, "")


def _said(found: Sequence[Reviewed], first: int) -> str:
    """What a screen reader is told of the lines that were just added."""
    new = [one for one in found if first and one.row.id >= first]
    if not new:
        return ""
    last = new[-1]
    name = last.product.name if last.product else last.number or last.row.text
    place = _("Linje %(line)s: %(name)s.", line=last.row.line, name=name)
    return f"{place} {reason(last)}".strip()
