"""What any engine behind the port must do; held against ours and against a second one of plain lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.errors import IndexUnavailable
from catalog.search.opening import open_index, open_writer
from catalog.search.port import (
    Document,
    IndexWriter,
    LabelInterval,
    SearchIndex,
    SearchRequest,
    SearchResult,
)
from catalog.search.scoping import OfferScope, Scoped
from tests.catalog.search.plain_engine import PlainIndex, PlainWriter, Shelf

DAY = date(2026, 11, 22)
Engine = tuple[SearchIndex, IndexWriter]


def ours(folder: Path) -> Engine:
    return open_index(folder), open_writer(folder)


def plain(_folder: Path) -> Engine:
    shelf = Shelf()
    return PlainIndex(shelf), PlainWriter(shelf)


@pytest.fixture(params=[ours, plain])
def engine(request: pytest.FixtureRequest, folder: Path) -> Engine:
    opened: Callable[[Path], Engine] = request.param
    return opened(folder)


def catalogue() -> list[Document]:
    epeat = LabelInterval("epeat", "gold", True, 1, None, DAY)
    said = LabelInterval("epeat", "", False, 0, None, None)
    return [
        Document(
            1, "Skjerm sort", brand="Dell", mpns=("U2723QE",), gtins=("05397184821671",),
            suppliers=("nord", "vest"), class_code="EC000001", group="displays", price=Decimal("3990.50"),
            in_stock=True, intervals=(epeat,), features=(("EF000001", "27"), ("EF000002", "true")),
        ),
        Document(
            2, "Skjerm hvit", brand="Dell", suppliers=("nord",), class_code="EC000001", group="displays",
            price=Decimal("99.99"), intervals=(said,), features=(("EF000001", "9"),),
        ),
        Document(
            3, "Kabel hvit", brand="Nexans", el_numbers=(("NO", "1067311"),), suppliers=("vest",),
            class_code="EC000002", group="cables", price=Decimal("100"), in_stock=True,
        ),
        Document(4, "Kabel sort", brand="Nexans", class_code="EC000002", group="cables"),
    ]  # fmt: skip


def ask(engine: Engine, text: str = "", day: date = DAY, **more: object) -> SearchResult:
    return engine[0].search(SearchRequest(text, **more), day, frozenset())  # type: ignore[arg-type]


def counts(result: SearchResult, name: str) -> dict[str, int]:
    return {value.value: value.count for value in result.facets[name] if value.count}


def test_nothing_is_answered_before_something_is_published(engine: Engine) -> None:
    index, writer = engine
    assert writer.status() is None
    for call in (lambda: ask(engine), lambda: index.suggest("s"), index.status, writer.compact):
        with pytest.raises(IndexUnavailable):
            call()


def test_words_and_identifiers_find_products(engine: Engine) -> None:
    engine[1].rebuild(catalogue(), 7)
    assert ask(engine, "skjerm hvit").ids == (2,)
    assert set(ask(engine, "kabel").ids) == {3, 4}
    assert ask(engine, "U2723QE").ids == ask(engine, "05397184821671").ids == (1,)
    assert ask(engine, "1067311").ids == (3,)
    assert ask(engine, "grevling", sort="name").total == 0


def test_pages_are_cut_from_one_order_and_end(engine: Engine) -> None:
    engine[1].rebuild(catalogue(), 7)
    pages = [ask(engine, sort="price", per_page=3, page=page) for page in (1, 2, 3)]
    assert [page.ids for page in pages] == [(2, 3, 1), (4,), ()]
    assert {page.total for page in pages} == {4}
    assert ask(engine, sort="-price").ids == (1, 3, 2, 4)
    assert ask(engine, sort="name").ids == (3, 4, 2, 1)


def test_filters_are_alternatives_inside_and_conditions_between_groups(engine: Engine) -> None:
    engine[1].rebuild(catalogue(), 7)
    assert ask(engine, brands=("Dell", "Nexans"), sort="price").total == 4
    assert ask(engine, brands=("Nexans",), stocks=("in",)).ids == (3,)
    assert ask(engine, prices=("-100", "100-101"), sort="price").ids == (2, 3)
    assert ask(engine, classes=("displays",), suppliers=("vest",)).ids == (1,)
    assert ask(engine, features=("EF000001:9", "EF000001:27"), sort="price").ids == (2, 1)
    assert ask(engine, features=("EF000001:27", "EF000002:true")).ids == (1,)
    assert ask(engine, features=("EF000001:9", "EF000002:true")).ids == ()


def test_a_filter_that_the_caller_defines_has_counts_and_hits(engine: Engine) -> None:
    engine[1].rebuild(catalogue(), 7)
    agreements = Scoped(
        "agreement",
        (
            ("A-1", (OfferScope("vest", groups=("cables",)), OfferScope("nord", brands=("dell",)))),
            ("A-2", (OfferScope("vest"),)),
            ("A-3", (OfferScope("nobody"),)),
        ),
    )
    assert counts(ask(engine, scoped=(agreements,)), "agreement") == {"A-1": 3, "A-2": 2}
    chosen = replace(agreements, chosen=("A-2",))
    result = ask(engine, brands=("Dell",), scoped=(chosen,))
    assert result.ids == (1,)
    assert counts(result, "agreement") == {"A-1": 2, "A-2": 1}
    assert counts(result, "brand") == {"Dell": 1, "Nexans": 1}
    assert ask(engine, scoped=(replace(agreements, chosen=("A-3", "A-9")),)).total == 0


def test_goods_are_filtered_by_condition(engine: Engine) -> None:
    second = replace(catalogue()[1], product_id=5, condition="refurbished")
    engine[1].rebuild([*catalogue(), second], 7)
    assert counts(ask(engine), "condition") == {"new": 4, "refurbished": 1}
    assert ask(engine, "skjerm hvit", conditions=("refurbished",)).ids == (5,)
    assert set(ask(engine, "skjerm", conditions=("new", "used")).ids) == {1, 2}


def test_a_facet_counts_as_if_its_group_were_open(engine: Engine) -> None:
    engine[1].rebuild(catalogue(), 7)
    result = ask(engine, brands=("Dell",), stocks=("in",))
    assert counts(result, "brand") == {"Dell": 1, "Nexans": 1}
    assert counts(result, "stock") == {"in": 1, "out": 1}
    assert counts(result, "price") == {"2000-10000": 1}
    assert counts(result, "supplier") == {"nord": 1, "vest": 1}
    assert [value.value for value in result.facets["brand"] if value.selected] == ["Dell"]
    chosen = ask(engine, classes=("EC000001",), features=("EF000001:27",))
    assert counts(chosen, "feature")["EF000001:9"] == counts(chosen, "feature")["EF000001:27"] == 1


def test_labels_are_of_the_day_and_declared_ones_counted_apart(engine: Engine) -> None:
    engine[1].rebuild(catalogue(), 7)
    labels = {value.value: value for value in ask(engine).facets["label"]}
    assert (labels["epeat"].count, labels["epeat"].declared) == (1, 1)
    assert ask(engine, labels=("epeat",), tiers=("gold",)).ids == (1,)
    assert ask(engine, labels=("epeat",), evidence="declared").ids == (2,)
    assert ask(engine, labels=("epeat",), day=DAY + timedelta(1)).ids == ()
    stale = engine[0].search(SearchRequest(labels=("epeat",)), DAY, frozenset({1}))
    assert stale.ids == ()


def test_an_update_is_seen_by_a_reader_that_is_open(engine: Engine) -> None:
    index, writer = engine
    first = writer.rebuild(catalogue(), 7)
    assert ask(engine).total == 4
    second = writer.update([Document(2, "Ny lampe"), Document(9, "Ny lampe")], [3, 77], 8)
    assert set(ask(engine, "lampe").ids) == {2, 9}
    assert set(ask(engine).ids) == {1, 2, 4, 9}
    assert (second.revision, second.documents) == (8, 4)
    assert second.generation > first.generation
    assert index.status() == writer.status() == second
    assert writer.compact().revision == 8
    assert set(ask(engine).ids) == {1, 2, 4, 9}


def test_suggestions_begin_with_what_is_typed(engine: Engine) -> None:
    engine[1].rebuild(catalogue(), 7)
    made = {(item.kind, item.text) for item in engine[0].suggest("nex")}
    assert ("brand", "Nexans") in made
    assert ("product", "Skjerm sort") in {(item.kind, item.text) for item in engine[0].suggest("skj")}
    assert len(engine[0].suggest("s", limit=1)) == 1
    assert engine[0].suggest("") == ()


def test_products_are_found_and_suggested_by_what_their_class_is_called(engine: Engine) -> None:
    index, writer = engine
    first, second, third, fourth = catalogue()
    named = replace(third, class_names=("Installasjonskabel",), group_names=("Kabel og ledning", "Cables"))
    writer.rebuild([first, second, named, fourth], 1)
    assert ask(engine, "installasjonskabel").ids == (3,)
    made = [(item.kind, item.value) for item in index.suggest("install")]
    assert ("class", "EC000002") in made
    writer.update([replace(named, class_names=("Forlegningskabel",))], (), 2)
    assert ask(engine, "installasjonskabel", literal=True).total == 0
    assert ask(engine, "forlegningskabel").ids == (3,)
    assert [item.kind for item in index.suggest("forleg")][:1] == ["class"]


def test_features_of_the_chosen_class_stay_with_count_zero(engine: Engine) -> None:
    engine[1].rebuild(catalogue(), 7)
    asked = {"classes": ("EC000001",), "stocks": ("out",)}
    values = {value.value: value.count for value in ask(engine, **asked).facets["feature"]}
    assert values["EF000001:9"] + values["EF000001:27"] == 1
    nothing = ask(engine, brands=("Nexans",), classes=("EC000001",))
    assert nothing.total == 0
    assert {value.value: value.count for value in nothing.facets["feature"]}["EF000001:27"] == 0


def test_labels_that_leave_nothing_say_what_there_is_without_them(engine: Engine) -> None:
    engine[1].rebuild(catalogue(), 7)
    nothing = ask(engine, "kabel", labels=("epeat",), brands=("Nexans",))
    assert (nothing.total, nothing.unlabelled) == (0, 2)
    assert ask(engine, labels=("epeat",)).unlabelled is None
    assert ask(engine, "kabel", brands=("Dell",)).unlabelled is None


def test_labelled_products_stand_in_by_comparison_key_the_cheapest_first(engine: Engine) -> None:
    index, writer = engine
    first, second, third, _fourth = catalogue()
    labelled = [replace(item, comparable="displays:27", intervals=first.intervals) for item in (first, third)]
    writer.rebuild([*labelled, replace(second, comparable="displays:27")], 1)
    found = index.stand_ins(("displays:27", "none"), DAY, frozenset())
    assert dict(found) == {"displays:27": (3, 1), "none": ()}
    assert index.stand_ins(("displays:27",), DAY + timedelta(1), frozenset())["displays:27"] == ()


def test_what_another_filter_excludes_stays_with_count_zero(engine: Engine) -> None:
    engine[1].rebuild(catalogue(), 1)
    found = ask(engine, brands=("Nexans",)).facets
    assert {value.value: value.count for value in found["brand"]} == {"Dell": 2, "Nexans": 2}
    assert {value.value: value.count for value in found["supplier"]} == {"nord": 0, "vest": 1}
    classes = {value.value: value.count for value in found["class"]}
    assert classes == {"EC000002": 2, "cables": 2, "EC000001": 0, "displays": 0}
    text = ask(engine, "hvit", suppliers=("vest",)).facets
    assert {value.value: value.count for value in text["brand"]} == {"Nexans": 1, "Dell": 0}
    assert all(not value.selected for value in text["brand"])
