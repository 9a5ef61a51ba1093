"""What to send back to a supplier: the report as a page that prints well, and every line as CSV."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, stream_with_context

from catalog import quality
from web.quality_export import as_csv
from web.quality_words import ADVICE, BASES, TITLES, reason
from web.services import services, session, today

blueprint = Blueprint("quality", __name__)


@blueprint.get("/suppliers/<slug>/quality")
def show(slug: str) -> str:
    """Counts, shares and the first lines."""
    return render_template(
        "status/quality.html",
        report=quality.report(session(), services().workspace, slug, today()),
        now=services().workspace.clock.now(),
        titles=TITLES,
        advice=ADVICE,
        bases=BASES,
        reason=reason,
    )


@blueprint.get("/suppliers/<slug>/quality.csv")
def download(slug: str) -> Response:
    """Every line, streamed from one snapshot."""
    quality.supplier(session(), slug)
    lines = quality.lines(session(), services().workspace, slug, today())
    response = Response(stream_with_context(as_csv(slug, lines)), content_type="text/csv; charset=utf-8")
    name = f"{slug}-{today().isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.cache_control.no_cache = True
    return response
