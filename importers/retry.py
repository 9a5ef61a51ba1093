"""Which faults of a pull may pass by themselves, and how long to wait for that."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime

MAX_WAIT_SECONDS = 60.0


class Transient(Exception):
    """A fault that may be gone at the next attempt; ``wait``: seconds the server asked for."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class Final(Exception):
    """A fault that stays however often the same is asked."""


def wait_seconds(attempt: int, asked: float | None) -> float:
    """Seconds to wait after attempt number ``attempt`` (from 1): as asked, else about 1, 2, 4 ...

    At most a minute. The jitter keeps many jobs from coming back as one.
    """
    if asked is not None:
        return min(asked, MAX_WAIT_SECONDS)
    return min(2.0 ** (attempt - 1) * random.uniform(0.5, 1.5), MAX_WAIT_SECONDS)


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """Retry-After in seconds (RFC 9110, 10.2.3), or None; a date counts from the answer's Date."""
    asked = headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdigit():
        return float(asked)
    try:
        until, since = parsedate_to_datetime(asked), parsedate_to_datetime(headers.get("Date", ""))
        return max((until - since) / timedelta(seconds=1), 0.0)
    except (ValueError, TypeError):
        return None
