"""The basket as a buyer meets it, without JavaScript."""

from __future__ import annotations

import html
import re
from decimal import Decimal

import pytest
from flask import Flask
from ordering_visitor import Visitor
from sqlmodel import select

from catalog import db
from catalog.models import BasketLine, Offer, Supplier
from catalog.workspace import Workspace


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


def test_the_cookie_holds_a_token_and_nothing_that_grows_with_the_basket(
    visitor: Visitor, app: Flask, workspace: Workspace, offers: tuple[int, int]
) -> None:
    sizes = []
    for offer in offers:
        visitor.add(offer)
        visitor.get("/basket")
        cookie = visitor.client.get_cookie("session")
        assert cookie is not None
        sizes.append(len(cookie.value))
    assert abs(sizes[0] - sizes[1]) < 8 and sizes[1] < 600
    with db.reading(workspace.engine) as session:
        kept = [line.seen for line in session.exec(select(BasketLine))]
    assert kept[0].startswith("553|NOK|1|EA|gross|nordic-swan") and kept[1].startswith("99.5|NOK")


def test_a_line_that_was_removed_by_mistake_comes_back_by_one_click(
    visitor: Visitor, offers: tuple[int, int]
) -> None:
    visitor.add(offers[0], "2,5")
    visitor.post("/basket", remove=visitor.line())
    page = visitor.get("/basket").text
    assert "Fjernet: Lampe 1001 &amp; &lt;b&gt;." in page
    form = dict(re.findall(r'name="(offer_id|quantity)" value="([^"]+)"', page))
    assert visitor.post("/basket/lines", **form).status_code == 303
    assert 'value="2,5"' in visitor.get("/basket").text
    assert "Fjernet" not in visitor.get("/basket").text


def test_what_is_typed_about_the_whole_basket_is_kept_and_goes_with_the_order(
    visitor: Visitor, offers: tuple[int, int]
) -> None:
    visitor.add(offers[0])
    line = visitor.line()
    about = {"project": "P-77", "mark": "<script>", "reference": "Kari", "delivery": "address",
             "delivery_name": "Byggeplass 3", "delivery_street": "Storgata 1",
             "delivery_postcode": "0155", "delivery_place": "Oslo", f"note-{line}": "til bad 2"}  # fmt: skip
    assert visitor.post("/basket", **about).status_code == 303
    page = visitor.get("/basket").text
    assert 'value="P-77"' in page and "<script>" not in page.replace("<script src", "")
    review = visitor.get("/basket/confirm/nord").text
    for text in ('value="P-77"', "Byggeplass 3, Storgata 1, 0155 Oslo", "til bad 2"):
        assert text in review
    visitor.confirm(project="P-77", mark="Bad")
    order = visitor.get("/orders/M000000001").text
    assert "Byggeplass 3, Storgata 1, 0155 Oslo" in order and "til bad 2" in order
    nelfo = visitor.get("/orders/M000000001.nelfo?buyer=NO986692002MVA&customer=1").data.decode("iso-8859-1")
    assert ";Byggeplass 3;Storgata 1;;0155;Oslo;" in nelfo and "BT;til bad 2" in nelfo
    table = visitor.get("/orders/M000000001.csv").data.decode("utf-8-sig")
    assert "til bad 2;Byggeplass 3 | Storgata 1 | 0155 Oslo" in table


def test_a_field_that_does_not_fit_is_explained_beside_it_and_the_rest_is_stored(
    visitor: Visitor, offers: tuple[int, int]
) -> None:
    visitor.add(offers[0])
    answer = visitor.post("/basket", project="12345678901", mark="Bad", delivery="drone")
    assert answer.status_code == 400
    assert "høyst 10 tegn" in answer.text.split('id="e-project"')[1]
    assert "Velg hvordan" in answer.text.split('id="e-delivery"')[1]
    assert 'value="12345678901"' in answer.text
    assert 'name="mark" value="Bad"' in visitor.get("/basket").text


def test_a_line_is_taken_from_another_supplier_and_back_again(
    visitor: Visitor, offers: tuple[int, int], workspace: Workspace
) -> None:
    with db.writing(workspace.engine) as session:
        first = session.get_one(Offer, offers[0])
        south = Supplier(slug="sor", name="Sør AS")
        session.add(south)
        session.flush()
        values = {"id": None, "supplier_id": south.id, "price": Decimal("500"), "pack_quantity": Decimal(10)}
        other = Offer(**{**first.model_dump(), **values})
        session.add(other)
        session.flush()
        other_id = other.id
    visitor.add(offers[0], "12")
    line = visitor.line()
    page = visitor.get("/basket").text
    assert f'name="switch" value="{line}:{other_id}"' in page
    visitor.post("/basket", switch=f"{line}:{other_id}", **{f"quantity-{line}": "13"})
    page = visitor.get("/basket").text
    assert 'data-supplier="sor"' in page and "Byttet til Sør AS." in page and 'value="13"' in page
    assert "Selges i pakker à 10" in page
    visitor.post("/basket", pack=line)
    assert 'value="20"' in visitor.get("/basket").text
    wrong = visitor.post("/basket", switch=f"{line}:{offers[1]}")
    assert wrong.status_code == 400 and "gjelder ikke denne varen" in wrong.text
    visitor.post("/basket", switch=f"{line}:{offers[0]}")
    assert 'data-supplier="nord"' in visitor.get("/basket").text


def test_what_a_script_saves_presses_no_button(visitor: Visitor, offers: tuple[int, int]) -> None:
    visitor.add(offers[0])
    line = visitor.line()
    form = {"csrf_token": visitor.form_token, f"quantity-{line}": "4", "remove": line, "confirm": "nord"}
    answer = visitor.client.post("/basket", data=form, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert 'value="4"' in visitor.get("/basket").text


def test_the_page_says_what_every_field_held_so_that_it_can_be_changed_and_emptied(
    visitor: Visitor, offers: tuple[int, int]
) -> None:
    visitor.add(offers[0])
    visitor.post("/basket", project="P-77", mark="Bad")
    for mark in ("Kjøkken", ""):
        page = visitor.get("/basket").text
        was = {
            name: html.unescape(text)
            for name, text in re.findall(r'name="(was-[\w-]+)" value="([^"]*)"', page)
        }
        assert was["was-project"] == "P-77"
        assert visitor.post("/basket", project="P-77", mark=mark, **was).status_code == 303
        assert f'name="mark" value="{mark}"' in visitor.get("/basket").text
