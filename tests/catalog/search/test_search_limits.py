from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.errors import IndexUnavailable, InvalidRequest, MerkbarError
from catalog.search.engine import WhooshIndex
from catalog.search.index import WhooshWriter
from catalog.search.port import Document, FacetValue, LabelInterval, SearchRequest

DAY = date(2026, 11, 22)
NONE: frozenset[int] = frozenset()


def test_at_most_two_hundred_values_are_shown_and_the_chosen_ones_always(
    writer: WhooshWriter, index: WhooshIndex
) -> None:
    writer.rebuild([Document(n, "X", brand=f"B{n:03d}") for n in range(250)], 1)
    request = SearchRequest(brands=("b249", "ukjent"))
    brands = index.search(request, DAY, NONE).facets["brand"]
    assert len(brands) == 202
    assert brands[0] == FacetValue("B000", 1, False)
    assert brands[-2:] == (FacetValue("B249", 1, True), FacetValue("ukjent", 0, True))


def test_more_pairs_of_label_and_tier_than_the_index_holds_are_refused(writer: WhooshWriter) -> None:
    many = tuple(LabelInterval(f"label-{n}", "", True, 1, None, None) for n in range(65))
    with pytest.raises(MerkbarError, match="65 pairs"):
        writer.rebuild([Document(1, "X", intervals=many)], 1)


def test_nothing_to_read_is_said_so(index: WhooshIndex) -> None:
    with pytest.raises(IndexUnavailable, match="no index yet"):
        index.search(SearchRequest(), DAY, NONE)


def test_an_empty_index_answers(writer: WhooshWriter, index: WhooshIndex) -> None:
    writer.rebuild([], 3)
    for request in (SearchRequest(), SearchRequest("kabel", brands=("x",))):
        assert index.search(request, DAY, NONE).total == 0
    assert index.suggest("kab") == ()
    assert index.status().revision == 3


@pytest.mark.parametrize(
    ("field", "request_"),
    [
        ("page", SearchRequest(page=0)),
        ("page", SearchRequest(page=10_001)),
        ("per_page", SearchRequest(per_page=0)),
        ("per_page", SearchRequest(per_page=201)),
        ("sort", SearchRequest(sort="cheapest")),
        ("evidence", SearchRequest(evidence="")),
        ("text", SearchRequest("x" * 1_001)),
        ("brand", SearchRequest(brands=("x",) * 101)),
        ("feature", SearchRequest(features=tuple(f"EF{code:06d}:1" for code in range(21)))),
    ],
)
def test_what_cannot_be_carried_out_is_refused_with_its_field(
    writer: WhooshWriter, index: WhooshIndex, field: str, request_: SearchRequest
) -> None:
    writer.rebuild([], 1)
    with pytest.raises(InvalidRequest) as refused:
        index.search(request_, DAY, NONE)
    assert refused.value.field == field


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(max_size=60) | st.text(alphabet="kabel 16,.g×-:0Øå\ud800", max_size=30))
def test_no_text_ever_breaks_a_search(text: str, writer: WhooshWriter, index: WhooshIndex) -> None:
    if writer.status() is None:
        writer.rebuild([Document(1, "Kabel 3G1,5", brand="Ø", mpns=("K-0",)), Document(2, text or "x")], 1)
    result = index.search(SearchRequest(text, brands=(text,), labels=(text,)), DAY, NONE)
    assert result.total >= len(result.ids)
    assert len(index.suggest(text)) <= 8


def test_suggestions_name_brands_classes_and_products(writer: WhooshWriter, index: WhooshIndex) -> None:
    writer.rebuild(
        [
            Document(1, "Lampe hvit", brand="Lamptan", group="lamps", el_numbers=(("NO", "1067311"),)),
            Document(2, "Lampett", brand="SG"),
        ],
        1,
    )
    found = [(made.kind, made.value) for made in index.suggest("lamp")]
    assert found[:2] == [("brand", "Lamptan"), ("class", "lamps")]
    assert set(found[2:]) == {("product", "1"), ("product", "2")}
    assert [made.text for made in index.suggest("hvit lam")] == ["Lampe hvit"]
    assert [made.value for made in index.suggest("10673")] == ["1"]
    assert len(index.suggest("lamp", limit=1)) == 1
    assert index.suggest(" ") == ()
