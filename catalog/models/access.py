"""Who may use the API with which key, and which database this is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from catalog.models.columns import UtcDateTime


class ApiKey(SQLModel, table=True):
    """A client's key: its hash only. ``scopes`` are of ``catalog.people.keys``, ``per_minute`` requests.

    A key is good until ``expires_at`` (None: for good) or until it is revoked.
    """

    id: int | None = Field(default=None, primary_key=True)
    client: str = Field(max_length=120)
    token_hash: str = Field(unique=True, max_length=64)
    scopes: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    per_minute: int
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class Installation(SQLModel, table=True):
    """One row: a random name that this database got when it was made, and that its backups share."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=32)
