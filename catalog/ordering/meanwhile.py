"""What others did to a basket's lines while a page of it was open: added, or taken out.

Changed quantities and notes are told beside their fields (``catalog.ordering.edits``). The page says which
lines it shows; they are compared before anything of it is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from catalog.models import Basket, BasketLine, Offer


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """Names of goods: ``added`` by the user who did it (None for a visitor), and ``removed``."""

    added: Mapping[int | None, tuple[str, ...]]
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


NOTHING = Meanwhile({}, ())


def since(session: Session, token: str, shown: Mapping[int, int], but: int | None = None) -> Meanwhile:
    """How the basket's lines differ from those ``shown``, each with its offer, whatever became of the line
    ``but``. What was swapped or taken from another supplier is the same line with another offer, and no
    difference."""
    rows = session.exec(
        select(BasketLine, Offer.name)
        .join(Basket, col(Basket.id) == BasketLine.basket_id)
        .join(Offer, col(Offer.id) == BasketLine.offer_id)
        .where(Basket.token == token)
        .order_by(col(BasketLine.id))
    ).all()
    added: dict[int | None, tuple[str, ...]] = {}
    for line, name in rows:
        if line.id not in shown and line.id != but:
            added[line.added_by] = (*added.get(line.added_by, ()), name)
    held = {line.id for line, _name in rows}
    gone = {offer for line, offer in shown.items() if line not in held and line != but}
    names = select(Offer.name).where(col(Offer.id).in_(gone)).order_by(Offer.name) if gone else None
    return Meanwhile(added, tuple(session.exec(names)) if names is not None else ())
