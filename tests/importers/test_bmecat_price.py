"""BMEcat prices: which of several is the list price, and which must not be read at all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from test_bmecat import items, notices, price, prices, product, record

from catalog.records import Notice, ProductRecord, Reject


def test_the_price_of_the_lowest_quantity_is_taken() -> None:
    found = record(prices(price("9", "<LOWER_BOUND>100</LOWER_BOUND>"), price("10.50")))
    assert (found.price, found.price_quantity, found.currency) == (Decimal("10.50"), Decimal(1), "NOK")
    assert found.price_kind == "gross"


def test_a_price_for_a_hundred_says_so() -> None:
    order = "<PRODUCT_ORDER_DETAILS><ORDER_UNIT>MTR</ORDER_UNIT><PRICE_QUANTITY>100</PRICE_QUANTITY>"
    found = record(f"{order}</PRODUCT_ORDER_DETAILS>{prices(price('494.90'))}")
    assert (found.price, found.price_quantity, found.price_unit) == (Decimal("494.90"), 100, "MTR")


def test_a_factor_is_multiplied_exactly() -> None:
    found = record(prices(price("0.30", "<PRICE_FACTOR>0.1</PRICE_FACTOR>")))
    assert found.price == Decimal("0.030")


@pytest.mark.parametrize("kind", ["net_customer", "net_customer_exp", "gros_list", "nrp", "udp_x", "NET"])
def test_a_price_of_another_kind_is_never_the_list_price(kind: str) -> None:
    both = prices(price("1.00", kind=kind), price("5.00"))
    assert record(both).price == 5
    found, _ = items(product(prices(price("1.00", kind=kind))) + product(both, number="A2"))
    assert [item.price for item in found if isinstance(item, ProductRecord)] == [None, 5]
    assert [item.field for item in found if isinstance(item, Notice)] == ["price_type"]
    assert "1.00" not in repr(found)


def test_a_file_of_a_customers_own_prices_is_refused() -> None:
    body = product(prices(price("1.00", kind="net_customer"))) + product(number="A2")
    assert "confidential" in items(body)[1]


def test_a_customers_price_without_an_amount_gives_nothing_away() -> None:
    found, refused = items(product(prices(price("", "<LOWER_BOUND>1</LOWER_BOUND>", "net_customer"))))
    assert not refused and len(found) == 2


def test_two_list_prices_for_one_quantity_are_none_and_the_profile_can_decide() -> None:
    both = prices(price("5.00"), price("0.50", "<PRICE_CURRENCY>EUR</PRICE_CURRENCY>"))
    assert record(both).price is None
    assert [notice.field for notice in notices(product(both))] == ["PRICE_AMOUNT"]
    found = record(both, currency="eur")
    assert (found.price, found.currency) == (Decimal("0.50"), "EUR")


def test_a_price_for_our_territory_goes_before_others() -> None:
    both = prices(price("5", "<TERRITORY>SE</TERRITORY>"), price("6", "<TERRITORY>NO-03</TERRITORY>"))
    assert record(both).price == 6
    assert record(both, territory="SE").price == 5


@pytest.mark.parametrize("amount", ["1,234", "12,50", "1e3", "-5", "1 000", "NaN", "\u0661", "9 kr"])
def test_an_amount_with_two_readings_or_none_rejects_the_product(amount: str) -> None:
    found, _ = items(product(prices(price(amount))))
    assert [(item.field, item.raw) for item in found if isinstance(item, Reject)] == [("PRICE_AMOUNT", "A1")]
    assert not any(isinstance(item, ProductRecord) for item in found)


@pytest.mark.parametrize(("amount", "value"), [("5.", "5"), (".50", "0.50")])
def test_an_amount_may_begin_or_end_with_its_point(amount: str, value: str) -> None:
    """As xsd:decimal writes numbers."""
    assert record(prices(price(amount))).price == Decimal(value)


def test_the_profile_can_say_that_amounts_have_a_comma() -> None:
    assert record(prices(price("1.234,50")), decimal=",").price == Decimal("1234.50")
    assert "option decimal" in items(product(), decimal="komma")[1]


def test_price_doubts_of_many_products_are_told_once() -> None:
    body = "".join(product(prices(price("1", kind="udp_x")), number=f"A{n}") for n in range(50))
    (only,) = notices(body)
    assert "50 in all" in only.reason
