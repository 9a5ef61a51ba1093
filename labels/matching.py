"""Does this certificate belong to this product? Levels A to D and F of the house, as pure functions.

A  GTIN equal, and the register supplies GTINs
B  the feed gives the certificate's number, the register has it, and the brand agrees
C  canonical brand and model equal, on exactly one model row, product group possible
D  like C through the register's own one-to-one wildcards; the product group must be known
F  a claim alone (never a certificate; see ``claim_rejected``)

Rejections beat every level. Everything compared here is canonical already, so equality is ``==``:
one letter of suffix, one other market, one other configuration is another product.
"""

from __future__ import annotations

from dataclasses import dataclass

from labels.accessories import is_accessory
from labels.model import CertificateIdentity, Claim, Label, Match, ModelRow, ProductIdentity, Step
from labels.wildcards import fits

# Rules by which the register itself refutes a match; any other rejection is doubt, for a person to judge.
REFUTING = ("market", "group")
JUDGED_NO = "judgement"
# Groups that registers and feeds do not tell apart reliably: being in the same set is no conflict.
_NEAR_GROUPS = (
    frozenset({"desktops", "all-in-one"}),
    frozenset({"displays", "tvs", "all-in-one"}),
    frozenset({"smartphones", "phones"}),
    frozenset({"servers", "storage"}),
    frozenset({"lamps", "luminaires"}),
)


def match(product: ProductIdentity, certificate: CertificateIdentity, label: Label) -> Match | None:
    """The strongest automatic match, with the rule that beat it if one did; None where no key agrees."""
    steps: list[Step] = []
    found = (
        _level_a(product, certificate, steps)
        or _level_b(product, certificate, steps)
        or _level_c(product, certificate, label, steps)
        or _level_d(product, certificate, label, steps)
    )
    if found is None:
        return None
    rejected = found.beaten or _rejection(product, certificate, label, found, steps)
    return Match(found.level, found.method, found.key, rejected, tuple(steps))


def by_judgement(
    product: ProductIdentity, certificate: CertificateIdentity, label: Label, said: Match | None
) -> Match:
    """The match that a person's yes makes, whatever the rules could say of the names.

    It does not overrule what the register says itself: another market, or a kind of product that cannot
    hold the label, still refutes.
    """
    steps = [*(said.steps if said else ()), Step("judgement", True, "a person said yes")]
    rows = tuple(row for row in certificate.models if _same_model(product, row)) or certificate.models
    found = _Found(said.level if said else "E", "judgement", certificate.number, rows)
    rejected = _rejection(product, certificate, label, found, steps)
    return Match(found.level, found.method, found.key, rejected if rejected in REFUTING else "", tuple(steps))


def claim_rejected(claim: Claim, group: str, denied: bool, label: Label) -> str:
    """The rule that beats a claim ('' if none): a kind of product that cannot hold the label, or a
    claim of another supplier that denies it."""
    if not label.possible_for(group) or (claim.tier and label.tier(claim.tier) is None):
        return "group"
    return "contradicted" if denied else ""


@dataclass(frozen=True, slots=True)
class _Found:
    """A level whose key agrees, the register's rows it rests on, and the rule that beat it already."""

    level: str
    method: str
    key: str
    rows: tuple[ModelRow, ...]
    beaten: str = ""


def _level_a(
    product: ProductIdentity, certificate: CertificateIdentity, steps: list[Step]
) -> _Found | None:
    listed = frozenset().union(*(row.gtins for row in certificate.models))
    common = sorted(product.gtins & listed)
    detail = f"{', '.join(sorted(product.gtins)) or '-'} = {', '.join(common) or '-'}"
    steps.append(Step("gtin", bool(common), detail))
    rows = tuple(row for row in certificate.models if row.gtins & product.gtins)
    return _Found("A", "gtin", common[0], rows) if common else None


