"""The words of the house as frozen data: labels, claims, certificates and matches.

Every function in ``labels`` works on these and on nothing else: no database, no network, no clock.
Identifiers and keys that arrive here are canonical already (see ``catalog.identifiers``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

LANGUAGES = ("nb", "nn", "sv", "da", "fi", "en", "de")


class State(StrEnum):
    """What a label on a product is worth on one day; derived, never stored."""

    VERIFIED = "verified"
    EXPIRING = "expiring"
    DECLARED = "declared"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REFUTED = "refuted"
    UNCONFIRMED = "unconfirmed"
    CANDIDATE = "candidate"

    @property
    def shown(self) -> bool:
        """True for the three states that may carry a symbol."""
        return self in (State.VERIFIED, State.EXPIRING, State.DECLARED)


@dataclass(frozen=True, slots=True)
class Tier:
    """A level inside a label; ``rank`` grows with merit."""

    slug: str
    rank: int
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Generation:
    """An edition of a label's criteria.

    ``url`` is where the owner publishes it ('' where only the label's own terms are known). ``covers``
    and ``proves`` hold what differs from the label as a whole, and nothing else.
    """

    slug: str
    name: str
    url: str = ""
    covers: Mapping[str, str] = field(default_factory=dict)
    proves: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Label:
    """One scheme, read from ``definitions/<slug>/label.toml``.

    ``covers`` says how far the label reaches in each area (yes, partly, no), ``proves`` in one plain
    sentence per area and language what that means. ``labels.proof`` puts them together.
    """

    slug: str
    names: Mapping[str, str]
    short: str
    owner: str
    owner_url: str
    scheme_type: str
    scheme_basis: str
    terms_url: str
    register_name: str
    register_url: str
    certificate_url: str
    certificate_word: Mapping[str, str]
    certificate_shape: str
    required_date: str
    wildcards: bool
    accepted_markets: frozenset[str] | None
    tiers: tuple[Tier, ...]
    generations: tuple[Generation, ...]
    product_groups: frozenset[str]
    wordings: tuple[str, ...]
    generation_pattern: str
    codes: Mapping[str, Mapping[str, str]]
    covers: Mapping[str, str]
    texts: Mapping[str, str]
    symbol: str
    proves: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def name(self, lang: str) -> str:
        """The label's name in ``lang``, else in English."""
        return self.names.get(lang) or self.names["en"]

    def tier(self, slug: str) -> Tier | None:
        """The tier with that slug, or None."""
        return next((tier for tier in self.tiers if tier.slug == slug), None)

    def code(self, vocabulary: str, tier: str) -> str:
        """The label's code in a list such as ``gs1`` for a tier ('' for none), '' where it has none."""
        codes = self.codes.get(vocabulary, {})
        return next((code for code, of_tier in codes.items() if of_tier == tier), "")

    def generation(self, slug: str) -> Generation | None:
        """The edition of the criteria with that slug, or None."""
        return next((one for one in self.generations if one.slug == slug), None)

    def possible_for(self, group: str) -> bool:
        """Whether a product of ``group`` can hold the label; an unknown group ('') can."""
        return not group or group in self.product_groups

    def accepts(self, markets: frozenset[str]) -> bool:
        """Whether a certificate valid in ``markets`` counts here; no markets means everywhere."""
        if self.accepted_markets is None or not markets:
            return self.accepted_markets is None
        return bool(self.accepted_markets & markets)


@dataclass(frozen=True, slots=True)
class Claim:
    """A supplier says that a product has (or has not) a label."""

    label: str
    held: bool
    tier: str = ""
    generation: str = ""
    field: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class ProductIdentity:
    """What matching may know of a product; every key canonical, '' where unknown. ``second_hand``: used
    or refurbished, so that what was certified when it was new is no evidence about it."""

    brand_key: str
    mpn_key: str
    gtins: frozenset[str]
    group: str
    name: str
    certificates: frozenset[tuple[str, str]] = frozenset()
    gtin_conflict: bool = False
    second_hand: bool = False


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One model of a certificate: brand and model keys, GTINs ('' and empty where the register has none),
    and the markets of that row (empty: everywhere). ``number_keys`` are part numbers that the register
    tells apart from names: where there are some, a name may be that of a family."""

    brand_key: str
    model_keys: frozenset[str]
    gtins: frozenset[str]
    markets: frozenset[str] = frozenset()
    pattern: bool = False
    raw: str = ""
    number_keys: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CertificateIdentity:
    """What matching may know of a certificate."""

    label: str
    number: str
    number_key: str
    group: str
    models: tuple[ModelRow, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One rule tried: what was compared after normalisation, and how it ended."""

    rule: str
    passed: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Match:
    """A certificate that belongs to a product by an automatic level, or was rejected after its key matched.

    ``rejected`` names the rule that beat the match ('' for a match that counts).
    """

    level: str
    method: str
    key: str
    rejected: str = ""
    steps: tuple[Step, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Interval:
    """Inclusive days on which something holds; None is open."""

    first: date | None
    last: date | None
