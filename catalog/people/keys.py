"""Keys of the API's clients: shown once, kept as a hash, limited to scopes, revocable at any time."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from catalog.errors import InvalidRequest, NotFound
from catalog.models import ApiKey

# What a key may do: read (as every key, within its own limit), export, and see runs and issues.
READ, EXPORT, OPERATE = SCOPES = ("read", "export", "operate")
PREFIX = "mk_"
PER_MINUTE = 3_000
_LONGEST = 100
# Made once: every request asks.
_GOOD: Any = select(
    col(ApiKey.id), col(ApiKey.client), col(ApiKey.scopes), col(ApiKey.per_minute), col(ApiKey.expires_at)
).where(col(ApiKey.token_hash) == bindparam("hash"), col(ApiKey.revoked_at).is_(None))


@dataclass(frozen=True, slots=True)
class Client:
    """Whose key it is and what it allows."""

    key_id: int
    name: str
    scopes: frozenset[str]
    per_minute: int


def add(
    session: Session,
    client: str,
    scopes: Iterable[str],
    per_minute: int,
    now: datetime,
    expires_at: datetime | None = None,
) -> str:
    """A new key, which is told only now. Needs a write transaction. Raises InvalidRequest."""
    name, wanted = client.strip(), sorted(set(scopes))
    if not name or len(name) > 120:
        raise InvalidRequest("client", "a name has 1 to 120 characters")
    if not wanted or not set(wanted) <= set(SCOPES):
        raise InvalidRequest("scope", f"some of {', '.join(SCOPES)} are expected")
    if per_minute < 1:
        raise InvalidRequest("per_minute", "at least 1 is expected")
    if expires_at is not None and expires_at <= now:
        raise InvalidRequest("expires", "the key would be expired already")
    token = PREFIX + secrets.token_urlsafe(32)
    session.add(
        ApiKey(client=name, token_hash=_hash(token), scopes=wanted, per_minute=per_minute, created_at=now,
               expires_at=expires_at)
    )  # fmt: skip
    session.flush()
    return token


def client(session: Session, token: str, now: datetime) -> Client | None:
    """Whose key it is; None for one that is revoked, expired or none of ours."""
    if not token.startswith(PREFIX) or len(token) > _LONGEST:
        return None
    found = session.execute(_GOOD, {"hash": _hash(token)}).first()
    if found is None or (found.expires_at is not None and found.expires_at <= now):
        return None
    return Client(found.id or 0, found.client, frozenset(found.scopes), found.per_minute)


def listing(session: Session) -> list[ApiKey]:
    """All keys, also those that are no longer good, oldest first."""
    return list(session.execute(select(ApiKey).order_by(col(ApiKey.id))).scalars())


def revoke(session: Session, key_id: int, now: datetime) -> ApiKey:
    """Ends a key from its next request on; once revoked it stays so. Raises NotFound."""
    key = session.get(ApiKey, key_id)
    if key is None:
        raise NotFound(f"no key has the number {key_id}")
    key.revoked_at = key.revoked_at or now
    session.add(key)
    return key


def _hash(token: str) -> str:
    # 256 random bits need no slow hash.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
