"""Grouping: which offers are one product, and which only look like it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from catalog.grouping import OfferIdentity, group


def offer(number: int, brand: str = "", mpn: str = "", *keys: str) -> OfferIdentity:
    return OfferIdentity(number, brand, mpn, keys)


def test_brand_and_part_number_join() -> None:
    found = group([offer(1, "dell", "p2425"), offer(2, "dell", "p2425"), offer(3, "dell", "p2425h")])
    assert found.groups == ((1, 2), (3,))
    assert found.conflicts == ()


def test_a_gtin_joins_an_offer_that_names_no_model() -> None:
    found = group([offer(1, "dell", "p2425", "g:1"), offer(2, "", "", "g:1"), offer(3, "dell", "", "g:1")])
    assert found.groups == ((1, 2, 3),)


def test_one_gtin_on_two_part_numbers_of_a_brand_joins_nothing_and_is_a_conflict() -> None:
    found = group([offer(1, "movano", "a", "g:1"), offer(2, "movano", "b", "g:1"), offer(3, "", "", "g:1")])
    assert found.groups == ((1,), (2,), (3,))
    assert found.conflicts == (("g:1", (1, 2, 3)),)


def test_one_gtin_under_two_brands_is_a_conflict() -> None:
    found = group([offer(1, "hp", "", "g:1"), offer(2, "dell", "", "g:1")])
    assert found.groups == ((1,), (2,))
    assert found.conflicts


def test_an_el_number_joins_only_with_its_country() -> None:
    found = group([offer(1, "", "", "e:NO:1000000"), offer(2, "", "", "e:SE:1000000"),
                   offer(3, "", "", "e:NO:1000000")])  # fmt: skip
    assert found.groups == ((1, 3), (2,))


def test_keys_that_only_together_join_what_disagrees_join_nothing() -> None:
    offers = [offer(1, "x", "a", "g:1"), offer(2, "", "", "g:1", "g:2"), offer(3, "x", "b", "g:2")]
    found = group(offers)
    assert found.groups == ((1,), (2,), (3,))
    assert {key for key, _ in found.conflicts} == {"g:1", "g:2"}


def test_a_name_or_a_part_number_without_a_brand_never_joins() -> None:
    assert group([offer(1, "", "p2425"), offer(2, "", "p2425")]).groups == ((1,), (2,))


_OFFERS = st.lists(
    st.tuples(
        st.sampled_from(["", "hp", "dell"]),
        st.sampled_from(["", "a", "b"]),
        st.lists(st.sampled_from(["g:1", "g:2", "g:3", "e:NO:1", "e:SE:1"]), max_size=2, unique=True),
    ),
    max_size=8,
)


@given(_OFFERS, st.randoms())
def test_no_order_of_arrival_changes_the_groups(
    rows: list[tuple[str, str, list[str]]], random: object
) -> None:
    offers = [offer(number, brand, mpn, *keys) for number, (brand, mpn, keys) in enumerate(rows)]
    shuffled = list(offers)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert group(shuffled) == group(offers)


@given(_OFFERS)
def test_a_group_never_holds_two_brands_or_two_part_numbers(rows: list[tuple[str, str, list[str]]]) -> None:
    offers = [offer(number, brand, mpn, *keys) for number, (brand, mpn, keys) in enumerate(rows)]
    for members in group(offers).groups:
        assert len({offers[key].brand_key for key in members} - {""}) <= 1
        assert len({offers[key].mpn_key for key in members} - {""}) <= 1
