"""Customers whose purchasing system opens the shop, and the visits that it opens."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from catalog.models.columns import UtcDateTime


class PunchoutCustomer(SQLModel, table=True):
    """A purchasing system that may open the shop and get the basket back.

    ``identity`` is its OCI user and its cXML identity, in ``domain`` ('' for any). ``secret_hash`` is
    '' until a secret was made: nobody gets in without one. ``returns`` are the addresses that a basket
    may go back to (``catalog.punchout.addresses``). ``units`` are its own unit codes by UN/ECE code,
    ``vendors`` its own numbers of our suppliers by slug. ``protocols`` are ``oci`` and ``cxml``.
    ``field`` is the form field that carries cXML: ``urlencoded`` or ``base64``. ``peppol_id`` is its
    electronic address, scheme and number (``0192:123456785``). A customer with ``company_id`` sees that
    company's net prices.
    """

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True, max_length=60)
    name: str = Field(max_length=200)
    identity: str = Field(unique=True, max_length=100)
    domain: str = Field(default="", max_length=40)
    secret_hash: str = Field(default="", max_length=255)
    protocols: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    returns: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    units: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    vendors: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    oci_version: str = Field(default="5.0", max_length=3)
    field: str = Field(default="urlencoded", max_length=10)
    currency: str = Field(default="", max_length=3)
    peppol_id: str = Field(default="", max_length=60)
    company_id: int | None = Field(default=None, foreign_key="company.id")
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class PunchoutSession(SQLModel, table=True):
    """One visit that a customer's purchasing system opened, and what became of it.

    ``start_hash`` is that of the one-time token of a start address (None once it was used),
    ``token_hash`` that of the token in the address of every page of the visit. ``buyer_cookie`` goes
    back unchanged, and so do ``parties``: the cXML credentials of both sides, or OCI's control fields.
    ``landing`` is the product to begin at. ``state`` is what a cookie holds elsewhere. ``items`` are what
    was given back, or in an inspection what is looked at, frozen with their evidence
    (``catalog.punchout.items``).
    """

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="punchoutcustomer.id", index=True)
    start_hash: str | None = Field(default=None, unique=True, max_length=64)
    token_hash: str | None = Field(default=None, unique=True, max_length=64)
    protocol: str = Field(max_length=4)
    operation: str = Field(max_length=10)
    buyer_cookie: str = ""
    return_address: str
    target: str = Field(default="", max_length=60)
    oci_version: str = Field(default="", max_length=3)
    test: bool = False
    parties: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    landing: int | None = None
    basket_token: str = Field(max_length=64)
    state: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    items: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    expires_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
    returned_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
