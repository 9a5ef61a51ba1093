"""From gate to tag without a store: the pure parts put together as the store puts them together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from catalog.gate import GatedProduct, ProductGate
from catalog.grouping import OfferIdentity, group
from catalog.identifiers import certificate_key, mpn_key
from catalog.known import ProductEvidence
from catalog.models import Certificate
from catalog.records import CertificateRecord, ProductRecord
from catalog.register_gate import GatedCertificate, RegisterGate
from catalog.regroup import describe
from catalog.tagging import product_tags
from labels.model import CertificateIdentity, ModelRow, ProductIdentity
from tests.conftest import TODAY
from tests.judged.worlds import Row, World

SAID = (
    "label", "kind", "tier", "level", "rejected", "certificate_number", "valid_from", "valid_to",
    "withdrawn_on", "claim_raw",
)  # fmt: skip
Tags = dict[tuple[str, str], frozenset[tuple[Any, ...]]]
Known = Sequence[tuple[CertificateIdentity, Certificate]]


def tags_of(gate: ProductGate, world: World) -> Tags:
    """What the standing tags of every offer's product say, by (supplier, number).

    Every certificate is held against every product, where the store looks up keys: what a key would
    miss is found here.
    """
    gated: dict[int, GatedProduct] = {}
    for at, row in enumerate(world.offers, 1):
        checked, _ = gate.check(_record(at, row))
        assert isinstance(checked, GatedProduct)
        gated[at] = checked
    grouping = group(
        OfferIdentity(at, item.columns["brand_key"], item.columns["mpn_key"],
                      tuple(key for key in item.keys if not key.startswith("m:")))
        for at, item in gated.items()
    )  # fmt: skip
    torn = {at for key, members in grouping.conflicts if key.startswith("g:") for at in members}
    known = certificates_of(gate, world.certificates)
    found: Tags = {}
    for members in grouping.groups:
        rows = [world.offers[at - 1] for at in members]
        described = describe(
            [
                {"image_url": "", **gated[at].columns, "slug": row["supplier"]}
                for at, row in zip(members, rows, strict=True)
            ]
        )
        evidence = _evidence(members, gated, described, not torn.isdisjoint(members), known)
        said = frozenset(
            tuple(tag[name] for name in SAID) for tag in product_tags(evidence, gate.labels, TODAY)
        )
        found |= {(row["supplier"], row["supplier_number"]): said for row in rows}
    return found


def certificates_of(gate: ProductGate, rows: Iterable[Row]) -> Known:
    """The rows as certificates, through the register's gate; an ended one ends today."""
    register = RegisterGate(gate.labels, gate.brands, gate.groups)
    for line, row in enumerate(rows, 2):
        for model in row["model"].split("|"):
            fault, _ = register.take(_certified(line, row, model))
            assert fault is None
    return [_known(at, item) for at, (_, item) in enumerate(register.finish()[0], 1)]


def _record(line: int, row: Row) -> ProductRecord:
    label, _, number = row["certificates"].partition(":")
    return ProductRecord(
        line, row["supplier_number"], row["name"], brand=row["brand"], mpn=row["mpn"],
        gtins=tuple(filter(None, [row["gtin"]])), product_group=row["product_group"],
        el_number=row["el_number"], el_country="NO", labels=tuple(filter(None, [row["labels"]])),
        certificates=((label, number),) if number else (),
    )  # fmt: skip


def _certified(line: int, row: Row, model: str) -> CertificateRecord:
    first, last = date.fromisoformat(row["valid_from"]), date.fromisoformat(row["valid_to"])
    return CertificateRecord(
        line, row["label"], row["certificate"], brand=row["brand"], models=(model,),
        gtins=tuple(filter(None, [row["gtin"]])), tier=row["tier"], markets=tuple(row["markets"].split("|")),
        status=row["status"], valid_from=first, valid_to=last,
    )  # fmt: skip


def _known(at: int, item: GatedCertificate) -> tuple[CertificateIdentity, Certificate]:
    record = item.record
    rows = tuple(
        ModelRow(row.brand_key, frozenset(map(mpn_key, row.models)) - {""}, frozenset(row.gtins), row.markets,
                 row.pattern, ", ".join(row.models), frozenset(map(mpn_key, row.mpns)) - {""})
        for row in item.models
    )  # fmt: skip
    identity = CertificateIdentity(record.label, record.number, item.number_key, item.group, rows)
    return identity, Certificate(
        id=at, dataset_id=1, label=record.label, number=record.number, number_key=item.number_key,
        tier=item.tier, generation=record.generation, valid_from=record.valid_from,
        valid_to=record.valid_to, withdrawn_on=TODAY if record.status == "archived" else None,
        content_hash="", first_run=1, last_run=1,
    )  # fmt: skip


def _evidence(
    members: Sequence[int],
    gated: Mapping[int, GatedProduct],
    product: Mapping[str, Any],
    torn: bool,
    known: Known,
) -> ProductEvidence:
    keys = {key for at in members for key in gated[at].keys}
    numbers = {pair for at in members for pair in gated[at].certificates}
    identity = ProductIdentity(
        brand_key=product["brand_key"],
        mpn_key=product["mpn_key"],
        gtins=frozenset(key[2:] for key in keys if key.startswith("g:")),
        group=product["product_group"],
        name=product["name"],
        certificates=frozenset((label, certificate_key(number)) for label, number in numbers),
        gtin_conflict=torn,
    )
    claims = tuple((at, 1, at, claim) for at in members for claim in gated[at].claims)
    return ProductEvidence(members[0], identity, tuple(known), claims, {})
