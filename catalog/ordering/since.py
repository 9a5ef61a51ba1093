"""How the labels of an old line differ from today's. Pure: frozen labels in, differences out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from catalog.ordering.evidence import FrozenLabel
from catalog.shapes import LabelView
from labels.model import State

GONE, NEW, CONFIRMED, DECLARED_ONLY, TIER, ENDING = "gone", "new", "confirmed", "declared", "tier", "ending"


@dataclass(frozen=True, slots=True)
class Difference:
    """One label that is not what it was. ``kind`` is a state (expired, withdrawn, refuted, unconfirmed) for a
    label that is known of and no longer shown, else one of the kinds above. ``day`` is when it ended or
    will end, None where nobody says."""

    label: str
    kind: str
    before: str
    now: str
    day: date | None = None


def differences(
    then: Sequence[FrozenLabel], shown: Sequence[LabelView], hidden: Iterable[LabelView]
) -> tuple[Difference, ...]:
    """What has become of each label since; a label that is the same is not named."""
    today = {view.label: view for view in shown}
    lost = {view.label: view for view in hidden}
    found: list[Difference | None] = []
    for old in then:
        view = today.get(old.label)
        found.append(_lost(old, lost.get(old.label)) if view is None else _changed(old, view))
    before = {old.label for old in then}
    found += [Difference(slug, NEW, "", view.tier) for slug, view in today.items() if slug not in before]
    return tuple(one for one in found if one is not None)


def _lost(old: FrozenLabel, view: LabelView | None) -> Difference:
    if view is None:
        return Difference(old.label, GONE, old.tier, "")
    day = view.withdrawn_on if view.state is State.WITHDRAWN else view.valid_to
    ended = view.state in (State.EXPIRED, State.WITHDRAWN)
    return Difference(old.label, str(view.state), old.tier, "", day if ended else None)


def _changed(old: FrozenLabel, view: LabelView) -> Difference | None:
    declared = (old.state is State.DECLARED, view.state is State.DECLARED)
    kind = ""
    if declared == (True, False):
        kind = CONFIRMED
    elif declared == (False, True):
        kind = DECLARED_ONLY
    elif old.tier != view.tier:
        kind = TIER
    elif view.state is State.EXPIRING and old.state is not State.EXPIRING:
        kind = ENDING
    return (
        Difference(old.label, kind, old.tier, view.tier, view.valid_to if kind == ENDING else None)
        if kind
        else None
    )
