"""Loads what is known of products for matching: identity, claims, and certificates that share a key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select, tuple_, union
from sqlmodel import Session, col

from catalog.conditions import SECOND_HAND
from catalog.identifiers import mpn_key
from catalog.judgements import verdicts
from catalog.keys import search_keys
from catalog.models import (
    Certificate,
    CertificateKey,
    CertificateModel,
    Offer,
    OfferCertificate,
    OfferClaim,
    OfferKey,
    Product,
)
from labels.model import CertificateIdentity, Claim, ModelRow, ProductIdentity

KEYS_PER_STATEMENT = 5000


@dataclass(frozen=True, slots=True)
class ProductEvidence:
    """A product with everything that could become a tag. Claims carry offer, run and line; judgements are
    a person's yes or no by label and number key."""

    product_id: int
    identity: ProductIdentity
    certificates: tuple[tuple[CertificateIdentity, Certificate], ...]
    claims: tuple[tuple[int, int, int, Claim], ...]
    judgements: Mapping[tuple[str, str], bool]


def load_evidence(session: Session, product_ids: Sequence[int]) -> Iterator[ProductEvidence]:
    """Evidence of the active products among the ids, in a fixed number of statements."""
    statement = select(Product).where(col(Product.id).in_(product_ids), col(Product.active).is_(True))
    products = session.execute(statement).scalars().all()
    gtins, numbers = _keys(session, product_ids), _numbers(session, product_ids)
    claims = _claims(session, product_ids)
    pairs = _pairs(session, product_ids)
    for key, certificate_ids in _searched(session, products).items():
        pairs[key] |= certificate_ids
    judgements = verdicts(session, product_ids)
    for key, certificate_ids in _judged_yes(session, judgements).items():
        pairs[key] |= certificate_ids
    known = _certificates(session, sorted({key for keys in pairs.values() for key in keys}))
    for product in products:
        key = product.id or 0
        identity = ProductIdentity(
            brand_key=product.brand_key,
            mpn_key=product.mpn_key,
            gtins=frozenset(gtins[key]),
            group=product.product_group,
            name=product.name,
            certificates=frozenset(numbers[key]),
            gtin_conflict=product.gtin_conflict,
            second_hand=product.condition in SECOND_HAND,
        )
        candidates = tuple(known[found] for found in sorted(pairs[key]))
        yield ProductEvidence(key, identity, candidates, tuple(claims[key]), judgements.get(key, {}))


