"""The gate in: marshmallow schemas that every record passes, whatever format it came from.

A fault in a required field, a number or a date rejects the record. A fault in an optional identifier,
address or word drops that field with a notice and keeps the record: nothing is guessed.
"""

from __future__ import annotations

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


def first_fault(error: ValidationError) -> tuple[str, str]:
    """The first field at fault and its reason, in the schema's order."""
    messages = error.messages_dict
    field = next(iter(messages))
    reasons = messages[field]
    reason = reasons[0] if isinstance(reasons, list) else str(reasons)
    return field, reason
