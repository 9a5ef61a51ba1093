"""What a search says of itself, as schemas for the API's OpenAPI text: labels read, reasons of an order."""

from __future__ import annotations

from marshmallow import Schema, fields


def _text(*, null: bool = False) -> fields.String:
    return fields.String(required=True, allow_none=null)


class ReadLabelOut(Schema):
    """Words of the text, as they were typed, that became a filter."""

    label = _text()
    tier = _text(null=True)
    words = _text()


class ExplainedTermOut(Schema):
    """A term by which a product was found: asked, found, and how one stands for the other."""

    word = _text()
    term = _text()
    kind = _text()
    fields_ = fields.List(fields.String(), data_key="fields", required=True)
    idf = fields.Float(required=True)
    impact = fields.Float(required=True)
    score = fields.Float(required=True)


class ExplanationOut(Schema):
    """Why a product stands where it does."""

    score = fields.Float(required=True)
    terms = fields.List(fields.Nested(ExplainedTermOut), required=True)
    boosts = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)
