"""``merkbar report``: what stands in the catalogue, for people outside it."""

from __future__ import annotations

import json
from datetime import datetime

import click

from catalog import db, quality
from catalog.clock import calendar_year
from catalog.ordering.formats import share
from catalog.ordering.labelled_share import DIMENSIONS, Row, ShareReport, labelled_share
from catalog.ordering.totals import percent
from web.cli.company import company_id as company_whose_orders
from web.cli.packs import agreements, evidence
from web.cli.period import DAY, period
from web.config import Settings, open_workspace
from web.quality_export import as_csv, as_json


@click.group("report")
def reports() -> None:
    """Reports."""


@reports.command("quality")
@click.argument("supplier")
@click.option("--csv", "as_table", is_flag=True, help="Every line, for a spreadsheet.")
@click.option("--json", "as_object", is_flag=True, help="Counts, shares and first lines.")
@click.pass_obj
def quality_report(settings: Settings, supplier: str, as_table: bool, as_object: bool) -> None:
    """What SUPPLIER's data lacks or says wrong: what to send back to the wholesaler."""
    if as_table and as_object:
        raise click.UsageError("--csv and --json exclude each other")
    workspace = open_workspace(settings)
    today = workspace.clock.today()
    with db.reading(workspace.engine) as session:
        if as_table:
            for piece in as_csv(supplier, quality.lines(session, workspace, supplier, today)):
                click.echo(piece.encode("utf-8"), nl=False)
            return
        report = quality.report(session, workspace, supplier, today)
    if as_object:
        click.echo(json.dumps(as_json(report), ensure_ascii=False))
        return
    click.echo(f"{report.name}: {report.offers} offers, {report.claims} claims about labels")
    for found in report.findings:
        click.echo(f"{found.count}\t{found.share:.1%}\t{found.code}")
        for line in found.first:
            click.echo(f"\t{line.file}:{line.line}\t{line.number}\t{line.field}\t{line.reason}\t{line.value}")


reports.add_command(evidence)
reports.add_command(agreements)


@reports.command("labelled-share")
@click.option("--from", "first", type=DAY, help="First day, 2026-01-31; else the year's first.")
@click.option("--to", "last", type=DAY, help="Last day; else the year's last.")
@click.option("--company", default="", help="Orders of one company (its slug); else of all.")
@click.option("--by", "dimension", type=click.Choice(DIMENSIONS), help="One line for each of these.")
@click.option("--csv", "as_table", is_flag=True, help="Every number, for a spreadsheet.")
@click.option("--json", "as_object", is_flag=True, help="Every number, for a program.")
@click.pass_obj
def labelled_share_report(
    settings: Settings, first: datetime | None, last: datetime | None, company: str,
    dimension: str | None, as_table: bool, as_object: bool,
) -> None:  # fmt: skip
    """The labelled share of what was ordered: verified, stated by suppliers, none; and of what had ended."""
    if as_table and as_object:
        raise click.UsageError("--csv and --json exclude each other")
    workspace = open_workspace(settings)
    days = period(first, last, calendar_year(workspace.clock.today().year))
    with db.reading(workspace.engine) as session:
        company_id = company_whose_orders(session, company)
        report = labelled_share(session, workspace.labels, workspace.clock.timezone, *days, company_id)
    if as_table:
        click.echo(share.write(report), nl=False)
    elif as_object:
        click.echo(json.dumps(share.as_json(report), ensure_ascii=False))
    else:
        _print_share(report, dimension)


def _print_share(report: ShareReport, dimension: str | None) -> None:
    click.echo(f"{report.first} to {report.last}: {report.orders} orders, {report.total.every.count} lines")
    click.echo("lines\tverified\tdeclared\tnone\texpired\tverified of lines\tof lines that can\tof money")
    rows = report.by[dimension] if dimension else {"": report.total}
    for value, row in rows.items():
        click.echo("\t".join(_share_cells(row)) + (f"\t{value or '-'}" if dimension else ""))


def _share_cells(row: Row) -> list[str]:
    """The counts over all lines, and verified in whole per cent; money in each currency by itself."""
    every, can = row.every, row.can
    money = (
        f"{percent(amounts['verified'], every.total(currency))} % {currency}"
        for currency, amounts in sorted(every.money.items())
    )
    return [
        str(every.count), *(str(every.lines[part]) for part in ("verified", "declared", "none", "expired")),
        f"{percent(every.lines['verified'], every.count)} %",
        f"{percent(can.lines['verified'], can.count)} %",
        ", ".join(money) or "-",
    ]  # fmt: skip
