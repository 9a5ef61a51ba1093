"""Earlier orders: found by what is in them, ordered again as far as possible, labels then and now."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from ordering_visitor import NOW, TODAY, Visitor, change
from sqlmodel import select

from catalog import db
from catalog.models import BasketLine, Offer, OfferKey, Order, OrderLine, Tag
from catalog.workspace import Workspace
from tests.web.pages_world import flat


@pytest.fixture
def ordered(visitor: Visitor, offers: tuple[int, int], workspace: Workspace) -> str:
    """One order of both lamps, 2,5 and 4 of them."""
    with db.writing(workspace.engine) as session:
        session.add(OfferKey(key="e:NO:1067111", offer_id=offers[0]))
        session.add(OfferKey(key="e:NO:1067112", offer_id=offers[1]))
    visitor.add(offers[0], "2,5")
    visitor.add(offers[1], "4")
    answer = visitor.confirm(project="P-77", mark="BAD 2. ETG", reference="kari")
    assert answer.status_code == 303
    return str(answer.location).rpartition("/")[2]


def numbers(page: str) -> list[str]:
    return re.findall(r'data-order="(M\d+)"', page)


def held(workspace: Workspace) -> dict[int, Decimal]:
    with db.reading(workspace.engine) as session:
        return {line.offer_id: line.quantity for line in session.exec(select(BasketLine))}


@pytest.mark.parametrize(
    "text",
    [
        "{number}",
        "p-77",
        "bad etg",
        "lampe 1001",
        "1067111",
        "10 671 11",
        "nord",
        "Svanemerket",
        "nordic",
        "1002",
    ],
)
def test_an_order_is_found_by_what_stands_in_it(visitor: Visitor, ordered: str, text: str) -> None:
    page = visitor.client.get("/orders", query_string={"q": text.format(number=ordered)}).text
    assert numbers(page) == [ordered]


@pytest.mark.parametrize("text", ["P-78", "EPEAT", "lampe fjord", "100%", "_____", "verified", "'; drop"])
def test_an_order_is_not_found_by_what_is_not_in_it(visitor: Visitor, ordered: str, text: str) -> None:
    page = visitor.client.get("/orders", query_string={"q": text}).text
    assert numbers(page) == [] and "0 bestillinger med" in flat(page) and "Vis alle" in page


def test_many_orders_are_paged_and_a_page_past_the_end_is_the_last(
    visitor: Visitor, ordered: str, workspace: Workspace
) -> None:
    with db.writing(workspace.engine) as session:
        first = session.exec(select(Order)).one()
        for number in range(2, 32):
            session.add(
                Order(
                    number=f"M{number:09d}", token=first.token, confirmation=str(number),
                    supplier_id=first.supplier_id, supplier_name="Nord AS", created_at=NOW,
                )
            )  # fmt: skip
    pages = [visitor.get(f"/orders?page={page}").text for page in (1, 2, 99)]
    assert [len(numbers(page)) for page in pages] == [25, 6, 6]
    assert "Side 1 av 2" in pages[0] and 'rel="next"' in pages[0] and 'rel="prev"' in pages[1]
    assert visitor.get("/orders?page=x").status_code == 200


def test_a_whole_order_goes_into_the_basket_again_at_todays_price(
    visitor: Visitor, ordered: str, offers: tuple[int, int], workspace: Workspace
) -> None:
    change(workspace, offers[0], price=Decimal("600"))
    assert visitor.post("/orders/again", order=ordered).location == "/basket"
    assert held(workspace) == {offers[0]: Decimal("2.5"), offers[1]: Decimal(4)}
    page = flat(visitor.get("/basket").text)
    assert "2 linjer lagt i" in page and "600,00 kr" in page and "1 500,00 kr" in page
    assert "Listen er tom" in visitor.get("/quick").text


def test_chosen_lines_alone_are_ordered_again_with_another_quantity(
    visitor: Visitor, ordered: str, offers: tuple[int, int], workspace: Workspace
) -> None:
    line = f"{ordered}:2"
    visitor.post("/orders/again", line=line, **{f"q-{line}": "7"})
    assert held(workspace) == {offers[1]: Decimal(7)}
    answer = visitor.post("/orders/again", next=f"/orders/{ordered}")
    assert answer.location == f"/orders/{ordered}"
    assert "Velg minst én linje" in visitor.get(f"/orders/{ordered}").text


def test_what_is_gone_waits_in_the_list_with_what_replaces_it(
    visitor: Visitor, ordered: str, offers: tuple[int, int], workspace: Workspace
) -> None:
    change(workspace, offers[0], withdrawn_at=NOW, extra={"relations": [["replacement", "1", "1067112"]]})
    assert visitor.post("/orders/again", order=ordered).location == "/quick#list"
    assert held(workspace) == {offers[1]: Decimal(4)}
    page = visitor.get("/quick").text
    assert 'data-status="withdrawn"' in page and "Erstattes ifølge Nord AS av:" in page
    assert 'name="q-1" value="2,5"' in page
    assert "1 linje kan ikke bestilles som før" in page


def test_a_discontinued_product_is_not_ordered_again_without_a_word(
    visitor: Visitor, ordered: str, offers: tuple[int, int], workspace: Workspace
) -> None:
    change(workspace, offers[0], discontinued=True)
    visitor.post("/orders/again", order=ordered)
    assert held(workspace) == {offers[1]: Decimal(4)}
    assert 'data-status="discontinued"' in visitor.get("/quick").text


def test_nobody_orders_again_from_an_order_that_is_not_theirs(
    visitor: Visitor, ordered: str, workspace: Workspace
) -> None:
    other = Visitor(visitor.client.application)
    assert other.post("/orders/again", order=ordered, line=f"{ordered}:1").location == "/orders"
    assert held(workspace) == {}
    assert numbers(other.get(f"/orders?q={ordered}").text) == []
    assert "data-often" not in other.get("/orders/most").text


def test_what_is_ordered_most_counts_orders_by_project_and_adds_from_there(
    visitor: Visitor, ordered: str, offers: tuple[int, int], workspace: Workspace
) -> None:
    visitor.add(offers[1], "1,5")
    visitor.confirm(project="P-78")
    page = visitor.get("/orders/most").text
    assert re.findall(r'data-often="(\d)"', page) == ["2", "1"]
    assert "i alt 5,5 stk" in flat(page)
    only = visitor.get("/orders/most?project=P-77").text
    assert re.findall(r'data-often="(\d)"', only) == ["1", "1"]
    assert "i alt 4 stk" in flat(only) and 'value="P-77" selected' in only
    line = re.findall(r'name="line" value="([^"]+)"', page)[0]
    visitor.post("/orders/again", line=line, **{f"q-{line}": "9"})
    assert held(workspace) == {offers[1]: Decimal(9)}


def retag(workspace: Workspace, **values: object) -> None:
    with db.writing(workspace.engine) as session:
        tag = session.exec(select(Tag)).one()
        for name, value in values.items():
            setattr(tag, name, value)
        session.add(tag)


def test_an_old_line_says_what_has_become_of_its_label_since(
    visitor: Visitor, ordered: str, workspace: Workspace
) -> None:
    page = visitor.get(f"/orders/{ordered}").text
    assert 'data-now="same"' in page and 'data-now="changed"' not in page
    retag(workspace, valid_to=TODAY - timedelta(days=1))
    page = visitor.get(f"/orders/{ordered}").text
    assert 'data-label="nordic-swan" data-state="verified"' in page
    assert "Svanemerket gikk ut" in flat(page) and "21.11.2026" in flat(page)
    retag(workspace, valid_to=TODAY + timedelta(days=30))
    assert "Svanemerket gjelder til" in flat(visitor.get(f"/orders/{ordered}").text)
    retag(workspace, closed_at=NOW)
    assert "Svanemerket er ikke lenger knyttet til varen" in flat(visitor.get(f"/orders/{ordered}").text)


def test_a_label_that_is_new_since_the_order_is_named(
    visitor: Visitor, ordered: str, offers: tuple[int, int], workspace: Workspace
) -> None:
    with db.writing(workspace.engine) as session:
        old = session.exec(select(Tag)).one()
        product = session.get_one(Offer, offers[1]).product_id
        session.add(
            Tag(
                product_id=product or 0, label="epeat", tier="gold", kind="register", level="C",
                method="brand+mpn", dataset_id=old.dataset_id, certificate_number="a1", run_id=old.run_id,
                opened_at=NOW, valid_from=TODAY,
            )
        )  # fmt: skip
        assert session.exec(select(OrderLine)).all()
    assert "EPEAT Gold er kommet til." in flat(visitor.get(f"/orders/{ordered}").text)
