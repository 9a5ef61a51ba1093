"""Runs in detail: the trend of the last ones, one run with its counters and issues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from catalog.errors import NotFound
from catalog.models import Issue, Run
from catalog.models.runs import PRIVATE_KINDS
from catalog.overview import IssueView

GOOD = ("published", "unchanged")
COUNTED = ("filled", "repaired", "rejected")


@dataclass(frozen=True, slots=True)
class RunFigures:
    """One run in figures. ``new``, ``changed`` and ``withdrawn`` are None where it published nothing;
    ``counters`` are (field, filled, repaired, rejected) in records, '' is the record as a whole."""

    id: int
    kind: str
    name: str
    format: str
    mode: str
    status: str
    message: str
    started_at: datetime
    finished_at: datetime | None
    file_name: str
    sha256: str
    read: int
    stored: int
    ignored: int
    rejected: int
    new: int | None
    changed: int | None
    withdrawn: int | None
    counters: tuple[tuple[str, int, int, int], ...]

    @property
    def good(self) -> bool:
        """Whether yesterday's data was renewed or confirmed by it."""
        return self.status in GOOD


@dataclass(frozen=True, slots=True)
class RunDetail:
    """One run, the last good one before it, and a page of its issues."""

    run: RunFigures
    before: RunFigures | None
    issues: tuple[IssueView, ...]
    issue_count: int


def trend(session: Session, kind: str, name: str, limit: int) -> tuple[RunFigures, ...]:
    """The last ``limit`` finished runs of one feed or register, oldest first."""
    statement = (
        select(Run)
        .where(col(Run.name) == name, col(Run.kind) == kind, col(Run.status) != "running")
        .order_by(col(Run.id).desc())
        .limit(limit)
    )
    return tuple(figures(run) for run in reversed(session.execute(statement).scalars().all()))


def ended_badly(session: Session, limit: int) -> tuple[RunFigures, ...]:
    """The newest failed and held runs of all feeds and registers, newest first."""
    statement = select(Run).where(
        col(Run.status).in_(("failed", "held")), col(Run.kind).not_in(PRIVATE_KINDS)
    )
    rows = session.execute(statement.order_by(col(Run.id).desc()).limit(limit)).scalars()
    return tuple(map(figures, rows))


def run_detail(session: Session, run_id: int, limit: int, offset: int) -> RunDetail:
    """One run with ``limit`` issues from ``offset`` on, in the order of the file. Raises NotFound, also for
    a run that no page shows."""
    run = session.get(Run, run_id)
    if run is None or run.kind in PRIVATE_KINDS:
        raise NotFound(f"no run has the number {run_id}")
    own = col(Issue.run_id) == run_id
    count = session.execute(select(func.count()).select_from(Issue).where(own)).scalar_one()
    rows = session.execute(
        select(Issue).where(own).order_by(col(Issue.id)).limit(limit).offset(offset)
    ).scalars()
    return RunDetail(figures(run), _before(session, run), tuple(map(IssueView.of, rows)), count)


def _before(session: Session, run: Run) -> RunFigures | None:
    statement = (
        select(Run)
        .where(col(Run.name) == run.name, col(Run.kind) == run.kind, col(Run.id) < run.id)
        .where(col(Run.status).in_(GOOD))
        .order_by(col(Run.id).desc())
        .limit(1)
    )
    found = session.execute(statement).scalar_one_or_none()
    return figures(found) if found else None


def figures(run: Run) -> RunFigures:
    """The figures of a stored run."""
    counters = run.counters
    names = sorted({name for kind in COUNTED for name in counters.get(kind, {})})
    return RunFigures(
        run.id or 0, run.kind, run.name, run.format, run.mode, run.status, run.message, run.started_at,
        run.finished_at, run.file_name, run.sha256, run.records_read, run.stored, run.ignored, run.rejected,
        counters.get("new"), counters.get("changed"), counters.get("withdrawn"),
        tuple(
            (name, *(int(counters.get(kind, {}).get(name, 0)) for kind in COUNTED))
            for name in names
        ),
    )  # fmt: skip
