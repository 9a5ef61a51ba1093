"""The ``table`` register: CSV or XLSX, one row a model of a certificate (a ``|`` list of models is several).

``mpn`` and further part numbers are other names of the row's model. Dates are ISO days, markets ISO
country codes separated by ``|`` (a comma is text: ``NO, SE`` is no country). What a label demands of a
certificate (dates, tier, shape of the number) is the gate's question, not the file's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from catalog.records import CertificateRecord, RegisterItem
from importers.columns import Columns, RefusedCell, values
from importers.config import Profile
from importers.countries import market
from importers.tabular import read_rows

COLUMNS = (
    "label", "certificate", "brand", "model", "gtin", "mpn", "tier", "generation", "product_group",
    "markets", "valid_from", "valid_to", "status", "url",
)  # fmt: skip
STATUSES = ("", "active", "withdrawn", "archived")
# EPEAT and ENERGY STAR define * and # as placeholders for one character; elsewhere they are text
_WILDCARD_LABELS = ("epeat", "energy-star")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_Model = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


def parse(path: Path, profile: Profile) -> Iterator[RegisterItem]:
    """One record a model. The label stands in its column, or is the profile's for every row.

    Raises UnreadableFeed where the file is no table with the required columns.
    """
    required = ("certificate",) if profile.label else ("label", "certificate")
    columns = Columns(path.name, COLUMNS, required, profile.columns)
    for item in columns.renamed(read_rows(path, profile.options)):
        if not isinstance(item, tuple):
            yield item
            continue
        line, cells = item
        try:
            yield from _records(line, cells, profile)
        except RefusedCell as refused:
            yield refused.reject(line, cells)


def _records(line: int, cells: Mapping[str, str], profile: Profile) -> list[CertificateRecord]:
    label = _label(cells["label"], profile.label)
    valid_from, valid_to = _day(cells, "valid_from"), _day(cells, "valid_to")
    if valid_from and valid_to and valid_to < valid_from:
        raise RefusedCell("valid_to", f"expected a day from {valid_from} on, found {valid_to}")
    status = cells["status"].lower()
    if status not in STATUSES:
        found = cells["status"][:40]
        raise RefusedCell("status", f"expected empty, active, withdrawn or archived, found {found!r}")
    return [
        CertificateRecord(
            line=line,
            label=label,
            number=cells["certificate"],
            brand=cells["brand"],
            models=models,
            mpns=mpns,
            gtins=gtins,
            dataset=profile.dataset,
            tier=cells["tier"],
            generation=cells["generation"],
            product_group=cells["product_group"],
            markets=tuple(dict.fromkeys(map(market, values(cells["markets"])))),
            valid_from=valid_from,
            valid_to=valid_to,
            status=status,
            url=cells["url"],
            pattern=label in _WILDCARD_LABELS and any(c in "*#" for name in models + mpns for c in name),
        )
        for models, mpns, gtins in _models(cells)
    ]


def _label(cell: str, profiles: str) -> str:
    if cell and profiles and cell != profiles:
        raise RefusedCell("label", f"expected {profiles!r} as loaded, found {cell[:40]!r}")
    if not (cell or profiles):
        raise RefusedCell("label", "expected a label, found an empty cell")
    return profiles or cell


def _day(cells: Mapping[str, str], name: str) -> date | None:
    text = cells[name]
    if not text:
        return None
    try:
        if not _ISO_DAY.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError as error:
        raise RefusedCell(name, f"expected a day like 2026-11-22, found {text[:40]!r}") from error


def _models(cells: Mapping[str, str]) -> list[_Model]:
    """Names, part numbers and GTINs of each model in the row.

    Lists of equal length are paired. GTINs that cannot be paired belong to every model of the row: each
    is then found by them, and none by a name that contradicts them. Part numbers must pair.
    """
    models, numbers, gtins = (values(cells[name]) for name in ("model", "mpn", "gtin"))
    if len(models) <= 1:
        return [(models, numbers, gtins)]
    paired_numbers = _paired("mpn", numbers, models)
    paired_gtins = [(gtin,) for gtin in gtins] if len(gtins) == len(models) else [gtins] * len(models)
    return [
        ((model,), number, gtin)
        for model, number, gtin in zip(models, paired_numbers, paired_gtins, strict=True)
    ]


def _paired(name: str, found: Sequence[str], models: Sequence[str]) -> list[tuple[str, ...]]:
    if not found:
        return [()] * len(models)
    if len(found) != len(models):
        reason = f"{len(found)} values for {len(models)} models: which belongs to which? one row a model"
        raise RefusedCell(name, reason)
    return [(value,) for value in found]
