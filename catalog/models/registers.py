"""Registers: their data sets, certificates and the models each certificate covers."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel


class Dataset(SQLModel, table=True):
    """One data set of one register for one label, and the day it was last confirmed."""

    __table_args__ = (UniqueConstraint("register_name", "label", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    register_name: str = Field(max_length=40)
    label: str = Field(max_length=30)
    name: str = Field(default="", max_length=80)
    confirmed_on: date
    max_age_days: int


class Certificate(SQLModel, table=True):
    """One entry of a register. ``withdrawn_on`` is the first day it no longer holds."""

    __table_args__ = (UniqueConstraint("dataset_id", "number_key"),)

    id: int | None = Field(default=None, primary_key=True)
    dataset_id: int = Field(foreign_key="dataset.id", index=True)
    label: str = Field(max_length=30)
    number: str = Field(max_length=80)
    number_key: str = Field(max_length=80, index=True)
    holder: str = Field(default="", max_length=200)
    tier: str = Field(default="", max_length=20)
    generation: str = Field(default="", max_length=40)
    product_group: str = Field(default="", max_length=30)
    markets: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    valid_from: date | None = None
    valid_to: date | None = None
    withdrawn_on: date | None = None
    status: str = Field(default="", max_length=20)
    url: str = Field(default="", max_length=500)
    line: int = 0
    content_hash: str = Field(max_length=64)
    first_run: int = Field(foreign_key="run.id")
    last_run: int = Field(foreign_key="run.id")
    extra: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class CertificateModel(SQLModel, table=True):
    """One model row of a certificate, as the register wrote it and in canonical keys."""

    id: int | None = Field(default=None, primary_key=True)
    certificate_id: int = Field(foreign_key="certificate.id", index=True)
    brand: str = Field(default="", max_length=120)
    models: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    mpns: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    gtins: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    markets: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    brand_key: str = Field(default="", max_length=120)
    pattern: bool = False
    line: int = 0


class CertificateKey(SQLModel, table=True):
    """What finds a certificate: ``g:<gtin14>`` or ``m:<brand key>\\x1f<model key>``, as in OfferKey."""

    key: str = Field(primary_key=True, max_length=260)
    certificate_id: int = Field(primary_key=True, foreign_key="certificate.id", index=True)
