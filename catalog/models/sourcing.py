"""Whom goods come from: organisations, their risk level as assessed elsewhere, documents, agreements.

Every row but ``Organisation`` is a version: it holds from ``loaded_at`` until ``replaced_at`` (None: still),
and is never changed otherwise. What was known at an instant is what held then, so that an account of a past
period comes out the same however often it is made.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from catalog.models.columns import UtcDateTime


class Organisation(SQLModel, table=True):
    """A supplier or manufacturer; what is known of it stands in its versions."""

    id: int | None = Field(default=None, primary_key=True)
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class OrganisationFacts(SQLModel, table=True):
    """Who it is. ``number`` is the organisation number without spaces, '' where it has none known to us;
    ``country`` an ISO code. ``supplier`` is the slug of its feed, '' for none. ``brands`` are brand keys
    of what it makes. The contact is for the operator and never shown to the public."""

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    number: str = Field(default="", max_length=20, index=True)
    country: str = Field(default="", max_length=2)
    name: str = Field(max_length=200)
    name_key: str = Field(max_length=200, index=True)
    supplies: bool = False
    makes: bool = False
    supplier: str = Field(default="", max_length=64, index=True)
    brands: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    contact_name: str = Field(default="", max_length=120)
    contact_email: str = Field(default="", max_length=254)
    run_id: int = Field(foreign_key="run.id")
    line: int = 0
    loaded_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    replaced_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class Assessment(SQLModel, table=True):
    """A risk level that somebody else has assessed: ``low``, ``medium``, ``high`` or ``not-assessed``.

    ``valid_to`` is inclusive; after it the level is "not assessed since" (derived, never stored).
    """

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    level: str = Field(max_length=12)
    assessed_by: str = Field(default="", max_length=200)
    assessed_on: date | None = None
    valid_to: date | None = None
    production_country: str = Field(default="", max_length=60)
    run_id: int = Field(foreign_key="run.id")
    line: int = 0
    loaded_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    replaced_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class SourcingDocument(SQLModel, table=True):
    """A link to a document of an organisation: one of ``catalog.sourcing.records.DOCUMENTS``."""

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    kind: str = Field(max_length=20)
    url: str = Field(default="", max_length=1000)
    dated: date | None = None
    valid_to: date | None = None
    run_id: int = Field(foreign_key="run.id")
    line: int = 0
    loaded_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    replaced_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class Agreement(SQLModel, table=True):
    """A purchase agreement with a supplier, ``valid_from`` to ``valid_to`` inclusive (None: no end named).

    It covers the ``groups`` (product group slugs) and ``brands`` (brand keys) it names, each offer by either;
    where it names none, all that the supplier offers. ``obliges`` says whether the supplier must offer
    sustainably made products.
    """

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=40, index=True)
    name: str = Field(default="", max_length=200)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    valid_from: date
    valid_to: date | None = None
    groups: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    brands: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    obliges: bool = False
    run_id: int = Field(foreign_key="run.id")
    line: int = 0
    loaded_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    replaced_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
