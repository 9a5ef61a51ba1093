"""Companies, their users, and the one-time links that let a user choose a password."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from catalog.models.columns import UtcDateTime


class Company(SQLModel, table=True):
    """A buying company: what belongs to it is seen by nobody else.

    ``suggests`` says whether labelled alternatives are shown in its baskets, ``prices_for_all`` whether
    its net prices are shown to every user, also to those whose role does not see them.
    """

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True, max_length=60)
    name: str = Field(max_length=200)
    suggests: bool = True
    prices_for_all: bool = False
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class User(SQLModel, table=True):
    """One person of one company.

    ``email`` is folded (``catalog.people.users``). ``password_hash`` is '' until the person has chosen
    a password: nobody logs in without one. ``version`` is part of every log-in: raising it ends them
    all. ``basket_id`` is the basket being filled (checked whenever it is read).
    """

    __tablename__ = "account"

    id: int | None = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key="company.id", index=True)
    email: str = Field(unique=True, max_length=254)
    name: str = Field(max_length=120)
    role: str = Field(max_length=20)
    password_hash: str = Field(default="", max_length=255)
    active: bool = True
    version: int = 1
    basket_id: int | None = None
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class PasswordLink(SQLModel, table=True):
    """An invitation or a reset: good once, until ``expires_at``. Only the token's hash is kept."""

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="account.id", index=True)
    token_hash: str = Field(unique=True, max_length=64)
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    used_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
