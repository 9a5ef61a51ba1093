"""Unfinished words inside a text, compounds apart, measures by other units, brands unsaid; a real index."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from catalog.search import language
from catalog.search.analysis import tokens
from catalog.search.dimensions import equivalents
from catalog.search.engine import WhooshIndex
from catalog.search.forms import base
from catalog.search.index import WhooshWriter
from catalog.search.keys import query_keys
from catalog.search.port import Document, SearchRequest, SearchResult
from labels import definitions
from web.config import default_data

DAY = date(2026, 11, 22)
CATALOGUE = [
    Document(1, "KOBLINGSBOKS IP67 100X100 GRÅ"),
    Document(2, "KOBLINGSUR DIGITALT IP67"),
    Document(3, "BRYTER IMPULS INNF SORT", el_numbers=(("NO", "1274979"), ("SE", "1274979"))),
    Document(4, "IMPULSRELE 16A"),
    Document(5, "JORDF.BRYTER 2P 40A 30MA TYPE A"),
    Document(6, "JORDFEILAUTOMAT 2P C16 0,03A TYPE F"),
    Document(7, "PANELOVN 1,5 KW HVIT", brand="Adax"),
    Document(8, "OMFORMER FC51 4KW", brand="Danfoss"),
    Document(9, "FREKV.OMF. FC51 11KW"),
    Document(10, "OMFORMER FC51 4KW", brand="ABB"),
    Document(11, "AUTOMATSIKRING 3P+N C16"),
    Document(12, "STRIPS 290X4,8 SORT"),
    Document(13, "HP dokk med 2 skjermer", "Dokk for to skjermer", "HP"),
    Document(14, "LED-skjerm til kontor 27 tommer med justerbar fot", "Dataskjerm", "Dell"),
    Document(15, "Svitsj 24 porter gigabit"),
    Document(16, "TAPE FOR MERKEMASKIN 12MM"),
    Document(17, "TAPE ISOLER 15X20 SORT"),
    Document(18, "KABELSTIGE 300MM"),
    *(Document(number, f"KABEL {number}X2,5", brand="Nexans") for number in range(30, 80)),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WhooshIndex:
    folder: Path = tmp_path_factory.mktemp("index")
    WhooshWriter(folder).rebuild(CATALOGUE, 1)
    return WhooshIndex(folder, language.load(default_data(), definitions.load()))


def ask(index: WhooshIndex, text: str, **more: object) -> SearchResult:
    return index.search(SearchRequest(text, **more), DAY, frozenset())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("koblingsb ip67", (1,)),
        ("impulsbryter sort", (3,)),
        ("jordfeilbryter 40a", (5,)),
        ("jordfeilautomat 30ma", (6,)),
        ("panelovn 1500w", (7,)),
        ("automatsikring 4p", (11,)),
        ("strips 290", (12,)),
        ("svitsj 24-port", (15,)),
        ("jordfeilautomat type f", (6,)),
        ("jordfeilautomat type a", ()),
    ],
)
def test_what_is_meant_is_found_without_a_correction(
    index: WhooshIndex, text: str, ids: tuple[int, ...]
) -> None:
    found = ask(index, text, literal=True)
    assert (found.ids, found.correction) == (ids, "")


def test_who_says_no_brand_may_be_of_that_brand_and_stands_behind(index: WhooshIndex) -> None:
    found = ask(index, "danfoss fc51")
    assert (found.ids, found.complete) == ((8, 9), 1)


def test_so_many_of_a_thing_are_not_the_thing_and_what_is_for_another_comes_after(index: WhooshIndex) -> None:
    assert ask(index, "skjermer").ids == (14, 13)
    assert ask(index, "tape").ids == (17, 16)


@pytest.mark.parametrize("text", ["el.nr 12 749 79", "El-nummer: 1274979", "varenr 1274979", "NO 1274979"])
def test_a_number_is_known_by_what_is_said_before_it(index: WhooshIndex, text: str) -> None:
    assert ask(index, text).ids == (3,)
    assert ask(index, text).correction == ""


def test_a_country_apart_is_still_the_country() -> None:
    assert query_keys("se 1274979").keys[0] == "se:1274979"
    assert query_keys("kabel 1274979").exclusive is False


@pytest.mark.parametrize(
    ("term", "also"),
    [("1.5kw", "1500w"), ("1500w", "1.5kw"), ("0.03a", "30ma"), ("30ma", "0.03a"), ("3pn", "4p")],
)
def test_the_same_measure_in_another_unit(term: str, also: str) -> None:
    assert also in equivalents(term)


def test_small_and_odd_measures_have_one_unit() -> None:
    assert equivalents("60w") == equivalents("16a") == ()
    assert {"24v", "dc"} <= set(tokens("24VDC"))


@pytest.mark.parametrize(
    ("written", "expected"),
    [("brytarar", "bryter"), ("røykvarslarane", "roykvarsler"), ("skrutrekkjar", "skrutrekker")],
)
def test_agents_have_nynorsk_forms(written: str, expected: str) -> None:
    assert base(tokens(written)[0]) == expected


def test_nothing_found_offers_what_a_compound_ends_with(index: WhooshIndex) -> None:
    found = ask(index, "oljeovn")
    assert (found.total, found.alternatives[0]) == (0, "ovn")
    assert ask(index, "ovn").ids == (7,)


def test_suggestions_differ_and_an_unfinished_misspelt_word_is_finished(index: WhooshIndex) -> None:
    names = [item.text for item in index.suggest("kab") if item.kind == "product"]
    assert names[0] == "KABELSTIGE 300MM"
    assert len([name for name in names if name.startswith("KABEL ")]) == 7
    made = index.suggest("koblnigsb")
    assert made[0].kind == "correction"
    assert made[0].text == "koblingsboks"
    assert [item.value for item in made if item.kind == "product"] == ["1"]
