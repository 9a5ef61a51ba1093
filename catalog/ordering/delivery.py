"""Where an order goes: nothing said, an address, or picked up by the buyer."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.models import Basket, Order

ADDRESS = "address"
PICKUP = "pickup"
COLUMNS = (
    "delivery", "delivery_name", "delivery_street", "delivery_street2", "delivery_postcode", "delivery_place",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Delivery:
    """``kind`` is '', ``address`` or ``pickup``; the address is '' in every part unless it is one."""

    kind: str = ""
    name: str = ""
    street: str = ""
    street2: str = ""
    postcode: str = ""
    place: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The address as it is written on a parcel."""
        parts = (self.name, self.street, self.street2, f"{self.postcode} {self.place}".strip())
        return tuple(part for part in parts if part)


NO_DELIVERY = Delivery()


def of(holder: Basket | Order) -> Delivery:
    """What a basket or an order says."""
    if holder.delivery != ADDRESS:
        return Delivery(holder.delivery)
    return Delivery(*(getattr(holder, name) for name in COLUMNS))


def copy(basket: Basket, order: Order) -> None:
    """Freezes what the basket says into the order; an address that is not used stays behind."""
    order.delivery = basket.delivery
    if basket.delivery == ADDRESS:
        for name in COLUMNS:
            setattr(order, name, getattr(basket, name))
