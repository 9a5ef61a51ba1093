"""Quantities as buyers type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import InvalidRequest
from catalog.ordering import quantities
from catalog.ordering.quantities import line_total, parse_quantity


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2,5", "2.5"),
        ("2.5", "2.5"),
        (" 10 ", "10"),
        ("0,01", "0.01"),
        ("007", "7"),
        ("100", "100"),
        ("999999,99", "999999.99"),
        ("2,50", "2.5"),
    ],
)
def test_a_quantity_is_read_with_decimal_comma_or_point(text: str, expected: str) -> None:
    assert str(parse_quantity(text)) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", quantities.MISSING),
        ("   ", quantities.MISSING),
        ("abc", quantities.NOT_A_NUMBER),
        ("1e9", quantities.NOT_A_NUMBER),
        ("NaN", quantities.NOT_A_NUMBER),
        ("Infinity", quantities.NOT_A_NUMBER),
        ("1 000", quantities.NOT_A_NUMBER),
        ("٣", quantities.NOT_A_NUMBER),
        ("2,", quantities.NOT_A_NUMBER),
        ("1,000.5", quantities.NOT_A_NUMBER),
        ("-3", quantities.NOT_POSITIVE),
        ("-0,5", quantities.NOT_POSITIVE),
        ("0", quantities.NOT_POSITIVE),
        ("0,00", quantities.NOT_POSITIVE),
        ("1.000", quantities.TOO_EXACT),
        ("0,005", quantities.TOO_EXACT),
        ("1000000", quantities.TOO_LARGE),
        ("1000000000", quantities.TOO_LARGE),
        ("9" * 5000, quantities.TOO_LARGE),
    ],
)
def test_a_text_that_is_no_quantity_is_refused_with_its_own_reason(text: str, reason: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        parse_quantity(text)
    assert (caught.value.field, caught.value.reason) == ("quantity", reason)


@given(st.text(max_size=30))
def test_any_text_is_a_valid_quantity_or_an_invalid_request(text: str) -> None:
    try:
        quantity = parse_quantity(text)
    except InvalidRequest:
        return
    assert 0 < quantity <= quantities.MAX_QUANTITY
    assert quantity == round(quantity, 2)


@pytest.mark.parametrize("quantity", ["NaN", "-1", "0", "0.001", "1000000"])
def test_a_decimal_that_no_basket_may_hold_is_refused(quantity: str) -> None:
    with pytest.raises(InvalidRequest):
        quantities.checked(Decimal(quantity))


def test_a_line_costs_price_times_quantity_by_price_quantity_exactly() -> None:
    assert line_total(Decimal("18.725"), Decimal(1), Decimal("2.5")) == Decimal("46.8125")
    assert line_total(Decimal(553), Decimal(100), Decimal(30)) == Decimal("165.9")
    assert line_total(Decimal("0.1"), None, Decimal(3)) == Decimal("0.3")


def test_a_line_without_a_usable_price_has_no_total() -> None:
    assert line_total(None, Decimal(1), Decimal(2)) is None
    assert line_total(Decimal(5), Decimal(0), Decimal(2)) is None
    assert line_total(Decimal(-5), Decimal(1), Decimal(2)) is None
