"""Writes gated certificates of one register; withdraws what vanished from a full one.

Returns the products that a change can touch, so that only they are tagged anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, union, update
from sqlmodel import Session, col

from catalog.keys import search_keys
from catalog.models import (
    Certificate,
    CertificateKey,
    CertificateModel,
    Dataset,
    Offer,
    OfferCertificate,
    OfferKey,
    Product,
    Tag,
)
from catalog.register_gate import GatedCertificate, GatedModel

CHUNK = 1000
CertificateKeyTriple = tuple[str, str, str]


@dataclass(slots=True)
class StoredRegister:
    """What a run did; ``touched`` are certificate ids, ``datasets`` the data sets it confirmed."""

    new: int = 0
    changed: int = 0
    withdrawn: int = 0
    touched: list[int] = field(default_factory=list)
    datasets: list[int] = field(default_factory=list)


def confirm_dataset(
    session: Session, register: str, label: str, name: str, today: date, max_age_days: int
) -> int:
    """Advances a data set's confirmation day (never back) and returns its id; created when new."""
    found = session.execute(
        select(Dataset).where(
            col(Dataset.register_name) == register,
            col(Dataset.label) == label,
            col(Dataset.name) == name,
        )
    ).scalar_one_or_none()
    if found is None:
        found = Dataset(
            register_name=register, label=label, name=name, confirmed_on=today,
            max_age_days=max_age_days,
        )  # fmt: skip
        session.add(found)
    found.confirmed_on = max(found.confirmed_on, today)
    found.max_age_days = max_age_days
    session.flush()
    return found.id or 0


def write(
    session: Session,
    dataset_ids: dict[tuple[str, str], int],
    certificates: Sequence[tuple[CertificateKeyTriple, GatedCertificate]],
    run_id: int,
    today: date,
    stored: StoredRegister,
    *,
    whole: bool,
) -> None:
    """Inserts new certificates and replaces changed ones; an unchanged one is not written.

    In a ``whole`` register a certificate has the models it names there; in a delta, absence means
    nothing: models that stood already stay.
    """
    for start in range(0, len(certificates), CHUNK):
        chunk = certificates[start : start + CHUNK]
        numbers = [item.number_key for _, item in chunk]
        statement = select(Certificate).where(
            col(Certificate.number_key).in_(numbers),
            col(Certificate.dataset_id).in_(dataset_ids.values()),
        )
        rows = session.execute(statement).scalars()
        known = {(row.dataset_id, row.number_key): row for row in rows}
        for (label, dataset, number_key), item in chunk:
            dataset_id = dataset_ids[label, dataset]
            row = known.get((dataset_id, number_key))
            if row is not None and not whole and row.content_hash != item.content_hash():
                _keep_models(session, row.id or 0, item)
            _write_one(session, row, dataset_id, item, run_id, today, stored)
        session.flush()
        session.expunge_all()


def _keep_models(session: Session, certificate_id: int, item: GatedCertificate) -> None:
    statement = select(CertificateModel).where(col(CertificateModel.certificate_id) == certificate_id)
    for row in session.execute(statement.order_by(col(CertificateModel.id))).scalars():
        model = GatedModel(
            row.line, row.brand, row.brand_key, tuple(row.models), tuple(row.mpns), tuple(row.gtins),
            frozenset(row.markets), row.pattern,
        )  # fmt: skip
        if not any(model.same_model(other) for other in item.models):
            item.models.append(model)


def _write_one(
    session: Session,
    row: Certificate | None,
    dataset_id: int,
    item: GatedCertificate,
    run_id: int,
    today: date,
    stored: StoredRegister,
) -> None:
    digest = item.content_hash()
    ended = item.record.status in ("withdrawn", "archived")
    vanished_before = row is not None and row.withdrawn_on is not None and not ended
    if row is not None and row.content_hash == digest and not vanished_before:
        return
    if row is None:
        row = Certificate(
            dataset_id=dataset_id, label=item.record.label, number=item.record.number,
            number_key=item.number_key, content_hash=digest, first_run=run_id, last_run=run_id,
        )  # fmt: skip
        stored.new += 1
    else:
        stored.changed += 1
    for name, value in _columns(item).items():
        setattr(row, name, value)
    row.content_hash = digest
    row.last_run = run_id
    row.withdrawn_on = (row.withdrawn_on or today) if ended else None
    session.add(row)
    session.flush()
    _attach(session, row.id or 0, item, stored)


