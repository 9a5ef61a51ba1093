"""What people have taught about suppliers' wordings: recorded, undone, looked up, exported as data.

A wording is taught whole: only a text that folds to exactly the same is read like it. Nothing is
generalised from it. It takes effect when a feed is read next.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from catalog.errors import InvalidRequest, NotFound
from catalog.judgements import signed
from catalog.models import WordingJudgement
from labels import tokens
from labels.model import Claim

MAX_WORDING = 300
_HEADER = """\
# What people have judged suppliers' wordings about labels to mean. An empty label: none of the labels here.
# held = false: the wording says that the product has not the label.
"""


def wording_key(text: str) -> str:
    """A whole text in the shape in which ``labels.wording`` compares words, with single spaces."""
    return " ".join(tokens.fold(text).split())


def record_wording(
    session: Session,
    text: str,
    label: str,
    tier: str,
    held: bool,
    reason: str,
    who: str,
    now: datetime,
) -> WordingJudgement:
    """Stores what a wording means: that the product has ``label`` (and ``tier``), that it has it not
    (``held`` false), or with label '' that it speaks of none of the labels.

    The caller has checked label and tier. Raises InvalidRequest for an empty or too long wording, a
    denial with a tier, or a missing reason or name.
    """
    reason, who = signed(reason, who)
    key = wording_key(text)
    if not 0 < len(key) <= MAX_WORDING:
        raise InvalidRequest("wording", f"must have 1 to {MAX_WORDING} characters, has {len(key)}")
    if tier and not (label and held):
        raise InvalidRequest("tier", "belongs to a label that the wording says the product has")
    row = WordingJudgement(
        wording=key, label=label, tier=tier, held=bool(label) and held, reason=reason,
        decided_by=who, decided_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def undo_wording(session: Session, judgement_id: int, who: str, now: datetime) -> WordingJudgement:
    """Undoes one; the row stays. Raises NotFound, or InvalidRequest where it was undone before."""
    who = signed("undone", who)[1]
    row = session.get(WordingJudgement, judgement_id)
    if row is None:
        raise NotFound(f"no judgement of a wording {judgement_id}")
    if row.undone_at is not None:
        when = f"{row.undone_at:%Y-%m-%d}"
        raise InvalidRequest("judgement", f"was undone already, by {row.undone_by} on {when}")
    row.undone_by, row.undone_at = who, now
    session.flush()
    return row


def learned(session: Session) -> dict[str, tuple[Claim, ...]]:
    """Folded wordings (``wording_key``) and the claims they make; none where they speak of no label.

    "None of the labels" wins over any claim, a denial over the same label claimed, and tiers that
    disagree leave the tier open. ``field`` and ``raw`` of the claims are the reader's to fill in.
    """
    return {
        wording: tuple(_claim(label, rows) for label, rows in said.items()) if "" not in said else ()
        for wording, said in _standing(session).items()
    }


def export_wordings(session: Session) -> str:
    """Every standing judgement of a wording as TOML: one ``[[wording]]`` table each, sorted by text."""
    tables = []
    for said in _standing(session).values():
        for row in (row for rows in said.values() for row in rows):
            tables.append(
                f"[[wording]]\ntext = {_text(row.wording)}\nlabel = {_text(row.label)}\n"
                f"tier = {_text(row.tier)}\nheld = {'true' if row.held else 'false'}\n"
                f"reason = {_text(row.reason)}\ndecided_by = {_text(row.decided_by)}\n"
                f"decided_at = {row.decided_at.isoformat()}\n"
            )
    return "\n".join([_HEADER, *tables])


def _standing(session: Session) -> dict[str, dict[str, list[WordingJudgement]]]:
    statement = (
        select(WordingJudgement)
        .where(col(WordingJudgement.undone_at).is_(None))
        .order_by(col(WordingJudgement.wording), col(WordingJudgement.label), col(WordingJudgement.id))
    )
    found: dict[str, dict[str, list[WordingJudgement]]] = defaultdict(dict)
    for row in session.execute(statement).scalars():
        found[row.wording].setdefault(row.label, []).append(row)
    return found


def _claim(label: str, rows: list[WordingJudgement]) -> Claim:
    tiers = {row.tier for row in rows}
    held = all(row.held for row in rows)
    return Claim(label, held, tiers.pop() if held and len(tiers) == 1 else "")


def _text(value: str) -> str:
    """A TOML basic string: JSON's escapes, and DEL, which JSON lets stand."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
