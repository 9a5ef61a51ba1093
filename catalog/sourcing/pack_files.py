"""The evidence pack as plain values for JSON, and as one long table for a spreadsheet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from catalog.cells import safe, written
from catalog.ordering.formats import share
from catalog.sourcing.known import KnownOrganisation
from catalog.sourcing.pack import EvidencePack, UnderAgreement

HEADER = ("Del", "Nummer", "Felt", "Verdi")


def as_json(pack: EvidencePack) -> dict[str, Any]:
    """The whole pack; days as ISO, missing ones null, amounts as decimal strings."""
    return {
        "from": pack.first.isoformat(),
        "to": pack.last.isoformat(),
        "labelled_share": share.as_json(pack.share),
        "suppliers_by_risk_level": dict(pack.levels),
        "suppliers": [_supplier(one, pack.last) for one in pack.suppliers],
        "agreements": [_agreement(one) for one in pack.agreements],
        "certificates": [
            {
                "label": one.label, "certificate": one.certificate, "register": one.register,
                "valid_to": _iso(one.valid_to), "order_lines": one.lines,
                "first_order": _iso(one.first_order), "last_order": _iso(one.last_order),
            }
            for one in pack.certificates
        ],
        "open_conflicts": [
            {
                "label": one.label, "certificate": one.certificate or None, "product_id": one.product_id,
                "offer": one.offer or None, "said": one.said or None, "rule": one.rule,
                "since": _iso(one.since),
            }
            for one in pack.conflicts
        ],
        "decisions": [
            {
                "on": _iso(one.on), "label": one.label, "certificate": one.certificate,
                "product_key": one.product_key.replace("\x1f", " "), "held": one.held,
                "reason": one.reason, "undone_on": _iso(one.undone_on),
            }
            for one in pack.decisions
        ],
    }  # fmt: skip


def write_json(pack: EvidencePack) -> bytes:
    """The same bytes for the same pack: keys in order, one line a value."""
    return (json.dumps(as_json(pack), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")


def write_csv(pack: EvidencePack) -> bytes:
    """One row a fact: part, number of the entry within it, field, value. Safe against formulas."""
    return "".join(written([HEADER, *_rows(as_json(pack))])).encode("utf-8")


def _rows(said: Mapping[str, Any]) -> Iterator[list[str]]:
    for part, value in said.items():
        entries = value if isinstance(value, list) else [value]
        for number, entry in enumerate(entries, 1):
            for name, found in _flat(entry):
                yield [part, str(number), name, "" if found is None else safe(str(found))]


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """The leaves of nested values, named by the way to them: ``by.month.2.lines``."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _flat(inner, f"{name}.{number}" if name else str(number))
    else:
        yield name, value


def _supplier(one: KnownOrganisation, day: date) -> dict[str, Any]:
    """Without its contact: the pack is published."""
    standing = one.standing(day)
    assessed = standing.assessed
    return {
        "name": one.name, "organisation_number": one.number or None, "country": one.country or None,
        "manufacturer": one.makes, "risk_level": standing.level,
        "not_assessed_since": _iso(standing.since),
        "assessed_by": assessed.assessed_by or None if assessed else None,
        "assessed_on": _iso(assessed.assessed_on) if assessed else None,
        "valid_to": _iso(assessed.valid_to) if assessed else None,
        "production_country": assessed.production_country or None if assessed else None,
        "documents": [
            {"kind": link.kind, "url": link.url or None, "date": _iso(link.dated),
             "valid_to": _iso(link.valid_to)}
            for link in one.documents
        ],
    }  # fmt: skip


def _agreement(one: UnderAgreement) -> dict[str, Any]:
    agreement = one.agreement
    return {
        "number": agreement.number, "name": agreement.name or None, "supplier": agreement.organisation,
        "valid_from": _iso(agreement.valid_from), "valid_to": _iso(agreement.valid_to),
        "groups": list(agreement.groups), "brands": list(agreement.brands),
        "obliges_sustainable_offers": agreement.obliges, "order_lines": one.lines,
        "verified_order_lines": one.verified,
    }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
