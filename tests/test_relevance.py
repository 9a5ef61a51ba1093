"""The judged set itself: complete, fair to its rules, and the same on every machine."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.relevance import files, goods, judged
from tests.relevance.goods import Goods
from tests.relevance.judged import Query


@pytest.fixture(scope="module")
def catalogue() -> dict[int, Goods]:
    return dict(enumerate(goods.catalogue(), 1))


def test_the_catalogue_is_large_enough_and_always_the_same(catalogue: dict[int, Goods]) -> None:
    assert len(catalogue) >= 20_000
    assert len({item.number for item in catalogue.values()}) == len(catalogue)
    assert list(catalogue.values()) == goods.catalogue()


def test_most_products_have_a_neighbour_that_differs_in_one_dimension(catalogue: dict[int, Goods]) -> None:
    breakers = [item.facts for item in catalogue.values() if item.facts["kind"] == "breaker"]
    ratings = defaultdict(set)
    for facts in breakers:
        ratings[facts["poles"], facts["curve"]].add(facts["rating"])
    assert min(len(found) for found in ratings.values()) >= 8


def test_texts_are_cut_as_wholesalers_cut_them(catalogue: dict[int, Goods]) -> None:
    electric = [item for item in catalogue.values() if item.el_number]
    lines = [line.split(";") for line in files.nelfo(electric).splitlines() if line.startswith("VL;")]
    assert max(len(cell) for line in lines for cell in line[3:5]) == 30
    broken = [line for line in lines if len(line[3]) == 30 and line[4] and line[4][0].isalpha()]
    assert len(broken) > 1_000
    assert max(len(line[14]) for line in lines) == 10


def test_there_are_queries_of_every_kind_and_a_third_is_held_out(catalogue: dict[int, Goods]) -> None:
    with judged.QUERIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    kinds = Counter(row["kind"] for row in rows)
    assert len(rows) >= 200
    assert len(kinds) >= 12
    assert min(kinds.values()) >= 12
    held = Counter(row["kind"] for row in rows if row["held_out"] == "true")
    assert all(count // 4 <= held[kind] <= count // 2 for kind, count in kinds.items())
    judged.queries(catalogue)


def test_the_unseen_queries_are_many_and_all_judged(catalogue: dict[int, Goods]) -> None:
    unseen = judged.queries(catalogue, judged.UNSEEN)
    texts = {query.text.casefold() for query in judged.queries(catalogue)}
    assert len(unseen) >= 80
    assert all(query.held_out for query in unseen)
    assert not [query.text for query in unseen if query.text.casefold() in texts]


def test_a_product_is_judged_by_what_it_is(catalogue: dict[int, Goods]) -> None:
    asked = {query.text: query for query in judged.queries(catalogue)}
    wanted = asked["jordfeilautomat 2P C16"]
    right = {product for product, grade in wanted.grades.items() if grade == 3}
    facts = [catalogue[product].facts for product in right]
    assert facts
    assert {(one["kind"], one["poles"], one["curve"], one["rating"]) for one in facts} == {
        ("rcbo", "2", "c", "16")
    }
    labelled = asked["epeat gold skjerm"].grades
    assert all(("epeat", "gold") in catalogue[product].labels for product in labelled)


def test_only_the_best_order_is_perfect() -> None:
    query = Query("short", "stikk", False, "", {1: 3, 2: 3, 3: 1})
    assert query.ndcg([2, 1, 3]) == pytest.approx(1)
    assert query.ndcg([1, 9, 2, 3]) < 1
    assert query.ndcg([3, 1, 2]) < query.ndcg([1, 3, 2]) < 1
    assert query.ndcg([]) == query.ndcg([7, 8, 9]) == 0
    assert query.success([2]) and not query.success([3, 1]) and not query.success([])


def test_a_rule_that_nothing_answers_is_a_fault(catalogue: dict[int, Goods], tmp_path: Path) -> None:
    path = tmp_path / "queries.csv"
    path.write_text(
        "kind;held_out;query;best;good;fair\nshort;false;x;breaker rating=17;;\n", encoding="utf-8"
    )
    with pytest.raises(ValueError, match="rating=17"):
        judged.queries(catalogue, path)