def _columns(item: GatedCertificate) -> dict[str, Any]:
    record = item.record
    markets = sorted(frozenset().union(*(model.markets for model in item.models)))
    return {
        "number": record.number, "holder": record.holder, "tier": item.tier,
        "generation": record.generation, "product_group": item.group, "markets": markets,
        "valid_from": record.valid_from, "valid_to": record.valid_to, "status": record.status,
        "url": record.url, "line": record.line,
    }  # fmt: skip


def _attach(session: Session, certificate_id: int, item: GatedCertificate, stored: StoredRegister) -> None:
    # Products found through keys the certificate loses now are found again by their tags.
    for table in (CertificateKey, CertificateModel):
        session.execute(delete(table).where(col(table.certificate_id) == certificate_id))
    rows = [
        {"certificate_id": certificate_id, "brand": model.brand, "brand_key": model.brand_key,
         "models": list(model.models), "mpns": list(model.mpns), "gtins": list(model.gtins),
         "markets": sorted(model.markets), "pattern": model.pattern, "line": model.line}
        for model in item.models
    ]  # fmt: skip
    session.execute(insert(CertificateModel), rows)
    keys = [{"key": key, "certificate_id": certificate_id} for key in sorted(item.keys())]
    if keys:
        session.execute(insert(CertificateKey), keys)
    stored.touched.append(certificate_id)


def withdraw_missing(
    session: Session,
    dataset_ids: dict[tuple[str, str], int],
    seen: Iterable[CertificateKeyTriple],
    today: date,
    stored: StoredRegister,
) -> None:
    """Certificates of these data sets that a full register no longer names end today; none is deleted."""
    named: dict[int, set[str]] = defaultdict(set)
    for label, dataset, number_key in seen:
        if (label, dataset) in dataset_ids:
            named[dataset_ids[label, dataset]].add(number_key)
    statement = select(col(Certificate.id), col(Certificate.dataset_id), col(Certificate.number_key)).where(
        col(Certificate.dataset_id).in_(dataset_ids.values()), col(Certificate.withdrawn_on).is_(None)
    )
    gone = [
        certificate_id
        for certificate_id, dataset_id, number_key in session.execute(statement)
        if number_key not in named[dataset_id]
    ]
    for start in range(0, len(gone), CHUNK):
        session.execute(
            update(Certificate)
            .where(col(Certificate.id).in_(gone[start : start + CHUNK]))
            .values(withdrawn_on=today),
            execution_options={"synchronize_session": False},
        )
    stored.withdrawn += len(gone)
    stored.touched.extend(gone)


def touched_products(session: Session, certificate_ids: Sequence[int]) -> set[int]:
    """Products that share a key or a number with these certificates, or carry one of their tags."""
    found: set[int] = set()
    for start in range(0, len(certificate_ids), CHUNK):
        ids = certificate_ids[start : start + CHUNK]
        by_key = (
            select(col(Offer.product_id))
            .join(OfferKey, col(OfferKey.offer_id) == col(Offer.id))
            .join(CertificateKey, col(CertificateKey.key) == col(OfferKey.key))
            .where(col(CertificateKey.certificate_id).in_(ids))
        )
        by_number = (
            select(col(Offer.product_id))
            .join(OfferCertificate, col(OfferCertificate.offer_id) == col(Offer.id))
            .join(Certificate, col(Certificate.number_key) == col(OfferCertificate.number_key))
            .where(col(Certificate.id).in_(ids))
        )
        by_tag = select(col(Tag.product_id)).where(
            col(Tag.certificate_id).in_(ids), col(Tag.closed_at).is_(None)
        )
        found.update(row for row in session.execute(union(by_key, by_number, by_tag)).scalars() if row)
        found.update(_searching(session, ids))
    return found


def _searching(session: Session, certificate_ids: Sequence[int]) -> Iterator[int]:
    """Products whose model begins like one of the certificates' patterns or folded models."""
    statement = select(col(CertificateKey.key)).where(
        col(CertificateKey.certificate_id).in_(certificate_ids), col(CertificateKey.key) >= "b:",
        col(CertificateKey.key) < "q:",
    )  # fmt: skip
    keys = {key for key in session.execute(statement).scalars() if key[:2] in ("b:", "p:")}
    brands = {key[2:].split("\x1f")[0] for key in keys}
    products = select(col(Product.id), col(Product.brand_key), col(Product.mpn_key)).where(
        col(Product.brand_key).in_(brands), col(Product.active).is_(True)
    )
    for product_id, brand_key, model_key in session.execute(products):
        if model_key and not keys.isdisjoint(search_keys(brand_key, model_key)):
            yield product_id
