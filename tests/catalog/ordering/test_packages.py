"""Quantities in packages: what a word behind a number means for the goods, and nothing that is guessed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import InvalidRequest
from catalog.ordering import packages
from catalog.ordering.packages import pack_of, parse_amount, whole_packages
from catalog.ordering.quantities import MAX_QUANTITY, NOT_A_NUMBER, NOT_POSITIVE, TOO_LARGE


@dataclass
class Goods:
    unit: str = "MTR"
    price_unit: str = "MTR"
    pack_quantity: Decimal | None = Decimal(100)


CABLE, LAMP = Goods(), Goods("EA", "EA", Decimal(10))
LOOSE, ROLLS, BARE = Goods("EA", "EA", None), Goods("RL", "RL", None), Goods("", "", None)


@pytest.mark.parametrize(
    ("text", "goods", "expected"),
    [
        ("2 pk", CABLE, "200"),
        ("2 ruller", CABLE, "200"),
        ("2RULL", CABLE, "200"),
        ("2,5 pakker", CABLE, "250"),
        (" 1 Kveil. ", CABLE, "100"),
        ("150 m", CABLE, "150"),
        ("150", CABLE, "150"),
        ("3 esker", LAMP, "30"),
        ("3 stk", LAMP, "3"),
        ("3 stk.", LOOSE, "3"),
        ("2 rl", ROLLS, "2"),
        ("2,5", BARE, "2.5"),
    ],
)
def test_a_word_behind_the_number_is_read_for_these_goods(text: str, goods: Goods, expected: str) -> None:
    assert parse_amount(text, goods) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "goods", "reason"),
    [
        ("2 pk", LOOSE, packages.NO_PACKAGE),
        ("2 pk", Goods("MTR", "MTR", Decimal(1)), packages.NO_PACKAGE),
        # a roll of 100 pieces is no length
        ("2 ruller", Goods("EA", "MTR", Decimal(100)), packages.NO_PACKAGE),
        ("5 stk", CABLE, packages.OTHER_UNIT),
        ("1 km", CABLE, packages.OTHER_UNIT),
        ("5 m", LAMP, packages.OTHER_UNIT),
        ("5 m", BARE, NOT_A_NUMBER),
        ("2 skåler", LAMP, NOT_A_NUMBER),
        ("pk", CABLE, NOT_A_NUMBER),
        ("2 pk 3", CABLE, NOT_A_NUMBER),
        ("1e9 pk", CABLE, NOT_A_NUMBER),
        ("-2 pk", CABLE, NOT_POSITIVE),
        ("0 pk", CABLE, NOT_POSITIVE),
        ("10000 pk", CABLE, TOO_LARGE),
    ],
)
def test_what_the_word_cannot_mean_is_refused_with_its_own_reason(
    text: str, goods: Goods, reason: str
) -> None:
    with pytest.raises(InvalidRequest) as caught:
        parse_amount(text, goods)
    assert (caught.value.field, caught.value.reason) == ("quantity", reason)


def test_a_package_is_told_only_in_the_unit_of_the_quantity_and_whole_ones_are_counted() -> None:
    assert pack_of(CABLE) == 100 and pack_of(LOOSE) is None
    assert pack_of(Goods("EA", "MTR", Decimal(100))) is None
    assert [whole_packages(Decimal(one), Decimal(100)) for one in ("200", "50", "100", "250")] == [2, 0, 1, 0]
    assert whole_packages(Decimal(3), None) == 0


@given(st.text(max_size=20), st.sampled_from([CABLE, LAMP, LOOSE, ROLLS, BARE, None]))
def test_any_text_is_a_quantity_that_a_basket_may_hold_or_refused(text: str, goods: Goods | None) -> None:
    try:
        quantity = parse_amount(text, goods)
    except InvalidRequest:
        return
    assert 0 < quantity <= MAX_QUANTITY
    assert quantity == round(quantity, 2)
