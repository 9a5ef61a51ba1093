"""A reviewer's decision, end to end: stored and tagged in one write transaction, then published."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from catalog import db, judgements, review
from catalog.documents import newest_revision
from catalog.errors import InvalidRequest
from catalog.learned import undo_wording
from catalog.people import judging
from catalog.review import Decided
from catalog.tagging import retag
from catalog.workspace import Workspace
from importers.publish import publish

_ID = re.compile(r"([jl]?)([0-9]{1,18})")


def decide(
    workspace: Workspace,
    item_id: str,
    held: bool,
    reason: str,
    who: str,
    *,
    label: str = "",
    tier: str = "",
    company_id: int | None = None,
) -> Decided:
    """Stores a yes or no about an item of the queue (see ``catalog.review.decide``) and publishes what it
    changes. What a wording means takes effect when its feed is read next. ``company_id`` is that of the
    user who decides, None for the operator."""
    now = workspace.clock.now()
    with db.writing(workspace.engine) as session:
        done = review.decide(
            session, workspace, workspace.clock.today(), item_id, held, reason, who, now,
            label=label, tier=tier,
        )  # fmt: skip
        judging.sign(session, done.id, company_id)
        _retag(session, workspace, done.product_ids, now)
    if done.product_ids:
        publish(workspace)
    return done


def undo(workspace: Workspace, judgement_id: str, who: str, company_id: int | None = None) -> None:
    """Undoes a decision by its id in history (``j12``, ``l12``; a plain number is a ``j``) and publishes.

    Raises InvalidRequest for what is no id or was undone before, NotFound for an unknown one, also for
    another company's.
    """
    parsed = _ID.fullmatch(judgement_id.strip())
    if parsed is None:
        raise InvalidRequest("judgement", f"{judgement_id[:40]!r} is no id of a decision, like j12 or l12")
    now = workspace.clock.now()
    product_ids: tuple[int, ...] = ()
    with db.writing(workspace.engine) as session:
        judging.refuse_strangers(session, judgement_id, company_id)
        if parsed[1] == "l":
            undo_wording(session, int(parsed[2]), who, now)
        else:
            product_ids = judgements.undo(session, int(parsed[2]), who, now).product_ids
            _retag(session, workspace, product_ids, now)
    if product_ids:
        publish(workspace)


def _retag(session: Session, workspace: Workspace, product_ids: Sequence[int], now: datetime) -> None:
    if product_ids:
        retag(session, workspace.labels, product_ids, newest_revision(session) + 1, now)
