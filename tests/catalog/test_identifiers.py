"""Identifiers: what is no number of the thing is none at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import InvalidIdentifier
from catalog.identifiers import GTIN_LENGTHS, validate_gtin


@pytest.mark.parametrize("text", ["7 038901 234562", "0 42100 00526 4", "7038901234562\n", "7-038901-234562"])
def test_blanks_and_hyphens_may_group_the_digits_of_a_gtin(text: str) -> None:
    assert validate_gtin(text)


@given(st.sampled_from(["0042100005264", "7038901234562", "00042100005264"]), st.data())
def test_a_gtin_with_a_blank_in_place_of_a_digit_is_none(gtin: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(gtin) - 2))
    sign = data.draw(st.sampled_from([" ", "-", "\t"]))
    with pytest.raises(InvalidIdentifier):
        validate_gtin(gtin[:at] + sign + gtin[at + 1 :])


@given(st.text("0123456789", min_size=13, max_size=13), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_never_makes_another_gtin(digits: str, at: int, more: int) -> None:
    changed = f"{digits[:at]}{(int(digits[at]) + more) % 10}{digits[at + 1 :]}"
    assert _valid(digits) + _valid(changed) <= 1


def _valid(text: str) -> bool:
    assert len(text) in GTIN_LENGTHS
    try:
        validate_gtin(text)
    except InvalidIdentifier:
        return False
    return True
