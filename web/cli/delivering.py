"""``merkbar deliver``: queues the alerts that are due and sends what waits; made for cron."""

from __future__ import annotations

import json
import os
from pathlib import Path
from random import SystemRandom
from typing import Any
from urllib.parse import urlsplit

import click
from sqlalchemy.exc import OperationalError

from catalog import db, questions
from catalog.ordering import sending
from catalog.workspace import Workspace
from importers import profiles
from importers.errors import AlreadyRunning
from importers.orders.inbox import Taken, take
from importers.standing import standings
from web.config import Settings, open_workspace
from web.delivery import (  # fmt: skip
    alert_rules,
    alerts,
    label_alerts,
    landing,
    order_rules,
    orders,
    outbox,
    subscriptions,
)
from web.delivery.channels import CHANNELS
from web.delivery.runner import BATCH, Round
from web.delivery.runner import deliver as empty
from web.delivery.settings import DeliverySettings, Webhook

LISTED = 200


@click.command()
@click.option("--limit", type=click.IntRange(1, 100_000), default=BATCH, show_default=True)
@click.option("--list", "list_only", is_flag=True, help="Show what waits or was given up; send nothing.")
@click.option("--retry", type=int, metavar="ID", help="Queue a message that was given up anew, then go on.")
@click.option("--cancel", type=int, metavar="ID", help="Give an unsent message up for good; send nothing.")
@click.option(
    "--resolve", type=(str, click.Choice(["sent", "resend"])), metavar="ORDER sent|resend",
    help="Say of an order that nobody knows of whether it arrived; send nothing.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def deliver(
    settings: Settings,
    limit: int,
    list_only: bool,
    retry: int | None,
    cancel: int | None,
    resolve: tuple[str, str] | None,
    as_json: bool,
) -> None:
    """Send what has to leave the house: orders, alerts that are due, and what an earlier call could not
    send. Before that, take the order confirmations that suppliers have sent back.

    Exit 1 where a message was given up in this call, or a confirmation could not be used. Two
    calls never send the same message.
    """
    workspace = open_workspace(settings)
    webhooks = alert_rules.load(settings.data / "alerts.toml")
    rules = order_rules.load(settings.data / order_rules.FILE)
    if cancel is not None or retry is not None:
        _decide(workspace, retry, cancel)
    if resolve is not None:
        _resolve(workspace, *resolve)
    if list_only or ((cancel is not None or resolve is not None) and retry is None):
        if list_only:
            _list(workspace, as_json)
        return
    queued, result, status, taken = 0, Round(), "done", Taken()
    channel_settings = DeliverySettings(
        os.environ, workspace.clock, webhooks, rules, landing.journal(workspace.var),
        urlsplit(settings.base_url).hostname or "localhost",
    )  # fmt: skip
    try:
        for target in rules.targets.values():
            if target.confirmations:
                take(workspace, target.supplier, Path(target.confirmations), taken)
        _tidy(workspace)
        _forget_askers(workspace, settings)
        queued = _queue(workspace, settings, webhooks) + _tell(workspace, settings, webhooks)
        empty(workspace, channel_settings, CHANNELS, SystemRandom(), result, limit)
    except AlreadyRunning:
        status = "busy: another call is sending"
    except OperationalError as error:
        if "locked" not in str(error):
            raise
        status = "busy: an import is publishing"
    # What a busy call left undone, the next one does.
    _show(workspace, status, queued, result, taken, as_json)
    if result.gave_up or taken.faults:
        raise click.exceptions.Exit(1)


def _decide(workspace: Workspace, retry: int | None, cancel: int | None) -> None:
    with db.writing(workspace.engine) as session:
        for message_id, state in ((retry, "queued"), (cancel, "cancelled")):
            if message_id is not None:
                outbox.decide(session, message_id, state, workspace.clock.now())


def _resolve(workspace: Workspace, number: str, answer: str) -> None:
    with db.writing(workspace.engine) as session:
        orders.resolve(session, landing.journal(workspace.var), number, answer, workspace.clock.now())


def _tidy(workspace: Workspace) -> None:
    """Marks of orders that were written down as sent are of no use any more."""
    marked = landing.marked(landing.journal(workspace.var))
    with db.reading(workspace.engine) as session:
        for number, found in sending.sendings(session, marked).items():
            if found.sent_at is not None:
                landing.forget(landing.journal(workspace.var), number)


def _forget_askers(workspace: Workspace, settings: Settings) -> None:
    """Names of people who asked are kept no longer than the operator says; this runs every few minutes."""
    clock = workspace.clock
    with db.writing(workspace.engine) as session:
        questions.forget(session, clock.now(), clock.today(), settings.keep_askers_days)


def _queue(workspace: Workspace, settings: Settings, webhooks: dict[str, Webhook]) -> int:
    if not webhooks:
        return 0
    known = profiles.load(settings.data / "feeds.toml")
    with db.writing(workspace.engine) as session:
        now = workspace.clock.now()
        found = standings(session, workspace, known)
        return alerts.queue(session, found, webhooks.values(), settings.base_url, now)


def _tell(workspace: Workspace, settings: Settings, webhooks: dict[str, Webhook]) -> int:
    """What subscribers are told of labels. Only who has any pays for opening the index."""
    found = subscriptions.load(settings.data / subscriptions.FILE, webhooks)
    if not found:
        return 0
    from web.services import open_search

    return label_alerts.queue(workspace, open_search(workspace), found, settings.base_url)


def _list(workspace: Workspace, as_json: bool) -> None:
    with db.reading(workspace.engine) as session:
        rows = outbox.listed(session, LISTED)
    if as_json:
        keys = ("id", "kind", "channel", "target", "state", "attempts", "last_error")
        items: list[dict[str, Any]] = [{key: getattr(row, key) for key in keys} for row in rows]
        click.echo(json.dumps({"items": items}, ensure_ascii=False))
        return
    for row in rows:
        click.echo(
            f"{row.id}\t{row.state}\t{row.kind}\t{row.channel}:{row.target}\t{row.attempts} attempts\t"
            f"{row.next_attempt_at:%Y-%m-%d %H:%M}Z\t{row.last_error}".rstrip()
        )


def _show(workspace: Workspace, status: str, queued: int, result: Round, taken: Taken, as_json: bool) -> None:
    with db.reading(workspace.engine) as session:
        waiting = outbox.count(session, *outbox.WAITING)
    counts = {
        "status": status, "alerts": queued, "sent": result.sent, "retried": result.retried,
        "failed": result.failed, "uncertain": result.uncertain, "waiting": waiting,
        "confirmed": len(taken.confirmed),
    }  # fmt: skip
    for fault in taken.faults:
        click.echo(f"order confirmation {fault}", err=True)
    for message, state, reason in result.notes:
        click.echo(f"message {message.id} to {message.target}: {state}: {reason}", err=True)
    if as_json:
        click.echo(json.dumps(counts))
    else:
        figures = (f"{value} {key}" for key, value in counts.items() if key != "status")
        click.echo(f"deliver: {status}: {', '.join(figures)}")
