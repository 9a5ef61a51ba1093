"""EPEAT: the spreadsheet that epeat.net exports (CSV or XLSX), one row a product and country.

A GTIN belongs to the row, not to one of its part numbers, so the GTINs stand in a record of their own:
a product that a part number names is not refused because its GTIN is that of another part number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from catalog.identifiers import certificate_key
from catalog.records import CertificateRecord, Ignored, Notice, RegisterItem
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.raw import original_name
from importers.registers import epeat_columns
from importers.registers.country_names import market
from importers.registers.epeat_columns import CODES, VERSIONS, Row
from importers.registers.epeat_models import model_names
from importers.registers.epeat_registrations import ARCHIVED, Registration, Registrations
from importers.registers.fields import DAY_STYLES, FieldFault, codes, day, is_gtin, required

LABEL = "epeat"
STATUSES = ("active", ARCHIVED)


def parse(path: Path, profile: Profile) -> Iterator[RegisterItem]:
    """A record of the row's GTINs and one of each of its models; ``line`` is the row's.

    The file is read twice: what a row counts for depends on the other countries of its id. Option
    ``date_format`` (MM/DD/YYYY, DD/MM/YYYY or DD.MM.YYYY) says how days are written that are not ISO
    days. Raises UnreadableFeed for a file that is no table or lacks a column.
    """
    style = profile.options.get("date_format", "")
    if style and style not in DAY_STYLES:
        reason = f"{style!r} is none of {', '.join(DAY_STYLES)}"
        raise UnreadableFeed(original_name(path), reason, field="option date_format")
    registrations = _survey(path, profile, style)
    first_weakened = 0
    for item in epeat_columns.rows(path, profile):
        if not isinstance(item, tuple):
            yield item
            continue
        line, row = item
        try:
            yield from _row(line, row, registrations, profile, style)
        except FieldFault as fault:
            yield fault.reject(line, {name: cell for name, cell in row.items() if cell})
        first_weakened = first_weakened or (line if registrations.weakened else 0)
    if registrations.weakened:
        reason = (
            f"{len(registrations.weakened)} registrations have different tiers or days in different "
            f"countries, first on line {first_weakened}: the lowest tier and the latest day were taken"
        )
        yield Notice(first_weakened, "registered in", reason)


def _survey(path: Path, profile: Profile, style: str) -> Registrations:
    found = Registrations()
    for item in epeat_columns.rows(path, profile):
        if isinstance(item, tuple):
            row = item[1]
            try:
                said = _registration(row, style)
                found.add(certificate_key(row["id"]), market(row["registered in"]), said)
            except FieldFault:
                continue  # the second reading rejects the row, with its line
    return found


def _registration(row: Row, style: str) -> Registration:
    status = required(row, "status").casefold()
    if status not in STATUSES:
        raise FieldFault("status", f"{row['status'][:40]!r} is neither Active nor Archived")
    first = day(row, "registered on", style)
    if first is None:
        raise FieldFault("registered on", "is missing")
    # without a tier it is no registration; one that has ended needs none to be known as ended
    tier = required(row, "epeat tier") if status != ARCHIVED else row["epeat tier"]
    return Registration(status, tier.casefold(), first, _last(row, status, style, first))


def _last(row: Row, status: str, style: str, first: date) -> date | None:
    """The day of archiving of a row that still stands: it counts no longer than that."""
    if status == ARCHIVED:
        return None
    last = day(row, "archived on", style)
    if last and last < first:
        raise FieldFault("archived on", f"{last} is before the registration on {first}")
    return last


def _row(
    line: int, row: Row, registrations: Registrations, profile: Profile, style: str
) -> Iterator[RegisterItem]:
    number, maker = required(row, "id"), required(row, "manufacturer")
    names = model_names(required(row, "product name"), maker, row.get("manufacturer part number(s)", ""))
    country = market(required(row, "registered in"))
    said = _registration(row, style)
    key = certificate_key(number)
    if registrations.left_out(key, said):
        yield Ignored(line, f"archived in {country}, registered in another country")
        return
    gtins = _gtins(row)
    impossible = [code for code in gtins if not is_gtin(code)]
    if impossible and said.status == ARCHIVED:
        # what has ended is recorded as ended, whatever else is wrong with it
        yield Notice(line, "gtin", "not a GTIN: left out", ", ".join(impossible)[:200])
        gtins = tuple(code for code in gtins if code not in impossible)
    elif impossible:
        names = []  # the gate refuses the record of the GTINs, and that is then all of the row
    record = _record(line, row, registrations.agreed(key, said), country, profile.dataset)
    if gtins:
        yield replace(record, gtins=gtins)
    for name in names:
        yield replace(record, models=(name,), pattern="*" in name or "#" in name)


def _record(line: int, row: Row, counts: Registration, country: str, dataset: str) -> CertificateRecord:
    return CertificateRecord(
        line=line,
        label=LABEL,
        number=row["id"],
        brand=row["manufacturer"],
        dataset=dataset,
        holder=row["manufacturer"],
        tier=counts.tier,
        generation=next(filter(None, (row.get(name, "") for name in VERSIONS)), ""),
        product_group=row.get("product type", "") or row.get("product category", ""),
        markets=(country,),
        valid_from=counts.first,
        valid_to=counts.last,
        status=counts.status,
        url=row.get("product url", ""),
    )


def _gtins(row: Row) -> tuple[str, ...]:
    found = [code for name in CODES for code in codes(row, name, r"[,;\s]")]
    return tuple(dict.fromkeys(found))
