"""The list that is being looked over, stored: a lost connection or a closed browser loses nothing of it.

One list a user, or a visitor's cookie. All functions that change it need a write transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from catalog.errors import InvalidRequest
from catalog.models import QuickDraft
from catalog.ordering.quick.lines import TypedLine
from catalog.ordering.quick.rows import Edit, Row, begun, edited, packed, unpacked
from catalog.people.roles import Visitor

MAX_ROWS = 2_000
FULL = "Listen kan ha høyst 2 000 linjer om gangen. Ingenting av dette er tatt med; del det opp."
_KEPT = timedelta(days=60)


def find(session: Session, visitor: Visitor, token: str | None) -> QuickDraft | None:
    """The user's list; else the one that this browser began before any log-in."""
    if visitor.known:
        own = session.exec(select(QuickDraft).where(QuickDraft.owner_user_id == visitor.user_id)).first()
        if own is not None:
            return own
    return _unowned(session, token) if token else None


def join(session: Session, visitor: Visitor, token: str, now: datetime) -> None:
    """At log-in: what the browser's list holds comes after what the user's own holds. Where both together
    are too long, the browser's stays where it is."""
    before, own = _unowned(session, token), find(session, visitor, None)
    if before is None or own is None:
        return
    held, more = rows_of(own), rows_of(before)
    if len(held) + len(more) > MAX_ROWS:
        return
    last = max((row.line for row in held), default=0)
    moved = [replace(row, id=own.next_id + place, line=last + row.line) for place, row in enumerate(more)]
    store(session, own, [*held, *moved], now)
    own.next_id += len(moved)
    session.delete(before)
    session.flush()


def rows_of(draft: QuickDraft | None) -> list[Row]:
    """Its rows, in the order they were typed."""
    return unpacked(draft.rows) if draft else []


def append(
    session: Session, visitor: Visitor, token: str, lines: Sequence[TypedLine], now: datetime
) -> QuickDraft:
    """Puts lines at the end of the list, making it where there is none.

    Raises InvalidRequest (``lines``) where it would become too long; then nothing is taken.
    """
    draft = find(session, visitor, token) or _new(session, now)
    held = rows_of(draft)
    if len(held) + len(lines) > MAX_ROWS:
        raise InvalidRequest("lines", FULL)
    last = max((row.line for row in held), default=0)
    moved = [replace(one, line=one.line + last) for one in lines]
    if visitor.known:
        draft.owner_user_id, draft.token = visitor.user_id, None
    else:
        draft.token = token
    store(session, draft, [*held, *begun(moved, draft.next_id)], now)
    draft.next_id += len(moved)
    session.flush()
    return draft


def apply(
    session: Session, draft: QuickDraft, edits: Mapping[int, Edit], removed: Collection[int], now: datetime
) -> None:
    """Stores what was typed into rows and takes rows out. Rows that are gone are no error (a second tab)."""
    kept = [row for row in rows_of(draft) if row.id not in removed]
    store(session, draft, [edited(row, edits[row.id]) if row.id in edits else row for row in kept], now)


def store(session: Session, draft: QuickDraft, rows: Sequence[Row], now: datetime) -> None:
    """Replaces the rows."""
    draft.rows, draft.updated_at = packed(rows), now
    session.add(draft)
    session.flush()


def _unowned(session: Session, token: str) -> QuickDraft | None:
    statement = select(QuickDraft).where(QuickDraft.token == token, col(QuickDraft.owner_user_id).is_(None))
    return session.exec(statement).first()


def _new(session: Session, now: datetime) -> QuickDraft:
    """A new list. Visitors' lists that nobody has touched for two months go then."""
    old = delete(QuickDraft).where(
        col(QuickDraft.owner_user_id).is_(None), col(QuickDraft.updated_at) < now - _KEPT
    )
    session.execute(old)
    return QuickDraft(updated_at=now)
