"""Who in a company sees its net prices: an admin says whether electricians do; quick order keeps to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from catalog.workspace import Workspace
from tests.importers.company_files import RH, load_company
from tests.web import pages_world
from tests.web.pages_world import flat
from tests.web.people_world import Browser, logged_in
from tests.web.walls_world import two_companies

# An agreed price of 1234.56 for the monitor.
TERMS = RH + "RL;0;1001;123456;;\r\n"
MARK = "1 234,56 kr"
PAGES = ("/search?q=P2425", "/products/{product}", "/basket", "/basket/confirm/nordisk", "/quick")


@pytest.fixture
def space(tmp_path: Path) -> Iterator[Workspace]:
    with two_companies(tmp_path) as found:
        assert load_company(found, TERMS, supplier="nordisk").status == "published"
        yield found


@pytest.fixture
def app(space: Workspace) -> Flask:
    return pages_world.application(space)


def shown(browser: Browser) -> list[bool]:
    """On which of the pages the net price stands, once the monitor is in basket and list."""
    product = str(pages_world.product_id(browser.client, "1001"))
    texts = [browser.get(path.format(product=product)) for path in PAGES]
    assert all(answer.status_code == 200 for answer in texts)
    assert all("Dell P2425" in answer.text for answer in texts)
    return [MARK in flat(answer.text) for answer in texts]


def filled(browser: Browser) -> Browser:
    browser.post("/quick/lines", text="1001 2")
    assert browser.post("/quick", act="add").status_code == 303
    browser.post("/quick/lines", text="1001 2")
    return browser


def test_quick_order_tells_the_net_price_to_who_may_see_it_alone(app: Flask) -> None:
    buyer = filled(logged_in(app, "buyer@firma.no"))
    answer = buyer.get("/quick")
    assert MARK in flat(answer.text) and "2 469,12 kr" in flat(answer.text)
    assert answer.headers["Cache-Control"] == "private, no-store"
    for other in (
        logged_in(app, "electrician@firma.no"), logged_in(app, "buyer@annet.no"), Browser(app),
    ):  # fmt: skip
        text = filled(other).get("/quick").text
        assert "Dell P2425" in text and not re.search(r"1.?234,56|2.?469,12|AVT77", text)
        htmx = other.client.post(
            "/quick", data={"csrf_token": other.form_token()}, headers={"HX-Request": "true"}
        )
        assert "Dell P2425" in htmx.text and not re.search(r"1.?234,56|2.?469,12|AVT77", htmx.text)


def test_an_admin_shows_the_net_prices_to_electricians_of_the_company_and_hides_them_again(
    app: Flask,
) -> None:
    admin = logged_in(app, "admin@firma.no")
    ours, theirs = (filled(logged_in(app, f"electrician@{name}.no")) for name in ("firma", "annet"))
    nothing, everything = [False] * len(PAGES), [True] * len(PAGES)
    assert shown(ours) == nothing
    assert "Vis nettopriser for alle" in admin.get("/account").text
    assert admin.post("/company/prices", for_all="1").status_code == 303
    assert shown(ours) == everything and shown(theirs) == nothing
    assert "Skjul nettopriser for elektrikere" in admin.get("/account").text
    admin.post("/company/prices", for_all="0")
    assert shown(ours) == nothing


def test_an_electrician_who_sees_prices_has_no_other_right_by_it(app: Flask) -> None:
    logged_in(app, "admin@firma.no").post("/company/prices", for_all="1")
    electrician = logged_in(app, "electrician@firma.no")
    assert electrician.get("/reports/labelled-share").status_code == 403
    assert electrician.post("/company/prices", for_all="0").status_code == 403
    assert "nettopriser" not in flat(electrician.get("/account").text)


def test_a_frozen_order_tells_its_net_price_to_electricians_only_while_the_company_wants_it(
    app: Flask,
) -> None:
    electrician = filled(logged_in(app, "electrician@firma.no"))
    page = electrician.get("/basket/confirm/nordisk").text
    hidden = dict(re.findall(r'name="(confirmation|shown|basket)" value="([^"]+)"', page))
    order = str(electrician.post("/basket/confirm/nordisk", **hidden).location)
    assert MARK not in flat(electrician.get(order).text)
    admin = logged_in(app, "admin@firma.no")
    admin.post("/company/prices", for_all="1")
    assert MARK in flat(electrician.get(order).text)
    admin.post("/company/prices", for_all="0")
    assert MARK not in flat(electrician.get(order).text)
