"""What a list of suppliers or of agreements yields, one record a row, read but not yet compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

LEVELS = ("low", "medium", "high", "not-assessed")
NOT_ASSESSED = "not-assessed"
ROLES = ("supplier", "manufacturer")
DOCUMENTS = ("code_of_conduct", "rohs", "reach", "ce", "conflict_minerals")


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """A document of one of the ``DOCUMENTS`` kinds; for ``code_of_conduct`` the date is that of signing."""

    kind: str
    url: str
    dated: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class AssessedRisk:
    """A level of ``LEVELS`` with who assessed it, when, and the last day that it holds."""

    level: str
    assessed_by: str = ""
    assessed_on: date | None = None
    valid_to: date | None = None
    production_country: str = ""


@dataclass(frozen=True, slots=True)
class OrganisationRecord:
    """One row. ``number`` is checked and compact, '' where none was given. ``supplier`` is a feed's slug.

    ``risk`` is None where the row says nothing about it: what is known stands.
    """

    line: int
    name: str
    number: str = ""
    country: str = ""
    roles: tuple[str, ...] = ()
    supplier: str = ""
    brands: tuple[str, ...] = ()
    contact_name: str = ""
    contact_email: str = ""
    risk: AssessedRisk | None = None
    documents: tuple[DocumentLink, ...] = ()


@dataclass(frozen=True, slots=True)
class AgreementRecord:
    """One row. The supplier is named by feed slug or by organisation number. Empty ``groups`` and
    ``brands``: the agreement covers all that the supplier offers."""

    line: int
    number: str
    supplier: str
    valid_from: date
    valid_to: date | None = None
    name: str = ""
    groups: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    obliges: bool = False
