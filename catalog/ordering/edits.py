"""Changes that are typed into a basket, merged with what others have changed meanwhile.

Every text comes with what it ``was`` when its page was drawn. One that was not touched changes nothing;
one that somebody else has changed since, to something else, is a conflict: nothing is overwritten, both
values are told. A caller who does not say what it was (a script) overwrites.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session

from catalog.errors import InvalidRequest
from catalog.models import Basket, BasketLine, Offer
from catalog.ordering import baskets
from catalog.ordering.fields import clean
from catalog.ordering.meanwhile import NOTHING, Meanwhile
from catalog.ordering.owned import clean_name
from catalog.ordering.packages import parse_amount, with_word
from catalog.ordering.quantities import parse_quantity

FIELDS = (
    "project", "mark", "reference", "delivery",
    "delivery_name", "delivery_street", "delivery_street2", "delivery_postcode", "delivery_place",
)  # fmt: skip
DELIVERY = ("", "address", "pickup")
UNKNOWN_DELIVERY = "Velg hvordan varene skal leveres."


@dataclass(frozen=True, slots=True)
class Typed:
    """A text and what its field held when the page was drawn; None where that is not known."""

    text: str
    was: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else (``by``, a user or None) has changed the value to ``theirs`` meanwhile."""

    theirs: str
    by: int | None = None


@dataclass(slots=True)
class Outcome:
    """What could not be stored, by the field's name (``quantity-5``, ``note-5``, ``project``).

    ``missing`` are the lines that are gone, with what was typed into them; ``meanwhile`` what others added
    or took out while the page was open.
    """

    faults: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    missing: dict[int, str] = field(default_factory=dict)
    stored: int = 0
    meanwhile: Meanwhile = NOTHING

    @property
    def clean(self) -> bool:
        """Whether everything was stored."""
        return not (self.faults or self.conflicts or self.missing)


def apply(
    session: Session,
    token: str,
    quantities: Mapping[int, Typed],
    notes: Mapping[int, Typed],
    fields: Mapping[str, Typed],
    now: datetime,
    who: int | None = None,
) -> Outcome:
    """Stores what can be stored of it. Needs a write transaction."""
    outcome = Outcome()
    for line_id, typed in quantities.items():
        _line(session, token, line_id, "quantity", typed, outcome, who)
    for line_id, typed in notes.items():
        _line(session, token, line_id, "note", typed, outcome, who)
    basket = baskets.stored(session, token)
    if basket is not None:
        for name, typed in fields.items():
            _field(basket, name, typed, outcome)
        session.add(basket)
    if outcome.stored:
        baskets.touch(session, token, now)
    return outcome


def said(quantity: Decimal) -> str:
    """A quantity as a form holds it."""
    return str(quantity).replace(".", ",")


def _line(
    session: Session, token: str, line_id: int, kind: str, typed: Typed, outcome: Outcome, who: int | None
) -> None:
    key = f"{kind}-{line_id}"
    try:
        wanted = (
            said(_amount(session, token, line_id, typed.text))
            if kind == "quantity"
            else clean("note", typed.text)
        )
    except InvalidRequest as error:
        outcome.faults[key] = error.reason
        return
    if wanted == typed.was:
        return
    line = baskets.stored_line(session, token, line_id)
    if line is None:
        outcome.missing[line_id] = typed.text
        return
    held = said(line.quantity) if kind == "quantity" else line.note
    if not _may_replace(key, held, wanted, typed, outcome, line.changed_by):
        return
    _set(line, kind, wanted)
    line.changed_by = who
    session.add(line)
    outcome.stored += 1


def _amount(session: Session, token: str, line_id: int, text: str) -> Decimal:
    """The offer is looked up only where a word stands behind the number: a basket may have many lines."""
    line = baskets.stored_line(session, token, line_id) if with_word(text) else None
    return parse_amount(text, session.get(Offer, line.offer_id) if line else None)


def _set(line: BasketLine, kind: str, wanted: str) -> None:
    if kind == "quantity":
        line.quantity = parse_quantity(wanted)
    else:
        line.note = wanted


def _field(basket: Basket, name: str, typed: Typed, outcome: Outcome) -> None:
    try:
        wanted = _cleaned(name, typed.text)
    except InvalidRequest as error:
        outcome.faults[name] = error.reason
        return
    if wanted == typed.was:
        return
    if _may_replace(name, str(getattr(basket, name)), wanted, typed, outcome, None):
        setattr(basket, name, wanted)
        outcome.stored += 1


def _cleaned(name: str, text: str) -> str:
    if name == "name":
        return clean_name(text)
    if name == "delivery":
        if text not in DELIVERY:
            raise InvalidRequest(name, UNKNOWN_DELIVERY)
        return text
    return clean(name, text)


def _may_replace(key: str, held: str, wanted: str, typed: Typed, outcome: Outcome, by: int | None) -> bool:
    """Whether the value is to be replaced; a conflict is noted."""
    if held == wanted:
        return False
    if typed.was is not None and held != typed.was:
        outcome.conflicts[key] = Conflict(held, by)
        return False
    return True
