"""What has become of an order since it was confirmed: read from the outbox and from suppliers' answers.

The states of an order, derived and never stored: ``draft`` nothing has left (there is no channel, or a file
waits to be fetched), ``queued``, ``sent``, ``uncertain`` (nobody knows whether it arrived: a person decides),
``confirmed`` (the supplier has answered), ``failed``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from catalog.models import Order, OrderAnswer, Outgoing, OutgoingEvent

KIND = "order"
READY = "ready"
DRAFT, QUEUED, SENT, UNCERTAIN, CONFIRMED, FAILED = STATES = (
    "draft", "queued", "sent", "uncertain", "confirmed", "failed",
)  # fmt: skip
_OF_OUTBOX = {
    READY: DRAFT, "queued": QUEUED, "sent": SENT, "uncertain": UNCERTAIN, "failed": FAILED,
    "cancelled": FAILED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sending:
    """How an order stands. ``message_id`` is None where nothing was ever queued; ``reason`` is the outbox's
    own note of why it has not been sent; ``confirmed_at`` is when the first answer came."""

    state: str = DRAFT
    message_id: int | None = None
    channel: str = ""
    payload: str = ""
    queued_at: datetime | None = None
    sent_at: datetime | None = None
    next_attempt_at: datetime | None = None
    attempts: int = 0
    reason: str = ""
    confirmed_at: datetime | None = None


def key_of(number: str) -> str:
    """The outbox key of an order: its number makes every repetition known."""
    return f"{KIND}-{number}"


def sendings(session: Session, numbers: Iterable[str]) -> Mapping[str, Sending]:
    """Each order's standing by its number."""
    wanted = {key_of(number): number for number in numbers}
    rows = session.exec(select(Outgoing).where(col(Outgoing.idempotency_key).in_(wanted))).all()
    statement = (
        select(Order.number, func.min(OrderAnswer.received_at))
        .join(OrderAnswer, col(OrderAnswer.order_id) == Order.id)
        .where(col(Order.number).in_(wanted.values()))
        .group_by(Order.number)
    )
    answered: dict[str, datetime] = dict(session.exec(statement).all())
    found = {wanted[row.idempotency_key]: row for row in rows}
    return {number: _sending(found.get(number), answered.get(number)) for number in wanted.values()}


def events(session: Session, message_id: int | None) -> list[OutgoingEvent]:
    """What happened to a message, in order."""
    statement = select(OutgoingEvent).where(OutgoingEvent.message_id == message_id)
    return list(session.exec(statement.order_by(col(OutgoingEvent.id))))


def arrived(session: Session, number: str, now: datetime) -> None:
    """The supplier has answered: what nobody knew of, or waits for another attempt, is not sent again. Needs
    a write transaction."""
    row = session.exec(select(Outgoing).where(Outgoing.idempotency_key == key_of(number))).first()
    if row is None or row.id is None or row.state == "sent":
        return
    row.state, row.sent_at, row.last_error = "sent", row.sent_at or now, ""
    session.add(row)
    session.add(
        OutgoingEvent(message_id=row.id, at=now, state="sent", detail="the supplier has confirmed it")
    )
    session.flush()


def _sending(row: Outgoing | None, confirmed_at: datetime | None) -> Sending:
    if row is None:
        return Sending(CONFIRMED if confirmed_at else DRAFT, confirmed_at=confirmed_at)
    return Sending(
        state=CONFIRMED if confirmed_at else _OF_OUTBOX[row.state],
        message_id=row.id,
        channel=row.channel,
        payload=row.payload,
        queued_at=row.created_at,
        sent_at=row.sent_at,
        next_attempt_at=row.next_attempt_at,
        attempts=row.attempts,
        reason=row.last_error,
        confirmed_at=confirmed_at,
    )
