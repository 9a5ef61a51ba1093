"""Runs and issues: one pull of one feed or register, and what a person must look at."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from catalog.models.columns import UtcDateTime

COMPANY_PRICES = "prices"
SOURCING = "sourcing"
# Runs that no page shows and no alert tells of.
PRIVATE_KINDS = (COMPANY_PRICES, SOURCING)


class Supplier(SQLModel, table=True):
    """A wholesaler or distributor that sends a feed."""

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True, max_length=64)
    name: str = Field(max_length=200)
    org_number: str = Field(default="", max_length=20)


class Run(SQLModel, table=True):
    """One run. ``kind`` is feed or register, ``status`` running, published, unchanged, held or failed.

    Two more kinds are shown on the operator's command line only: COMPANY_PRICES (one company's prices) and
    SOURCING (lists of suppliers and of agreements). ``looked_at`` is when, after this good run, a pull last
    found that no newer file waits.
    """

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=10, index=True)
    name: str = Field(max_length=80, index=True)
    format: str = Field(max_length=20)
    mode: str = Field(max_length=10)
    status: str = Field(max_length=12)
    started_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    finished_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    looked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    file_name: str = Field(default="", max_length=255)
    raw_path: str = Field(default="", max_length=500)
    sha256: str = Field(default="", max_length=64)
    fingerprint: str = Field(default="", max_length=64)
    records_read: int = 0
    stored: int = 0
    ignored: int = 0
    rejected: int = 0
    message: str = ""
    counters: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class Issue(SQLModel, table=True):
    """One thing that a person must look at: where it stands, what was expected, what was there."""

    id: int | None = Field(default=None, primary_key=True)
    run_id: int | None = Field(default=None, foreign_key="run.id", index=True)
    kind: str = Field(max_length=30, index=True)
    subject: str = Field(default="", max_length=200, index=True)
    file: str = Field(default="", max_length=255)
    line: int = 0
    field: str = Field(default="", max_length=60)
    reason: str = ""
    raw: str = ""
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    resolved_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
