"""Tags: conclusions with their evidence. Append-only: a tag is closed, never changed or deleted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from catalog.models.columns import UtcDateTime


class Tag(SQLModel, table=True):
    """One reason to show, or not to show, one label on one product.

    ``kind`` is register or claim. ``rejected`` names the rule that beat the match or the claim ('' if
    none did). Dates are those of the certificate when the tag was made; the state for a day is derived
    from them, never stored. ``closed_at`` is None while the tag stands.
    """

    id: int | None = Field(default=None, primary_key=True)
    product_id: int = Field(foreign_key="product.id", index=True)
    label: str = Field(max_length=30, index=True)
    tier: str = Field(default="", max_length=20)
    generation: str = Field(default="", max_length=40)
    kind: str = Field(max_length=10)
    level: str = Field(max_length=1)
    method: str = Field(max_length=40)
    matched_key: str = Field(default="", max_length=260)
    rejected: str = Field(default="", max_length=40)
    certificate_id: int | None = Field(default=None, foreign_key="certificate.id", index=True)
    certificate_number: str = Field(default="", max_length=80)
    dataset_id: int | None = Field(default=None, foreign_key="dataset.id")
    offer_id: int | None = Field(default=None, foreign_key="offer.id", index=True)
    claim_raw: str = Field(default="", max_length=300)
    valid_from: date | None = None
    valid_to: date | None = None
    withdrawn_on: date | None = None
    run_id: int = Field(foreign_key="run.id")
    line: int = 0
    opened_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    closed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    steps: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
