"""The columns of a ``table`` beyond the usual ones: what Merkbar's own export adds, so that nothing is lost.

``extra`` is JSON: an object with ``features`` and ``relations`` (lists of three texts) and ``fields`` (texts
by name), as ``catalog.records`` explains them. ``product_id`` and ``labels_shown`` are for other readers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from catalog.records import Notice
from importers.columns import RefusedCell
from importers.text import RAW_LIMIT

COLUMNS = ("number_kind", "price_kind", "pack_quantity", "discontinued", "extra")
PASSED_OVER = ("product_id", "labels_shown")
# What a cell of a spreadsheet holds at most.
LONGEST_EXTRA = 32_767
_PRICE_KINDS = ("gross", "net")
_YES = ("ja", "yes", "true", "1")
_NO = ("", "nei", "no", "false", "0")
_KINDS = ("features", "relations")


def more(
    line: int, cells: Mapping[str, str], pack_quantity: Decimal | None, notices: list[Notice]
) -> dict[str, Any]:
    """Fields of the record. Raises RefusedCell for a kind of price that is none; what is left out of
    ``extra`` is a notice."""
    price_kind = cells["price_kind"].casefold() or "gross"
    if price_kind not in _PRICE_KINDS:
        raise RefusedCell("price_kind", f"expected gross or net, found {price_kind[:40]!r}")
    said = cells["discontinued"].casefold()
    if said not in (*_YES, *_NO):
        notices.append(Notice(line, "discontinued", "expected ja or nei: left out", said[:RAW_LIMIT]))
    return {
        "number_kind": cells["number_kind"],
        "price_kind": price_kind,
        "pack_quantity": pack_quantity,
        "discontinued": said in _YES,
        **_extra(line, cells["extra"], notices),
    }


def _extra(line: int, cell: str, notices: list[Notice]) -> dict[str, Any]:
    if not cell:
        return {"features": (), "relations": (), "extra": ()}
    try:
        said = json.loads(cell)
        found: dict[str, Any] = {kind: _triples(said.pop(kind, [])) for kind in _KINDS}
        found["extra"] = _pairs(said.pop("fields", {}))
        if said:
            raise ValueError(f"knows no {', '.join(map(repr, said))[:80]}")
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        reason = f"expected JSON with features, relations and fields ({str(error)[:80]}): left out"
        notices.append(Notice(line, "extra", reason, cell[:RAW_LIMIT]))
        return {"features": (), "relations": (), "extra": ()}
    return found


def _triples(said: Any) -> tuple[tuple[str, str, str], ...]:
    found = []
    for triple in said:
        first, second, third = triple
        if not all(isinstance(text, str) for text in (first, second, third)):
            raise ValueError("texts are expected")
        found.append((first, second, third))
    return tuple(found)


def _pairs(said: Any) -> tuple[tuple[str, str], ...]:
    pairs = tuple(said.items())
    if not all(isinstance(text, str) for pair in pairs for text in pair):
        raise ValueError("texts are expected")
    return pairs
