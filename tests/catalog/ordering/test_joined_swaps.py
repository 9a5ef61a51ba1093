"""What was swapped for an alternative before the log-in can be swapped back after it, whatever it joined."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from ordering_shop import NOW, TODAY, Shop
from sqlmodel import Session, select

from catalog.models import Basket, BasketLine, Offer
from catalog.ordering import baskets, joining, owned, swapping
from catalog.people import users
from catalog.people.roles import Role, Visitor
from catalog.workspace import Workspace

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def kari(session: Session) -> Visitor:
    company = users.company(session, "firma", NOW)
    user = users.add(session, company.id or 0, "kari@firma.no", "kari", Role.BUYER, NOW)
    return Visitor(user.id, company.id, Role.BUYER, "kari", company.name)


@pytest.fixture
def goods(shop: Shop) -> tuple[Offer, Offer]:
    supplier = shop.supplier("a", "A")
    return shop.offer(supplier, "1"), shop.offer(supplier, "2")


def swapped(session: Session, workspace: Workspace, token: str, goods: tuple[Offer, Offer]) -> int:
    """2.5 of the first, with a note, swapped for the second."""
    before, after = (one.id or 0 for one in goods)
    line = baskets.add(session, token, before, Decimal("2.5"), NOW)
    session.get_one(BasketLine, line).note = "til stua"
    return swapping.swap(session, workspace, token, line, before, after, None, NOW, TODAY)


def held(session: Session, basket: Basket) -> list[tuple[int, Decimal, str]]:
    rows = session.exec(select(BasketLine).where(BasketLine.basket_id == basket.id))
    return sorted((one.offer_id, one.quantity, one.note) for one in rows)


def undone(session: Session, basket: Basket, offer: Offer) -> None:
    line = session.exec(
        select(BasketLine).where(BasketLine.basket_id == basket.id, BasketLine.offer_id == offer.id)
    ).one()
    assert line.swapped
    swapping.undo(session, basket.token, line.id or 0, LATER)


def test_in_a_basket_without_those_goods(
    session: Session, workspace: Workspace, kari: Visitor, goods: tuple[Offer, Offer]
) -> None:
    basket = owned.create(session, kari, "Bad", NOW)
    swapped(session, workspace, "cookie", goods)
    joining.join(session, kari, "cookie", LATER)
    assert held(session, basket) == [(goods[1].id, Decimal("2.5"), "til stua")]
    undone(session, basket, goods[1])
    assert held(session, basket) == [(goods[0].id, Decimal("2.5"), "til stua")]


def test_in_a_basket_that_has_the_alternative_already(
    session: Session, workspace: Workspace, kari: Visitor, goods: tuple[Offer, Offer]
) -> None:
    basket = owned.create(session, kari, "Bad", NOW)
    baskets.add(session, basket.token, goods[1].id or 0, Decimal(4), NOW)
    swapped(session, workspace, "cookie", goods)
    joining.join(session, kari, "cookie", LATER)
    assert held(session, basket) == [(goods[1].id, Decimal("6.5"), "til stua")]
    undone(session, basket, goods[1])
    assert held(session, basket) == [
        (goods[0].id, Decimal("2.5"), "til stua"), (goods[1].id, Decimal(4), ""),
    ]  # fmt: skip


def test_where_both_baskets_had_the_alternative(
    session: Session, workspace: Workspace, kari: Visitor, goods: tuple[Offer, Offer]
) -> None:
    basket = owned.create(session, kari, "Bad", NOW)
    baskets.add(session, basket.token, goods[1].id or 0, Decimal(4), NOW)
    baskets.add(session, "cookie", goods[1].id or 0, Decimal(1), NOW)
    swapped(session, workspace, "cookie", goods)
    joining.join(session, kari, "cookie", LATER)
    undone(session, basket, goods[1])
    assert held(session, basket) == [
        (goods[0].id, Decimal("2.5"), "til stua"), (goods[1].id, Decimal(5), ""),
    ]  # fmt: skip


def test_a_quantity_typed_after_a_merging_swap_stays(
    session: Session, workspace: Workspace, kari: Visitor, goods: tuple[Offer, Offer]
) -> None:
    basket = owned.create(session, kari, "Bad", NOW)
    baskets.add(session, basket.token, goods[1].id or 0, Decimal(4), NOW)
    baskets.add(session, "cookie", goods[1].id or 0, Decimal(1), NOW)
    line = swapped(session, workspace, "cookie", goods)
    baskets.set_quantity(session, "cookie", line, Decimal(9))
    joining.join(session, kari, "cookie", LATER)
    undone(session, basket, goods[1])
    assert {offer: quantity for offer, quantity, _note in held(session, basket)} == {
        goods[0].id: Decimal("2.5"), goods[1].id: Decimal(13),
    }  # fmt: skip


def test_goods_swapped_in_both_get_a_basket_of_their_own_and_both_can_be_undone(
    session: Session, workspace: Workspace, kari: Visitor, goods: tuple[Offer, Offer]
) -> None:
    basket = owned.create(session, kari, "Bad", NOW)
    swapped(session, workspace, basket.token, goods)
    swapped(session, workspace, "cookie", goods)
    joining.join(session, kari, "cookie", LATER)
    other = session.exec(select(Basket).where(Basket.name == joining.FROM_BEFORE)).one()
    for one in (basket, other):
        undone(session, one, goods[1])
        assert held(session, one) == [(goods[0].id, Decimal("2.5"), "til stua")]
