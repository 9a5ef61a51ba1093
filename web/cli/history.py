"""``merkbar labels expiring``: what will be lost soon."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import click

from catalog import db
from catalog.expiring import ExpiringItem, endings, with_suppliers
from labels.validity import EXPIRING_DAYS
from web.config import Settings, open_workspace
from web.product_json import evidence_url, product_url

MAX_DAYS = 3650


@click.command("expiring")
@click.option("--days", type=click.IntRange(0, MAX_DAYS), default=EXPIRING_DAYS, show_default=True)
@click.option("--label", "labels", multiple=True, help="Only this label; may be repeated.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def expiring(settings: Settings, days: int, labels: tuple[str, ...], as_json: bool) -> None:
    """Labels that products lose within so many days, the first to go first."""
    workspace = open_workspace(settings)
    for slug in labels:
        if slug not in workspace.labels:
            raise click.UsageError(f"--label: {slug!r} is not one of {', '.join(workspace.labels)}")
    today = workspace.clock.today()
    with db.reading(workspace.engine) as session:
        items = with_suppliers(session, endings(session, workspace, today, days, labels))
    if as_json:
        click.echo(json.dumps(_json(items, today, days, settings.base_url), ensure_ascii=False))
        return
    click.echo(f"{len(items)} labels end within {days} days")
    for item in items:
        click.echo(_line(item))


def _line(item: ExpiringItem) -> str:
    label = f"{item.label} {item.tier}".strip()
    parts = (
        item.valid_to.isoformat(), f"{item.days_left} days", label, item.certificate,
        str(item.product_id), item.name, ", ".join(item.suppliers),
    )  # fmt: skip
    return "\t".join(parts).rstrip()


def _json(items: list[ExpiringItem], today: date, days: int, base_url: str) -> dict[str, Any]:
    return {
        "today": today.isoformat(),
        "days": days,
        "total": len(items),
        "items": [
            {
                "product_id": item.product_id,
                "name": item.name,
                "brand": item.brand or None,
                "mpn": item.mpn or None,
                "label": item.label,
                "tier": item.tier or None,
                "certificate": item.certificate or None,
                "valid_to": item.valid_to.isoformat(),
                "days_left": item.days_left,
                "suppliers": list(item.suppliers),
                "url": product_url(item.product_id, base_url),
                "evidence_url": evidence_url(item.product_id, base_url, item.label),
            }
            for item in items
        ],
    }
