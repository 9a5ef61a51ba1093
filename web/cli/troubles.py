"""What ``merkbar doctor`` says of feeds, registers and the outbox: one line a trouble, with what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sqlmodel import Session

from catalog.ordering import answers
from catalog.workspace import Workspace
from importers.profiles import Profiles
from importers.standing import Standing, Trouble, standings
from web.delivery import outbox
from web.delivery.order_settings import Mail, OrderRules, OrderTarget
from web.delivery.settings import Webhook
from web.delivery.webhook import KeyFault, signing_key
from web.remedies import remedies

# Longer than any cron line for deliver should leave a message lying.
_WAITING = timedelta(hours=1)
# A file that nobody can use any more is no trouble for ever.
_ANSWERS = timedelta(days=7)


def of_runs(session: Session, workspace: Workspace, known: Profiles) -> Iterator[str]:
    """Feeds and registers that are failed, held, late, or whose copy vouches for nothing any more."""
    now = workspace.clock.now()
    for standing in standings(session, workspace, known, prices=True):
        for trouble in standing.troubles:
            yield f"{standing.kind} {standing.name}: {_words(standing, trouble, now)}{_what(standing)}"


def of_outbox(session: Session, now: datetime) -> Iterator[str]:
    """Messages that were given up, or that nobody has tried to send."""
    given_up = outbox.count(session, *outbox.GIVEN_UP)
    if given_up:
        yield f"deliver: {given_up} messages were given up (merkbar deliver --list)"
    forgotten = outbox.due(session, now - _WAITING, 1)
    if forgotten:
        since = f"{forgotten[0].created_at:%Y-%m-%d %H:%M}Z"
        yield f"deliver: a message of {since} was not tried: does cron run merkbar deliver?"


def of_orders(
    session: Session, rules: OrderRules, environ: Mapping[str, str], now: datetime
) -> Iterator[str]:
    """Suppliers' answers of the last week that could not be used, and secrets of channels that are not
    set."""
    for row in answers.faults(session, now - _ANSWERS):
        yield f"order confirmation {row.file_name} of {row.supplier}: {row.fault}"
    holders: list[OrderTarget | Mail] = [*rules.targets.values()]
    for holder in holders + ([rules.mail] if rules.mail else []):
        for key in ("user_env", "password_env", "key_file_env"):
            variable = getattr(holder, key, "")
            if variable and not environ.get(variable):
                yield f"delivery.toml: the environment variable {variable} is not set"


def of_webhooks(webhooks: Mapping[str, Webhook], environ: Mapping[str, str]) -> Iterator[str]:
    """Webhooks whose signing key is missing or malformed."""
    for webhook in webhooks.values():
        try:
            signing_key(webhook, environ.get(webhook.secret_env, ""))
        except KeyFault as fault:
            yield f"alerts.toml [webhooks.{webhook.name}]: {fault}"


def age(then: datetime, now: datetime) -> str:
    """How long ago, in the largest fitting unit: ``40 min``, ``31 h``, ``12 days``."""
    minutes = int((now - then) / timedelta(minutes=1))
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 72 * 60 else f"{minutes // (24 * 60)} days"


def _words(standing: Standing, trouble: Trouble, now: datetime) -> str:
    run = standing.run
    schedule = standing.profile.schedule if standing.profile else ""
    if standing.held and trouble is Trouble.HELD:
        return "held: run {}: {}".format(*standing.held)
    if run and trouble is Trouble.FAILED:
        return f"failed: run {run.id}: {run.message}"
    if run and trouble is Trouble.STOPPED:
        return f"stopped: run {run.id} of {run.started_at:%Y-%m-%d %H:%M}Z was killed before it finished"
    if trouble is Trouble.LATE and standing.good_at:
        return f"late: the last good run ended {age(standing.good_at, now)} ago, expected {schedule}"
    if trouble is Trouble.NEVER:
        return f"late: has never had a good run, expected {schedule}"
    confirmed = run.confirmed_on if run else None
    return f"not confirmed since {confirmed}: too old to vouch for its labels"


def _what(standing: Standing) -> str:
    commands = remedies(standing)
    return f" ({' | '.join(commands)})" if commands else ""
