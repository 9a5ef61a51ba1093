"""Long texts: what lacks one word stands behind what has them all, and what a thing is for says little."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from catalog.search.engine import WhooshIndex
from catalog.search.index import WhooshWriter
from catalog.search.port import Document, SearchRequest

DAY = date(2026, 11, 22)


@pytest.fixture
def index(folder: Path) -> WhooshIndex:
    WhooshWriter(folder).rebuild(
        [
            Document(1, "Patchkabel CAT6A 3M blå"),
            Document(2, "Patchkabel CAT6A 3M rød"),
            Document(3, "Patchkabel CAT6A 10M gul"),
            Document(4, "Veske til laptop"),
            Document(5, "Laptop 14"),
        ],
        1,
    )
    return WhooshIndex(folder)


def ids(index: WhooshIndex, text: str, literal: bool = False) -> tuple[int, ...]:
    return index.search(SearchRequest(text, literal=literal), DAY, frozenset()).ids


def test_what_lacks_one_word_of_a_long_text_stands_behind_what_has_all(index: WhooshIndex) -> None:
    assert ids(index, "patchkabel cat6a 3m blå") == (1, 2)
    assert ids(index, "patchkabel cat6a 3m blå", literal=True) == (1,)


def test_the_result_says_how_many_hits_have_every_word(index: WhooshIndex) -> None:
    found = index.search(SearchRequest("patchkabel cat6a 3m blå"), DAY, frozenset())
    assert (found.total, found.complete) == (2, 1)
    assert index.search(SearchRequest("patchkabel blå"), DAY, frozenset()).complete is None


def test_a_short_text_needs_all_of_its_words(index: WhooshIndex) -> None:
    assert ids(index, "patchkabel blå") == (1,)


def test_what_a_thing_is_for_says_less_than_what_it_is(index: WhooshIndex) -> None:
    assert ids(index, "laptop") == (5, 4)
