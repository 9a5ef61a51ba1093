"""ETIM features of an offer, as they are filtered by: code and value, numbers in one spelling.

A feed that knows ETIM gives them (``Offer.extra``): ``features`` as triples of code, value and unit, or
``fields`` named ``etim:EF000008``. Nothing is read out of names: what no feed says is not a feature.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

MAX_VALUE = 80
_CODE = re.compile(r"EF[0-9]{6}", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:[.,][0-9]{1,10})?", re.ASCII)
# ETIM: a hyphen and these letters say that a feature does not apply or is not known
_NOTHING = frozenset({"", "-", "NA", "MV", "UN"})
_LOGICAL = {"true": "true", "false": "false", "1b": "true", "0b": "false"}
_ETIM = "etim:"


def features(extra: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Pairs of feature and value, sorted, each once; several values of one feature are several pairs.

    Two numbers joined by ``|`` or ``..`` are a range (``10..20``), words joined by ``|`` are several.
    """
    found = {(code, value) for code, said in _said(extra) for value in _values(said)}
    return tuple(sorted(found))


def units(extra: Mapping[str, Any]) -> dict[str, str]:
    """The unit of each feature where the feed gives one."""
    triples = extra.get("features") or ()
    return {str(triple[0]): str(triple[2]) for triple in triples if len(triple) > 2 and triple[2]}


def _said(extra: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    given: Iterable[tuple[str, str]] = [
        (str(triple[0]), str(triple[1])) for triple in extra.get("features") or () if len(triple) > 1
    ]
    fields = extra.get("fields") or {}
    given = given or [
        (key.removeprefix(_ETIM), str(value)) for key, value in fields.items() if key.startswith(_ETIM)
    ]
    for code, said in given:
        if _CODE.fullmatch(code):
            yield code, " ".join(said.split())


def _values(said: str) -> Iterator[str]:
    parts = [part.strip() for part in re.split(r"\||\.\.", said)]
    if len(parts) == 2 and all(_NUMBER.fullmatch(part) for part in parts):
        yield "..".join(dict.fromkeys(_plain(part) for part in parts))
        return
    for part in said.split("|"):
        value = part.strip()
        if value.upper() not in _NOTHING and len(value) <= MAX_VALUE:
            yield _LOGICAL.get(value.casefold()) or _plain(value)


def _plain(value: str) -> str:
    """A number without needless zeros and with a point; anything else as it is."""
    if not _NUMBER.fullmatch(value):
        return value
    number = format(Decimal(value.replace(",", ".")).normalize(), "f")
    return "0" if number == "-0" else number
