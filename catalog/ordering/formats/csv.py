"""An order as CSV for a Norwegian spreadsheet: UTF-8 with BOM, semicolons, decimal comma, CRLF.

Prices and amounts are exact, an amount that never ends to six decimals. A text that a spreadsheet
would run as a formula gets a leading apostrophe (OWASP, CSV injection).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from catalog.cells import decimal, safe, written
from catalog.ordering.delivery import PICKUP
from catalog.ordering.order_views import OrderLineView, OrderView
from labels.model import State

HEADER = (
    "Bestillingsnummer",
    "Bestilt",
    "Leverandør",
    "Referanse",
    "Prosjekt",
    "Merket",
    "Linje",
    "Varenummer",
    "El-nummer",
    "Navn",
    "Antall",
    "Enhet",
    "Pris",
    "Prisen gjelder antall",
    "Valuta",
    "Pristype",
    "Beløp",
    "Bekreftede merker",
    "Oppgitte merker",
    "Merkebevis",
    "Merknad",
    "Levering",
    "Bestilt av",
)
PRICE_KINDS = {"gross": "veil. bruttopris eks. mva", "net": "nettopris eks. mva"}
PICKED_UP = "Hentes"


def write(order: OrderView) -> bytes:
    """The order as a file, one row a line. ``Bestilt`` is in UTC."""
    rows = ([safe(cell) for cell in _row(order, line)] for line in order.lines)
    return "".join(written([HEADER, *rows])).encode("utf-8")


def _row(order: OrderView, line: OrderLineView) -> tuple[str, ...]:
    verified = [item.name for item in line.labels if item.state is not State.DECLARED]
    declared = [item.name for item in line.labels if item.state is State.DECLARED]
    return (
        order.number,
        order.created_at.isoformat(timespec="seconds"),
        order.supplier_name,
        order.reference,
        order.project,
        order.mark,
        str(line.position),
        line.supplier_number,
        line.el_number,
        line.name,
        decimal(line.quantity),
        line.unit,
        decimal(line.price),
        decimal(line.price_quantity),
        line.currency,
        PRICE_KINDS.get(line.price_kind, line.price_kind) if line.price is not None else "",
        _amount(line.total),
        " | ".join(verified),
        " | ".join(declared),
        " | ".join(item.text for item in line.labels),
        line.note,
        PICKED_UP if order.delivery.kind == PICKUP else " | ".join(order.delivery.lines),
        order.ordered_by,
    )


def _amount(amount: Decimal | None) -> str:
    if amount is None:
        return ""
    text = decimal(amount.quantize(Decimal("0.000001"), ROUND_HALF_UP))
    return text[:-4] + text[-4:].rstrip("0")
