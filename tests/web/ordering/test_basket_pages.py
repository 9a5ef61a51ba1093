"""The basket as a buyer meets it, without JavaScript."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from flask import Flask
from flask import session as cookie
from flask.sessions import SecureCookieSessionInterface
from ordering_visitor import NOW, Visitor
from sqlmodel import select

from catalog import db
from catalog.models import Offer
from catalog.ordering import baskets
from catalog.workspace import Workspace
from web.views import basket_session


def test_an_empty_basket_says_what_to_do_next(visitor: Visitor) -> None:
    page = visitor.get("/basket")
    assert page.status_code == 200
    assert "Kurven er tom" in page.text
    assert visitor.get("/orders").status_code == 200


def test_a_line_in_the_basket_has_its_symbol_price_kind_total_and_share(
    visitor: Visitor, offers: tuple[int, int]
) -> None:
    assert visitor.add(offers[0], "2,5").status_code == 303
    visitor.add(offers[1], "1")
    page = visitor.get("/basket").text
    assert 'data-label="nordic-swan" data-state="verified"' in page
    assert "veil. bruttopris eks. mva" in page
    assert "1\xa0382,50" in page
    assert "1\xa0482,00" in page
    assert 'data-verified="1" data-declared="0" data-none="1"' in page
    assert "1 av 2 merket · 93 % av sum" in page
    assert "Lampe 1001 &amp; &lt;b&gt;" in page


def test_adding_goes_back_to_the_page_it_came_from(visitor: Visitor, offers: tuple[int, int]) -> None:
    assert visitor.add(offers[0], next="/search?q=a&page=2").location == "/search?q=a&page=2"


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example/", "/\\evil.example", "/\t/evil.example", "x"]
)
def test_adding_never_leads_to_another_site(visitor: Visitor, offers: tuple[int, int], path: str) -> None:
    assert visitor.add(offers[0], next=path).location == "/basket"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("-1", "større enn 0"),
        ("0", "større enn 0"),
        ("1e9", "må være et tall"),
        ("1000000000", "kan ikke være større enn"),
        ("abc", "må være et tall"),
        ("", "Skriv inn et antall"),
    ],
)
def test_a_bad_quantity_is_explained_beside_its_field_and_nothing_is_lost(
    visitor: Visitor, offers: tuple[int, int], typed: str, reason: str
) -> None:
    visitor.add(offers[0], "3")
    added = visitor.add(offers[1], typed, next="/search?q=lampe")
    assert added.status_code == 400
    assert f'value="{typed}"' in added.text
    assert reason in added.text.split('id="e-new"')[1]
    assert 'value="/search?q=lampe"' in added.text
    line = visitor.line()
    changed = visitor.post(f"/basket/lines/{line}", quantity=typed)
    assert changed.status_code == 400
    assert f'value="{typed}"' in changed.text
    assert reason in changed.text.split(f'id="e-{line}"')[1]
    page = visitor.get("/basket").text
    assert 'value="3"' in page
    assert page.count("data-line=") == 1


def test_one_bad_quantity_does_not_lose_what_was_typed_on_the_other_lines(
    visitor: Visitor, offers: tuple[int, int]
) -> None:
    for offer in offers:
        visitor.add(offer)
    first, second = visitor.line(0), visitor.line(1)
    answer = visitor.post("/basket", **{f"quantity-{first}": "abc", f"quantity-{second}": "7,5"})
    assert answer.status_code == 400
    assert 'value="abc"' in answer.text
    assert 'value="7,5"' in visitor.get("/basket").text


def test_removing_a_line_keeps_what_was_typed_on_the_others(
    visitor: Visitor, offers: tuple[int, int]
) -> None:
    for offer in offers:
        visitor.add(offer)
    first, second = visitor.line(0), visitor.line(1)
    typed = {f"quantity-{first}": "abc", f"quantity-{second}": "4", "remove": first}
    assert visitor.post("/basket", **typed).status_code == 303
    page = visitor.get("/basket").text
    assert page.count("data-line=") == 1
    assert 'value="4"' in page
    assert visitor.post(f"/basket/lines/{second}", remove="1").status_code == 303
    assert "Kurven er tom" in visitor.get("/basket").text


def test_going_on_to_order_saves_the_typed_quantities_first(
    visitor: Visitor, offers: tuple[int, int]
) -> None:
    visitor.add(offers[0])
    answer = visitor.post("/basket", **{f"quantity-{visitor.line()}": "6", "confirm": "nord"})
    assert answer.location == "/basket/confirm/nord"
    assert "3\xa0318,00" in visitor.get("/basket/confirm/nord").text


def test_a_form_without_its_token_is_refused(visitor: Visitor, offers: tuple[int, int]) -> None:
    answer = visitor.client.post("/basket/lines", data={"offer_id": offers[0], "quantity": "1"})
    assert answer.status_code == 400
    assert "Kurven er tom" in visitor.get("/basket").text


@pytest.mark.parametrize("offer", ["4711", "99999999999999999999", "abc", ""])
def test_an_offer_that_does_not_exist_is_an_error_page(visitor: Visitor, offer: str) -> None:
    assert visitor.post("/basket/lines", offer_id=offer, quantity="1").status_code in (400, 404)


def test_the_cookie_stays_small_however_full_the_basket_is(
    visitor: Visitor, app: Flask, workspace: Workspace
) -> None:
    with app.test_request_context("/"):
        token = basket_session.new_token()
        with db.writing(workspace.engine) as session:
            first = session.exec(select(Offer)).first()
            assert first is not None
            prices = random.Random(1)
            for number in range(400):
                values = {"id": None, "supplier_number": f"x{number}"}
                offer = Offer(**{**first.model_dump(), **values})
                offer.price = Decimal(prices.randrange(10**7)) / 100
                session.add(offer)
                session.flush()
                baskets.add(session, token, offer.id or 0, Decimal(1), NOW)
        lines = basket_session.current_view().lines
        for line in lines:
            basket_session.remember(line.id)
        signer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert signer is not None
        assert len(lines) == 400
        assert len(cookie["seen"]) < 400
        assert 1000 < len(signer.dumps(dict(cookie))) < 3800
        assert str(lines[-1].id) in cookie["seen"]
