"""A supplier's confirmation held against what was ordered, and alternatives that a buyer accepts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from ordering_shop import NOW, TODAY, Shop
from sqlmodel import Session, select
from whole_order import line

from catalog.errors import InvalidRequest
from catalog.models import BasketLine
from catalog.ordering import answers, baskets, orders
from catalog.ordering.answers import ConfirmedLine, deviations
from catalog.ordering.formats import nelfo
from catalog.ordering.order_views import views_of
from catalog.workspace import Workspace


def said(**more: Any) -> ConfirmedLine:
    values: dict[str, Any] = {
        "position": 1, "number": "1234567", "name": "LAMPE", "quantity": Decimal(10),
        "delivered": Decimal(10), "rest": Decimal(0), "unit": "EA",
        "price": Decimal("442.40"), "gross": Decimal("553.00"), "delivery_day": None, "rest_day": None,
    }  # fmt: skip
    return ConfirmedLine(**values | more)


ORDERED = line(quantity=Decimal(10))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([said()], []),
        ([], [(answers.MISSING, None, None)]),
        ([said(quantity=Decimal(8))], [(answers.QUANTITY, Decimal(10), Decimal(8))]),
        ([said(quantity=Decimal(4)), said(quantity=Decimal(6))], []),
        ([said(delivered=Decimal(7), rest=Decimal(3))], [(answers.PARTLY, Decimal(10), Decimal(7))]),
        ([said(gross=Decimal("560.00"))], [(answers.PRICE, Decimal("553.00"), Decimal("560.00"))]),
        ([said(gross=Decimal("553.004"))], []),
        ([said(delivery_day=date(2026, 12, 1))], [(answers.DATE, None, date(2026, 12, 1))]),
        ([said(number="9999999")], [(answers.REPLACED, "1234567", "9999999")]),
    ],
)
def test_a_line_is_told_apart_from_what_was_ordered(lines: list[ConfirmedLine], expected: list[Any]) -> None:
    found = deviations(ORDERED, lines, sees_prices=True)
    assert [(one.kind, one.ordered, one.said) for one in found] == expected


def test_an_agreed_price_is_held_against_the_price_after_discounts() -> None:
    ordered = line(quantity=Decimal(10), price=Decimal("884.80"), price_quantity=Decimal(2), price_kind="net")
    assert deviations(ordered, [said()], True) == ()
    assert deviations(ordered, [said(price=Decimal("450"))], True)[0].said == Decimal("450")
    assert deviations(ordered, [said(price=Decimal("450"))], False) == ()


@pytest.fixture
def sold(shop: Shop, session: Session) -> dict[str, Any]:
    """An unlabelled lamp, two labelled ones of the same supplier, and one of another, in a basket of one."""
    nord, sor = shop.supplier("nord", "Nord AS"), shop.supplier("sor", "Sør AS")
    found = {
        "plain": shop.offer(nord, "1001"), "swan": shop.offer(nord, "1002", el_number="8812345"),
        "said": shop.offer(nord, "1003"), "other": shop.offer(sor, "2001"),
    }  # fmt: skip
    shop.tag(found["swan"], "nordic-swan")
    shop.tag(found["other"], "nordic-swan")
    shop.claim(found["said"], "nordic-swan")
    baskets.add(session, "token", found["plain"].id, Decimal(1), NOW)
    return found


def confirm(session: Session, workspace: Workspace, *accepted: int) -> Any:
    line_id = session.exec(select(BasketLine.id)).one() or 0
    return orders.confirm(
        session, workspace, "token", "nord", "k" * 20, "", "", "", now=NOW, today=TODAY,
        accepted={line_id: list(accepted)},
    )  # fmt: skip


def test_an_accepted_alternative_is_frozen_and_stands_in_the_nelfo_order(
    session: Session, workspace: Workspace, sold: dict[str, Any]
) -> None:
    order = confirm(session, workspace, sold["swan"].id)
    (view,) = views_of(session, [order])
    (one,) = view.lines[0].accepted
    assert (one.supplier_number, one.el_number, one.labels[0].name) == ("1002", "8812345", "Svanemerket")
    records = nelfo.write(view).decode("iso-8859-1").split("\r\n")
    assert records[1].endswith(";J") and records[2] == "BA;1;8812345"


@pytest.mark.parametrize("which", ["other", "said", "gone"])
def test_what_has_no_verified_label_or_another_supplier_is_not_accepted(
    session: Session, workspace: Workspace, sold: dict[str, Any], which: str
) -> None:
    offer = sold[which].id if which in sold else 10**9
    with pytest.raises(InvalidRequest) as caught:
        confirm(session, workspace, offer)
    assert caught.value.field == "accept"
