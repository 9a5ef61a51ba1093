"""Filters that the caller defines: what some suppliers offer of some groups or brands.

An agreement or a supplier's risk level changes without any product changing, so neither is in the index:
a scope is computed from the columns that are, once a generation, and kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from catalog.search.pack import Array
from catalog.search.port import FacetValue
from catalog.search.scoping import OfferScope, Scoped
from catalog.search.sets import SetColumn, fold_value

KEPT_SCOPES = 64
SCOPED = "scoped "


class Columns(Protocol):
    """What of a snapshot scopes are computed from."""

    size: int
    alive: Array
    sets: dict[str, SetColumn]


class Scopes:
    """The documents of one generation by scope; each set of scopes is computed once."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._known: dict[tuple[OfferScope, ...], Array] = {}

    def covered(self, scopes: tuple[OfferScope, ...]) -> Array:
        """For each document whether it lives and one of the scopes covers it."""
        found = self._known.get(scopes)
        if found is None:
            found = np.zeros(self._columns.size, np.bool_)
            for scope in scopes:
                found |= self._covered(scope)
            found &= self._columns.alive
            if len(self._known) >= KEPT_SCOPES:
                self._known.clear()
            self._known[scopes] = found
        return found

    def chosen(self, scoped: Scoped) -> Array:
        """The documents that any chosen value of the filter covers."""
        return self.covered(
            tuple(scope for value, scopes in scoped.values if value in scoped.chosen for scope in scopes)
        )

    def values(self, scoped: Scoped, rows: Array | None) -> tuple[FacetValue, ...]:
        """How many of the documents (of all living ones for None) each value covers."""
        found = []
        for value, scopes in scoped.values:
            mask = self.covered(scopes)
            count = int(np.count_nonzero(mask if rows is None else mask[rows]))
            found.append(FacetValue(value, count, value in scoped.chosen))
        known = {value for value, _scopes in scoped.values}
        return (*found, *(FacetValue(value, 0, True) for value in scoped.chosen if value not in known))

    def _covered(self, scope: OfferScope) -> Array:
        mask = self._having("supplier", (scope.supplier,))
        if scope.groups or scope.brands:
            mask &= self._having("class", scope.groups) | self._having("brand", scope.brands)
        return mask

    def _having(self, dimension: str, values: Sequence[str]) -> Array:
        sets = self._columns.sets[dimension]
        having = sets.having([fold_value(dimension, value) for value in values])
        found: Array = having[sets.column.numbers]
        return found
