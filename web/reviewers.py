"""Who may review: a user with that role who has logged in, or whoever holds a signed link, for twelve hours.

The operator makes a link on the server (``merkbar review link``); it carries the name that every decision
is signed with, and its holder sees every decision. A user signs with their own name and sees those of
their company. A new secret key closes all links and all open reviews at once.
"""

from __future__ import annotations

from typing import Any

from flask import session as cookie
from itsdangerous import BadSignature, SignatureExpired, TimestampSigner, URLSafeTimedSerializer

from catalog.clock import Clock
from catalog.errors import MerkbarError
from catalog.judgements import signed
from catalog.people.roles import Right
from web.identity import current_user

LINK_SECONDS = 12 * 3600
_SALT = "merkbar review link"
_NAME, _UNTIL = "reviewer", "reviewer_until"


class LinkRefused(MerkbarError):
    """A link that opens nothing; ``expired`` where it once did."""

    def __init__(self, *, expired: bool) -> None:
        super().__init__("the link has expired" if expired else "the link is not one of ours")
        self.expired = expired


class _ClockSigner(TimestampSigner):
    """Stamps with the clock that is passed in. Real time even where the day is pinned: a pinned day
    must not keep a link open for ever."""

    def __init__(self, *args: Any, clock: Clock, **options: Any) -> None:
        super().__init__(*args, **options)
        self._clock = clock

    def get_timestamp(self) -> int:
        return _seconds(self._clock)


def link_token(secret_key: str, clock: Clock, name: str) -> str:
    """A token for one reviewer, good for LINK_SECONDS. Raises InvalidRequest for an unusable name."""
    return str(_serializer(secret_key, clock).dumps(signed("link", name)[1]))


def enter(secret_key: str, clock: Clock, token: str) -> str:
    """Opens the review for the holder of a token, no longer than the link itself is good for; returns
    the name. Raises LinkRefused."""
    try:
        name, stamped = _serializer(secret_key, clock).loads(
            token, max_age=LINK_SECONDS, return_timestamp=True
        )
    except SignatureExpired as error:
        raise LinkRefused(expired=True) from error
    except BadSignature as error:
        raise LinkRefused(expired=False) from error
    cookie[_NAME] = str(name)
    cookie[_UNTIL] = int(stamped.timestamp()) + LINK_SECONDS
    return str(name)


def current(clock: Clock) -> str | None:
    """The name that this visitor signs with, None for one who may not review."""
    visitor = current_user()
    return by_link(clock) or (visitor.name if visitor.may(Right.JUDGE) else None)


def company(clock: Clock) -> int | None:
    """Whose decisions this visitor makes and sees: their company's, or with a link (None) everyone's."""
    return None if by_link(clock) else current_user().company_id


def by_link(clock: Clock) -> str | None:
    """The name of this visitor if a link has opened the review for them and still does, else None."""
    name, until = cookie.get(_NAME), cookie.get(_UNTIL)
    if not isinstance(name, str) or not isinstance(until, int) or _seconds(clock) > until:
        return None
    return name


def leave() -> None:
    """Closes the review for this visitor."""
    cookie.pop(_NAME, None)
    cookie.pop(_UNTIL, None)


def _seconds(clock: Clock) -> int:
    return int(clock.source().timestamp())


def _serializer(secret_key: str, clock: Clock) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret_key, salt=_SALT, signer=_ClockSigner, signer_kwargs={"clock": clock})
