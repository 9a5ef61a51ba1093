"""What a supplier's data lacks or says wrong, to send back: counts and lines from the same statements.

A finding's count is the number of its lines: page, CSV and JSON cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, case, func, literal, select
from sqlmodel import Session, col

from catalog.errors import NotFound
from catalog.models import Issue, Offer, OfferClaim, Run, Supplier
from catalog.quality_statements import DUPLICATE, REJECTED, Problem, Statement, problems
from catalog.workspace import Workspace

FIRST = 5
REASONS = 30
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to correct: where it stands, which field, why, and what was there."""

    file: str
    line: int
    number: str
    field: str
    reason: str
    value: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of problem: ``count`` lines against ``base``, the number of what ``of`` says (offers,
    claims or records), and the first of them. ``reasons`` (field, reason, count) are given for rejected
    records, the most frequent first."""

    code: str
    count: int
    base: int
    of: str
    first: tuple[Line, ...]
    reasons: tuple[tuple[str, str, int], ...] = ()

    @property
    def share(self) -> float:
        """Lines against base, 0 where there is none; above 1 where a record has several lines."""
        return self.count / self.base if self.base else 0.0


@dataclass(frozen=True, slots=True)
class QualityRun:
    """A run that read the supplier's records last, one for each of its feeds."""

    id: int
    name: str
    status: str
    file_name: str
    read: int


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report of one supplier. ``offers`` and ``claims`` are those that stand today."""

    slug: str
    name: str
    offers: int
    claims: int
    runs: tuple[QualityRun, ...]
    findings: tuple[Finding, ...]


def suppliers(session: Session) -> list[tuple[str, str]]:
    """Slug and name of every supplier, by name."""
    rows = session.execute(select(col(Supplier.slug), col(Supplier.name)).order_by(col(Supplier.name)))
    return [(slug, name or slug) for slug, name in rows]


def report(session: Session, workspace: Workspace, slug: str, today: date) -> Report:
    """The report. Raises NotFound for a supplier that nobody knows."""
    owner = supplier(session, slug)
    runs = _runs(session, owner)
    active = (col(Offer.supplier_id) == owner.id, col(Offer.withdrawn_at).is_(None))
    offers = select(func.count()).select_from(Offer).where(*active)
    claims = select(func.count()).select_from(OfferClaim).join(
        Offer, col(Offer.id) == col(OfferClaim.offer_id)
    ).where(*active)  # fmt: skip
    bases = {
        "offers": session.execute(offers).scalar_one(),
        "claims": session.execute(claims).scalar_one(),
        "records": sum(run.read for run in runs),
    }
    found = problems(session, workspace, owner.id or 0, _ids(runs), _names(runs), today)
    findings = tuple(_finding(session, problem, bases[problem.base]) for problem in found)
    return Report(slug, owner.name or slug, bases["offers"], bases["claims"], runs, findings)


def lines(session: Session, workspace: Workspace, slug: str, today: date) -> Iterator[tuple[str, Line]]:
    """Every line of every finding with its code, streamed. Raises NotFound before the first."""
    owner = supplier(session, slug)
    runs = _runs(session, owner)
    for problem in problems(session, workspace, owner.id or 0, _ids(runs), _names(runs), today):
        rows = session.execute(problem.ordered(), execution_options={"yield_per": _BATCH})
        for row in rows:
            yield problem.code, _line(row)


def _ids(runs: tuple[QualityRun, ...]) -> list[int]:
    return [run.id for run in runs]


def _names(runs: tuple[QualityRun, ...]) -> list[str]:
    return [run.name for run in runs]


def supplier(session: Session, slug: str) -> Supplier:
    """The supplier of that slug. Raises NotFound."""
    found: Supplier | None = session.execute(
        select(Supplier).where(col(Supplier.slug) == slug)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(f"no supplier has the short name {slug}")
    return found


def _runs(session: Session, owner: Supplier) -> tuple[QualityRun, ...]:
    """For each feed of the supplier the newest run that read its records: one that found the same bytes
    as before read nothing, and one that failed may have stopped anywhere. A run writes offers of one
    supplier only, so any of its offers tells whose feed it is."""
    whose = select(col(Offer.supplier_id)).where(col(Offer.last_run) == col(Run.id)).limit(1)
    names = select(col(Run.name)).where(col(Run.kind) == "feed", whose.scalar_subquery() == owner.id)
    feeds = sorted({owner.slug, *session.execute(names.distinct()).scalars()})
    found = []
    for name in feeds:
        newest = (
            select(Run)
            .where(col(Run.name) == name, col(Run.kind) == "feed")
            .where(col(Run.status).in_(("published", "unchanged", "held")))
            .order_by(col(Run.id).desc())
        )
        for run in session.execute(newest, execution_options={"yield_per": 20}).scalars():
            if "filled" in run.counters:
                found.append(QualityRun(run.id or 0, name, run.status, run.file_name, run.records_read))
                break
    return tuple(found)


def _finding(session: Session, problem: Problem, base: int) -> Finding:
    count = session.execute(
        select(func.count()).select_from(problem.statement.order_by(None).subquery())
    ).scalar_one()
    if not count:
        return Finding(problem.code, 0, base, problem.base, ())
    first = tuple(_line(row) for row in session.execute(problem.ordered().limit(FIRST)))
    reasons = _reasons(session, problem.statement) if problem.code == REJECTED else ()
    return Finding(problem.code, count, base, problem.base, first, reasons)


def _reasons(session: Session, statement: Statement) -> tuple[tuple[str, str, int], ...]:
    """Rejects by field and reason; a number that stands twice is one reason, whatever the lines are."""
    same = case((col(Issue.kind) == "duplicate", literal(DUPLICATE)), else_=col(Issue.reason))
    counted = func.count()
    grouped = (
        statement.order_by(None)
        .with_only_columns(col(Issue.field), same, counted)
        .group_by(col(Issue.field), same)
        .order_by(counted.desc(), col(Issue.field), same)
        .limit(REASONS)
    )
    return tuple((field, reason, count) for field, reason, count in session.execute(grouped))


def _line(row: Row[Any]) -> Line:
    columns: tuple[Any, ...] = tuple(row)
    file, line, number, field, reason, value = columns
    return Line(file, line, number, field, reason, value)
