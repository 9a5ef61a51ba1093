"""Labelled alternatives: what can replace an unlabelled line of the basket and holds a label today.

Never chosen by itself: the buyer sees what is alike, what it costs, and swaps it. Where nothing can be
compared nothing is offered; for a kind of product that no label exists for, that is said instead.

Two sources: what a supplier states as an alternative, where no fact contradicts it, comes first; then what
the rules (``catalog.comparable``) find. ETIM features that differ within a class forbid either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from catalog import queries
from catalog.classes import code_names
from catalog.evidence import stale_datasets
from catalog.feature_differences import codes, differing
from catalog.ordering.baskets import Line
from catalog.ordering.possible import facts_of, features_of, possible
from catalog.ordering.replacing import Choice, Wanted, choice, wanted_of
from catalog.ordering.stated import stated
from catalog.ordering.totals import VERIFIED, standing
from catalog.search.port import SearchIndex
from catalog.shapes import OfferView, ProductView
from catalog.workspace import Workspace

MOST = 3
# How many more than are shown are looked at closely: features or the evidence of today may still forbid some.
_SPARE = 9
# How many candidates a key may bring, and all keys of a basket: a page waits for them.
_LEAST_EACH, _MOST_EACH, _MOST_AT_ALL = 12, 40, 600


@dataclass(frozen=True, slots=True)
class Alternative:
    """One labelled product that can stand in for a line, and the offer that would be ordered.

    ``alike`` are the facts that both give with equal values, the deciding ones first. ``difference`` is
    what one price unit costs more (negative: less) than the line's, in the line's currency; None where
    the prices cannot be compared (another kind of price or currency, or none). ``stated_by`` is the
    supplier who names it as an alternative, '' where rules found it.
    """

    product: ProductView
    offer: OfferView
    alike: tuple[str, ...]
    facts: Mapping[str, str]
    difference: Decimal | None
    stated_by: str = ""


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
    waiting = [line for line in lines if line.product and standing(line.labels) != VERIFIED]
    rules = workspace.comparables
    wanted = {line.id: wanted_of(rules, line, line.product) for line in waiting if line.product}
    choices = _choices(session, workspace, index, wanted, today)
    close = _without_other_features(session, wanted, _shortlists(choices, most + _SPARE))
    held = _held(session, workspace, close, today, most)
    by_line = {line_id: tuple(found[:most]) for line_id, found in held.items() if found}
    return Alternatives(by_line, _unlabelled(workspace, waiting))


def for_product(
    session: Session, workspace: Workspace, index: SearchIndex, product: ProductView, offer: OfferView,
    today: date,
) -> tuple[Alternative, ...]:  # fmt: skip
    """The alternatives to one product, compared with one of its offers. Raises IndexUnavailable."""
    line = Line(0, offer, product, Decimal(1), orderable=True)
    return alternatives(session, workspace, index, [line], today).by_line.get(0, ())


def _choices(
    session: Session, workspace: Workspace, index: SearchIndex, wanted: Mapping[int, Wanted], today: date
) -> Mapping[int, list[Choice]]:
    keys = sorted({one.key for one in wanted.values() if one.key})
    each = min(_MOST_EACH, max(_LEAST_EACH, _MOST_AT_ALL // max(1, len(keys))))
    found = index.stand_ins(keys, today, stale_datasets(session, today), each) if keys else {}
    said = stated(session, {one.product.id: one.product for one in wanted.values()}.values())
    ids = {key for ids in (*found.values(), *said.values()) for key in ids}
    products = possible(session, sorted(ids))
    rules = workspace.comparables
    facts = {
        product.id: facts_of(rules, product.group, product.name, product.description)
        for product in products.values()
    }
    choices = {}
    for line_id, one in wanted.items():
        named = said.get(one.product.id, {})
        numbers = dict.fromkeys((*named, *found.get(one.key, ())))
        offered = (products[number] for number in numbers if number in products)
        made = (choice(rules, one, other, facts[other.id], named.get(other.id, "")) for other in offered)
        choices[line_id] = [chosen for chosen in made if chosen is not None]
    return choices


def _shortlists(choices: Mapping[int, list[Choice]], length: int) -> dict[int, list[Choice]]:
    """What a supplier states first, then closeness, then the price difference; unknown differences last."""
    return {line_id: sorted(found, key=_order)[:length] for line_id, found in choices.items() if found}


def _order(one: Choice) -> tuple[bool, int, bool, Decimal, int]:
    more = one.difference
    return not one.stated_by, -len(one.alike), more is None, more or Decimal(0), one.product.id


def _without_other_features(
    session: Session, wanted: Mapping[int, Wanted], shortlists: Mapping[int, list[Choice]]
) -> dict[int, list[Choice]]:
    """Drops those of the line's own class of which a deciding feature differs."""
    classed = {wanted[key].product.id for key in shortlists if wanted[key].product.class_code}
    classed |= {one.product.id for found in shortlists.values() for one in found if one.product.class_code}
    known = features_of(session, sorted(classed))
    asked = {code for triples in known.values() for code in codes(triples)}
    names = code_names(session, asked, "en")
    kept = {}
    for line_id, found in shortlists.items():
        own = known.get(wanted[line_id].product.id, [])
        kept[line_id] = [one for one in found if not differing(own, known.get(one.product.id, []), names)]
    return kept


def _held(
    session: Session, workspace: Workspace, close: Mapping[int, list[Choice]], today: date, most: int
) -> dict[int, list[Alternative]]:
    """Those that hold a verified label today, by the evidence itself, in their order.

    What the rules found holds one as far as the index knows: more than the ``most`` first are read for a line
    only where the database knows better, or where a supplier states products without a label.
    """
    held: dict[int, list[Alternative]] = {line_id: [] for line_id in close}
    for start in range(0, most + _SPARE, most):
        short = {key: found[start : start + most] for key, found in close.items() if len(held[key]) < most}
        ids = sorted({one.product.id for found in short.values() for one in found})
        views = {view.id: view for view in queries.product_views(session, workspace, ids, today)}
        for line_id, found in short.items():
            seen = (_alternative(one, views[one.product.id]) for one in found if one.product.id in views)
            held[line_id] += [one for one in seen if standing(one.product.labels) == VERIFIED]
    return held


def _alternative(one: Choice, view: ProductView) -> Alternative:
    return Alternative(view, one.offer, one.alike, one.facts, one.difference, one.stated_by)


def _unlabelled(workspace: Workspace, lines: Iterable[Line]) -> tuple[str, ...]:
    groups = {line.product.group for line in lines if line.product and line.product.group}
    labels = workspace.labels.values()
    return tuple(sorted(group for group in groups if not any(label.possible_for(group) for label in labels)))
