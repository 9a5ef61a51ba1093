"""How things stand: what needs a person, last runs and their trend, issues, age of index and registers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from flask import Blueprint, Response, render_template, request

from catalog import overview, quality
from catalog.errors import IndexUnavailable, InvalidRequest, MerkbarError
from catalog.run_history import RunFigures, run_detail, trend
from catalog.search.port import IndexStatus
from importers import profiles
from importers.profiles import Profiles
from importers.standing import Standing, Trouble, standings
from web import atom, run_feed, run_words
from web.addresses import absolute
from web.remedies import remedies
from web.services import services, session, today
from web.sparkline import Sparkline, sparkline

TREND = 12
PER_PAGE = 100
MAX_PAGE = 10_000

blueprint = Blueprint("status", __name__)


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the page: how a feed or register stands, and its last runs, the newest first."""

    standing: Standing
    runs: tuple[RunFigures, ...]
    line: Sparkline | None


@blueprint.get("/status")
def show() -> str:
    """The status page; it answers also while the index or feeds.toml cannot be read, because it says so."""
    work = services().workspace
    index: IndexStatus | None
    try:
        index = services().index.status()
    except IndexUnavailable:
        index = None
    known, fault = _profiles()
    found = standings(session(), work, known)
    return render_template(
        "status/show.html",
        overview=overview.overview(session(), today()),
        feeds=[_row(one) for one in found if one.kind == "feed" and one.run],
        registers=[_row(one) for one in found if one.kind == "register" and one.run],
        suppliers=quality.suppliers(session()),
        idle=[one.name for one in found if not one.run],
        troubled=sorted((one for one in found if one.troubles), key=_urgency),
        fault=fault,
        index=index,
        published_at=_instant(index.published_at) if index else None,
        now=work.clock.now(),
        words=run_words,
        remedies=remedies,
        atom_url=absolute("status.alerts"),
    )


@blueprint.get("/status/runs/<int:run_id>")
def run(run_id: int) -> str:
    """One run: its figures beside the last good one, its counters by field, its issues."""
    page = _page()
    detail = run_detail(session(), run_id, PER_PAGE, (page - 1) * PER_PAGE)
    found = standings(session(), services().workspace, _profiles()[0])
    key = (detail.run.kind, detail.run.name)
    standing = next((one for one in found if (one.kind, one.name) == key), None)
    if standing and standing.run and _is_last(standing, run_id):
        detail = replace(detail, run=replace(detail.run, status=standing.run.status))
    waiting = bool(standing and standing.held and standing.held[0] == run_id)
    return render_template(
        "status/run.html",
        detail=detail,
        page=page,
        more=page * PER_PAGE < detail.issue_count,
        remedies=remedies(standing) if standing and (waiting or _is_last(standing, run_id)) else (),
        words=run_words,
    )


@blueprint.get("/status/alerts.atom")
def alerts() -> Response:
    """Failed and held runs and late feeds, for a feed reader."""
    found = standings(session(), services().workspace, _profiles()[0])
    response = Response(run_feed.document(session(), found), content_type=f"{atom.MIME_TYPE}; charset=utf-8")
    response.cache_control.no_cache = True
    response.vary.add("Cookie")
    response.add_etag()
    response.make_conditional(request)
    return response


def _row(standing: Standing) -> _Row:
    runs = trend(session(), standing.kind, standing.name, TREND)
    return _Row(standing, tuple(reversed(runs)), sparkline([one.read for one in runs if one.good]))


def _urgency(standing: Standing) -> int:
    return list(Trouble).index(standing.troubles[0])


def _is_last(standing: Standing, run_id: int) -> bool:
    return bool(standing.run and standing.run.id == run_id)


def _profiles() -> tuple[Profiles, str]:
    """What feeds.toml says; nothing and the fault where it cannot be read: pages go on without it."""
    try:
        return profiles.load(services().workspace.data / "feeds.toml"), ""
    except MerkbarError as error:
        return Profiles(), str(error)


def _page() -> int:
    page = request.args.get("page", "").strip() or "1"
    if not (page.isascii() and page.isdigit() and 1 <= int(page[:9]) <= MAX_PAGE):
        raise InvalidRequest("page", f"{page[:40]!r} is not a whole number from 1 to {MAX_PAGE}")
    return int(page)


def _instant(text: str) -> datetime | None:
    """The index's own time stamp (ISO 8601), or None where it has none."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
