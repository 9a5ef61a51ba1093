"""The quick constructor makes the very records that the class itself makes."""

from __future__ import annotations

import copy
from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.records import ProductRecord, product_record

_NEEDED = {"line": 1, "supplier_number": "A", "name": "B"}
_OTHERS = [item.name for item in fields(ProductRecord) if item.name not in _NEEDED]


@given(st.dictionaries(st.sampled_from(_OTHERS), st.text(max_size=3)))
def test_a_record_made_quickly_is_the_same_record(others: dict[str, Any]) -> None:
    slow = ProductRecord(**_NEEDED, **others)  # type: ignore[arg-type]

    quick = product_record(**_NEEDED, **others)  # type: ignore[arg-type]

    assert type(quick) is ProductRecord
    assert (quick, hash(quick), repr(quick)) == (slow, hash(slow), repr(slow))
    assert copy.copy(quick) == replace(quick) == slow


def test_a_record_made_quickly_is_frozen() -> None:
    record = product_record(1, "A", "B")

    with pytest.raises(FrozenInstanceError):
        record.name = "C"  # type: ignore[misc]
