"""A line swapped for an alternative and back: nothing of it is lost, however often one clicks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from catalog import db
from catalog.errors import InvalidRequest, NotFound
from catalog.models import BasketLine, Offer
from catalog.ordering import baskets, swapping
from catalog.workspace import Workspace
from tests.catalog.ordering.ordering_shop import NOW, TODAY, Shop

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def shop(workspace: Workspace) -> Iterator[Shop]:
    with db.writing(workspace.engine) as session:
        yield Shop(session)


def filled(shop: Shop) -> tuple[Offer, Offer, int]:
    plain, labelled = shop.offer(shop.supplier("a", "A"), "1"), shop.offer(shop.supplier("b", "B"), "2")
    line_id = baskets.add(shop.session, "t", plain.id or 0, Decimal("2.5"), NOW)
    row = shop.session.get_one(BasketLine, line_id)
    row.note, row.seen = "til stua", "100|NOK|1|EA|gross|"
    shop.session.flush()
    return plain, labelled, line_id


def state(session: Session) -> list[tuple[object, ...]]:
    rows = session.exec(select(BasketLine).order_by(BasketLine.id)).all()  # type: ignore[arg-type]
    names = ["offer_id", "quantity", "note", "seen", "added_at", "added_by", "changed_by", "swapped"]
    return [tuple(getattr(one, name) for name in names) for one in rows]


def swap(shop: Shop, space: Workspace, line_id: int, before: Offer, after: Offer, quantity: str = "") -> int:
    return swapping.swap(
        shop.session, space, "t", line_id, before.id or 0, after.id or 0,
        Decimal(quantity) if quantity else None, LATER, TODAY,
    )  # fmt: skip


def test_undo_restores_line_quantity_note_and_supplier(workspace: Workspace, shop: Shop) -> None:
    plain, labelled, line_id = filled(shop)
    before = state(shop.session)
    assert swap(shop, workspace, line_id, plain, labelled) == line_id
    row = shop.session.get_one(BasketLine, line_id)
    assert (row.offer_id, row.quantity, row.note) == (labelled.id, Decimal("2.5"), "til stua")
    assert swapping.undo(shop.session, "t", line_id, LATER) == line_id
    assert state(shop.session) == before


def test_a_second_click_changes_nothing(workspace: Workspace, shop: Shop) -> None:
    plain, labelled, line_id = filled(shop)
    before = state(shop.session)
    swap(shop, workspace, line_id, plain, labelled)
    once = state(shop.session)
    swap(shop, workspace, line_id, plain, labelled)
    assert state(shop.session) == once
    swapping.undo(shop.session, "t", line_id, LATER)
    swapping.undo(shop.session, "t", line_id, LATER)
    assert state(shop.session) == before


def test_another_tab_that_still_shows_the_old_line_is_told_so(workspace: Workspace, shop: Shop) -> None:
    plain, labelled, line_id = filled(shop)
    third = shop.offer(shop.supplier("c", "C"), "3")
    swap(shop, workspace, line_id, plain, labelled)
    with pytest.raises(InvalidRequest, match="endret i mellomtiden"):
        swap(shop, workspace, line_id, plain, third)
    assert state(shop.session)[0][0] == labelled.id


def test_a_line_that_has_the_alternative_already_gets_the_sum_and_gives_it_back(
    workspace: Workspace, shop: Shop
) -> None:
    plain, labelled, line_id = filled(shop)
    there = baskets.add(shop.session, "t", labelled.id or 0, Decimal(4), NOW)
    before = sorted(state(shop.session), key=str)
    assert swap(shop, workspace, line_id, plain, labelled) == there
    (merged,) = state(shop.session)
    assert merged[1] == Decimal("6.5")
    swapping.undo(shop.session, "t", there, LATER)
    assert sorted(state(shop.session), key=str) == before


def test_a_quantity_typed_after_a_merging_swap_stays_with_its_line(workspace: Workspace, shop: Shop) -> None:
    plain, labelled, line_id = filled(shop)
    there = baskets.add(shop.session, "t", labelled.id or 0, Decimal(4), NOW)
    swap(shop, workspace, line_id, plain, labelled)
    baskets.set_quantity(shop.session, "t", there, Decimal(10))
    swapping.undo(shop.session, "t", there, LATER)
    assert {(row[0], row[1]) for row in state(shop.session)} == {
        (plain.id, Decimal("2.5")), (labelled.id, Decimal(10)),
    }  # fmt: skip


def test_undo_adds_to_a_line_that_was_put_there_meanwhile(workspace: Workspace, shop: Shop) -> None:
    plain, labelled, line_id = filled(shop)
    swap(shop, workspace, line_id, plain, labelled)
    again = baskets.add(shop.session, "t", plain.id or 0, Decimal(1), LATER)
    assert swapping.undo(shop.session, "t", line_id, LATER) == again
    (only,) = state(shop.session)
    assert only[:3] == (plain.id, Decimal("3.5"), "til stua")


def test_a_quantity_asked_for_is_taken_and_undone(workspace: Workspace, shop: Shop) -> None:
    plain, labelled, line_id = filled(shop)
    swap(shop, workspace, line_id, plain, labelled, "10")
    assert state(shop.session)[0][1] == Decimal(10)
    swapping.undo(shop.session, "t", line_id, LATER)
    assert state(shop.session)[0][1] == Decimal("2.5")


def test_a_withdrawn_or_unknown_offer_and_somebody_elses_line_are_refused(
    workspace: Workspace, shop: Shop
) -> None:
    plain, labelled, line_id = filled(shop)
    labelled.withdrawn_at = NOW
    shop.session.flush()
    before = state(shop.session)
    for after in (labelled.id or 0, 10**30, -1):
        with pytest.raises(InvalidRequest, match="sortiment"):
            swapping.swap(
                shop.session, workspace, "t", line_id, plain.id or 0, after, None, LATER, TODAY
            )
    for token in ("u", ""):
        with pytest.raises(NotFound):
            swapping.undo(shop.session, token, line_id, LATER)
    assert state(shop.session) == before
