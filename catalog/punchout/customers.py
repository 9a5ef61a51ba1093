"""Customers of punchout: made and changed by the operator, and told apart by a secret."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from catalog.errors import InvalidRequest, NotFound
from catalog.models import Company, PunchoutCustomer, PunchoutSession
from catalog.people import passwords
from catalog.punchout import addresses, sessions

PROTOCOLS = ("oci", "cxml")
VERSIONS = ("4.0", "5.0")
FIELDS = ("urlencoded", "base64")
VENDOR_LENGTH = 10
UNIT_LENGTH = 3
MIN_SECRET = 12
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_IDENTITY = re.compile(r"[!-~](?:[ -~]{0,98}[!-~])?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_PEPPOL = re.compile(r"[0-9]{4}:[A-Za-z0-9:.-]{1,50}")
_UNIT = re.compile(r"[A-Z0-9]{0,3}")


@dataclass(frozen=True, slots=True)
class Terms:
    """What the operator says of a customer; the meaning is that of ``PunchoutCustomer``."""

    name: str = ""
    identity: str = ""
    domain: str = ""
    protocols: Sequence[str] = PROTOCOLS
    returns: Sequence[str] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    vendors: Mapping[str, str] = field(default_factory=dict)
    oci_version: str = "5.0"
    field: str = "urlencoded"
    currency: str = ""
    peppol_id: str = ""
    company: str = ""


def add(session: Session, slug: str, terms: Terms, now: datetime) -> tuple[PunchoutCustomer, str]:
    """A new customer and its secret, which is kept nowhere. Needs a write transaction.

    Raises InvalidRequest with the name of what cannot be, and NotFound for an unknown company.
    """
    if not _SLUG.fullmatch(slug):
        raise InvalidRequest("slug", f"{slug[:80]!r} is not written a-z, 0-9 and hyphens")
    values = {"identity": slug, "name": slug} | {
        name: one for name, one in _values(session, terms).items() if one
    }
    customer = PunchoutCustomer(slug=slug, created_at=now, **values)
    _check(session, customer)
    session.add(customer)
    return customer, renew_secret(session, customer)


def change(session: Session, customer: PunchoutCustomer, terms: Terms, named: Collection[str]) -> None:
    """Takes over those terms that are ``named``, each as a whole. Needs a write transaction.

    Raises as ``add``.
    """
    values = _values(session, terms)
    for name in named:
        key = "company_id" if name == "company" else name
        setattr(customer, key, values[key])
    _check(session, customer)
    session.add(customer)
    session.flush()


def visits(session: Session, customer: PunchoutCustomer, most: int) -> Sequence[PunchoutSession]:
    """The customer's visits, newest first."""
    return session.exec(
        select(PunchoutSession)
        .where(PunchoutSession.customer_id == customer.id)
        .order_by(col(PunchoutSession.id).desc())
        .limit(most)
    ).all()


def renew_secret(session: Session, customer: PunchoutCustomer, chosen: str = "") -> str:
    """Replaces the customer's secret by a new one, or by ``chosen``; the secret.

    Raises InvalidRequest (``secret``) for one that is too short or too long to be one.
    """
    if chosen and not MIN_SECRET <= len(chosen) <= passwords.MAX_LENGTH:
        raise InvalidRequest("secret", f"a secret has {MIN_SECRET} to {passwords.MAX_LENGTH} characters")
    secret = chosen or secrets.token_urlsafe(24)
    customer.secret_hash = passwords.hashed(secret)
    session.add(customer)
    session.flush()
    return secret


def find(session: Session, slug: str) -> PunchoutCustomer:
    """The customer with that slug. Raises NotFound."""
    found = session.exec(select(PunchoutCustomer).where(PunchoutCustomer.slug == slug)).first()
    if found is None:
        raise NotFound(f"no punchout customer {slug}")
    return found


def listing(session: Session) -> Sequence[PunchoutCustomer]:
    """All customers by slug."""
    return session.exec(select(PunchoutCustomer).order_by(PunchoutCustomer.slug)).all()


def remove(session: Session, customer: PunchoutCustomer) -> None:
    """Shuts the customer out from the next page on: it goes, with all of its visits."""
    visits = select(PunchoutSession).where(PunchoutSession.customer_id == customer.id)
    sessions.forget(session, session.exec(visits).all())
    session.delete(customer)
    session.flush()


def authenticated(
    session: Session, protocol: str, identity: str, secret: str, domain: str = ""
) -> PunchoutCustomer | None:
    """The customer with that identity and secret; None takes as long for whatever reason."""
    found = session.exec(select(PunchoutCustomer).where(PunchoutCustomer.identity == identity)).first()
    known = passwords.matches(found.secret_hash if found else "", secret)
    if found is None or not known or protocol not in found.protocols:
        return None
    return found if found.domain in ("", domain) else None


def _values(session: Session, terms: Terms) -> dict[str, Any]:
    """The terms as columns."""
    return {
        "name": terms.name.strip()[:200], "identity": terms.identity, "domain": terms.domain,
        "protocols": list(terms.protocols), "returns": [addresses.listed(one) for one in terms.returns],
        "units": dict(terms.units), "vendors": dict(terms.vendors), "oci_version": terms.oci_version,
        "field": terms.field, "currency": terms.currency, "peppol_id": terms.peppol_id,
        "company_id": _company(session, terms.company),
    }  # fmt: skip


def _company(session: Session, slug: str) -> int | None:
    if not slug:
        return None
    found = session.exec(select(Company).where(Company.slug == slug)).first()
    if found is None:
        raise NotFound(f"no company {slug}")
    return found.id


def _check(session: Session, customer: PunchoutCustomer) -> None:
    """Raises InvalidRequest for what no message could carry, or what another customer is known by."""
    slug, identity = col(PunchoutCustomer.slug), col(PunchoutCustomer.identity)
    same = or_(slug == customer.slug, identity == customer.identity)
    with session.no_autoflush:
        others = session.exec(select(PunchoutCustomer).where(same)).all()
    if any(one.id != customer.id for one in others):
        raise InvalidRequest("slug", "there is a customer with this name or identity already")
    wrong = [
        ("name", not customer.name),
        ("identity", not _IDENTITY.fullmatch(customer.identity)),
        ("protocol", not customer.protocols or not set(customer.protocols) <= set(PROTOCOLS)),
        ("return", not customer.returns),
        ("oci_version", customer.oci_version not in VERSIONS),
        ("field", customer.field not in FIELDS),
        ("currency", bool(customer.currency) and not _CURRENCY.fullmatch(customer.currency)),
        ("peppol_id", bool(customer.peppol_id) and not _PEPPOL.fullmatch(customer.peppol_id)),
        ("unit", not all(map(_UNIT.fullmatch, customer.units))),
        ("unit", not all(_fits(code, UNIT_LENGTH) for code in customer.units.values())),
        ("vendor", not all(_fits(number, VENDOR_LENGTH) for number in customer.vendors.values())),
    ]  # fmt: skip
    for name, bad in wrong:
        if bad:
            raise InvalidRequest(name, "missing, or not as it has to be written")


def _fits(text: str, length: int) -> bool:
    return 0 < len(text) <= length and text.isascii() and text.isprintable()
