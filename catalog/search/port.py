"""The port: what goes into an index, what is asked of it, what comes back.

An index never stores a state. A document carries intervals (label, tier, verified or declared, data
set, first day, last day); which of them hold is computed for the day of the query.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

from catalog.search.scoping import Scoped

EVIDENCE = ("verified", "declared", "all")
SORTS = ("relevance", "price", "-price", "name")
CORRECTIONS = ("", "spelling", "relaxed")
SUGGESTION_KINDS = ("product", "brand", "class", "identifier", "correction")
STOCKS = ("in", "out")
NEW = "new"
MAX_PER_PAGE = 200
MAX_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class LabelInterval:
    """Inclusive days on which a label may be shown; ``dataset_id`` is 0 for a declared one."""

    label: str
    tier: str
    verified: bool
    dataset_id: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Document:
    """One product as it is searched. ``price`` is the lowest price for one unit, in NOK.

    ``class_names`` and ``group_names`` are what the class and the product group are called: products are
    found by them as well, behind those that are named so themselves.
    ``condition`` is new, used or refurbished, ``comparable`` the key that it shares with the products
    that can stand in for it ('' for none), ``features`` are pairs of ETIM feature code and
    value: ``EF000008`` and ``3``.
    """

    product_id: int
    name: str
    description: str = ""
    brand: str = ""
    mpns: tuple[str, ...] = ()
    gtins: tuple[str, ...] = ()
    el_numbers: tuple[tuple[str, str], ...] = ()
    supplier_numbers: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()
    class_code: str = ""
    group: str = ""
    class_names: tuple[str, ...] = ()
    group_names: tuple[str, ...] = ()
    price: Decimal | None = None
    in_stock: bool = False
    condition: str = NEW
    comparable: str = ""
    intervals: tuple[LabelInterval, ...] = ()
    features: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """Text and filters. Values of one group are alternatives, groups are combined.

    ``tiers`` binds to the same tag as ``labels``; ``evidence`` says which tags both look at and never
    restricts by itself. ``classes`` takes ETIM codes and product-group slugs. ``prices`` are ranges
    ``100-500``, ``-100``, ``500-`` in NOK, from the first amount up to but without the second.
    ``features`` are ``EF000008:3``; each feature is a group of its own. ``conditions`` are new, used and
    refurbished. Pages start at 1.

    ``literal``: the text is taken as typed, no label is read out of it and nothing is corrected or left
    out. ``explain``: the result says of each hit on the page why it stands where it does.
    """

    text: str = ""
    labels: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    evidence: str = "verified"
    brands: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()
    stocks: tuple[str, ...] = ()
    prices: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    scoped: tuple[Scoped, ...] = ()
    sort: str = "relevance"
    page: int = 1
    per_page: int = 24
    literal: bool = False
    explain: bool = False


@dataclass(frozen=True, slots=True)
class ReadLabel:
    """Words of the text that became a filter: the label ('' for any), its tier or '', the words as typed."""

    label: str
    tier: str
    words: str


@dataclass(frozen=True, slots=True)
class ExplainedTerm:
    """One term that a hit was found by: ``word`` as asked, ``term`` as found.

    ``kind`` says how the term stands for the word: exact, accented, prefix, stem, synonym, dimension,
    part, joined, correction or identifier. ``score`` = ``idf`` x ``impact`` x the share of its kind;
    ``impact`` is the frequency part of BM25F over ``fields``.
    """

    word: str
    term: str
    kind: str
    fields: tuple[str, ...]
    idf: float
    impact: float
    score: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one hit stands where it does: its score and the terms and boosts that it is the sum of."""

    score: float
    terms: tuple[ExplainedTerm, ...]
    boosts: Mapping[str, float] = field(default_factory=dict)


# What a page lists of one facet at most: whoever looks for the hundredth brand types its name. As many
# brands, classes and suppliers of the text stay where other filters leave nothing of them (count 0).
STANDING_VALUES = 40


@dataclass(slots=True)
class FacetValue:
    """``count`` is what a click would give; ``declared`` (label and tier only) is counted apart.

    Not frozen: each answer makes hundreds, and freezing would treble what that costs.
    """

    value: str
    count: int
    selected: bool
    declared: int | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of product ids in order, the exact total, and facets over all matches.

    ``shown_text`` is the text that the hits are for where that is not the text as typed, and
    ``correction`` says why: its spelling was corrected, or words were left out ("relaxed").
    ``read_labels`` became filters beside those of the request. ``alternatives`` are other texts to offer
    where little or nothing was found. ``complete``: so many of the ``total`` hits have every word of the
    text, the others, which stand behind them, lack one; None where all have.
    ``explanations`` are by product id, where they were asked for.
    ``not_found`` are those of several identifiers pasted at once that no product has, as typed.
    ``unlabelled``: where labels and tiers, chosen or read, leave nothing, so many are left without them.
    """

    total: int
    page: int
    per_page: int
    ids: tuple[int, ...]
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    shown_text: str = ""
    correction: str = ""
    read_labels: tuple[ReadLabel, ...] = ()
    alternatives: tuple[str, ...] = ()
    explanations: Mapping[int, Explanation] = field(default_factory=dict)
    not_found: tuple[str, ...] = ()
    complete: int | None = None
    unlabelled: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``kind`` is one of SUGGESTION_KINDS; ``value`` the product id, brand or class it stands for.

    An identifier stands for the one product that has it; the value of a correction is the better text.
    """

    kind: str
    text: str
    value: str


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """What is published now. ``revision`` is the last run the index has seen."""

    generation: int
    revision: int
    documents: int
    segments: int
    published_at: str


class SearchIndex(Protocol):
    """A reader. Safe to keep: it notices a newer generation by itself, before each call.

    Raises IndexUnavailable where nothing can be read.
    """

    def search(self, request: SearchRequest, day: date, stale: frozenset[int]) -> SearchResult:
        """Runs a request for a day; ``stale`` data sets vouch for nothing."""

    def every(self, request: SearchRequest, day: date, stale: frozenset[int]) -> Sequence[int]:
        """The ids, sorted, of all products that ``search`` would page through."""

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Completions for what has been typed so far."""

    def stand_ins(
        self, keys: Sequence[str], day: date, stale: frozenset[int], limit: int = 40
    ) -> Mapping[str, tuple[int, ...]]:
        """For each ``Document.comparable`` the products that hold any label, verified, on that day.

        At most ``limit`` a key, the cheapest first.
        """

    def status(self) -> IndexStatus:
        """What this reader sees."""


class IndexWriter(Protocol):
    """Publishes generations. Nobody reads a generation before it is whole; old ones are kept briefly."""

    def rebuild(self, documents: Iterable[Document], revision: int) -> IndexStatus:
        """Builds everything anew and switches."""

    def update(self, documents: Iterable[Document], removed: Iterable[int], revision: int) -> IndexStatus:
        """Replaces the given documents, drops the removed ids, keeps the rest, and switches."""

    def compact(self) -> IndexStatus:
        """Merges all segments into one without reading the database. Raises IndexUnavailable."""

    def status(self) -> IndexStatus | None:
        """What is published, or None."""
