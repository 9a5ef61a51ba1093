"""ENERGY STAR: the data sets of data.energystar.gov (Socrata), as CSV or JSON.

Each product category is a data set of its own with dozens of columns; the ones read here are common
to all. A row has no end date: being in the current data set is what certifies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from catalog.identifiers import mpn_key
from catalog.records import CertificateRecord, RegisterItem, Reject
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.json_rows import JsonRows, first_byte
from importers.raw import original_name
from importers.registers import additional
from importers.registers.additional import AdditionalModels
from importers.registers.fields import FieldFault, Row, codes, day, is_gtin, required, text
from importers.registers.long_texts import refuse_long_texts
from importers.tabular import read_rows

LABEL = "energy-star"
REQUIRED = ("pd_id", "brand_name", "model_name", "model_number", "markets")
DATES = ("date_certified", "date_qualified")
# Only data sets whose every row is of that group.
GROUPS = {
    "qbg3-d468": "displays",
    "pd96-rr3d": "tvs",
    "3js5-e9d6": "ups",
    "ifxy-2uty": "ups",
    "n8cx-m62r": "network",
    "pzuf-4vbf": "network",
    "wyt9-72bp": "luminaires",
    "8dv7-nngq": "ventilation",
    "w7cv-9xjt": "heat-pumps",
    "acvd-5wvz": "heat-pumps",
}
IMAGING = "t2v6-g4nf"
MARKETS = {
    "united states": "US",
    "canada": "CA",
    "japan": "JP",
    "switzerland": "CH",
    "taiwan": "TW",
    "australia": "AU",
    "new zealand": "NZ",
}
_ID = re.compile(r"([a-z0-9]{4}-[a-z0-9]{4})(?![a-z0-9])")
_PRINTER = re.compile(r"\b(printers?|multi-?function|mfps?|mfds?)\b", re.IGNORECASE)
# A download from the site's pages has the columns' titles where the API has their names.
_TITLES = {"energy_star_unique_id": "pd_id"}


def parse(path: Path, profile: Profile) -> Iterator[RegisterItem]:
    """One CertificateRecord per model of a row; ``line`` is the row's line (CSV) or 1-based number (JSON).

    A row has its model, and those of ``additional_model_information``. Raises UnreadableFeed for a
    file that is neither, has no rows, or lacks a column.
    """
    in_name = dataset_of(original_name(path))
    as_json = first_byte(path) in b"[{"
    models = AdditionalModels()
    empty = True
    for line, row in _json(path) if as_json else _csv(path, profile):
        if isinstance(row, Reject):
            yield row
            continue
        if empty:
            _check_columns(path, row, as_json)
        empty = False
        try:
            first = _certificate(line, row, profile.dataset, in_name)
        except FieldFault as fault:
            yield fault.reject(line, {name: value for name, value in row.items() if value})
            continue
        yield from _each_model(first, models.read(line, row.get(additional.COLUMN)))
    if empty:
        raise UnreadableFeed(original_name(path), "holds no readable rows")
    notice = models.notice()
    if notice is not None:
        yield notice


def dataset_of(name: str) -> str:
    """The Socrata id with which a file name starts, else ''.

    An id is two groups of four letters and digits; ``data-2026`` and ``list-name`` are not taken
    for one, because a wrong id would part a data set from its own earlier versions.
    """
    match = _ID.match(name.lower())
    if not match:
        return ""
    found = match[1]
    mixed = any(map(str.isdigit, found)) and any(map(str.isalpha, found))
    return found if mixed and not any(map(str.isdigit, found.split("-"))) else ""


def _json(path: Path) -> Iterator[tuple[int, Row | Reject]]:
    refuse_long_texts(path)
    for line, row in JsonRows(path, ("", "data", "items")):
        if isinstance(row, Mapping):
            yield line, row
        else:
            yield line, FieldFault("row", "an object is expected").reject(line, row)


def _csv(path: Path, profile: Profile) -> Iterator[tuple[int, Row | Reject]]:
    names = {theirs.strip().lower(): ours for ours, theirs in profile.columns.items()}
    column = profile.columns.get(additional.COLUMN, "").strip().lower()
    spellings = filter(None, (additional.COLUMN, additional.COLUMN.replace("_", " "), column))
    for item in read_rows(path, profile.options, wide=dict.fromkeys(spellings, additional.LONGEST_CELL)):
        if isinstance(item, Reject):
            yield item.line, item
            continue
        line, row = item
        for header in row.keys() - names.keys():
            plain = re.sub(r"[^a-z0-9]+", "_", header.lower()).strip("_")
            names[header] = _TITLES.get(plain, plain)
        yield line, {names[header]: value for header, value in row.items()}


def _check_columns(path: Path, row: Row, as_json: bool) -> None:
    missing = [name for name in REQUIRED if name not in row]
    if not row.keys() & set(DATES):
        missing.append(" or ".join(DATES))
    # Socrata's JSON leaves out what is null, so there only the key tells the register
    if (as_json and "pd_id" not in row) or (missing and not as_json):
        found = ", ".join(list(row)[:40])
        raise UnreadableFeed(original_name(path), f"lacks {', '.join(missing)}; found: {found}", 1)


def _certificate(line: int, row: Row, dataset: str, in_name: str) -> CertificateRecord:
    number = required(row, "pd_id")
    model = required(row, "model_number")
    markets = _markets(required(row, "markets"))
    if not markets:
        raise FieldFault("markets", "is missing")
    certified = day(row, DATES[0]) or day(row, DATES[1])
    if certified is None:
        raise FieldFault(DATES[0], f"is missing ({' or '.join(DATES)})")
    own = text(row, "dataset_id").lower()
    return CertificateRecord(
        line=line,
        label=LABEL,
        number=number,
        brand=required(row, "brand_name"),
        models=(model,),
        gtins=codes(row, "upc", r"[;,|\n]"),
        dataset=own or dataset or in_name,
        holder=text(row, "energy_star_partner"),
        # the operator may call a data set as he likes: only an id says what its rows are
        product_group=_group(own or dataset_of(dataset) or in_name, text(row, "product_type")),
        markets=markets,
        valid_from=certified,
        pattern=_is_pattern(model),
    )


def _each_model(
    first: CertificateRecord, additional_models: list[tuple[str, str]]
) -> Iterator[CertificateRecord]:
    """The row's own model and the additional ones, each once, with all UPCs given for it.

    A row with an impossible UPC is handed on by itself: the gate refuses it, and with it all of the row.
    """
    if not all(map(is_gtin, first.gtins)):
        yield first
        return
    names = {mpn_key(first.models[0]): first.models[0]}
    upcs = {mpn_key(first.models[0]): dict.fromkeys(first.gtins)}
    for model, upc in additional_models:
        key = mpn_key(model)
        names.setdefault(key, model)
        upcs.setdefault(key, {}).update({upc: None} if upc else {})
    for key, model in names.items():
        yield replace(first, models=(model,), gtins=tuple(upcs[key]), pattern=_is_pattern(model))


def _markets(words: str) -> tuple[str, ...]:
    """ISO codes; '?' and the word where it names no country known here, so it never matches."""
    names = filter(None, (word.strip() for word in re.split(r"[,;]", words)))
    return tuple(dict.fromkeys(MARKETS.get(name.casefold(), f"?{name}") for name in names))


def _group(dataset: str, product_type: str) -> str:
    if dataset == IMAGING:
        return "printers" if _PRINTER.search(product_type) else ""
    return GROUPS.get(dataset, "")


def _is_pattern(model: str) -> bool:
    """Whether ``*`` (one character) or ``#`` (one digit) stand for themselves in the EPA's rule.

    A list or a cell with a remark ("EK32******, XV32****** (* can be blank)") is no such pattern:
    its stars follow a rule of their own.
    """
    return ("*" in model or "#" in model) and not any(mark in model for mark in ",;(")
