"""Pulls that brought no file: they are failed runs too, so that nobody has to read cron's mail to know."""

from __future__ import annotations

from catalog import db
from catalog.models import Run
from catalog.workspace import Workspace
from importers.config import Profile


def record_missed(workspace: Workspace, profile: Profile, reason: str) -> None:
    """Writes a failed run without a file."""
    now = workspace.clock.now()
    run = Run(
        kind=profile.kind, name=profile.name, format=profile.format, mode=profile.mode, status="failed",
        started_at=now, finished_at=now, message=reason,
    )  # fmt: skip
    with db.writing(workspace.engine) as session:
        session.add(run)
