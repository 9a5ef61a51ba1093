"""The levels A to D: whether keys of a product and a certificate agree, and what beats that at once.

Everything compared here is canonical already. The rejections that hold for every level are in
``labels.matching``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from labels.model import CertificateIdentity, Label, ModelRow, ProductIdentity, Step
from labels.wildcards import fits

# Level C by a name that the register does not use as the number: one such row may count, two never.
NAME_ONLY = "brand-and-name"
STEM = 4
_CRITERIA = re.compile(r"(?:DE|RAL)-?UZ-?\d+[A-Z]?")


@dataclass(frozen=True, slots=True)
class Found:
    """A level whose key agrees, the register's rows it rests on, and the rule that beat it already."""

    level: str
    method: str
    key: str
    rows: tuple[ModelRow, ...]
    beaten: str = ""


def level_a(product: ProductIdentity, certificate: CertificateIdentity, steps: list[Step]) -> Found | None:
    """A: a GTIN of the product stands in the register."""
    listed = frozenset().union(*(row.gtins for row in certificate.models))
    common = sorted(product.gtins & listed)
    detail = f"{', '.join(sorted(product.gtins)) or '-'} = {', '.join(common) or '-'}"
    steps.append(Step("gtin", bool(common), detail))
    rows = tuple(row for row in certificate.models if row.gtins & product.gtins)
    return Found("A", "gtin", common[0], rows) if common else None


def level_b(product: ProductIdentity, certificate: CertificateIdentity, steps: list[Step]) -> Found | None:
    """B: the feed gives the certificate's number, and the brand agrees."""
    given = (certificate.label, certificate.number_key) in product.certificates
    steps.append(Step("certificate-number", given, certificate.number))
    if not given:
        return None
    brands = {row.brand_key for row in certificate.models if row.brand_key}
    agrees = bool(product.brand_key) and product.brand_key in brands
    compared = f"{product.brand_key or '-'} = {', '.join(sorted(brands)) or '-'}"
    steps.append(Step("brand", agrees, compared))
    own = tuple(row for row in certificate.models if same_model(product, row))
    beaten = "" if agrees else "brand"
    if agrees and not own and _CRITERIA.fullmatch(certificate.number_key):
        # DE-UZ 219 names the criteria for all printers, not one licence.
        steps.append(Step("own-number", False, f"{certificate.number} is a number of criteria"))
        beaten = "criteria"
    if agrees and product.gtins and own and all(row.gtins for row in own):
        # Equal GTINs would have been level A: the register lists this model under others only.
        steps.append(Step("gtin-conflict", False, f"the register lists {', '.join(sorted(own[0].gtins))}"))
        beaten = "gtin-conflict"
    return Found("B", "certificate-number", certificate.number, own or certificate.models, beaten)


def level_c(
    product: ProductIdentity, certificate: CertificateIdentity, label: Label, steps: list[Step]
) -> Found | None:
    """C: brand and model equal, on exactly one row."""
    if not (product.brand_key and product.mpn_key):
        steps.append(Step("brand-and-model", False, "brand or part number missing"))
        return None
    named = tuple(row for row in certificate.models if not row.pattern and same_model(product, row))
    numbered = tuple(row for row in named if _is_number(product, row))
    rows = numbered or named
    key = f"{product.brand_key} {product.mpn_key}"
    steps.append(Step("brand-and-model", bool(rows), key))
    if not rows:
        return None
    beaten = _doubt(product, label, rows, steps)
    if not beaten and not numbered:
        steps.append(Step("own-name", not _is_family(product, rows[0]), rows[0].raw))
        beaten = "" if not _is_family(product, rows[0]) else "family"
    return Found("C", "brand-and-model" if numbered else NAME_ONLY, key, rows, beaten)


def _doubt(product: ProductIdentity, label: Label, rows: tuple[ModelRow, ...], steps: list[Step]) -> str:
    """What keeps an equal name from being the same product ('' for nothing)."""
    if len(rows) > 1:
        steps.append(Step("one-model-row", False, f"{len(rows)} rows of the register carry this name"))
        return "ambiguous"
    if rows[0].gtins and product.gtins:
        # Equal GTINs would have been level A: the register means another configuration.
        steps.append(Step("gtin-conflict", False, f"the register lists {', '.join(sorted(rows[0].gtins))}"))
        return "gtin-conflict"
    if label.slug == "tco-certified" and rows[0].gtins:
        # Certified and plain configurations may share one sales name (TCO subset certification).
        steps.append(Step("configuration", False, "the register tells configurations apart by GTIN"))
        return "configuration"
    return ""


def _is_number(product: ProductIdentity, row: ModelRow) -> bool:
    """Whether the part number equals the row's own number, or its name where it has no other number."""
    return product.mpn_key in row.number_keys or not row.number_keys


def _is_family(product: ProductIdentity, row: ModelRow) -> bool:
    """Whether a name beside other part numbers is that of a family: without a digit, or a variant of them.

    Registers also swap the two ("BC3115", "AOPEN Chromebox Mini 2"): then they have nothing in common.
    """
    if not any(letter.isdigit() for letter in product.mpn_key):
        return True
    return any(
        number[:STEM] == product.mpn_key[:STEM] or product.mpn_key in number for number in row.number_keys
    )


def level_d(
    product: ProductIdentity, certificate: CertificateIdentity, label: Label, steps: list[Step]
) -> Found | None:
    """D: brand equal, and the model fits one of the register's own patterns."""
    if not (label.wildcards and product.brand_key and product.mpn_key):
        return None
    rows = tuple(row for row in certificate.models if _fits_pattern(product, row))
    patterns = ", ".join(row.raw for row in rows)
    steps.append(Step("wildcard", bool(rows), f"{product.mpn_key} ~ {patterns or '-'}"))
    if not rows:
        return None
    beaten = ""
    if not product.group:
        # A pattern covers much: without the kind of product, a person decides.
        steps.append(Step("group-known", False, "a wildcard needs a known product group"))
        beaten = "group-unknown"
    elif any(row.gtins for row in rows) and product.gtins:
        steps.append(Step("gtin-conflict", False, "the register lists other GTINs for the pattern"))
        beaten = "gtin-conflict"
    return Found("D", "wildcard", f"{product.brand_key} {product.mpn_key}", rows, beaten)


def _fits_pattern(product: ProductIdentity, row: ModelRow) -> bool:
    return (
        row.pattern
        and row.brand_key == product.brand_key
        and any(fits(product.mpn_key, pattern) for pattern in row.model_keys | row.number_keys)
    )


def same_model(product: ProductIdentity, row: ModelRow) -> bool:
    """Whether brand and part number are those of the row, by name or number."""
    return row.brand_key == product.brand_key and product.mpn_key in row.model_keys | row.number_keys
