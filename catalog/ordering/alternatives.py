"""Labelled alternatives: what can replace an unlabelled line of the basket and holds a label today.

Never chosen by itself: the buyer sees what is alike, what it costs, and swaps it. Where nothing can be
compared nothing is offered; for a kind of product that no label exists for, that is said instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from catalog import queries
from catalog.comparable import Comparables, Facts
from catalog.evidence import stale_datasets
from catalog.ordering.baskets import Line
from catalog.ordering.totals import VERIFIED, standing
from catalog.search.port import SearchIndex
from catalog.shapes import OfferView, ProductView
from catalog.workspace import Workspace

MOST = 3
# UN/ECE Recommendation 20 and what feeds write for one piece of something
_PIECES = frozenset(("EA", "PCE", "C62", "H87", "ST", "STK", "NAR"))
_USED = ("used", "refurbished")


@dataclass(frozen=True, slots=True)
class Alternative:
    """One labelled product that can stand in for a line, and the offer that would be ordered.

    ``alike`` are the facts that both give with equal values, the deciding ones first. ``difference`` is
    what one price unit costs more (negative: less) than the line's, in the line's currency; None where
    the prices cannot be compared (another kind of price, currency or unit, or none).
    """

    product: ProductView
    offer: OfferView
    alike: tuple[str, ...]
    facts: Facts
    difference: Decimal | None


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Alternatives by line id, the best first; groups among the lines that no label exists for."""

    by_line: Mapping[int, tuple[Alternative, ...]]
    unlabelled_groups: tuple[str, ...]


def alternatives(
    session: Session,
    workspace: Workspace,
    index: SearchIndex,
    lines: Sequence[Line],
    today: date,
    most: int = MOST,
) -> Alternatives:
    """Looks for alternatives to every line without a label that is verified today.

    Raises IndexUnavailable without an index.
    """
    wanting = [line for line in lines if line.product and standing(line.labels) != VERIFIED]
    rules = workspace.comparables
    keys = {line.id: _key(rules, line.product) for line in wanting if line.product}
    found = index.stand_ins([key for key in keys.values() if key], today, stale_datasets(session, today))
    ids = sorted({product_id for found_ids in found.values() for product_id in found_ids})
    views = {view.id: view for view in queries.product_views(session, workspace, ids, today)}
    by_line = {}
    for line in wanting:
        candidates = (views[key] for key in found.get(keys[line.id], ()) if key in views)
        ranked = _ranked(rules, line, candidates)
        if ranked:
            by_line[line.id] = tuple(ranked[:most])
    return Alternatives(by_line, _unlabelled(workspace, wanting))


def _key(rules: Comparables, product: ProductView) -> str:
    return rules.key(product.group, product.name, product.description)


def _unlabelled(workspace: Workspace, lines: Iterable[Line]) -> tuple[str, ...]:
    groups = {line.product.group for line in lines if line.product and line.product.group}
    labels = workspace.labels.values()
    return tuple(sorted(group for group in groups if not any(label.possible_for(group) for label in labels)))


def _ranked(rules: Comparables, line: Line, candidates: Iterable[ProductView]) -> list[Alternative]:
    """Closeness first, then the price difference; unknown differences last."""
    ranked = []
    for product in candidates:
        found = _alternative(rules, line, product)
        if found is not None:
            ranked.append(found)
    return sorted(
        ranked,
        key=lambda item: (
            -len(item.alike), item.difference is None, item.difference or Decimal(0), item.product.id
        ),
    )  # fmt: skip


def _alternative(rules: Comparables, line: Line, product: ProductView) -> Alternative | None:
    own = line.product
    if own is None or product.id == own.id or standing(product.labels) != VERIFIED:
        return None
    if own.class_code and product.class_code and own.class_code != product.class_code:
        return None
    wanted = rules.facts(own.group, own.name, own.description)
    offered = rules.facts(product.group, product.name, product.description)
    if not rules.fits(own.group, wanted, offered):
        return None
    offers = [offer for offer in product.offers if _comparable(line, offer)]
    if not offers:
        return None
    best = min(offers, key=lambda offer: _preference(line, offer))
    alike = rules.shared(own.group, wanted, offered)
    return Alternative(product, best, alike, offered, difference(line.offer, best))


def _comparable(line: Line, offer: OfferView) -> bool:
    """Whether the offer is sold in the line's unit and in its condition."""
    used = line.offer.condition in _USED
    return (
        not offer.discontinued
        and (offer.condition in _USED) == used
        and _unit(offer.price_unit or offer.unit) == _unit(line.unit)
    )


def _unit(code: str) -> str:
    return "EA" if code.upper() in _PIECES else code.upper()


def _preference(line: Line, offer: OfferView) -> tuple[bool, Decimal, bool, int]:
    """The cheapest offer; of equal ones that of the line's own supplier."""
    more = difference(line.offer, offer)
    return more is None, more or Decimal(0), offer.supplier != line.offer.supplier, offer.id


def difference(own: OfferView, other: OfferView) -> Decimal | None:
    """What one price unit of ``other`` costs more than one of ``own``; None where nobody can say."""
    if own.price is None or other.price is None or own.currency != other.currency:
        return None
    if own.price_kind != other.price_kind:
        return None
    return other.price / (other.price_quantity or 1) - own.price / (own.price_quantity or 1)
