"""Level E: rows of a register that look like a product, for a person to judge. Never shown, never automatic.

Same brand, and the model equal without punctuation, one of a list in one cell, cut or lengthened at its
end, or nearly the same (rapidfuzz ratio).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from catalog.identifiers import mpn_key
from catalog.keys import fold_model
from catalog.models import Certificate
from labels.accessories import is_accessory
from labels.model import CertificateIdentity, Label, Match, ModelRow, ProductIdentity, Step

MIN_RATIO = 88.0
MIN_STEM = 5
PER_LABEL = 3


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike a product and a row are: 0 to 100, by which rule, and the row's own words."""

    score: float
    method: str
    model: str


def likeness(product: ProductIdentity, row: ModelRow) -> Likeness | None:
    """The best resemblance of a product's part number and a row's names, or None under the limit."""
    if row.pattern or not product.mpn_key or row.brand_key != product.brand_key:
        return None
    found = [
        alike
        for name in row.raw.split(", ") + [row.raw]
        if (alike := _compare(fold_model(product.mpn_key), name, row.raw)) is not None
    ]
    return max(found, key=lambda item: item.score, default=None)


def _compare(mine: str, name: str, whole: str) -> Likeness | None:
    theirs = fold_model(mpn_key(name))
    if len(mine) < MIN_STEM or len(theirs) < MIN_STEM:
        return None
    if mine == theirs:
        return Likeness(100.0 if name == whole else 95.0, "folded" if name == whole else "listed", whole)
    ratio = fuzz.ratio(mine, theirs)
    if mine.startswith(theirs) or theirs.startswith(mine):
        return Likeness(max(ratio, 70.0), "suffix", whole)
    return Likeness(ratio, "fuzzy", whole) if ratio >= MIN_RATIO else None


def candidates(
    product: ProductIdentity,
    unmatched: Iterable[tuple[CertificateIdentity, Certificate]],
    label: Label,
) -> list[tuple[Match, Certificate]]:
    """The likest certificates of one label, best first, at most ``PER_LABEL``."""
    if not label.possible_for(product.group) or is_accessory(product.name):
        return []
    found: list[tuple[float, Match, Certificate]] = []
    for identity, certificate in unmatched:
        alike = [item for row in identity.models if (item := likeness(product, row)) is not None]
        if alike:
            best = max(alike, key=lambda item: item.score)
            steps = (
                Step("score", True, f"{best.score:.0f}"),
                Step("compared", True, f"{product.mpn_key} ~ {best.model[:200]}"),
            )
            key = f"{product.brand_key} {product.mpn_key}"
            found.append((best.score, Match("E", best.method, key, "weak", steps), certificate))
    found.sort(key=lambda item: (-item[0], item[2].number))
    return [(match, certificate) for _, match, certificate in found[:PER_LABEL]]
