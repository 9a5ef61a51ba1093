"""How the operator's imports stand: the last run of each feed and register, open issues, totals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlmodel import Session, col

from catalog.evidence import stale_datasets
from catalog.models import Dataset, Issue, Product, Run, Tag
from catalog.models.runs import PRIVATE_KINDS


@dataclass(frozen=True, slots=True)
class RunView:
    """The last run of one feed or register. ``published_at`` is when the last run that stands
    ended, or when a pull after it last found that no newer file waits."""

    id: int
    name: str
    kind: str
    format: str
    mode: str
    status: str
    started_at: datetime
    finished_at: datetime | None
    published_at: datetime | None
    file_name: str
    sha256: str
    read: int
    stored: int
    ignored: int
    rejected: int
    message: str
    confirmed_on: date | None
    stale: bool


@dataclass(frozen=True, slots=True)
class IssueView:
    """One issue, open where it comes from a list of open ones."""

    id: int
    kind: str
    subject: str
    file: str
    line: int
    field: str
    reason: str
    raw: str
    created_at: datetime

    @classmethod
    def of(cls, row: Issue) -> IssueView:
        """The view of a stored issue."""
        return cls(
            row.id or 0, row.kind, row.subject, row.file, row.line, row.field, row.reason, row.raw,
            row.created_at,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatusView:
    """What the status page shows. ``labelled`` counts products with a standing register tag."""

    feeds: tuple[RunView, ...]
    registers: tuple[RunView, ...]
    issues: tuple[IssueView, ...]
    issue_count: int
    products: int
    labelled: int


def overview(session: Session, today: date, issue_limit: int = 100) -> StatusView:
    """The state of every feed and register that ever ran, and the newest open issues."""
    runs = last_runs(session, today)
    open_issues = select(func.count(col(Issue.id))).where(col(Issue.resolved_at).is_(None), about_everybody())
    labelled = select(func.count(func.distinct(col(Tag.product_id)))).where(
        col(Tag.closed_at).is_(None), col(Tag.kind) == "register", col(Tag.rejected) == ""
    )
    return StatusView(
        feeds=tuple(run for run in runs if run.kind == "feed"),
        registers=tuple(run for run in runs if run.kind == "register"),
        issues=tuple(issues(session, issue_limit)),
        issue_count=_count(session, open_issues),
        products=_count(session, select(func.count(col(Product.id))).where(col(Product.active).is_(True))),
        labelled=_count(session, labelled),
    )


def issues(
    session: Session, limit: int, kind: str = "", subject: str = "", *, private: bool = False
) -> list[IssueView]:
    """Open issues, newest first; those of one company's prices (``private``) for the operator alone."""
    statement = select(Issue).where(col(Issue.resolved_at).is_(None))
    if not private:
        statement = statement.where(about_everybody())
    if kind:
        statement = statement.where(col(Issue.kind) == kind)
    if subject:
        statement = statement.where(col(Issue.subject) == subject)
    rows = session.execute(statement.order_by(col(Issue.id).desc()).limit(limit)).scalars()
    return [IssueView.of(row) for row in rows]


def about_everybody() -> ColumnElement[bool]:
    """Whether an issue is about what everybody may see."""
    private = select(col(Run.id)).where(col(Run.kind).in_(PRIVATE_KINDS))
    return or_(col(Issue.run_id).is_(None), col(Issue.run_id).not_in(private))


def _count(session: Session, statement: Select[int]) -> int:
    return int(session.execute(statement).scalar_one())


def last_runs(session: Session, today: date, hidden: tuple[str, ...] = PRIVATE_KINDS) -> list[RunView]:
    """The newest run of every feed and register that ever ran, by kind and name; none of ``hidden`` kinds."""
    shared = col(Run.kind).not_in(hidden)
    newest = select(func.max(col(Run.id))).where(shared).group_by(col(Run.kind), col(Run.name))
    good_until = func.coalesce(col(Run.looked_at), col(Run.finished_at))
    stands = (
        select(col(Run.kind), col(Run.name), func.max(good_until))
        .where(col(Run.status).in_(("published", "unchanged")))
        .group_by(col(Run.kind), col(Run.name))
    )
    published = {(kind, name): finished for kind, name, finished in session.execute(stands)}
    datasets = {row.id: row for row in session.execute(select(Dataset)).scalars()}
    stale = stale_datasets(session, today)
    views = []
    for run in session.execute(
        select(Run).where(col(Run.id).in_(newest)).order_by(col(Run.kind), col(Run.name))
    ).scalars():
        own = [datasets[key] for key in run.counters.get("datasets", []) if key in datasets]
        views.append(
            RunView(
                run.id or 0, run.name, run.kind, run.format, run.mode, run.status, run.started_at,
                run.finished_at, published.get((run.kind, run.name)), run.file_name, run.sha256,
                run.records_read, run.stored, run.ignored, run.rejected, run.message,
                min((row.confirmed_on for row in own), default=None),
                any(row.id in stale for row in own),
            )
        )  # fmt: skip
    return views
