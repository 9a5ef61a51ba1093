"""Whose decision about evidence is whose: its effect is the catalogue's, its words are the company's.

A decision of a user carries the user's company, and only that company's reviewers read its reason and
may undo it. One made through the operator's link or the command line has none: the operator sees all.
"""

from __future__ import annotations

import re

from sqlmodel import Session, col, select

from catalog.errors import NotFound
from catalog.models import Judgement, WordingJudgement

_ID = re.compile(r"([jl]?)([0-9]{1,18})")


def sign(session: Session, decision_id: str, company_id: int | None) -> None:
    """Notes the company of a decision that was just made. Needs the same write transaction."""
    for row in _rows(session, decision_id):
        row.company_id = company_id
        session.add(row)
    session.flush()


def refuse_strangers(session: Session, decision_id: str, company_id: int | None) -> None:
    """Raises NotFound for a decision that is not the company's; None is the operator, who may all."""
    if company_id is None:
        return
    rows = _rows(session, decision_id)
    if not rows or any(row.company_id != company_id for row in rows):
        raise NotFound(f"no decision {decision_id[:40]}")


def _rows(session: Session, decision_id: str) -> list[Judgement] | list[WordingJudgement]:
    found = _ID.fullmatch(decision_id.strip())
    if found is None:
        return []
    if found[1] == "l":
        wording = session.get(WordingJudgement, int(found[2]))
        return [wording] if wording else []
    first = session.get(Judgement, int(found[2]))
    if first is None:
        return []
    # The rows of one decision share label, number, name and moment.
    statement = select(Judgement).where(
        Judgement.label == first.label, Judgement.number_key == first.number_key,
        Judgement.decided_by == first.decided_by, col(Judgement.decided_at) == first.decided_at,
    )  # fmt: skip
    return list(session.exec(statement))
