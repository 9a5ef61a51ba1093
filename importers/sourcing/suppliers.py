"""A list of suppliers and manufacturers: one row each, CSV or XLSX with the columns below.

Only ``name`` is required, and with it the organisation number, the slug of the feed or the country. Merged
cells are empty below their first row: such a row lacks its name and is rejected, never filled from above.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from catalog.records import Notice, Reject
from catalog.sourcing.records import DOCUMENTS, NOT_ASSESSED, AssessedRisk, DocumentLink, OrganisationRecord
from importers import countries
from importers.columns import Columns, RefusedCell, values
from importers.profile_keys import SLUG
from importers.sourcing.organisation_number import checked
from importers.sourcing.words import Words
from importers.tabular import read_rows

COLUMNS = (
    "organisation_number", "country", "name", "role", "supplier", "brands", "contact_name", "contact_email",
    "risk_level", "risk_assessed_by", "risk_assessed_on", "risk_valid_to", "production_country",
    *(f"{kind}_{part}" for kind in DOCUMENTS for part in ("url", "date", "valid_to")),
)  # fmt: skip
_LONGEST = {"name": 200, "contact_name": 120, "contact_email": 254, "supplier": 64, "risk_assessed_by": 200,
            "production_country": 60} | {f"{kind}_url": 1000 for kind in DOCUMENTS}  # fmt: skip


def parse(
    path: Path, words: Words, columns: Mapping[str, str] | None = None
) -> Iterator[OrganisationRecord | Reject | Notice]:
    """One record a row. Raises UnreadableFeed where the file is no table with a column ``name``."""
    named = Columns(path.name, COLUMNS, ("name",), columns or {})
    for item in named.renamed(read_rows(path, {})):
        if not isinstance(item, tuple):
            yield item
            continue
        line, cells = item
        try:
            yield _record(line, cells, words)
        except RefusedCell as refused:
            yield refused.reject(line, cells)


def _record(line: int, cells: Mapping[str, str], words: Words) -> OrganisationRecord:
    for name, longest in _LONGEST.items():
        if len(cells[name]) > longest:
            raise RefusedCell(name, f"expected at most {longest} characters, found {len(cells[name])}")
    if not cells["name"]:
        raise RefusedCell("name", "expected a name, found an empty cell (or one below a merged cell)")
    country = _country(cells["country"])
    supplier = cells["supplier"]
    if supplier and not SLUG.fullmatch(supplier):
        raise RefusedCell("supplier", f"expected a feed's supplier like onninen, found {supplier[:40]!r}")
    number = checked(cells["organisation_number"], country or "NO")
    if not (number or supplier or country):
        reason = "expected an organisation number, a feed's supplier or a country: a name alone is nobody"
        raise RefusedCell("organisation_number", reason)
    return OrganisationRecord(
        line=line,
        name=cells["name"],
        number=number,
        country=country or ("NO" if number else ""),
        roles=tuple(dict.fromkeys(map(words.role, values(cells["role"])))),
        supplier=supplier,
        brands=values(cells["brands"]),
        contact_name=cells["contact_name"],
        contact_email=cells["contact_email"],
        risk=_risk(cells, words),
        documents=tuple(link for kind in DOCUMENTS if (link := _document(kind, cells, words)) is not None),
    )


def _country(cell: str) -> str:
    if not cell:
        return ""
    code = countries.market(cell)
    if code.startswith("?"):
        raise RefusedCell("country", f"expected an ISO code like NO, found {cell[:40]!r}")
    return code


def _risk(cells: Mapping[str, str], words: Words) -> AssessedRisk | None:
    said = ("risk_level", "risk_assessed_by", "risk_assessed_on", "risk_valid_to", "production_country")
    if not any(cells[name] for name in said):
        return None
    level = words.level(cells["risk_level"])
    assessed_on = words.day("risk_assessed_on", cells["risk_assessed_on"])
    valid_to = words.day("risk_valid_to", cells["risk_valid_to"])
    if level != NOT_ASSESSED:
        if not cells["risk_assessed_by"]:
            raise RefusedCell("risk_assessed_by", "expected who assessed the level, found an empty cell")
        if assessed_on is None:
            raise RefusedCell("risk_assessed_on", "expected the day of the assessment, found an empty cell")
    if assessed_on and valid_to and valid_to < assessed_on:
        raise RefusedCell("risk_valid_to", f"expected a day from {assessed_on} on, found {valid_to}")
    return AssessedRisk(level, cells["risk_assessed_by"], assessed_on, valid_to, cells["production_country"])


def _document(kind: str, cells: Mapping[str, str], words: Words) -> DocumentLink | None:
    url, dated = cells[f"{kind}_url"], words.day(f"{kind}_date", cells[f"{kind}_date"])
    valid_to = words.day(f"{kind}_valid_to", cells[f"{kind}_valid_to"])
    if not (url or dated or valid_to):
        return None
    if url and not url.startswith("https://"):
        raise RefusedCell(f"{kind}_url", f"expected an address that begins with https://, found {url[:40]!r}")
    if not (url or dated):
        raise RefusedCell(f"{kind}_url", "expected an address or a date of the document, found neither")
    return DocumentLink(kind, url, dated, valid_to)
