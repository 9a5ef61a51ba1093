"""Made-up price files of one assortment in three formats, and a register that knows some of it.

Everything is seeded: the same count gives the same bytes. ``moved`` changes the price of every
hundredth product and nothing else; ``day`` is the date in the header.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

COLOURS = ("HVIT", "SORT", "GRÅ", "GUL/GRØNN", "BLÅ", "BRUN")
KINDS = (
    "KABEL PFXP 3G{a} R{b}", "JORDFEILAUTOMAT 2P C{a}A {b}MA", "STIKK 2V M/J PH {c}",
    "DOWNLIGHT LED {a}W {b}K IP44 {c}", "KOBLINGSBOKS {a}X{b} IP65 {c}", "RØR PVC {a}MM {c} {b}M",
    "BRYTER 1P {a}A {c}", "ARMATUR LED {a}W L{b} {c}", "KANAL {a}X{b} {c} 2M", "AUTOMAT 3P B{a}A {b}KA",
)  # fmt: skip
BRANDS = 300
CLASSES = ("EC000057", "EC000003", "EC001504", "EC002892", "EC000125", "EC000214")


class Made(NamedTuple):
    """One made-up product; ``price`` is in øre."""

    number: int
    name: str
    brand: str
    mpn: str
    gtin: str
    price: int
    weight: int


def products(count: int, *, moved: bool = False, seed: int = 7) -> Iterator[Made]:
    """The assortment, in order of number."""
    rng = random.Random(seed)
    for number in range(count):
        kind = rng.choice(KINDS)
        name = kind.format(a=rng.randint(1, 99), b=rng.randint(1, 4000), c=rng.choice(COLOURS))
        price = rng.randint(100, 900_000) + (5 if moved and number % 100 == 0 else 0)
        body = f"570{number:09d}"
        check = -sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(body)) % 10
        yield Made(number, f"{name} ART {number}", f"BRAND{number % BRANDS}", f"T{number}",
                   f"{body}{check}", price, rng.randint(1, 5000))  # fmt: skip


def write_nelfo(path: Path, count: int, day: str = "20260901", *, moved: bool = False) -> None:
    """A price file with weight and GTIN below each product line: three lines a product."""
    with path.open("w", encoding="latin-1", newline="") as file:
        file.write(f"VH;EFONELFO;4.0;NO979692900MVA;;;{day};;NOK;;Bench AS;;;0001;OSLO;NO;\r\n")
        for made in products(count, moved=moved):
            file.write(
                f"VL;1;{1_000_000 + made.number};{made.name[:30]};{made.name[30:60]};1;EA;STYKK;{made.price};"
                f"10000;20260901;1;;R{made.number % 90};{made.brand};{made.mpn};J;10000;0;\r\n"
                f"VX;VEKT;{made.weight};\r\nVA;2;{made.gtin};V;;\r\n"
            )


def write_table(path: Path, count: int, day: str = "20260901", *, moved: bool = False) -> None:
    """A CSV in our own columns; every tenth product claims a label. The day stands in a column of theirs."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["supplier_number", "gtin", "mpn", "brand", "name", "etim_class", "price",
                      "price_unit", "labels", "written"])  # fmt: skip
        for made in products(count, moved=moved):
            out.writerow(
                [made.number, made.gtin, made.mpn, made.brand, made.name,
                 CLASSES[made.number % len(CLASSES)], f"{made.price // 100}.{made.price % 100:02d}", "EA",
                 "" if made.number % 10 else "ENERGY STAR", day]
            )  # fmt: skip


def write_register(path: Path, count: int, step: int = 50) -> None:
    """A register (format table) that lists every ``step``th product by brand and model."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["certificate", "brand", "model", "valid_to"])
        for number in range(0, count, step):
            out.writerow([f"DE-UZ {number}", f"BRAND{number % BRANDS}", f"T{number}", "2030-12-31"])
