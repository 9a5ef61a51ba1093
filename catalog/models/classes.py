"""Names of ETIM classes, loaded by the operator from ETIM's own release."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel


class ProductClass(SQLModel, table=True):
    """One code of ETIM (a class, feature, value or unit) with its names by language."""

    code: str = Field(primary_key=True, max_length=20)
    names: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
