"""Held runs: a file that a gate stopped waits, whole, until a person releases or drops it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select, update
from sqlmodel import col

from catalog import db
from catalog.models import Run
from catalog.workspace import Workspace
from importers.config import Profile
from importers.errors import FetchFailed, ImportFailed
from importers.journal import DROPPED
from importers.raw import RawFile


def held_run(workspace: Workspace, kind: str, name: str, *, or_failed: bool = False) -> Run:
    """The last run of that feed or register that had a file, which must be held. Raises ImportFailed
    where it is not. A pull that brought nothing since says nothing about the file that waits.

    ``or_failed``: one that failed will do too, for the file that a queue of files cannot get past.
    """
    run = _last_run(workspace, kind, name)
    if run is None:
        raise ImportFailed(name, "has never run")
    if run.status != "held" and not (or_failed and run.status == "failed"):
        raise ImportFailed(name, f"its last run ({run.id}) is {run.status}, not held")
    return run


def was_dropped(workspace: Workspace, profile: Profile, raw: RawFile) -> bool:
    """Whether a person gave up the last run of the feed, which was of this very file."""
    run = _last_run(workspace, profile.kind, profile.name)
    return run is not None and run.sha256 == raw.sha256 and run.message.startswith(DROPPED)


def _last_run(workspace: Workspace, kind: str, name: str) -> Run | None:
    with db.reading(workspace.engine) as session:
        statement = select(Run).where(col(Run.kind) == kind, col(Run.name) == name, col(Run.raw_path) != "")
        newest = statement.order_by(col(Run.id).desc()).limit(1)
        found: Run | None = session.execute(newest).scalar_one_or_none()
    return found


def held_file(run: Run) -> RawFile:
    """The file of a held run as it was kept. Raises FetchFailed where it is gone."""
    path = Path(run.raw_path)
    if not path.is_file():
        raise FetchFailed(run.name, f"the file of run {run.id} is gone: {run.raw_path}")
    return RawFile(path, run.sha256, path.stat().st_size, run.file_name)


def drop(workspace: Workspace, run: Run) -> None:
    """Gives a held run up: yesterday's data stands, and nothing waits any more."""
    with db.writing(workspace.engine) as session:
        session.execute(
            update(Run)
            .where(col(Run.id) == run.id)
            .values(status="failed", message=f"{DROPPED}; it was {run.status}: {run.message}")
        )
