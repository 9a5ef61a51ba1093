"""``merkbar users``: who may log in. A link is printed once; no password passes through here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlmodel import Session

from catalog import db
from catalog.errors import InvalidRequest
from catalog.models import User
from catalog.people import links
from catalog.people import users as people
from catalog.people.roles import Role
from web.config import Settings, open_workspace

_ROLE = click.Choice([role.value for role in Role])
_REASONS = {
    people.NO_EMAIL: "not an e-mail address",
    people.TAKEN: "the address has a user already",
    people.NO_NAME: "a name has at most 120 characters",
    people.NO_SLUG: "a company is written a-z, 0-9 and hyphens, such as elektro-as",
    people.LAST_ADMIN: "the company would have no admin who can log in",
}


@click.group()
def users() -> None:
    """Companies and the people who order for them."""


@users.command("add")
@click.argument("email")
@click.option("--company", required=True, help="The company's short name; made where it is new.")
@click.option("--company-name", default="", help="What a new company is called.")
@click.option("--role", type=_ROLE, default=Role.ELECTRICIAN.value, show_default=True)
@click.option("--name", default="", help="The person's name; else the address up to its @.")
@click.pass_obj
def add(settings: Settings, email: str, company: str, company_name: str, role: str, name: str) -> None:
    """Add a user and print the link where they choose a password: good once, for seven days."""
    workspace = open_workspace(settings)
    with _storing(settings) as session:
        owner = people.company(session, company, workspace.clock.now(), company_name)
        user = people.add(session, owner.id or 0, email, name, Role(role), workspace.clock.now())
        address = _link(settings, session, user)
    click.echo(address)


@users.command("list")
@click.option("--company", default="", help="Only of one company.")
@click.pass_obj
def listing(settings: Settings, company: str) -> None:
    """Who there is: company, address, role and whether they can log in."""
    with db.reading(open_workspace(settings).engine) as session:
        for person in people.listing(session):
            if company in ("", person.company):
                state = "deactivated" if not person.active else "invited" if person.invited else "active"
                click.echo(f"{person.company}\t{person.email}\t{person.role}\t{state}\t{person.name}")


@users.command("role")
@click.argument("email")
@click.argument("role", type=_ROLE)
@click.pass_obj
def set_role(settings: Settings, email: str, role: str) -> None:
    """Change what a user may do, from their next page on."""
    with _storing(settings) as session:
        people.set_role(session, people.find(session, email), Role(role))
    click.echo(f"{email}: {role}")


@users.command("deactivate")
@click.argument("email")
@click.pass_obj
def deactivate(settings: Settings, email: str) -> None:
    """Shut a user out, from their next page on. What they ordered stays."""
    with _storing(settings) as session:
        people.set_active(session, people.find(session, email), False)
    click.echo(f"{email}: deactivated")


@users.command("activate")
@click.argument("email")
@click.pass_obj
def activate(settings: Settings, email: str) -> None:
    """Let a deactivated user in again."""
    with _storing(settings) as session:
        people.set_active(session, people.find(session, email), True)
    click.echo(f"{email}: active")


@users.command("reset")
@click.argument("email")
@click.pass_obj
def reset(settings: Settings, email: str) -> None:
    """Print a link where a user chooses a new password; using it ends all their log-ins."""
    with _storing(settings) as session:
        address = _link(settings, session, people.find(session, email))
    click.echo(address)


@contextmanager
def _storing(settings: Settings) -> Iterator[Session]:
    """A write transaction; what is refused in it is said in the operator's language."""
    try:
        with db.writing(open_workspace(settings).engine) as session:
            yield session
    except InvalidRequest as error:
        raise click.UsageError(_REASONS.get(error.reason, error.reason)) from error


def _link(settings: Settings, session: Session, user: User) -> str:
    token = links.make(session, user, settings.clock.source())
    return f"{settings.base_url}/password/{token}"
