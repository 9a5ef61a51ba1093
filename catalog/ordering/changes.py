"""What changed since a buyer saw a line: its price, the labels that stood beside it, or its stock.

A basket keeps no prices to reckon with. What was seen is a short text beside the line, kept when it is
added; what is being confirmed is one fingerprint that travels through the form.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from sqlmodel import Session

from catalog.ordering import baskets
from catalog.ordering.baskets import Line
from catalog.shapes import OfferView
from catalog.workspace import Workspace

_PARTS, _EARLIER_PARTS = 8, 6
_SEEN_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Seen:
    """A line's price, labels and stock at one moment; ``labels`` are triples of label, tier and state.

    ``stock`` is ``out`` (discontinued), ``none``, ``ordered`` (not kept in stock), ``some``, or '' for not
    known. ``net`` is the company's net price. ``whole`` is false for what an older version kept, which
    knew neither.
    """

    price: Decimal | None
    currency: str
    price_quantity: Decimal | None
    unit: str
    price_kind: str
    labels: tuple[tuple[str, str, str], ...]
    stock: str = ""
    net: Decimal | None = None
    whole: bool = True

    @property
    def price_unit(self) -> str:
        """The unit of the price, which is that of the quantity."""
        return self.unit

    def text(self) -> str:
        """The short text that ``read`` understands."""
        labels = ",".join(".".join(label) for label in self.labels)
        price, per = _plain(self.price), _plain(self.price_quantity)
        net = _plain(self.net)
        return "|".join((price, self.currency, per, self.unit, self.price_kind, labels, self.stock, net))


@dataclass(frozen=True, slots=True)
class Change:
    """A line that is not what it was: ``before`` is how it was seen, ``now`` how it is."""

    before: Seen
    price: bool
    labels: bool
    now: Seen
    stock: bool = False
    net: bool = False


def seen(line: Line) -> Seen:
    """The line as it stands now."""
    offer = line.offer
    return Seen(
        offer.price,
        offer.currency,
        offer.price_quantity,
        line.unit,
        offer.price_kind,
        tuple(sorted((label.label, label.tier, label.state.value) for label in line.labels)),
        _stock(line.offer),
        line.net.price if line.net else None,
    )


def _stock(offer: OfferView) -> str:
    if offer.discontinued:
        return "out"
    if offer.stock_quantity is not None:
        return "some" if offer.stock_quantity > 0 else "none"
    return {"stocked": "some", "not-stocked": "ordered"}.get(offer.stock_state, "")


def read(text: str) -> Seen | None:
    """What ``Seen.text`` wrote, or None where the text is none (written by an older version)."""
    parts = text.split("|")
    if len(parts) not in (_PARTS, _EARLIER_PARTS):
        return None
    price, currency, per, unit, kind, packed, stock, net = (*parts, "", "")[:_PARTS]
    labels = [tuple(item.split(".")) for item in packed.split(",") if item]
    if any(len(item) != 3 for item in labels):
        return None
    try:
        return Seen(
            Decimal(price) if price else None,
            currency,
            Decimal(per) if per else None,
            unit,
            kind,
            tuple((item[0], item[1], item[2]) for item in labels),
            stock,
            Decimal(net) if net else None,
            len(parts) == _PARTS,
        )
    except InvalidOperation:
        return None


def change(line: Line, before: Seen | None) -> Change | None:
    """How the line differs from what was seen; None where it does not or nothing was kept."""
    now = seen(line)
    if before is None:
        return None
    labels = now.labels != before.labels
    price = _price(now) != _price(before)
    stock = bool(before.stock and now.stock) and now.stock != before.stock
    net = before.whole and now.net != before.net
    return Change(before, price, labels, now, stock, net) if labels or price or stock or net else None


def without_net(text: str) -> str:
    """What was kept of a line, as one who may not see net prices reads it."""
    parts = text.split("|")
    return "|".join((*parts[:-1], "")) if len(parts) == _PARTS else text


def keep(session: Session, workspace: Workspace, token: str, line_id: int, today: date) -> None:
    """Keeps beside the line how it looks now. Needs a write transaction."""
    row = baskets.stored_line(session, token, line_id)
    for line in baskets.lines(session, workspace, token, today, line_id):
        if row is not None:
            row.seen = seen_text(line)
            session.add(row)
    session.flush()


def seen_text(line: Line) -> str:
    """How the line looks now, as it is kept beside it; '' where that would be too long."""
    text = seen(line).text()
    return text if len(text) <= _SEEN_LENGTH else ""


def changed(lines: Iterable[Line]) -> dict[int, Change]:
    """Lines whose price, labels or stock are not what they were when the line was put into the basket."""
    found = {line.id: change(line, read(line.seen)) for line in lines}
    return {key: one for key, one in found.items() if one is not None}


def fingerprint(lines: Sequence[Line]) -> str:
    """One text for everything that a buyer agrees to: offers, quantities, prices and labels."""
    rows = sorted(f"{line.offer.id}|{_plain(line.quantity)}|{seen(line).text()}" for line in lines)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _price(known: Seen) -> tuple[Decimal | None, str, Decimal, str, str]:
    per = Decimal(1) if known.price_quantity is None else known.price_quantity
    return known.price, known.currency, per, known.unit, known.price_kind


def _plain(number: Decimal | None) -> str:
    return "" if number is None else format(number.normalize(), "f")
