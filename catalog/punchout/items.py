"""What a basket gives back, line by line, frozen with its label evidence on the day it was given.

A line that no message could carry rightly is left out, with the reason, and told before anything is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from catalog.ordering.baskets import BasketView, Line
from catalog.ordering.evidence import label_text
from catalog.pricing.net import NetPrice
from catalog.shapes import LabelView, OfferView, ProductView
from catalog.workspace import Workspace
from labels.model import Label, State

GONE = "Varen er ikke lenger i leverandørens sortiment."
NO_PRICE = "Varen har ingen pris."
NO_UNIT = "Varen har ingen enhet."
OTHER_CURRENCY = "Prisen er i en annen valuta enn den innkjøpssystemet tar imot."
LONG_NUMBER = "Varenummeret er lengre enn innkjøpssystemet tar imot."
DESCRIPTION_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class ItemLabel:
    """A label as it was shown. ``code`` is its code in GS1's list, ``name`` its own with the tier, ``text``
    its evidence in bokmål."""

    label: str
    code: str
    name: str
    text: str
    verified: bool
    certificate: str
    certificate_url: str
    register: str
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Item:
    """A quantity of one offer. ``price`` buys ``price_quantity`` of ``unit`` (a UN/ECE code); it is what the
    customer's company pays where ``price_kind`` is net. ``unspsc`` is '' where nothing is known. ``key`` is
    our own for a later edit or inspection, '' before the item was given back."""

    position: int
    offer_id: int
    product_id: int
    supplier: str
    supplier_name: str
    number: str
    name: str
    description: str
    quantity: Decimal
    unit: str
    price: Decimal
    price_quantity: Decimal
    currency: str
    price_kind: str
    brand: str
    mpn: str
    gtin: str
    class_code: str
    unspsc: str
    note: str
    labels: tuple[ItemLabel, ...]
    on: date
    key: str = ""

    @property
    def verified(self) -> tuple[ItemLabel, ...]:
        """The labels that a register confirms."""
        return tuple(label for label in self.labels if label.verified)

    @property
    def price_unit(self) -> str:
        """The unit of the price, which is that of the quantity."""
        return self.unit

    @property
    def total(self) -> Decimal:
        """What the line costs, unrounded."""
        return self.price * self.quantity / self.price_quantity


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that is not sent: what it is, and why (in bokmål)."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Collected:
    """What is sent of a basket and what is not."""

    items: tuple[Item, ...]
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """What a customer takes: prices in ``currency`` ('' for any), a number of at most ``number``
    characters, lines without unit only where ``no_unit`` says so."""

    currency: str = ""
    number: int = 40
    no_unit: bool = False


def of_basket(workspace: Workspace, basket: BasketView, limits: Limits, today: date) -> Collected:
    """The lines of a basket, by supplier as its page shows them."""
    kept: list[Item] = []
    left_out: list[LeftOut] = []
    for line in basket.lines:
        reason = "" if line.orderable else GONE
        if not reason:
            item = _of_line(workspace, line, today)
            reason = _obstacle(item, limits)
        if reason:
            left_out.append(LeftOut(line.offer.name, reason))
        else:
            kept.append(replace(item, position=len(kept) + 1))
    return Collected(tuple(kept), tuple(left_out))


def of_offers(
    workspace: Workspace,
    offers: Iterable[tuple[OfferView, ProductView, Decimal]],
    nets: Mapping[int, NetPrice],
    limits: Limits,
    today: date,
) -> tuple[Item, ...]:
    """Offers with the quantity asked for, without those that no message could carry."""
    made = (
        _item(workspace, offer, product, quantity, nets.get(offer.id), "", today)
        for offer, product, quantity in offers
    )
    fit = [item for item in made if not _obstacle(item, limits)]
    return tuple(replace(item, position=place) for place, item in enumerate(fit, 1))


def freeze(items: Iterable[Item]) -> list[dict[str, Any]]:
    """The items as JSON."""
    return [_plain(asdict(item)) for item in items]


def thaw(stored: Sequence[Mapping[str, Any]]) -> tuple[Item, ...]:
    """The items that ``freeze`` wrote."""
    return tuple(_thawed(dict(one)) for one in stored)


def _of_line(workspace: Workspace, line: Line, today: date) -> Item:
    return _item(workspace, line.offer, line.product, line.quantity, line.net, line.note, today)


def _item(
    workspace: Workspace, offer: OfferView, product: ProductView | None, quantity: Decimal,
    net: NetPrice | None, note: str, today: date,
) -> Item:  # fmt: skip
    labels = product.labels if product else ()
    group = product.group if product else ""
    return Item(
        position=0, offer_id=offer.id, product_id=product.id if product else 0,
        supplier=offer.supplier, supplier_name=offer.supplier_name, number=offer.number, name=offer.name,
        description=(product.description if product else "")[:DESCRIPTION_LENGTH],
        quantity=quantity, unit=offer.price_unit or offer.unit,
        price=net.price if net else offer.price or Decimal(0),
        price_quantity=offer.price_quantity or Decimal(1),
        currency=net.currency if net else offer.currency,
        price_kind="net" if net else offer.price_kind,
        brand=product.brand if product else "", mpn=product.mpn if product else "",
        gtin=product.gtins[0] if product and len(product.gtins) == 1 else "",
        class_code=product.class_code if product else "",
        unspsc=workspace.groups.unspsc_of(group), note=note,
        labels=tuple(_label(label, workspace.labels[label.label]) for label in labels), on=today,
    )  # fmt: skip


def _label(view: LabelView, definition: Label) -> ItemLabel:
    tier = definition.tier(view.tier)
    name = definition.short or definition.name("nb")
    return ItemLabel(
        label=view.label, code=definition.code("gs1", view.tier),
        name=f"{name} {tier.names['en']}" if tier else name,
        text=label_text(view, definition), verified=view.state in (State.VERIFIED, State.EXPIRING),
        certificate=view.certificate, certificate_url=view.certificate_url, register=view.register,
        valid_to=view.valid_to,
    )  # fmt: skip


def _obstacle(item: Item, limits: Limits) -> str:
    """Why no message can carry the item; '' where it can."""
    if item.price <= 0 or item.price_quantity <= 0 or not item.currency:
        return NO_PRICE
    if limits.currency and item.currency != limits.currency:
        return OTHER_CURRENCY
    if not item.unit and not limits.no_unit:
        return NO_UNIT
    return LONG_NUMBER if len(item.number) > limits.number else ""


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def _thawed(known: dict[str, Any]) -> Item:
    for key in ("quantity", "price", "price_quantity"):
        known[key] = Decimal(known[key])
    known["on"] = date.fromisoformat(known["on"])
    known["labels"] = tuple(
        ItemLabel(**{**one, "valid_to": date.fromisoformat(one["valid_to"]) if one["valid_to"] else None})
        for one in known["labels"]
    )
    return Item(**known)
