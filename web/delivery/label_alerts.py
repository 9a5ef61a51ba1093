"""Queues what subscribers are told of labels: one message a subscription and finished day, each once.

Told are days from the one on which a subscription is first seen. How far it has been told stands in a small
file, so that a day is looked at once; the outbox knows every message, so that none is sent twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from catalog import db
from catalog.label_changes import EVENTS, LabelEvent, label_events
from catalog.search.port import SearchIndex
from catalog.workspace import Workspace
from web.delivery import outbox
from web.delivery.alerts import CHANNEL, envelope
from web.delivery.subscriptions import Subscription
from web.product_json import evidence_url, product_url

KIND = "labels"
FILE = "subscriptions.json"
# Whoever was away for longer reads /api/v1/changes.
MOST_DAYS = 31
MOST_ITEMS = 1_000


def queue(
    workspace: Workspace, index: SearchIndex, subscriptions: Iterable[Subscription], base_url: str
) -> int:
    """Queues the messages that are due, in transactions of its own. Returns how many."""
    place = workspace.var / "outbox" / FILE
    told, today = _read(place), workspace.clock.today()
    queued = 0
    for one in subscriptions:
        yesterday = today - timedelta(days=1)
        since = told.get(one.name)
        if since is None:
            told[one.name] = yesterday
            continue
        day = max(since, today - timedelta(days=MOST_DAYS)) + timedelta(days=1)
        while day <= yesterday:
            queued += _of_day(workspace, index, one, base_url, day)
            told[one.name] = day
            day += timedelta(days=1)
    _write(place, told)
    return queued


def _of_day(
    workspace: Workspace, index: SearchIndex, one: Subscription, base_url: str, day: date
) -> int:
    with db.reading(workspace.engine) as session:
        events = [
            event for event in label_events(session, workspace, index, one.watch, day)
            if event.event in one.events
        ]  # fmt: skip
    if not events:
        return 0
    now = workspace.clock.now()
    payload = json.dumps(_message(one, day, events, base_url, now), ensure_ascii=False)
    with db.writing(workspace.engine) as session:
        key = f"{one.webhook}-labels-{one.name}-{day.isoformat()}"
        return int(
            outbox.put(session, kind=KIND, channel=CHANNEL, target=one.webhook, payload=payload, key=key,
                       now=now)
        )  # fmt: skip


def _message(
    one: Subscription, day: date, events: list[LabelEvent], base_url: str, now: datetime
) -> dict[str, Any]:
    counts = {kind: sum(event.event == kind for event in events) for kind in EVENTS}
    data = {
        "subscription": one.name, "day": day.isoformat(), "counts": counts,
        "items": [item(event, base_url) for event in islice(events, MOST_ITEMS)],
        "complete": len(events) <= MOST_ITEMS,
    }  # fmt: skip
    return envelope("labels.changed", now, data)


def item(event: LabelEvent, base_url: str) -> dict[str, Any]:
    """One change as programs read it."""
    return {
        "event": event.event, "product_id": event.product_id, "name": event.name,
        "brand": event.brand or None, "label": event.label, "tier": event.tier or None,
        "certificate": event.certificate or None,
        "valid_to": event.valid_to.isoformat() if event.valid_to else None,
        "url": product_url(event.product_id, base_url),
        "evidence_url": evidence_url(event.product_id, base_url, event.label),
    }  # fmt: skip


def _read(place: Path) -> dict[str, date]:
    """By subscription, the last day it was told of; {} for no file or one that is no longer whole."""
    try:
        said = json.loads(place.read_text("utf-8"))
        return {str(name): date.fromisoformat(day) for name, day in said.items()}
    except (FileNotFoundError, ValueError, AttributeError, TypeError):
        return {}


def _write(place: Path, told: dict[str, date]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    begun = place.with_suffix(".part")
    begun.write_text(json.dumps({name: day.isoformat() for name, day in told.items()}), "utf-8")
    begun.replace(place)
