"""Queries with their answers, and how well an order of products answers one.

``queries.csv`` has one query a row: kind, held_out (nobody tunes by those), the text, and who answers it:
``best`` (grade 3), ``good`` (2), ``fair`` (1) are rules over the goods' attributes, alternatives between
``|``: ``rcbo poles=2 rating=10/16`` is an RCBO with two poles for 10 or 16 A. ``{el_number}`` and the like
in a text stand for an identifier of the first product that ``best`` describes, the only answer then.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any

from tests.relevance.goods import Goods

QUERIES = Path(__file__).parent / "queries.csv"
# written and judged before anything was asked of them; nobody looks at single answers to tune by them
UNSEEN = Path(__file__).parent / "unseen.csv"
PLACES = 10
_GRADES = (("best", 3), ("good", 2), ("fair", 1))


@dataclass(frozen=True, slots=True)
class Query:
    """One judged query; ``grades`` holds every product that answers it at all."""

    kind: str
    text: str
    held_out: bool
    wanted: str
    grades: Mapping[int, int]

    def ndcg(self, ids: Sequence[int]) -> float:
        """Normalised discounted cumulative gain of the first ten, gain 2^grade - 1: 1.0 is perfect."""
        ideal = _gain(sorted(self.grades.values(), reverse=True))
        return _gain([self.grades.get(product, 0) for product in ids]) / ideal

    def success(self, ids: Sequence[int]) -> bool:
        """Whether the first product is one of the best there are."""
        return bool(ids) and self.grades.get(ids[0], 0) == max(self.grades.values())


def queries(goods: Mapping[int, Goods], path: Path = QUERIES) -> list[Query]:
    """The judged queries for a catalogue. A rule that nothing answers is a fault of the set: ValueError."""
    found = []
    by_kind: dict[str, list[int]] = {}
    for product in sorted(goods):
        by_kind.setdefault(goods[product].facts["kind"], []).append(product)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            grades: dict[int, int] = {}
            for column, grade in _GRADES:
                for product in _answering(row[column] or "", goods, by_kind):
                    grades.setdefault(product, grade)
            if 3 not in grades.values():
                raise ValueError(f"{row['query']!r}: nothing is {row['best']!r}")
            text = row["query"]
            if "{" in text:
                chosen = min(product for product, grade in grades.items() if grade == 3)
                text, grades = text.format(**_identifiers(goods[chosen])), {chosen: 3}
            found.append(Query(row["kind"], text, row["held_out"] == "true", row["best"], grades))
    return found


def _answering(rules: str, goods: Mapping[int, Goods], by_kind: Mapping[str, Iterable[int]]) -> Iterable[int]:
    for rule in filter(None, (part.strip() for part in rules.split("|"))):
        kinds, *conditions = rule.split()
        wanted = [(name, value.split("/")) for name, value in (part.split("=") for part in conditions)]
        for kind in kinds.split("/"):
            for product in by_kind[kind]:
                if all(_meets(goods[product], name, values) for name, values in wanted):
                    yield product


def _meets(item: Goods, name: str, values: Sequence[str]) -> bool:
    if name == "label":
        return any(label in values for label, _tier in item.labels)
    if name == "tier":
        return any(tier in values for _label, tier in item.labels)
    return item.facts.get(name, "-") in values


def _identifiers(item: Goods) -> dict[str, Any]:
    """An el-number and a GTIN as they are and as people type them, a part number with and without signs."""
    number = item.el_number
    return {
        "el_number": number,
        "el_spaced": f"{number[:2]} {number[2:5]} {number[5:]}",
        "el_scoped": f"no:{number}",
        "gtin": item.gtin,
        "gtin14": f"0{item.gtin}",
        "gtin_spaced": f"{item.gtin[0]} {item.gtin[1:7]} {item.gtin[7:]}",
        "mpn": item.mpn,
        "mpn_low": item.mpn.lower(),
        "mpn_bare": "".join(char for char in item.mpn if char.isalnum()),
        "number": item.number,
        "brand": item.brand,
    }


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(grades[:PLACES]))
