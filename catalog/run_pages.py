"""Runs and issues in pages, for programs that watch over the imports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from catalog.models import Issue, Run
from catalog.models.runs import COMPANY_PRICES
from catalog.overview import IssueView, about_everybody
from catalog.run_history import RunFigures, figures


@dataclass(frozen=True, slots=True)
class IssueRow:
    """An issue, with its run and when it was settled (None: it is open)."""

    issue: IssueView
    run_id: int | None
    resolved_at: datetime | None


def runs(
    session: Session, kind: str, name: str, status: str, limit: int, offset: int
) -> tuple[int, list[RunFigures]]:
    """How many there are and one page, newest first; '' asks for all. Never those of a company's prices."""
    where = [col(Run.kind) != COMPANY_PRICES]
    asked = ((col(Run.kind), kind), (col(Run.name), name), (col(Run.status), status))
    where += [column == said for column, said in asked if said]
    total = session.execute(select(func.count(col(Run.id))).where(*where)).scalar_one()
    rows = session.execute(select(Run).where(*where).order_by(col(Run.id).desc()).limit(limit).offset(offset))
    return total, [figures(run) for run in rows.scalars()]


def issues(
    session: Session, kind: str, subject: str, run_id: int | None, resolved: bool, limit: int, offset: int
) -> tuple[int, list[IssueRow]]:
    """How many there are and one page, newest first; open ones, or those that are settled."""
    done = col(Issue.resolved_at)
    where = [about_everybody(), done.is_not(None) if resolved else done.is_(None)]
    asked = ((col(Issue.kind), kind), (col(Issue.subject), subject))
    where += [column == said for column, said in asked if said]
    if run_id is not None:
        where.append(col(Issue.run_id) == run_id)
    total = session.execute(select(func.count(col(Issue.id))).where(*where)).scalar_one()
    rows = session.execute(
        select(Issue).where(*where).order_by(col(Issue.id).desc()).limit(limit).offset(offset)
    )
    return total, [IssueRow(IssueView.of(row), row.run_id, row.resolved_at) for row in rows.scalars()]
