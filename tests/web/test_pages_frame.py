"""What every page stands in: headers, form tokens, languages, errors, vendored files."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pages_world import application, fill, flat, opened, page, product_id

from catalog.errors import MerkbarError
from catalog.workspace import Workspace
from web.errors import problem

STATIC = Path(__file__).parent.parent.parent / "web" / "static"
PAGES = ("/", "/search", "/search?q=nothing-here", "/labels", "/labels/epeat", "/status", "/nowhere")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with opened(tmp_path_factory.mktemp("shop")) as space:
        fill(space)
        yield space


@pytest.fixture
def app(shop: Workspace) -> Flask:
    return application(shop)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def everything(client: FlaskClient) -> dict[str, str]:
    number = product_id(client, "2Z624F")
    addresses = (*PAGES, f"/products/{number}", f"/products/{number}/evidence")
    return {address: client.get(address).text for address in addresses}


def test_every_page_forbids_foreign_scripts_frames_and_guessing(client: FlaskClient) -> None:
    for address in PAGES:
        headers = client.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'self'") and "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "private, no-cache"


def test_a_badge_may_be_framed_by_anybody(client: FlaskClient) -> None:
    policy = client.get("/badge/v1/5397184821671.svg").headers["Content-Security-Policy"]
    assert "frame-ancestors" not in policy


def test_no_page_needs_what_the_policy_forbids(client: FlaskClient) -> None:
    for address, html in everything(client).items():
        assert not re.search(r"<script(?![^>]* src=)(?! type=\"application/ld\+json\")", html), address
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style", html), address
        assert not re.search(r'(?:src|<link[^>]*stylesheet[^>]*href)="(?:https?:)?//', html), address


def test_every_page_has_one_heading_a_language_and_a_way_past_the_menu(client: FlaskClient) -> None:
    for address, html in everything(client).items():
        assert html.count("<h1") == 1, address
        assert '<html lang="nb"' in html and 'class="ds-skip-link" href="#main"' in html
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids)), (address, sorted(i for i in ids if ids.count(i) > 1))
        for target in re.findall(r'<label[^>]* for="([^"]+)"', html):
            assert target in ids, (address, target)


def test_a_form_without_its_token_changes_nothing(client: FlaskClient) -> None:
    answer = client.post("/basket/lines", data={"offer_id": "1", "quantity": "1"})
    assert answer.status_code == 400
    assert "Ingenting er sendt eller endret" in flat(answer.text)


def test_a_program_needs_no_form_token(client: FlaskClient) -> None:
    answer = client.post("/api/v1/lookup", json={"identifiers": ["5397184821671"]})
    assert answer.status_code == 200


def test_static_files_may_be_kept_and_pages_name_them_by_content(client: FlaskClient) -> None:
    address = re.search(r'href="(/static/frame\.css\?v=[0-9a-f]{12})"', page(client, "/"))
    assert address
    assert "immutable" in client.get(address.group(1)).headers["Cache-Control"]
    assert "immutable" not in client.get("/static/merkbar.css").headers.get("Cache-Control", "")


def test_english_is_one_click_away_and_stays(client: FlaskClient) -> None:
    assert 'href="/search?q=skjerm&amp;lang=en"' in page(client, "/search?q=skjerm")
    english = page(client, "/search?q=skjerm&lang=en")
    assert '<html lang="en"' in english and "2 hits for “skjerm”" in flat(english)
    assert "list price excl. VAT" in page(client, "/search")
    assert "lang=" not in re.findall(r'rel="canonical" href="([^"]+)"', english)[0]
    assert '<html lang="nb"' in page(client, "/search?lang=nb")
    assert '<html lang="nb"' in page(client, "/search?lang=xx")


def test_the_language_form_goes_back_to_its_page_but_never_to_another_site(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    app.extensions["csrf"].protect = lambda: None
    client = app.test_client()
    for referrer, back in (
        ("http://localhost/search?q=x", "/search?q=x"),
        ("http://evil.test/search", "/"),
        ("http://localhost//evil.test", "/"),
        ("", "/"),
    ):
        answer = client.post("/language/en", headers={"Referer": referrer})
        assert (answer.status_code, answer.location) == (303, back)
    assert '<html lang="en"' in page(client, "/")
    assert client.post("/language/xx").status_code == 404


def test_a_badge_never_sets_the_language_cookie(client: FlaskClient) -> None:
    assert "Set-Cookie" not in client.get("/badge/v1/5397184821671.svg?lang=en").headers


def test_programs_get_problems_and_people_get_pages(client: FlaskClient) -> None:
    for address, status in (("/api/v1/nowhere", 404), ("/badge/nowhere", 404)):
        answer = client.get(address)
        assert answer.status_code == status
        assert answer.content_type == "application/problem+json"
        assert json.loads(answer.text)["status"] == status
    assert client.get("/nowhere").mimetype == "text/html"


def test_a_wrong_method_says_which_ones_there_are(client: FlaskClient) -> None:
    answer = client.delete("/api/v1/products")
    assert answer.status_code == 405 and "GET" in answer.headers["Allow"]


def test_a_domain_error_is_a_page_with_its_words(app: Flask) -> None:
    def refuse() -> str:
        raise MerkbarError("12 lines, at most <10>")

    app.add_url_rule("/refused", view_func=refuse)
    html = page(app.test_client(), "/refused", 400)
    assert "12 lines, at most &lt;10&gt;" in html


def test_a_fault_of_ours_shows_no_trace_even_where_a_page_cannot_ask_anything(app: Flask) -> None:
    def broken() -> str:
        raise RuntimeError("secret detail")

    app.add_url_rule("/broken", view_func=broken)
    app.add_url_rule("/api/broken", "api_broken", broken)
    app.template_context_processors[None].append(broken)  # type: ignore[arg-type]
    client = app.test_client()
    html = page(client, "/broken", 500)
    assert "Noe gikk galt hos oss" in html and "secret detail" not in html and "Traceback" not in html
    answer = client.get("/api/broken")
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert "secret" not in answer.text


def test_too_large_a_body_says_that_nothing_was_kept(app: Flask) -> None:
    client = app.test_client()
    answer = client.post("/basket/lines", data={"offer_id": "1" * 3_000_000})
    assert answer.status_code == 413 and "Ingenting er lagret" in flat(answer.text)


def test_a_problem_leaves_out_what_is_not_known() -> None:
    body = json.loads(problem(400, "Bad Request", "æ", field="q", reason=None).get_data(as_text=True))
    assert body == {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": "æ", "field": "q"}


def test_demo_data_is_marked_on_every_page(shop: Workspace) -> None:
    client = application(shop, demo=True).test_client()
    for address in PAGES:
        assert "leverandører, priser og de fleste produkter er oppdiktet" in client.get(address).text
    assert "oppdiktet" not in application(shop).test_client().get("/").text


def test_vendored_files_are_what_was_published_and_carry_their_licence() -> None:
    vendor = STATIC / "vendor"
    lines = (vendor / "CHECKSUMS").read_text("utf-8").splitlines()
    named = dict(reversed(line.split("  ", 1)) for line in lines)
    found = {path.relative_to(vendor).as_posix() for path in vendor.rglob("*") if path.is_file()}
    assert found - {"CHECKSUMS"} == set(named)
    for name, digest in named.items():
        assert hashlib.sha384((vendor / name).read_bytes()).hexdigest() == digest, name
    assert all((folder / "LICENSE").is_file() for folder in vendor.iterdir() if folder.is_dir())


def test_the_style_sheet_asks_for_nothing_that_is_not_there(client: FlaskClient) -> None:
    style = (STATIC / "merkbar.css").read_text("utf-8")
    addresses = re.findall(r'url\("([^"]+)"\)', style)
    assert addresses
    for address in addresses:
        assert client.get(f"/static/{address}").status_code == 200, address
