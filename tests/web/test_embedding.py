"""What people paste into their own pages: codes, script, oEmbed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from tests import conftest
from tests.web import pages_world
from tests.web.pages_world import BASE, page
from web.badge_wishes import Wish
from web.embed_code import Picture, badge_address, element

GTIN = "05397184821671"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with pages_world.opened(tmp_path_factory.mktemp("shop")) as space:
        pages_world.fill(space)
        yield pages_world.application(space).test_client()


@pytest.fixture(scope="module")
def screen(client: FlaskClient) -> int:
    return pages_world.product_id(client, "P2425")


def codes(html: str) -> list[str]:
    return [unescape(text) for text in re.findall(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)]


def test_the_codes_lead_from_the_picture_to_its_evidence(client: FlaskClient, screen: int) -> None:
    html, markdown, script = codes(page(client, f"/products/{screen}/embed"))
    src, evidence = f"{BASE}/badge/v1/{GTIN}.svg", f"{BASE}/products/{screen}/evidence"
    alt = "Dell P2425 skjerm 24&#34; &lt;sort&gt;: merker"
    assert html == (
        f'<a href="{evidence}"><img src="{src}" alt="{alt}" height="20" loading="lazy" decoding="async"></a>'
    )
    assert markdown == f'[![Dell P2425 skjerm 24" \\<sort\\>: merker]({src})]({evidence})'
    assert script == (
        f'<merkbar-badge identifier="{GTIN}"><a href="{evidence}">{alt}</a></merkbar-badge>\n'
        f'<script src="{BASE}/embed.js" async></script>'
    )
    for address in (src, evidence):
        assert client.get(address.removeprefix(BASE)).status_code == 200


def test_the_choices_of_the_form_stand_in_every_code(client: FlaskClient, screen: int) -> None:
    asked = "style=plain&mode=dark&badge_lang=sv&size=32&labels=nordic-swan&labels=tco-certified"
    html, markdown, script = codes(page(client, f"/products/{screen}/embed?{asked}"))
    query = "?labels=nordic-swan,tco-certified&style=plain&mode=dark&lang=sv&size=32"
    assert f'{GTIN}.svg{query.replace("&", "&amp;")}"' in html
    assert f"{GTIN}.svg{query})" in markdown
    said = 'labels="nordic-swan,tco-certified" design="plain" mode="dark" lang="sv" size="32"'
    assert said in script
    assert 'height="32"' in html


@pytest.mark.parametrize(
    "asked", ["style=%22onload%3D1", "size=9999", "mode=<b>", "badge_lang=xx", "labels=x"]
)
def test_a_choice_that_is_none_is_as_if_not_made(client: FlaskClient, screen: int, asked: str) -> None:
    path = f"/products/{screen}/embed"
    assert codes(page(client, f"{path}?{asked}")) == codes(page(client, path))


def test_a_pasted_text_names_no_label(client: FlaskClient, screen: int) -> None:
    assert "TCO" not in "".join(codes(page(client, f"/products/{screen}/embed")))


@pytest.mark.parametrize(
    "name", ['"><script>alert(1)</script>', "a](javascript:alert(1))", "x\n\n# h", "`<!--`"]
)
def test_no_name_breaks_out_of_a_code(name: str) -> None:
    picture = Picture("https://m.example/b.svg", "https://m.example/e", name, 20)
    link = ElementTree.fromstring(picture.html().replace("></a>", "/></a>"))  # noqa: S314
    # XML reads a line break in an attribute as a blank.
    assert link[0].attrib["alt"] == name.replace("\n", " ")
    inner = picture.markdown().removeprefix("[![").removesuffix("](https://m.example/b.svg)](https://m.example/e)")
    assert not re.search(r"(?<!\\)[\[\]<>`()]|\n", inner)
    custom = ElementTree.fromstring(element(Wish('1" onclick="x', ".svg"), picture.href, name))  # noqa: S314
    assert custom.attrib == {"identifier": '1" onclick="x'}
    assert custom[0].text == name


def test_the_address_of_a_supplier_number_stays_encoded_once() -> None:
    assert badge_address(Wish("voltgros:A%2FB", ".svg", "epeat"), "") == "/badge/v1/voltgros:A%2FB/epeat.svg"


def test_a_product_that_nothing_names_has_no_code(tmp_path: Path) -> None:
    with pages_world.opened(tmp_path) as space:
        load: Any = conftest._load
        one = "supplier_number,brand,mpn,name\n1,Acme,M-1,Acme lampe\n"
        load(space, "feed", one, "table", "a.csv", mode="full")
        load(space, "feed", one.replace("1,Acme,M-1", "2,Acme,M-2"), "table", "b.csv", mode="full")
        client = pages_world.application(space).test_client()
        html = page(client, "/products/1/embed")
        assert codes(html) == []
        assert "ikke noe nummer" in html
        answer = client.get(f"/oembed?url={BASE}/products/1")
        assert answer.status_code == 404


def test_the_script_is_small_and_writes_no_markup(client: FlaskClient) -> None:
    answer = client.get("/embed.js")
    assert answer.content_type == "text/javascript; charset=utf-8"
    assert len(answer.data) < 4000
    for word in ("innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval", ".style", "Function("):
        assert word not in answer.text, word
    assert "Svanen" in answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert client.get("/embed.js", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def oembed(client: FlaskClient, url: str, **more: str) -> Any:
    return client.get("/oembed", query_string={"url": url, **more})


def test_a_product_page_says_where_to_ask_and_the_answer_shows_its_badge(
    client: FlaskClient, screen: int
) -> None:
    html = page(client, f"/products/{screen}")
    (href,) = re.findall(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', html)
    asked = urlsplit(unescape(href))
    assert parse_qs(asked.query)["url"] == [f"{BASE}/products/{screen}"]
    answer = client.get(f"{asked.path}?{asked.query}")
    assert answer.content_type == "application/json"
    said = json.loads(answer.text)
    assert (said["version"], said["type"], said["height"]) == ("1.0", "rich", 20)
    picture = ElementTree.fromstring(client.get(f"/badge/v1/{GTIN}.svg").text)  # noqa: S314
    assert said["width"] == int(picture.attrib["width"])
    assert f'src="{BASE}/badge/v1/{GTIN}.svg"' in said["html"]
    assert f'width="{said["width"]}" height="20"' in said["html"]
    assert "Set-Cookie" not in client.get(f"{asked.path}?{asked.query}&lang=en").headers


def test_an_embedded_badge_fits_the_room_there_is(client: FlaskClient, screen: int) -> None:
    url = f"{BASE}/products/{screen}/evidence#tco-certified"
    narrow = oembed(client, url, maxwidth="50").json
    assert 0 < narrow["width"] <= 50
    assert narrow["height"] < 20
    low = oembed(client, url, maxheight="10").json
    assert low["height"] <= 10


@pytest.mark.parametrize(
    ("url", "more", "status"),
    [
        ("", {}, 400),
        (f"{BASE}/products/1", {"maxwidth": "-1"}, 400),
        (f"{BASE}/products/1", {"format": "xml"}, 501),
        (f"{BASE}/products/999999", {}, 404),
        (f"{BASE}/labels", {}, 404),
        ("https://elsewhere.example/products/1", {}, 404),
        (f"{BASE}.elsewhere.example/products/1", {}, 404),
        (f"{BASE}//[", {}, 404),
    ],
)
def test_what_is_no_product_here_is_said_in_words(
    client: FlaskClient, url: str, more: dict[str, str], status: int
) -> None:
    answer = oembed(client, url, **more)
    assert answer.status_code == status
    assert answer.text


def test_where_a_log_in_is_required_what_a_badge_leads_to_is_open_and_prices_are_not(tmp_path: Path) -> None:
    with pages_world.opened(tmp_path) as space:
        pages_world.fill(space)
        client = pages_world.application(space, require_login=True).test_client()
        for path in ("/products/1/evidence", "/embed.js", f"/oembed?url={BASE}/products/1"):
            assert client.get(path).status_code == 200, path
        assert "2 490" not in client.get("/products/1/evidence").text.replace("\xa0", " ")
        for path in ("/products/1", "/products/1/embed"):
            assert "/login" in (client.get(path).location or "")
