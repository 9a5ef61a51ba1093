"""Whatever is typed or forged on the way to an order: a reason beside the field, nothing lost or twice."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from zipfile import ZipFile

import pytest
from flask import Flask
from ordering_visitor import NOW, Visitor, change, order_count
from sqlmodel import select

from catalog import db
from catalog.models import BasketLine, Offer
from catalog.workspace import Workspace

SCRIPT = "<script>alert(1)</script>"


def stored(workspace: Workspace) -> list[tuple[int, Decimal, str]]:
    with db.reading(workspace.engine) as session:
        return [(one.offer_id, one.quantity, one.note) for one in session.exec(select(BasketLine))]


@pytest.mark.parametrize("scripts", [True, False], ids=["htmx", "form"])
@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("0", "større enn 0"), ("-2", "større enn 0"), ("1e9", "må være et tall"), ("abc", "må være et tall"),
        ("1000000000", "større enn 999 999,99"), ("2 pk", "hvor mye en pakke inneholder"),
        (SCRIPT, "må være et tall"),
    ],
)  # fmt: skip
def test_a_quantity_that_is_none_is_told_beside_its_field_and_the_other_line_is_stored(
    visitor: Visitor, offers: tuple[int, int], workspace: Workspace, typed: str, reason: str, scripts: bool
) -> None:
    for offer in offers:
        visitor.add(offer, "2,5")
    first, second = visitor.line(0), visitor.line(1)
    form = {f"quantity-{first}": typed, f"quantity-{second}": "4", "csrf_token": visitor.form_token}
    answer = visitor.client.post("/basket", data=form, headers={"HX-Request": "true"} if scripts else {})
    assert answer.status_code == (200 if scripts else 400)
    assert reason in answer.text.split(f'id="e-{first}"')[1][:200]
    assert SCRIPT not in answer.text
    if typed != SCRIPT:
        assert re.search(rf'id="q-{first}" name="quantity-{first}" value="{typed}"', answer.text)
    assert [quantity for _offer, quantity, _note in stored(workspace)] == [Decimal("2.5"), Decimal(4)]


def test_packages_are_stored_as_units_and_told_in_both(
    visitor: Visitor, offers: tuple[int, int], workspace: Workspace
) -> None:
    change(workspace, offers[0], price_unit="MTR", unit="MTR", pack_quantity=Decimal(100))
    visitor.add(offers[0], "2 ruller")
    page = visitor.get("/basket").text
    assert 'value="200"' in page and "2 pakker à 100 m." in page
    line = visitor.line()
    assert visitor.post("/basket", **{f"quantity-{line}": "3 pk"}).status_code == 303
    assert "3 pakker à 100 m." in visitor.get("/basket/confirm/nord").text
    refused = visitor.post("/basket", **{f"quantity-{line}": "3 stk"})
    assert "selges i en annen enhet" in refused.text.split(f'id="e-{line}"')[1][:200]
    assert stored(workspace)[0][1] == 300


def test_packages_in_a_pasted_list_wait_for_what_the_goods_say(
    visitor: Visitor, offers: tuple[int, int], workspace: Workspace
) -> None:
    change(workspace, offers[0], price_unit="MTR", unit="MTR", pack_quantity=Decimal(100))
    visitor.post("/quick/lines", text="1001 2 pk til stue\n1002;2 pk")
    page = visitor.get("/quick").text
    assert 'data-packages="2"' in page and 'value="til stue"' in page
    assert "hvor mye en pakke inneholder" in page
    visitor.post("/quick", act="add")
    assert stored(workspace) == [(offers[0], Decimal(200), "til stue")]
    assert 'value="2 pk"' in visitor.get("/quick").text


def test_a_note_that_is_typed_over_is_stored_or_told_beside_its_field(
    visitor: Visitor, offers: tuple[int, int], workspace: Workspace
) -> None:
    visitor.post("/quick/lines", text="1001 2 til stue")
    answer = visitor.client.post(
        "/quick",
        data={"csrf_token": visitor.form_token, "c-1": "x" * 61, "wc-1": "til stue", "q-1": "2", "wq-1": "2"},
        headers={"HX-Request": "true"},
    )
    assert "høyst 60 tegn" in answer.text.split('id="x-1"')[1][:200] and "x" * 61 in answer.text
    visitor.post("/quick", act="add")
    assert stored(workspace) == []
    visitor.post("/quick", **{"c-1": "til bad", "wc-1": "x" * 61, "act": "add"})
    assert stored(workspace) == [(offers[0], Decimal(2), "til bad")]


@pytest.mark.parametrize("field", ["mark", "project", "reference"])
def test_a_script_is_text_on_every_page_and_in_no_file(
    visitor: Visitor, offers: tuple[int, int], workspace: Workspace, field: str
) -> None:
    visitor.add(offers[0])
    # 25 characters: a mark and a reference have room for it, a project has not
    typed = "<b>&x</b>" if field == "project" else SCRIPT
    escaped = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert SCRIPT not in visitor.post("/basket", **{field: SCRIPT * 2}).text
    visitor.post("/basket", **{field: typed})
    order = str(visitor.confirm(**{field: typed}).location)
    for path in (order, "/orders", "/basket", f"/orders?q={SCRIPT}"):
        assert typed not in visitor.get(path).text, path
    assert escaped in visitor.get(order).text
    assert typed in visitor.get(f"{order}.csv").text
    assert order_count(workspace) == 1


@pytest.mark.parametrize("number", ["0", "-1", "9" * 18, "9" * 30, "1 OR 1=1", "abc"])
def test_a_forged_line_or_offer_changes_nothing(
    visitor: Visitor, offers: tuple[int, int], workspace: Workspace, number: str
) -> None:
    visitor.add(offers[0], "3")
    before = stored(workspace)
    forms: list[dict[str, str]] = [
        {f"quantity-{number}": "5"}, {f"note-{number}": "x"}, {"remove": number}, {"pack": number},
        {"switch": f"{number}:{offers[1]}"}, {"switch": f"{visitor.line()}:{number}"},
        {"swap": f"{visitor.line()}:{offers[0]}:{number}"}, {"unswap": number}, {"basket": number},
        {"confirm": number}, {"confirm": "../../orders"},
    ]  # fmt: skip
    for form in forms:
        assert visitor.post("/basket", **form).status_code in (303, 400), form
    assert visitor.add(number).status_code in (400, 404)  # type: ignore[arg-type]
    assert stored(workspace) == before


def test_another_visitors_line_is_not_ones_own(
    visitor: Visitor, offers: tuple[int, int], workspace: Workspace, app: Flask
) -> None:
    visitor.add(offers[0], "3")
    line, stranger = visitor.line(), Visitor(app)
    stranger.add(offers[1], "1")
    before = stored(workspace)
    for form in ({f"quantity-{line}": "9"}, {"remove": line}, {f"note-{line}": "x"}, {"unswap": line}):
        stranger.post("/basket", **form)
    assert stored(workspace) == before


def test_a_product_withdrawn_and_a_price_changed_while_one_confirms_order_nothing_unseen(
    visitor: Visitor, offers: tuple[int, int], workspace: Workspace
) -> None:
    for offer in offers:
        visitor.add(offer)
    seen = visitor.review()
    change(workspace, offers[0], withdrawn_at=NOW)
    answer = visitor.post("/basket/confirm/nord", mark="Bad", **seen)
    assert answer.status_code != 303 and order_count(workspace) == 0
    assert 'value="Bad"' in answer.text and "kan ikke bestilles" in answer.text
    seen = visitor.review()
    change(workspace, offers[1], price=Decimal("120.00"))
    answer = visitor.post("/basket/confirm/nord", mark="Bad", **seen)
    assert order_count(workspace) == 0 and 'value="Bad"' in answer.text
    assert "99,50" in answer.text and "120,00" in answer.text


def test_two_tabs_and_a_double_click_make_one_order(
    visitor: Visitor, offers: tuple[int, int], workspace: Workspace
) -> None:
    visitor.add(offers[0])
    tabs = [visitor.review(), visitor.review()]
    first = visitor.post("/basket/confirm/nord", **tabs[0])
    again = visitor.post("/basket/confirm/nord", **tabs[0])
    assert first.location == again.location
    other = visitor.post("/basket/confirm/nord", mark="Bad", **tabs[1])
    assert other.status_code == 409 and "ingen varer som kan bestilles" in other.text
    assert order_count(workspace) == 1


def test_a_workbook_with_macros_is_refused_beside_its_field(visitor: Visitor) -> None:
    data = io.BytesIO()
    with ZipFile(data, "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/vbaProject.bin", b"\xd0\xcf")
    data.seek(0)
    answer = visitor.post("/quick/lines", text="1001;2", file=(data, "liste.xlsm"))
    assert answer.status_code == 400
    assert "makroer" in answer.text.split('id="e-file"')[1][:200] and ">1001;2</textarea>" in answer.text


def test_ten_megabytes_in_a_basket_are_refused_with_a_page_and_change_nothing(
    visitor: Visitor, offers: tuple[int, int], workspace: Workspace
) -> None:
    visitor.add(offers[0], "3")
    before = stored(workspace)
    answer = visitor.post("/basket", mark="x" * 10_000_000)
    assert answer.status_code in (400, 413) and "</html>" in answer.text
    with db.reading(workspace.engine) as session:
        assert session.get_one(Offer, offers[0])
    assert stored(workspace) == before
