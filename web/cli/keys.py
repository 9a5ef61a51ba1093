"""``merkbar keys``: which programs may use the API, and how much."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import click

from catalog import db
from catalog.errors import InvalidRequest
from catalog.people import keys as people_keys
from web.config import Settings, open_workspace

_SCOPE = click.Choice(people_keys.SCOPES)


@click.group()
def keys() -> None:
    """Keys of programs that use the API."""


@keys.command("add")
@click.argument("client")
@click.option("--scope", "scopes", multiple=True, type=_SCOPE, default=("read",), show_default=True)
@click.option(
    "--per-minute", type=click.IntRange(1, 1_000_000), default=people_keys.PER_MINUTE, show_default=True
)
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), help="The last day on which it is good.")
@click.pass_obj
def add(
    settings: Settings, client: str, scopes: tuple[str, ...], per_minute: int, expires: datetime | None
) -> None:
    """Make a key for CLIENT and print it: it is shown this once."""
    workspace = open_workspace(settings)
    until = None
    if expires is not None:
        midnight = datetime.combine(expires + timedelta(days=1), time.min, workspace.clock.timezone)
        until = midnight.astimezone(UTC)
    try:
        with db.writing(workspace.engine) as session:
            token = people_keys.add(session, client, scopes, per_minute, workspace.clock.source(), until)
    except InvalidRequest as error:
        raise click.UsageError(str(error)) from error
    click.echo(token)


@keys.command("list")
@click.pass_obj
def listing(settings: Settings) -> None:
    """Number, client, scopes, limit and state of every key."""
    workspace = open_workspace(settings)
    now = workspace.clock.source()
    with db.reading(workspace.engine) as session:
        for key in people_keys.listing(session):
            state = "good"
            if key.revoked_at is not None:
                state = f"revoked {key.revoked_at:%Y-%m-%d}"
            elif key.expires_at is not None:
                local = key.expires_at.astimezone(workspace.clock.timezone) - timedelta(seconds=1)
                state = f"{'expired' if key.expires_at <= now else 'good until'} {local:%Y-%m-%d}"
            click.echo(f"{key.id}\t{key.client}\t{','.join(key.scopes)}\t{key.per_minute}/min\t{state}")


@keys.command("revoke")
@click.argument("number", type=int)
@click.pass_obj
def revoke(settings: Settings, number: int) -> None:
    """End a key, from its next request on."""
    workspace = open_workspace(settings)
    with db.writing(workspace.engine) as session:
        client = people_keys.revoke(session, number, workspace.clock.source()).client
    click.echo(f"key {number} of {client}: revoked")
