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

from labels.accessories import is_accessory, is_part
from labels.levels import NAME_ONLY, Found, level_a, level_b, level_c, level_d, same_model
from labels.model import CertificateIdentity, Claim, Label, Match, ProductIdentity, Step

__all__ = ["JUDGED_NO", "NAME_ONLY", "REFUTING", "by_judgement", "claim_rejected", "match"]

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
        level_a(product, certificate, steps)
        or level_b(product, certificate, steps)
        or level_c(product, certificate, label, steps)
        or level_d(product, certificate, label, steps)
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
    rows = tuple(row for row in certificate.models if same_model(product, row)) or certificate.models
    found = Found(said.level if said else "E", "judgement", certificate.number, rows)
    rejected = _rejection(product, certificate, label, found, steps)
    return Match(found.level, found.method, found.key, rejected if rejected in REFUTING else "", tuple(steps))


def claim_rejected(claim: Claim, product: ProductIdentity, denied: bool, label: Label) -> str:
    """The rule that beats a claim ('' if none): a kind of product that cannot hold the label, goods that
    are not new, or a claim of another supplier that denies it."""
    if not label.possible_for(product.group) or (claim.tier and label.tier(claim.tier) is None):
        return "group"
    if product.second_hand:
        return "second-hand"
    return "contradicted" if denied else ""


def _made_for_another(product: ProductIdentity) -> bool:
    return is_part(product.name, product.group) or is_accessory(product.name, product.brand_key)


def _rejection(
    product: ProductIdentity,
    certificate: CertificateIdentity,
    label: Label,
    found: Found,
    steps: list[Step],
) -> str:
    """The first rule that beats the match. A market or a kind of product refutes; the others are doubt."""
    markets = sorted(frozenset().union(*(row.markets for row in found.rows)))
    checks = (
        ("market", _accepted(found, label), ", ".join(markets) or "-"),
        ("group", label.possible_for(product.group), product.group or "-"),
        ("gtin-conflict", not product.gtin_conflict, "one GTIN, different products"),
        ("second-hand", not product.second_hand, "used or refurbished" if product.second_hand else ""),
        ("accessory", not _made_for_another(product), product.name),
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


def _accepted(found: Found, label: Label) -> bool:
    """Whether the matched rows hold here. A number alone (B) rests on every row, a model on its own."""
    accepted = [label.accepts(row.markets) for row in found.rows]
    return bool(accepted) and (all(accepted) if found.level == "B" else any(accepted))


def _groups_agree(first: str, second: str) -> bool:
    if not first or not second or first == second:
        return True
    return any({first, second} <= near for near in _NEAR_GROUPS)
