"""Label pages and the status page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pages_world import application, fill, flat, opened, page

from catalog.workspace import Workspace
from tests import conftest
from web.views.labels import blocks


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with opened(tmp_path_factory.mktemp("shop")) as space:
        fill(space)
        yield space


@pytest.fixture
def client(shop: Workspace) -> FlaskClient:
    return application(shop).test_client()


def test_all_six_labels_stand_with_owner_and_count(client: FlaskClient, shop: Workspace) -> None:
    html = page(client, "/labels")
    for slug, label in shop.labels.items():
        assert f'href="/labels/{slug}"' in html
        assert label.owner in flat(html)
    assert 'data-value="tco-certified" data-count="2"' in html
    assert 'data-value="nordic-swan" data-count="0"' in html


@pytest.mark.parametrize(
    "slug",
    ["tco-certified", "epeat", "energy-star", "blue-angel", "nordic-swan", "eu-ecolabel"],
)
def test_a_label_page_says_who_stands_behind_it_and_where_to_look(
    client: FlaskClient, shop: Workspace, slug: str
) -> None:
    label = shop.labels[slug]
    for lang in ("nb", "en"):
        html = page(client, f"/labels/{slug}?lang={lang}")
        assert label.name(lang) in flat(html)
        assert label.owner in flat(html) and label.register_name in flat(html)
        assert f'href="{label.register_url}"' in html.replace("&amp;", "&")
        first = next(lines for kind, lines in blocks(label.texts[lang]) if kind == "p")
        assert " ".join(first[0].split()) in flat(html)


def test_energy_star_says_where_it_counts(client: FlaskClient) -> None:
    assert "gyldige i US" in flat(page(client, "/labels/energy-star"))


def test_an_unknown_label_is_a_page(client: FlaskClient) -> None:
    assert "Fant ikke siden" in page(client, "/labels/green-leaf", 404)


def test_texts_become_blocks_and_nothing_in_them_is_markup() -> None:
    text = "# Name\n\nOne\nline <b>.\n\n## Head\n- a\n- b\n\n* c"
    assert list(blocks(text)) == [
        ("p", ["One line <b>."]),
        ("h2", ["Head"]),
        ("ul", ["a", "b"]),
        ("ul", ["c"]),
    ]
    assert list(blocks("")) == []


def test_the_status_page_tells_of_every_feed_and_register(client: FlaskClient) -> None:
    words = flat(page(client, "/status"))
    run = r"table Publisert 22\.11\.2026 kl\. \d\d\.\d\d \d+ \w+"
    assert re.search(rf"nordisk {run} 6 6 0 0 ", words)
    assert re.search(rf"epeat {run} 1 1 0 0 22\.11\.2026 ", words)
    assert "utgave 5, 6 produkter" in words


def test_a_rejected_record_is_an_issue_with_file_line_and_field(tmp_path: Path) -> None:
    with opened(tmp_path) as space:
        feed = "supplier_number,gtin,name\n1,7012345678901,Lampe\n2,,Pære\n"
        conftest._load(space, "feed", feed, "table", "gal.csv", supplier="acme")
        words = flat(page(application(space).test_client(), "/status"))
        assert "gal.csv linje 2 gtin" in words
        assert "7012345678901" in words


def test_an_empty_installation_says_what_is_missing(tmp_path: Path) -> None:
    with opened(tmp_path) as space:
        client = application(space).test_client()
        words = flat(page(client, "/status"))
        assert "Ingen varefil er lastet inn ennå." in words
        assert "Uten dem kan ingen merker bekreftes." in words
        assert "merkbar feeds load" in page(client, "/")
