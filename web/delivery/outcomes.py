"""How an attempt to send ended, and what is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the outbox as a channel sees it; ``attempts`` counts the one under way."""

    id: int
    kind: str
    channel: str
    target: str
    payload: str
    key: str
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """The other side took it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """It was certainly not taken. ``final``: asking again cannot help. ``wait``: seconds that the other
    side asked for."""

    reason: str
    final: bool = False
    wait: float | None = None


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Nobody knows whether it was taken: the answer did not come. ``ask``: a person has to look, also where
    the channel can repeat."""

    reason: str
    ask: bool = False


Outcome = Sent | Refused | Ambiguous
