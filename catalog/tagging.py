"""Claims and register matches become tags with evidence. Append-only: what changed is closed and opened anew.

Candidates come through indexed keys (GTIN, brand + model, certificate number), never product by
certificate. A tag that says the same as before stays as it is, so a second identical run writes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from catalog.candidates import candidates
from catalog.known import ProductEvidence, load_evidence
from catalog.models import Certificate, Product, Tag
from catalog.rivals import doubted
from catalog.rows import insert_rows
from labels.matching import JUDGED_NO, by_judgement, claim_rejected, match
from labels.model import CertificateIdentity, Claim, Label, Match

CHUNK = 1000
# Run and line are left out: a price that changes overnight is no news about a claim, and the tag keeps
# pointing at the file and line where the evidence was read first.
_SAME = (
    "label", "tier", "generation", "kind", "level", "method", "matched_key", "rejected",
    "certificate_id", "certificate_number", "dataset_id", "offer_id", "claim_raw",
    "valid_from", "valid_to", "withdrawn_on",
)  # fmt: skip


def retag(
    session: Session, labels: Mapping[str, Label], product_ids: Sequence[int], revision: int, now: datetime
) -> set[int]:
    """Brings the tags of these products up to date; returns the products whose tags changed."""
    changed: set[int] = set()
    ids = sorted(set(product_ids))
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        wanted = {
            evidence.product_id: product_tags(evidence, labels, now.date())
            for evidence in load_evidence(session, chunk)
        }
        changed |= _apply(session, chunk, wanted, now)
    touched = sorted(changed)
    for start in range(0, len(touched), CHUNK):
        session.execute(
            update(Product)
            .where(col(Product.id).in_(touched[start : start + CHUNK]))
            .values(revision=revision),
            execution_options={"synchronize_session": False},
        )
    return changed


def product_tags(evidence: ProductEvidence, labels: Mapping[str, Label], today: date) -> list[dict[str, Any]]:
    """The tags a product should have, from everything that is known of it on the day of tagging."""
    found: list[tuple[Match, Certificate]] = []
    unmatched: dict[str, list[tuple[CertificateIdentity, Certificate]]] = defaultdict(list)
    for identity, certificate in evidence.certificates:
        result = _judged(evidence, identity, certificate, labels[certificate.label])
        if result is not None:
            found.append((result, certificate))
        elif evidence.judgements.get((certificate.label, certificate.number_key)) is None:
            unmatched[certificate.label].append((identity, certificate))
    found = doubted(found, today)
    settled = {certificate.label for result, certificate in found if not result.rejected}
    for slug, rest in unmatched.items():
        if slug not in settled:
            found += candidates(evidence.identity, rest, labels[slug])
    tags = [_register_tag(evidence.product_id, result, certificate) for result, certificate in found]
    return tags + _claim_tags(evidence, labels)


def _judged(
    evidence: ProductEvidence, identity: CertificateIdentity, certificate: Certificate, label: Label
) -> Match | None:
    """What the rules say, unless a person has spoken: a no beats every rule, a yes every doubt."""
    result = match(evidence.identity, identity, label)
    verdict = evidence.judgements.get((certificate.label, certificate.number_key))
    if verdict is None or (verdict and result is not None and not result.rejected):
        return result
    if verdict:
        return by_judgement(evidence.identity, identity, label, result)
    return None if result is None else replace(result, rejected=JUDGED_NO)


def _register_tag(product_id: int, result: Match, certificate: Certificate) -> dict[str, Any]:
    return {
        "product_id": product_id,
        "label": certificate.label,
        "tier": certificate.tier,
        "generation": certificate.generation,
        "kind": "register",
        "level": result.level,
        "method": result.method,
        "matched_key": result.key,
        "rejected": result.rejected,
        "certificate_id": certificate.id,
        "certificate_number": certificate.number,
        "dataset_id": certificate.dataset_id,
        "offer_id": None,
        "claim_raw": "",
        "valid_from": certificate.valid_from,
        "valid_to": certificate.valid_to,
        "withdrawn_on": certificate.withdrawn_on,
        "run_id": certificate.last_run,
        "line": certificate.line,
        "steps": [[step.rule, step.passed, step.detail] for step in result.steps],
    }


def _claim_tags(evidence: ProductEvidence, labels: Mapping[str, Label]) -> list[dict[str, Any]]:
    denied = {claim.label for _, _, _, claim in evidence.claims if not claim.held}
    best: dict[tuple[int, str], dict[str, Any]] = {}
    for offer_id, run_id, line, claim in evidence.claims:
        if not claim.held:
            continue
        label = labels[claim.label]
        rejected = claim_rejected(claim, evidence.identity, claim.label in denied, label)
        tag = _claim_tag(evidence.product_id, offer_id, run_id, line, claim, rejected)
        previous = best.get((offer_id, claim.label))
        if previous is None or _rank(label, claim.tier) > _rank(label, previous["tier"]):
            best[offer_id, claim.label] = tag
    return list(best.values())


def _rank(label: Label, slug: str) -> int:
    tier = label.tier(slug)
    return tier.rank if tier else -1


def _claim_tag(
    product_id: int, offer_id: int, run_id: int, line: int, claim: Claim, rejected: str
) -> dict[str, Any]:
    return {
        "product_id": product_id,
        "label": claim.label,
        "tier": claim.tier,
        "generation": claim.generation,
        "kind": "claim",
        "level": "F",
        "method": "claim",
        "matched_key": claim.field,
        "rejected": rejected,
        "certificate_id": None,
        "certificate_number": "",
        "dataset_id": None,
        "offer_id": offer_id,
        "claim_raw": claim.raw[:300],
        "valid_from": None,
        "valid_to": None,
        "withdrawn_on": None,
        "run_id": run_id,
        "line": line,
        "steps": [],
    }


def _apply(
    session: Session, chunk: Sequence[int], wanted: Mapping[int, Iterable[dict[str, Any]]], now: datetime
) -> set[int]:
    standing: dict[int, dict[tuple[Any, ...], int]] = defaultdict(dict)
    columns = [getattr(Tag, name) for name in _SAME]
    rows = select(col(Tag.id), col(Tag.product_id), *columns).where(
        col(Tag.product_id).in_(chunk), col(Tag.closed_at).is_(None)
    )
    for row in session.execute(rows):
        standing[row.product_id][tuple(row)[2:]] = row.id
    close: list[int] = []
    fresh: list[dict[str, Any]] = []
    changed: set[int] = set()
    for product_id in chunk:
        before = standing[product_id]
        after = {tuple(tag[name] for name in _SAME): tag for tag in wanted.get(product_id, ())}
        gone = [tag_id for same, tag_id in before.items() if same not in after]
        new = [tag for same, tag in after.items() if same not in before]
        if gone or new:
            changed.add(product_id)
            close += gone
            fresh += [{**tag, "opened_at": now} for tag in new]
    if close:
        session.execute(
            update(Tag).where(col(Tag.id).in_(close)).values(closed_at=now),
            execution_options={"synchronize_session": False},
        )
    insert_rows(session, Tag, fresh)
    return changed


def refresh(session: Session, labels: Mapping[str, Label], revision: int, now: datetime) -> int:
    """Derives the tags of every product anew; returns how many products changed."""
    changed, last = 0, 0
    while True:
        statement = select(col(Product.id)).where(col(Product.id) > last).order_by(col(Product.id))
        ids = list(session.execute(statement.limit(CHUNK)).scalars())
        if not ids:
            return changed
        changed += len(retag(session, labels, ids, revision, now))
        session.expunge_all()
        last = ids[-1]
