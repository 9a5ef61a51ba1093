"""The kinds of field that the schemas of the API's answers are made of."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate


def about(text: str) -> dict[str, str]:
    """The description of a field for its reader, where there is one."""
    return {"description": text} if text else {}


def a_text(said: str = "", *, null: bool = False) -> fields.String:
    """A text that is always there; null where it may be missing."""
    return fields.String(required=True, allow_none=null, metadata=about(said))


def texts(said: str = "", *, required: bool = True) -> fields.List[str]:
    """A list of texts."""
    return fields.List(fields.String(), required=required, metadata=about(said))


def one_of(*values: str) -> fields.String:
    """A text that is one of these."""
    return fields.String(required=True, validate=validate.OneOf(values))


def a_number(said: str = "", *, null: bool = False, required: bool = True) -> fields.Integer:
    """A whole number."""
    return fields.Integer(strict=True, required=required, allow_none=null, metadata=about(said))


def switch(said: str) -> fields.String:
    """``0`` or ``1``, off where it is missing."""
    return fields.String(validate=validate.OneOf(["0", "1"]), load_default="0", metadata=about(said))


def one(schema: type[Schema], **options: Any) -> fields.Nested:
    """One object of that shape."""
    return fields.Nested(schema, required=True, **options)


def many(schema: type[Schema], *, required: bool = True) -> fields.List[Any]:
    """A list of objects of that shape."""
    return fields.List(fields.Nested(schema), required=required)
