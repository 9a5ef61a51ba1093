"""Organisation numbers, checked by the rule of their country (python-stdnum)."""

from __future__ import annotations

import re
from collections.abc import Callable

from stdnum.dk import cvr
from stdnum.exceptions import ValidationError
from stdnum.fi import ytunnus
from stdnum.no import mva, orgnr
from stdnum.se import orgnr as se_orgnr

from importers.columns import RefusedCell


def _norwegian(text: str) -> str:
    compact = text.upper().replace(" ", "")
    if compact.endswith("MVA"):
        return str(mva.validate(compact))[:9]
    return str(orgnr.validate(compact.removeprefix("NO")))


_RULES: dict[str, tuple[str, Callable[[str], str]]] = {
    "NO": ("nine digits of Brønnøysundregistrene", _norwegian),
    "SE": ("ten digits of Bolagsverket", lambda text: str(se_orgnr.validate(text))),
    "DK": ("eight digits of CVR", lambda text: str(cvr.validate(text))),
    "FI": ("a Y-tunnus like 2077474-0", lambda text: str(ytunnus.validate(text))),
}
_OTHER = re.compile(r"[0-9A-Z./-]{2,20}")


def checked(text: str, country: str) -> str:
    """The number without spaces, '' for an empty cell. Other countries' are taken as they stand.

    Raises RefusedCell for a number that its country's rule does not allow.
    """
    if not text:
        return ""
    wanted, rule = _RULES.get(country, ("letters and digits", _plain))
    try:
        return rule(text)
    except ValidationError as error:
        reason = f"expected {wanted} ({country or 'no country given'}), found {text[:40]!r}: {error}"
        raise RefusedCell("organisation_number", reason) from error


def _plain(text: str) -> str:
    compact = text.upper().replace(" ", "")
    if not _OTHER.fullmatch(compact):
        raise ValidationError("not letters and digits")
    return compact
