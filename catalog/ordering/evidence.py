"""The label evidence of an order line, frozen as it stood on the day of the order.

The dates and the state of a frozen label are history: they are never derived anew.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from catalog.shapes import LabelView
from labels.model import Label, State

_US = frozenset({"US"})


@dataclass(frozen=True, slots=True)
class FrozenLabel:
    """A label as it stood on ``on``. ``name`` and ``text`` are in bokmål, worded on that day.

    For a declared label ``supplier`` says who claimed it and ``claim_raw`` in which words; for the
    others ``certificate`` stands in ``register``, matched at ``level`` on ``matched_key``.
    """

    label: str
    name: str
    text: str
    tier: str
    generation: str
    state: State
    kind: str
    level: str
    method: str
    matched_key: str
    certificate: str
    certificate_url: str
    register: str
    holder: str
    valid_from: date | None
    valid_to: date | None
    confirmed_on: date | None
    supplier: str
    claim_raw: str
    fetched_at: datetime
    file_name: str
    sha256: str
    line: int
    tag_id: int
    on: date


def freeze(label: LabelView, definition: Label, today: date) -> dict[str, Any]:
    """The label as JSON, worded for ``today``."""
    frozen = FrozenLabel(
        name=label_name(label, definition),
        text=label_text(label, definition),
        on=today,
        **{key: getattr(label, key) for key in FrozenLabel.__slots__ if key not in ("name", "text", "on")},
    )
    return {
        key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(frozen).items()
    }


def thaw(stored: dict[str, Any]) -> FrozenLabel:
    """The label that ``freeze`` wrote."""
    known = dict(stored)
    for key in ("valid_from", "valid_to", "confirmed_on", "on"):
        known[key] = date.fromisoformat(known[key]) if known[key] else None
    known["fetched_at"] = datetime.fromisoformat(known["fetched_at"])
    known["state"] = State(known["state"])
    return FrozenLabel(**known)


def label_name(label: LabelView, definition: Label) -> str:
    """The short name with its tier as the owner calls it: ``EPEAT Gold`` in every language.

    A label that counts by US certificates alone says so: ``ENERGY STAR (USA)``.
    """
    name = definition.short or definition.name("nb")
    if definition.accepted_markets == _US and "USA" not in name:
        name = f"{name} (USA)"
    tier = definition.tier(label.tier)
    return f"{name} {tier.names['en']}" if tier else name


def label_text(label: LabelView, definition: Label) -> str:
    """One line of evidence in bokmål: ``Svanemerket, lisens 5015 0001, gyldig til 2027-03-01``."""
    name = label_name(label, definition)
    if label.state is State.DECLARED:
        return f"{name}, oppgitt av {label.supplier}"
    word = definition.certificate_word.get("nb") or definition.certificate_word["en"]
    parts = [name, f"{word} {label.certificate}"]
    if label.valid_to:
        parts.append(f"gyldig til {label.valid_to.isoformat()}")
    return ", ".join(parts)
