"""The judged set: products and certificates that a person has put side by side and decided about.

One CSV a label. A line is one pair: the judgement, the columns of the contract's feed table, and those of
its register table (``register.``). Lines of one ``case`` face each other: a line
without certificate columns sets another product against the certificates above it, a line without
product columns adds a certificate row. Cases do not touch each other: no brand and model, GTIN, number
or wildcard of one reaches a product of another.

``held``  true where the product carries the label on 22 November 2026, by a certificate of its case
``tier``  the tier that must be shown, where it is not the one of the case's first certificate
``why``   one word for the reason. ``true-*``: what proves it (``tier``: and which tier it is). Else what
          makes it a near miss:

suffix, family, generation, configuration, comma-list, generic-name,
letter-for-digit, cut-zero, placeholder                almost the model
wildcard-*, x-is-literal                               almost what a pattern names
brand-differs, number-differs, number-alone,
other-label, el-country                                another brand, certificate, label or country
other-market, no-market, europe-energy-star            not where it counts
gtin-conflict, pack-gtin, store-gtin, bad-gtin,
cut-gtin, spreadsheet                                  almost the GTIN
tier, bad-tier                                         two tiers under one name, or none of the three
expired, not-begun, withdrawn, archived, bad-status,
no-date, bad-date, conflicting-dates                   not on this day, or nobody can say
group, group-register, aftermarket, service            a kind of thing that the label is not about
no-number, name-as-number, name-only, claim            no certificate at all

Models, certificate numbers, dates and markets follow real register rows (TCO Certified, ENERGY STAR
and EPEAT lists, licence lists of the Nordic Swan and the Blue Angel) where such rows were at hand; the
other numbers and every name and supplier are made up, and some near misses bend one real fact.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
LABELS = ("tco-certified", "epeat", "energy-star", "blue-angel", "nordic-swan", "eu-ecolabel")
JUDGEMENT = ("case", "held", "tier", "why", "supplier")
_REGISTER = "register."
Symbol = tuple[str, str]


@dataclass(frozen=True)
class Pair:
    """A judged product: where its offer stands, what it must show (nothing, or label and tier), and why."""

    case: str
    supplier: str
    number: str
    label: str
    why: str
    expected: frozenset[Symbol]
    product: Mapping[str, str]

    def __str__(self) -> str:
        cells = (self.product.get(name, "") for name in ("brand", "mpn", "gtin", "name", "product_group"))
        return f"{self.case} {self.label} {self.why}: {' | '.join(cells)}"


@dataclass(frozen=True)
class JudgedSet:
    """The pairs, and the files that an operator would load: feeds by supplier, registers by label.

    ``certificates`` are the register rows once more, as (label, case, cells).
    """

    pairs: tuple[Pair, ...]
    feeds: Mapping[str, str]
    registers: Mapping[str, str]
    certificates: tuple[tuple[str, str, Mapping[str, str]], ...]


def load() -> JudgedSet:
    """Reads every CSV of this folder. A column that a file does not need is not in it."""
    pairs: list[Pair] = []
    certificates: list[tuple[str, str, Mapping[str, str]]] = []
    for label in LABELS:
        lines = list(csv.DictReader(io.StringIO((FOLDER / f"{label}.csv").read_text("utf-8"), newline="")))
        pairs.extend(_pairs(label, lines))
        rows = ((line["case"], _certificate(line)) for line in lines)
        certificates.extend((label, case, cells) for case, cells in rows if any(cells.values()))
    feeds = {
        supplier: _table(
            {"supplier_number": pair.number, **pair.product} for pair in pairs if pair.supplier == supplier
        )
        for supplier in sorted({pair.supplier for pair in pairs})
    }
    registers = {label: _table(row for of, _, row in certificates if of == label) for label in LABELS}
    return JudgedSet(tuple(pairs), feeds, registers, tuple(certificates))


def _pairs(label: str, lines: Iterable[Mapping[str, str]]) -> Iterator[Pair]:
    case, tier, place = "", "", 0
    for line in lines:
        if line["case"] != case:
            case, tier, place = line["case"], line.get("register.tier", "").lower(), 0
        place += 1
        if not line["held"]:
            continue
        held = {"true": True, "false": False}[line["held"]]
        expected = frozenset({(label, line.get("tier") or tier)} if held else ())
        product = {
            name: cell
            for name, cell in line.items()
            if name not in JUDGEMENT and not name.startswith(_REGISTER)
        }
        yield Pair(case, line["supplier"], f"{case}-{place}", label, line["why"], expected, product)


def _certificate(line: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix(_REGISTER): cell for name, cell in line.items() if name.startswith(_REGISTER)}


def _table(rows: Iterable[Mapping[str, str]]) -> str:
    listed = list(rows)
    out = io.StringIO()
    columns = list(dict.fromkeys(name for row in listed for name in row))
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    return out.getvalue()
