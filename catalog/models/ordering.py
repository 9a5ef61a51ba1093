"""Baskets (what is being collected) and orders (what was confirmed, frozen with its label evidence)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from catalog.models.columns import ExactDecimal, UtcDateTime


class Basket(SQLModel, table=True):
    """What is being collected, found by an unguessable token.

    A visitor who has not logged in holds the token in their cookie, and the basket has neither
    ``company_id`` nor ``owner_user_id``. A user's basket is found by its id and who may see it
    (``catalog.ordering.owned``); its token never leaves the database. ``shared`` shows it to the whole
    company. ``version`` grows with every change. ``delivery`` is '', ``address`` or ``pickup``;
    ``closed_at`` is when it was deleted (it can be taken back).
    """

    id: int | None = Field(default=None, primary_key=True)
    token: str = Field(unique=True, max_length=64)
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    company_id: int | None = Field(default=None, foreign_key="company.id", index=True)
    owner_user_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    name: str = Field(default="", max_length=60)
    shared: bool = False
    reference: str = Field(default="", max_length=36)
    project: str = Field(default="", max_length=10)
    mark: str = Field(default="", max_length=25)
    delivery: str = Field(default="", max_length=10)
    delivery_name: str = Field(default="", max_length=35)
    delivery_street: str = Field(default="", max_length=35)
    delivery_street2: str = Field(default="", max_length=35)
    delivery_postcode: str = Field(default="", max_length=9)
    delivery_place: str = Field(default="", max_length=35)
    version: int = 1
    updated_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    closed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class BasketLine(SQLModel, table=True):
    """A quantity of one offer, in the offer's price unit.

    ``seen`` is how the line looked when it was added (``catalog.ordering.changes``), '' where nothing
    was kept. ``swapped`` is what the line was before a labelled alternative took its place
    (``catalog.ordering.swapping``), {} otherwise. ``added_by`` and ``changed_by`` are users; None for a
    visitor who has not logged in.
    """

    __table_args__ = (UniqueConstraint("basket_id", "offer_id"),)

    id: int | None = Field(default=None, primary_key=True)
    basket_id: int = Field(foreign_key="basket.id", index=True)
    offer_id: int = Field(foreign_key="offer.id")
    quantity: Decimal = Field(sa_column=Column(ExactDecimal, nullable=False))
    added_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    added_by: int | None = Field(default=None, foreign_key="account.id")
    changed_by: int | None = Field(default=None, foreign_key="account.id")
    note: str = Field(default="", max_length=200)
    seen: str = Field(default="", max_length=500)
    swapped: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class Order(SQLModel, table=True):
    """A confirmed order to one supplier; nothing in it changes afterwards.

    ``confirmation`` is the one-time key of the confirmation form: it makes a double click one order.
    ``token`` is that of the basket it came from. An order with ``company_id`` is its company's; one
    without is that of whoever holds the token. ``ordered_by_name`` is the user's name as it was.
    """

    __tablename__ = "purchase_order"
    __table_args__ = (UniqueConstraint("confirmation", "supplier_id"),)

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True, max_length=10)
    token: str = Field(max_length=64, index=True)
    confirmation: str = Field(max_length=64)
    supplier_id: int = Field(foreign_key="supplier.id")
    supplier_name: str = Field(max_length=200)
    reference: str = Field(default="", max_length=36)
    project: str = Field(default="", max_length=10)
    mark: str = Field(default="", max_length=25)
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    company_id: int | None = Field(default=None, foreign_key="company.id", index=True)
    ordered_by: int | None = Field(default=None, foreign_key="account.id")
    ordered_by_name: str = Field(default="", max_length=120)
    basket_name: str = Field(default="", max_length=60)
    delivery: str = Field(default="", max_length=10)
    delivery_name: str = Field(default="", max_length=35)
    delivery_street: str = Field(default="", max_length=35)
    delivery_street2: str = Field(default="", max_length=35)
    delivery_postcode: str = Field(default="", max_length=9)
    delivery_place: str = Field(default="", max_length=35)


class OrderLine(SQLModel, table=True):
    """One line as it was confirmed: what the product was, and the evidence of that moment as JSON.

    ``labels`` were shown, ``labels_not_shown`` were known of and not shown (expired, withdrawn, ...).
    ``gtin`` is '' where the product has none or several. ``net_price`` is what the company pays for
    ``price_quantity`` in ``currency`` (None: no agreement known), by ``agreement`` and ``net_basis`` (the
    kind of CompanyPrice); ``price`` stays the supplier's own. ``accepted`` are the labelled alternatives of
    the same supplier that the buyer takes instead (``catalog.ordering.accepted``).
    """

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="purchase_order.id", index=True)
    position: int
    product_id: int = Field(foreign_key="product.id")
    supplier_number: str = Field(max_length=64)
    number_kind: str = Field(default="", max_length=4)
    el_number: str = Field(default="", max_length=7)
    name: str = Field(max_length=300)
    quantity: Decimal = Field(sa_column=Column(ExactDecimal, nullable=False))
    unit: str = Field(default="", max_length=8)
    price: Decimal | None = Field(default=None, sa_column=Column(ExactDecimal))
    currency: str = Field(default="", max_length=3)
    price_quantity: Decimal | None = Field(default=None, sa_column=Column(ExactDecimal))
    price_kind: str = Field(default="", max_length=6)
    net_price: Decimal | None = Field(default=None, sa_column=Column(ExactDecimal))
    net_basis: str = Field(default="", max_length=5)
    agreement: str = Field(default="", max_length=40)
    note: str = Field(default="", max_length=200)
    product_group: str = Field(default="", max_length=30)
    class_code: str = Field(default="", max_length=20)
    brand: str = Field(default="", max_length=120)
    mpn: str = Field(default="", max_length=120)
    gtin: str = Field(default="", max_length=14)
    labels: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    labels_not_shown: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    accepted: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class QuickDraft(SQLModel, table=True):
    """A pasted or uploaded list that is being looked over (``catalog.ordering.quick``): a user's or, before
    any log-in, of whoever holds the ``token`` in their cookie. ``supplier`` is the slug preferred for it.
    ``next_id`` numbers rows, never twice: a row that was put into the basket cannot be put there again."""

    id: int | None = Field(default=None, primary_key=True)
    owner_user_id: int | None = Field(default=None, foreign_key="account.id", unique=True)
    token: str | None = Field(default=None, unique=True, max_length=64)
    supplier: str = Field(default="", max_length=60)
    next_id: int = 1
    updated_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    rows: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
