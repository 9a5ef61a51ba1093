"""One-time links to choose a password: an invitation, or a reset. A token is stored only as its hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.models import PasswordLink, User
from catalog.people import passwords, users

GOOD_FOR = timedelta(days=7)
_TOKEN_LENGTH = 64


def make(session: Session, user: User, now: datetime) -> str:
    """A new token for the user, good once within ``GOOD_FOR``; earlier ones no longer are.

    Needs a write transaction.
    """
    _close(session, user.id or 0, now)
    token = secrets.token_urlsafe(32)
    session.add(
        PasswordLink(user_id=user.id or 0, token_hash=_hash(token), created_at=now, expires_at=now + GOOD_FOR)
    )
    session.flush()
    return token


def holder(session: Session, token: str, now: datetime) -> User:
    """Whose link it is. Raises NotFound for one that is used, expired, forged or of no active user."""
    return _open(session, token, now)[1]


def use(session: Session, token: str, password: str, now: datetime) -> User:
    """Sets the password, uses up the link and ends every log-in; the user.

    Of two clicks at once one gets NotFound. Raises InvalidRequest (field ``password``) for a password
    that may not be chosen; the link then stays good. Needs a write transaction.
    """
    link, user = _open(session, token, now)
    user.password_hash = passwords.hashed(passwords.checked(password, user.name, user.email))
    taken = session.execute(
        update(PasswordLink)
        .where(col(PasswordLink.id) == link.id, col(PasswordLink.used_at).is_(None))
        .values(used_at=now)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound("the link has been used")
    _close(session, user.id or 0, now)
    users.revoke(session, user)
    return user


def _open(session: Session, token: str, now: datetime) -> tuple[PasswordLink, User]:
    row = session.exec(
        select(PasswordLink, User)
        .join(User, col(User.id) == PasswordLink.user_id)
        .where(
            PasswordLink.token_hash == _hash(token[:_TOKEN_LENGTH]),
            col(PasswordLink.used_at).is_(None), PasswordLink.expires_at > now, col(User.active).is_(True),
        )
    ).first()  # fmt: skip
    if row is None:
        raise NotFound("the link is used, expired or not one of ours")
    return row


def _close(session: Session, user_id: int, now: datetime) -> None:
    session.execute(
        update(PasswordLink)
        .where(col(PasswordLink.user_id) == user_id, col(PasswordLink.used_at).is_(None))
        .values(used_at=now)
    )


def _hash(token: str) -> str:
    # 256 random bits need no slow hash.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