def _keys(session: Session, product_ids: Sequence[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    statement = (
        select(col(Offer.product_id), col(OfferKey.key))
        .join(OfferKey, col(OfferKey.offer_id) == col(Offer.id))
        .where(col(Offer.product_id).in_(product_ids), col(OfferKey.key).like("g:%"))
    )
    for product_id, key in session.execute(statement):
        found[product_id].add(key[2:])
    return found


def _numbers(session: Session, product_ids: Sequence[int]) -> dict[int, set[tuple[str, str]]]:
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    statement = (
        select(col(Offer.product_id), col(OfferCertificate.label), col(OfferCertificate.number_key))
        .join(OfferCertificate, col(OfferCertificate.offer_id) == col(Offer.id))
        .where(col(Offer.product_id).in_(product_ids))
    )
    for product_id, label, number_key in session.execute(statement):
        found[product_id].add((label, number_key))
    return found


def _claims(session: Session, product_ids: Sequence[int]) -> dict[int, list[tuple[int, int, int, Claim]]]:
    found: dict[int, list[tuple[int, int, int, Claim]]] = defaultdict(list)
    statement = (
        select(col(Offer.product_id), col(Offer.last_run), col(Offer.line), OfferClaim)
        .join(OfferClaim, col(OfferClaim.offer_id) == col(Offer.id))
        .where(col(Offer.product_id).in_(product_ids))
        .order_by(col(OfferClaim.id))
    )
    for product_id, run_id, line, row in session.execute(statement):
        claim = Claim(row.label, row.held, row.tier, row.generation, row.field, row.raw)
        found[product_id].append((row.offer_id, run_id, line, claim))
    return found


def _pairs(session: Session, product_ids: Sequence[int]) -> dict[int, set[int]]:
    """Products and the certificates that share a key with them or are named by their offers."""
    by_key = (
        select(col(Offer.product_id), col(CertificateKey.certificate_id))
        .join(OfferKey, col(OfferKey.offer_id) == col(Offer.id))
        .join(CertificateKey, col(CertificateKey.key) == col(OfferKey.key))
        .where(col(Offer.product_id).in_(product_ids))
    )
    same_number = and_(
        col(Certificate.label) == col(OfferCertificate.label),
        col(Certificate.number_key) == col(OfferCertificate.number_key),
    )
    by_number = (
        select(col(Offer.product_id), col(Certificate.id))
        .join(OfferCertificate, col(OfferCertificate.offer_id) == col(Offer.id))
        .join(Certificate, same_number)
        .where(col(Offer.product_id).in_(product_ids))
    )
    found: dict[int, set[int]] = defaultdict(set)
    for product_id, certificate_id in session.execute(union(by_key, by_number)):
        found[product_id].add(certificate_id)
    return found


def _searched(session: Session, products: Sequence[Product]) -> dict[int, set[int]]:
    """Products and the certificates whose patterns or similar models they may find (levels D and E)."""
    brands = {product.brand_key for product in products if product.brand_key and product.mpn_key}
    listed = select(col(CertificateModel.brand_key)).where(col(CertificateModel.brand_key).in_(brands))
    known = set(session.execute(listed.distinct()).scalars())
    wanted: dict[str, list[int]] = defaultdict(list)
    for product in products:
        if product.brand_key in known and product.mpn_key:
            for key in search_keys(product.brand_key, product.mpn_key):
                wanted[key].append(product.id or 0)
    found: dict[int, set[int]] = defaultdict(set)
    keys = sorted(wanted)
    for start in range(0, len(keys), KEYS_PER_STATEMENT):
        statement = select(col(CertificateKey.key), col(CertificateKey.certificate_id)).where(
            col(CertificateKey.key).in_(keys[start : start + KEYS_PER_STATEMENT])
        )
        for key, certificate_id in session.execute(statement):
            for product_id in wanted[key]:
                found[product_id].add(certificate_id)
    return found


def _judged_yes(
    session: Session, judgements: Mapping[int, Mapping[tuple[str, str], bool]]
) -> dict[int, set[int]]:
    """Certificates that a person tied to products, found by number even where no key leads there."""
    wanted: dict[tuple[str, str], list[int]] = defaultdict(list)
    for product_id, verdict in judgements.items():
        for pair, held in verdict.items():
            if held:
                wanted[pair].append(product_id)
    found: dict[int, set[int]] = defaultdict(set)
    if wanted:
        columns = (col(Certificate.id), col(Certificate.label), col(Certificate.number_key))
        statement = select(*columns).where(tuple_(*columns[1:]).in_(list(wanted)))
        for certificate_id, label, number_key in session.execute(statement):
            for product_id in wanted[label, number_key]:
                found[product_id].add(certificate_id)
    return found


def _certificates(session: Session, ids: Sequence[int]) -> dict[int, tuple[CertificateIdentity, Certificate]]:
    rows: dict[int, list[ModelRow]] = defaultdict(list)
    models = select(CertificateModel).where(col(CertificateModel.certificate_id).in_(ids))
    for row in session.execute(models.order_by(col(CertificateModel.id))).scalars():
        rows[row.certificate_id].append(
            ModelRow(row.brand_key, frozenset(map(mpn_key, row.models)) - {""}, frozenset(row.gtins),
                     frozenset(row.markets), row.pattern, ", ".join([*row.models, *row.mpns]),
                     frozenset(map(mpn_key, row.mpns)) - {""})
        )  # fmt: skip
    found = {}
    for item in session.execute(select(Certificate).where(col(Certificate.id).in_(ids))).scalars():
        key = item.id or 0
        identity = CertificateIdentity(
            item.label, item.number, item.number_key, item.product_group,
            tuple(rows[key]),
        )  # fmt: skip
        found[key] = (identity, item)
    return found
