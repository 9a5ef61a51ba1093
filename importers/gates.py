"""Gates: a file that parsed may still be wrong. Share gates compare with the last published run.

They apply in full mode only, with an earlier published run and at least 500 records in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from importers.config import Gates, Profile
from importers.errors import GateHeld

SHARE_FROM = 500


@dataclass(frozen=True, slots=True)
class Shares:
    """Records of one run that were not right, in the ways that a share is allowed for."""

    rejected: int
    bad_gtins: int = 0
    ruined_gtins: int = 0
    duplicates: int = 0


def check_count(profile: Profile, records: int) -> None:
    """Raises GateHeld where fewer records arrived than the profile's minimum."""
    if records < profile.gates.min_records:
        raise GateHeld(profile.name, f"{records} records, expected at least {profile.gates.min_records}")


def check_age(profile: Profile, dated: date | None, last: date | None) -> str:
    """Raises GateHeld for a full file that is older than the one imported last; returns words for a delta.

    A supplier may send several deltas that overlap, but there is one newest whole catalogue.
    """
    if dated is None or last is None or dated >= last:
        return ""
    reason = f"the file is of {dated.isoformat()}, older than the last one of {last.isoformat()}"
    if profile.mode == "full":
        raise GateHeld(profile.name, reason)
    return reason


def check_shares(profile: Profile, before: int, records: int, shares: Shares) -> None:
    """Raises GateHeld where counts moved too far against the last run's ``before`` records."""
    if profile.mode != "full" or before < SHARE_FROM:
        return
    gates: Gates = profile.gates
    change = abs(Decimal(records - before)) / before
    if change > gates.max_change:
        reason = f"{records} records against {before} last time ({_percent(change)}), allowed"
        raise GateHeld(profile.name, f"{reason} ±{_percent(gates.max_change)}")
    for name, count, limit in (
        ("with a number that stands again", shares.duplicates, gates.max_duplicates),
        ("rejected", shares.rejected, gates.max_rejected),
        ("with a bad GTIN", shares.bad_gtins, gates.max_bad_gtin),
        ("with a GTIN that a spreadsheet ruined", shares.ruined_gtins, gates.max_ruined_gtin),
    ):
        share = Decimal(count) / max(records, 1)
        if share > limit:
            reason = f"{count} of {records} records {name} ({_percent(share)}), allowed {_percent(limit)}"
            raise GateHeld(profile.name, reason)


def check_prices(profile: Profile, compared: int, jumped: Sequence[str]) -> None:
    """Raises GateHeld where too many of the compared prices moved by more than the allowed factor."""
    if len(jumped) > compared * profile.gates.max_jumped:
        first = ", ".join(jumped[:3])
        reason = f"{len(jumped)} of {compared} prices moved by more than x{profile.gates.max_price_factor}"
        raise GateHeld(profile.name, f"{reason}: {first}")


def check_disappeared(profile: Profile, before: int, gone: int) -> None:
    """Raises GateHeld where too many of the ``before`` entries are no longer named."""
    if profile.mode != "full" or before < SHARE_FROM:
        return
    share = Decimal(gone) / before
    if share > profile.gates.max_disappeared:
        limit = _percent(profile.gates.max_disappeared)
        reason = f"{gone} of {before} entries disappeared ({_percent(share)}), allowed {limit}"
        raise GateHeld(profile.name, reason)


def _percent(share: Decimal) -> str:
    return f"{share * 100:.1f} %"
