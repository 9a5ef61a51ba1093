"""The API for operators: runs and issues. Needs a key with the scope ``operate``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from catalog import run_pages
from catalog.errors import InvalidRequest, NotFound
from catalog.run_history import RunFigures, run_detail
from catalog.schemas_operating import (
    MAX_LISTED,
    STATUSES,
    IssuesOut,
    IssuesQuery,
    RunOut,
    RunsOut,
    RunsQuery,
)
from web.services import session
from web.views.api_answers import MAX_ID, PREFIX, answer, base_url, number, only, operation, single

MAX_PAGE = 10_000
KEY: list[dict[str, list[str]]] = [{"key": []}]
_RUNS = [{"in": "query", "schema": RunsQuery}]
_ISSUES = [{"in": "query", "schema": IssuesQuery}]

blueprint = Blueprint("api-operating", __name__, url_prefix=PREFIX, description="Runs and issues, with a key")


@operation(blueprint, "/runs", RunsOut, 422, parameters=_RUNS, security=KEY)
def runs() -> Response:
    """Runs of feeds and registers, newest first."""
    only(RunsQuery().fields)
    page, size = number("page", 1, MAX_PAGE), number("per_page", 24, MAX_LISTED)
    kind, status = _one_of("kind", ("feed", "register")), _one_of("status", STATUSES)
    total, rows = run_pages.runs(session(), kind, single("name"), status, size, (page - 1) * size)
    return answer({"total": total, "page": page, "per_page": size, "items": list(map(_run, rows))})


@operation(blueprint, "/runs/<int:run_id>", RunOut, 404, 422, security=KEY)
def run(run_id: int) -> Response:
    """One run."""
    only(())
    if run_id > MAX_ID:
        raise NotFound(f"no run has the number {run_id}")
    return answer(_run(run_detail(session(), run_id, 0, 0).run))


@operation(blueprint, "/issues", IssuesOut, 422, parameters=_ISSUES, security=KEY)
def issues() -> Response:
    """What a person must look at, newest first: open issues, or with resolved=1 those that are settled."""
    only(IssuesQuery().fields)
    page, size = number("page", 1, MAX_PAGE), number("per_page", 24, MAX_LISTED)
    resolved = _one_of("resolved", ("0", "1")) == "1"
    run_id = number("run", 0, MAX_ID) or None
    total, rows = run_pages.issues(
        session(), single("kind"), single("subject"), run_id, resolved, size, (page - 1) * size
    )
    return answer({"total": total, "page": page, "per_page": size, "items": list(map(_issue, rows))})


def _one_of(name: str, known: tuple[str, ...]) -> str:
    said = single(name)
    if name in request.args and said not in known:
        raise InvalidRequest(name, f"{said[:40]!r} is not one of {', '.join(known)}")
    return said


def _run(row: RunFigures) -> dict[str, Any]:
    return {
        "id": row.id, "kind": row.kind, "name": row.name, "format": row.format, "mode": row.mode,
        "status": row.status, "message": row.message or None, "started_at": _instant(row.started_at),
        "finished_at": _instant(row.finished_at), "file": row.file_name or None, "sha256": row.sha256 or None,
        "read": row.read, "stored": row.stored, "ignored": row.ignored, "rejected": row.rejected,
        "url": f"{base_url()}/status/runs/{row.id}",
    }  # fmt: skip


def _issue(row: run_pages.IssueRow) -> dict[str, Any]:
    issue = row.issue
    return {
        "id": issue.id, "run_id": row.run_id, "kind": issue.kind, "subject": issue.subject,
        "file": issue.file or None, "line": issue.line, "field": issue.field or None,
        "reason": issue.reason, "raw": issue.raw or None, "created_at": _instant(issue.created_at),
        "resolved_at": _instant(row.resolved_at),
    }  # fmt: skip


def _instant(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
