"""``merkbar punchout``: which purchasing systems may open the shop. A secret is printed once, and hashed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import click
from sqlmodel import Session

from catalog import db
from catalog.errors import InvalidRequest
from catalog.models import PunchoutCustomer
from catalog.punchout import addresses, customers
from web.config import Settings, open_workspace

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group()
def punchout() -> None:
    """Purchasing systems that open the shop and get the basket back (OCI, cXML)."""


_TERMS = (
    click.option("--name", help="What the customer is called."),
    click.option(
        "--return",
        "returns",
        multiple=True,
        help="Where a basket may go back to, and all below: https://erp.example.no/sap/. May be repeated.",
    ),
    click.option("--identity", help="OCI user and cXML identity; else the short name."),
    click.option("--domain", help="The cXML domain of the identity, such as DUNS; else any."),
    click.option(
        "--protocol", "protocols", multiple=True, type=click.Choice(customers.PROTOCOLS), help="Else both."
    ),
    click.option(
        "--oci-version", type=click.Choice(customers.VERSIONS), help="Where a call says none; else 5.0."
    ),
    click.option("--cxml-field", "field", type=click.Choice(customers.FIELDS), help="Else urlencoded."),
    click.option("--currency", help="Take prices in this currency alone, such as NOK."),
    click.option(
        "--unit",
        "units",
        multiple=True,
        help="The customer's own unit code for one of ours: C62=ST. '=ST' for lines without any.",
    ),
    click.option(
        "--vendor", "vendors", multiple=True, help="The customer's own number of a supplier: onninen=100234."
    ),
    click.option("--company", help="Show and send the net prices of this company."),
    click.option("--peppol-id", help="Electronic address in Peppol messages: 0192:123456785."),
)


def _described(command: Command) -> Command:
    """The command with an option for everything that can be said of a customer."""
    for option in reversed(_TERMS):
        command = option(command)
    return command


@punchout.command("add")
@click.argument("slug")
@_described
@click.pass_obj
def add(settings: Settings, /, slug: str, **said: Any) -> None:
    """Add a customer and print the secret that its purchasing system sends: it is shown once."""
    terms, _named = _terms(said)
    now = open_workspace(settings).clock.now()
    with _storing(settings) as session:
        customer, secret = customers.add(session, slug, terms, now)
        _warn(customer)
    click.echo(secret)


@punchout.command("change")
@click.argument("slug")
@_described
@click.pass_obj
def change(settings: Settings, /, slug: str, **said: Any) -> None:
    """Change what is named, each as a whole: two --return say that there are those two from now on."""
    terms, named = _terms(said)
    with _storing(settings) as session:
        customer = customers.find(session, slug)
        customers.change(session, customer, terms, named)
        _warn(customer)
    click.echo(f"{slug}: {', '.join(named) or 'nothing'} changed")


@punchout.command("visits")
@click.argument("slug")
@click.option("--most", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.pass_obj
def visits(settings: Settings, slug: str, most: int) -> None:
    """A customer's visits, newest first: when, how, how many lines went back, and where."""
    with db.reading(open_workspace(settings).engine) as session:
        for one in customers.visits(session, customers.find(session, slug), most):
            gave = f"{len(one.items)} lines" if one.returned_at else "nothing back"
            opened = one.created_at.isoformat(timespec="seconds")
            where = addresses.host(one.return_address)
            click.echo(f"P{one.id}\t{opened}\t{one.protocol}\t{one.operation}\t{gave}\t{where}")


@punchout.command("list")
@click.pass_obj
def listing(settings: Settings) -> None:
    """Who there is: short name, identity, protocols, and where baskets may go."""
    with db.reading(open_workspace(settings).engine) as session:
        for one in customers.listing(session):
            click.echo(
                "\t".join((one.slug, one.identity, ",".join(one.protocols), " ".join(one.returns), one.name))
            )


@punchout.command("secret")
@click.argument("slug")
@click.option("--ask", is_flag=True, help="Type a secret that the customer has chosen, instead of a new one.")
@click.pass_obj
def secret(settings: Settings, slug: str, ask: bool) -> None:
    """Replace a customer's secret and print the new one; the old one is refused from now on."""
    chosen = click.prompt("Secret", hide_input=True, confirmation_prompt=True) if ask else ""
    with _storing(settings) as session:
        made = customers.renew_secret(session, customers.find(session, slug), chosen)
    click.echo(f"{slug}: changed" if ask else made)


@punchout.command("remove")
@click.argument("slug")
@click.pass_obj
def remove(settings: Settings, slug: str) -> None:
    """Shut a customer out, from its next page on, and forget its visits."""
    with _storing(settings) as session:
        customers.remove(session, customers.find(session, slug))
    click.echo(f"{slug}: removed")


@contextmanager
def _storing(settings: Settings) -> Iterator[Session]:
    """A write transaction; what is refused in it is wrong usage."""
    try:
        with db.writing(open_workspace(settings).engine) as session:
            yield session
    except InvalidRequest as error:
        raise click.UsageError(str(error)) from error


def _terms(said: Mapping[str, Any]) -> tuple[customers.Terms, list[str]]:
    """The terms that were said, and which."""
    given = {name: value for name, value in said.items() if value not in (None, ())}
    for name, kind in (("units", "unit"), ("vendors", "vendor")):
        if name in given:
            given[name] = _pairs(kind, given[name])
    return customers.Terms(**given), sorted(given)


def _warn(customer: PunchoutCustomer) -> None:
    for address in customer.returns:
        if address.startswith("http://"):
            click.echo(f"note: {address} is not encrypted; what is sent can be read on the way", err=True)


def _pairs(name: str, texts: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for text in texts:
        ours, equals, theirs = text.partition("=")
        if not equals:
            raise click.UsageError(f"--{name} is written ours=theirs, found {text[:40]!r}")
        found[ours.strip()] = theirs.strip()
    return found
