"""The search page over a real catalogue: symbols on every hit, filters with counts, plain addresses."""

from __future__ import annotations

import gzip
import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pages_world import BASE, application, fill, flat, opened, page

from catalog.workspace import Workspace
from web.views.search import page_numbers


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with opened(tmp_path_factory.mktemp("shop")) as space:
        fill(space)
        yield space


@pytest.fixture
def client(shop: Workspace) -> FlaskClient:
    return application(shop).test_client()


def symbols(html: str) -> list[tuple[str, str, str]]:
    return re.findall(r'data-label="([^"]*)" data-state="([^"]*)" data-tier="([^"]*)"', html)


def facet(html: str, name: str) -> dict[str, tuple[int, str | None]]:
    """Counts, and declared counts where they are given, by value."""
    found = re.findall(
        rf'data-facet="{name}" data-value="([^"]*)" data-count="(\d+)"(?: data-declared="(\d+)")?', html
    )
    return {value: (int(count), declared or None) for value, count, declared in found}


def test_every_hit_carries_its_product_and_its_symbols(client: FlaskClient) -> None:
    html = page(client, "/search")
    assert len(set(re.findall(r'data-product-id="(\d+)"', html))) == 6
    assert sorted(symbols(html)) == [
        ("epeat", "verified", "gold"),
        ("nordic-swan", "declared", ""),
        ("tco-certified", "expiring", ""),
        ("tco-certified", "verified", ""),
    ]


def test_a_state_is_said_in_words_and_not_by_colour_alone(client: FlaskClient) -> None:
    words = flat(page(client, "/search"))
    assert "TCO Certified til 3.2.2027" in words
    assert "Svanemerket oppgitt" in words
    assert "EPEAT Gold" in words
    assert 'title="Svanemerket: oppgitt av nordisk, ikke bekreftet i register"' in page(client, "/search")


def test_a_symbol_leads_to_its_own_evidence(client: FlaskClient) -> None:
    html = page(client, "/search?q=2Z624F")
    href = re.search(r'data-label="epeat"[^>]*href="([^"]+)"', html)
    assert href and href.group(1).endswith("/evidence#epeat")


def test_label_counts_stand_for_all_six_and_count_declared_ones_apart(client: FlaskClient) -> None:
    counts = facet(page(client, "/search"), "label")
    assert counts["tco-certified"][0] == 2
    assert counts["epeat"][0] == 1
    assert counts["nordic-swan"] == (0, "1")
    assert counts["eu-ecolabel"][0] == counts["blue-angel"][0] == counts["energy-star"][0] == 0


def test_a_count_is_what_a_click_gives(client: FlaskClient) -> None:
    html = page(client, "/search")
    for name in ("label", "tier", "brand", "class", "supplier"):
        for value, (count, _declared) in facet(html, name).items():
            hits = page(client, f"/search?{name}={value}")
            assert len(re.findall("data-product-id", hits)) == count, (name, value)


def test_a_value_without_hits_stays_in_sight_and_cannot_be_chosen(client: FlaskClient) -> None:
    html = page(client, "/search")
    assert re.search(r'name="label" value="eu-ecolabel" disabled', html)
    assert not re.search(r'name="label" value="nordic-swan" disabled', html)


def test_what_an_added_filter_excludes_stays_in_sight_disabled(client: FlaskClient) -> None:
    before = facet(page(client, "/search"), "brand")
    html = page(client, "/search?label=tco-certified")
    after = facet(html, "brand")
    assert after.keys() == before.keys()
    gone = [value for value, (count, _declared) in after.items() if not count]
    assert gone
    for value in gone:
        assert re.search(rf'name="brand" value="{re.escape(value)}" disabled', html), value


def test_declared_labels_filter_only_when_asked_for(client: FlaskClient) -> None:
    assert "data-product-id" not in page(client, "/search?label=nordic-swan")
    assert "data-product-id" in page(client, "/search?label=nordic-swan&evidence=all")


def test_heading_and_title_count_the_hits(client: FlaskClient) -> None:
    html = page(client, "/search?q=skjerm")
    assert "<title>skjerm: 2 treff – Merkbar</title>" in html
    assert "2 treff på «skjerm»" in flat(html)


def test_an_active_filter_is_a_chip_that_leads_to_the_page_without_it(client: FlaskClient) -> None:
    html = page(client, "/search?q=skjerm&label=tco-certified&brand=Dell")
    chips = re.findall(r'<a class="chip" href="([^"]+)"', html)
    assert chips == ["/search?q=skjerm&amp;brand=Dell", "/search?q=skjerm&amp;label=tco-certified"]
    assert 'class="chip-clear" href="/search?q=skjerm"' in html


def test_a_chosen_value_that_nobody_knows_stays_removable(client: FlaskClient) -> None:
    html = page(client, "/search?brand=Nowhere")
    assert re.search(r'name="brand" value="Nowhere" checked', html)
    assert "Uten filtre er det 6 treff." in flat(html)


