"""What a basket looks like on one day: lines, one group a supplier, totals."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from catalog.ordering.packages import pack_of, unit_of, whole_packages
from catalog.ordering.quantities import line_total, rounded
from catalog.ordering.totals import Share, share
from catalog.pricing.net import NetPrice
from catalog.shapes import LabelView, OfferView, ProductView


@dataclass(frozen=True, slots=True)
class Line:
    """A quantity of one offer with today's price and labels.

    ``product`` is None where the offer belongs to no product. ``orderable`` is false once the
    supplier no longer lists the offer: the line stays visible, outside totals, share and order.
    ``seen`` is how it looked when it was added; ``by`` the user who changed it last, None for a visitor.
    ``net`` is what the basket's company pays, None where nothing is agreed or the reader may not see it
    (``catalog.ordering.price_rights``).
    """

    id: int
    offer: OfferView
    product: ProductView | None
    quantity: Decimal
    orderable: bool
    note: str = ""
    seen: str = ""
    by: int | None = None
    net: NetPrice | None = None

    @property
    def labels(self) -> tuple[LabelView, ...]:
        """The product's labels that may be shown today."""
        return self.product.labels if self.product else ()

    @property
    def currency(self) -> str:
        """ISO 4217 code of the price."""
        return self.net.currency if self.net else self.offer.currency

    @property
    def unit(self) -> str:
        """The unit of the quantity: the price's, else the offer's; '' where the feed gives none."""
        return unit_of(self.offer)

    @property
    def pack(self) -> Decimal | None:
        """How much a package holds, where that is said in the unit of the quantity."""
        return pack_of(self.offer)

    @property
    def packages(self) -> int:
        """How many whole packages the quantity is, 0 where it is none."""
        return whole_packages(self.quantity, self.pack)

    @property
    def rivals(self) -> tuple[OfferView, ...]:
        """Other offers of the same product that the line could be taken from."""
        offers = self.product.offers if self.product else ()
        return tuple(offer for offer in offers if offer.id != self.offer.id and not offer.discontinued)

    @property
    def total(self) -> Decimal | None:
        """What the line costs: exact by the supplier's price, rounded to øre by the company's net price."""
        if self.net is not None:
            return rounded(line_total(self.net.price, self.offer.price_quantity, self.quantity))
        return line_total(self.offer.price, self.offer.price_quantity, self.quantity)


@dataclass(frozen=True, slots=True)
class Group:
    """One supplier's part of a basket: what becomes one order."""

    supplier: str
    supplier_name: str
    lines: tuple[Line, ...]

    @property
    def orderable(self) -> tuple[Line, ...]:
        """The lines that an order would take."""
        return tuple(line for line in self.lines if line.orderable)

    @property
    def share(self) -> Share:
        """Totals and labelled share of what can be ordered."""
        return share(self.orderable)


@dataclass(frozen=True, slots=True)
class BasketView:
    """A basket on one day, one group a supplier."""

    groups: tuple[Group, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines, also those that cannot be ordered."""
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def share(self) -> Share:
        """Totals and labelled share of what can be ordered."""
        return share(line for group in self.groups for line in group.orderable)

    def group(self, supplier: str) -> Group | None:
        """The group of the supplier with that slug, or None."""
        return next((group for group in self.groups if group.supplier == supplier), None)
