"""Numbers in text: one reading or none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.numbers import decimal_from


@pytest.mark.parametrize(
    ("text", "style", "number"),
    [
        ("1.234,56", ",", "1234.56"),
        ("1,234.56", ".", "1234.56"),
        ("1.234,56", "auto", "1234.56"),
        ("1,234.56", "auto", "1234.56"),
        ("1\u00a0234,5", ",", "1234.5"),
        ("1\u202f234\u202f567", "auto", "1234567"),
        ("1'234.50", "auto", "1234.50"),
        ("1.234.567", "auto", "1234567"),
        ("0,125", "auto", "0.125"),
        ("1234,567", "auto", "1234.567"),
        ("12,5", "auto", "12.5"),
        ("1,234", ",", "1.234"),
        ("1,234", ".", "1234"),
        ("-7,5", ",", "-7.5"),
        ("007", "auto", "7"),
    ],
)
def test_a_number_with_one_reading_is_read(text: str, style: str, number: str) -> None:
    assert decimal_from(text, style) == Decimal(number)


@pytest.mark.parametrize("text", ["1,234", "1.234", "123.456", " 12,345 "])
def test_a_thousand_or_a_fraction_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a thousand or a fraction"):
        decimal_from(text, "auto")


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("", "auto"), ("1e3", "auto"), ("7,01235E+12", ","), ("NaN", "auto"), ("Infinity", "."),
        ("12.34", ","), ("12,34", "."), ("1.23.456", ","), ("0,125", "."), ("1.", "."), ("٣", "auto"),
        ("1,2,3", "auto"), ("499,-", ","), ("kr 5", "auto"), ("--5", "auto"), ("9" * 41, "auto"),
    ],
)  # fmt: skip
def test_what_is_no_number_in_its_style_is_refused(text: str, style: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        decimal_from(text, style)


def test_an_unknown_style_is_refused() -> None:
    with pytest.raises(ValueError, match="no decimal style"):
        decimal_from("1", ";")


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from(",."))
def test_what_is_written_with_groups_is_read_back_exactly(number: Decimal, sign: str) -> None:
    written = f"{number:,.2f}"
    if sign == ",":
        written = written.translate(str.maketrans(",.", ".,"))
    assert decimal_from(written, sign) == number
    assert decimal_from(written, "auto") == number


@given(st.text(alphabet="0123456789.,' +-eE\u00a0", max_size=12), st.sampled_from([",", ".", "auto"]))
def test_any_text_is_a_finite_number_or_a_value_error(text: str, style: str) -> None:
    try:
        assert decimal_from(text, style).is_finite()
    except ValueError as error:
        assert str(error)
