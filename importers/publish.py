"""Brings the search index up to what the database has committed. Safe to repeat, safe to interrupt."""

from __future__ import annotations

from catalog import db
from catalog.documents import documents, newest_revision, removed
from catalog.errors import IndexUnavailable
from catalog.search.opening import open_writer
from catalog.search.port import IndexStatus
from catalog.workspace import Workspace


def publish(workspace: Workspace, *, rebuild: bool = False) -> IndexStatus:
    """Publishes one generation that holds every committed change; none if the index has seen them all."""
    writer = open_writer(workspace.index_dir)
    with db.reading(workspace.engine) as session:
        revision = newest_revision(session)
        status = None if rebuild else _status(workspace)
        if status is not None and status.revision <= revision:
            if status.revision == revision:
                return status
            try:
                changed = documents(session, workspace, status.revision)
                return writer.update(changed, removed(session, status.revision), revision)
            except IndexUnavailable:
                session.rollback()
                revision = newest_revision(session)
        return writer.rebuild(documents(session, workspace, None), revision)


def _status(workspace: Workspace) -> IndexStatus | None:
    try:
        return open_writer(workspace.index_dir).status()
    except IndexUnavailable:
        return None
