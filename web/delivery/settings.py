"""What a channel may use beside the message: the operator's targets, the environment's secrets, the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from catalog.clock import Clock
from web.delivery.order_settings import OrderRules

EVENTS = ("failed", "held", "late")


@dataclass(frozen=True, slots=True)
class Webhook:
    """One target of alerts. ``secret_env`` names the environment variable that holds the signing key;
    ``allow_private`` lets the address lead into the operator's own network, there also without TLS."""

    name: str
    url: str
    secret_env: str
    events: tuple[str, ...] = EVENTS
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class DeliverySettings:
    """Passed to every channel. ``journal`` is the folder for what a channel has to remember between two
    attempts; ``host`` is the name of this site, for the ids of mail."""

    environ: Mapping[str, str]
    clock: Clock
    webhooks: Mapping[str, Webhook] = field(default_factory=dict)
    orders: OrderRules = field(default_factory=OrderRules)
    journal: Path = Path("outbox")
    host: str = "localhost"
