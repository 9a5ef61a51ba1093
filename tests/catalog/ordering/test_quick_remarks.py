"""What a list says beside a number goes with the line, unless it only repeats what the goods are called."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ordering_shop import NOW, TODAY, Shop
from sqlmodel import Session

from catalog import queries
from catalog.models import BasketLine
from catalog.ordering import baskets, bulk, fields
from catalog.ordering.bulk import Wanted
from catalog.ordering.quick.remarks import Remark, remark
from catalog.shapes import ProductView
from catalog.workspace import Workspace


@pytest.fixture
def cable(shop: Shop, session: Session, workspace: Workspace) -> ProductView:
    offer = shop.offer(shop.supplier("nord", "Nord AS"), "77-1", name="PFXP 3G1,5 kabel hvit")
    found = queries.product_views(session, workspace, [offer.product_id or 0], TODAY)[0]
    return replace(found, brand="Nexans", mpn="PFXP3G15")


@pytest.mark.parametrize(
    ("comment", "note"),
    [
        ("til stue", "til stue"),
        ("Kabel hvit, til stue", "Kabel hvit, til stue"),
        ("Kabel hvit", ""),
        ("NEXANS pfxp 3g1,5", ""),
        ("m", ""),
        ("", ""),
        ("2. etg – bad; «våtrom»", "2. etg - bad, «våtrom»"),
        ("💡", ""),
    ],
)
def test_a_note_tells_more_than_the_name(cable: ProductView, comment: str, note: str) -> None:
    assert remark(comment, True, cable).text == note


def test_a_long_one_is_fitted_and_says_so(cable: ProductView) -> None:
    found = remark("x" * 80, True, cable)
    assert found == Remark("x" * 60, cut=True)
    assert not remark("til stue", True, cable).cut


def test_what_is_typed_over_it_is_never_cut_but_refused(cable: ProductView) -> None:
    assert remark("x" * 61, False, cable) == Remark("x" * 61, fault=fields.TOO_LONG[60])
    assert remark("a;b", False, cable).fault == fields.UNWRITABLE
    assert remark("", False, cable) == Remark("")
    assert remark("Kabel hvit", False, cable) == Remark("Kabel hvit")


@given(st.text(max_size=200))
def test_whatever_stood_beside_the_number_an_order_file_can_hold_the_note(text: str) -> None:
    assert fields.clean("note", remark(text, True, None).text) == remark(text, True, None).text


def test_notes_of_one_offer_stand_together_and_one_without_room_is_refused(
    shop: Shop, session: Session, workspace: Workspace
) -> None:
    lamp = shop.offer(shop.supplier("nord", "Nord AS"), "1").id or 0
    wanted = [
        Wanted(1, lamp, Decimal(1), "til stue"), Wanted(2, lamp, Decimal(1), "til stue"),
        Wanted(3, lamp, Decimal(1), "til bad"), Wanted(4, lamp, Decimal(1), "y" * 50),
        Wanted(5, lamp, Decimal(1)),
    ]  # fmt: skip
    added = bulk.add_all(session, workspace, "t", wanted, NOW, TODAY)
    assert added.taken == {1, 2, 3, 5} and added.refused == {4: fields.NOTES_TOO_LONG}
    (line,) = baskets.lines(session, workspace, "t", TODAY)
    assert (line.quantity, session.get_one(BasketLine, line.id).note) == (Decimal(4), "til stue, til bad")
