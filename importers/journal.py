"""The journal of runs: each run is a row from its first moment, each fault of a record an issue."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, insert, not_, select, update
from sqlmodel import col

from catalog import db
from catalog.models import Issue, Offer, Run
from catalog.records import Notice, Reject
from catalog.workspace import Workspace
from importers.config import Profile
from importers.raw import RawFile

BATCH = 500
DROPPED = "dropped by a person"
SUCCESS = ("published", "unchanged")


@dataclass(slots=True)
class Report:
    """How a run ended, in the words of the command line's contract. Counts are records."""

    run: int
    status: str = "running"
    read: int = 0
    stored: int = 0
    ignored: int = 0
    rejected: int = 0
    message: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    issues: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The object that ``--json`` prints."""
        return {
            "run": self.run, "status": self.status, "read": self.read, "stored": self.stored,
            "ignored": self.ignored, "rejected": self.rejected, "message": self.message,
        }  # fmt: skip


def _still_stands() -> ColumnElement[bool]:
    """Whether an issue is a notice about a record that has not been read again since: its offer has not
    changed, so a later run skipped it and what was dropped from it is dropped still."""
    unchanged = select(col(Offer.id)).where(
        col(Offer.last_run) == col(Issue.run_id), col(Offer.line) == col(Issue.line)
    )
    return and_(col(Issue.kind) == "notice", exists(unchanged.correlate(Issue)))


class Journal:
    """Writes one run and its issues, in short transactions of its own.

    A dry run writes no row: its first issues are kept in the report instead, and its number is 0.
    """

    def __init__(
        self,
        workspace: Workspace,
        profile: Profile,
        raw: RawFile,
        fingerprint: str,
        *,
        dry_run: bool = False,
    ) -> None:
        self._workspace = workspace
        self._pending: list[dict[str, Any]] = []
        self.profile = profile
        self.raw = raw
        self.dry_run = dry_run
        self.report = Report(0)
        if not dry_run:
            self._open(fingerprint)

    def _open(self, fingerprint: str) -> None:
        workspace, profile, raw = self._workspace, self.profile, self.raw
        now = workspace.clock.now()
        with db.writing(workspace.engine) as session:
            # The lock is ours, so a run that still says "running" died without saying why.
            session.execute(
                update(Run)
                .where(col(Run.name) == profile.name, col(Run.kind) == profile.kind)
                .where(col(Run.status) == "running")
                .values(status="failed", message="stopped before it finished", finished_at=now)
            )
            run = Run(
                kind=profile.kind, name=profile.name, format=profile.format, mode=profile.mode,
                status="running", started_at=now, file_name=raw.name, raw_path=str(raw.path),
                sha256=raw.sha256, fingerprint=fingerprint,
            )  # fmt: skip
            session.add(run)
            session.flush()
            self.report.run = run.id or 0

    def previous(self) -> Run | None:
        """The last run of this feed that published or found nothing changed."""
        with db.reading(self._workspace.engine) as session:
            statement = (
                select(Run)
                .where(col(Run.name) == self.profile.name, col(Run.kind) == self.profile.kind)
                .where(col(Run.status).in_(SUCCESS), col(Run.id) != self.report.run)
                .order_by(col(Run.id).desc())
                .limit(1)
            )
            return session.execute(statement).scalar_one_or_none()

    def note(self, items: Sequence[Reject | Notice], kind: str = "") -> None:
        """Makes issues of rejects and notices; ``kind`` overrides the usual one."""
        now = self._workspace.clock.now()
        self._pending += [
            {
                "run_id": self.report.run,
                "kind": kind or ("reject" if isinstance(item, Reject) else "notice"),
                "subject": self.profile.name, "file": self.raw.name, "line": item.line,
                "field": item.field[:60], "reason": item.reason, "raw": item.raw[:500],
                "created_at": now,
            }
            for item in items
        ]  # fmt: skip
        if self.dry_run:
            del self._pending[BATCH:]
        elif len(self._pending) >= BATCH:
            self._flush()

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Times a part of the run: seconds by name, among its details."""
        start = time.monotonic()
        try:
            yield
        finally:
            seconds = round(time.monotonic() - start, 1)
            self.report.details["seconds"] = {**self.report.details.get("seconds", {}), name: seconds}

    def finish(self, status: str, message: str = "", *, same_file: bool = False) -> Report:
        """Closes the run. A run that read its file, and was not stopped, resolves the issues that earlier
        runs of the feed left: it has noted anew what is still wrong. ``same_file``: nothing was read."""
        report = self.report
        # People know the file by its own name, not by the one it is kept under.
        message = message.replace(self.raw.path.name, self.raw.name)
        report.status, report.message = status, message
        if self.dry_run:
            report.issues = self._pending
            return report
        self._flush()
        now = self._workspace.clock.now()
        with db.writing(self._workspace.engine) as session:
            session.execute(
                update(Run)
                .where(col(Run.id) == report.run)
                .values(
                    status=status, message=message, finished_at=now, records_read=report.read,
                    stored=report.stored, ignored=report.ignored, rejected=report.rejected,
                    counters=report.details,
                )
            )  # fmt: skip
            if status in SUCCESS and not same_file:
                session.execute(
                    update(Issue)
                    .where(col(Issue.subject) == self.profile.name, col(Issue.resolved_at).is_(None))
                    .where(col(Issue.run_id) < report.run, not_(_still_stands()))
                    .values(resolved_at=now)
                    .execution_options(synchronize_session=False)
                )
        return report

    def _flush(self) -> None:
        if self._pending:
            with db.writing(self._workspace.engine) as session:
                session.execute(insert(Issue), self._pending)
            self._pending = []
