"""A person's decisions. They name products and certificates by their own keys: they outlive re-imports."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from catalog.models.columns import UtcDateTime


class Judgement(SQLModel, table=True):
    """Yes or no about one product and one certificate. A no outranks any rule and any yes.

    ``product_key`` is a key of the product (``m:``, ``g:``, ``e:`` as in OfferKey, or
    ``s:<supplier>\\x1f<number kind>\\x1f<number>``). Never changed: undoing sets ``undone_at``.
    ``company_id`` is the company of the user who decided; None where the operator's link did.
    """

    id: int | None = Field(default=None, primary_key=True)
    product_key: str = Field(max_length=260, index=True)
    label: str = Field(max_length=30)
    number_key: str = Field(max_length=80)
    held: bool
    reason: str = Field(max_length=1000)
    decided_by: str = Field(max_length=120)
    decided_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    undone_by: str = Field(default="", max_length=120)
    undone_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    company_id: int | None = Field(default=None, foreign_key="company.id")


class WordingJudgement(SQLModel, table=True):
    """What an unknown wording means: a claim about ``label``, or ('' label) none of the six.

    ``wording`` is folded as ``labels.wording`` compares it. Undone like a Judgement.
    """

    id: int | None = Field(default=None, primary_key=True)
    wording: str = Field(max_length=300, index=True)
    label: str = Field(default="", max_length=30)
    tier: str = Field(default="", max_length=20)
    held: bool = True
    reason: str = Field(max_length=1000)
    decided_by: str = Field(max_length=120)
    decided_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    undone_by: str = Field(default="", max_length=120)
    undone_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    company_id: int | None = Field(default=None, foreign_key="company.id")
