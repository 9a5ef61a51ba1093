"""Companies and users: made, found, changed. Nothing here knows a password in the clear."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from catalog.errors import InvalidRequest, NotFound
from catalog.models import Company, User
from catalog.people import passwords
from catalog.people.roles import Role, Visitor

_EMAIL = re.compile(r"[^\s@<>\"',;:]{1,64}@[^\s@<>\"',;:]+\.[^\s@<>\"',;:]{2,}")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
NO_EMAIL = "Skriv en e-postadresse, for eksempel kari@firma.no."
TAKEN = "E-postadressen er i bruk allerede."
NO_NAME = "Skriv et navn, høyst 120 tegn."
NO_SLUG = "Et firma skrives med små bokstaver, tall og bindestrek, for eksempel elektro-as."
LAST_ADMIN = "Firmaet må ha minst én administrator som kan logge inn."


@dataclass(frozen=True, slots=True)
class Person:
    """A user as lists show one. ``invited`` is true until a password has been chosen."""

    id: int
    email: str
    name: str
    role: Role
    company: str
    company_name: str
    active: bool
    invited: bool


def folded(email: str) -> str:
    """An address as it is stored and compared. Raises InvalidRequest (field ``email``)."""
    text = email.strip().casefold()
    if len(text) > 254 or not _EMAIL.fullmatch(text):
        raise InvalidRequest("email", NO_EMAIL)
    return text


def company(session: Session, slug: str, now: datetime, name: str = "") -> Company:
    """The company with that slug, made where there is none. Raises InvalidRequest (``company``)."""
    if not _SLUG.fullmatch(slug):
        raise InvalidRequest("company", NO_SLUG)
    found = session.exec(select(Company).where(Company.slug == slug)).first()
    if found is None:
        found = Company(slug=slug, name=name.strip()[:200] or slug, created_at=now)
        session.add(found)
        session.flush()
    return found


def add(session: Session, company_id: int, email: str, name: str, role: Role, now: datetime) -> User:
    """A new user without a password: one that can log in once a link has set it.

    Raises InvalidRequest (``email``, ``name``). Needs a write transaction.
    """
    address = folded(email)
    if session.exec(select(User).where(User.email == address)).first():
        raise InvalidRequest("email", TAKEN)
    shown = " ".join(name.split()) or address.split("@")[0]
    if len(shown) > 120:
        raise InvalidRequest("name", NO_NAME)
    user = User(company_id=company_id, email=address, name=shown, role=role, created_at=now)
    session.add(user)
    session.flush()
    return user


def find(session: Session, email: str) -> User:
    """The user with that address. Raises NotFound."""
    found = session.exec(select(User).where(User.email == email.strip().casefold())).first()
    if found is None:
        raise NotFound(f"no user {email.strip()}")
    return found


def of_company(session: Session, company_id: int, user_id: int) -> User:
    """The company's user with that id. Raises NotFound, also for another company's."""
    found = session.get(User, user_id) if 0 < user_id < 2**63 else None
    if found is None or found.company_id != company_id:
        raise NotFound(f"no user {user_id}")
    return found


def listing(session: Session, company_id: int | None = None) -> tuple[Person, ...]:
    """The users of one company, or of all, by company and name."""
    statement = select(User, Company).join(Company, col(Company.id) == User.company_id)
    if company_id is not None:
        statement = statement.where(User.company_id == company_id)
    rows: Sequence[tuple[User, Company]] = session.exec(
        statement.order_by(Company.slug, User.name, User.email)
    ).all()
    return tuple(
        Person(user.id or 0, user.email, user.name, Role(user.role), owner.slug, owner.name,
               user.active, not user.password_hash)
        for user, owner in rows
    )  # fmt: skip


def authenticated(session: Session, email: str, password: str) -> User | None:
    """The active user with that address and password; None takes as long for whatever reason."""
    user = session.exec(select(User).where(User.email == email.strip().casefold())).first()
    usable = user is not None and user.active
    if not passwords.matches(user.password_hash if user and usable else "", password):
        return None
    return user


def visitor(session: Session, user_id: int, version: int) -> Visitor | None:
    """Who holds a log-in of that version; None once it was revoked or the user deactivated."""
    row = session.exec(
        select(User, Company)
        .join(Company, col(Company.id) == User.company_id)
        .where(User.id == user_id, User.version == version, col(User.active).is_(True))
    ).first()
    if row is None:
        return None
    user, owner = row
    role = Role(user.role)
    return Visitor(user.id, user.company_id, role, user.name, owner.name, owner.prices_for_all)


def revoke(session: Session, user: User) -> None:
    """Ends every log-in of the user, on every device, from the next request on."""
    user.version += 1
    session.add(user)
    session.flush()


def set_active(session: Session, user: User, active: bool) -> None:
    """Lets a user in again or shuts them out at once. Raises InvalidRequest for the last admin."""
    if not active:
        _refuse_last_admin(session, user)
    user.active = active
    revoke(session, user)


def set_role(session: Session, user: User, role: Role) -> None:
    """Changes what a user may do, from the next request on. Raises InvalidRequest for the last admin."""
    if user.role == Role.ADMIN and role is not Role.ADMIN:
        _refuse_last_admin(session, user)
    user.role = role
    session.add(user)
    session.flush()


def _refuse_last_admin(session: Session, user: User) -> None:
    if user.role != Role.ADMIN or not user.active:
        return
    others = session.exec(
        select(User.id).where(
            User.company_id == user.company_id, User.role == Role.ADMIN,
            col(User.active).is_(True), User.id != user.id,
        )
    ).first()  # fmt: skip
    if others is None:
        raise InvalidRequest("role", LAST_ADMIN)
