"""Matches that cast doubt on each other: one name, two configurations, and nothing that tells them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from catalog.models import Certificate
from labels.model import Match
from labels.validity import Validity, interval


def doubted(found: Sequence[tuple[Match, Certificate]]) -> list[tuple[Match, Certificate]]:
    """Matches by name (C) or pattern (D) that another certificate makes doubtful are left to a person:
    overlapping ones of different tiers share one name for two configurations, and a pattern yields to
    an exact row and to any other pattern."""
    counted = [(result, certificate) for result, certificate in found if not result.rejected]
    settled = []
    for result, certificate in found:
        rivals = [
            (other, entry)
            for other, entry in counted
            if entry is not certificate and entry.label == certificate.label
        ]
        if not result.rejected and any(_rivals(result, certificate, *rival) for rival in rivals):
            result = replace(result, rejected="ambiguous")  # noqa: PLW2901
        settled.append((result, certificate))
    return settled


def _rivals(result: Match, certificate: Certificate, other: Match, entry: Certificate) -> bool:
    if "judgement" in (result.method, other.method):
        return False
    if result.level == "D":
        return other.level in "ABC" or _overlap(certificate, entry)
    if result.level == "C":
        return other.level == "C" and certificate.tier != entry.tier and _overlap(certificate, entry)
    return False


def _overlap(first: Certificate, other: Certificate) -> bool:
    one = interval(Validity(first.valid_from, first.valid_to, first.withdrawn_on))
    two = interval(Validity(other.valid_from, other.valid_to, other.withdrawn_on))
    if one is None or two is None:
        return False
    starts_late = one.first and two.last and one.first > two.last
    ends_early = one.last and two.first and one.last < two.first
    return not (starts_late or ends_early)
