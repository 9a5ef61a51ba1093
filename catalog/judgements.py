"""A person's yes or no about one product and one certificate: recorded, undone, looked up.

Judgements name product and certificate by their own keys, so they outlive every re-import. A no stands
under every key that is the product's alone, a yes only under the most stable one, and a yes under a key
that several products share counts for none of them: every doubt resolves to "not shown".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from catalog.errors import InvalidRequest, NotFound
from catalog.identifiers import certificate_key
from catalog.judged_keys import chunks, holders, judgement_key, product_keys, rank, shared
from catalog.models import Judgement, Product
from catalog.queries import redirect_of
from catalog.workspace import Workspace

MAX_REASON = 1000
MAX_WHO = 120
MAX_NUMBER = 80
Pair = tuple[str, str]
__all__ = [
    "Outcome", "judged", "judgement_key", "product_keys", "record", "signed", "standing", "undo", "verdicts",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """A judgement that was recorded or undone, and the products whose tags it may change."""

    judgement: Judgement
    product_ids: tuple[int, ...]


def standing(session: Session, keys: Iterable[str]) -> dict[tuple[str, str, str], bool]:
    """What stands under these keys: (product key, label, certificate's number key) to yes or no.

    A no wins over any yes; what was undone is left out.
    """
    found: dict[tuple[str, str, str], bool] = {}
    for part in chunks(sorted(set(keys))):
        statement = select(
            col(Judgement.product_key), col(Judgement.label), col(Judgement.number_key), col(Judgement.held)
        ).where(col(Judgement.product_key).in_(part), col(Judgement.undone_at).is_(None))
        for key, label, number_key, held in session.execute(statement):
            found[key, label, number_key] = held and found.get((key, label, number_key), True)
    doubtful = shared(session, {key for (key, _, _), held in found.items() if held})
    return {at: held for at, held in found.items() if not (held and at[0] in doubtful)}


def verdicts(session: Session, product_ids: Sequence[int]) -> dict[int, dict[Pair, bool]]:
    """What stands for each product over all its keys: (label, number key) to yes or no, a no first.

    Products without a judgement are left out; costs one look where nobody ever judged.
    """
    if not _any(session):
        return {}
    keys = product_keys(session, product_ids)
    by_key: dict[str, dict[Pair, bool]] = defaultdict(dict)
    for (key, label, number_key), held in standing(session, set().union(*keys.values())).items():
        by_key[key][label, number_key] = held
    found: dict[int, dict[Pair, bool]] = {}
    for product_id, own in keys.items():
        for key in own & by_key.keys():
            said = found.setdefault(product_id, {})
            for pair, held in by_key[key].items():
                said[pair] = held and said.get(pair, True)
    return found


def judged(session: Session) -> dict[int, dict[Pair, bool]]:
    """The same for every product that has a standing judgement."""
    statement = select(col(Judgement.product_key)).where(col(Judgement.undone_at).is_(None)).distinct()
    keys = holders(session, session.execute(statement).scalars().all())
    return verdicts(session, sorted(set().union(*keys.values())))


def record(
    session: Session,
    workspace: Workspace,
    product_id: int,
    label: str,
    number: str,
    held: bool,
    reason: str,
    who: str,
    now: datetime,
) -> Outcome:
    """Stores that the certificate does (``held``) or does not belong to the product.

    The caller tags the products anew. Raises NotFound for an unknown product and InvalidRequest for an
    unknown label, an impossible number, or a missing reason or name.
    """
    reason, who = signed(reason, who)
    if label not in workspace.labels:
        raise InvalidRequest("label", f"{label!r} is not one of {', '.join(workspace.labels)}")
    number_key = certificate_key(number)
    if not 0 < len(number_key) <= MAX_NUMBER:
        raise InvalidRequest("certificate", f"{number[:MAX_NUMBER]!r} is not 1 to {MAX_NUMBER} characters")
    target = redirect_of(session, product_id) or product_id
    if session.get(Product, target) is None:
        raise NotFound(f"no product {product_id}")
    keys = product_keys(session, [target])[target]
    own = keys - shared(session, keys)
    first = judgement_key(own)
    moment = _moment(session, label, number_key, who, now)
    rows = [
        Judgement(product_key=key, label=label, number_key=number_key, held=held, reason=reason,
                  decided_by=who, decided_at=moment)
        for key in ([first] if held else sorted(own, key=rank))
    ]  # fmt: skip
    for row in rows:
        session.add(row)
        session.flush()
    return Outcome(rows[0], (target,))


def undo(session: Session, judgement_id: int, who: str, now: datetime) -> Outcome:
    """Undoes one decision; its rows stay, with who undid it and when. The caller tags the products anew.

    Raises NotFound for an unknown judgement and InvalidRequest for one that was undone before.
    """
    who = signed("undone", who)[1]
    row = session.get(Judgement, judgement_id)
    if row is None:
        raise NotFound(f"no judgement {judgement_id}")
    if row.undone_at is not None:
        when = f"{row.undone_at:%Y-%m-%d}"
        raise InvalidRequest("judgement", f"was undone already, by {row.undone_by} on {when}")
    statement = select(Judgement).where(
        col(Judgement.label) == row.label,
        col(Judgement.number_key) == row.number_key,
        col(Judgement.decided_by) == row.decided_by,
        col(Judgement.decided_at) == row.decided_at,
    )
    rows = session.execute(statement).scalars().all()
    for one in rows:
        one.undone_by, one.undone_at = who, now
    session.flush()
    touched = holders(session, [one.product_key for one in rows])
    return Outcome(row, tuple(sorted(set().union(*touched.values()))))


def signed(reason: str, who: str) -> tuple[str, str]:
    """Reason and name without white space around them; InvalidRequest names the one that is missing."""
    reason, who = reason.replace("\r\n", "\n").strip(), who.strip()
    for field, text, limit in (("reason", reason, MAX_REASON), ("by", who, MAX_WHO)):
        if not 0 < len(text) <= limit:
            raise InvalidRequest(field, f"must have 1 to {limit} characters, has {len(text)}")
    if not who.isprintable() or not reason.replace("\n", "").replace("\t", "").isprintable():
        raise InvalidRequest("reason" if who.isprintable() else "by", "holds a control character")
    return reason, who


def _any(session: Session) -> bool:
    statement = select(col(Judgement.id)).where(col(Judgement.undone_at).is_(None)).limit(1)
    return session.execute(statement).first() is not None


def _moment(session: Session, label: str, number_key: str, who: str, now: datetime) -> datetime:
    """``now``, moved by microseconds until no other decision has it: label, number, name and moment are
    what the rows of one decision share."""
    while True:
        statement = select(col(Judgement.id)).where(
            col(Judgement.label) == label, col(Judgement.number_key) == number_key,
            col(Judgement.decided_by) == who, col(Judgement.decided_at) == now,
        )  # fmt: skip
        if session.execute(statement.limit(1)).first() is None:
            return now
        now += timedelta(microseconds=1)
