"""Lets register rows in and puts the rows of one certificate together.

What a label demands is checked here for every format alike: the dates that make a certificate
checkable, markets where they decide, tiers and kinds of product that exist. Several rows of one number
are one certificate with several models; rows that disagree about its dates are all refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from marshmallow import ValidationError

from catalog.brands import Brands
from catalog.errors import InvalidIdentifier
from catalog.identifiers import certificate_key, is_global_gtin, is_placeholder, validate_gtin
from catalog.keys import bare_names, model_keys, repeats_the_name
from catalog.records import CertificateRecord, Notice, Reject
from catalog.schemas import CertificateSchema, first_fault
from labels.groups import Groups
from labels.model import Label
from labels.wildcards import is_pattern

_AGREE = ("valid_from", "valid_to", "tier", "generation")
_ENDED = ("withdrawn", "archived")


@dataclass(slots=True)
class GatedModel:
    """One model row: names as written, canonical keys, and where it may be relied on."""

    line: int
    brand: str
    brand_key: str
    models: tuple[str, ...]
    mpns: tuple[str, ...]
    gtins: tuple[str, ...]
    markets: frozenset[str]
    pattern: bool

    def same_model(self, other: GatedModel) -> bool:
        """Whether the other row names the same model (only its markets may differ)."""
        return (self.brand_key, self.models, self.mpns, self.gtins, self.pattern) == (
            other.brand_key, other.models, other.mpns, other.gtins, other.pattern,
        )  # fmt: skip


@dataclass(slots=True)
class GatedCertificate:
    """One certificate with all its models, fit to store. ``record`` is its first row."""

    record: CertificateRecord
    number_key: str
    tier: str
    group: str
    models: list[GatedModel] = field(default_factory=list)

    def keys(self) -> set[str]:
        """What finds this certificate: its GTINs and the keys of its model rows."""
        found = {f"g:{gtin}" for model in self.models for gtin in model.gtins}
        for model in self.models:
            if model.brand_key:
                found |= model_keys(model.brand_key, model.models + model.mpns, model.pattern)
        return found

    def content_hash(self) -> str:
        """Hash of everything it says except where it stood."""
        record = self.record
        said = [
            record.label, record.number, record.holder, self.tier, record.generation, self.group,
            record.valid_from, record.valid_to, record.status, record.url,
            sorted((m.brand, m.brand_key, m.models, m.mpns, m.gtins, sorted(m.markets), m.pattern)
                   for m in self.models),
        ]  # fmt: skip
        return hashlib.blake2b(repr(said).encode(), digest_size=20).hexdigest()


@dataclass(slots=True)
class RegisterGate:
    """Takes rows one by one, hands out whole certificates at the end."""

    labels: Mapping[str, Label]
    brands: Brands
    groups: Groups
    certificates: dict[tuple[str, str, str], GatedCertificate] = field(default_factory=dict)
    conflicting: dict[tuple[str, str, str], str] = field(default_factory=dict)
    lines: dict[tuple[str, str, str], list[int]] = field(default_factory=dict)
    refused: set[tuple[str, str, str]] = field(default_factory=set)
    _schema: CertificateSchema = field(default_factory=CertificateSchema)

    def take(self, record: CertificateRecord) -> tuple[Reject | None, list[Notice]]:
        """Checks one row and adds it; the reject with field and reason where it cannot be taken."""
        notices: list[Notice] = []
        fault = self._fault(record)
        if fault is not None:
            name, reason = fault
            self.refused.add((record.label, record.dataset, certificate_key(record.number)))
            return Reject(record.line, name, reason, str(getattr(record, name, ""))[:200]), notices
        gtins: list[str] = []
        for raw in record.gtins:
            try:
                gtin = validate_gtin(raw)
            except InvalidIdentifier as error:
                self.refused.add((record.label, record.dataset, certificate_key(record.number)))
                return Reject(record.line, "gtin", str(error), raw[:200]), notices
            if is_global_gtin(gtin):
                gtins.append(gtin)
            else:
                notices.append(Notice(record.line, "gtin", "not a trade item's own GTIN", raw[:200]))
        self._add(record, tuple(gtins), notices)
        return None, notices

    def _fault(self, record: CertificateRecord) -> tuple[str, str] | None:
        label = self.labels.get(record.label)
        if label is None:
            return "label", f"{record.label!r} is not one of {', '.join(self.labels)}"
        try:
            self._schema.load({name: getattr(record, name) for name in self._schema.fields})
        except ValidationError as error:
            return first_fault(error)
        if is_placeholder(record.number):
            return "number", "is no number; a certificate that cannot be looked up proves nothing"
        if getattr(record, label.required_date) is None:
            return label.required_date, f"{label.names['en']} needs this date"
        if record.valid_from and record.valid_to and record.valid_to < record.valid_from:
            return "valid_to", f"{record.valid_to} is before valid_from {record.valid_from}"
        if label.accepted_markets is not None and not record.markets:
            return "markets", f"{label.names['en']} holds per market; none is named"
        if record.tier and label.tier(record.tier.casefold()) is None:
            return "tier", f"{record.tier!r} is no tier of {label.names['en']}"
        group = self.groups.from_text(record.product_group)
        if not label.possible_for(group):
            return "product_group", f"{label.names['en']} does not exist for {group}"
        if any(len(name) > 2000 for name in record.models + record.mpns):
            return "model", "is longer than 2000 characters"
        if repeats_the_name(record.number, record.brand, record.models + record.mpns):
            return "number", "is the product's own name, not a certificate's number"
        return None

    def _add(self, record: CertificateRecord, gtins: tuple[str, ...], notices: list[Notice]) -> None:
        label = self.labels[record.label]
        group = self.groups.from_text(record.product_group)
        if record.product_group and not group:
            reason = "is no product group"
            notices.append(Notice(record.line, "product_group", reason, record.product_group[:200]))
        number_key = certificate_key(record.number)
        key = (record.label, record.dataset, number_key)
        self.lines.setdefault(key, []).append(record.line)
        wild = label.wildcards and any(is_pattern(name) for name in record.models + record.mpns)
        model = GatedModel(
            record.line, record.brand, self.brands.key(record.brand) if record.brand else "",
            bare_names(record.brand, record.models), record.mpns, gtins, frozenset(record.markets), wild,
        )  # fmt: skip
        known = self.certificates.get(key)
        if known is None:
            tier = record.tier.casefold()
            self.certificates[key] = GatedCertificate(record, number_key, tier, group, [model])
            return
        for name in _AGREE:
            if getattr(known.record, name) != getattr(record, name):
                self.conflicting.setdefault(key, f"{name} differs between rows of {record.number}")
        if (known.record.status in _ENDED) != (record.status in _ENDED):
            self.conflicting.setdefault(key, f"status differs between rows of {record.number}")
        if known.group != group:
            known.group = ""
        twin = next((row for row in known.models if row.same_model(model)), None)
        if twin is None:
            known.models.append(model)
        elif model.markets and twin.markets:
            twin.markets |= model.markets
        else:
            twin.markets = frozenset()

    def finish(self) -> tuple[list[tuple[tuple[str, str, str], GatedCertificate]], list[Reject]]:
        """The certificates whose rows agree, and a reject for every row of those that do not."""
        rejects = [
            Reject(line, reason.split()[0], reason)
            for key, reason in self.conflicting.items()
            for line in self.lines[key]
        ]
        good = [(key, item) for key, item in self.certificates.items() if key not in self.conflicting]
        return good, rejects

    def seen(self) -> Iterable[tuple[str, str, str]]:
        """Every certificate that a row named, the refused ones too: they have not vanished."""
        return self.certificates.keys() | self.refused
