"""Two people in one basket: what one did not touch is not overwritten, and both values are told."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from ordering_shop import NOW, TODAY, Shop
from sqlmodel import Session

from catalog.errors import InvalidRequest, NotFound
from catalog.ordering import baskets, edits, switching
from catalog.ordering.changes import changed
from catalog.ordering.edits import Conflict, Outcome, Typed
from catalog.workspace import Workspace


@pytest.fixture
def line(shop: Shop, session: Session) -> int:
    offer = shop.offer(shop.supplier("n", "N"), "1")
    return baskets.add(session, "t", offer.id or 0, Decimal(3), NOW)


def apply(
    session: Session, quantities: Mapping[int, Typed] | None = None, notes: Mapping[int, Typed] | None = None,
    **fields: Typed,
) -> Outcome:  # fmt: skip
    return edits.apply(session, "t", quantities or {}, notes or {}, fields, NOW)


def quantity(session: Session, line: int) -> Decimal:
    row = baskets.stored_line(session, "t", line)
    assert row is not None
    return row.quantity


def version(session: Session) -> int:
    basket = baskets.stored(session, "t")
    assert basket is not None
    return basket.version


def test_what_was_not_touched_keeps_what_another_made_of_it(session: Session, line: int) -> None:
    apply(session, {line: Typed("5", "3")})
    assert apply(session, {line: Typed("3", "3")}).clean
    assert quantity(session, line) == 5


def test_two_different_changes_tell_both_values_and_overwrite_nothing(session: Session, line: int) -> None:
    assert apply(session, {line: Typed("5", "3")}).clean
    outcome = apply(session, {line: Typed("7", "3")})
    assert outcome.conflicts == {f"quantity-{line}": Conflict("5", None)}
    assert quantity(session, line) == 5
    assert apply(session, {line: Typed("7", "5")}).clean
    assert quantity(session, line) == 7


def test_the_same_change_twice_is_no_conflict(session: Session, line: int) -> None:
    apply(session, {line: Typed("2,5", "3")})
    assert apply(session, {line: Typed("2.50", "3")}).clean


def test_a_script_that_does_not_say_what_it_saw_overwrites(session: Session, line: int) -> None:
    apply(session, {line: Typed("5", "3")})
    assert apply(session, {line: Typed("7")}).clean
    assert quantity(session, line) == 7


def test_fields_and_notes_conflict_alike(session: Session, line: int) -> None:
    apply(session, notes={line: Typed("til bad", "")}, mark=Typed("Bad", ""))
    outcome = apply(
        session, notes={line: Typed("til kjøkken", "")}, mark=Typed("Kjøkken", ""), project=Typed("1", "")
    )
    assert outcome.conflicts == {f"note-{line}": Conflict("til bad"), "mark": Conflict("Bad")}
    basket = baskets.stored(session, "t")
    assert basket is not None
    assert (basket.mark, basket.project) == ("Bad", "1")


def test_every_stored_change_makes_a_new_version_and_none_makes_none(session: Session, line: int) -> None:
    before = version(session)
    apply(session, {line: Typed("3", "3")}, mark=Typed("", ""))
    assert version(session) == before
    apply(session, {line: Typed("4", "3")})
    assert version(session) == before + 1


def test_a_line_that_is_gone_says_what_was_typed_into_it(session: Session, line: int) -> None:
    baskets.remove(session, "t", line)
    assert apply(session, {line: Typed("9", "3")}).missing == {line: "9"}
    assert apply(session, {line: Typed("3", "3")}).clean


@pytest.mark.parametrize("text", ["0", "-1", "1e9", "1000000000", "abc", "", "2,555"])
def test_a_bad_quantity_changes_nothing_and_the_rest_is_stored(
    session: Session, line: int, text: str
) -> None:
    outcome = apply(session, {line: Typed(text, "3")}, mark=Typed("Bad", ""))
    assert list(outcome.faults) == [f"quantity-{line}"]
    assert quantity(session, line) == 3
    basket = baskets.stored(session, "t")
    assert basket is not None and basket.mark == "Bad"


def rival(shop: Shop, session: Session, line: int, **more: object) -> int:
    row = baskets.stored_line(session, "t", line)
    assert row is not None
    other = shop.offer(shop.supplier("o", "Other AS"), "9", "80", **more)
    first = session.get_one(type(other), row.offer_id)
    other.product_id = first.product_id
    shop.put(other)
    return other.id or 0


def test_a_line_switches_supplier_and_remembers_the_new_price(
    shop: Shop, session: Session, workspace: Workspace, line: int
) -> None:
    other = rival(shop, session, line)
    done = switching.switch(session, workspace, "t", line, other, NOW, TODAY)
    assert (done.supplier_name, done.unit_changed) == ("Other AS", False)
    view = baskets.view(session, workspace, "t", TODAY)
    assert [(one.offer.supplier, one.quantity, one.offer.price) for one in view.lines] == [("o", 3, 80)]
    assert changed(view.lines) == {}
    assert [offer.supplier for offer in view.lines[0].rivals] == ["n"]


def test_another_unit_is_said_and_nothing_is_converted(
    shop: Shop, session: Session, workspace: Workspace, line: int
) -> None:
    other = rival(shop, session, line, price_unit="RLL")
    assert switching.switch(session, workspace, "t", line, other, NOW, TODAY).unit_changed
    assert quantity(session, line) == 3


def test_switching_to_what_is_there_already_adds_up(
    shop: Shop, session: Session, workspace: Workspace, line: int
) -> None:
    other = rival(shop, session, line)
    there = baskets.add(session, "t", other, Decimal(2), NOW)
    assert switching.switch(session, workspace, "t", line, other, NOW, TODAY).line_id == there
    assert [one.quantity for one in baskets.view(session, workspace, "t", TODAY).lines] == [5]


def test_a_line_never_becomes_another_product_or_a_withdrawn_offer(
    shop: Shop, session: Session, workspace: Workspace, line: int
) -> None:
    stranger = shop.offer(shop.supplier("x", "X"), "7").id or 0
    gone = rival(shop, session, line, withdrawn_at=NOW)
    for offer in (stranger, gone, 0, 10**30):
        with pytest.raises(InvalidRequest, match=switching.OTHER_PRODUCT):
            switching.switch(session, workspace, "t", line, offer, NOW, TODAY)
    with pytest.raises(NotFound):
        switching.switch(session, workspace, "other", line, stranger, NOW, TODAY)


@pytest.mark.parametrize(
    ("quantity", "pack", "rounded"), [("120", "100", "200"), ("2.5", "0.5", "2.5"), ("1", "6", "6")]
)
def test_whole_packages_round_up(quantity: str, pack: str, rounded: str) -> None:
    assert switching.whole_packs(Decimal(quantity), Decimal(pack)) == Decimal(rounded)
