"""Whether evidence holds on a day. Time moves states by itself; nothing here is ever stored.

valid_from and valid_to are inclusive days; no valid_to never expires; a certificate counts as
withdrawn from its withdrawal day on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from labels.model import Interval, State

EXPIRING_DAYS = 90


@dataclass(frozen=True, slots=True)
class Validity:
    """The dates of one certificate as its register gave them."""

    valid_from: date | None
    valid_to: date | None
    withdrawn_on: date | None


def interval(validity: Validity) -> Interval | None:
    """The days on which the certificate is in force, or None where there is no such day."""
    last = validity.valid_to
    if validity.withdrawn_on is not None:
        before = validity.withdrawn_on - timedelta(days=1)
        last = before if last is None else min(last, before)
    if last is not None and validity.valid_from is not None and last < validity.valid_from:
        return None
    return Interval(validity.valid_from, last)


def is_stale(confirmed_on: date, max_age_days: int, today: date) -> bool:
    """Whether a register copy is too old to vouch for anything; ages count whole days."""
    return (today - confirmed_on).days > max_age_days


def state_on(validity: Validity, today: date, stale: bool) -> State | None:
    """The state of a matched certificate on ``today``; None before its first day.

    A certificate known to have ended stays ended however old the register copy is.
    """
    if validity.withdrawn_on is not None and validity.withdrawn_on <= today:
        return State.WITHDRAWN
    if validity.valid_to is not None and validity.valid_to < today:
        return State.EXPIRED
    if stale:
        return State.UNCONFIRMED
    if validity.valid_from is not None and validity.valid_from > today:
        return None
    if validity.valid_to is not None and (validity.valid_to - today).days <= EXPIRING_DAYS:
        return State.EXPIRING
    return State.VERIFIED
