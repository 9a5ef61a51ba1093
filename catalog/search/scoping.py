"""Filters that are no column of the index: whoever asks says what each of their values covers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OfferScope:
    """What one supplier offers of these product groups or brands; where both are empty, all of it."""

    supplier: str
    groups: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scoped:
    """A filter that the caller defines, such as offers under an agreement: each value is what any of its
    scopes covers. The result has a facet of that ``name``."""

    name: str
    values: tuple[tuple[str, tuple[OfferScope, ...]], ...]
    chosen: tuple[str, ...] = ()
