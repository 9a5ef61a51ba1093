"""One document as Whoosh gets it: the terms of each field, and the record that the columns come from."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from catalog.errors import MerkbarError
from catalog.search.analysis import fold, joined, tokens, words
from catalog.search.forms import as_one, base
from catalog.search.keys import document_keys
from catalog.search.lexicon import lexicon
from catalog.search.port import NEW, Document, LabelInterval

PRICE_STEPS = 10_000
NO_PRICE = -(2**63)
FIRST_DAY = 0
LAST_DAY = 2**31 - 1
MIN_HEAD = 3
MIN_NAMED = 2
_KEPT = 100_000
_SO_MANY = re.compile(r"(?<![\w.,/-])[2-9][0-9]?\s+([^\W\d_]{4,})(?!\w)")
_SEVERAL = re.compile(r"(?<=\w) (?:og|och|and) (?=\w)", re.IGNORECASE)
_FOR = re.compile(r"(?<=\w)\s+(?:til|for|passer|kompatibel|f/)(?=[\s\w])", re.IGNORECASE)


class IntervalRecord(NamedTuple):
    """A label interval in plain values; days are ordinals, open ends the two constants above."""

    label: str
    tier: str
    verified: bool
    dataset_id: int
    first: int
    last: int


class Record(NamedTuple):
    """What the columns need of a document. ``price`` counts PRICE_STEPS to the krone, ``features`` are
    as a request names them. ``names`` are pairs of class or group and one of its names."""

    product_id: int
    name: str
    brand: str
    class_code: str
    group: str
    suppliers: tuple[str, ...]
    price: int
    in_stock: bool
    intervals: tuple[IntervalRecord, ...]
    features: tuple[str, ...] = ()
    condition: str = NEW
    names: tuple[tuple[str, str], ...] = ()


def entry(document: Document) -> dict[str, Any]:
    """The Whoosh fields of a document (``catalog.search.codec.schema``).

    The brand belongs to the name even where the name leaves it out; MPNs are also plain words.
    """
    named, used_for = _purpose(document.name)
    named, counted = _counted(named)
    name = tokens(named)
    brand = tokens(document.brand)
    head = [] if used_for and len(name) < MIN_NAMED else _head(name, set(brand))
    name += head + _as_one_word(named)
    if not set(brand) <= set(name):
        name += brand
    texts = (used_for, counted, document.description, document.class_code, document.group, *document.mpns)
    return {
        "name": name,
        "body": tokens(" \n".join(filter(None, texts))),
        "kind": list(kind_terms((*document.class_names, *document.group_names))),
        "ids": document_keys(document),
        "record": tuple(_record(document)),
    }


@lru_cache(_KEPT)
def kind_terms(names: tuple[str, ...]) -> tuple[str, ...]:
    """The terms of the names of a kind of product, each once, with base forms.

    Neither what it is for nor a heading over several kinds ("Brytere og kontaktorer"): a product is only
    one of them.
    """
    named = [_purpose(name)[0] for name in names if not _SEVERAL.search(name)]
    found = dict.fromkeys(term for name in named for term in (*tokens(name), *_as_one_word(name)))
    return tuple(dict.fromkeys((*found, *filter(None, map(base, found)))))


def _head(name: list[str], brand: set[str]) -> list[str]:
    """The head of a name says what the thing is: its first known noun, else what it begins with.

    The brand is left out. The term stands twice in the name and counts more; not so where all else is what
    it is for: who asks for tape does not mean "TAPE FOR MERKEMASKIN" first.
    """
    words = [t for t in name if t not in brand and t.isalpha() and len(t) >= MIN_HEAD]
    return next(([t] for t in words if _is_noun(t)), words[:1])


@lru_cache(_KEPT)
def _is_noun(term: str) -> bool:
    """Whether a folded word is a noun of the trade, or a compound that ends with one."""
    known = lexicon()
    return term in known.heads or bool(known.split(term))


def _purpose(name: str) -> tuple[str, str]:
    """A name in two: what the thing is, and what it is for, which says no more than a description does.

    A bag for a laptop is no laptop.
    """
    found = _FOR.search(name)
    return (name[: found.start()], name[found.start() :]) if found else (name, "")


def _counted(name: str) -> tuple[str, str]:
    """A name without what it only has so many of, and that: a dock for "2 skjermer" is no screen.

    Such a word is the plural of a known noun right after a small whole number, and no unit ("24 porter").
    """
    known = lexicon()
    found = [
        match
        for match in _SO_MANY.finditer(name)
        if (word := fold(match[1])) in known.heads
        and known.bases.get(word, word) != word
        and len(words(match[0])) > 1
    ]
    for match in reversed(found):
        name = name[: match.start(1)] + name[match.end(1) :]
    return name, " ".join(match[1] for match in found)


def _as_one_word(name: str) -> list[str]:
    """Words of a name that elsewhere are written as one."""
    return [*joined(name), *as_one([word.term for word in words(name)])]


def _record(document: Document) -> Record:
    return Record(
        document.product_id,
        document.name,
        document.brand,
        document.class_code,
        document.group,
        tuple(sorted(set(document.suppliers))),
        _price(document.price, document.product_id),
        document.in_stock,
        tuple(_interval(interval) for interval in document.intervals),
        tuple(sorted({f"{code}:{value}" for code, value in document.features})),
        document.condition,
        (
            *((document.class_code, name) for name in document.class_names),
            *((document.group, name) for name in document.group_names),
        ),
    )


def _interval(interval: LabelInterval) -> IntervalRecord:
    return IntervalRecord(
        interval.label,
        interval.tier,
        interval.verified,
        interval.dataset_id,
        interval.first.toordinal() if interval.first else FIRST_DAY,
        interval.last.toordinal() if interval.last else LAST_DAY,
    )


def _price(price: Decimal | None, product_id: int) -> int:
    if price is None:
        return NO_PRICE
    if not price.is_finite() or abs(price) >= 10**14:
        raise MerkbarError(f"product {product_id}: {price} is not a price that can be sorted")
    return int((price * PRICE_STEPS).to_integral_value(ROUND_HALF_EVEN))
