"""Any text, filter and page number is answered or refused by name, page and API; never a 500."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pages_world import application, fill, opened

ANSWERED = (200, 400, 422)
PLACES = ("/search", "/api/v1/products", "/api/v1/suggest")
NASTY = (
    "x" * 10_000, "?!.,;" * 60, '"kabel (', "kabel\0", "💡" * 100, "\u202ekabel\u202c", "*", "a*", "1x" * 150,
    "a" * 200 + "!", "0." * 150, " 1  " * 70, "type " * 60, "svanemerket " * 25, "el.nr " * 50,
)  # fmt: skip
LETTERS = "kabel 16,.g×-:/+'\"Øå\0"
texts = st.sampled_from(NASTY) | st.text(max_size=40) | st.text(alphabet=LETTERS, max_size=40)
fields = st.sampled_from(
    ("label", "tier", "brand", "class", "supplier", "stock", "price", "feature", "evidence", "sort", "page",
     "per_page", "literal", "explain", "condition", "q")
)  # fmt: skip
numbers = st.integers(-5, 10**12).map(str)
values = texts | numbers | st.sampled_from(("1", "9-", "-1", "EC000057", "EF000008:3"))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with opened(tmp_path_factory.mktemp("shop")) as space:
        fill(space)
        yield application(space).test_client()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(PLACES), texts, st.lists(st.tuples(fields, values), max_size=4))
def test_whatever_is_asked_is_answered_or_refused(
    client: FlaskClient, place: str, text: str, more: list[tuple[str, str]]
) -> None:
    answer = client.get(f"{place}?{urlencode([('q', text), *more], errors='replace')}")
    assert answer.status_code in ANSWERED, answer.text[:500]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", NASTY)
def test_each_nasty_text_is_answered_or_refused(client: FlaskClient, place: str, text: str) -> None:
    answer = client.get(f"{place}?{urlencode({'q': text})}")
    assert answer.status_code in ANSWERED
    assert answer.status_code == 200 or len(text) > 80


@pytest.mark.parametrize("place", PLACES[:2])
def test_too_many_filters_and_pages_are_refused(client: FlaskClient, place: str) -> None:
    brands = urlencode([("brand", f"b{number}") for number in range(500)])
    features = urlencode([("feature", f"EF{number:06d}:1") for number in range(21)])
    for query in (brands, features, "page=1000000000"):
        assert client.get(f"{place}?{query}").status_code in ANSWERED[1:], query[:40]
