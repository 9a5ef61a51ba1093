"""Products and offers. A product is what its offers say; the keys below decide which offers are one."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from catalog.models.columns import ExactDecimal, UtcDateTime


class Product(SQLModel, table=True):
    """The supplier-neutral trade item. Ids are never reused; a merged product's id redirects.

    ``revision`` is the id of the run that changed it last: the index catches up by it.
    ``active`` is false when no offer is left (its history stays). ``condition`` is '', used or refurbished:
    the same goods in another condition are another product.
    """

    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(default="", max_length=300)
    description: str = ""
    brand: str = Field(default="", max_length=120)
    brand_key: str = Field(default="", max_length=120, index=True)
    mpn: str = Field(default="", max_length=120)
    mpn_key: str = Field(default="", max_length=120)
    etim_class: str = Field(default="", max_length=20)
    product_group: str = Field(default="", max_length=30)
    image_url: str = Field(default="", max_length=1000)
    condition: str = Field(default="", max_length=20)
    gtin_conflict: bool = False
    active: bool = True
    merged_into: int | None = Field(default=None, foreign_key="product.id", index=True)
    revision: int = Field(default=0, index=True)


class Offer(SQLModel, table=True):
    """One supplier's listing. Unique by supplier, kind of number and number."""

    __table_args__ = (
        UniqueConstraint("supplier_id", "supplier_number", "number_kind"),
        Index("ix_offer_run_line", "last_run", "line"),
    )

    id: int | None = Field(default=None, primary_key=True)
    supplier_id: int = Field(foreign_key="supplier.id", index=True)
    product_id: int | None = Field(default=None, foreign_key="product.id", index=True)
    supplier_number: str = Field(max_length=64, index=True)
    number_kind: str = Field(default="", max_length=4)
    content_hash: str = Field(max_length=64)
    name: str = Field(max_length=300)
    description: str = ""
    brand: str = Field(default="", max_length=120)
    brand_key: str = Field(default="", max_length=120)
    mpn: str = Field(default="", max_length=120)
    mpn_key: str = Field(default="", max_length=120, index=True)
    etim_class: str = Field(default="", max_length=20)
    product_group: str = Field(default="", max_length=30)
    price: Decimal | None = Field(default=None, sa_column=Column(ExactDecimal))
    currency: str = Field(default="", max_length=3)
    price_unit: str = Field(default="", max_length=8)
    price_quantity: Decimal | None = Field(default=None, sa_column=Column(ExactDecimal))
    price_kind: str = Field(default="gross", max_length=6)
    unit: str = Field(default="", max_length=8)
    pack_quantity: Decimal | None = Field(default=None, sa_column=Column(ExactDecimal))
    stock_quantity: Decimal | None = Field(default=None, sa_column=Column(ExactDecimal))
    stock_state: str = Field(default="", max_length=20)
    image_url: str = Field(default="", max_length=1000)
    url: str = Field(default="", max_length=1000)
    condition: str = Field(default="", max_length=20)
    discontinued: bool = False
    line: int = 0
    first_run: int = Field(foreign_key="run.id")
    last_run: int = Field(foreign_key="run.id")
    withdrawn_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    extra: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class OfferKey(SQLModel, table=True):
    """An identifier of an offer: ``g:<gtin14>``, ``e:NO:1234567`` or ``m:<brand key>\\x1f<mpn key>``.

    Offers that share a key may be one product (``catalog.grouping`` decides).
    """

    key: str = Field(primary_key=True, max_length=260)
    offer_id: int = Field(primary_key=True, foreign_key="offer.id", index=True)


class OfferClaim(SQLModel, table=True):
    """A supplier's claim about a label, read from a structured field."""

    id: int | None = Field(default=None, primary_key=True)
    offer_id: int = Field(foreign_key="offer.id", index=True)
    label: str = Field(max_length=30)
    held: bool
    tier: str = Field(default="", max_length=20)
    generation: str = Field(default="", max_length=40)
    field: str = Field(default="", max_length=60)
    raw: str = Field(default="", max_length=300)


class OfferCertificate(SQLModel, table=True):
    """A certificate number that a supplier gives for an offer."""

    id: int | None = Field(default=None, primary_key=True)
    offer_id: int = Field(foreign_key="offer.id", index=True)
    label: str = Field(max_length=30)
    number: str = Field(max_length=80)
    number_key: str = Field(max_length=80, index=True)
