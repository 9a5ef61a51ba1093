"""Orders: one a confirmation, frozen, and nobody else's."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from ordering_shop import NOW, TODAY, Shop
from sqlmodel import Session, select

from catalog import db
from catalog.errors import InvalidRequest, NotFound
from catalog.models import Offer, Order, Product
from catalog.ordering import baskets, fields, order_views, orders
from catalog.ordering.changes import fingerprint
from catalog.workspace import Workspace
from labels.model import State

ONE = Decimal(1)


def place(session: Session, workspace: Workspace, **more: str) -> Order:
    values = {"token": "t", "confirmation": "key-1", "supplier_slug": "n"} | more
    texts = {"reference": "", "project": "", "mark": ""}
    return orders.confirm(session, workspace, **(texts | values), now=NOW, today=TODAY)


def filled(shop: Shop, session: Session, price: str = "100") -> Offer:
    offer = shop.offer(shop.supplier("n", "Nord AS"), "4711", price, el_number="1234567")
    baskets.add(session, "t", offer.id or 0, Decimal("2.5"), NOW)
    return offer


def test_an_order_is_frozen_with_price_and_label_evidence(
    shop: Shop, session: Session, workspace: Workspace
) -> None:
    offer = filled(shop, session, "553.00")
    tag = shop.tag(offer, "nordic-swan")
    number = place(session, workspace, reference="R 1", project="P-1", mark="Bad").number
    offer.price, offer.name = Decimal(999), "Noe annet"
    tag.closed_at = NOW
    shop.put(offer)
    shop.put(tag)
    found = order_views.find(session, "t", number)
    line = found.lines[0]
    assert (found.reference, found.project, found.mark) == ("R 1", "P-1", "Bad")
    assert (line.name, line.price, line.total) == ("Vare 4711", 553, Decimal("1382.5"))
    assert (line.supplier_number, line.el_number, line.unit) == ("4711", "1234567", "EA")
    label = line.labels[0]
    assert label.text == "Svanemerket, lisens 5015 0001, gyldig til 2027-03-01"
    assert (label.state, label.level, label.matched_key) == (State.VERIFIED, "C", "k")
    assert (label.certificate, label.on, label.fetched_at) == ("5015 0001", TODAY, NOW)
    assert found.share.verified == 1


def test_a_declared_label_is_frozen_as_the_suppliers_word(
    shop: Shop, session: Session, workspace: Workspace
) -> None:
    shop.claim(filled(shop, session), "epeat", "gold")
    label = order_views.find(session, "t", place(session, workspace).number).lines[0].labels[0]
    assert label.text.endswith(", oppgitt av Nord AS")
    assert label.text.startswith("EPEAT ")
    assert label.state is State.DECLARED


def test_a_label_that_had_expired_is_frozen_apart_with_what_the_product_was(
    shop: Shop, session: Session, workspace: Workspace
) -> None:
    offer = filled(shop, session)
    shop.tag(offer, "nordic-swan", valid_to=date(2026, 11, 21))
    product = session.get_one(Product, offer.product_id)
    product.product_group, product.brand, product.mpn = "printers", "Blekkvik", "BK4"
    line = order_views.find(session, "t", place(session, workspace).number).lines[0]
    assert (line.product_group, line.brand, line.mpn, line.gtin) == ("printers", "Blekkvik", "BK4", "")
    assert line.labels == ()
    assert [(item.label, item.state) for item in line.labels_not_shown] == [("nordic-swan", State.EXPIRED)]


def test_a_label_that_counts_by_us_certificates_says_so(
    shop: Shop, session: Session, workspace: Workspace
) -> None:
    shop.tag(filled(shop, session), "energy-star", valid_to=None, certificate_number="2406930")
    label = order_views.find(session, "t", place(session, workspace).number).lines[0].labels[0]
    assert label.text == "ENERGY STAR (USA), sertifisering 2406930"


def test_the_same_confirmation_twice_is_one_order(shop: Shop, session: Session, workspace: Workspace) -> None:
    filled(shop, session)
    first = place(session, workspace)
    second = place(session, workspace, mark="x" * 99)
    assert first.number == second.number
    assert len(session.exec(select(Order)).all()) == 1


def test_two_clicks_in_two_transactions_are_one_order(workspace: Workspace) -> None:
    with db.writing(workspace.engine) as session:
        filled(Shop(session), session)
    numbers = []
    for _ in range(2):
        with db.writing(workspace.engine) as session:
            numbers.append(place(session, workspace).number)
    with db.reading(workspace.engine) as session:
        assert len(session.exec(select(Order)).all()) == 1
    assert numbers == ["M000000001", "M000000001"]


def test_eight_clicks_at_once_are_one_order(workspace: Workspace) -> None:
    with db.writing(workspace.engine) as session:
        filled(Shop(session), session)

    def click(number: int) -> str:
        with db.writing(workspace.engine) as session:
            return place(session, workspace, mark=str(number)).number

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(click, range(8))) == {"M000000001"}
    with db.reading(workspace.engine) as session:
        assert len(session.exec(select(Order)).all()) == 1


def test_another_visitors_confirmation_key_brings_nothing(
    shop: Shop, session: Session, workspace: Workspace
) -> None:
    filled(shop, session)
    place(session, workspace)
    with pytest.raises(InvalidRequest, match=orders.STALE):
        place(session, workspace, token="other")


@pytest.mark.parametrize("key", ["", "k" * 65])
def test_an_order_needs_a_usable_confirmation_key(
    shop: Shop, session: Session, workspace: Workspace, key: str
) -> None:
    filled(shop, session)
    with pytest.raises(InvalidRequest, match=orders.STALE):
        place(session, workspace, confirmation=key)


def test_order_numbers_are_unique_and_fit_ten_characters(
    shop: Shop, session: Session, workspace: Workspace
) -> None:
    offer = filled(shop, session)
    first = place(session, workspace).number
    baskets.add(session, "t", offer.id or 0, ONE, NOW)
    second = place(session, workspace, confirmation="key-2").number
    assert (first, second) == ("M000000001", "M000000002")
    assert max(len(first), len(second)) <= 10


def test_ordering_takes_only_that_suppliers_lines_from_the_basket(
    shop: Shop, session: Session, workspace: Workspace
) -> None:
    filled(shop, session)
    other = shop.offer(shop.supplier("o", "Other"), "9")
    baskets.add(session, "t", other.id or 0, ONE, NOW)
    place(session, workspace)
    left = baskets.view(session, workspace, "t", TODAY)
    assert [group.supplier for group in left.groups] == ["o"]


def test_a_withdrawn_product_is_not_ordered_and_stays_in_the_basket(
    shop: Shop, session: Session, workspace: Workspace
) -> None:
    supplier = shop.supplier("n", "N")
    gone, here = shop.offer(supplier, "1"), shop.offer(supplier, "2")
    for offer in (gone, here):
        baskets.add(session, "t", offer.id or 0, ONE, NOW)
    gone.withdrawn_at = NOW
    shop.put(gone)
    number = place(session, workspace).number
    lines = order_views.find(session, "t", number).lines
    assert [(line.position, line.supplier_number) for line in lines] == [(1, "2")]
    left = baskets.view(session, workspace, "t", TODAY).lines
    assert [line.offer.number for line in left] == ["1"]
    with pytest.raises(InvalidRequest, match=orders.EMPTY):
        place(session, workspace, confirmation="key-2")


def test_an_empty_basket_makes_no_order(session: Session, workspace: Workspace) -> None:
    with pytest.raises(InvalidRequest, match=orders.EMPTY):
        place(session, workspace)


def test_a_price_that_changed_since_the_page_was_shown_orders_nothing(
    shop: Shop, session: Session, workspace: Workspace
) -> None:
    offer = filled(shop, session)
    shown = fingerprint(baskets.view(session, workspace, "t", TODAY).lines)
    offer.price = Decimal("100.01")
    shop.put(offer)
    with pytest.raises(InvalidRequest, match=orders.CHANGED):
        place(session, workspace, shown=shown)
    assert len(baskets.view(session, workspace, "t", TODAY).lines) == 1
    again = fingerprint(baskets.view(session, workspace, "t", TODAY).lines)
    assert place(session, workspace, shown=again).number == "M000000001"


def test_a_label_that_expired_overnight_orders_nothing_unseen(
    shop: Shop, session: Session, workspace: Workspace
) -> None:
    shop.tag(filled(shop, session), "nordic-swan", valid_to=TODAY - timedelta(days=1))
    yesterday = baskets.view(session, workspace, "t", TODAY - timedelta(days=1))
    with pytest.raises(InvalidRequest, match=orders.CHANGED):
        place(session, workspace, shown=fingerprint(yesterday.lines))


def test_an_order_is_found_and_listed_by_its_own_token_alone(
    shop: Shop, session: Session, workspace: Workspace
) -> None:
    offer = filled(shop, session)
    first = place(session, workspace).number
    baskets.add(session, "t", offer.id or 0, ONE, NOW)
    second = place(session, workspace, confirmation="key-2").number
    assert [order.number for order in order_views.listing(session, "t")] == [second, first]
    assert order_views.listing(session, "other") == ()
    with pytest.raises(NotFound):
        order_views.find(session, "other", first)
    with pytest.raises(NotFound):
        order_views.find(session, "t", "M999999999")


def test_all_faults_are_told_at_once_and_nothing_is_ordered(
    shop: Shop, session: Session, workspace: Workspace
) -> None:
    filled(shop, session)
    found = fields.faults(reference="ok", project="12345678901", mark="a;b")
    assert sorted(found) == ["mark", "project"]
    with pytest.raises(InvalidRequest) as caught:
        place(session, workspace, project="12345678901")
    assert caught.value.field == "project"
    assert session.exec(select(Order)).all() == []
