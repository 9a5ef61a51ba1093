"""An old order's labels today, and in words what has become of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from catalog import queries
from catalog.ordering import since
from catalog.ordering.order_views import OrderView
from catalog.ordering.since import Difference
from catalog.shapes import ProductView
from catalog.workspace import Workspace
from labels.model import Label
from web import symbols
from web.formats import day
from web.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Now:
    """A line's product today, None where it is gone, and the differences since, each a sentence."""

    product: ProductView | None
    words: tuple[str, ...]


def now(session: Session, workspace: Workspace, order: OrderView, today: date) -> dict[int, Now]:
    """Each line by its position. A merged product is the one it was merged into."""
    ids = queries.current_ids(session, [line.product_id for line in order.lines])
    views = queries.product_views(session, workspace, sorted(set(ids.values())), today)
    products = {view.id: view for view in views}
    found = {}
    for line in order.lines:
        product = products.get(ids[line.product_id])
        shown, hidden = (product.labels, product.labels_not_shown) if product else ((), ())
        changes = since.differences(line.labels, shown, hidden)
        found[line.position] = Now(product, tuple(said(one, workspace.labels[one.label]) for one in changes))
    return found


def said(one: Difference, label: Label) -> str:
    """The difference in one sentence: ``Svanemerket gikk ut 2026-10-01.``"""
    name = symbols.text(label, one.before or one.now)
    if one.kind == since.TIER:
        return _("%(before)s er nå %(now)s.", before=name, now=symbols.text(label, one.now))
    if one.day is not None:
        dated = {
            "expired": _("%(label)s gikk ut %(day)s.", label=name, day=day(one.day)),
            "withdrawn": _("%(label)s ble trukket tilbake %(day)s.", label=name, day=day(one.day)),
            since.ENDING: _("%(label)s gjelder til %(day)s.", label=name, day=day(one.day)),
        }
        return dated[one.kind]
    words = {
        "expired": _("%(label)s har gått ut.", label=name),
        "withdrawn": _("%(label)s er trukket tilbake.", label=name),
        "refuted": _("%(label)s er avkreftet.", label=name),
        "unconfirmed": _("%(label)s kan ikke bekreftes nå: registeret er ikke oppdatert.", label=name),
        since.GONE: _("%(label)s er ikke lenger knyttet til varen.", label=name),
        since.NEW: _("%(label)s er kommet til.", label=name),
        since.CONFIRMED: _("%(label)s er nå bekreftet i registeret.", label=name),
        since.DECLARED_ONLY: _("%(label)s er nå bare oppgitt av leverandøren.", label=name),
    }
    return words.get(one.kind, _("%(label)s vises ikke lenger.", label=name))
