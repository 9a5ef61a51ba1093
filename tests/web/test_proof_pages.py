"""What a label proves, on its own page and beside its symbol."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from pages_world import application, fill, flat, opened, page, product_id

from catalog.workspace import Workspace
from labels.definitions import AREAS, SLUGS
from labels.proof import matrix
from tests import conftest

ENERGY_STAR = "certificate,brand,model,markets,valid_from\n4480271,Lenovo,21ML003XMX,US,2026-01-01\n"
EU = "certificate,brand,model,generation,valid_to\nNO/022/00012,Acer,V247YGBIP,2020-1804,2028-01-01\n"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with opened(tmp_path_factory.mktemp("shop")) as space:
        fill(space)
        conftest._load(space, "register", ENERGY_STAR, "table", "es.csv", label="energy-star")
        conftest._load(space, "register", EU, "table", "eu.csv", label="eu-ecolabel")
        yield space


@pytest.fixture
def client(shop: Workspace) -> FlaskClient:
    return application(shop).test_client()


def lines(html: str) -> list[str]:
    return [flat(part) for part in re.findall(r'<p class="proves">.*?</p>', html, re.DOTALL)]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_label_page_answers_for_every_area_in_words_and_shape(
    client: FlaskClient, shop: Workspace, slug: str
) -> None:
    label = shop.labels[slug]
    html = page(client, f"/labels/{slug}")
    table = re.search(r'<table class="ds-table proof">.*?</table>', html, re.DOTALL)
    assert table
    rows = re.findall(r'data-area="([^"]+)" data-reach="([^"]+)">(.*?)</tr>', table.group(), re.DOTALL)
    assert [(area, reach) for area, reach, _ in rows] == [(one.area, one.reach) for one in matrix(label)]
    assert [area for area, _, _ in rows] == list(AREAS)
    for (_area, reach, cells), one in zip(rows, matrix(label), strict=True):
        assert {"yes": "Ja", "partly": "Delvis", "no": "Nei"}[reach] in flat(cells)
        assert one.text("nb") in flat(cells) and '<svg class="reach"' in cells
    assert f'href="{label.terms_url}"' in html
    assert all(generation.name in flat(html) for generation in label.generations)


def test_an_edition_that_differs_has_a_table_and_an_address_of_its_own(client: FlaskClient) -> None:
    html = page(client, "/labels/eu-ecolabel")
    edition = html.split('<div class="edition">')[1]
    assert 'href="https://eur-lex.europa.eu/eli/dec/2020/1804/oj"' in edition
    assert re.findall(r'data-area="([^"]+)" data-reach="yes"', edition) == [
        "energy", "working-conditions", "conflict-minerals",
    ]  # fmt: skip


def test_nobody_reads_energy_star_as_a_promise_about_labour(client: FlaskClient) -> None:
    number = product_id(client, "21ML003XMX")
    said = (
        "Gjelder: energi, uavhengig kontroll. Gjelder ikke: kjemikalier, levetid og gjenvinning, "
        "arbeidsforhold, konfliktmineraler. Hva merket viser , ENERGY STAR"
    )
    assert said in lines(page(client, f"/products/{number}"))
    assert said in lines(page(client, f"/products/{number}/evidence"))


def test_the_line_is_that_of_the_edition_the_certificate_names(client: FlaskClient) -> None:
    html = page(client, f"/products/{product_id(client, 'V247YGBIP')}")
    (line,) = lines(html)
    assert line.startswith("Gjelder: energi, kjemikalier, levetid og gjenvinning, arbeidsforhold, konflikt")
    assert 'href="/labels/eu-ecolabel#h-covers"' in html


def test_a_label_that_is_not_shown_says_nothing_of_what_it_proves(client: FlaskClient) -> None:
    number = product_id(client, "PFXP3G15")
    assert "Blå engel" in page(client, f"/products/{number}")
    for address in (f"/products/{number}", f"/products/{number}/evidence"):
        assert lines(page(client, address)) == []


def test_a_declared_label_has_its_line_too(client: FlaskClient) -> None:
    html = page(client, f"/products/{product_id(client, '2Z624F')}/evidence")
    swan = html.split('id="nordic-swan"')[1].split("</section>")[0]
    (line,) = lines(swan)
    assert line.startswith("Gjelder: kjemikalier, levetid og gjenvinning, uavhengig kontroll. Delvis:")
