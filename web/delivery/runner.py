"""Empties the outbox: one attempt for each message that is due, back-off, and a limit.

Safe to kill at any point: an attempt is written down before it begins and again when it ends. One that
was begun and never ended is repeated where the other side can tell a repetition, else it is uncertain.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy.exc import OperationalError

from catalog import db
from catalog.workspace import Workspace
from importers.lock import held
from web.delivery import outbox
from web.delivery.channels import Channel
from web.delivery.outcomes import Ambiguous, Message, Outcome, Refused, Sent
from web.delivery.settings import DeliverySettings

LOCK = "deliver"
BATCH = 500
# About 1, 4, 16, 64 minutes and then every six hours: ten attempts are a day and a half.
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
MAX_ATTEMPTS = 10
# Each waits for the database as long as db.BUSY_TIMEOUT_MS.
SETTLE_ATTEMPTS = 10
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Round:
    """What one call did: messages by outcome; ``notes`` are (message, new state, why) of those not sent."""

    sent: int = 0
    retried: int = 0
    failed: int = 0
    uncertain: int = 0
    notes: list[tuple[Message, str, str]] = field(default_factory=list)

    @property
    def gave_up(self) -> bool:
        """Whether a person has to look."""
        return bool(self.failed or self.uncertain)


def deliver(
    workspace: Workspace,
    settings: DeliverySettings,
    channels: Mapping[str, Channel],
    jitter: Random,
    result: Round,
    limit: int = BATCH,
) -> None:
    """Sends what is due, at most ``limit`` messages, and counts it in ``result``. Raises AlreadyRunning
    where another call is at work, and OperationalError where an import holds the database too long.

    A target that did not take one message is left alone for the rest of the round.
    """
    with held(workspace.lock_dir, LOCK):
        _recover(workspace, settings, channels, result)
        with db.reading(workspace.engine) as session:
            messages = outbox.due(session, workspace.clock.now(), limit)
        resting: set[tuple[str, str]] = set()
        for message in messages:
            place = (message.channel, message.target)
            if place not in resting and not _one(workspace, settings, channels, jitter, message, result):
                resting.add(place)


def wait(attempts: int, jitter: Random, asked: float | None = None) -> timedelta:
    """How long to wait after so many attempts: four times longer each time, give or take a quarter, and
    never shorter than the other side asked for (seconds)."""
    grown = min(FIRST_WAIT * int(4 ** min(attempts - 1, 10)), LONGEST_WAIT)
    return max(grown * jitter.uniform(0.75, 1.25), min(timedelta(seconds=asked or 0), LONGEST_WAIT))


def _recover(
    workspace: Workspace, settings: DeliverySettings, channels: Mapping[str, Channel], result: Round
) -> None:
    """Settles attempts whose process died."""
    with db.writing(workspace.engine) as session:
        for row in outbox.interrupted(session):
            channel = channels.get(row.channel)
            reason = "stopped while it was being sent"
            message = outbox.message(row)
            if channel is not None and (channel.REPEATABLE or channel.untouched(message, settings)):
                outbox.settle(session, row.id or 0, workspace.clock.now(), last_error=reason)
            else:
                reason += ": look whether it arrived"
                result.uncertain += 1
                result.notes.append((message, "uncertain", reason))
                now = workspace.clock.now()
                outbox.settle(session, row.id or 0, now, state="uncertain", last_error=reason)


def _one(
    workspace: Workspace,
    settings: DeliverySettings,
    channels: Mapping[str, Channel],
    jitter: Random,
    message: Message,
    result: Round,
) -> bool:
    """One attempt, written down before and after. False where the target should be left alone for now."""
    with db.writing(workspace.engine) as session:
        if not outbox.claim(session, message, workspace.clock.now()):
            return True
    channel = channels.get(message.channel)
    outcome = _attempt(channel, message, settings)
    repeatable = channel is not None and channel.REPEATABLE
    state, values = _verdict(workspace, outcome, message, repeatable, jitter)
    _settle(workspace, message, state, values)
    if state == "sent":
        result.sent += 1
        return True
    result.retried += state == "queued"
    result.failed += state == "failed"
    result.uncertain += state == "uncertain"
    result.notes.append((message, state, str(values["last_error"])))
    # a question about one message says nothing against the target
    return isinstance(outcome, Ambiguous) and outcome.ask


def _settle(workspace: Workspace, message: Message, state: str, values: Mapping[str, Any]) -> None:
    """Writes the end of an attempt, with more patience than anything else: what is not written down here
    is done again, or has to be asked of a person."""
    for left in reversed(range(SETTLE_ATTEMPTS)):
        try:
            with db.writing(workspace.engine) as session:
                outbox.settle(session, message.id, workspace.clock.now(), state=state, **values)
            return
        except OperationalError:
            if not left:
                raise


def _attempt(channel: Channel | None, message: Message, settings: DeliverySettings) -> Outcome:
    if channel is None:
        return Refused(f"there is no channel {message.channel}", final=True)
    try:
        return channel.send(message, settings)
    except Exception as error:
        # A fault of ours, perhaps after the last byte had gone: the trace is for us, the others go on.
        _log.exception("message %s: the channel %s failed", message.id, message.channel)
        return Ambiguous(f"{type(error).__name__}: {error}")


def _verdict(
    workspace: Workspace, outcome: Outcome, message: Message, repeatable: bool, jitter: Random
) -> tuple[str, dict[str, Any]]:
    now = workspace.clock.now()
    if isinstance(outcome, Sent):
        return "sent", {"sent_at": now, "last_error": ""}
    if isinstance(outcome, Ambiguous) and (outcome.ask or not repeatable):
        return "uncertain", {"last_error": outcome.reason}
    final = isinstance(outcome, Refused) and outcome.final
    if final or message.attempts >= MAX_ATTEMPTS:
        times = "" if final else f" (gave up after {message.attempts} attempts)"
        return "failed", {"last_error": outcome.reason + times}
    asked = outcome.wait if isinstance(outcome, Refused) else None
    then = now + wait(message.attempts, jitter, asked)
    return "queued", {"next_attempt_at": then, "last_error": outcome.reason}
