from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from catalog.errors import MerkbarError
from catalog.search.engine import WhooshIndex
from catalog.search.index import WhooshWriter
from catalog.search.port import Document, FacetValue, LabelInterval, SearchRequest, SearchResult

DAY = date(2026, 11, 22)
NONE: frozenset[int] = frozenset()


def tag(label: str = "epeat", tier: str = "", dataset: int = 1, last: date | None = None) -> LabelInterval:
    return LabelInterval(label, tier, dataset > 0, dataset, None, last)


def search(index: WhooshIndex, text: str = "", day: date = DAY, **more: object) -> SearchResult:
    return index.search(SearchRequest(text, **more), day, NONE)  # type: ignore[arg-type]


def facet(result: SearchResult, dimension: str, value: str) -> FacetValue:
    return next(found for found in result.facets[dimension] if found.value == value)


def test_an_identifier_finds_its_product_and_nothing_else(writer: WhooshWriter, index: WhooshIndex) -> None:
    writer.rebuild(
        [
            Document(1, "Jordfeilautomat", el_numbers=(("NO", "1067311"),)),
            Document(2, "Erstatter 1067311", description="1067311"),
            Document(3, "Skjerm", gtins=("05397184821671",)),
            Document(4, "Svensk", el_numbers=(("SE", "1067311"),)),
        ],
        1,
    )
    assert search(index, "1067311").ids == (1, 4)
    assert search(index, "10 673 11").ids == (1, 4)
    assert search(index, "NO:1067311").ids == (1,)
    assert search(index, "5397184821671").ids == search(index, "05397184821671").ids == (3,)


def test_a_number_that_is_no_identifier_is_a_word(writer: WhooshWriter, index: WhooshIndex) -> None:
    writer.rebuild([Document(1, "Erstatter 1067311"), Document(2, "Annet")], 1)
    assert search(index, "1067311").ids == (1,)


def test_a_part_number_comes_first_and_words_follow(writer: WhooshWriter, index: WhooshIndex) -> None:
    writer.rebuild(
        [
            Document(1, "Holder til U2723QE"),
            Document(2, "Skjerm", mpns=("U2723QE",)),
            Document(3, "Skjerm 27"),
        ],
        1,
    )
    assert search(index, "u2723qe").ids == (2, 1)
    assert search(index, "U-2723 QE").ids == (2,)
    assert search(index, "skjerm u2723qe").ids == (2,)


def test_all_words_must_be_there_and_the_last_may_be_unfinished(
    writer: WhooshWriter, index: WhooshIndex
) -> None:
    writer.rebuild(
        [
            Document(1, "Hvit kabel"),
            Document(2, "Hvit", description="kabelkanal"),
            Document(3, "Hvitevare kabel"),
            Document(4, "Sikring 160 A"),
        ],
        1,
    )
    assert search(index, "hvit kabel").ids == (1, 2)
    assert search(index, "kabel hvit").ids == (1, 2, 3)
    assert search(index, "sikring 16", literal=True).total == 0
    assert search(index, "hvit grevling", literal=True).total == 0
    assert search(index, "?!").total == 0


def test_a_name_counts_more_than_a_description_and_an_exact_spelling_comes_first(
    writer: WhooshWriter, index: WhooshIndex
) -> None:
    writer.rebuild(
        [
            Document(1, "Beslag", description="passer dimmer"),
            Document(2, "Dimmer", description="for beslag"),
            Document(3, "Ror til båt"),
            Document(4, "Rør til båt"),
        ],
        1,
    )
    assert search(index, "dimmer").ids == (2, 1)
    assert search(index, "rør").ids == (4, 3)
    assert set(search(index, "ror").ids) == {3, 4}


def test_equal_fits_are_in_order_of_product_id_on_every_page(
    writer: WhooshWriter, index: WhooshIndex
) -> None:
    numbers = [7, 3, 9, 1, 8, 2]
    writer.rebuild([Document(number, "Lik vare") for number in numbers], 1)
    writer.update([Document(4, "Lik vare")], [], 2)
    pages = [search(index, "lik", page=page, per_page=2).ids for page in range(1, 6)]
    assert pages == [(1, 2), (3, 4), (7, 8), (9,), ()]
    assert search(index, "lik", page=10_000).total == 7


def test_missing_prices_are_last_either_way(writer: WhooshWriter, index: WhooshIndex) -> None:
    prices = {1: None, 2: Decimal("10.0001"), 3: Decimal("10.0002"), 4: Decimal(2)}
    writer.rebuild([Document(number, "Vare", price=price) for number, price in prices.items()], 1)
    assert search(index, sort="price").ids == (4, 2, 3, 1)
    assert search(index, "vare", sort="-price").ids == (3, 2, 4, 1)


