"""Reasons of an order, completions, and texts that nobody should type."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.errors import InvalidRequest
from catalog.search import language
from catalog.search.engine import WhooshIndex
from catalog.search.index import WhooshWriter
from catalog.search.port import Document, Explanation, LabelInterval, SearchRequest
from labels import definitions
from web.config import default_data

DAY = date(2026, 11, 22)
GOLD = LabelInterval("epeat", "gold", True, 2, None, None)
CATALOGUE = [
    Document(1, "Jordfeilautomat C16", brand="ABB", el_numbers=(("NO", "1067311"),), in_stock=True),
    Document(2, "Skjerm 27", brand="Dell", mpns=("U2723QE",), intervals=(GOLD,), gtins=("05397184821671",)),
    Document(3, "Holder", description="til skjermer", brand="Ergo"),
    Document(4, "Rør K 20mm", brand="Wavin"),
]


@pytest.fixture
def index(folder: Path) -> WhooshIndex:
    if not folder.exists():
        WhooshWriter(folder).rebuild(CATALOGUE, 1)
    return WhooshIndex(folder, language.load(default_data(), definitions.load()))


def explained(index: WhooshIndex, text: str) -> dict[int, Explanation]:
    request = SearchRequest(text, explain=True)
    return dict(index.search(request, DAY, frozenset()).explanations)


def test_an_explanation_adds_up_and_names_term_kind_and_field(index: WhooshIndex) -> None:
    found = explained(index, "skjermer")
    assert list(found) == [2, 3]
    for explanation in found.values():
        assert explanation.score == pytest.approx(sum(row.score for row in explanation.terms))
    stem, exact = found[2].terms[0], found[3].terms[0]
    assert (stem.word, stem.term, stem.kind, stem.fields) == ("skjermer", "skjerm", "stem", ("name",))
    assert (exact.term, exact.kind, exact.fields) == ("skjermer", "exact", ("description",))
    assert found[2].boosts["label"] == 1


def test_the_order_is_that_of_the_explained_scores(index: WhooshIndex) -> None:
    for text in ("skjerm", "monitor", "automat 16a", "rør", "sk"):
        found = explained(index, text)
        scores = [explanation.score for explanation in found.values()]
        ids = index.search(SearchRequest(text), DAY, frozenset()).ids
        assert [found[key].score for key in ids] == sorted(scores, reverse=True)


def test_synonyms_prefixes_and_identifiers_are_called_so(index: WhooshIndex) -> None:
    assert explained(index, "monitor")[2].terms[0].kind == "synonym"
    assert explained(index, "skje")[2].terms[0].kind == "prefix"
    assert explained(index, "10 673 11")[1].terms[0].kind == "identifier"
    assert explained(index, "rør")[4].terms[0].kind == "accented"
    assert not index.search(SearchRequest("skjerm"), DAY, frozenset()).explanations


def test_suggestions_are_brands_products_identifiers_and_corrections(index: WhooshIndex) -> None:
    def made(text: str) -> list[tuple[str, str]]:
        return [(found.kind, found.text) for found in index.suggest(text)]

    assert made("del")[0] == ("brand", "Dell")
    assert made("jordf") == [("product", "Jordfeilautomat C16")]
    assert made("monit") == [("correction", "monitor")] or made("monitor")[0] == ("product", "Skjerm 27")
    assert made("10673") == [("identifier", "1067311 Jordfeilautomat C16")]
    assert made("53971") == [("identifier", "5397184821671 Skjerm 27")]
    assert made("jordfeilatomat") == [("correction", "jordfeilautomat"), ("product", "Jordfeilautomat C16")]
    assert made("s")[0] == ("product", "Skjerm 27")


HOSTILE = [
    "*", "a*", "?!", '"', "'\"(", "\0", "a\0b", "\u202eabc\u202c", "💡" * 200, "(" * 900,
    "a" * 1_000, "0" * 1_000,
    "1 " * 500, "ø" * 999, "1,1" * 300, "a-" * 499, "1x" * 499, "3g" * 400, "ø1" * 400, "\ud800", "- -",
    "(a+)+$" * 100, "kabel " * 160, "no:1234567 " * 90, "1067311," * 120, "label:epeat AND NOT x", "%00",
    "\n\t\r",
    "stikk kontakt " * 70, "skjote" * 160, "zqx " * 250, "12/16" * 190, "²" * 500, "½ ﷺ İ ß ŉ",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_answered_soon(index: WhooshIndex, text: str) -> None:
    begin = time.process_time()
    result = index.search(SearchRequest(text, explain=True), DAY, frozenset())
    index.suggest(text)
    assert result.total >= 0
    # a regular expression that backtracks would take seconds; what is asked of it is a fraction of this
    assert time.process_time() - begin < 2


@pytest.mark.parametrize("text", ["x" * 10_000, "kabel " * 2_000, "\u202e" * 1_001])
def test_a_text_that_cannot_be_meant_is_refused(index: WhooshIndex, text: str) -> None:
    with pytest.raises(InvalidRequest):
        index.search(SearchRequest(text), DAY, frozenset())


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    text=st.text(max_size=80) | st.text(alphabet='kabelskjrm 0123,.x/-"gGøØåæ²mMIP:*', max_size=60),
    literal=st.booleans(),
)
def test_every_text_is_read_without_fault(text: str, literal: bool, index: WhooshIndex) -> None:
    result = index.search(SearchRequest(text, literal=literal, explain=True), DAY, frozenset())
    assert result.total >= len(result.ids)
    assert set(result.explanations) == set(result.ids)
    assert bool(result.shown_text) == bool(result.correction)
    assert len(index.suggest(text)) <= 8
