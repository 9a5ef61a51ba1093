"""The review queue: what waits for a person, one item by its id, and the decision on it.

Nothing here tags or publishes: whoever decides does so afterwards, in the same write transaction, for the
products that the decision names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from catalog import judgements, review_items, review_lists
from catalog.errors import InvalidRequest, NotFound
from catalog.learned import record_wording
from catalog.models import Tag
from catalog.review_lists import WordingGroup
from catalog.review_shapes import CANDIDATE, CONFLICT, KINDS, TAG, WORDING, ReviewItem
from catalog.workspace import Workspace

_ID = re.compile(r"([ckwt])([0-9]{1,18})")
# The gate keeps this much of a wording in an issue: a text as long as that may be a part of a longer one.
KEPT_WORDING = 200


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that was stored: its id in history, and the products to tag anew."""

    id: str
    product_ids: tuple[int, ...]


def queue(
    session: Session, workspace: Workspace, today: date, kind: str, limit: int, offset: int = 0
) -> list[ReviewItem]:
    """Items of one kind (candidate, wording or conflict), in a fixed order. Raises InvalidRequest."""
    if kind == CANDIDATE:
        ids = review_lists.candidate_tags(session, today, limit, offset)
        wanted = [(tag_id, f"c{tag_id}", CANDIDATE, "") for tag_id in ids]
    elif kind == CONFLICT:
        rows = review_lists.conflicts(session, today)[offset : offset + limit]
        wanted = [(tag_id, f"k{tag_id}", CONFLICT, reason) for tag_id, reason in rows]
    elif kind == WORDING:
        return [_wording(group) for group in review_lists.wordings(session)[offset : offset + limit]]
    else:
        raise InvalidRequest("kind", f"{kind!r} is not one of {', '.join(KINDS)}")
    return review_items.tag_items(session, workspace, today, wanted)


def counts(session: Session, today: date) -> dict[str, int]:
    """How many items of each kind wait."""
    return {
        CANDIDATE: review_lists.candidate_count(session),
        WORDING: len(review_lists.wordings(session)),
        CONFLICT: len(review_lists.conflicts(session, today)),
    }


def of_product(session: Session, workspace: Workspace, today: date, product_id: int) -> list[ReviewItem]:
    """Every register tag that stands on a product, judged or not: a symbol that is wrong can be refused."""
    wanted = review_items.standing_tags(session, product_id)
    return review_items.tag_items(session, workspace, today, wanted)


def find(session: Session, workspace: Workspace, today: date, item_id: str) -> ReviewItem:
    """One item. Raises InvalidRequest for what is no id and NotFound where nothing waits under it."""
    parsed = _ID.fullmatch(item_id.strip())
    if parsed is None:
        raise InvalidRequest("item", f"{item_id[:40]!r} is no id of the queue, like c12, k12, w12 or t12")
    letter, number = parsed[1], int(parsed[2])
    found = _find(session, workspace, today, letter, number)
    if found is None:
        raise NotFound(f"{parsed[0]} does not wait: it has been judged, or what it rests on has changed")
    return found


def decide(
    session: Session,
    workspace: Workspace,
    today: date,
    item_id: str,
    held: bool,
    reason: str,
    who: str,
    now: datetime,
    *,
    label: str = "",
    tier: str = "",
) -> Decided:
    """Stores a yes (``held``) or no about an item.

    For candidates, conflicts and tags: does the certificate belong to the product? For a wording: does it
    say that the product has ``label`` (and ``tier``)? A no with a label says that the wording denies it,
    one without that it speaks of none of the labels. Raises NotFound or InvalidRequest.
    """
    item = find(session, workspace, today, item_id)
    if item.kind != WORDING:
        if label or tier:
            raise InvalidRequest("label", "is for wordings; a certificate brings its own")
        outcome = judgements.record(
            session, workspace, item.product_id, item.label, item.certificate, held, reason, who, now
        )
        return Decided(f"j{outcome.judgement.id}", outcome.product_ids)
    if item.cut:
        reason = f"the wording has {KEPT_WORDING} characters or more: it cannot be taught"
        raise InvalidRequest("item", reason)
    _check_meaning(workspace, held, label, tier)
    row = record_wording(session, item.wording, label, tier, held, reason, who, now)
    return Decided(f"l{row.id}", ())


def _find(session: Session, workspace: Workspace, today: date, letter: str, number: int) -> ReviewItem | None:
    if letter == "w":
        groups = (group for group in review_lists.wordings(session) if group.issue_id == number)
        return next((_wording(group) for group in groups), None)
    kind, reason = {"c": CANDIDATE, "k": CONFLICT, "t": TAG}[letter], ""
    if kind == CONFLICT:
        reason = dict(review_lists.conflicts(session, today)).get(number, "")
        waits = bool(reason)
    elif kind == CANDIDATE:
        waits = review_lists.is_candidate(session, number)
    else:
        tag = session.get(Tag, number)
        waits = tag is not None and tag.kind == "register"
    wanted = [(number, f"{letter}{number}", kind, reason)] if waits else []
    return next(iter(review_items.tag_items(session, workspace, today, wanted)), None)


def _wording(group: WordingGroup) -> ReviewItem:
    return ReviewItem(
        id=f"w{group.issue_id}",
        kind=WORDING,
        reason=review_lists.UNKNOWN_WORDING,
        wording=group.raw,
        cut=len(group.raw) >= KEPT_WORDING,
        count=group.count,
        feeds=group.feeds,
        place=group.place,
    )


def _check_meaning(workspace: Workspace, held: bool, label: str, tier: str) -> None:
    if not label and (held or tier):
        raise InvalidRequest("label", f"say which one the wording means: {', '.join(workspace.labels)}")
    if not label:
        return
    if label not in workspace.labels:
        raise InvalidRequest("label", f"{label!r} is not one of {', '.join(workspace.labels)}")
    if tier and workspace.labels[label].tier(tier) is None:
        known = ", ".join(known.slug for known in workspace.labels[label].tiers) or "none"
        raise InvalidRequest("tier", f"{tier!r} is no tier of {label} (it has {known})")
