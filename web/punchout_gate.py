"""What a visit of a purchasing system may reach: search, products, labels, its own basket, giving back.

Everything else is no page there. A visit that is over is told so; one whose basket was given back has only
the page that gives it, one that inspects only the page that shows it.
"""

from __future__ import annotations

from flask import Flask, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from catalog.models import PunchoutSession
from catalog.punchout.sessions import INSPECT
from web import punchout_session

# Blueprints and endpoints inside a visit; POST only where the visit's own things are changed.
PAGES = frozenset({
    "search.home", "search.results", "products.show", "products.evidence", "labels.index", "labels.show",
    "expiring.show", "expiring.feed", "status.show", "status.run", "status.alerts", "quality.show",
    "quality.download", "api.suggest", "static",
    "stylesheet", "language.choose", "ordering.basket", "ordering.save", "ordering.add", "ordering.update",
    "quick.show", "quick.append", "quick.save", "quick.sample",
    "punchout-visit.give", "punchout-visit.back", "punchout-visit.reopen", "punchout-visit.peppol",
})  # fmt: skip
# Left when nothing may change any more.
_ENDED = frozenset({
    "punchout-visit.back", "punchout-visit.give", "punchout-visit.reopen", "punchout-visit.peppol",
    "products.show", "products.evidence", "labels.show", "labels.index", "static",
    "stylesheet", "language.choose",
})  # fmt: skip


def _gate() -> AnyResponse | None:
    found = punchout_session.visit()
    if found is None:
        return None
    if not found.open or found.row is None:
        return closed()
    if request.endpoint not in PAGES:
        abort(404)
    if (ended(found.row) or found.row.operation == INSPECT) and request.endpoint not in _ENDED:
        return redirect(url_for("punchout-visit.back"), 303)
    return None


def ended(row: PunchoutSession) -> bool:
    """Whether the basket was given back."""
    return row.returned_at is not None


def closed() -> Response:
    """The page of a visit that is over, without any way into the shop."""
    response = make_response(render_template("punchout/closed.html"), 410)
    response.headers["Cache-Control"] = "no-store"
    return response


def init_app(app: Flask) -> None:
    """Wires the gate; call it before whatever else looks at a request."""
    app.before_request(_gate)
