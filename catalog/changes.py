"""What has changed since a cursor, for whoever keeps a copy: every product once, in its newest state.

A product stands at the revision that changed it last. Revisions are given inside the one write
transaction, so they grow in the order of commits: behind a cursor nothing appears any more, however many
imports run at once. Time changes labels without any revision (a certificate ends, a register is no longer
confirmed, or is again): a cursor therefore names the day and the stale data sets that it has been told of,
and what differs is told first.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from catalog.documents import newest_revision
from catalog.errors import CursorGone, InvalidRequest
from catalog.evidence import stale_datasets
from catalog.workspace import Workspace
from labels.validity import EXPIRING_DAYS

NOW = "now"
CURRENT, GONE, MERGED = CHANGES = ("current", "gone", "merged")
BY_DATA, BY_TIME = CAUSES = ("data", "time")
_LONGEST = 2_000
_COLUMNS = "SELECT id, revision, active, merged_into FROM product"
# Two statements, each a range of the index: one over both columns would walk a whole revision each time.
_SAME_REVISION = text(f"{_COLUMNS} WHERE revision = :revision AND id > :product ORDER BY id LIMIT :limit")
_LATER = text(f"{_COLUMNS} WHERE revision > :revision ORDER BY revision, id LIMIT :limit")
# valid_to is the last day; the ninety days before it begin with a day of their own.
_BY_TIME = text(
    "SELECT id, revision, active, merged_into FROM product WHERE id IN (SELECT product_id FROM tag"
    " WHERE closed_at IS NULL AND kind = 'register' AND product_id > :told AND ("
    "(valid_from > :first AND valid_from <= :last) OR (valid_to >= :first AND valid_to < :last)"
    " OR (valid_to > :first_expiring AND valid_to <= :last_expiring)"
    " OR (withdrawn_on > :first AND withdrawn_on <= :last)"
    " OR dataset_id IN (SELECT value FROM json_each(:datasets)))) ORDER BY id LIMIT :limit"
)


@dataclass(frozen=True, slots=True)
class Cursor:
    """What a mirror knows: of the database ``store`` all up to ``product`` of ``revision``; the labels of
    ``day`` with these ``stale`` data sets. ``until`` is the day that it is being told of, as far as product
    ``told``, with ``until_stale``; None while it is not."""

    store: str
    declared: bool
    revision: int
    product: int
    day: date
    stale: tuple[int, ...]
    until: date | None = None
    until_stale: tuple[int, ...] = ()
    told: int = 0

    def text(self) -> str:
        """The cursor as it is handed out: opaque to whoever keeps it."""
        values = [
            self.store, int(self.declared), self.revision, self.product, self.day.isoformat(), self.stale,
            self.until.isoformat() if self.until else "", self.until_stale, self.told,
        ]  # fmt: skip
        raw = json.dumps(values, separators=(",", ":")).encode("ascii")
        return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


@dataclass(frozen=True, slots=True)
class Change:
    """A product that may look different. ``change`` is current, gone, or merged into ``merged_into``;
    ``cause`` says whether data or time did it."""

    product_id: int
    revision: int
    change: str
    merged_into: int | None
    cause: str


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Changes in order, and the cursor behind them; ``more`` are waiting already."""

    changes: tuple[Change, ...]
    cursor: Cursor
    more: bool


def changes(session: Session, workspace: Workspace, said: str, limit: int, today: date) -> ChangePage:
    """At most ``limit`` changes after the cursor ``said``: '' begins before the first product, ``now``
    behind the last change. Raises InvalidRequest for what is no cursor, CursorGone for one of another
    database, or of this one before it was set back."""
    stale = tuple(sorted(stale_datasets(session, today)))
    store = str(session.execute(text("SELECT name FROM installation")).scalar_one())
    start = Cursor(store, workspace.show_declared, 0, 0, today, stale)
    newest = newest_revision(session)
    if said == NOW:
        last = session.execute(text("SELECT max(id) FROM product WHERE revision = :it"), {"it": newest})
        return ChangePage((), replace(start, revision=newest, product=last.scalar() or 0), False)
    cursor = _read(said) if said else start
    _check(cursor, start, newest)
    if cursor.until is None and (cursor.day, cursor.stale) != (today, stale):
        cursor = replace(cursor, until=today, until_stale=stale, told=0)
    found: list[Change] = []
    if cursor.until is not None:
        found = _by_time(session, cursor, cursor.until, limit)
        if len(found) == limit:
            return ChangePage(tuple(found), replace(cursor, told=found[-1].product_id), True)
        cursor = replace(
            cursor, day=cursor.until, stale=cursor.until_stale, until=None, until_stale=(), told=0
        )
    rest = _by_data(session, cursor, limit - len(found))
    if rest:
        cursor = replace(cursor, revision=rest[-1].revision, product=rest[-1].product_id)
    return ChangePage((*found, *rest), cursor, len(found) + len(rest) == limit)


def _by_data(session: Session, cursor: Cursor, limit: int) -> list[Change]:
    wanted = {"revision": cursor.revision, "product": cursor.product, "limit": limit}
    rows = session.execute(_SAME_REVISION, wanted).all()
    if len(rows) < limit:
        later = {"revision": cursor.revision, "limit": limit - len(rows)}
        rows = [*rows, *session.execute(_LATER, later)]
    return [_change(row, BY_DATA) for row in rows]


def _by_time(session: Session, cursor: Cursor, until: date, limit: int) -> list[Change]:
    first, last = sorted((cursor.day, until))
    ahead = timedelta(days=EXPIRING_DAYS)
    wanted = {
        "told": cursor.told, "limit": limit, "first": first.isoformat(), "last": last.isoformat(),
        "first_expiring": (first + ahead).isoformat(), "last_expiring": (last + ahead).isoformat(),
        "datasets": json.dumps(sorted(set(cursor.stale) ^ set(cursor.until_stale))),
    }  # fmt: skip
    return [_change(row, BY_TIME) for row in session.execute(_BY_TIME, wanted)]


def _change(row: Any, cause: str) -> Change:
    kind = CURRENT if row.active else MERGED if row.merged_into is not None else GONE
    return Change(row.id, row.revision, kind, row.merged_into, cause)


def _check(cursor: Cursor, now: Cursor, newest: int) -> None:
    if cursor.store != now.store:
        raise CursorGone("the cursor is of another database: begin anew, without a cursor")
    if cursor.revision > newest:
        raise CursorGone("the database was set back to before the cursor: begin anew, without a cursor")
    if cursor.declared != now.declared:
        raise CursorGone("what is shown has been set anew since the cursor: begin anew, without a cursor")


def _read(said: str) -> Cursor:
    """Raises InvalidRequest for a text that we never handed out."""
    fault = InvalidRequest("cursor", f"{said[:40]!r} is no cursor: take it from the last answer, unchanged")
    if len(said) > _LONGEST:
        raise fault
    try:
        raw = base64.b64decode(said + "=" * (-len(said) % 4), altchars=b"-_", validate=True)
        store, declared, revision, product, day, stale, until, until_stale, told = json.loads(raw)
        found = Cursor(
            str(store), bool(declared), _number(revision), _number(product), date.fromisoformat(day),
            _numbers(stale), date.fromisoformat(until) if until else None, _numbers(until_stale),
            _number(told),
        )  # fmt: skip
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise fault from error
    if found.text() != said:
        raise fault
    return found


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise ValueError("not a number of ours")
    return value


def _numbers(values: Sequence[object]) -> tuple[int, ...]:
    if not isinstance(values, list):
        raise ValueError("not a list")
    return tuple(map(_number, values))
