"""The shape out: what the API answers and what ``lookup`` takes, as schemas for its OpenAPI text.

Answers are built by hand (the command line prints the same without a web server); these schemas
describe them, and a test holds every answer against them.
"""

from __future__ import annotations

from marshmallow import RAISE, Schema, fields, validate

from catalog.schemas_fields import a_number, a_text, about, many, one, one_of, texts
from catalog.schemas_search import ExplanationOut, ReadLabelOut
from catalog.search.port import (
    CORRECTIONS,
    SUGGESTION_KINDS,
)
from labels.model import State

MAX_IDENTIFIERS = 1000


class LabelOut(Schema):
    """One label of one product, for today."""

    label = a_text("Slug of the label")
    tier = a_text("bronze, silver or gold; null where the label has no tiers", null=True)
    state = one_of(*(str(state) for state in State))
    certificate = a_text("Number of the certificate in its register", null=True)
    register = a_text(null=True)
    valid_to = fields.Date(required=True, allow_none=True, metadata=about("Last valid day"))
    evidence_url = a_text()
    badge_url = a_text(null=True)


class ClassOut(Schema):
    """ETIM class and product group."""

    code = a_text(null=True)
    name = a_text(null=True)
    group = a_text(null=True)


class StockOut(Schema):
    """What a supplier last said of its stock."""

    quantity = a_text("Exact decimal", null=True)
    state = a_text(null=True)


class OfferOut(Schema):
    """One supplier's listing: ``price`` buys ``price_quantity`` of ``price_unit``."""

    supplier = a_text()
    number = a_text()
    price = a_text("Exact decimal", null=True)
    currency = a_text("ISO 4217", null=True)
    price_unit = a_text("UN/ECE recommendation 20", null=True)
    price_quantity = a_text("Exact decimal", null=True)
    unit = a_text(null=True)
    price_kind = a_text("gross or net", null=True)
    stock = one(StockOut)


class ProductOut(Schema):
    """A product with its offers and its labels for today."""

    id = a_number()
    name = a_text()
    brand = a_text(null=True)
    mpn = a_text(null=True)
    gtins = texts("14 digits each")
    el_numbers = texts("Country and seven digits: no:1234567")
    class_ = one(ClassOut, data_key="class")
    offers = many(OfferOut)
    labels = many(LabelOut)
    labels_not_shown = many(LabelOut)
    url = a_text()


class FacetValueOut(Schema):
    """``count`` is what choosing the value would give; ``declared`` is counted apart."""

    value = a_text()
    count = a_number()
    declared = a_number("Labels and tiers only", required=False)
    selected = fields.Boolean(required=True)


class SearchOut(Schema):
    """One page of products, the exact total, and facets over all of them.

    Where the products are for another text than the one that was asked, ``shown_text`` is that text.
    """

    total = a_number()
    page = a_number()
    per_page = a_number()
    items = many(ProductOut)
    facets = fields.Dict(keys=fields.String(), values=many(FacetValueOut), required=True)
    shown_text = a_text("The text that was searched, where it is not the one asked", null=True)
    correction = fields.String(
        required=True, allow_none=True, validate=validate.OneOf([kind for kind in CORRECTIONS if kind])
    )
    read_labels = many(ReadLabelOut)
    alternatives = texts("Other texts to try")
    complete = a_number("Hits that have every word; null where all have", null=True)
    unlabelled = a_number("Hits without the labels and tiers, where those leave none; else null", null=True)
    not_found = texts("Those of several identifiers in the text that no product has, as typed")
    explanations = fields.Dict(
        keys=fields.String(),
        values=fields.Nested(ExplanationOut),
        metadata=about("By product id; only with explain=1"),
    )


class SuggestionOut(Schema):
    """A completion: a product, a brand, a class, an identifier or a better spelling."""

    kind = one_of(*SUGGESTION_KINDS)
    text = a_text()
    url = a_text()


class SuggestOut(Schema):
    """Completions, best first."""

    items = many(SuggestionOut)


class LabelInfoOut(Schema):
    """A label as a scheme."""

    label = a_text("Slug of the label")
    names = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    tiers = texts("Slugs, lowest first")
    owner = a_text()
    url = a_text()


class LabelsOut(Schema):
    """All labels."""

    items = many(LabelInfoOut)


class LookupIn(Schema):
    """What ``lookup`` takes: GTINs, ``no:`` ``se:`` ``fi:`` el-numbers, ``<supplier>:<number>``."""

    class Meta:
        unknown = RAISE

    identifiers = fields.List(fields.String(), required=True, validate=validate.Length(max=MAX_IDENTIFIERS))


class LookupItemOut(Schema):
    """What was found for one identifier, in the order asked."""

    identifier = a_text("As it was asked")
    status = one_of("found", "unknown", "ambiguous", "invalid")
    product_id = a_number(null=True)
    name = a_text(null=True)
    labels = many(LabelOut)
    labels_not_shown = many(LabelOut)


class LookupOut(Schema):
    """One item for each identifier."""

    items = many(LookupItemOut)


class FieldErrorOut(Schema):
    """What is wrong with one field."""

    field = a_text()
    reason = a_text()


class ProblemOut(Schema):
    """An error after RFC 9457."""

    type = a_text()
    title = a_text()
    status = a_number()
    detail = a_text()
    errors = many(FieldErrorOut, required=False)
