"""Two people in one basket: whose page is older is told what came and went, and loses nothing typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import select
from werkzeug.test import TestResponse

from catalog import db
from catalog.models import Offer
from catalog.workspace import Workspace
from tests.web import pages_world
from tests.web.pages_world import flat
from tests.web.people_world import Browser, a_user, logged_in


@pytest.fixture
def space(tmp_path: Path) -> Iterator[Workspace]:
    with pages_world.opened(tmp_path) as found:
        pages_world.fill(found)
        a_user(found, "kari@firma.no", name="Kari Nordmann")
        a_user(found, "ola@firma.no", name="Ola Hansen")
        yield found


@pytest.fixture
def app(space: Workspace) -> Flask:
    return pages_world.application(space)


@pytest.fixture
def offers(space: Workspace) -> dict[str, int]:
    with db.reading(space.engine) as session:
        return {one.supplier_number: one.id or 0 for one in session.exec(select(Offer))}


@pytest.fixture
def kari(app: Flask, offers: dict[str, int]) -> Browser:
    """Kari with a shared basket of a screen and a printer, which is number 1."""
    found = logged_in(app, "kari@firma.no")
    for number in ("1001", "1002"):
        found.post("/basket/lines", offer_id=offers[number], quantity="2")
    found.post("/baskets/1", act="share")
    return found


@pytest.fixture
def ola(app: Flask, kari: Browser) -> Browser:
    found = logged_in(app, "ola@firma.no")
    found.post("/baskets/choose", basket="1")
    return found


def form(page: str) -> dict[str, str]:
    """The fields of the basket's form as the browser holds them."""
    inside = page.split('id="basket-form"')[1]
    return dict(re.findall(r'name="([^"]+)" value="([^"]*)"', inside)) | {"basket": "1"}


def lines(page: str) -> list[str]:
    return re.findall(r'name="quantity-(\d+)"', page)


def save(browser: Browser, fields: dict[str, str], scripts: bool = False, **more: str) -> TestResponse:
    buttons = ("remove", "switch", "pack", "confirm")
    only = {name: text for name, text in fields.items() if name not in buttons}
    data = {**only, **more, "csrf_token": browser.form_token()}
    return browser.client.post("/basket", data=data, headers={"HX-Request": "true"} if scripts else {})


def test_what_another_added_is_told_by_name_and_what_was_typed_is_stored(
    kari: Browser, ola: Browser, offers: dict[str, int]
) -> None:
    page = kari.get("/basket").text
    ola.post("/basket/lines", offer_id=offers["1005"], quantity="100")
    answer = save(kari, form(page) | {f"quantity-{lines(page)[0]}": "7"}, scripts=True)
    told = flat(answer.text.split("data-meanwhile")[1].split("</div>")[0])
    assert "Ola Hansen har lagt dette i kurven mens du hadde den åpen: «PFXP 3G1,5 kabel hvit»." in told
    assert "Vis kurven på nytt" in told
    again = kari.get("/basket?basket=1").text
    assert 'value="7"' in again and len(lines(again)) == 3
    assert "data-meanwhile" not in save(kari, form(again), scripts=True).text


def test_it_is_told_again_until_the_page_is_drawn_anew(
    kari: Browser, ola: Browser, offers: dict[str, int]
) -> None:
    page = kari.get("/basket").text
    ola.post("/basket/lines", offer_id=offers["1005"], quantity="100")
    assert all("data-meanwhile" in save(kari, form(page), scripts=True).text for _turn in range(2))


def test_what_another_took_out_is_told_and_a_quantity_typed_for_it_is_not_lost(
    kari: Browser, ola: Browser
) -> None:
    page = kari.get("/basket").text
    first, second = lines(page)
    ola.post("/basket", remove=first, basket="1")
    answer = save(kari, form(page) | {f"quantity-{first}": "9", f"quantity-{second}": "4"})
    told = flat(answer.text)
    assert answer.status_code == 400
    assert "Dette er tatt ut av kurven mens du hadde den åpen: «Dell P2425 skjerm" in told
    assert "Du hadde skrevet: 9." in told and "En linje var allerede fjernet" not in told
    assert 'value="4"' in kari.get("/basket?basket=1").text


def test_without_scripts_the_next_page_tells_it_also_on_the_way_to_the_order(
    kari: Browser, ola: Browser, offers: dict[str, int]
) -> None:
    page = kari.get("/basket").text
    ola.post("/basket/lines", offer_id=offers["1005"], quantity="100")
    answer = save(kari, form(page), confirm="nordisk")
    assert answer.status_code == 303
    review = flat(kari.get(answer.location).text)
    assert "Ola Hansen har lagt dette i kurven" in review and "PFXP 3G1,5 kabel hvit" in review


def test_ones_own_other_tab_and_a_second_click_are_not_somebody_else(
    kari: Browser, offers: dict[str, int]
) -> None:
    page = kari.get("/basket").text
    kari.post("/basket/lines", offer_id=offers["1005"], quantity="100")
    told = flat(save(kari, form(page), scripts=True).text)
    assert "I en annen fane er dette lagt i kurven: «PFXP 3G1,5 kabel hvit»." in told
    page = kari.get("/basket").text
    for _click in range(2):
        assert save(kari, form(page), remove=lines(page)[0]).status_code == 303
    assert "mens du hadde den åpen" not in flat(kari.get("/basket").text)


@pytest.mark.parametrize("had", ["", "abc", "1:1:1", "9" * 30 + ":1", "1:" + "9" * 18, "<script>"])
def test_a_forged_list_of_lines_does_no_harm(kari: Browser, had: str) -> None:
    page = kari.get("/basket").text
    answer = save(kari, form(page) | {"had": had}, scripts=True)
    assert answer.status_code == 200 and "<script>alert" not in answer.text
    assert len(lines(kari.get("/basket").text)) == 2
