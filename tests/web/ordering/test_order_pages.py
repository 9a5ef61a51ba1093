"""Confirming, the list of orders, one order and its files, as a buyer meets them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from ordering_visitor import NOW, TODAY, Visitor, change, order_count
from sqlmodel import select

from catalog import db
from catalog.models import BasketLine, Tag
from catalog.workspace import Workspace
from tests.web.pages_world import flat


def test_confirming_makes_an_order_and_empties_that_part_of_the_basket(
    visitor: Visitor, offers: tuple[int, int]
) -> None:
    visitor.add(offers[0], "2")
    answer = visitor.confirm(project="P-77", mark="Bad", reference="Kari")
    assert answer.location == "/orders/M000000001"
    page = visitor.get("/orders/M000000001").text
    for text in ("P-77", "Bad", "Kari", "Svanemerket, lisens 5015 0001, gyldig til 2027-02-21"):
        assert text in page
    assert "M000000001" in visitor.get("/orders").text
    assert "Kurven er tom" in visitor.get("/basket").text


def test_a_double_click_on_confirm_makes_one_order(
    visitor: Visitor, offers: tuple[int, int], workspace: Workspace
) -> None:
    visitor.add(offers[0])
    form = visitor.review()
    answers = [visitor.post("/basket/confirm/nord", **form) for _ in range(2)]
    assert [answer.location for answer in answers] == ["/orders/M000000001"] * 2
    assert order_count(workspace) == 1


def test_a_price_that_changed_is_pointed_out_before_confirmation_and_stops_a_stale_page(
    visitor: Visitor, offers: tuple[int, int], workspace: Workspace
) -> None:
    visitor.add(offers[0])
    stale = visitor.review()
    change(workspace, offers[0], price=Decimal("560.00"))
    assert 'data-change="price"' in visitor.get("/basket").text
    answer = visitor.post("/basket/confirm/nord", **stale, mark="Bad")
    assert answer.status_code == 409
    assert "ingenting er bestilt" in answer.text
    listed = flat(answer.text.split('id="changes"')[1])
    assert listed.index("553,00 kr per stk → 560,00 kr per stk") < listed.index("Antall")
    assert 'value="Bad"' in answer.text
    assert order_count(workspace) == 0
    unseen = visitor.confirm(mark="Loft")
    assert (unseen.status_code, 'name="agreed"' in unseen.text) == (400, True)
    assert "kryss av for at du har sett det" in unseen.text
    assert 'value="Loft"' in unseen.text
    assert order_count(workspace) == 0
    assert visitor.confirm(agreed="yes").status_code == 303


def test_a_label_that_went_since_adding_is_pointed_out(
    visitor: Visitor, offers: tuple[int, int], workspace: Workspace
) -> None:
    visitor.add(offers[0])
    assert "data-change" not in visitor.get("/basket/confirm/nord").text
    with db.writing(workspace.engine) as session:
        tag = session.exec(select(Tag)).one()
        tag.closed_at = NOW
        session.add(tag)
    page = visitor.get("/basket/confirm/nord").text
    assert 'data-change="labels"' in page
    assert "Svanemerket (bekreftet)" in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"discontinued": True}, "på lager → utgått"),
        ({"stock_quantity": Decimal(0)}, "på lager → ikke på lager"),
    ],
)
def test_stock_that_went_since_adding_is_pointed_out_with_what_it_was(
    visitor: Visitor, offers: tuple[int, int], workspace: Workspace, values: dict[str, Any], words: str
) -> None:
    change(workspace, offers[0], stock_quantity=Decimal(7))
    visitor.add(offers[0])
    change(workspace, offers[0], stock_quantity=Decimal(6))
    assert "data-change" not in visitor.get("/basket/confirm/nord").text
    change(workspace, offers[0], **values)
    page = visitor.get("/basket/confirm/nord").text
    assert 'data-change="stock"' in page
    assert f"Lager: {words}" in flat(page)


def test_a_line_kept_by_an_earlier_version_is_compared_in_what_it_knew(
    visitor: Visitor, offers: tuple[int, int], workspace: Workspace
) -> None:
    visitor.add(offers[1])
    with db.writing(workspace.engine) as session:
        line = session.exec(select(BasketLine)).one()
        line.seen = line.seen.rsplit("|", 2)[0]
        session.add(line)
    assert "data-change" not in visitor.get("/basket/confirm/nord").text
    change(workspace, offers[1], price=Decimal("100.50"))
    assert "99,50 kr per stk → 100,50 kr per stk" in flat(visitor.get("/basket/confirm/nord").text)


def test_a_withdrawn_product_is_pointed_out_and_not_ordered(
    visitor: Visitor, offers: tuple[int, int], workspace: Workspace
) -> None:
    for offer in offers:
        visitor.add(offer)
    change(workspace, offers[0], withdrawn_at=NOW)
    assert "data-withdrawn" in visitor.get("/basket").text
    assert "1 linje kan ikke bestilles" in visitor.get("/basket/confirm/nord").text
    visitor.confirm()
    order = visitor.get("/orders/M000000001").text
    assert "Lampe 1002" in order
    assert "Lampe 1001" not in order
    assert visitor.get("/basket/confirm/nord").location == "/basket"
    again = visitor.add(offers[0])
    assert again.status_code == 400
    assert "kan ikke bestilles" in again.text


def test_texts_that_do_not_fit_are_refused_beside_their_fields(
    visitor: Visitor, offers: tuple[int, int], workspace: Workspace
) -> None:
    visitor.add(offers[0])
    answer = visitor.confirm(project="12345678901", mark="a;b", reference="ok")
    assert answer.status_code == 400
    assert "høyst 10 tegn" in answer.text.split('id="e-project"')[1]
    assert "Semikolon" in answer.text.split('id="e-mark"')[1]
    for text in ("12345678901", "a;b", "ok"):
        assert f'value="{text}"' in answer.text
    assert order_count(workspace) == 0


def test_an_order_shows_labels_and_price_as_they_were(
    visitor: Visitor, offers: tuple[int, int], workspace: Workspace
) -> None:
    visitor.add(offers[0])
    visitor.confirm()
    change(workspace, offers[0], price=Decimal(1), withdrawn_at=NOW)
    with db.writing(workspace.engine) as session:
        tag = session.exec(select(Tag)).one()
        tag.withdrawn_on = TODAY
        session.add(tag)
    page = visitor.get("/orders/M000000001").text
    assert 'data-label="nordic-swan" data-state="verified"' in page
    assert "553,00" in page


def test_another_visitors_order_does_not_exist(visitor: Visitor, offers: tuple[int, int], app: Flask) -> None:
    visitor.add(offers[0])
    visitor.confirm()
    stranger = Visitor(app)
    stranger.add(offers[1])
    for path in ("M000000001", "M000000001.nelfo", "M000000001.csv", "M000000099", "x"):
        assert stranger.get(f"/orders/{path}").status_code == 404
    assert "M000000001" not in stranger.get("/orders").text
    assert Visitor(app).get("/orders/M000000001").status_code == 404


def test_the_files_of_an_order_can_be_downloaded(visitor: Visitor, offers: tuple[int, int]) -> None:
    visitor.add(offers[0], "2,5")
    visitor.confirm(mark="Bad")
    nelfo = visitor.get("/orders/M000000001.nelfo?buyer=NO986692002MVA&customer=28579")
    assert nelfo.headers["Content-Disposition"] == 'attachment; filename="BM000000001.txt"'
    assert nelfo.content_type == "text/plain; charset=iso-8859-1"
    records = nelfo.data.decode("iso-8859-1").split("\r\n")
    assert records[0].startswith("BH;EFONELFO;4.0;;NO986692002MVA;M000000001;28579;")
    assert records[1] == "BL;1;M000000001;0;1001;Lampe 1001 & <b>;;250;EA;;;;;"
    assert records[2:] == ["BT;Svanemerket, lisens 5015 0001,", "BT; gyldig til 2027-02-21", ""]
    table = visitor.get("/orders/M000000001.csv")
    assert table.headers["Content-Disposition"] == 'attachment; filename="M000000001.csv"'
    assert table.data.startswith(b"\xef\xbb\xbfBestillingsnummer;")
    assert "1382,50" in table.data.decode("utf-8-sig")


def test_a_buyer_number_that_does_not_fit_is_refused_beside_its_field(
    visitor: Visitor, offers: tuple[int, int]
) -> None:
    visitor.add(offers[0])
    visitor.confirm()
    answer = visitor.get("/orders/M000000001.nelfo?customer=12345678901")
    assert answer.status_code == 400
    assert "høyst 10 tegn" in answer.text.split('id="e-customer"')[1]
