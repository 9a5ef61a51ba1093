"""One company's price runs on the operator's command line: seen, released and dropped like a feed's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.importers.company_files import RH
from tests.web.delivery.shop import GOOD, Shop
from tests.web.delivery.shop import opened as open_shop
from tests.web.pages_world import flat, page
from web import create_app
from web.config import from_environment

NAME = "acme@firma"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A shop with one company, whose second price file is held: it is of another customer."""
    shop = open_shop(tmp_path, None)
    assert shop.pull(GOOD) == 0
    assert shop.run("users", "add", "kari@firma.no", "--company", "firma")[0] == 0
    assert load(shop, RH) == 0
    assert load(shop, RH.replace("55012", "99999")) == 1
    return shop


def load(shop: Shop, head: str) -> int:
    file = shop.folder / "prices.txt"
    file.write_text(head + "RL;5;H06;;5000;\r\n", "latin-1")
    words = ("--format", "nelfo", "--supplier", "acme", "--company", "firma")
    return shop.run("feeds", "load", str(file), *words)[0]


def standing(shop: Shop) -> tuple[str, list[str], list[str]]:
    items = json.loads(shop.run("feeds", "status", "--json")[1])["items"]
    (own,) = [item for item in items if item["name"] == NAME]
    return own["run"]["status"], own["troubles"], own["what_to_do"]


def test_the_operator_sees_a_held_one_and_the_way_out_and_no_page_does(shop: Shop) -> None:
    ways = [f"merkbar feeds release {NAME}", f"merkbar feeds drop {NAME}"]
    assert standing(shop) == ("held", ["held"], ways)
    assert f"{NAME}\theld\t" in shop.run("feeds", "status")[1]
    assert f"prices {NAME}: held: run 3" in shop.run("doctor")[1]
    client = create_app(from_environment(shop.environment()), testing=True).test_client()
    assert "firma" not in flat(page(client, "/status"))
    assert "firma" not in client.get("/status/alerts.atom").text


@pytest.mark.parametrize(("verb", "status"), [("release", "published"), ("drop", "failed")])
def test_a_held_one_is_released_or_dropped(shop: Shop, verb: str, status: str) -> None:
    code, said = shop.run("feeds", verb, NAME)
    assert code == 0, said
    assert standing(shop)[:2] == (status, [])
    code, said = shop.run("feeds", verb, NAME)
    assert (code, "not held" in said) == (1, True)


def test_one_that_failed_is_loaded_again(shop: Shop) -> None:
    assert load(shop, "VH;EFONELFO;3.0\r\n") == 1
    assert standing(shop) == (
        "failed",
        ["failed"],
        ["merkbar feeds load FILE --format nelfo --supplier acme --company firma"],
    )


def test_an_unknown_one_is_refused(shop: Shop) -> None:
    for verb in ("release", "drop"):
        assert shop.run("feeds", verb, "acme@ingen") == (1, "acme@ingen: has never run")
