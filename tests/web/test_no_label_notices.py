"""A label that leaves no hit is no dead end: how many there are without it, and where none exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask.testing import FlaskClient
from pages_world import application, fill, flat, opened, page


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with opened(tmp_path_factory.mktemp("shop")) as space:
        fill(space)
        yield application(space).test_client()


def way_on(html: str, text: str) -> str:
    found = re.search(rf'<a href="([^"]*)">{re.escape(text)}', html)
    assert found, flat(html)
    return unescape(found[1])


def hits(html: str) -> int:
    return len(re.findall("data-product-id", html))


def test_a_label_typed_for_a_kind_that_can_hold_none_leads_on(client: FlaskClient) -> None:
    html = page(client, "/search?q=svanemerket+kabel")
    words = flat(html)
    assert "Ingen treff har Svanemerket" in words
    assert "Uten det kravet er det 1 treff på «kabel»." in words
    assert "Ingen av de seks merkene finnes for kabel og ledning" in words
    href = way_on(html, "Vis treff uten krav til merke")
    assert href == "/search?q=kabel"
    assert hits(page(client, href)) == 1


def test_other_filters_stay_when_the_label_goes(client: FlaskClient) -> None:
    html = page(client, "/search?q=skjerm&label=epeat&brand=Dell&tier=gold")
    assert "Ingen treff har EPEAT Gold" in flat(html)
    href = way_on(html, "Vis treff uten krav til merke")
    assert href == "/search?q=skjerm&brand=Dell"
    assert hits(page(client, href)) == 1


def test_a_typed_tier_that_nothing_has_leads_on(client: FlaskClient) -> None:
    html = page(client, "/search?q=epeat+bronze+skriver")
    assert "Ingen treff har EPEAT Bronze" in flat(html)
    assert way_on(html, "Vis treff uten krav til merke") == "/search?q=skriver"
    values = dict(re.findall(r'data-facet="tier" data-value="(\w+)" data-count="(\d+)"', html))
    assert values == {"gold": "1", "silver": "0", "bronze": "0"}
    assert re.search(r'name="tier" value="silver" disabled', html)


def test_what_a_supplier_says_is_offered_too(client: FlaskClient) -> None:
    html = page(client, "/search?q=skriver&label=nordic-swan")
    assert "1 treff har det bare oppgitt av leverandøren" in flat(html)
    assert hits(page(client, way_on(html, "Ta med dem"))) == 1


def test_a_label_that_does_not_exist_for_some_of_the_hits_says_for_which(client: FlaskClient) -> None:
    html = page(client, "/search?label=energy-star&supplier=nordisk")
    notice = flat(html[html.index('data-notice="impossible"') :])
    assert "finnes ikke for" in notice
    assert "kabel og ledning" in notice and "skjermer" not in notice
    assert "Ingen av de seks merkene" not in flat(html)


def test_nothing_without_the_label_either_is_an_empty_search(client: FlaskClient) -> None:
    html = page(client, "/search?q=qqqqqqq&label=epeat")
    assert "Ingen treff på «qqqqqqq»" in flat(html)
    said = client.get("/api/v1/products?q=svanemerket+kabel").json
    assert (said["total"], said["unlabelled"]) == (0, 1)
    assert client.get("/api/v1/products?q=kabel").json["unlabelled"] is None
