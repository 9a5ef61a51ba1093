"""The outbox as a table: put in once, claim, settle. Each function runs in the caller's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from catalog.errors import NotFound
from catalog.models import Outgoing, OutgoingEvent
from web.delivery.outcomes import Message

WAITING = ("queued",)
GIVEN_UP = ("failed", "uncertain")
ERROR_LENGTH = 500


def put(
    session: Session, *, kind: str, channel: str, target: str, payload: str, key: str, now: datetime,
    state: str = "queued",
) -> bool:  # fmt: skip
    """Queues a message, due at once; False where its key has been queued before, whatever became of it."""
    known = select(col(Outgoing.id)).where(col(Outgoing.idempotency_key) == key)
    if session.execute(known).first() is not None:
        return False
    session.add(
        Outgoing(
            kind=kind, channel=channel, target=target, payload=payload, idempotency_key=key,
            next_attempt_at=now, created_at=now, state=state,
        )
    )  # fmt: skip
    session.flush()
    return True


def due(session: Session, now: datetime, limit: int) -> list[Message]:
    """What may be sent now, the longest waiting first."""
    statement = (
        select(Outgoing)
        .where(col(Outgoing.state) == "queued", col(Outgoing.next_attempt_at) <= now)
        .order_by(col(Outgoing.next_attempt_at), col(Outgoing.id))
        .limit(limit)
    )
    return [message(row) for row in session.execute(statement).scalars()]


def message(row: Outgoing) -> Message:
    """A row as a channel sees it at its next attempt."""
    return Message(
        row.id or 0, row.kind, row.channel, row.target, row.payload, row.idempotency_key,
        row.attempts + 1, row.created_at,
    )  # fmt: skip


def claim(session: Session, wanted: Message, now: datetime) -> bool:
    """Marks an attempt as begun; False where somebody else has begun or settled it meanwhile."""
    statement = (
        update(Outgoing)
        .where(col(Outgoing.id) == wanted.id, col(Outgoing.state) == "queued")
        .where(col(Outgoing.attempts) == wanted.attempts - 1, col(Outgoing.started_at).is_(None))
        .values(attempts=wanted.attempts, started_at=now)
    )
    result: Any = session.execute(statement, execution_options={"synchronize_session": False})
    return int(result.rowcount) == 1


def settle(session: Session, message_id: int, now: datetime, **values: Any) -> None:
    """Writes how an attempt ended."""
    values["last_error"] = str(values.get("last_error", ""))[:ERROR_LENGTH]
    note(session, message_id, str(values.get("state", "queued")), now, values["last_error"])
    session.execute(
        update(Outgoing).where(col(Outgoing.id) == message_id).values(started_at=None, **values),
        execution_options={"synchronize_session": False},
    )


def note(
    session: Session, message_id: int, state: str, now: datetime, detail: str = "", who: str = ""
) -> None:
    """Writes down what happened to a message, beside what it is now."""
    detail = detail[:ERROR_LENGTH]
    session.add(OutgoingEvent(message_id=message_id, at=now, state=state, detail=detail, who=who))
    session.flush()


def interrupted(session: Session) -> list[Outgoing]:
    """Attempts that were begun and never settled. To be called under the lock: then their process is dead."""
    statement = select(Outgoing).where(col(Outgoing.state) == "queued", col(Outgoing.started_at).is_not(None))
    return list(session.execute(statement).scalars())


def count(session: Session, *states: str) -> int:
    """How many messages are in these states."""
    statement = select(func.count()).select_from(Outgoing).where(col(Outgoing.state).in_(states))
    return int(session.execute(statement).scalar_one())


def listed(session: Session, limit: int) -> list[Outgoing]:
    """What waits or was given up, newest first."""
    statement = select(Outgoing).where(col(Outgoing.state).in_((*WAITING, *GIVEN_UP)))
    return list(session.execute(statement.order_by(col(Outgoing.id).desc()).limit(limit)).scalars())


def fetched(session: Session, message_id: int, now: datetime, who: str) -> None:
    """Writes down that a person has fetched a message's file: the first time it counts as sent."""
    row = session.get_one(Outgoing, message_id)
    if row.state == "ready":
        row.state, row.sent_at, row.attempts = "sent", now, 1
        session.add(row)
        note(session, message_id, "sent", now, "", who)


def decide(session: Session, message_id: int, state: str, now: datetime, who: str = "") -> None:
    """A person's word on a message that was not sent: ``queued`` tries it anew, ``sent`` says that it did
    arrive, ``cancelled`` gives it up.

    Raises NotFound where there is no such message or it was sent.
    """
    row = session.get(Outgoing, message_id)
    if row is None or row.state == "sent":
        raise NotFound(f"no unsent message has the number {message_id}")
    row.state, row.next_attempt_at, row.started_at = state, now, None
    row.attempts = 0 if state == "queued" else row.attempts
    if state == "sent":
        row.sent_at, row.last_error = now, ""
    session.add(row)
    note(session, message_id, state, now, "", who)
