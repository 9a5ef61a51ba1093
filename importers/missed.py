"""Pulls that brought no file. Where one could not be brought that is a failed run too, so that nobody has to
read cron's mail to know; where none waited, the last good run is as good as new."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlmodel import col

from catalog import db
from catalog.models import Run
from catalog.workspace import Workspace
from importers.config import Profile
from importers.journal import SUCCESS


def record_missed(workspace: Workspace, profile: Profile, reason: str) -> None:
    """Writes a failed run without a file."""
    now = workspace.clock.now()
    run = Run(
        kind=profile.kind, name=profile.name, format=profile.format, mode=profile.mode, status="failed",
        started_at=now, finished_at=now, message=reason,
    )  # fmt: skip
    with db.writing(workspace.engine) as session:
        session.add(run)


def record_quiet(workspace: Workspace, profile: Profile) -> None:
    """Notes that nothing new waited. No run of its own: a folder is looked into every few minutes."""
    newest = (
        select(col(Run.id))
        .where(col(Run.kind) == profile.kind, col(Run.name) == profile.name, col(Run.status).in_(SUCCESS))
        .order_by(col(Run.id).desc())
        .limit(1)
    )
    with db.writing(workspace.engine) as session:
        session.execute(
            update(Run).where(col(Run.id) == newest.scalar_subquery()).values(looked_at=workspace.clock.now())
        )
