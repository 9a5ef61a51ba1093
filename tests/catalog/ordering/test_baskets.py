"""Baskets: found by token, today's prices and labels, nothing withdrawn ordered."""

from datetime import timedelta
from decimal import Decimal

import pytest
from ordering_shop import NOW, TODAY, Shop
from sqlmodel import Session

from catalog.errors import InvalidRequest, NotFound
from catalog.ordering import baskets, quantities
from catalog.ordering.changes import change, fingerprint, read, seen
from catalog.ordering.totals import percent
from catalog.workspace import Workspace

ONE = Decimal(1)


def test_lines_are_grouped_by_supplier_with_exact_totals(
    shop: Shop, session: Session, workspace: Workspace
) -> None:
    north, south = shop.supplier("nord", "Nord AS"), shop.supplier("aker", "Aker AS")
    cable = shop.offer(north, "1", "1250.50", price_quantity=Decimal(100), price_unit="MTR")
    relay, lamp = shop.offer(north, "2", "0.1"), shop.offer(south, "3", "99")
    for offer, quantity in ((cable, "2.5"), (relay, "3"), (lamp, "1")):
        baskets.add(session, "t", offer.id or 0, Decimal(quantity), NOW)
    view = baskets.view(session, workspace, "t", TODAY)
    assert [group.supplier for group in view.groups] == ["aker", "nord"]
    nord = view.groups[1]
    assert [line.total for line in nord.lines] == [Decimal("31.2625"), Decimal("0.3")]
    assert [(money.currency, money.total) for money in nord.share.money] == [("NOK", Decimal("31.5625"))]
    assert view.share.lines == 3


def test_adding_the_same_offer_again_adds_to_its_line(
    shop: Shop, session: Session, workspace: Workspace
) -> None:
    offer = shop.offer(shop.supplier("n", "N"), "1")
    first = baskets.add(session, "t", offer.id or 0, Decimal("2.5"), NOW)
    assert baskets.add(session, "t", offer.id or 0, ONE, NOW) == first
    assert [line.quantity for line in baskets.view(session, workspace, "t", TODAY).lines] == [Decimal("3.5")]


def test_a_sum_beyond_the_limit_is_refused_and_the_line_stays(
    shop: Shop, session: Session, workspace: Workspace
) -> None:
    offer = shop.offer(shop.supplier("n", "N"), "1")
    baskets.add(session, "t", offer.id or 0, Decimal("999999.99"), NOW)
    with pytest.raises(InvalidRequest, match=quantities.TOO_LARGE):
        baskets.add(session, "t", offer.id or 0, Decimal("0.01"), NOW)
    line = baskets.view(session, workspace, "t", TODAY).lines[0]
    assert line.quantity == Decimal("999999.99")


@pytest.mark.parametrize("quantity", ["0", "-1", "NaN", "1E+9"])
def test_no_way_in_lets_a_bad_quantity_into_the_basket(shop: Shop, session: Session, quantity: str) -> None:
    offer = shop.offer(shop.supplier("n", "N"), "1")
    with pytest.raises(InvalidRequest):
        baskets.add(session, "t", offer.id or 0, Decimal(quantity), NOW)
    line = baskets.add(session, "t", offer.id or 0, ONE, NOW)
    with pytest.raises(InvalidRequest):
        baskets.set_quantity(session, "t", line, Decimal(quantity))


def test_an_unknown_offer_is_not_found(shop: Shop, session: Session) -> None:
    for offer_id in (0, 4711, 10**30):
        with pytest.raises(NotFound):
            baskets.add(session, "t", offer_id, ONE, NOW)


def test_a_withdrawn_offer_cannot_be_added(shop: Shop, session: Session) -> None:
    offer = shop.offer(shop.supplier("n", "N"), "1", withdrawn_at=NOW)
    with pytest.raises(InvalidRequest, match=baskets.WITHDRAWN):
        baskets.add(session, "t", offer.id or 0, ONE, NOW)


def test_an_offer_withdrawn_later_stays_visible_outside_totals_and_share(
    shop: Shop, session: Session, workspace: Workspace
) -> None:
    supplier = shop.supplier("n", "N")
    gone, here = shop.offer(supplier, "1", "500"), shop.offer(supplier, "2", "10")
    shop.tag(gone, "nordic-swan")
    for offer in (gone, here):
        baskets.add(session, "t", offer.id or 0, ONE, NOW)
    gone.withdrawn_at = NOW
    shop.put(gone)
    view = baskets.view(session, workspace, "t", TODAY)
    assert [line.orderable for line in view.lines] == [False, True]
    assert view.share.lines == 1
    assert view.share.verified == 0
    assert view.share.money[0].total == Decimal(10)


def test_another_token_sees_and_changes_nothing(shop: Shop, session: Session, workspace: Workspace) -> None:
    offer = shop.offer(shop.supplier("n", "N"), "1")
    line = baskets.add(session, "mine", offer.id or 0, ONE, NOW)
    assert baskets.view(session, workspace, "theirs", TODAY).groups == ()
    with pytest.raises(NotFound):
        baskets.set_quantity(session, "theirs", line, Decimal(9))
    baskets.remove(session, "theirs", line)
    assert baskets.view(session, workspace, "mine", TODAY).lines[0].quantity == ONE


