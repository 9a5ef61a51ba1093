"""Certificates and tags with their history, as schemas for the API's OpenAPI text."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from catalog.schemas_fields import a_number, a_text, about, many, one_of, texts
from catalog.schemas_query import PLAIN
from catalog.search.port import MAX_PAGE, MAX_PER_PAGE
from labels.model import State

MAX_TEXT = 200
_SEARCHED = [validate.Length(max=MAX_TEXT), validate.Regexp(PLAIN)]
_STATES = [str(state) for state in State]


def _day(said: str = "", *, null: bool = True) -> fields.Date:
    return fields.Date(required=True, allow_none=null, metadata=about(said))


def _state(said: str) -> fields.String:
    return fields.String(
        required=True, allow_none=True, validate=validate.OneOf(_STATES), metadata=about(said)
    )


class CertificateOut(Schema):
    """One entry of a register, for today."""

    id = a_number("Stable")
    label = a_text("Slug of the label")
    number = a_text("As the register writes it")
    holder = a_text(null=True)
    tier = a_text(null=True)
    generation = a_text(null=True)
    group = a_text("Product group that the criteria cover", null=True)
    markets = texts("ISO 3166 codes; none: everywhere")
    valid_from = _day("First valid day")
    valid_to = _day("Last valid day")
    withdrawn_on = _day("First day on which it no longer holds")
    state = _state("For today; null before its first day")
    register = a_text()
    confirmed_on = _day("When the register was last confirmed", null=False)
    url = a_text("Where the register shows it", null=True)


class ModelOut(Schema):
    """What a certificate covers, as the register names it."""

    brand = a_text()
    models = texts()
    mpns = texts()
    gtins = texts()
    markets = texts()


class ProductLinkOut(Schema):
    """A product that carries a label by the certificate."""

    id = a_number()
    url = a_text()


class CertificateDetailOut(CertificateOut):
    """One entry of a register with its models and up to 1,000 products."""

    models = many(ModelOut)
    products = many(ProductLinkOut)


class CertificatesOut(Schema):
    """One page of certificates, by id."""

    total = a_number()
    page = a_number()
    per_page = a_number()
    items = many(CertificateOut)


class CertificatesQuery(Schema):
    """Parameters of a list of certificates."""

    label = texts("Slugs of labels; repeated values are alternatives", required=False)
    number = fields.String(validate=_SEARCHED, metadata=about("Exact; blanks and case do not count"))
    holder = fields.String(validate=_SEARCHED, metadata=about("Part of the holder's name"))
    page = fields.Integer(validate=validate.Range(1, MAX_PAGE), load_default=1)
    per_page = fields.Integer(validate=validate.Range(1, MAX_PER_PAGE), load_default=24)


class TagOut(Schema):
    """One reason to show, or not to show, a label on a product, from the day it was found to the day it
    was given up. Tags are only ever added and closed."""

    id = a_number()
    product_id = a_number("The product that carried it, perhaps one that was merged into the one asked for")
    label = a_text()
    tier = a_text(null=True)
    generation = a_text(null=True)
    kind = one_of("register", "claim")
    rejected = a_text("The rule that beat it", null=True)
    certificate = a_text(null=True)
    valid_from = _day()
    valid_to = _day()
    withdrawn_on = _day()
    supplier = a_text("Whose claim it is", null=True)
    claim = a_text("The supplier's words", null=True)
    file = a_text(null=True)
    line = a_number()
    opened_on = _day("From the end of this day on", null=False)
    closed_on = _day("It stood no longer when this day ended")
    state = _state("On the day asked for (today without on); null where it did not stand then")


class TagsOut(Schema):
    """All tags that a product ever had, or those that stood on a day; oldest first."""

    product_id = a_number()
    on = _day("The day that the states are for", null=False)
    items = many(TagOut)
