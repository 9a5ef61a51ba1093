"""Products in brief by the thousand: name, numbers and labels for a day, for look-ups and mirrors.

The rules are those of every view (``catalog.states``); only what is read is less, in a few statements
that take all ids as one value.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, text
from sqlmodel import Session

from catalog.evidence import state_of
from catalog.shapes import LabelView
from catalog.states import hidden, settle_claims, shown
from catalog.workspace import Workspace

_PRODUCTS = text(
    "SELECT id, name, gtin_conflict FROM product WHERE id IN (SELECT value FROM json_each(:ids))"
)
_KEYS = text(
    "SELECT DISTINCT offer.product_id, offerkey.key FROM offer JOIN offerkey ON offerkey.offer_id = offer.id"
    " WHERE offer.product_id IN (SELECT value FROM json_each(:ids))"
    " AND offerkey.key >= 'e:' AND offerkey.key < 'h' ORDER BY offerkey.key"
)
_NUMBERS = text(
    "SELECT offer.product_id, supplier.slug, offer.supplier_number FROM offer"
    " JOIN supplier ON supplier.id = offer.supplier_id"
    " WHERE offer.product_id IN (SELECT value FROM json_each(:ids)) AND offer.withdrawn_at IS NULL"
    " ORDER BY supplier.slug DESC, offer.supplier_number DESC, offer.number_kind DESC"
)
_TAGS = text(
    "SELECT tag.id, tag.product_id, tag.label, tag.tier, tag.generation, tag.kind, tag.rejected,"
    " tag.certificate_number, tag.dataset_id, tag.valid_from, tag.valid_to, tag.withdrawn_on,"
    " dataset.confirmed_on, dataset.max_age_days"
    " FROM tag LEFT JOIN dataset ON dataset.id = tag.dataset_id"
    " WHERE tag.product_id IN (SELECT value FROM json_each(:ids)) AND tag.closed_at IS NULL ORDER BY tag.id"
)
_NEVER = datetime(1, 1, 1, tzinfo=UTC)


class Number(NamedTuple):
    """A supplier's number for a product."""

    supplier: str
    number: str


@dataclass(frozen=True, slots=True)
class Brief:
    """A product as a look-up names it. ``offers`` is the first of its living offers, given only where
    no GTIN and no el-number stands for the product."""

    id: int
    name: str
    gtins: tuple[str, ...]
    el_numbers: tuple[tuple[str, str], ...]
    gtin_conflict: bool
    offers: tuple[Number, ...]
    labels: tuple[LabelView, ...]
    labels_not_shown: tuple[LabelView, ...]


def briefs(session: Session, workspace: Workspace, ids: Iterable[int], today: date) -> dict[int, Brief]:
    """The products that exist among ``ids``, by id, with their labels on ``today``."""
    asked = {"ids": json.dumps(sorted(set(ids)))}
    keys: dict[int, list[str]] = defaultdict(list)
    for product_id, key in session.execute(_KEYS, asked):
        keys[product_id].append(key)
    products = session.execute(_PRODUCTS, asked).all()
    bare = [row.id for row in products if row.gtin_conflict or not keys[row.id]]
    numbers: dict[int, Number] = {}
    if bare:
        for product_id, *number in session.execute(_NUMBERS, {"ids": json.dumps(bare)}):
            numbers[product_id] = Number(*number)
    evidence = _evidence(session, workspace, asked, today)
    found = {}
    for row in products:
        views = evidence.get(row.id, ())
        held = shown(views, workspace.labels, workspace.show_declared) if views else ()
        found[row.id] = Brief(
            id=row.id,
            name=row.name,
            gtins=tuple(key[2:] for key in keys[row.id] if key.startswith("g:")),
            el_numbers=tuple((key[2:4], key[5:]) for key in keys[row.id] if key.startswith("e:")),
            gtin_conflict=bool(row.gtin_conflict),
            offers=(numbers[row.id],) if row.id in numbers else (),
            labels=held,
            labels_not_shown=hidden(views, workspace.labels, held) if views else (),
        )
    return found


def _evidence(
    session: Session, workspace: Workspace, asked: dict[str, Any], today: date
) -> dict[int, Sequence[LabelView]]:
    found: dict[int, list[LabelView]] = defaultdict(list)
    tags: dict[int, list[_Tag]] = defaultdict(list)
    for row in session.execute(_TAGS, asked):
        tag = _Tag.of(row)
        tags[tag.product_id].append(tag)
        state = state_of(tag, today, tag.confirmed_on)
        if state is not None:
            found[tag.product_id].append(_view(tag, workspace, state))
    return {key: settle_claims(views, tags[key], today) for key, views in found.items()}


class _Tag(NamedTuple):
    """A standing tag with the dates that decide its state; days as days, which plain SQL gives as text."""

    id: int
    product_id: int
    label: str
    tier: str
    generation: str
    kind: str
    rejected: str
    certificate_number: str
    dataset_id: int | None
    valid_from: date | None
    valid_to: date | None
    withdrawn_on: date | None
    confirmed_on: date | None
    max_age_days: int | None

    @classmethod
    def of(cls, row: Row[Any]) -> _Tag:
        values = tuple(row)
        return cls._make((*values[:9], *map(_day, values[9:13]), values[13]))


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _view(tag: _Tag, workspace: Workspace, state: Any) -> LabelView:
    """The view of a tag without its trail: whoever wants that asks for the product."""
    register = workspace.labels[tag.label].register_name if tag.kind == "register" else ""
    return LabelView(
        tag_id=tag.id, label=tag.label, tier=tag.tier, generation=tag.generation, state=state, kind=tag.kind,
        level="", method="", matched_key="", rejected=tag.rejected, certificate=tag.certificate_number,
        certificate_url="", register=register, valid_from=tag.valid_from, valid_to=tag.valid_to,
        withdrawn_on=tag.withdrawn_on, confirmed_on=tag.confirmed_on, supplier="", claim_raw="", holder="",
        markets=(), product_group="", run_id=0, fetched_at=_NEVER, file_name="", sha256="", line=0,
    )  # fmt: skip
