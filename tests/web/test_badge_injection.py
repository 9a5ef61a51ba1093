"""Nothing that others write gets into a badge as anything but text: parameters, numbers, names."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from tests import conftest
from tests.web import pages_world

GTIN = "05397184821671"
NASTY = (
    "<script>alert(1)</script>",
    '"/><svg onload=alert(1)>',
    "'><img src=x onerror=alert(1)>",
    "]]><script>alert(1)</script><![CDATA[",
    "</title></svg><script>alert(1)</script>",
    "</textarea></script><script>alert(1)</script>",
    "javascript:alert(1)",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "</style><script>alert(1)</script>",
    "url(https://evil.example/x)",
    "{{7*7}}${7*7}",
    "\u202etxt.exe\x00\x0b",
)
# The last is refused by the importer already.
NAMES = NASTY[:-1]
PARAMETERS = ("style", "mode", "lang", "size", "labels", "label", "color", "callback", "__proto__")
TAGS = {"svg", "title", "style", "g", "rect", "text", "path", "circle", "polygon"}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Products whose brand, name, number and stated label are each of the nasty texts; one is certified."""
    columns = ("supplier_number", "gtin", "mpn", "brand", "name", "description", "product_group", "labels")
    written = io.StringIO()
    sheet = csv.writer(written)
    sheet.writerow(columns)
    for number, text in enumerate(NAMES, 1):
        gtin = GTIN if number == 1 else ""
        sheet.writerow([number, gtin, f"M-{number}", text, f"{text} skjerm", text, "displays", "EPEAT"])
    register = (
        "label,certificate,brand,model,gtin,product_group,valid_from,valid_to,url\n"
        f'tco-certified,"<i>D1</i>",x,y,{GTIN},displays,2024-01-01,2028-01-01,javascript:alert(1)\n'
    )
    with pages_world.opened(tmp_path_factory.mktemp("shop")) as space:
        load: Any = conftest._load
        assert load(space, "feed", written.getvalue(), "table", "f.csv", supplier="acme").stored == len(NAMES)
        load(space, "register", register, "table", "r.csv", label="tco-certified")
        yield pages_world.application(space).test_client()


def harmless(svg: str) -> ElementTree.Element:
    """The picture, which holds shapes and words and asks for nothing."""
    root = ElementTree.fromstring(svg)  # noqa: S314 - what is to be proved
    for one in root.iter():
        assert one.tag.removeprefix(SVG) in TAGS
        assert not [name for name in one.attrib if name.startswith("on") or name.endswith("href")]
    assert not re.search(
        r"url\(|@import|javascript:", "".join(one.text or "" for one in root.iter(f"{SVG}style"))
    )
    return root


class Reader(HTMLParser):
    """The elements of a page with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def nothing_runs(html: str) -> None:
    for tag, attributes in Reader(html).found:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        if tag == "script":
            assert "src" in attributes or attributes["type"] == "application/ld+json"
        for name in ("href", "src"):
            assert not (attributes.get(name) or "").startswith("javascript:"), (tag, attributes)


@pytest.mark.parametrize("text", NASTY)
def test_no_parameter_changes_more_than_what_it_may(client: FlaskClient, text: str) -> None:
    path = f"/badge/v1/{GTIN}.svg"
    usual = client.get(path)
    for name in PARAMETERS:
        answer = client.get(f"{path}?{name}={quote(text)}&{quote(text)}=1")
        assert (answer.status_code, answer.data) == (200, usual.data), name
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    harmless(usual.text)


@pytest.mark.parametrize("text", NASTY)
def test_a_number_or_label_that_is_none_is_told_without_repeating_it_as_markup(
    client: FlaskClient, text: str
) -> None:
    number = quote(text, safe="")
    for path in (f"{number}.svg", f"acme:{number}.svg", f"{number}/epeat.svg", f"{GTIN}/{number}.svg"):
        answer = client.get(f"/badge/v1/{path}")
        assert answer.status_code in (200, 400, 404)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if answer.mimetype == "image/svg+xml":
            harmless(answer.text)
        else:
            assert answer.mimetype == "application/problem+json"
            json.loads(answer.text)


@pytest.mark.parametrize("number", range(1, len(NAMES) + 1))
def test_a_name_is_text_wherever_it_is_embedded(client: FlaskClient, number: int) -> None:
    name = client.get(f"/api/v1/products/{number}").json["name"]
    for form in ("", "?style=plain&lang=en", "?style=symbol&mode=dark"):
        root = harmless(client.get(f"/badge/v1/acme:{number}.svg{form}").text)
        assert (root.findtext(f"{SVG}title") or "").startswith(f"{name}: ")
        assert root.attrib["aria-label"] == root.findtext(f"{SVG}title")
    assert client.get(f"/badge/v1/acme:{number}.json").json["name"] == name
    for page in ("", "/embed", "/evidence"):
        nothing_runs(client.get(f"/products/{number}{page}").text)
    code = client.get(f"/oembed?url={pages_world.BASE}/products/{number}").json["html"]
    assert [tag for tag, _attributes in Reader(code).found] == ["a", "img"]
    assert (dict(Reader(code).found)["img"]["alt"] or "").startswith(name)


def test_a_register_s_own_texts_are_text_too(client: FlaskClient) -> None:
    twin = client.get(f"/badge/v1/{GTIN}/tco-certified.json").json
    assert twin["labels"][0]["certificate"] == "<i>D1</i>"
    html = client.get("/products/1").text
    nothing_runs(html)
    assert "<i>D1" not in html
