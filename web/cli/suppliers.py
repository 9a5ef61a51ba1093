"""``merkbar suppliers`` and ``merkbar agreements``: whom goods come from, and on which terms."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from catalog import db
from catalog.sourcing.known import agreements as known_agreements
from catalog.sourcing.known import organisations as known_organisations
from importers.config import MODES
from importers.sourcing import agreements as agreement_list
from importers.sourcing import run as sourcing
from importers.sourcing import suppliers as supplier_list
from importers.sourcing import words
from web.cli import output
from web.config import Settings, data_file, open_workspace

_FILE = click.argument("file", type=click.Path(path_type=Path))
_MODE = click.option(
    "--mode", type=click.Choice(MODES), default="delta", show_default=True, help="full: what is absent ends."
)
_TARGET = click.option(
    "--output", "target", type=click.Path(path_type=Path), help="File to write; else stdout."
)


@click.group("suppliers")
def suppliers() -> None:
    """Suppliers and manufacturers: who they are, risk level as assessed elsewhere, documents."""


@click.group("agreements")
def agreements() -> None:
    """Purchase agreements with suppliers."""


@suppliers.command("load")
@_FILE
@_MODE
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def load_suppliers(settings: Settings, file: Path, mode: str, as_json: bool) -> None:
    """Load a list of suppliers and manufacturers (CSV or XLSX FILE)."""
    _load(settings, sourcing.SUPPLIERS, file, mode, as_json)


@agreements.command("load")
@_FILE
@_MODE
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def load_agreements(settings: Settings, file: Path, mode: str, as_json: bool) -> None:
    """Load a list of purchase agreements (CSV or XLSX FILE)."""
    _load(settings, sourcing.AGREEMENTS, file, mode, as_json)


@suppliers.command("template")
@_TARGET
def supplier_template(target: Path | None) -> None:
    """Write an empty list of suppliers: the columns to fill in."""
    _template(supplier_list.COLUMNS, target, "suppliers")


@agreements.command("template")
@_TARGET
def agreement_template(target: Path | None) -> None:
    """Write an empty list of agreements: the columns to fill in."""
    _template(agreement_list.COLUMNS, target, "agreements")


@suppliers.command("list")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def list_suppliers(settings: Settings, as_json: bool) -> None:
    """Every organisation with its risk level today, who assessed it and until when."""
    workspace = open_workspace(settings)
    today = workspace.clock.today()
    with db.reading(workspace.engine) as session:
        known = known_organisations(session)
    for one in known:
        standing = one.standing(today)
        roles = [name for name, held in (("supplier", one.supplies), ("manufacturer", one.makes)) if held]
        row: dict[str, Any] = {
            "name": one.name, "organisation_number": one.number, "country": one.country, "roles": roles,
            "supplier": one.supplier, "risk_level": standing.level,
            "not_assessed_since": _iso(standing.since),
            "assessed_by": standing.assessed.assessed_by if standing.assessed else "",
            "assessed_on": _iso(standing.assessed.assessed_on if standing.assessed else None),
            "valid_to": _iso(standing.assessed.valid_to if standing.assessed else None),
        }  # fmt: skip
        if as_json:
            click.echo(json.dumps(row, ensure_ascii=False))
        else:
            click.echo("\t".join(cell or "-" for cell in (row | {"roles": ",".join(roles)}).values()))


@agreements.command("list")
@click.pass_obj
def list_agreements(settings: Settings) -> None:
    """Every agreement, its supplier, period and what it covers."""
    workspace = open_workspace(settings)
    today = workspace.clock.today()
    with db.reading(workspace.engine) as session:
        known = known_agreements(session)
    for one in known:
        covered = ", ".join((*one.groups, *one.brands)) or "all"
        state = "current" if one.current(today) else "not current"
        obliges = "obliges" if one.obliges else "-"
        period = f"{one.valid_from}..{_iso(one.valid_to)}"
        cells = (one.number, one.organisation, one.supplier or "-", period, state, obliges, covered)
        click.echo("\t".join(cells))


def _load(settings: Settings, what: str, file: Path, mode: str, as_json: bool) -> None:
    workspace = open_workspace(settings)
    known = words.load(data_file(settings.data, "suppliers.toml"))
    output.report(what, sourcing.run(workspace, what, file, known, whole=mode == "full"), as_json)


def _template(columns: tuple[str, ...], target: Path | None, what: str) -> None:
    header = ",".join(columns)
    if target is None:
        click.echo(header)
        return
    with target.open("x", encoding="utf-8") as handle:
        handle.write(header + "\n")
    click.echo(f"{target}: fill in, then: merkbar {what} load {target}")


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
