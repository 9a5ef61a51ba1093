"""A row of a list that is being looked over: what was typed, and what the buyer has decided since. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from catalog.ordering.quick.lines import TypedLine
from catalog.ordering.quick.reading import Reading


@dataclass(frozen=True, slots=True)
class Row:
    """``text`` is the line as it was typed and never changes. ``quantity`` and ``comment`` are what the buyer
    typed over the reading's, None where nothing; ``product`` and ``offer`` what they chose, 0 for nothing."""

    id: int
    line: int
    text: str
    readings: tuple[Reading, ...]
    kind: str = "line"
    quantity: str | None = None
    product: int = 0
    offer: int = 0
    reason: str = ""
    comment: str | None = None

    def with_number(self, number: str, quantity: str) -> Row:
        """The row with another number: choices made for the old one are gone."""
        comment = self.readings[0].comment if self.readings else ""
        return Row(
            self.id, self.line, self.text, (Reading(number, quantity, comment),), quantity=self.quantity,
            comment=self.comment,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edit:
    """What a form says of one row; None where it does not say. ``was`` is the number it showed."""

    number: str | None = None
    was: str | None = None
    quantity: str | None = None
    was_quantity: str | None = None
    product: int = 0
    offer: int = 0
    comment: str | None = None
    was_comment: str | None = None


def begun(lines: Iterable[TypedLine], first_id: int) -> list[Row]:
    """New rows, numbered from ``first_id``."""
    return [
        Row(first_id + place, one.line, one.text, one.readings, one.kind) for place, one in enumerate(lines)
    ]


def edited(row: Row, edit: Edit) -> Row:
    """The row with what was typed and chosen. What was not touched stays as it is."""
    shown = row.readings[0].quantity if row.quantity is None and row.readings else row.quantity
    found = replace(row, reason="")
    if edit.quantity is not None and edit.quantity != edit.was_quantity:
        found = replace(found, quantity=edit.quantity)
        shown = edit.quantity
    if edit.comment is not None and edit.comment != edit.was_comment:
        found = replace(found, comment=edit.comment)
    if edit.number is not None and edit.number.strip() != (edit.was or "").strip():
        found = found.with_number(edit.number.strip(), shown or "")
        return replace(found, kind="line")
    if edit.product and edit.product != row.product:
        return replace(found, product=edit.product, offer=0)
    if edit.offer:
        found = replace(found, offer=edit.offer)
    return found


def packed(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The rows as JSON."""
    return [
        {
            "id": row.id, "line": row.line, "text": row.text, "kind": row.kind, "quantity": row.quantity,
            "product": row.product, "offer": row.offer, "reason": row.reason, "comment": row.comment,
            "readings": [[one.number, one.quantity, one.comment] for one in row.readings],
        }
        for row in rows
    ]  # fmt: skip


def unpacked(stored: Iterable[Mapping[str, Any]]) -> list[Row]:
    """The rows that ``packed`` wrote."""
    return [Row(**{**one, "readings": tuple(Reading(*part) for part in one["readings"])}) for one in stored]
