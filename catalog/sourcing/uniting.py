"""Rows of one list that are about the same organisation: a supplier that is a manufacturer as well."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from catalog.records import Reject
from catalog.sourcing.names import name_key
from catalog.sourcing.records import OrganisationRecord

_KEPT = ("country", "supplier", "contact_name", "contact_email")


def united(records: Iterable[OrganisationRecord]) -> tuple[list[OrganisationRecord], list[Reject]]:
    """One record an organisation. A row that contradicts an earlier one is a Reject that names its line:
    another name under the same number, the same name under another number, another risk level."""
    taken: list[OrganisationRecord] = []
    rejects: list[Reject] = []
    places: dict[tuple[str, ...], int] = {}
    for record in records:
        place = next((places[key] for key in _keys(record) if key in places), None)
        if place is None:
            place = len(taken)
            taken.append(record)
        elif reason := _contradiction(taken[place], record):
            rejects.append(Reject(record.line, *reason, raw=f"{record.number} {record.name}".strip()))
            continue
        else:
            taken[place] = _both(taken[place], record)
        for key in _keys(taken[place]):
            places.setdefault(key, place)
    return taken, rejects


def _keys(record: OrganisationRecord) -> list[tuple[str, ...]]:
    keys: list[tuple[str, ...]] = [("name", record.country, name_key(record.name))]
    if record.number:
        keys.append(("number", record.country, record.number))
    if record.supplier:
        keys.append(("supplier", record.supplier))
    return keys


def _contradiction(first: OrganisationRecord, second: OrganisationRecord) -> tuple[str, str] | None:
    """Field and reason where the second row cannot be about the same organisation as the first."""
    where = f"line {first.line}"
    if name_key(first.name) != name_key(second.name):
        return "name", f"{where} has the same number or supplier under the name {first.name!r}"
    for field in ("number", *_KEPT):
        one, other = getattr(first, field), getattr(second, field)
        if one and other and one != other:
            shown = "organisation_number" if field == "number" else field
            return shown, f"{where} names the same organisation with {one!r}, this one with {other!r}"
    if first.risk and second.risk and first.risk != second.risk:
        return "risk_level", f"{where} says {first.risk.level!r} or another source or day of it"
    kinds = {link.kind: link for link in first.documents}
    for link in second.documents:
        if kinds.get(link.kind, link) != link:
            return f"{link.kind}_url", f"{where} names another document of this kind"
    return None


def _both(first: OrganisationRecord, second: OrganisationRecord) -> OrganisationRecord:
    return replace(
        first,
        number=first.number or second.number,
        roles=tuple(dict.fromkeys(first.roles + second.roles)),
        brands=tuple(dict.fromkeys(first.brands + second.brands)),
        risk=first.risk or second.risk,
        documents=tuple(dict.fromkeys(first.documents + second.documents)),
        **{field: getattr(first, field) or getattr(second, field) for field in _KEPT},
    )
