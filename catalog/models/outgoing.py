"""The outbox: what has to leave the house, one row a message and target, and what became of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from catalog.models.columns import UtcDateTime


class Outgoing(SQLModel, table=True):
    """One message to one target. ``state`` is queued, sent, failed, uncertain or cancelled; ``ready`` is an
    order's file that waits to be fetched.

    ``kind`` says what it is (``alert``), ``channel`` which module of ``web.delivery`` carries it,
    ``target`` names where to in the operator's own data, so that a corrected address counts for what
    waits. ``payload`` is the body to send, byte for byte the same at every attempt; ``idempotency_key``
    lets the other side tell a repetition. ``started_at`` stands while an attempt is under way: found by
    a later process it means that one died and nobody knows whether the message left.
    """

    __table_args__ = (
        UniqueConstraint("idempotency_key"),
        Index("ix_outgoing_due", "state", "next_attempt_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=20)
    channel: str = Field(max_length=20)
    target: str = Field(max_length=200)
    payload: str
    idempotency_key: str = Field(max_length=200)
    state: str = Field(default="queued", max_length=10)
    attempts: int = 0
    next_attempt_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    started_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    sent_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    last_error: str = Field(default="", max_length=500)


class OutgoingEvent(SQLModel, table=True):
    """One thing that happened to a message, never changed: the ``state`` it got, why, and which person
    (``who``) decided it, '' where none did."""

    __tablename__ = "outgoing_event"

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="outgoing.id", index=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    state: str = Field(max_length=10)
    detail: str = Field(default="", max_length=500)
    who: str = Field(default="", max_length=120)