def test_removing_twice_is_no_error(shop: Shop, session: Session, workspace: Workspace) -> None:
    offer = shop.offer(shop.supplier("n", "N"), "1")
    line = baskets.add(session, "t", offer.id or 0, ONE, NOW)
    baskets.remove(session, "t", line)
    baskets.remove(session, "t", line)
    assert baskets.view(session, workspace, "t", TODAY).groups == ()


def test_a_full_basket_refuses_one_more_line(
    shop: Shop, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(baskets, "MAX_LINES", 1)
    supplier = shop.supplier("n", "N")
    first, second = shop.offer(supplier, "1"), shop.offer(supplier, "2")
    baskets.add(session, "t", first.id or 0, ONE, NOW)
    with pytest.raises(InvalidRequest, match=baskets.FULL):
        baskets.add(session, "t", second.id or 0, ONE, NOW)
    baskets.add(session, "t", first.id or 0, ONE, NOW)


def test_the_share_counts_a_line_once_by_its_best_evidence(
    shop: Shop, session: Session, workspace: Workspace
) -> None:
    supplier = shop.supplier("n", "N")
    verified, expiring = shop.offer(supplier, "1", "100"), shop.offer(supplier, "2", "200")
    declared, expired = shop.offer(supplier, "3", "300"), shop.offer(supplier, "4", "400")
    unpriced = shop.offer(supplier, "5", None)
    shop.tag(verified, "nordic-swan", valid_to=TODAY + timedelta(days=91))
    shop.claim(verified, "epeat", "gold")
    shop.tag(expiring, "eu-ecolabel", valid_to=TODAY)
    shop.claim(declared, "epeat", "gold")
    shop.tag(expired, "nordic-swan", valid_to=TODAY - timedelta(days=1))
    for offer in (verified, expiring, declared, expired, unpriced):
        baskets.add(session, "t", offer.id or 0, ONE, NOW)
    share = baskets.view(session, workspace, "t", TODAY).share
    assert (share.verified, share.declared, share.none, share.unpriced) == (2, 1, 2, 1)
    money = share.money[0]
    assert (money.verified, money.declared, money.none) == (300, 300, 400)


def test_currencies_are_never_added_together(shop: Shop, session: Session, workspace: Workspace) -> None:
    supplier = shop.supplier("n", "N")
    for number, currency in (("1", "NOK"), ("2", "SEK")):
        offer = shop.offer(supplier, number, "100", currency=currency)
        baskets.add(session, "t", offer.id or 0, ONE, NOW)
    money = baskets.view(session, workspace, "t", TODAY).share.money
    assert [(amount.currency, amount.total) for amount in money] == [("NOK", 100), ("SEK", 100)]


def test_nearly_all_never_reads_as_all() -> None:
    assert percent(Decimal("99.99"), Decimal(100)) == 99
    assert percent(0, 0) == 0


def test_a_changed_price_or_label_is_told_from_what_was_seen(
    shop: Shop, session: Session, workspace: Workspace
) -> None:
    offer = shop.offer(shop.supplier("n", "N"), "1", "553.00")
    shop.tag(offer, "nordic-swan")
    baskets.add(session, "t", offer.id or 0, ONE, NOW)
    kept = seen(baskets.view(session, workspace, "t", TODAY).lines[0]).text()
    before = read(kept)
    same = baskets.view(session, workspace, "t", TODAY).lines[0]
    assert change(same, before) is None
    offer.price = Decimal("560")
    shop.put(offer)
    dearer = change(baskets.view(session, workspace, "t", TODAY).lines[0], before)
    assert dearer is not None
    assert (dearer.price, dearer.labels, dearer.before.price) == (True, False, Decimal(553))
    later = TODAY + timedelta(days=60)
    expiring = change(baskets.view(session, workspace, "t", later).lines[0], before)
    assert expiring is not None
    assert (expiring.price, expiring.labels) == (True, True)


@pytest.mark.parametrize("text", ["", "x", "1|NOK|1|EA|gross|nordic-swan", "1,5|NOK|1|EA|gross|"])
def test_an_unreadable_memory_points_nothing_out(text: str) -> None:
    assert read(text) is None


def test_the_fingerprint_follows_quantity_price_and_labels(
    shop: Shop, session: Session, workspace: Workspace
) -> None:
    offer = shop.offer(shop.supplier("n", "N"), "1")
    line = baskets.add(session, "t", offer.id or 0, ONE, NOW)

    def now() -> str:
        return fingerprint(baskets.view(session, workspace, "t", TODAY).lines)

    prints = [now()]
    baskets.set_quantity(session, "t", line, Decimal(2))
    prints.append(now())
    offer.price = Decimal(101)
    shop.put(offer)
    prints.append(now())
    shop.tag(offer, "epeat", tier="gold")
    prints.append(now())
    assert len(set(prints)) == 4
    assert now() == prints[-1]
