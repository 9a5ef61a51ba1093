"""What a list's numbers are known as, what is offered in their place, and that nothing is decided alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from ordering_shop import NOW, TODAY, Shop
from sqlalchemy import event
from sqlmodel import Session

from catalog.models import Offer, OfferKey, Supplier
from catalog.ordering.quick.lines import read_text
from catalog.ordering.quick.review import Reviewed, review
from catalog.ordering.quick.rows import Edit, begun, edited, packed, unpacked
from catalog.workspace import Workspace


class Desk:
    """A shop and a list that is looked over in it."""

    def __init__(self, shop: Shop, workspace: Workspace) -> None:
        self.shop, self.workspace = shop, workspace
        self.nord, self.aker = shop.supplier("nord", "Nord AS"), shop.supplier("aker", "Aker AS")

    def goods(
        self, supplier: Supplier, number: str, *keys: str, product: Offer | None = None, **more: object
    ) -> Offer:
        offer = self.shop.offer(supplier, number, **more)
        if product is not None:
            offer.product_id = product.product_id
        for key in keys:
            self.shop.put(OfferKey(key=key, offer_id=offer.id or 0))
        return offer

    def look(self, text: str, supplier: str = "", **edit: object) -> list[Reviewed]:
        rows = begun(read_text(text), 1)
        if edit:
            rows = [edited(row, Edit(**edit)) for row in rows]  # type: ignore[arg-type]
        return list(review(self.shop.session, self.workspace, unpacked(packed(rows)), supplier, TODAY))


@pytest.fixture
def desk(shop: Shop, workspace: Workspace) -> Desk:
    return Desk(shop, workspace)


def test_every_kind_of_number_finds_its_product(desk: Desk) -> None:
    offer = desk.goods(
        desk.nord, "77-1", "e:NO:1067111", "g:05397184821671", "g:00042100005264", "m:dell\x1fp2425",
        mpn_key="p2425", price_quantity=Decimal(1),
    )  # fmt: skip
    text = "10 671 11 2\nno:1067111\n5397184821671\n42100005264\nP2425\ndell p2425 3\n77-1\nnord:77-1"
    found = desk.look(text)
    assert [one.status for one in found] == ["found"] * 8
    assert {one.line.offer.id for one in found if one.line} == {offer.id}
    assert [one.padded for one in found] == [False, False, False, True, False, False, False, False]
    assert [one.quantity for one in found] == ["2", "1", "1", "1", "1", "3", "1", "1"]


def test_a_number_that_names_two_products_waits_for_a_choice(desk: Desk) -> None:
    lamp = desk.goods(desk.nord, "1001", name="Lampe")
    cable = desk.goods(desk.aker, "1001", name="Kabel")
    (one,) = desk.look("1001 2")
    assert one.status == "ambiguous" and not one.ready
    assert {choice.name for choice in one.choices} == {"Vare 1001", "Lampe", "Kabel"} - {"Vare 1001"}
    (one,) = desk.look("1001 2", supplier="aker")
    assert one.ready and one.line and one.line.offer.id == cable.id
    (one,) = desk.look("1001 2", product=lamp.product_id)
    assert one.ready and one.line and one.line.offer.id == lamp.id


def test_an_el_number_is_never_read_as_the_quantity_of_a_suppliers_small_number(desk: Desk) -> None:
    desk.goods(desk.nord, "5")
    (one,) = desk.look("5 1067111")
    assert (one.status, one.number, one.quantity) == ("unknown", "1067111", "5")


def test_a_number_nobody_knows_and_a_ruined_one_stay_with_what_was_typed(desk: Desk) -> None:
    desk.goods(desk.nord, "642000000000", "g:06420000000005")
    unknown, ruined = desk.look("9999999 3\n6,42E+11;2")
    assert (unknown.status, unknown.number, unknown.quantity) == ("unknown", "9999999", "3")
    assert (ruined.status, ruined.number, ruined.product) == ("ruined", "6,42E+11", None)


def test_a_discontinued_product_offers_its_replacement_and_is_not_swapped(desk: Desk) -> None:
    desk.goods(desk.nord, "10", "e:NO:1067112", name="Etterfølger")
    desk.goods(desk.nord, "11", name="Alternativ")
    desk.goods(
        desk.nord, "9", "e:NO:1067111", discontinued=True,
        extra={"relations": [["alternative", "", "11"], ["replacement", "1", "1067112"]]},
    )  # fmt: skip
    (one,) = desk.look("1067111")
    assert one.status == "discontinued" and not one.ready
    assert [(new.kind, new.product.name, new.supplier) for new in one.successors] == [
        ("replacement", "Etterfølger", "Nord AS")
    ]
    (one,) = desk.look("1067111", product=one.successors[0].product.id)
    assert one.ready and one.product and one.product.name == "Etterfølger"


def test_a_discontinued_product_may_be_wanted_all_the_same(desk: Desk) -> None:
    old = desk.goods(desk.nord, "9", "e:NO:1067111", discontinued=True)
    (one,) = desk.look("1067111", offer=old.id)
    assert one.status == "discontinued" and one.kept and one.ready


def test_a_withdrawn_product_offers_the_alternative_where_no_replacement_is_named(desk: Desk) -> None:
    desk.goods(desk.nord, "11", name="Alternativ")
    desk.goods(desk.nord, "9", withdrawn_at=NOW, extra={"relations": [["alternative", "", "11"]]})
    (one,) = desk.look("9")
    assert one.status == "withdrawn" and not one.ready and one.line is None
    assert [(new.kind, new.product.name) for new in one.successors] == [("alternative", "Alternativ")]


def test_lines_of_one_offer_are_summed_and_say_so(desk: Desk) -> None:
    desk.goods(desk.nord, "7", "e:NO:1067111")
    desk.goods(desk.nord, "8", "e:NO:1067112")
    first, other, second = desk.look("1067111 2\n1067112\nnord:7 3")
    assert (first.same, first.together) == ((3,), Decimal(5))
    assert (second.same, other.same) == ((1,), ())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1067111;0", "større enn 0"),
        ("1067111;abc", "må være et tall"),
        ("1067111;-1", "større enn 0"),
        ("1067111;1e9", "må være et tall"),
        ("1067111;1000000", "kan ikke være større"),
        ("Elnr;Antall\n1067111;", "Skriv inn et antall"),
    ],
)
def test_a_bad_quantity_keeps_its_row_back_with_the_reason(desk: Desk, text: str, reason: str) -> None:
    desk.goods(desk.nord, "7", "e:NO:1067111")
    one = desk.look(text)[-1]
    assert one.status == "found" and not one.ready and reason in one.fault
    (good,) = desk.look("1067111", quantity="2,5")
    assert good.ready and good.quantity == "2,5"


def test_the_supplier_asked_for_goes_first_then_the_one_whose_number_was_typed_then_the_cheapest(
    desk: Desk,
) -> None:
    dear = desk.goods(desk.nord, "N1", "e:NO:1067111", price="20")
    cheap = desk.goods(desk.aker, "A1", "e:NO:1067111", price="10", product=dear)

    def chosen(text: str, supplier: str = "") -> int | None:
        (one,) = desk.look(text, supplier)
        return one.line.offer.id if one.line else None

    assert chosen("1067111") == cheap.id
    assert chosen("1067111", "nord") == dear.id
    assert chosen("N1") == dear.id


def test_a_number_typed_over_forgets_what_was_chosen_for_the_old_one() -> None:
    (row,) = begun(read_text("1001 2"), 1)
    chosen = edited(row, Edit(product=5))
    assert chosen.product == 5
    changed = edited(chosen, Edit(number="1067111", was="1001", quantity="2", was_quantity="2"))
    assert (changed.product, changed.readings[0].number, changed.readings[0].quantity) == (0, "1067111", "2")
    assert changed.text == "1001 2"


def test_the_statements_do_not_grow_with_the_lines(desk: Desk, session: Session) -> None:
    for number in range(60):
        desk.goods(desk.nord, f"x{number}", f"e:NO:{1067000 + number}")
    counts = []
    for lines in (2, 60):
        seen: list[str] = []

        def heard(*args: Any, seen: list[str] = seen) -> None:
            seen.append(args[2])

        event.listen(session.get_bind(), "before_cursor_execute", heard)
        found = desk.look("\n".join(str(1067000 + number) for number in range(lines)))
        event.remove(session.get_bind(), "before_cursor_execute", heard)
        assert all(one.ready for one in found)
        counts.append(len(seen))
    assert counts[0] == counts[1] > 0
