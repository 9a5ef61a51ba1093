"""The short way through the gate: it lets pass exactly what the whole schema lets pass unchanged."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError
from marshmallow import fields as marshmallow_fields
from marshmallow import validate

from catalog.records import ProductRecord
from catalog.schemas import PlainValues, ProductSchema

SCHEMA = ProductSchema()
PLAIN = PlainValues(SCHEMA)
GOOD = ProductRecord(1, "100", "Kabel", price=Decimal("12.50"), currency="NOK", price_unit="EA")

texts = st.one_of(
    st.text(max_size=12),
    st.text(st.characters(codec="utf-8"), min_size=0, max_size=8).map(lambda text: text * 50),
    st.sampled_from(["NOK", "nok", "gross", "net", "", "\x00", "a\u00a0b", "a\u200bb", "x" * 64, "x" * 65]),
)
amounts = st.one_of(
    st.none(),
    st.decimals(allow_nan=True, allow_infinity=True),
    st.sampled_from([Decimal(0), Decimal("-0"), Decimal(1_000_000_000), Decimal("1000000000.01"), 5, "5"]),
)


@given(name=st.sampled_from([item.name for item in fields(ProductRecord)]), text=texts, amount=amounts)
def test_what_passes_the_short_way_is_what_the_schema_gives(name: str, text: str, amount: Any) -> None:
    value = amount if name in ("price", "price_quantity", "pack_quantity", "stock_quantity") else text
    record = replace(GOOD, **{name: value})
    found = PLAIN.load(record)
    said = {key: getattr(record, key) for key in SCHEMA.fields}
    if found is None:
        return
    loaded = SCHEMA.load(said)
    assert found == loaded
    assert [repr(found[key]) for key in loaded] == [repr(loaded[key]) for key in loaded]


def test_an_ordinary_record_takes_the_short_way_and_a_faulty_one_never() -> None:
    assert PLAIN.load(GOOD) is not None
    for change in (
        {"name": ""}, {"name": "x" * 301}, {"supplier_number": "a\nb"}, {"currency": "kr"},
        {"price": Decimal(-1)},
        {"price": Decimal("NaN")}, {"price_quantity": Decimal(0)}, {"price_kind": "list"}, {"unit": "x" * 9},
    ):  # fmt: skip
        record = replace(GOOD, **change)
        assert PLAIN.load(record) is None
        with pytest.raises(ValidationError):
            SCHEMA.load({key: getattr(record, key) for key in SCHEMA.fields})


def test_a_rule_that_the_short_way_does_not_know_is_refused_at_once() -> None:
    class Odd(Schema):
        name = marshmallow_fields.String(validate=validate.Email())

    class Other(Schema):
        name = marshmallow_fields.Integer()

    for schema in (Odd(), Other()):
        with pytest.raises(TypeError, match="no plain test"):
            PlainValues(schema)
