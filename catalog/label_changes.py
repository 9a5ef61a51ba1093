"""Labels that products gained or lost on a day, or that began to expire: what subscribers are told.

A label is held while a register confirms it (verified or expiring); what a supplier merely states is never
told of. A day's changes are the difference between what was held when the day before ended and when the day
did (today: now), so that an import that takes a label and one that gives it back an hour later are no news.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select, text
from sqlmodel import Session, col

from catalog import history
from catalog.evidence import label_views, stale_datasets
from catalog.models import Dataset
from catalog.search.port import SearchIndex, SearchRequest
from catalog.shapes import LabelView
from catalog.states import shown
from catalog.workspace import Workspace
from labels.model import State
from labels.validity import EXPIRING_DAYS, is_stale

GAINED, LOST, EXPIRING = EVENTS = ("gained", "lost", "expiring")
CHUNK = 500
_HELD = (State.VERIFIED, State.EXPIRING)
_DAY = timedelta(days=1)
_TOUCHED = text(
    "SELECT DISTINCT product.id, product.name, product.brand"
    " FROM tag JOIN product ON product.id = tag.product_id"
    " WHERE tag.kind = 'register' AND tag.rejected = '' AND product.merged_into IS NULL"
    " AND (tag.closed_at IS NULL OR tag.closed_at >= :begun) AND ("
    "(tag.opened_at >= :begun AND tag.opened_at < :ended)"
    " OR (tag.closed_at >= :begun AND tag.closed_at < :ended)"
    " OR tag.valid_from = :day OR tag.valid_to IN (:before, :ahead) OR tag.withdrawn_on = :day"
    " OR tag.dataset_id IN (SELECT value FROM json_each(:datasets)))"
    " AND (:brands = '[]' OR product.brand_key IN (SELECT value FROM json_each(:brands)))"
    " AND (:suppliers = '[]' OR EXISTS (SELECT 1 FROM offer JOIN supplier ON supplier.id = offer.supplier_id"
    " WHERE offer.product_id = product.id AND offer.withdrawn_at IS NULL"
    " AND supplier.slug IN (SELECT value FROM json_each(:suppliers)))) ORDER BY product.id"
)


@dataclass(frozen=True, slots=True)
class Watch:
    """Which products are of interest: of any of the brands, of any of the suppliers, found by the search;
    and which labels of them. What is not given does not restrict. A search is asked as of now."""

    brands: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    request: SearchRequest | None = None

    @classmethod
    def of(cls, request: SearchRequest) -> Watch:
        """What a saved search watches. Its labels are those to be told of: as a filter they would hide the
        products that have just lost them."""
        rest = SearchRequest(
            text=request.text, classes=request.classes, features=request.features,
            conditions=request.conditions, literal=request.literal,
        )  # fmt: skip
        asked = rest if rest != SearchRequest(literal=request.literal) else None
        return cls(request.brands, request.suppliers, request.labels, asked)


@dataclass(frozen=True, slots=True)
class LabelEvent:
    """One label of one product on ``day``. Tier, certificate and ``valid_to`` are those it has, or had."""

    day: date
    event: str
    product_id: int
    name: str
    brand: str
    label: str
    tier: str
    certificate: str
    valid_to: date | None


def label_events(
    session: Session, workspace: Workspace, index: SearchIndex, watch: Watch, day: date
) -> Iterator[LabelEvent]:
    """The changes of a day up to today, by product."""
    found = None
    if watch.request is not None:
        today = workspace.clock.today()
        found = set(index.every(watch.request, today, stale_datasets(session, today)))
    rows = session.execute(_TOUCHED, _window(session, workspace, watch, day)).all()
    wanted = [row for row in rows if found is None or row.id in found]
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        ids = [row.id for row in chunk]
        before, after = (_held(session, workspace, ids, one) for one in (day - _DAY, day))
        for row in chunk:
            labels = watch.labels or tuple(workspace.labels)
            yield from _compared(row, day, before.get(row.id, {}), after.get(row.id, {}), labels)


def _compared(
    row: Any, day: date, before: dict[str, LabelView], after: dict[str, LabelView], labels: Sequence[str]
) -> Iterator[LabelEvent]:
    for label in labels:
        old, new = before.get(label), after.get(label)
        event = ""
        if new is not None and old is None:
            event = GAINED
        elif old is not None and new is None:
            event = LOST
        elif old is not None and new is not None and (old.state, new.state) == _HELD:
            event = EXPIRING
        about = new or old
        if event and about is not None:
            yield LabelEvent(day, event, row.id, row.name, row.brand, label, about.tier, about.certificate,
                             about.valid_to)  # fmt: skip


def _held(
    session: Session, workspace: Workspace, ids: Sequence[int], day: date
) -> dict[int, dict[str, LabelView]]:
    known = history.as_of(workspace.clock, day)
    views = label_views(session, workspace, ids, day, known)
    return {
        key: {one.label: one for one in shown(found, workspace.labels, False) if one.state in _HELD}
        for key, found in views.items()
    }


def _window(session: Session, workspace: Workspace, watch: Watch, day: date) -> dict[str, Any]:
    """Times as the database writes them: UTC without a zone."""
    begun, ended = (
        datetime.combine(one, time.min, workspace.clock.timezone).astimezone(UTC).replace(tzinfo=None)
        for one in (day, day + _DAY)
    )
    stale = _stale(session, workspace, day - _DAY) ^ _stale(session, workspace, day)
    return {
        "begun": begun.isoformat(" "), "ended": ended.isoformat(" "), "day": day.isoformat(),
        "before": (day - _DAY).isoformat(), "ahead": (day + timedelta(days=EXPIRING_DAYS)).isoformat(),
        "datasets": json.dumps(sorted(stale)),
        "brands": json.dumps([workspace.brands.key(brand) for brand in watch.brands]),
        "suppliers": json.dumps(list(watch.suppliers)),
    }  # fmt: skip


def _stale(session: Session, workspace: Workspace, day: date) -> frozenset[int]:
    """The data sets that vouched for nothing when the day ended."""
    known = history.as_of(workspace.clock, day)
    if known is None:
        return stale_datasets(session, day)
    rows = session.execute(select(col(Dataset.id), col(Dataset.max_age_days))).all()
    confirmed = history.confirmations(session, known, [row.id for row in rows])
    return frozenset(
        row.id for row in rows if row.id in confirmed and is_stale(confirmed[row.id], row.max_age_days, day)
    )
