"""Columns of set numbers, both ways round: the set of a document, and the documents of a set."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from catalog.search.pack import Array

# below this many documents plain counting is faster than an array of all sets
FEW = 200
# the number of the empty set
NO_VALUES = 0


def fold_value(dimension: str, value: str) -> str:
    """The key of a filter value: brands are compared case-folded, classes and suppliers exactly."""
    if dimension != "brand":
        return value
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())


class Column:
    """``numbers`` has a set number for each document, deleted ones too; ``order`` the living documents
    by set number, ``starts`` where each set begins in it."""

    __slots__ = ("numbers", "order", "sets", "starts")

    def __init__(self, numbers: Array, order: Array, starts: Array) -> None:
        self.numbers = numbers
        self.order = order
        self.starts = starts
        self.sets = len(starts) - 1

    def counts(self, rows: Array | None) -> Array:
        """How many of the documents have each set; of all living ones for None."""
        if rows is None:
            return np.diff(self.starts)
        return np.bincount(self.numbers[rows], minlength=self.sets)

    def some(self, rows: Array) -> dict[int, int]:
        """The same for few documents: only the sets that any has."""
        return Counter(self.numbers[rows].tolist())

    def size(self, having: Array) -> int:
        """How many living documents have one of the sets (a truth value for each)."""
        return int(np.diff(self.starts)[having].sum())

    def documents(self, having: Array) -> Array:
        """The living documents that have one of the sets, each once, in no particular order."""
        chosen = np.flatnonzero(having).tolist()
        parts = [self.order[self.starts[one] : self.starts[one + 1]] for one in chosen]
        return parts[0] if len(parts) == 1 else np.concatenate([self.order[:0], *parts])


def by_set(numbers: Array, sets: int, alive: Array | None) -> tuple[Array, Array]:
    """``order`` and ``starts`` of a column."""
    order = np.argsort(numbers, kind="stable").astype(np.uint32)
    if alive is not None:
        order = order[alive[order]]
        numbers = numbers[alive]
    starts = np.zeros(sets + 1, np.int64)
    np.cumsum(np.bincount(numbers, minlength=sets), out=starts[1:])
    return order, starts


def small(numbers: Array, sets: int) -> Array:
    """The numbers in the smallest type that holds them: half the memory to walk through."""
    kind: Any = np.uint8 if sets <= 2**8 else np.uint16 if sets <= 2**16 else np.uint32
    return numbers.astype(kind, copy=False)


class SetColumn:
    """A filter's column and its dictionary; ``owners[i]`` is a set that holds value ``members[i]``."""

    def __init__(
        self, dimension: str, column: Column, owners: Array, members: Array, values: Sequence[str]
    ) -> None:
        self._dimension = dimension
        self.column = column
        self._owners = owners
        self._members = members
        self.values = values
        self._most_of_all: dict[int, tuple[list[int], list[int]]] = {}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The value numbers by folded value."""
        return {fold_value(self._dimension, value): number for number, value in enumerate(self.values)}

    @cached_property
    def _held(self) -> list[list[int]]:
        found: list[list[int]] = [[] for _set in range(self.column.sets)]
        for owner, member in zip(self._owners.tolist(), self._members.tolist(), strict=True):
            found[owner].append(member)
        return found

    def having(self, keys: Sequence[str]) -> Array:
        """For each set, whether it holds one of the folded values."""
        found = np.zeros(self.column.sets, np.bool_)
        for key in keys:
            number = self.numbers.get(key)
            if number is not None:
                found[self._owners[self._members == number]] = True
        return found

    def of(self, doc: int) -> list[str]:
        """The values of one document."""
        return [self.values[number] for number in self._held[int(self.column.numbers[doc])]]

    def counts(self, rows: Array | None) -> Array:
        """How many of the documents have each value."""
        counts = self.column.counts(rows)[self._owners]
        return np.bincount(self._members, counts, len(self.values)).astype(np.int64)

    def most(self, rows: Array | None, limit: int) -> tuple[list[int], list[int]]:
        """The values that most of the documents have, and how many; equal ones in order of value.

        Those of all living documents (None) are kept: every list with a filter and no text asks for them.
        """
        if rows is None:
            if limit not in self._most_of_all:
                self._most_of_all[limit] = self._most(None, limit)
            return self._most_of_all[limit]
        return self._most_of_few(rows, limit) if len(rows) <= FEW else self._most(rows, limit)

    def _most(self, rows: Array | None, limit: int) -> tuple[list[int], list[int]]:
        counts = self.counts(rows)
        present = np.flatnonzero(counts)
        shown = present[np.argsort(-counts[present], kind="stable")[:limit]]
        return shown.tolist(), counts[shown].tolist()

    def _most_of_few(self, rows: Array, limit: int) -> tuple[list[int], list[int]]:
        counts: dict[int, int] = {}
        for number, count in self.column.some(rows).items():
            for value in self._held[number]:
                counts[value] = counts.get(value, 0) + count
        ordered = sorted(counts, key=lambda value: (-counts[value], value))[:limit]
        return ordered, [counts[value] for value in ordered]
