"""``merkbar report evidence`` and ``agreements``: what an account rests on, and how agreements are kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import click

from catalog import db
from catalog.clock import calendar_year
from catalog.sourcing.agreement_report import Movement, movements
from catalog.sourcing.pack import EvidencePack, evidence_pack
from web.cli.company import company_id
from web.cli.period import DAY, period
from web.config import Settings, open_workspace


@click.command("evidence")
@click.option("--from", "first", type=DAY, help="First day, 2025-01-31; else last year's first.")
@click.option("--to", "last", type=DAY, help="Last day; else last year's last.")
@click.option("--company", default="", help="Orders of one company (its slug); else of all.")
@click.option("--csv", "kind", flag_value="csv", help="Every fact, for a spreadsheet.")
@click.option("--json", "kind", flag_value="json", help="Every fact, for a program.")
@click.option("--html", "kind", flag_value="html", help="One file that prints.")
@click.pass_obj
def evidence(
    settings: Settings, first: datetime | None, last: datetime | None, company: str, kind: str | None
) -> None:
    """What an account of the period rests on: labelled share, suppliers by risk level as assessed elsewhere,
    agreements, certificates relied on, open conflicts and decisions; a past period is always the same."""
    workspace = open_workspace(settings)
    days = period(first, last, calendar_year(workspace.clock.today().year - 1))
    with db.reading(workspace.engine) as session:
        whose = company_id(session, company)
        pack = evidence_pack(session, workspace.labels, workspace.brands, workspace.clock, *days, whose)
    if kind is None:
        _print(pack)
    else:
        click.echo(_written(settings, pack, kind), nl=False)


def _written(settings: Settings, pack: EvidencePack, kind: str) -> bytes:
    from web import create_app
    from web.views.evidence_pack import written

    app = create_app(replace(settings, secret_key=settings.secret_key or "nothing is signed here"))
    with app.test_request_context():
        return written(pack, kind)


def _print(pack: EvidencePack) -> None:
    every = pack.share.total.every
    click.echo(f"{pack.first} to {pack.last}: {pack.share.orders} orders, {every.count} lines, "
               f"{every.lines['verified']} with a verified label")  # fmt: skip
    click.echo("suppliers\t" + "\t".join(f"{count} {level}" for level, count in pack.levels.items()))
    obliging = sum(one.agreement.obliges for one in pack.agreements)
    click.echo(f"agreements\t{len(pack.agreements)}, {obliging} oblige to sustainable offers")
    click.echo(f"certificates\t{len(pack.certificates)}")
    click.echo(f"conflicts\t{len(pack.conflicts)} open, {len(pack.decisions)} decisions in the period")


@click.command("agreements")
@click.option("--from", "then", type=DAY, help="The earlier day; else the year's first.")
@click.option("--to", "now", type=DAY, help="The later day; else today.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def agreements(settings: Settings, then: datetime | None, now: datetime | None, as_json: bool) -> None:
    """How many offers under each agreement carry a verified label, on two days."""
    workspace = open_workspace(settings)
    today = workspace.clock.today()
    days = period(then, now, (calendar_year(today.year)[0], today))
    with db.reading(workspace.engine) as session:
        found = movements(session, workspace, *days)
    if not as_json:
        click.echo(f"agreement\tsupplier\tobliges\tverified / offers {days[0]}\tverified / offers {days[1]}")
    for one in found:
        if as_json:
            click.echo(json.dumps(_movement(one, *days), ensure_ascii=False))
        else:
            counts = (f"{count.verified} / {count.offers}" for count in (one.then, one.now))
            obliges = "yes" if one.agreement.obliges else "no"
            click.echo("\t".join((one.agreement.number, one.agreement.organisation, obliges, *counts)))


def _movement(one: Movement, then: date, now: date) -> dict[str, Any]:
    return {
        "number": one.agreement.number,
        "supplier": one.agreement.organisation,
        "obliges": one.agreement.obliges,
        "current": one.current,
        "from": {"day": then.isoformat(), "offers": one.then.offers, "verified": one.then.verified},
        "to": {"day": now.isoformat(), "offers": one.now.offers, "verified": one.now.verified},
    }
