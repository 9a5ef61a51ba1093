"""A line swapped for a labelled alternative, and back: line, quantity, note and supplier as they were.

What the line was is kept beside it (``BasketLine.swapped``) until it is undone, so that undoing works after a
reload, in another tab and for a colleague. A second click of either changes nothing.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session, select

from catalog.errors import InvalidRequest, NotFound
from catalog.models import BasketLine, Offer
from catalog.ordering import baskets, changes
from catalog.ordering.quantities import checked
from catalog.workspace import Workspace

CHANGED = "Linjen er endret i mellomtiden. Ingenting er byttet."
NOT_ORDERABLE = "Varen er ikke lenger i leverandørens sortiment. Ingenting er byttet."


def swap(
    session: Session, workspace: Workspace, token: str, line_id: int, before: int, after: int,
    quantity: Decimal | None, now: datetime, today: date, who: int | None = None,
) -> int:  # fmt: skip
    """Puts the offer ``after`` in the place of ``before``; the id of the line that has it now.

    ``quantity`` is what was asked for where packages differ, None keeps the line's. Where another line has
    that offer already, it gets the sum. A line that has it itself (a double click) stays as it is.
    Raises NotFound for a line that is gone, InvalidRequest for one that holds something else by now or an
    offer that cannot be ordered. Needs a write transaction.
    """
    row = _row(session, token, line_id)
    if row.offer_id == after:
        return line_id
    if row.offer_id != before:
        raise InvalidRequest("swap", CHANGED)
    offer = session.get(Offer, after) if 0 < after <= baskets.MAX_ID else None
    if offer is None or not baskets.is_orderable(offer):
        raise InvalidRequest("swap", NOT_ORDERABLE)
    moved = checked(row.quantity if quantity is None else quantity)
    there = _line_of(session, row.basket_id, after)
    kept: dict[str, Any] = {"own": _state(row)}
    if there is not None:
        kept |= {"there": _state(there), "sum": str(checked(there.quantity + moved))}
        session.delete(row)
        session.flush()
        there.quantity, there.note, row = checked(there.quantity + moved), there.note or row.note, there
    else:
        row.offer_id, row.quantity = after, moved
    row.swapped, row.changed_by = kept, who
    _stored(session, token, row, now)
    changes.keep(session, workspace, token, row.id or 0, today)
    return row.id or 0


def undo(session: Session, token: str, line_id: int, now: datetime) -> int:
    """Makes the line what it was before the swap; the id of the line that is back.

    What was put into a line that the swap was added to stays in it. A line that was not swapped, or was
    swapped back already, stays as it is. Raises NotFound for a line that is gone. Needs a write transaction.
    """
    row = _row(session, token, line_id)
    kept = row.swapped
    if not kept:
        return line_id
    before = kept["own"]
    if "there" in kept:
        own = BasketLine(basket_id=row.basket_id, offer_id=before["offer"], quantity=Decimal(1), added_at=now)
        _unmerge(row, kept)
        _stored(session, token, row, now)
    else:
        own = row
    rival = _line_of(session, row.basket_id, before["offer"])
    if rival is not None and rival.id != own.id:
        rival.quantity = checked(rival.quantity + Decimal(before["quantity"]))
        rival.note = rival.note or before["note"]
        if own.id is not None:
            session.delete(own)
            session.flush()
        own = rival
    else:
        _restore(own, before)
    _stored(session, token, own, now)
    return own.id or 0


def held(session: Session, basket_id: int, offer_id: int) -> dict[str, Any] | None:
    """What the basket's line of that offer holds, as ``carried`` takes it; None where there is none."""
    row = _line_of(session, basket_id, offer_id)
    return None if row is None else _state(row) | {"swapped": dict(row.swapped)}


def carried(
    kept: dict[str, Any], quantity: Decimal, there: dict[str, Any] | None, total: Decimal
) -> dict[str, Any]:
    """What a swapped line keeps when all ``quantity`` of it moves into another basket.

    ``there`` is what a line of that basket held before it got the sum ``total``. A quantity that was typed
    after the swap stays after an undo, as it would have stayed in the old basket.
    """
    if there is None:
        return kept
    before = kept.get("there")
    base = {name: there[name] for name in there if name != "swapped"}
    if before is not None:
        base["quantity"] = str(checked(Decimal(there["quantity"]) + Decimal(before["quantity"])))
        base["note"] = there["note"] or before["note"]
    typed = before is not None and quantity != Decimal(kept["sum"])
    return {"own": kept["own"], "there": base, "sum": "0" if typed else str(total)}


def _row(session: Session, token: str, line_id: int) -> BasketLine:
    row = baskets.stored_line(session, token, line_id)
    if row is None:
        raise NotFound(f"no line {line_id} in this basket")
    return row


def _line_of(session: Session, basket_id: int, offer_id: int) -> BasketLine | None:
    return session.exec(
        select(BasketLine).where(BasketLine.basket_id == basket_id, BasketLine.offer_id == offer_id)
    ).first()


def _stored(session: Session, token: str, row: BasketLine, now: datetime) -> None:
    session.add(row)
    session.flush()
    baskets.touch(session, token, now)


def _state(row: BasketLine) -> dict[str, Any]:
    return {
        "offer": row.offer_id, "quantity": str(row.quantity), "note": row.note, "seen": row.seen,
        "added_at": row.added_at.isoformat(), "added_by": row.added_by, "changed_by": row.changed_by,
    }  # fmt: skip


def _restore(row: BasketLine, state: dict[str, Any]) -> None:
    row.offer_id, row.quantity = state["offer"], Decimal(state["quantity"])
    row.note, row.seen, row.swapped = state["note"], state["seen"], {}
    row.added_at = datetime.fromisoformat(state["added_at"])
    row.added_by, row.changed_by = state["added_by"], state["changed_by"]


def _unmerge(row: BasketLine, kept: dict[str, Any]) -> None:
    """Takes what the swap had added out of the line again; a quantity typed since then stays."""
    current = row.quantity
    offer_id = row.offer_id
    _restore(row, kept["there"])
    row.offer_id = offer_id
    if current != Decimal(kept["sum"]):
        row.quantity = current
