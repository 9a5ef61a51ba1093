"""What waits for a person, as ids: candidates, conflicts and wordings. Everything judged is left out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from catalog.evidence import stale_datasets
from catalog.identifiers import certificate_key
from catalog.judged_keys import chunks
from catalog.judgements import judged
from catalog.learned import learned, wording_key
from catalog.models import Issue, Offer, OfferClaim, Tag
from catalog.review_shapes import CLAIMED, DENIED
from catalog.states import REFUTING
from labels.matching import JUDGED_NO

# The gate's own words for a text that names a label and is not understood.
UNKNOWN_WORDING = "unknown label wording"
_DECIDED = (*REFUTING, JUDGED_NO)


@dataclass(frozen=True, slots=True)
class WordingGroup:
    """Issues with one folded wording: the first issue's id and text, how many, and of which feeds."""

    key: str
    issue_id: int
    raw: str
    count: int
    feeds: tuple[str, ...]
    place: str


def candidate_count(session: Session) -> int:
    """How many weak matches nobody has judged."""
    statement = select(func.count(col(Tag.id))).where(*_candidates(session))
    return int(session.execute(statement).scalar_one())


def candidate_tags(session: Session, today: date, limit: int, offset: int) -> list[int]:
    """Tag ids of weak matches: certificates in force before ended ones, then by match level."""
    over = case((ended(Tag, today), 1), else_=0)
    statement = select(col(Tag.id)).where(*_candidates(session)).order_by(over, col(Tag.level), col(Tag.id))
    return list(session.execute(statement.limit(limit).offset(offset)).scalars().all())


def is_candidate(session: Session, tag_id: int) -> bool:
    """Whether a tag is a weak match that nobody has judged."""
    statement = select(col(Tag.id)).where(col(Tag.id) == tag_id, *_candidates(session))
    return session.execute(statement).first() is not None


def conflicts(session: Session, today: date) -> list[tuple[int, str]]:
    """Register tags that a feed contradicts, one a product and label (the latest to end), and how:
    the feed claims what the register says has ended or does not hold here, or denies what it confirms."""
    verdicts = judged(session)
    found: list[tuple[int, str]] = []
    for reason, statement in ((CLAIMED, _claimed(today)), (DENIED, _denied(session, today))):
        groups: dict[tuple[int, str], list[tuple[date, int, bool]]] = defaultdict(list)
        for tag_id, product_id, label, number, valid_to in session.execute(statement):
            held = verdicts.get(product_id, {}).get((label, certificate_key(number)))
            if held is not False:
                groups[product_id, label].append((valid_to or date.max, tag_id, held is True))
        best = [max(group) for group in groups.values()]
        found += [(tag_id, reason) for _, tag_id, settled in best if not settled]
    return sorted(found)


def wordings(session: Session) -> list[WordingGroup]:
    """Unknown wordings that stand in feeds and that nobody has judged, the most frequent first.

    A later run resolves the issues of earlier ones, but reads no record again that has not changed: an
    issue still speaks for an offer that was written by its run, from its line.
    """
    known = learned(session)
    speaks = exists().where(
        col(Offer.last_run) == col(Issue.run_id),
        col(Offer.line) == col(Issue.line),
        col(Offer.withdrawn_at).is_(None),
    )
    statement = (
        select(col(Issue.raw), col(Issue.subject), func.count(col(Issue.id)), func.min(col(Issue.id)))
        .where(col(Issue.reason) == UNKNOWN_WORDING, or_(col(Issue.resolved_at).is_(None), speaks))
        .group_by(col(Issue.raw), col(Issue.subject))
    )
    groups: dict[str, list[tuple[int, str, str, int]]] = defaultdict(list)
    for raw, subject, count, first in session.execute(statement):
        if (key := wording_key(raw)) not in known:
            groups[key].append((first, raw, subject, count))
    places = _places(session, [min(group)[0] for group in groups.values()])
    found = [
        WordingGroup(key, min(group)[0], min(group)[1], sum(count for *_, count in group),
                     tuple(sorted({subject for _, _, subject, _ in group})), places[min(group)[0]])
        for key, group in groups.items()
    ]  # fmt: skip
    return sorted(found, key=lambda group: (-group.count, group.key))


