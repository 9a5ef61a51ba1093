"""What the review queue hands to the page and the command line: frozen views, nothing decided in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalog.shapes import LabelView

CANDIDATE, WORDING, CONFLICT, TAG = "candidate", "wording", "conflict", "tag"
KINDS = (CANDIDATE, WORDING, CONFLICT)
# Reasons of conflicts.
CLAIMED, DENIED = "claimed", "denied"
Segment = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing that both sides say: ``field`` is brand, model, gtin or group; each side in segments of
    (text, whether the other side has it too)."""

    field: str
    ours: tuple[Segment, ...]
    theirs: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a supplier says about a label in a structured field, in its own words."""

    supplier: str
    held: bool
    raw: str


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One thing to decide. ``id`` is ``c``, ``k`` or ``t`` and a tag's number, or ``w`` and an issue's.

    ``reason`` is the rule that left a candidate to a person, ``claimed`` or ``denied`` for a conflict.
    ``score`` (0 to 100) only where names were compared. ``cut`` says that a wording may be longer in the
    file than what was kept of it: it cannot be taught.
    """

    id: str
    kind: str
    reason: str
    product_id: int = 0
    product_name: str = ""
    brand: str = ""
    mpn: str = ""
    label: str = ""
    certificate: str = ""
    register_brand: str = ""
    register_models: tuple[str, ...] = ()
    model_count: int = 0
    level: str = ""
    method: str = ""
    score: int | None = None
    differences: tuple[Comparison, ...] = ()
    evidence: LabelView | None = None
    said: tuple[Said, ...] = ()
    wording: str = ""
    cut: bool = False
    count: int = 0
    feeds: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class JudgementView:
    """One decision as history shows it. ``id`` is ``j`` (a certificate) or ``l`` (a wording) and a number;
    ``subject`` the certificate's number or the wording; no product where no product carries its key now."""

    id: str
    label: str
    tier: str
    subject: str
    held: bool
    reason: str
    decided_by: str
    decided_at: datetime
    undone_by: str
    undone_at: datetime | None
    product_id: int | None = None
    product_name: str = ""
