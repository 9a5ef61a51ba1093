"""Addresses to search requests and back."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from catalog.errors import InvalidRequest
from catalog.search.port import EVIDENCE, SORTS
from web.query_args import DEFAULT, Asked, query_string, search_request


def read(query: str, strict: bool = True) -> Asked:
    return search_request(MultiDict(parse_qsl(query, keep_blank_values=True)), strict=strict)


def test_nothing_asked_is_the_default() -> None:
    assert read("") == read("q=&label=&page=&sort=&evidence=&per_page=") == DEFAULT


def test_keys_repeat_and_the_order_of_values_is_kept_once() -> None:
    asked = read("label=epeat&label=tco-certified&label=epeat&tier=gold&class=EC001&supplier=a&brand=B+C")
    assert asked.labels == ("epeat", "tco-certified")
    assert (asked.tiers, asked.classes, asked.suppliers, asked.brands) == (
        ("gold",),
        ("EC001",),
        ("a",),
        ("B C",),
    )


def test_text_is_folded_to_single_spaces() -> None:
    assert read("q=%20%00kabel%0A%20%203G1,5%20").text == "kabel 3G1,5"


def test_taking_the_text_as_typed_is_part_of_the_address() -> None:
    assert read("q=x&literal=1&explain=1") == Asked("x", literal=True, explain=True)
    assert query_string(Asked("x", literal=True)) == "q=x&literal=1"
    assert not read("literal=0").literal


@pytest.mark.parametrize(
    "query",
    ["literal=yes", "explain=2",
     "page=0", "page=-1", "page=x", "page=10001", "page=1.5", "page=%D9%A3", "per_page=201",
     "per_page=0", "sort=rank", "evidence=none", "brand=" + "b" * 121, "q=" + "x" * 301,
     "&".join(f"brand={number}" for number in range(101)), "label=a%00b"],
)  # fmt: skip
def test_programs_are_told_what_is_wrong(query: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        read(query)
    assert refused.value.field == query.split("=")[0]


def test_a_page_forgives_what_cannot_show_more_than_was_asked_for() -> None:
    assert read("page=x&per_page=0&sort=rank", strict=False) == DEFAULT
    assert read("per_page=5000", strict=False).per_page == 200


@pytest.mark.parametrize("query", ["evidence=none", "page=10001", "q=" + "x" * 301])
def test_a_page_forgives_no_doubt_about_evidence_nor_the_limits(query: str) -> None:
    with pytest.raises(InvalidRequest):
        read(query, strict=False)


def test_an_address_is_written_in_one_order_and_without_defaults() -> None:
    asked = Asked(text="a b", suppliers=("s",), labels=("epeat",), evidence="all", page=2)
    assert query_string(asked) == "q=a+b&label=epeat&supplier=s&evidence=all&page=2"
    assert query_string(DEFAULT) == ""


_words = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Z")), min_size=1, max_size=20)
_values: Any = st.lists(_words, max_size=4, unique=True).map(tuple)


@given(
    st.builds(
        Asked,
        text=_words,
        labels=_values,
        tiers=_values,
        brands=_values,
        classes=_values,
        suppliers=_values,
        evidence=st.sampled_from(EVIDENCE),
        sort=st.sampled_from(SORTS),
        page=st.integers(1, 10_000),
        per_page=st.integers(1, 200),
    )
)
def test_every_request_survives_its_own_address(asked: Asked) -> None:
    assert read(query_string(asked)) == asked


@given(
    st.lists(
        st.tuples(st.sampled_from(["q", "label", "page", "sort", "evidence", "x"]), st.text(max_size=30))
    )
)
def test_no_address_ends_in_anything_but_a_request_or_a_named_field(pairs: list[tuple[str, str]]) -> None:
    for strict in (True, False):
        try:
            found = search_request(MultiDict(pairs), strict=strict)
        except InvalidRequest as refused:
            assert refused.field
        else:
            assert found.evidence in EVIDENCE and found.sort in SORTS and found.page >= 1
