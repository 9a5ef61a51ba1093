"""Derives alerts from the journal of runs and queues those that were not: none is lost, whoever crashes.

Nothing has to be remembered when a run ends. Each target begins with a ``hello`` that says from which run on
it is told, so that a new target does not get the failures of last year.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, exists, func, literal, select
from sqlmodel import Session, col

from catalog.models import Outgoing, Run
from catalog.models.runs import PRIVATE_KINDS
from importers.standing import Standing, Trouble, is_dropped
from web.delivery import outbox
from web.delivery.settings import Webhook
from web.remedies import remedies

CHANNEL = "webhook"
HELLO, ALERT = "hello", "alert"
_LATE = (Trouble.LATE, Trouble.NEVER)


def queue(
    session: Session,
    standings: Iterable[Standing],
    webhooks: Iterable[Webhook],
    base_url: str,
    now: datetime,
) -> int:
    """Queues every alert that has not been, in the caller's write transaction. Returns how many."""
    known = {(standing.kind, standing.name): standing for standing in standings}
    return sum(_for_target(session, known, webhook, base_url, now) for webhook in webhooks)


def _for_target(
    session: Session,
    known: Mapping[tuple[str, str], Standing],
    webhook: Webhook,
    base_url: str,
    now: datetime,
) -> int:
    token, after = _hello(session, webhook, base_url, now)
    messages = [
        (f"{token}-run-{run.id}", _run_alert(run, known.get((run.kind, run.name)), base_url))
        for run in _ended_badly(session, webhook, token, after)
        if not is_dropped(run.message)
    ]
    if "late" in webhook.events:
        for standing in known.values():
            if any(trouble in _LATE for trouble in standing.troubles):
                episode = int(standing.good_at.timestamp()) if standing.good_at else 0
                key = f"{token}-late-{standing.kind}-{standing.name}-{episode}"
                messages.append((key, _late_alert(standing, base_url, now)))
    return sum(
        outbox.put(session, kind=ALERT, channel=CHANNEL, target=webhook.name, key=key,
                   payload=json.dumps(payload, ensure_ascii=False), now=now)
        for key, payload in messages
    )  # fmt: skip


def _hello(session: Session, webhook: Webhook, base_url: str, now: datetime) -> tuple[str, int]:
    """The beginning of this target's keys, and the run after which it is told."""
    own = (col(Outgoing.kind) == HELLO, col(Outgoing.target) == webhook.name)
    first = select(Outgoing).where(*own).order_by(col(Outgoing.id)).limit(1)
    row = session.execute(first).scalar_one_or_none()
    if row is None:
        after = _watermark(session)
        token = f"{webhook.name}-{secrets.token_hex(8)}"
        data = {"events": list(webhook.events), "after_run": after, "url": f"{base_url}/status"}
        payload = json.dumps(envelope("hello", now, data))
        outbox.put(session, kind=HELLO, channel=CHANNEL, target=webhook.name, payload=payload,
                   key=f"{token}-hello", now=now)  # fmt: skip
        return token, after
    return row.idempotency_key.removesuffix("-hello"), int(json.loads(row.payload)["data"]["after_run"])


def _watermark(session: Session) -> int:
    """The newest run before which none is going on."""
    running = session.execute(select(func.min(col(Run.id))).where(col(Run.status) == "running")).scalar()
    newest = session.execute(select(func.max(col(Run.id)))).scalar()
    return int(running) - 1 if running else int(newest or 0)


def _ended_badly(session: Session, webhook: Webhook, token: str, after: int) -> list[Run]:
    """Failed and held runs since ``after`` for which nothing was queued."""
    wanted = [event for event in webhook.events if event != "late"]
    key = literal(f"{token}-run-").concat(cast(col(Run.id), String))
    statement = (
        select(Run)
        .where(col(Run.id) > after, col(Run.status).in_(wanted), col(Run.kind).not_in(PRIVATE_KINDS))
        .where(~exists().where(col(Outgoing.idempotency_key) == key))
        .order_by(col(Run.id))
    )
    return list(session.execute(statement).scalars())


def _run_alert(run: Run, standing: Standing | None, base_url: str) -> dict[str, Any]:
    data = {
        "kind": run.kind, "name": run.name, "run": run.id, "status": run.status, "message": run.message,
        "read": run.records_read, "stored": run.stored, "ignored": run.ignored, "rejected": run.rejected,
        "file": run.file_name or None, "sha256": run.sha256 or None,
        "last_good_at": _instant(standing.good_at) if standing else None,
        "what_to_do": list(remedies(standing)) if standing else [],
        "url": f"{base_url}/status/runs/{run.id}",
    }  # fmt: skip
    return envelope(f"run.{run.status}", run.finished_at or run.started_at, data)


def _late_alert(standing: Standing, base_url: str, now: datetime) -> dict[str, Any]:
    data = {
        "kind": standing.kind, "name": standing.name,
        "schedule": standing.profile.schedule if standing.profile else "",
        "last_good_at": _instant(standing.good_at), "what_to_do": list(remedies(standing)),
        "url": f"{base_url}/status",
    }  # fmt: skip
    return envelope("feed.late" if standing.kind == "feed" else "register.late", now, data)


def envelope(kind: str, when: datetime, data: Mapping[str, Any]) -> dict[str, Any]:
    """The body's shape as Standard Webhooks advises: type, timestamp, data."""
    return {"type": kind, "timestamp": _instant(when), "data": dict(data)}


def _instant(value: datetime | None) -> str | None:
    return value.isoformat(timespec="seconds").replace("+00:00", "Z") if value else None
