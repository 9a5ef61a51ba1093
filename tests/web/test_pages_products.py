"""Product and evidence pages: two clicks from a symbol to its certificate, and what is not shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from pages_world import application, fill, flat, opened, page, product_id
from sqlmodel import select

from catalog import db, queries
from catalog.models import Product
from catalog.shapes import ProductView
from catalog.workspace import Workspace
from labels.model import State


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with opened(tmp_path_factory.mktemp("shop")) as space:
        fill(space)
        yield space


@pytest.fixture
def client(shop: Workspace) -> FlaskClient:
    return application(shop).test_client()


def section(html: str, label: str) -> str:
    return html.split(f'id="{label}"')[1].split("</section>")[0]


def test_two_clicks_lead_from_a_symbol_to_its_certificate_in_the_register(client: FlaskClient) -> None:
    hits = page(client, "/search?q=P2425")
    link = re.search(r'data-label="tco-certified"[^>]* href="([^"]+)"', hits)
    assert link
    address, fragment = link.group(1).split("#")
    evidence = section(page(client, address), fragment)
    register = re.search(r'href="([^"]+)"[^>]*>Slå opp i registeret', evidence)
    assert register and register.group(1) == "https://tcocertified.com/product-finder/?cert=D1024110043"


def test_evidence_names_certificate_register_dates_match_and_file(client: FlaskClient) -> None:
    html = page(client, f"/products/{product_id(client, 'P2425')}/evidence")
    words = flat(section(html, "tco-certified"))
    assert "Sertifikat D1024110043 Register TCO Certified Product Finder" in words
    assert "fra 4.12.2024 til 22.12.2027" in words
    assert "GTIN er likt i varefilen og i registeret: 5397184821671" in words
    assert re.search(r"Hentet \d+\.\d+\.\d{4} kl\. \d\d\.\d\d · sist bekreftet 22\.11\.2026", words)
    assert re.search(r"Fil tco\.json , linje 1 Filens sha256 [0-9a-f]{16}", words)
    assert "Ja: GTIN er likt 05397184821671 = 05397184821671" in words


def test_an_expired_label_is_named_with_its_date_and_never_a_symbol(client: FlaskClient) -> None:
    number = product_id(client, "V247YGBIP")
    shown, evidence = page(client, f"/products/{number}"), page(client, f"/products/{number}/evidence")
    assert "data-label=" not in shown and "data-label=" not in evidence
    assert "TCO Certified : Sertifikatet gjaldt til 10.8.2026." in flat(shown)
    assert "Utløpt 10.8.2026" in flat(section(evidence, "tco-certified"))


def test_an_address_of_a_register_that_is_a_script_is_never_a_link(client: FlaskClient) -> None:
    number = product_id(client, "V247YGBIP")
    for address in (f"/products/{number}", f"/products/{number}/evidence"):
        assert "javascript:" not in page(client, address)


def test_a_declared_label_says_who_stated_what_and_where(client: FlaskClient) -> None:
    number = product_id(client, "2Z624F")
    words = flat(section(page(client, f"/products/{number}/evidence"), "nordic-swan"))
    assert "Oppgitt av leverandøren, ikke bekreftet" in words
    assert "nordisk oppgir Svanemerket i nordisk.csv, linje 3" in words
    assert "Slå opp i registeret" in words


def test_an_impossible_claim_is_refused_with_its_reason(client: FlaskClient) -> None:
    number = product_id(client, "PFXP3G15")
    words = flat(page(client, f"/products/{number}"))
    assert "Blå engel : Merket finnes ikke for denne typen produkt." in words
    assert "Ingen av de seks merkene finnes for kabel og ledning." in words
    assert "Vis merkede" not in words


def test_a_product_without_verified_label_leads_to_labelled_ones_of_its_kind(client: FlaskClient) -> None:
    html = page(client, f"/products/{product_id(client, 'V247YGBIP')}")
    link = re.search(r'href="([^"]+)"[^>]*>Vis merkede skjermer<', html)
    assert link
    found = page(client, link.group(1).replace("&amp;", "&"))
    assert re.findall(r'data-product-id="(\d+)"', found) == [str(product_id(client, "P2425"))]
    assert "Vis merkede" not in page(client, f"/products/{product_id(client, 'P2425')}")


def test_every_supplier_stands_with_price_pack_and_stock(client: FlaskClient) -> None:
    words = flat(page(client, f"/products/{product_id(client, 'P2425')}"))
    assert "lager 77-1 2 199,00 kr per stk veil. bruttopris eks. mva stk 8 på lager" in words
    assert "nordisk 1001 2 490,00 kr per stk veil. bruttopris eks. mva stk 142 på lager" in words
    assert "El-nummer NO 88 123 45" in words and "GTIN 5397184821671" in words


def test_a_merged_product_redirects_for_good(client: FlaskClient, shop: Workspace) -> None:
    target = product_id(client, "P2425")
    with db.writing(shop.engine) as session:
        session.add(Product(name="gammel", active=False, merged_into=target))
    with db.reading(shop.engine) as session:
        old = session.exec(select(Product.id).where(Product.name == "gammel")).one()
    for tail in ("", "/evidence"):
        answer = client.get(f"/products/{old}{tail}")
        assert (answer.status_code, answer.location) == (301, f"/products/{target}{tail}")


def test_an_unknown_product_is_a_page(client: FlaskClient) -> None:
    assert "Fant ikke siden" in page(client, "/products/999999", 404)
    assert "Fant ikke siden" in page(client, "/products/999999/evidence", 404)


def test_a_candidate_is_shown_to_nobody(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    number = product_id(client, "P2425")
    real = queries.product_view

    def weakened(*args: object) -> ProductView:
        view = real(*args)  # type: ignore[arg-type]
        weak = tuple(replace(one, state=State.CANDIDATE, certificate="WEAK-1") for one in view.evidence)
        return replace(view, evidence=(*view.evidence, *weak))

    monkeypatch.setattr(queries, "product_view", weakened)
    html = page(client, f"/products/{number}/evidence")
    assert "D1024110043" in html and "WEAK-1" not in html