def _places(session: Session, ids: list[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in chunks(ids):
        statement = select(col(Issue.id), col(Issue.file), col(Issue.line)).where(col(Issue.id).in_(part))
        found |= {key: f"{file}:{line}" for key, file, line in session.execute(statement)}
    return found


def _candidates(session: Session) -> list[ColumnElement[bool]]:
    weak = [
        col(Tag.kind) == "register",
        col(Tag.closed_at).is_(None),
        col(Tag.rejected) != "",
        col(Tag.rejected).not_in(_DECIDED),
    ]
    decided = _decided_tags(session, weak)
    return [*weak, col(Tag.id).not_in(decided)] if decided else weak


def _decided_tags(session: Session, weak: list[ColumnElement[bool]]) -> list[int]:
    """Weak matches that were judged after they were tagged: few, the next tagging settles them."""
    verdicts = judged(session)
    found: list[int] = []
    for part in chunks(sorted(verdicts)):
        rows = select(col(Tag.id), col(Tag.product_id), col(Tag.label), col(Tag.certificate_number))
        for tag_id, product_id, label, number in session.execute(
            rows.where(col(Tag.product_id).in_(part), *weak)
        ):
            if (label, certificate_key(number)) in verdicts[product_id]:
                found.append(tag_id)
    return found


def ended(tag: Any, today: date) -> ColumnElement[bool]:
    """A tag whose certificate has ended or was withdrawn by ``today``."""
    return or_(tag.valid_to < today, tag.withdrawn_on <= today)


def holds(tag: Any, today: date) -> ColumnElement[bool]:
    """A counted match whose certificate has begun and not ended, however old the register's copy."""
    return and_(
        tag.kind == "register",
        tag.closed_at.is_(None),
        tag.rejected == "",
        or_(tag.valid_from.is_(None), tag.valid_from <= today),
        or_(tag.valid_to.is_(None), tag.valid_to >= today),
        or_(tag.withdrawn_on.is_(None), tag.withdrawn_on > today),
    )


def _claimed(today: date) -> Select[Any]:
    """The register has ended it or it does not count here, no other certificate holds, a feed claims it."""
    tag: Any = aliased(Tag)
    claim: Any = aliased(Tag)
    other: Any = aliased(Tag)
    refuted = or_(tag.rejected.in_(REFUTING), and_(tag.rejected == "", ended(tag, today)))
    same = and_(other.product_id == tag.product_id, other.label == tag.label)
    return (
        _rows(tag)
        .join(claim, and_(claim.product_id == tag.product_id, claim.label == tag.label))
        .where(claim.kind == "claim", claim.closed_at.is_(None))
        .where(tag.kind == "register", tag.closed_at.is_(None), refuted)
        .where(~exists().where(same, holds(other, today)))
        .distinct()
    )


def _denied(session: Session, today: date) -> Select[Any]:
    """The register confirms it today, a feed says no."""
    tag: Any = aliased(Tag)
    denial = and_(col(OfferClaim.offer_id) == col(Offer.id), col(OfferClaim.label) == tag.label)
    return (
        _rows(tag)
        .join(Offer, col(Offer.product_id) == tag.product_id)
        .join(OfferClaim, denial)
        .where(col(OfferClaim.held).is_(False), col(Offer.withdrawn_at).is_(None), holds(tag, today))
        .where(tag.dataset_id.not_in(sorted(stale_datasets(session, today))))
        .distinct()
    )


def _rows(tag: Any) -> Select[Any]:
    return select(tag.id, tag.product_id, tag.label, tag.certificate_number, tag.valid_to)
