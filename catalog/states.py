"""From tags that stand to what may be shown on a day. Pure: views in, views out.

The rules are those of the house: a certificate's dates decide for the day; a claim counts only while
the register has nothing to say about that label on that product; doubt resolves to not shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Protocol

from catalog.shapes import LabelView
from labels import matching
from labels.model import Label, State

REFUTING = (*matching.REFUTING, "contradicted", "second-hand")
_BEST_SHOWN = (State.VERIFIED, State.EXPIRING, State.DECLARED)
_BEST_HIDDEN = (State.UNCONFIRMED, State.EXPIRED, State.WITHDRAWN, State.REFUTED)


class TagDates(Protocol):
    """What claim rules need to know of a tag; rows of the tag table and label views both fit."""

    @property
    def label(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def rejected(self) -> str: ...
    @property
    def valid_from(self) -> date | None: ...


def declared_until(label: str, tags: Iterable[TagDates]) -> tuple[bool, date | None]:
    """Whether a claim for ``label`` may be shown at all, and the last day on which it may (None: open).

    From the first day of any matched certificate on, the register speaks and the claim is silent. A
    match that the register's markets or the product's kind refutes silences it on every day.
    """
    last: date | None = None
    for tag in tags:
        if tag.label != label or tag.kind != "register":
            continue
        if tag.rejected and tag.rejected not in REFUTING:
            continue
        if tag.rejected or tag.valid_from is None:
            return False, None
        before = tag.valid_from - timedelta(days=1)
        last = before if last is None else min(last, before)
    return True, last


def settle_claims(views: Sequence[LabelView], tags: Sequence[TagDates], today: date) -> list[LabelView]:
    """Views with every claim's state settled against all standing tags of the same product."""
    settled = []
    for view in views:
        if view.kind == "claim":
            possible, last = declared_until(view.label, tags)
            silent = possible and (last is None or today <= last)
            stands = not view.rejected and (silent or _confirmed(view, views))
            settled.append(replace(view, state=State.DECLARED if stands else State.REFUTED))
        else:
            settled.append(view)
    return settled


def _confirmed(claim: LabelView, views: Sequence[LabelView]) -> bool:
    """Whether the register holds today what the claim says."""
    return any(
        view.kind == "register"
        and view.label == claim.label
        and view.state.shown
        and claim.tier in ("", view.tier)
        for view in views
    )


def shown(
    views: Sequence[LabelView], labels: Mapping[str, Label], show_declared: bool
) -> tuple[LabelView, ...]:
    """One entry a label: best state, then highest tier, then latest end; only states that may be shown."""
    allowed = [view for view in views if view.state.shown]
    if not show_declared:
        allowed = [view for view in allowed if view.state is not State.DECLARED]
    return _best_of_each(allowed, labels, _BEST_SHOWN)


def hidden(
    views: Sequence[LabelView], labels: Mapping[str, Label], held: Sequence[LabelView]
) -> tuple[LabelView, ...]:
    """One entry for each label that is known of but not shown; candidates never."""
    names = {view.label for view in held}
    rest = [view for view in views if view.label not in names and view.state in _BEST_HIDDEN]
    return _best_of_each(rest, labels, _BEST_HIDDEN)


def _best_of_each(
    views: Iterable[LabelView], labels: Mapping[str, Label], order: Sequence[State]
) -> tuple[LabelView, ...]:
    def merit(view: LabelView) -> tuple[int, int, date, int]:
        tier = labels[view.label].tier(view.tier)
        end = view.valid_to or (date.max if view.kind == "register" else date.min)
        return (-order.index(view.state), tier.rank if tier else 0, end, -view.tag_id)

    best: dict[str, LabelView] = {}
    for view in views:
        if view.label not in best or merit(view) > merit(best[view.label]):
            best[view.label] = view
    return tuple(best[slug] for slug in labels if slug in best)
