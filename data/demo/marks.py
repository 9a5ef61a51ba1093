"""Which invented products hold which label: certificates for registers, claims for feeds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from random import Random
from typing import Any

from assortment import Item, gtin13, rng
from layouts import Row, offset

_TCO_CATEGORY = {"all-in-one": "all-in-one PCs"}
_ENERGY_STAR_SET = {
    "displays": ("qbg3-d468", "Monitor"),
    "notebooks": ("rxdj-2c88", "Notebook"),
    "desktops": ("rxdj-2c88", "Desktop"),
    "all-in-one": ("rxdj-2c88", "Integrated Desktop Computer"),
    "printers": ("t2v6-g4nf", "Printers"),
    "ups": ("3js5-e9d6", "Ac-output UPS"),
}
_WORDING = {
    "tco-certified": ("TCO Certified", "TCO Certified, generation 10", "TCO"),
    "energy-star": ("ENERGY STAR", "Energy Star: ja", "ENERGY STAR"),
    "nordic-swan": ("Svanemerket", "Nordic Swan Ecolabel", "Svanen"),
    "blue-angel": ("Blå engel", "Blue Angel", "Der Blaue Engel"),
    "eu-ecolabel": ("EU Ecolabel", "EU-blomsten", "EU Ecolabel"),
}
_TIERS = ("gold", "gold", "silver", "bronze")
_CRITERIA = {"printers": "DE-UZ 219", "servers": "DE-UZ 213"}


@dataclass
class Registers:
    """Rows of the register files."""

    tco: list[Row] = field(default_factory=list)
    energy_star: list[Row] = field(default_factory=list)
    table: list[Row] = field(default_factory=list)
    old: list[Row] = field(default_factory=list)


def certify(items: list[Item], cases: dict[str, Any]) -> Registers:
    """Hands out certificates by each family's chances and writes claims into the items."""
    registers = Registers()
    _cases(registers, cases)
    chosen: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        for label, percent in item.marks.items():
            held = rng("mark", label, item.number).random() * 100 < percent
            if held:
                chosen[label].append(item)
            _claim(item, label, held)
    _tco(registers, chosen["tco-certified"])
    for place, item in enumerate(chosen["energy-star"], 1):
        registers.energy_star.append(_energy_star_row(item, 9900000 + place))
    _unsold_energy_star(registers)
    for place, item in enumerate(chosen["epeat"], 1):
        registers.table.append(_epeat_row(item, str(9900000 + place)))
    for label in ("nordic-swan", "blue-angel", "eu-ecolabel"):
        _licences(registers, label, chosen[label])
    return registers


def _claim(item: Item, label: str, held: bool) -> None:
    """Suppliers name most labels their goods hold, some they do not, and now and then say no."""
    chance = rng("claim", label, item.number)
    draw = chance.random()
    if label == "epeat":
        words: tuple[str, ...] = (f"EPEAT {_tier(item).capitalize()}",)
    else:
        words = _WORDING[label]
    if draw < (0.6 if held else 0.08):
        item.labels.append(words[int(chance.random() * len(words))])
    elif not held and label == "energy-star" and draw > 0.93:
        item.labels.append("ENERGY STAR: nei")


def _tier(item: Item) -> str:
    return _TIERS[int(rng("tier", item.number).random() * len(_TIERS))]


def _term(chance: Random) -> tuple[int, int]:
    """First and last day: most in force for long, some ending soon, some ended."""
    draw = chance.random()
    if draw < 0.78:
        last = 100 + int(chance.random() * 600)
    elif draw < 0.9:
        last = 3 + int(chance.random() * 83)
    else:
        last = -2 - int(chance.random() * 300)
    return last - 731, last


def _tco(registers: Registers, items: list[Item]) -> None:
    """Certificates of up to five models of one brand and group, and one more that nobody sells."""
    batches = _batches([item for item in items if item.gtin], 5)
    for place, batch in enumerate(batches, 1):
        chance = rng("tco", place)
        first, last = _term(chance)
        group = batch[0].group
        common = {
            "certificate": f"D9999{place:06d}",
            "valid_from": offset(first),
            "valid_to": offset(last),
            "generation": "10" if last > 0 else "9",
            "category": _TCO_CATEGORY.get(group, group),
        }
        for item in batch:
            registers.tco.append({"gtin": item.gtin, "name": f"{item.mpn}, {item.mpn}W"} | common)
        unsold = {"gtin": gtin13(950000 + place), "name": f"{batch[0].mpn[:4]}X{900 + place}"}
        registers.tco.append(unsold | common)


def _batches(items: list[Item], size: int) -> list[list[Item]]:
    families: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        families[item.brand, item.group].append(item)
    return [
        members[start : start + size]
        for members in families.values()
        for start in range(0, len(members), size)
    ]


