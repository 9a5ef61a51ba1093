"""ETIM features of an offer as they are filtered by: code and value, numbers in one spelling.

They come from feeds that know ETIM, as triples of code, value and unit (``catalog.records``). Nothing is
read out of names: what no feed says is not a feature.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from catalog.models import Offer

MAX_VALUE = 80
_CODE = re.compile(r"EF[0-9]{6}", re.ASCII)
_AMOUNT = r"-?[0-9]{1,15}(?:[.,][0-9]{1,10})?"
_NUMBER = re.compile(_AMOUNT, re.ASCII)
_RANGE = re.compile(rf"({_AMOUNT})?\s*(?:\.\.|\|)\s*({_AMOUNT})?", re.ASCII)
# ETIM: a hyphen and these letters say that a feature does not apply or is not known
_NOTHING = frozenset({"", "-", "..", "NA", "MV", "UN"})


def features(extra: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Pairs of feature and value of ``Offer.extra``, sorted, each once.

    Two numbers are a range (``10..20``), words joined by ``|`` are several values.
    """
    triples = extra.get("features") or ()
    return tuple(
        sorted({(str(code), found) for code, said, _unit in triples for found in _values(code, said)})
    )


def feature_units(session: Session, product_ids: Sequence[int]) -> dict[str, str]:
    """The unit of each feature that the offers of these products give one for, as the feed has it."""
    statement = select(col(Offer.extra)["features"]).where(col(Offer.product_id).in_(product_ids))
    found: dict[str, str] = {}
    for triples in session.execute(statement).scalars():
        for code, _said, unit in triples or ():
            if unit:
                found.setdefault(str(code), str(unit))
    return found


def _values(code: str, said: str) -> Iterator[str]:
    if not _CODE.fullmatch(code):
        return
    match = _RANGE.fullmatch(said.strip())
    if match and any(match.groups()):
        low, high = (_plain(end or "") for end in match.groups())
        yield low if low == high else f"{low}..{high}"
        return
    for part in said.split("|"):
        value = " ".join(part.split())
        if value.upper() not in _NOTHING and len(value) <= MAX_VALUE:
            yield _plain(value)


def _plain(value: str) -> str:
    """A number without needless zeros and with a point; anything else as it is."""
    if not _NUMBER.fullmatch(value):
        return value
    number = format(Decimal(value.replace(",", ".")).normalize(), "f")
    return "0" if number == "-0" else number
