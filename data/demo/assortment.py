"""The demo suppliers' products: families over their axes, hand-made cases, shared ones."""

from __future__ import annotations

import itertools
import tomllib
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

SEED = "merkbar-demo-1"
SHARED = (
    ("nordvolt", "fjordlys", ("automat", "bryter", "stikk", "dimmer", "downlight", "ladeboks"), 45),
    ("fjordlys", "bitverk", ("fl-ups", "fl-blybatteri"), 15),
)
_GTIN_SHARE = {"nordvolt": 0.7, "fjordlys": 0.85, "bitverk": 0.97}


@dataclass
class Item:
    """One offer. ``price`` is whole øre for one ``unit``; ``marks`` percent chances by label."""

    supplier: str
    number: str
    name: str
    brand: str
    mpn: str
    group: str = ""
    price: int = 0
    unit: str = "EA"
    pack: int = 1
    gtin: str = ""
    el_number: str = ""
    etim: str = ""
    unspsc: str = ""
    stock: int = 0
    stocked: bool = True
    status: str = "0"
    description: str = ""
    family: str = ""
    labels: list[str] = field(default_factory=list)
    certificates: list[str] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)
    marks: dict[str, int] = field(default_factory=dict)


def rng(*parts: object) -> Random:
    """A generator of its own for every subject, so that adding one family changes no other."""
    return Random("|".join((SEED, *map(str, parts))))


def gtin13(serial: int) -> str:
    """GS1 prefix 952 (demonstrations), nine digits, check digit (GS1 General Specs 7.9)."""
    digits = f"952{serial:09d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def load_items(folder: Path) -> tuple[list[Item], dict[str, Any]]:
    """All offers in file order, and the hand-made cases with their certificates."""
    families = tomllib.loads((folder / "assortment.toml").read_text("utf-8"))["family"]
    cases = tomllib.loads((folder / "cases.toml").read_text("utf-8"))
    el_numbers: Counter[str] = Counter()
    items = [_case(entry) for entry in cases["product"]]
    for place, family in enumerate(families, 1):
        items += _spread(family, place, el_numbers)
    for source, target, chosen, count in SHARED:
        pool = [item for item in items if item.family in chosen and item.gtin]
        chance = rng("shared", source, target)
        order = [(chance.random(), place) for place in range(len(pool))]
        items += [_copy(pool[place], target) for _, place in sorted(order)[:count]]
    return items, cases


def _case(entry: dict[str, Any]) -> Item:
    known = {key: value for key, value in entry.items() if key != "gtin"}
    item = Item(**known)
    item.gtin = gtin13(entry["gtin"])
    item.stock = 1 + int(rng("stock", item.number).random() * 40)
    if item.supplier == "nordvolt":
        item.el_number = item.number
    return item


def _spread(family: dict[str, Any], place: int, el_numbers: Counter[str]) -> list[Item]:
    axes = family["axes"]
    combos = list(itertools.product(*axes.values()))
    chance = rng("family", family["id"])
    order = sorted((chance.random(), index) for index in range(len(combos)))
    picked = sorted(index for _, index in order[: family["take"]])
    found = []
    for rank, index in enumerate(picked):
        values = dict(zip(axes, combos[index], strict=True))
        found.append(_item(family, place, rank, values, chance, el_numbers))
    if family["supplier"] == "nordvolt":
        _relate(found)
    return found


def _item(
    family: dict[str, Any],
    place: int,
    rank: int,
    values: dict[str, str],
    chance: Random,
    el_numbers: Counter[str],
) -> Item:
    supplier = family["supplier"]
    brand = family["brands"][int(chance.random() * len(family["brands"]))]
    mpn = f"{family['series']}{1000 + rank * 3 + int(chance.random() * 3)}"
    if supplier == "bitverk":
        mpn = f"{brand[:2].upper()}-{mpn}"
    el_number = ""
    if supplier == "nordvolt" or (supplier == "fjordlys" and chance.random() < 0.6):
        el_numbers[family["el"]] += 1
        el_number = f"{family['el']}9{el_numbers[family['el']]:04d}"
    number = el_number
    if family.get("own_number"):
        number, el_number = f"{70000000 + place * 1000 + rank}", ""
    elif supplier != "nordvolt":
        number = f"{'FL' if supplier == 'fjordlys' else 'BV'}-{place * 1000 + rank:06d}"
    packs = family.get("pack", [1])
    return Item(
        supplier=supplier,
        number=number,
        name=" ".join(family["name"].format(brand=brand, mpn=mpn, **values).split()),
        brand=brand,
        mpn=mpn,
        group=family["group"],
        price=_price(family, rank, chance),
        unit=family["unit"],
        pack=packs[int(chance.random() * len(packs))],
        gtin=gtin13(place * 1000 + rank) if chance.random() < _GTIN_SHARE[supplier] else "",
        el_number=el_number,
        etim=family.get("etim", ""),
        unspsc=family.get("unspsc", ""),
        stock=max(0, int(chance.random() * 140) - 20),
        stocked=chance.random() < 0.8,
        status="120000"[int(chance.random() * 6)],
        family=family["id"],
        marks=family.get("marks", {}),
    )


def _price(family: dict[str, Any], rank: int, chance: Random) -> int:
    """Dearer along the axes, with some scatter; whole kroner in IT, ten øre elsewhere."""
    low, high = map(int, family["price"])
    last = max(int(family["take"]) - 1, 1)
    base = low + (high - low) * rank * rank // (last * last)
    price = base * (94 + int(chance.random() * 13)) // 100
    step = 100 if family["supplier"] == "bitverk" else 10
    return max(step, price // step * step)


def _relate(items: list[Item]) -> None:
    """Now and then an alternative of the same family, or a successor of a discontinued product."""
    for item, following in itertools.pairwise(items):
        if item.number != item.el_number or not following.el_number:
            continue
        draw = rng("relation", item.number).random()
        if draw < 0.01:
            item.status = "3"
            item.relations.append(f"E:{following.el_number}")
        elif draw < 0.06:
            item.relations.append(f"A:{following.el_number}")


def _copy(item: Item, supplier: str) -> Item:
    """The same product as another supplier lists it: own number, own price, own way of writing."""
    chance = rng("copy", item.number, supplier)
    prefix = "FL-8" if supplier == "fjordlys" else "BV-8"
    brand = f"{item.brand} {item.mpn}" if supplier == "bitverk" else item.brand
    return replace(
        item,
        supplier=supplier,
        number=f"{prefix}{item.gtin[7:12]}",
        name=f"{brand} {item.name}",
        price=max(100, item.price * (93 + int(chance.random() * 16)) // 1000 * 10),
        stock=int(chance.random() * 60),
        el_number=item.el_number if supplier == "fjordlys" else "",
        unspsc="",
        status="0",
        relations=[],
        labels=[],
        marks={},
    )