def _level_b(
    product: ProductIdentity, certificate: CertificateIdentity, steps: list[Step]
) -> _Found | None:
    given = (certificate.label, certificate.number_key) in product.certificates
    steps.append(Step("certificate-number", given, certificate.number))
    if not given:
        return None
    brands = {row.brand_key for row in certificate.models if row.brand_key}
    agrees = bool(product.brand_key) and product.brand_key in brands
    compared = f"{product.brand_key or '-'} = {', '.join(sorted(brands)) or '-'}"
    steps.append(Step("brand", agrees, compared))
    rows = tuple(row for row in certificate.models if _same_model(product, row)) or certificate.models
    beaten = "" if agrees else "brand"
    return _Found("B", "certificate-number", certificate.number, rows, beaten)


def _level_c(
    product: ProductIdentity, certificate: CertificateIdentity, label: Label, steps: list[Step]
) -> _Found | None:
    if not (product.brand_key and product.mpn_key):
        steps.append(Step("brand-and-model", False, "brand or part number missing"))
        return None
    rows = tuple(row for row in certificate.models if not row.pattern and _same_model(product, row))
    key = f"{product.brand_key} {product.mpn_key}"
    steps.append(Step("brand-and-model", bool(rows), key))
    if not rows:
        return None
    beaten = ""
    if len(rows) > 1:
        steps.append(Step("one-model-row", False, f"{len(rows)} rows of the register carry this name"))
        beaten = "ambiguous"
    elif rows[0].gtins and product.gtins:
        # Equal GTINs would have been level A: the register means another configuration.
        steps.append(Step("gtin-conflict", False, f"the register lists {', '.join(sorted(rows[0].gtins))}"))
        beaten = "gtin-conflict"
    elif label.slug == "tco-certified" and rows[0].gtins:
        # Certified and plain configurations may share one sales name (TCO subset certification).
        steps.append(Step("configuration", False, "the register tells configurations apart by GTIN"))
        beaten = "configuration"
    return _Found("C", "brand-and-model", key, rows, beaten)


def _level_d(
    product: ProductIdentity, certificate: CertificateIdentity, label: Label, steps: list[Step]
) -> _Found | None:
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
    return _Found("D", "wildcard", f"{product.brand_key} {product.mpn_key}", rows, beaten)


def _fits_pattern(product: ProductIdentity, row: ModelRow) -> bool:
    return (
        row.pattern
        and row.brand_key == product.brand_key
        and any(fits(product.mpn_key, pattern) for pattern in row.model_keys)
    )


def _same_model(product: ProductIdentity, row: ModelRow) -> bool:
    return row.brand_key == product.brand_key and product.mpn_key in row.model_keys


def _rejection(
    product: ProductIdentity,
    certificate: CertificateIdentity,
    label: Label,
    found: _Found,
    steps: list[Step],
) -> str:
    """The first rule that beats the match. A market or a kind of product refutes; the others are doubt."""
    markets = sorted(frozenset().union(*(row.markets for row in found.rows)))
    checks = (
        ("market", _accepted(found, label), ", ".join(markets) or "-"),
        ("group", label.possible_for(product.group), product.group or "-"),
        ("gtin-conflict", not product.gtin_conflict, "one GTIN, different products"),
        ("accessory", not is_accessory(product.name), product.name),
        (
            "other-group",
            found.level == "A" or _groups_agree(product.group, certificate.group),
            f"{product.group or '-'} = {certificate.group or '-'}",
        ),
    )
    for rule, passed, detail in checks:
        steps.append(Step(rule, passed, detail))
        if not passed:
            return rule
    return ""


def _accepted(found: _Found, label: Label) -> bool:
    """Whether the matched rows hold here. A number alone (B) rests on every row, a model on its own."""
    accepted = [label.accepts(row.markets) for row in found.rows]
    return bool(accepted) and (all(accepted) if found.level == "B" else any(accepted))


def _groups_agree(first: str, second: str) -> bool:
    if not first or not second or first == second:
        return True
    return any({first, second} <= near for near in _NEAR_GROUPS)
