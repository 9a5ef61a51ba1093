"""A seeded catalogue: every kind of goods in ``goods/*.toml``, in the words of a price file.

A kind's attributes are combined, shuffled and cut to its ``count``, so most products have neighbours that
differ in one dimension only (16A and 20A, IP44 and IP65): a wrong dimension is a real error.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice, product
from pathlib import Path
from string import Formatter
from typing import Any

SEED = 20_261_122
FOLDER = Path(__file__).parent / "goods"
NELFO_SHARE_WITH_BRAND = 0.75
_FORMS = "|"


@dataclass(frozen=True, slots=True)
class Goods:
    """One product: what it is, and how the price file writes it.

    ``facts`` are the attributes that its line states, folded (``folded``), with ``kind``, and ``brand``
    and ``series`` where they stand there. ``first`` and ``second`` are the texts of a NELFO line before
    they are cut, or name and description where ``el_number`` is empty.
    """

    number: str
    facts: dict[str, str]
    first: str
    second: str
    brand: str
    mpn: str
    gtin: str
    el_number: str
    unit: str
    unspsc: str
    group: str
    labels: tuple[tuple[str, str], ...]
    price: int


def folded(value: str) -> str:
    """How attribute values are compared: blanks and slashes are hyphens (``schneider-electric``)."""
    return value.casefold().replace(" ", "-").replace("/", "-")


def catalogue(seed: int = SEED) -> list[Goods]:
    """Every product, always the same for the same seed."""
    given: set[str] = set()
    found: list[Goods] = []
    for path in sorted(FOLDER.glob("*.toml")):
        for kind, table in tomllib.loads(path.read_text(encoding="utf-8")).items():
            rng = random.Random(f"{seed} {kind}")  # another kind's change leaves this one as it is
            found += _kind(kind, table, rng, Numbers(rng, given))
    random.Random(seed).shuffle(found)
    return found


class Numbers:
    """Identifiers that are given once: el-numbers, GTINs with their check digit, part numbers."""

    def __init__(self, rng: random.Random, given: set[str]) -> None:
        self._rng, self._given = rng, given

    def by_pattern(self, pattern: str) -> str:
        """``#`` is a digit, ``@`` a letter; a pattern that is used up grows at its end."""
        for _try in range(50):
            drawn = "".join(self._drawn(char) for char in pattern)
            if drawn not in self._given:
                self._given.add(drawn)
                return drawn
        return self.by_pattern(pattern + "#")

    def gtin(self) -> str:
        """Thirteen digits under a Norwegian prefix."""
        body = self.by_pattern("70#0########"[:12])
        check = -sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body)) % 10
        return f"{body}{check}"

    def _drawn(self, char: str) -> str:
        if char == "#":
            return str(self._rng.randint(0, 9))
        return self._rng.choice("ABCDEFGHKLMNPRSTVWXZ") if char == "@" else char


def _kind(kind: str, table: dict[str, Any], rng: random.Random, numbers: Numbers) -> Iterator[Goods]:
    names = list(table["is"])
    combined = list(product(table["brands"], *table["is"].values()))
    rng.shuffle(combined)
    for brand, *values in islice(cycle(combined), table["count"]):
        yield _goods(kind, table, brand, dict(zip(names, values, strict=True)), rng, numbers)


def _goods(
    kind: str, table: dict[str, Any], brand: str, values: dict[str, str], rng: random.Random, numbers: Numbers
) -> Goods:
    template = rng.choice(table["texts"])
    described = table.get("text", "")
    series = rng.choice(table.get("series", {}).get(brand, "").split(_FORMS))
    named = rng.random() < NELFO_SHARE_WITH_BRAND or "group" in table
    words = {name: rng.choice(value.split("=")[-1].split(_FORMS)) for name, value in values.items()}
    words |= {"brand": brand if "group" in table else brand.upper(), "series": series}
    stated = {field for _text, field, _spec, _conv in Formatter().parse(template + described) if field}
    # a value that could have been written and was not is known to nobody; one without a word goes unsaid
    unsaid = {name for name, value in values.items() if not words[name] and value.split("=")[-1]}
    facts = {name: folded(value.split("=")[0]) for name, value in values.items() if name in stated - unsaid}
    facts["kind"] = kind
    if named or "brand" in stated:
        facts["brand"] = folded(brand)
    if "series" in stated and series:
        facts["series"] = folded(series)
    first, _semicolon, second = template.partition(";")
    el_number = numbers.by_pattern(table["el"] + "#####") if "el" in table else ""
    return Goods(
        number=el_number or numbers.by_pattern("7#######"),
        facts=facts,
        first=_filled(first, words),
        second=_filled(described or second, words),
        brand=brand if named else "",
        mpn=numbers.by_pattern(table["mpn"]) if named else "",
        gtin=numbers.gtin(),
        el_number=el_number,
        unit=table.get("unit", "EA"),
        unspsc=table.get("unspsc", ""),
        group=table.get("group", ""),
        labels=_labels(table.get("labels", []), rng),
        price=rng.randint(500, 900_000),
    )


def _filled(template: str, words: dict[str, str]) -> str:
    return " ".join(template.format(**words).split())


def _labels(possible: list[str], rng: random.Random) -> tuple[tuple[str, str], ...]:
    """Labels with their tiers; EPEAT alone has tiers."""
    held = [label for label in possible if rng.random() < 0.3]
    return tuple(
        (label, rng.choice(("bronze", "silver", "gold")) if label == "epeat" else "") for label in held
    )
