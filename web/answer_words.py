"""What a supplier's confirmation says about a line, one sentence for each way in which it differs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from catalog.ordering import answers
from catalog.ordering.answers import Deviation
from catalog.ordering.order_views import OrderLineView
from web.formats import day, money, number
from web.i18n import gettext as _


def said(one: Deviation, line: OrderLineView | None = None) -> str:
    """The deviation in one sentence; ``line`` is ours, None where we ordered none."""
    if one.line is None:
        return _("Linjen er ikke med i bekreftelsen.")
    if one.kind == answers.REPLACED:
        product = f"{one.line.number} {one.line.name}".strip()
        if line is not None and _is_accepted(one, line):
            return _("Erstattet av %(product)s, som du godtok.", product=product)
        return _("Erstattet av %(product)s, som du ikke har godtatt.", product=product)
    if one.kind == answers.EXTRA:
        product = f"{one.line.number} {one.line.name}".strip()
        return _("Bekreftelsen har med %(product)s, som ikke er bestilt.", product=product)
    if one.kind == answers.DATE and isinstance(one.said, date):
        return _("Leveres %(day)s.", day=day(one.said))
    ordered, told = one.ordered, one.said
    assert isinstance(ordered, Decimal) and isinstance(told, Decimal)  # noqa: S101  (by the kind)
    if one.kind == answers.PRICE:
        currency = line.currency if line is not None else ""
        return _(
            "Prisen for én enhet er %(told)s, ikke %(ordered)s.",
            told=money(told, currency), ordered=money(ordered, currency),
        )  # fmt: skip
    if one.kind == answers.PARTLY:
        amounts = {"told": number(told), "ordered": number(ordered)}
        return _("%(told)s av %(ordered)s leveres nå, resten senere.", **amounts)
    return _("Antallet er %(told)s, ikke %(ordered)s.", told=number(told), ordered=number(ordered))


def _is_accepted(one: Deviation, line: OrderLineView) -> bool:
    return any(one.said in (other.supplier_number, other.el_number) for other in line.accepted)