def test_names_keep_their_order_over_many_updates(writer: WhooshWriter, index: WhooshIndex) -> None:
    writer.rebuild([Document(1, "Ørn"), Document(2, "abc"), Document(3, "Ål")], 1)
    writer.update([Document(4, "Abc"), Document(5, "Zebra")], [], 2)
    writer.update([Document(2, "Ære"), Document(6, "aaa")], [5], 3)
    assert search(index, sort="name").ids == (6, 4, 2, 1, 3)


def test_a_price_that_cannot_be_ordered_is_refused_by_name(writer: WhooshWriter) -> None:
    with pytest.raises(MerkbarError, match="product 7: NaN"):
        writer.rebuild([Document(7, "Vare", price=Decimal("NaN"))], 1)


def test_a_certificate_that_ends_tonight_leaves_everything_at_midnight(
    writer: WhooshWriter, index: WhooshIndex
) -> None:
    writer.rebuild(
        [
            Document(1, "Skjerm", intervals=(tag(last=DAY), tag(dataset=0))),
            Document(2, "Skjerm", intervals=(tag(),)),
        ],
        1,
    )
    today = search(index, labels=("epeat",), per_page=1)
    assert (today.total, today.ids) == (2, (1,))
    assert facet(today, "label", "epeat") == FacetValue("epeat", 2, True, declared=0)
    tomorrow = search(index, labels=("epeat",), per_page=1, day=DAY + timedelta(1))
    assert (tomorrow.total, tomorrow.ids) == (1, (2,))
    assert facet(tomorrow, "label", "epeat") == FacetValue("epeat", 1, True, declared=1)


def test_a_stale_data_set_vouches_for_nothing(writer: WhooshWriter, index: WhooshIndex) -> None:
    writer.rebuild([Document(1, "Skjerm", intervals=(tag(dataset=7),))], 1)
    request = SearchRequest(labels=("epeat",), evidence="all")
    assert index.search(request, DAY, frozenset({8})).total == 1
    assert index.search(request, DAY, frozenset({7})).total == 0
    assert index.search(request, DAY, NONE).total == 1


def test_a_tier_belongs_to_the_same_tag_as_the_label(writer: WhooshWriter, index: WhooshIndex) -> None:
    both = (tag("epeat", "silver"), tag("nordic-swan", "gold"))
    writer.rebuild([Document(1, "Skjerm", intervals=both)], 1)
    assert search(index, labels=("epeat",), tiers=("gold",)).total == 0
    result = search(index, labels=("epeat",), tiers=("silver",))
    assert result.total == 1
    assert facet(result, "label", "nordic-swan").count == 0
    assert facet(result, "tier", "gold").count == 0


def test_evidence_says_which_tags_count_and_restricts_nothing_alone(
    writer: WhooshWriter, index: WhooshIndex
) -> None:
    writer.rebuild(
        [
            Document(1, "A", intervals=(tag(),)),
            Document(2, "B", intervals=(tag(dataset=0),)),
            Document(3, "C", intervals=(tag(), tag(dataset=0))),
            Document(4, "D"),
        ],
        1,
    )
    totals = {
        evidence: search(index, labels=("epeat",), evidence=evidence).ids
        for evidence in ("verified", "declared", "all")
    }
    assert totals == {"verified": (1, 3), "declared": (2,), "all": (1, 2, 3)}
    assert search(index, evidence="declared").total == 4
    counts = {found.value: found.count for found in search(index, labels=("epeat",)).facets["evidence"]}
    assert counts == {"verified": 2, "declared": 1, "all": 3}


def test_brands_are_one_value_however_they_are_written(writer: WhooshWriter, index: WhooshIndex) -> None:
    writer.rebuild([Document(n, "X", brand=b) for n, b in enumerate(("ABB", "abb", "ABB", "Eaton"))], 1)
    assert search(index, brands=("aBB",)).total == 3
    brands = search(index, brands=("aBB",)).facets["brand"]
    assert brands == (FacetValue("ABB", 3, True), FacetValue("Eaton", 1, False))


def test_a_class_is_a_code_or_a_group(writer: WhooshWriter, index: WhooshIndex) -> None:
    writer.rebuild([Document(1, "X", class_code="EC1", group="cables"), Document(2, "Y", group="cables")], 1)
    result = search(index, classes=("EC1",))
    assert result.ids == (1,)
    assert {found.value: found.count for found in result.facets["class"]} == {"cables": 2, "EC1": 1}
    assert search(index, classes=("cables", "EC1")).total == 2
