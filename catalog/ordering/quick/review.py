"""Rows with what the catalogue knows of them today: found, ambiguous, unknown, discontinued, withdrawn.

Nothing is decided for the buyer: a number that names several products waits for a choice, a replacement is
only offered, and a row that cannot be used stays where it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from catalog import queries
from catalog.errors import InvalidRequest
from catalog.ordering.baskets import Line
from catalog.ordering.packages import parse_amount
from catalog.ordering.quick.lookup import Found, look_up
from catalog.ordering.quick.numbers import RUINED
from catalog.ordering.quick.offering import chosen_offer
from catalog.ordering.quick.reading import Reading, doubt
from catalog.ordering.quick.relations import Successor, successors
from catalog.ordering.quick.remarks import Remark, remark
from catalog.ordering.quick.rows import Row
from catalog.shapes import OfferView, ProductView
from catalog.workspace import Workspace

FOUND, AMBIGUOUS, UNKNOWN = "found", "ambiguous", "unknown"
DISCONTINUED, WITHDRAWN, SKIPPED = "discontinued", "withdrawn", "skipped"
STATUSES = (AMBIGUOUS, UNKNOWN, RUINED, DISCONTINUED, WITHDRAWN, FOUND, SKIPPED)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One row today. ``line`` is what would be put into the basket, None where nothing could be.

    ``quantity`` is the text as it stands, ``fault`` why it cannot be used. ``same`` are the other lines
    of the list that order the same offer, ``together`` all of it. ``kept``: discontinued, and wanted all
    the same. ``note`` goes with the line.
    """

    row: Row
    status: str
    number: str
    quantity: str
    comment: str = ""
    fault: str = ""
    line: Line | None = None
    product: ProductView | None = None
    choices: tuple[ProductView, ...] = ()
    successors: tuple[Successor, ...] = ()
    padded: bool = False
    kept: bool = False
    same: tuple[int, ...] = ()
    together: Decimal | None = None
    note: Remark = Remark()

    @property
    def offers(self) -> tuple[OfferView, ...]:
        """What the product can be taken from."""
        return self.product.offers if self.product else ()

    @property
    def ready(self) -> bool:
        """Whether it can be put into the basket as it stands."""
        usable = self.status == FOUND or (self.status == DISCONTINUED and self.kept)
        return usable and self.line is not None and not (self.fault or self.note.fault)


@dataclass(slots=True)
class _Options:
    """Products that a row may mean, each with the reading that names it."""

    readings: dict[int, Reading] = field(default_factory=dict)
    padded: bool = False


def review(
    session: Session, workspace: Workspace, rows: Sequence[Row], supplier: str, today: date
) -> tuple[Reviewed, ...]:
    """All rows, in their order. ``supplier`` is the slug whose offers and numbers go first, or ''."""
    numbers = (one.number for row in rows for one in row.readings)
    known = look_up(session, workspace.brands, numbers)
    options = {row.id: _options(row, known, supplier) for row in rows}
    ids = {product for one in options.values() for product in one.readings}
    ids |= {row.product for row in rows if row.product}
    views = {one.id: one for one in queries.product_views(session, workspace, sorted(ids), today)}
    gone = [one for one in views.values() if all(offer.discontinued for offer in one.offers)]
    after = successors(session, workspace, gone, today)
    found = [_reviewed(row, known, options[row.id], views, supplier) for row in rows]
    found = [
        replace(one, successors=after.get(one.product.id, ()))
        if one.product and one.status in (DISCONTINUED, WITHDRAWN)
        else one
        for one in found
    ]
    return _counted(found)


def _options(row: Row, known: Mapping[str, Found], supplier: str) -> _Options:
    """The products of the surest readings that name any; where a number proves itself, weaker ones are
    never tried: ``5 1067111`` does not mean a million pieces of number 5."""
    found = _Options()
    best = min((doubt(one.number) for one in row.readings), default=2)
    for level in (0, 1, 2) if best == 2 else (0, 1):
        for one in row.readings:
            if doubt(one.number) == level:
                for product in known[one.number].products(supplier):
                    found.readings.setdefault(product, one)
                    found.padded |= known[one.number].padded
        if found.readings:
            break
    return found


def _reviewed(
    row: Row, known: Mapping[str, Found], options: _Options, views: Mapping[int, ProductView], supplier: str
) -> Reviewed:
    if row.kind != "line":
        return Reviewed(row, SKIPPED, "", "")
    products = [product for product in options.readings if product in views]
    chosen = row.product if row.product in views else products[0] if len(products) == 1 else 0
    reading = options.readings.get(chosen or (products[0] if products else 0), row.readings[0])
    typed = reading.quantity if row.quantity is None else row.quantity
    product = views.get(chosen)
    offer = chosen_offer(product, row.offer, supplier, known[reading.number].hits) if product else None
    quantity, fault = _quantity(typed, offer)
    comment = reading.comment if row.comment is None else row.comment
    one = Reviewed(
        row, UNKNOWN, reading.number, typed, comment, row.reason or fault, padded=options.padded,
        note=remark(comment, row.comment is None, product),
    )  # fmt: skip
    if product is None:
        if products:
            return replace(one, status=AMBIGUOUS, choices=tuple(views[product] for product in products))
        return replace(one, status=RUINED if known[reading.number].fault == RUINED else UNKNOWN)
    if offer is None:
        return replace(one, status=WITHDRAWN, product=product)
    line = Line(row.id, offer, product, quantity or Decimal(0), True)
    status = DISCONTINUED if offer.discontinued else FOUND
    return replace(one, status=status, product=product, line=line, kept=row.offer == offer.id)


def _quantity(typed: str, offer: OfferView | None) -> tuple[Decimal | None, str]:
    try:
        return parse_amount(typed, offer), ""
    except InvalidRequest as error:
        return None, error.reason


def _counted(found: Sequence[Reviewed]) -> tuple[Reviewed, ...]:
    """The rows with the others that order the same offer, and how much they order together."""
    by_offer: dict[int, list[Reviewed]] = defaultdict(list)
    for one in found:
        if one.ready and one.line:
            by_offer[one.line.offer.id].append(one)
    counted = []
    for one in found:
        group = by_offer[one.line.offer.id] if one.ready and one.line else []
        if len(group) > 1:
            others = tuple(other.row.line for other in group if other is not one)
            total = sum((other.line.quantity for other in group if other.line), Decimal(0))
            one = replace(one, same=others, together=total)
        counted.append(one)
    return tuple(counted)
