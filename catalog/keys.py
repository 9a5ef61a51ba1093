"""The keys by which products and certificates find each other; both sides make them here.

``g:`` GTIN, ``e:`` el-number, ``m:`` brand and model (level C), ``p:`` brand and the literal beginning of a
wildcard pattern (level D), ``b:`` brand and the beginning of the folded model (level E: candidates for a
person). Finding is not matching: ``labels.matching`` decides.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from catalog.identifiers import mpn_key
from labels.wildcards import PREFIX, literal_prefix

BLOCK = 5
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
        if pattern:
            found.add(f"p:{brand_key}\x1f{literal_prefix(key)}")
            continue
        found.add(brand_model_key(brand_key, key))
        for part in dict.fromkeys((key, *(mpn_key(part) for part in name.split(",")))):
            found |= _block(brand_key, fold_model(part))
    return found


def search_keys(brand_key: str, model_key: str) -> set[str]:
    """The keys under which a product may find model rows beyond its own ``m:`` key."""
    patterns = {f"p:{brand_key}\x1f{model_key[:length]}" for length in range(PREFIX + 1)}
    return patterns | _block(brand_key, fold_model(model_key))


def _block(brand_key: str, folded: str) -> set[str]:
    return {f"b:{brand_key}\x1f{folded[:BLOCK]}"} if len(folded) >= BLOCK else set()
