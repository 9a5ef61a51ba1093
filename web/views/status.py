"""How things stand: last runs, issues, age of the index and of each register."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, render_template

from catalog import overview
from catalog.errors import IndexUnavailable
from catalog.search.port import IndexStatus
from web.services import services, session, today

blueprint = Blueprint("status", __name__)


@blueprint.get("/status")
def show() -> str:
    """The status page; it answers also while the index cannot be read, because it says so."""
    work = services().workspace
    index: IndexStatus | None
    try:
        index = services().index.status()
    except IndexUnavailable:
        index = None
    return render_template(
        "status/show.html",
        overview=overview.overview(session(), today()),
        index=index,
        published_at=_instant(index.published_at) if index else None,
        now=work.clock.now(),
        today=today(),
    )


def _instant(text: str) -> datetime | None:
    """The index's own time stamp (ISO 8601), or None where it has none."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
