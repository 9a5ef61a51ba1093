"""The keys by which products and certificates find each other; both sides make them here.

``g:`` GTIN, ``e:`` el-number, ``m:`` brand and model (level C), ``p:`` brand and the literal beginning of a
wildcard pattern (level D), ``b:`` brand and the beginning of the folded model (level E: candidates for a
person). Finding is not matching: ``labels.matching`` decides.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from catalog.brands import fold
from catalog.identifiers import mpn_key
from labels.wildcards import PREFIX, literal_prefix

BLOCK = 5
# Before a part number that is another product's: goods made for it carry it too.
BORROWED = "~"
LONGEST = 250


def brand_model_key(brand_key: str, model_key: str) -> str:
    """The level C key of an offer or a register's model row; an endless one is filed by its digest."""
    key = f"m:{brand_key}\x1f{model_key}"
    if len(key) <= LONGEST:
        return key
    return f"m:#{hashlib.blake2b(key.encode(), digest_size=16).hexdigest()}"


def fold_model(model_key: str) -> str:
    """A model key without punctuation: for candidates only, one sign may be another model."""
    return "".join(letter for letter in model_key if letter.isalnum())


def model_keys(brand_key: str, models: Iterable[str], pattern: bool) -> set[str]:
    """The keys under which a register's model row is filed. A list in one cell is also filed by its parts."""
    found: set[str] = set()
    for name in models:
        key = mpn_key(name)
        if not key:
            continue
        if pattern:
            found.add(f"p:{brand_key}\x1f{literal_prefix(key)}")
            continue
        found.add(brand_model_key(brand_key, key))
        for part in dict.fromkeys((key, *(mpn_key(part) for part in name.split(",")))):
            found |= _block(brand_key, fold_model(part))
    return found


def bare_names(brand: str, models: Iterable[str]) -> tuple[str, ...]:
    """The names, and those that begin with the brand also without it ("Acer C871" is the C871)."""
    found: dict[str, None] = {}
    for name in models:
        found[name] = None
        words, lead = name.split(), fold(brand).split()
        while lead and fold(" ".join(words[: len(lead)])).split() == lead and len(words) > len(lead):
            words = words[len(lead) :]
            found[" ".join(words)] = None
    return tuple(found)


def repeats_the_name(number: str, brand: str, models: Iterable[str]) -> bool:
    """Whether a certificate's number is only the product's name again: a list of names is no register."""
    said = fold_model(mpn_key(number))
    return any(said in (fold_model(mpn_key(name)), fold_model(mpn_key(brand + name))) for name in models)


def search_keys(brand_key: str, model_key: str) -> set[str]:
    """The keys under which a product may find model rows beyond its own ``m:`` key."""
    patterns = {f"p:{brand_key}\x1f{model_key[:length]}" for length in range(PREFIX + 1)}
    return patterns | _block(brand_key, fold_model(model_key))


def _block(brand_key: str, folded: str) -> set[str]:
    return {f"b:{brand_key}\x1f{folded[:BLOCK]}"} if len(folded) >= BLOCK else set()
