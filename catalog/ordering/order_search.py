"""Search within earlier orders: every word somewhere in the order, its lines or their frozen labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, cast, exists, func, or_
from sqlmodel import Session, col, select

from catalog.models import Order, OrderLine
from catalog.ordering.order_views import OrderView, readable, views_of
from catalog.people.roles import NOBODY, Visitor
from labels.model import Label

PER_PAGE = 25
MOST_WORDS = 8
LONGEST = 200
_LABEL_LETTERS = 3
_ORDER = (
    Order.number, Order.project, Order.mark, Order.reference, Order.supplier_name, Order.ordered_by_name,
    Order.basket_name,
)  # fmt: skip
_LINE = (
    OrderLine.name, OrderLine.el_number, OrderLine.supplier_number, OrderLine.gtin, OrderLine.mpn,
    OrderLine.brand, OrderLine.note,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One page of the orders found, the newest first; ``page`` counts from 1."""

    orders: tuple[OrderView, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PER_PAGE))


def search(
    session: Session,
    labels: Mapping[str, Label],
    token: str | None,
    visitor: Visitor = NOBODY,
    text: str = "",
    page: int = 1,
) -> OrderPage:
    """The orders that the visitor may see and that hold every word of ``text``; a page past the end is the
    last one."""
    wanted = [readable(token, visitor), *(_holds(word, labels) for word in words_of(text))]
    total = session.exec(select(func.count()).select_from(Order).where(*wanted)).one()
    last = max(1, -(-total // PER_PAGE))
    page = min(max(1, page), last)
    statement = select(Order).where(*wanted).order_by(col(Order.id).desc())
    rows = session.exec(statement.offset((page - 1) * PER_PAGE).limit(PER_PAGE)).all()
    return OrderPage(views_of(session, rows, visitor), total, page)


def words_of(text: str) -> list[str]:
    """The words to look for. A number in groups (``10 671 11``) is one."""
    text = text[:LONGEST].strip()
    solid = "".join(text.split())
    if solid.isdigit():
        return [solid]
    return text.split()[:MOST_WORDS]


def _holds(word: str, labels: Mapping[str, Label]) -> ColumnElement[bool]:
    in_line = [_like(column, word) for column in _LINE]
    frozen = cast(col(OrderLine.labels), String)
    in_line += [frozen.contains(f'"label": "{slug}"') for slug in _named(word, labels)]
    line = exists().where(col(OrderLine.order_id) == col(Order.id), or_(*in_line))
    return or_(line, *(_like(column, word) for column in _ORDER))


def _named(word: str, labels: Mapping[str, Label]) -> list[str]:
    """The labels that a word of three letters or more begins a name of."""
    wanted = word.casefold()
    if len(wanted) < _LABEL_LETTERS:
        return []
    return [
        slug
        for slug, label in labels.items()
        if any(part.startswith(wanted) for part in _parts(slug, label.short, *label.names.values()))
    ]


def _parts(*names: str) -> Iterator[str]:
    for name in names:
        yield name.casefold()
        yield from name.casefold().replace("-", " ").split()


def _like(column: object, word: str) -> ColumnElement[bool]:
    """SQLite folds the case of ASCII only: other spellings of the case are asked for by name."""
    shapes = dict.fromkeys((word, word.lower(), word.upper(), word.capitalize()))
    return or_(*(col(column).ilike(f"%{_escaped(shape)}%", escape="\\") for shape in shapes))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
