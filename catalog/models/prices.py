"""What suppliers have agreed with one company. Nobody else ever sees a row of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from catalog.models.columns import ExactDecimal


class CompanyPrice(SQLModel, table=True):
    """One term: a discount, or a price, that one supplier gives one company.

    ``kind`` is ``group`` (a discount on the supplier's discount group ``number``), ``item`` (a discount on
    one number), ``price`` (what the company pays) or ``base`` (a gross price of the company's own, which
    discounts apply to). ``percent`` is of 100. ``number_kind`` is NELFO's VareMrk, '' where the file has
    none. ``price`` is for ``price_quantity`` of ``price_unit``; '' and None there mean those of the offer.
    ``source`` is the kind of file (``discounts`` or ``prices``): one file replaces all that an earlier
    one of its kind said. Days are inclusive.
    """

    __table_args__ = (Index("ix_companyprice_number", "company_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key="company.id")
    supplier_id: int = Field(foreign_key="supplier.id")
    source: str = Field(max_length=10)
    kind: str = Field(max_length=5)
    number_kind: str = Field(default="", max_length=4)
    number: str = Field(max_length=64)
    percent: Decimal | None = Field(default=None, sa_column=Column(ExactDecimal))
    price: Decimal | None = Field(default=None, sa_column=Column(ExactDecimal))
    currency: str = Field(default="", max_length=3)
    price_unit: str = Field(default="", max_length=8)
    price_quantity: Decimal | None = Field(default=None, sa_column=Column(ExactDecimal))
    agreement: str = Field(default="", max_length=40)
    valid_from: date | None = None
    valid_to: date | None = None
    run_id: int = Field(foreign_key="run.id", index=True)
    line: int = 0
