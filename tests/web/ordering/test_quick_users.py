"""Quick order and ordering again by users: the list is one's own, the basket the one being filled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from catalog.workspace import Workspace
from tests.web import pages_world
from tests.web.pages_world import flat
from tests.web.people_world import Browser, a_user, browser, log_in, logged_in


@pytest.fixture
def space(tmp_path: Path) -> Iterator[Workspace]:
    with pages_world.opened(tmp_path) as found:
        pages_world.fill(found)
        for email, company in (
            ("kari@firma.no", "firma"),
            ("ola@firma.no", "firma"),
            ("eva@annet.no", "annet"),
        ):
            a_user(found, email, company)
        yield found


@pytest.fixture
def app(space: Workspace) -> Flask:
    return pages_world.application(space)


def texts(found: Browser) -> list[str]:
    return re.findall(r"Skrevet: <q>([^<]*)</q>", found.get("/quick").text)


def test_a_list_begun_before_the_log_in_is_there_after_it_and_nobody_elses(app: Flask) -> None:
    kari = browser(app)
    kari.post("/quick/lines", text="1001 2\n9999999 3")
    log_in(kari, "kari@firma.no")
    assert texts(kari) == ["1001 2", "9999999 3"]
    kari.post("/quick/lines", text="1002 1")
    assert texts(logged_in(app, "kari@firma.no")) == ["1001 2", "9999999 3", "1002 1"]
    for email in ("ola@firma.no", "eva@annet.no"):
        assert texts(logged_in(app, email)) == []
    assert texts(browser(app)) == []


def test_at_log_in_a_second_list_comes_after_the_first_and_none_is_lost(app: Flask) -> None:
    kari = logged_in(app, "kari@firma.no")
    kari.post("/quick/lines", text="1001 2")
    other = browser(app)
    other.post("/quick/lines", text="1002 1\n1003 1")
    log_in(other, "kari@firma.no")
    assert texts(other) == texts(kari) == ["1001 2", "1002 1", "1003 1"]
    other.post("/quick", remove="2")
    assert texts(kari) == ["1001 2", "1003 1"]


def test_what_is_ready_goes_into_the_basket_that_the_user_fills(app: Flask) -> None:
    kari = logged_in(app, "kari@firma.no")
    kari.post("/baskets", name="Bad 2. etg")
    kari.post("/quick/lines", text="1002 2\n1003 1")
    assert kari.post("/quick", act="add").location == "/basket"
    page = flat(kari.get("/basket").text)
    assert "2 linjer lagt i Bad 2. etg." in page and "Kurv 1" not in page
    assert texts(kari) == []


def test_a_company_orders_again_what_a_colleague_ordered_and_no_other_company_does(app: Flask) -> None:
    kari, ola, eva = (logged_in(app, f"{who}.no") for who in ("kari@firma", "ola@firma", "eva@annet"))
    kari.post("/quick/lines", text="1002 2")
    kari.post("/quick", act="add")
    page = kari.get("/basket/confirm/nordisk").text
    hidden = dict(re.findall(r'name="(confirmation|shown)" value="([^"]+)"', page))
    number = str(kari.post("/basket/confirm/nordisk", **hidden).location).rpartition("/")[2]
    assert ola.post("/orders/again", order=number).location == "/basket"
    assert 'value="2"' in ola.get("/basket").text
    assert eva.post("/orders/again", order=number).location == "/orders"
    assert "HP LaserJet" not in eva.get("/basket").text + eva.get("/orders/most").text
