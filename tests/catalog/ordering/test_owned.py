"""Users' baskets: several, named, shared or not; nobody else's; joined at log-in, deleted and taken back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from ordering_shop import NOW, TODAY, Shop
from sqlmodel import Session, select

from catalog.errors import InvalidRequest, NotFound
from catalog.models import Basket, User
from catalog.ordering import baskets, joining, order_views, orders, owned
from catalog.people import users
from catalog.people.roles import Role, Visitor
from catalog.workspace import Workspace

ONE = Decimal(1)


def person(session: Session, name: str, company: str = "firma") -> Visitor:
    owner = users.company(session, company, NOW)
    user = users.add(session, owner.id or 0, f"{name}@{company}.no", name, Role.ELECTRICIAN, NOW)
    return Visitor(user.id, owner.id, Role.ELECTRICIAN, name, owner.name)


@pytest.fixture
def kari(session: Session) -> Visitor:
    return person(session, "kari")


@pytest.fixture
def ola(session: Session) -> Visitor:
    return person(session, "ola")


@pytest.fixture
def eva(session: Session) -> Visitor:
    return person(session, "eva", "annet")


def quantities(session: Session, workspace: Workspace, basket: Basket) -> list[Decimal]:
    return [line.quantity for line in baskets.view(session, workspace, basket.token, TODAY).lines]


def test_a_user_has_several_named_baskets_and_fills_the_one_chosen_last(
    session: Session, kari: Visitor
) -> None:
    assert owned.current(session, kari) is None
    first = owned.create(session, kari, "  Bad   2. etg ", NOW)
    second = owned.create(session, kari, "", NOW)
    assert (first.name, second.name) == ("Bad 2. etg", "Kurv 2")
    assert owned.current(session, kari) == second
    owned.select_basket(session, kari, first)
    assert owned.current(session, kari) == first
    assert {card.name for card in owned.listing(session, kari)} == {"Bad 2. etg", "Kurv 2"}


def test_a_basket_is_its_owners_until_it_is_shared_and_never_another_companys(
    session: Session, kari: Visitor, ola: Visitor, eva: Visitor
) -> None:
    basket = owned.create(session, kari, "Bad", NOW)
    for stranger in (ola, eva):
        with pytest.raises(NotFound):
            owned.find(session, stranger, basket.id or 0)
    owned.share(session, kari, basket, True, NOW)
    assert owned.find(session, ola, basket.id or 0) == basket
    assert [(card.name, card.owner, card.mine) for card in owned.listing(session, ola)] == [
        ("Bad", "kari", False)
    ]
    with pytest.raises(NotFound):
        owned.find(session, eva, basket.id or 0)
    assert owned.listing(session, eva) == ()
    for act in (
        lambda: owned.share(session, ola, basket, False, NOW),
        lambda: owned.close(session, ola, basket, NOW),
    ):
        with pytest.raises(InvalidRequest, match=owned.NOT_OWNER):
            act()


def test_what_is_no_longer_shared_is_no_longer_filled(session: Session, kari: Visitor, ola: Visitor) -> None:
    basket = owned.create(session, kari, "Bad", NOW)
    owned.share(session, kari, basket, True, NOW)
    owned.select_basket(session, ola, basket)
    assert owned.current(session, ola) == basket
    owned.share(session, kari, basket, False, NOW)
    assert owned.current(session, ola) is None


def test_one_who_moved_to_another_company_takes_no_basket_along(
    session: Session, kari: Visitor, eva: Visitor
) -> None:
    basket = owned.create(session, kari, "Bad", NOW)
    moved = Visitor(kari.user_id, eva.company_id, kari.role, kari.name)
    assert owned.listing(session, moved) == ()
    with pytest.raises(NotFound):
        owned.find(session, moved, basket.id or 0)


@pytest.mark.parametrize("number", [0, -1, 4711, 10**30])
def test_a_forged_id_is_no_basket(session: Session, kari: Visitor, number: int) -> None:
    owned.create(session, kari, "Bad", NOW)
    for look in (owned.find, owned.reopen):
        with pytest.raises(NotFound):
            look(session, kari, number)


def test_a_deleted_basket_comes_back_whole(
    shop: Shop, session: Session, workspace: Workspace, kari: Visitor, ola: Visitor
) -> None:
    offer = shop.offer(shop.supplier("n", "N"), "1")
    basket = owned.create(session, kari, "Bad", NOW)
    baskets.add(session, basket.token, offer.id or 0, ONE, NOW, kari.user_id)
    owned.close(session, kari, basket, NOW)
    assert owned.listing(session, kari) == () and owned.current(session, kari) is None
    with pytest.raises(NotFound):
        owned.reopen(session, ola, basket.id or 0)
    again = owned.reopen(session, kari, basket.id or 0)
    assert quantities(session, workspace, again) == [ONE]
    assert owned.current(session, kari) == again


@pytest.mark.parametrize("name", ["x" * 61, "a\x00b", "a\u202eb"])
def test_a_name_that_cannot_stand_on_one_line_is_refused(session: Session, kari: Visitor, name: str) -> None:
    with pytest.raises(InvalidRequest, match=owned.NO_NAME):
        owned.create(session, kari, name, NOW)


def test_there_is_an_end_to_how_many_baskets(
    session: Session, kari: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owned, "MAX_BASKETS", 1)
    owned.create(session, kari, "Bad", NOW)
    with pytest.raises(InvalidRequest, match=owned.TOO_MANY):
        owned.create(session, kari, "Kjøkken", NOW)


def test_what_was_collected_before_the_login_becomes_the_users_first_basket(
    shop: Shop, session: Session, workspace: Workspace, kari: Visitor
) -> None:
    offer = shop.offer(shop.supplier("n", "N"), "1")
    baskets.add(session, "cookie", offer.id or 0, Decimal("2.5"), NOW)
    joining.join(session, kari, "cookie", NOW)
    basket = owned.current(session, kari)
    assert basket is not None and basket.token != "cookie"
    assert quantities(session, workspace, basket) == [Decimal("2.5")]
    assert baskets.view(session, workspace, "cookie", TODAY).lines == ()
    assert joining.join(session, kari, "cookie", NOW) is None


def test_it_joins_the_basket_that_is_being_filled_and_equal_lines_are_added(
    shop: Shop, session: Session, workspace: Workspace, kari: Visitor
) -> None:
    supplier = shop.supplier("n", "N")
    both, only = shop.offer(supplier, "1"), shop.offer(supplier, "2")
    basket = owned.create(session, kari, "Bad", NOW)
    baskets.add(session, basket.token, both.id or 0, ONE, NOW, kari.user_id)
    for offer in (both, only):
        baskets.add(session, "cookie", offer.id or 0, Decimal(3), NOW)
    before = baskets.stored(session, "cookie")
    assert before is not None
    before.project = "P-9"
    assert joining.join(session, kari, "cookie", NOW) == basket
    assert quantities(session, workspace, basket) == [Decimal(4), Decimal(3)]
    assert basket.project == "P-9"
    assert baskets.stored(session, "cookie") is None


def test_what_does_not_fit_gets_a_basket_of_its_own(
    shop: Shop, session: Session, workspace: Workspace, kari: Visitor
) -> None:
    supplier = shop.supplier("n", "N")
    full, gone = shop.offer(supplier, "1"), shop.offer(supplier, "2")
    basket = owned.create(session, kari, "Bad", NOW)
    baskets.add(session, basket.token, full.id or 0, Decimal("999999.99"), NOW)
    for offer in (full, gone):
        baskets.add(session, "cookie", offer.id or 0, ONE, NOW)
    gone.withdrawn_at = NOW
    shop.put(gone)
    joining.join(session, kari, "cookie", NOW)
    assert quantities(session, workspace, basket) == [Decimal("999999.99")]
    left = session.exec(select(Basket).where(Basket.name == joining.FROM_BEFORE)).one()
    assert quantities(session, workspace, left) == [ONE, ONE]
    assert owned.current(session, kari) == basket


def test_an_order_is_its_companys_and_says_who_and_what_for(
    shop: Shop, session: Session, workspace: Workspace, kari: Visitor, ola: Visitor, eva: Visitor
) -> None:
    offer = shop.offer(shop.supplier("n", "N"), "1")
    basket = owned.create(session, kari, "Bad", NOW)
    basket.delivery, basket.delivery_place = "pickup", "Oslo"
    baskets.add(session, basket.token, offer.id or 0, ONE, NOW, kari.user_id)
    made = orders.confirm(
        session, workspace, basket.token, "n", "key-1", "", "", "", now=NOW, today=TODAY, visitor=kari
    )
    for colleague in (kari, ola):
        found = order_views.find(session, None, made.number, colleague)
        assert (found.ordered_by, found.basket, found.delivery.kind) == ("kari", "Bad", "pickup")
        assert found.delivery.lines == ()
    for reader, token in ((eva, None), (Visitor(), basket.token), (eva, basket.token)):
        with pytest.raises(NotFound):
            order_views.find(session, token, made.number, reader)
        assert order_views.listing(session, token, reader) == ()
    user = session.get_one(User, kari.user_id)
    user.name = "Kari Gift"
    assert order_views.find(session, None, made.number, ola).ordered_by == "kari"


def test_orders_from_before_the_login_stay_those_of_the_browser(
    shop: Shop, session: Session, workspace: Workspace, kari: Visitor, ola: Visitor
) -> None:
    offer = shop.offer(shop.supplier("n", "N"), "1")
    baskets.add(session, "cookie", offer.id or 0, ONE, NOW)
    number = orders.confirm(session, workspace, "cookie", "n", "k", "", "", "", now=NOW, today=TODAY).number
    joining.join(session, kari, "cookie", NOW + timedelta(hours=1))
    assert order_views.find(session, "cookie", number, kari).ordered_by == ""
    with pytest.raises(NotFound):
        order_views.find(session, None, number, ola)
