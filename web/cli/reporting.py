"""``merkbar report``: what stands in the catalogue, for people outside it."""

from __future__ import annotations

import json

import click

from catalog import db, quality
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