def _energy_star_row(item: Item, number: int) -> Row:
    chance = rng("energy-star", item.number)
    wide = "United States, Japan, Canada, Taiwan, Switzerland"
    usual = ("United States, Canada", "United States", wide)
    markets = usual[int(chance.random() * 3)] if chance.random() < 0.93 else "Japan, Taiwan"
    first = -40 - int(chance.random() * 900)
    return _energy_star(str(number), item.brand, item.mpn, item.group, markets, first)


def _energy_star(number: str, brand: str, model: str, group: str, markets: str, first: int) -> Row:
    dataset, kind = _ENERGY_STAR_SET[group]
    return {
        "dataset_id": dataset,
        "pd_id": number,
        "energy_star_partner": f"{brand} (demo)",
        "brand_name": brand,
        "model_name": model,
        "model_number": model,
        "additional_model_information": "",
        "product_type": kind,
        "upc": "",
        "date_available_on_market": offset(first - 20),
        "date_certified": offset(first),
        "markets": markets,
    }


def _unsold_energy_star(registers: Registers) -> None:
    """Rows that match nothing here: other models, and the register's one-to-one wildcards."""
    makers = (("Fjellvik", "displays"), ("Tinderud", "notebooks"), ("Blekkvik", "printers"))
    for place in range(1, 31):
        brand, group = makers[place % 3]
        model = f"{brand[:2].upper()}-Z{700 + place}" + ("*#" if place % 6 == 0 else "")
        row = _energy_star(str(9980000 + place), brand, model, group, "United States", -60 * place)
        registers.energy_star.append(row)


def _epeat_row(item: Item, number: str) -> Row:
    chance = rng("epeat", item.number)
    draw = chance.random()
    markets = "NO|SE|DK|FI|IS" if draw < 0.6 else "NO|SE" if draw < 0.85 else "US|CA"
    first = -30 - int(chance.random() * 800)
    listed = item.gtin if chance.random() < 0.5 else ""
    status = "archived" if chance.random() < 0.05 else "active"
    row = _table_row("epeat", number, item, listed)
    return row | {
        "tier": _tier(item), "markets": markets, "valid_from": offset(first), "status": status,
    }  # fmt: skip


def _table_row(label: str, number: str, item: Item, gtin: str) -> Row:
    return _row(
        label=label, certificate=number, brand=item.brand, model=item.mpn, gtin=gtin,
        product_group=item.group,
    )  # fmt: skip


def _row(**given: str) -> Row:
    columns = (
        "label", "certificate", "brand", "model", "gtin", "mpn", "tier", "generation",
        "product_group", "markets", "valid_from", "valid_to", "status", "url",
    )  # fmt: skip
    return {column: given.get(column, "") for column in columns}


def _licences(registers: Registers, label: str, items: list[Item]) -> None:
    """Licences of up to four models of one brand and group; numbers of the label's own shape."""
    for place, batch in enumerate(_batches(items, 4), 1):
        chance = rng(label, place)
        first, last = _term(chance)
        status = "withdrawn" if chance.random() < 0.04 else "active"
        criteria = _CRITERIA.get(batch[0].group, "") if label == "blue-angel" else ""
        number = {
            "nordic-swan": f"5999 {place:04d}",
            "blue-angel": f"{criteria}-{90000 + place}",
            "eu-ecolabel": f"NO/022/{90000 + place}",
        }[label]
        for item in batch:
            row = _table_row(label, number, item, item.gtin if label == "eu-ecolabel" else "")
            dates = {"valid_from": offset(first), "valid_to": offset(last)}
            registers.table.append(row | dates | {"status": status, "generation": criteria})


def _cases(registers: Registers, cases: dict[str, Any]) -> None:
    for case in cases["tco"]:
        registers.tco.append(
            {
                "gtin": gtin13(case["gtin"]),
                "name": case["model"],
                "certificate": case["number"],
                "valid_from": offset(case["from"]),
                "valid_to": offset(case["to"]),
                "generation": "10" if case["to"] > 0 else "9",
                "category": case["group"],
            }
        )
    for case in cases["energy_star"]:
        who = (case["number"], case["brand"], case["model"], case["group"])
        registers.energy_star.append(_energy_star(*who, case["markets"], case["from"]))
    for key, rows in (("register", registers.table), ("old_register", registers.old)):
        for case in cases[key]:
            dated = ("from", "to", "gtin")
            given = {name: str(value) for name, value in case.items() if name not in dated}
            given["valid_from"] = offset(case["from"])
            given["valid_to"] = offset(case["to"]) if "to" in case else ""
            given["gtin"] = gtin13(case["gtin"]) if "gtin" in case else ""
            rows.append(_row(**given))
