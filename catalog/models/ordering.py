"""Baskets (what is being collected) and orders (what was confirmed, frozen with its label evidence)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from catalog.models.columns import ExactDecimal, UtcDateTime


class Basket(SQLModel, table=True):
    """One visitor's basket, found by an unguessable token."""

    id: int | None = Field(default=None, primary_key=True)
    token: str = Field(unique=True, max_length=64)
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class BasketLine(SQLModel, table=True):
    """A quantity of one offer, in the offer's price unit."""

    __table_args__ = (UniqueConstraint("basket_id", "offer_id"),)

    id: int | None = Field(default=None, primary_key=True)
    basket_id: int = Field(foreign_key="basket.id", index=True)
    offer_id: int = Field(foreign_key="offer.id")
    quantity: Decimal = Field(sa_column=Column(ExactDecimal, nullable=False))
    added_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class Order(SQLModel, table=True):
    """A confirmed order to one supplier; nothing in it changes afterwards.

    ``confirmation`` is the one-time key of the confirmation form: it makes a double click one order.
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


class OrderLine(SQLModel, table=True):
    """One line as it was confirmed. ``labels`` is the evidence of that moment as JSON."""

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
    labels: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
