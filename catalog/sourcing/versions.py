"""Versions of what is known: which held at an instant, and how one takes another's place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, SQLModel, col

_Version = TypeVar("_Version", bound=SQLModel)


def held(model: Any, until: datetime | None = None) -> ColumnElement[bool]:
    """The condition for versions of ``model`` that held just before an instant; None: that hold now."""
    if until is None:
        return col(model.replaced_at).is_(None)
    return and_(
        col(model.loaded_at) < until, or_(col(model.replaced_at).is_(None), col(model.replaced_at) >= until)
    )


def put(session: Session, current: Any, fresh: _Version, now: datetime, said: Mapping[str, Any]) -> bool:
    """Puts ``fresh`` in the place of ``current`` (None: there was none); False where ``said``, the facts of
    the fresh one by column, is what the current one says already."""
    if current is not None:
        if all(getattr(current, name) == value for name, value in said.items()):
            return False
        current.replaced_at = now
        session.add(current)
    session.add(fresh)
    session.flush()
    return True
