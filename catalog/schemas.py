"""The gate in: marshmallow schemas that every record passes, whatever format it came from.

A fault in a required field, a number or a date rejects the record. A fault in an optional identifier,
address or word drops that field with a notice and keeps the record: nothing is guessed.
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

MAX_NAME = 300
MAX_TEXT = 10_000
MAX_AMOUNT = Decimal(1_000_000_000)


def printable(text: str) -> None:
    """Refuses control characters; a NUL or an escape in a name is damage, not data."""
    if text.isprintable():
        return
    bad = next(letter for letter in text if not letter.isprintable())
    if bad not in "\u00a0\u00ad\u200b\u2009\u202f\u3000":
        raise ValidationError(f"holds the control character {bad!r}")


def _text(limit: int, **options: Any) -> fields.String:
    length = validate.Length(max=limit, error="is longer than {max} characters")
    return fields.String(load_default="", validate=[length, printable], **options)


def _required(limit: int) -> fields.String:
    length = validate.Length(min=1, max=limit, error="must have {min} to {max} characters")
    return fields.String(required=True, validate=[length, printable])


def _amount(*, above_zero: bool = False) -> fields.Decimal:
    words = "must be above 0" if above_zero else "must not be negative"
    low = validate.Range(min=0, min_inclusive=not above_zero, error=words)
    high = validate.Range(max=MAX_AMOUNT, error="is larger than {max}")
    return fields.Decimal(load_default=None, allow_none=True, allow_nan=False, validate=[low, high])


class _GateSchema(Schema):
    class Meta:
        unknown = EXCLUDE


class ProductSchema(_GateSchema):
    """Shape and range of a ProductRecord's fields; meaning is checked in ``catalog.gate``."""

    supplier_number = _required(64)
    number_kind = _text(4)
    name = _required(MAX_NAME)
    description = fields.String(
        load_default="", validate=validate.Length(max=MAX_TEXT, error="is longer than {max} characters")
    )
    brand = _text(120)
    mpn = _text(120)
    price = _amount()
    currency = fields.String(
        load_default="", validate=validate.Regexp(r"([A-Z]{3})?\Z", error="is not a currency code like NOK")
    )
    price_unit = _text(8)
    price_quantity = _amount(above_zero=True)
    price_kind = fields.String(
        load_default="gross",
        validate=validate.OneOf(("gross", "net"), error="is neither gross nor net"),
    )
    unit = _text(8)
    pack_quantity = _amount()
    stock_quantity = _amount()
    stock_state = _text(20)


class CertificateSchema(_GateSchema):
    """Shape of a CertificateRecord's fields; what the label demands is checked in ``catalog.gate``."""

    number = _required(80)
    brand = _text(120)
    holder = _text(200)
    tier = _text(20)
    generation = _text(40)
    dataset = _text(80)
    status = fields.String(
        load_default="",
        validate=validate.OneOf(
            ("", "active", "withdrawn", "archived"), error="is not active, withdrawn or archived"
        ),
    )
    url = _text(500)


class PlainValues:
    """Lets values pass that are plainly right, at a small part of the cost of the whole schema.

    Made from the schema's own fields and validators, so that it knows no rule of its own; a kind of
    field or validator that it does not know is a TypeError when it is made. Whatever is not plainly
    right is for ``schema.load`` to accept or refuse, with its reasons.
    """

    def __init__(self, schema: Schema) -> None:
        self._tests = {name: _test(field) for name, field in schema.fields.items()}

    def load(self, record: object) -> dict[str, Any] | None:
        """What ``schema.load`` would give for the record's attributes, None where that is not plain."""
        found: dict[str, Any] = {}
        for name, test in self._tests.items():
            value = getattr(record, name)
            if not test(value):
                return None
            found[name] = value
        return found


def _test(field: fields.Field[Any]) -> Callable[[Any], bool]:
    if isinstance(field, fields.String):
        return _all_of([lambda value: type(value) is str, *map(_text_rule, field.validators)])
    if isinstance(field, fields.Decimal):
        rules = _all_of([lambda value: type(value) is Decimal and value.is_finite(),
                         *map(_amount_rule, field.validators)])  # fmt: skip
        return lambda value: value is None or rules(value)
    raise TypeError(f"no plain test for {type(field).__name__}")


def _all_of(rules: list[Callable[[Any], bool]]) -> Callable[[Any], bool]:
    def test(value: Any) -> bool:
        return all(rule(value) for rule in rules)

    return test


def _text_rule(rule: Any) -> Callable[[Any], bool]:
    if rule is printable:
        return str.isprintable
    if isinstance(rule, validate.Length):
        low, high = rule.min or 0, rule.max if rule.max is not None else sys.maxsize
        return lambda value: low <= len(value) <= high
    if isinstance(rule, validate.Regexp):
        pattern = rule.regex
        return lambda value: pattern.match(value) is not None
    if isinstance(rule, validate.OneOf):
        choices = frozenset(rule.choices)
        return lambda value: value in choices
    raise TypeError(f"no plain test for {rule!r}")


def _amount_rule(rule: Any) -> Callable[[Any], bool]:
    if not isinstance(rule, validate.Range):
        raise TypeError(f"no plain test for {rule!r}")
    low = rule.min if rule.min is not None else -Decimal("Infinity")
    high = rule.max if rule.max is not None else Decimal("Infinity")
    above = operator.le if rule.min_inclusive else operator.lt
    below = operator.le if rule.max_inclusive else operator.lt
    return lambda value: above(low, value) and below(value, high)


def first_fault(error: ValidationError) -> tuple[str, str]:
    """The first field at fault and its reason, in the schema's order."""
    messages = error.messages_dict
    field = next(iter(messages))
    reasons = messages[field]
    reason = reasons[0] if isinstance(reasons, list) else str(reasons)
    return field, reason