def test_prices_say_what_they_are_and_for_how_much(client: FlaskClient) -> None:
    words = flat(page(client, "/search?q=kabel"))
    assert "1 789,50 kr per 100 m veil. bruttopris eks. mva" in words
    assert "Ingen pris i varefilen" in flat(page(client, "/search?q=jordfeilautomat"))


def test_the_cheapest_supplier_stands_first_and_the_others_are_counted(client: FlaskClient) -> None:
    words = flat(page(client, "/search?q=P2425"))
    assert "2 199,00 kr" in words and "2 490,00 kr" not in words
    assert "lager + 1 til" in words


def test_an_offer_without_price_cannot_be_put_into_the_basket(client: FlaskClient) -> None:
    assert 'action="/basket/lines"' not in page(client, "/search?q=jordfeilautomat")
    form = page(client, "/search?q=P2425")
    assert re.search(r'name="offer_id" value="\d+"', form)
    assert 'name="next" value="/search?q=P2425"' in form


def test_the_page_says_where_no_label_exists_for_a_kind_of_product(client: FlaskClient) -> None:
    for address in ("/search?class=cables", "/search?q=kabel"):
        assert "Ingen av de seks merkene finnes for kabel og ledning." in flat(page(client, address))
    assert "Ingen av de seks" not in flat(page(client, "/search?q=skjerm"))


def test_no_hits_say_what_to_do_next(client: FlaskClient) -> None:
    words = flat(page(client, "/search?q=qqqqqqq"))
    assert "Ingen treff på «qqqqqqq»" in words and "Prøv el-nummer" in words


def test_a_page_past_the_end_leads_back(client: FlaskClient) -> None:
    html = page(client, "/search?q=skjerm&page=9")
    assert "Denne siden finnes ikke" in html and 'href="/search?q=skjerm"' in html


def test_pages_are_links_in_both_directions(client: FlaskClient) -> None:
    html = page(client, "/search?per_page=2&page=2")
    assert 'href="/search?per_page=2" rel="prev"' in html
    assert 'href="/search?page=3&amp;per_page=2" rel="next"' in html
    assert '<input type="hidden" name="per_page" value="2"' in html


def test_page_numbers_leave_gaps_but_never_for_one_page() -> None:
    assert page_numbers(1, 1) == []
    assert page_numbers(3, 5) == [1, 2, 3, 4, 5]
    assert page_numbers(1, 90) == [1, 2, None, 90]
    assert page_numbers(50, 90) == [1, None, 49, 50, 51, None, 90]


def test_one_request_has_one_canonical_address(client: FlaskClient) -> None:
    html = page(client, "/search?page=1&brand=Dell&sort=relevance&q=+skjerm&label=")
    assert f'<link rel="canonical" href="{BASE}/search?q=skjerm&amp;brand=Dell">' in html
    asked = client.get("/search?page=1&brand=Dell&q=skjerm", headers={"HX-Request": "true"})
    assert asked.headers["HX-Push-Url"] == "/search?q=skjerm&brand=Dell"


def test_what_was_typed_or_fed_is_text_and_never_markup(client: FlaskClient) -> None:
    html = page(client, "/search?q=%3Cscript%3Ealert(1)%3C/script%3E&brand=%22%3E%3Cimg%3E")
    assert "<script>alert" not in html and '"><img>' not in html
    assert "<sort>" not in page(client, "/search?q=P2425")


def test_a_malformed_request_is_a_page_that_names_the_field(client: FlaskClient) -> None:
    html = page(client, "/search?evidence=maybe", 400)
    assert "evidence: " in flat(html) and "Ingenting er endret" in flat(html)
    assert page(client, "/search?page=10001", 400)


def test_a_missing_index_is_a_page_that_says_so(tmp_path: Path) -> None:
    with opened(tmp_path) as space:
        client = application(space).test_client()
        shutil.rmtree(space.index_dir, ignore_errors=True)
        answer = client.get("/search")
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert "Kurven og bestillingene dine er trygge" in answer.text
        assert "Katalogen er tom" in page(client, "/")
        assert "Kan ikke leses" in page(client, "/status")


def test_the_search_page_weighs_less_than_60_kb_compressed(client: FlaskClient) -> None:
    html = page(client, "/search")
    hit = html[html.index('<li class="hit"') :].split("</ol>")[0].encode()
    linked = re.findall(r'(?:href|src)="(/static/[^"]+)', html)
    assert len(linked) > 3
    parts = [html.encode() + hit * 3]
    for address in dict.fromkeys(linked):
        answer = client.get(unescape(address))
        assert answer.status_code == 200, address
        assert b"@import" not in answer.data, address
        parts.append(answer.data)
    assert sum(len(gzip.compress(part)) for part in parts) < 60_000
