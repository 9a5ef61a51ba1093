"""Orders made by hand, for files: one line, one order, and one with everything in it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from catalog.ordering.accepted import Accepted
from catalog.ordering.delivery import Delivery
from catalog.ordering.evidence import FrozenLabel
from catalog.ordering.order_views import OrderLineView, OrderView
from labels.model import State

DAY = date(2026, 11, 22)


def label(name: str, text: str, state: State = State.VERIFIED) -> FrozenLabel:
    return FrozenLabel(
        label="x", name=name, text=text, tier="", generation="", state=state, kind="register",
        level="C", method="", matched_key="", certificate="", certificate_url="", register="",
        holder="", valid_from=None, valid_to=None, confirmed_on=None, supplier="", claim_raw="",
        fetched_at=datetime(2026, 11, 20, tzinfo=UTC), file_name="", sha256="", line=1, tag_id=1,
        on=DAY,
    )  # fmt: skip


SWAN = label("Svanemerket", "Svanemerket, lisens 5015 0001, gyldig til 2027-03-01")
EPEAT = label("EPEAT Gold", "EPEAT Gold, oppgitt av Nord Elektro AS", State.DECLARED)


def line(**more: Any) -> OrderLineView:
    values: dict[str, Any] = {
        "position": 1,
        "product_id": 7,
        "supplier_number": "1234567",
        "number_kind": "1",
        "el_number": "1234567",
        "name": "Downlight hvit 8 W",
        "quantity": Decimal(1),
        "unit": "EA",
        "price": Decimal("553.00"),
        "currency": "NOK",
        "price_quantity": Decimal(1),
        "price_kind": "gross",
        "product_group": "luminaires",
        "class_code": "",
        "brand": "",
        "mpn": "",
        "gtin": "",
        "labels": (),
        "labels_not_shown": (),
        **more,
    }
    return OrderLineView(**values)


def order(*lines: OrderLineView, **more: Any) -> OrderView:
    values: dict[str, Any] = {
        "number": "M000000042",
        "supplier": "nord",
        "supplier_name": "Nord Elektro AS",
        "seller_id": "NO979692900MVA",
        "reference": "Ærlig talt / 36",
        "project": "19271",
        "mark": "Bad 2. etg.",
        "created_at": datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
        **more,
    }
    return OrderView(lines=lines, **values)


FULL = order(
    line(labels=(SWAN, EPEAT), quantity=Decimal("2.5"), unit="MTR", note="Til bad 2. etg."),
    line(
        position=2, number_kind="", el_number="", supplier_number="AB-9/1",
        name='3/8" STÅLRØR SORT GJENGET UTEN MUFFE; N10255 MEDIUM BLÅ – 6 m lengder i bunt',
        quantity=Decimal("999999.99"), unit="", price=Decimal("0.335"), price_quantity=Decimal(3),
    ),
    line(
        position=3, number_kind="", supplier_number="77", el_number="0190016", price=None,
        name="=HYPERLINK(1) 🙂", price_quantity=None,
        accepted=(Accepted("8812345", "1", "8812345", "Lampe med merke", (SWAN,)),),
    ),
    ordered_by="Kari Nordmann",
    delivery=Delivery("address", "Byggeplass 3", "Storgata 1", "", "0155", "Oslo"),
)  # fmt: skip
