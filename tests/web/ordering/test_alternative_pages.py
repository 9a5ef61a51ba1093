"""Labelled alternatives in the basket and on a product's page: offered, swapped and undone by one click."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from flask import Flask
from ordering_visitor import Visitor, change
from sqlmodel import select

from catalog import db
from catalog.models import BasketLine
from catalog.people.roles import Role
from catalog.workspace import Workspace
from tests.web import alternatives_world
from tests.web.pages_world import flat
from tests.web.people_world import a_user, logged_in


@pytest.fixture
def numbers(workspace: Workspace) -> dict[str, int]:
    return alternatives_world.fill(workspace)


@pytest.fixture
def buyer(app: Flask, numbers: dict[str, int]) -> Visitor:
    """A visitor with an unlabelled screen and a cable in the basket."""
    found = Visitor(app)
    found.add(numbers["A"], "3")
    found.add(numbers["K"], "50")
    return found


def lines(space: Workspace) -> list[tuple[int, Decimal, str]]:
    with db.reading(space.engine) as session:
        rows = session.exec(select(BasketLine).order_by(BasketLine.id)).all()  # type: ignore[arg-type]
        return [(row.offer_id, row.quantity, row.note) for row in rows]


def button(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([0-9:]+)"', page)
    assert found, page
    return found[1]


def test_an_unlabelled_line_offers_what_is_alike_with_symbol_difference_and_supplier(buyer: Visitor) -> None:
    page = buyer.get("/basket").text
    (part,) = re.findall(r'<details class="line-more swaps".*?</details>', page, re.S)
    assert 'data-alternatives="2"' in part
    assert part.count('data-label="tco-certified" data-state="verified"') == 2
    told = flat(part)
    assert "Likt: skjermstørrelse (tommer) 24, oppløsning FHD." in told
    assert "−120,00 kr per stk (veil. bruttopris eks. mva)" in told
    assert "Prisen kan ikke sammenlignes" in told
    assert "skjermhuset" in told and "<b>" not in part


def test_a_kind_without_labels_is_named_once(buyer: Visitor, numbers: dict[str, int]) -> None:
    assert flat(buyer.get("/basket").text).count("Ingen av de seks merkene finnes for kabel og ledning.") == 1


def test_one_click_swaps_and_one_undoes_also_after_a_reload(
    buyer: Visitor, numbers: dict[str, int], workspace: Workspace
) -> None:
    line = buyer.line()
    buyer.post("/basket", **{f"note-{line}": "til stua", f"quantity-{line}": "3"})
    before = lines(workspace)
    swap = button(buyer.get("/basket").text, "swap")
    for _click in range(2):
        assert buyer.post("/basket", swap=swap).status_code == 303
    assert lines(workspace)[0] == (numbers["B"], Decimal(3), "til stua")
    buyer.get("/basket")
    page = buyer.get("/basket").text
    assert "Byttet fra Fjellvik FV24 skjerm" in flat(page)
    assert "swaps" not in page.split('class="order-lines"')[1].split("</tr>")[1]
    undo = button(page, "unswap")
    for _click in range(2):
        assert buyer.post("/basket", unswap=undo).status_code == 303
    assert lines(workspace) == before
    assert "Byttet fra" not in flat(buyer.get("/basket").text)


def test_what_was_typed_elsewhere_is_saved_with_the_swap(
    buyer: Visitor, numbers: dict[str, int], workspace: Workspace
) -> None:
    page = buyer.get("/basket").text
    cable = buyer.line(1)
    buyer.post("/basket", swap=button(page, "swap"), **{f"quantity-{cable}": "75"})
    assert lines(workspace) == [(numbers["B"], Decimal(3), ""), (numbers["K"], Decimal(75), "")]


def test_where_packs_differ_the_quantity_is_asked_for_and_a_bad_one_swaps_nothing(
    buyer: Visitor, numbers: dict[str, int], workspace: Workspace
) -> None:
    change(workspace, numbers["B"], pack_quantity=Decimal(2))
    page = buyer.get("/basket").text
    line = buyer.line()
    name = f"swap-quantity-{line}-{numbers['B']}"
    assert f'name="{name}" value="4"' in page
    before = lines(workspace)
    answer = buyer.post("/basket", swap=button(page, "swap"), **{name: "abc"})
    assert answer.status_code == 400 and 'role="alert"' in answer.text
    assert f'name="{name}" value="abc"' in answer.text
    assert lines(workspace) == before
    buyer.post("/basket", swap=button(page, "swap"), **{name: "4"})
    assert lines(workspace)[0][:2] == (numbers["B"], Decimal(4))


@pytest.mark.parametrize("value", ["", "1", "1:2", "x:y:z", "1:2:3:4", "9" * 30 + ":1:1", "1:999999:999998"])
def test_a_forged_swap_changes_nothing(
    buyer: Visitor, numbers: dict[str, int], workspace: Workspace, value: str
) -> None:
    before = lines(workspace)
    assert buyer.post("/basket", swap=value).status_code in (303, 400)
    assert lines(workspace) == before


def test_a_script_that_saves_presses_no_swap_and_is_spared_the_search(
    buyer: Visitor, numbers: dict[str, int], workspace: Workspace
) -> None:
    swap = button(buyer.get("/basket").text, "swap")
    before = lines(workspace)
    answer = buyer.client.post(
        "/basket", data={"csrf_token": buyer.form_token, "swap": swap}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200 and lines(workspace) == before


def test_without_an_index_the_basket_offers_nothing(buyer: Visitor, workspace: Workspace) -> None:
    workspace.index_dir.rename(workspace.index_dir.with_name("gone"))
    answer = buyer.get("/basket")
    assert answer.status_code == 200 and "swaps" not in answer.text


def test_a_company_switches_suggestions_off_and_on(
    app: Flask, workspace: Workspace, numbers: dict[str, int]
) -> None:
    a_user(workspace, "kari@firma.no", role=Role.BUYER)
    a_user(workspace, "eva@annet.no", "annet")
    kari, eva = logged_in(app), logged_in(app, "eva@annet.no")
    for one in (kari, eva):
        one.post("/basket/lines", offer_id=numbers["A"], quantity="1")
        assert "Merket alternativ" in one.get("/basket").text
    assert kari.post("/company/policy", suggests="0").status_code == 303
    assert "Slå på forslag" in kari.get("/account").text
    assert "Merket alternativ" not in kari.get("/basket").text
    assert "Merket alternativ" in eva.get("/basket").text
    assert eva.post("/company/policy", suggests="0").status_code == 403
    kari.post("/company/policy", suggests="1")
    assert "Merket alternativ" in kari.get("/basket").text


def test_a_products_page_shows_labelled_alternatives_and_a_labelled_products_none(
    app: Flask, numbers: dict[str, int]
) -> None:
    client = app.test_client()
    hits = re.findall(r'data-product-id="(\d+)"', client.get("/search?q=FV24").text)
    page = client.get(f"/products/{hits[0]}").text
    (part,) = re.findall(r'<section aria-labelledby="h-alternatives".*?</section>', page, re.S)
    assert part.count("data-alternative=") == 2 and "−120,00 kr per stk" in flat(part)
    hits = re.findall(r'data-product-id="(\d+)"', client.get("/search?q=SK24").text)
    assert "Merkede alternativer" not in client.get(f"/products/{hits[0]}").text


def test_the_share_is_told_over_lines_whose_kind_can_hold_a_label(
    buyer: Visitor, numbers: dict[str, int]
) -> None:
    buyer.add(numbers["B"], "1")
    told = flat(buyer.get("/basket").text)
    assert "1 av 3 merket" in told
    assert "Av linjer som kan ha merke: 1 av 2 merket · 23 % av sum" in told
