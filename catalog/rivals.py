"""Matches that cast doubt on each other: one name, two configurations, and nothing that tells them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from catalog.models import Certificate
from labels.matching import NAME_ONLY
from labels.model import Match
from labels.validity import Validity, interval


def doubted(found: Sequence[tuple[Match, Certificate]], today: date) -> list[tuple[Match, Certificate]]:
    """Matches by name (C) or pattern (D) that another certificate of the label makes doubtful are left to
    a person. What ended before ``today`` casts no doubt on what holds now.

    Two tiers under one name are two configurations. A name that is not the register's number yields to
    any other match by name; a pattern yields to any exact row, even one that was itself rejected.
    """
    settled = []
    for result, certificate in found:
        rivals = (
            (other, entry)
            for other, entry in found
            if entry is not certificate and entry.label == certificate.label
        )
        doubt = any(_rivals(result, certificate, other, entry, today) for other, entry in rivals)
        if doubt and not result.rejected:
            settled.append((replace(result, rejected="ambiguous"), certificate))
        else:
            settled.append((result, certificate))
    return settled


def _rivals(result: Match, certificate: Certificate, other: Match, entry: Certificate, today: date) -> bool:
    if "judgement" in (result.method, other.method) or result.level in "AB":
        return False
    if result.level == "D" and other.level in "ABC":
        return True
    if other.rejected or other.level != result.level:
        return False
    if result.method == NAME_ONLY and other.method != NAME_ONLY:
        return True
    if other.method == NAME_ONLY and result.method != NAME_ONLY:
        return False
    differs = result.method == NAME_ONLY or certificate.tier != entry.tier
    return differs and _overlap(certificate, entry, today)


def _overlap(first: Certificate, other: Certificate, today: date) -> bool:
    """Whether both are in force on a common day from ``today`` on."""
    one = interval(Validity(first.valid_from, first.valid_to, first.withdrawn_on))
    two = interval(Validity(other.valid_from, other.valid_to, other.withdrawn_on))
    if one is None or two is None:
        return False
    begins = max(one.first or date.min, two.first or date.min, today)
    return begins <= min(one.last or date.max, two.last or date.max)
