"""Which faults of a pull may pass by themselves, how long to wait for that, and when to give up."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import TypeVar

from importers.errors import FetchFailed

MAX_WAIT_SECONDS = 60.0
MOST_TRIES = 200
_Taken = TypeVar("_Taken")


class Transient(Exception):
    """A fault that may be gone at the next attempt; ``wait``: seconds the server asked for."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class Final(Exception):
    """A fault that stays however often the same is asked."""


class Late(Final):
    """The time of the whole transfer is over."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a pull waits. ``clock`` runs on (seconds), ``now`` is seconds since 1970."""

    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    attempts: int = 4


class Deadline:
    """The end of one transfer, ``seconds`` from now, over all its attempts."""

    def __init__(self, pace: Pace, seconds: float) -> None:
        self._clock = pace.clock
        self._seconds = seconds
        self._end = pace.clock() + seconds

    def left(self, most: float) -> float:
        """Seconds left, at most ``most``; raises Late where there are none."""
        left = self._end - self._clock()
        if left <= 0:
            raise Late(f"took longer than {self._seconds:g} seconds (max_seconds)")
        return min(left, most)


def tried(
    subject: str,
    pace: Pace,
    deadline: Deadline,
    once: Callable[[], _Taken],
    arrived: Callable[[], int] = lambda: 0,
) -> _Taken:
    """What ``once`` gives, after as many attempts as it needs. Raises FetchFailed.

    ``arrived`` counts bytes that the next attempt need not fetch again: ``pace.attempts`` attempts in a
    row without any end it.
    """
    reason, idle, before = "", 0, arrived()
    for _try in range(MOST_TRIES):
        try:
            return once()
        except Transient as fault:
            reason = str(fault)
            idle, before = (1 if arrived() > before else idle + 1), arrived()
            if idle >= pace.attempts:
                break
            _wait(subject, pace, deadline, idle, fault)
        except Late as late:
            raise FetchFailed(subject, "; ".join(filter(None, (reason, str(late))))) from None
        except Final as fault:
            raise FetchFailed(subject, str(fault)) from None
    raise FetchFailed(subject, f"{reason} (gave up after {idle} attempts)")


def _wait(subject: str, pace: Pace, deadline: Deadline, attempt: int, fault: Transient) -> None:
    try:
        pace.sleep(deadline.left(wait_seconds(attempt, fault.wait)))
    except Late as late:
        raise FetchFailed(subject, f"{fault}; {late}") from None


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
