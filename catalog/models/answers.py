"""What suppliers send back about orders."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, LargeBinary
from sqlmodel import Field, SQLModel

from catalog.models.columns import UtcDateTime


class OrderAnswer(SQLModel, table=True):
    """One order confirmation of one file, kept byte for byte; nothing in it changes afterwards.

    ``supplier`` is the slug of whose folder the file lay in. A file that could not be read or belongs to no
    order has ``fault`` and no ``order_id``. ``number`` is the supplier's number of the confirmation and
    ``lines`` its lines as JSON (``catalog.ordering.answers``).
    """

    __tablename__ = "order_answer"

    id: int | None = Field(default=None, primary_key=True)
    order_id: int | None = Field(default=None, foreign_key="purchase_order.id", index=True)
    supplier: str = Field(max_length=60, index=True)
    file_name: str = Field(max_length=200)
    sha256: str = Field(max_length=64, index=True)
    received_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    number: str = Field(default="", max_length=13)
    fault: str = Field(default="", max_length=500)
    content: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    lines: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
