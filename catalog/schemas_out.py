"""The shape out: what the API answers and what ``lookup`` takes, as schemas for its OpenAPI text.

Answers are built by hand (the command line prints the same without a web server); these schemas
describe them, and a test holds every answer against them.
"""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, fields, validate

from catalog.schemas_search import ExplanationOut, ReadLabelOut
from catalog.search.port import (
    CORRECTIONS,
    EVIDENCE,
    MAX_PAGE,
    MAX_PER_PAGE,
    SORTS,
    STOCKS,
    SUGGESTION_KINDS,
)
from labels.model import State

MAX_IDENTIFIERS = 1000


def _about(text: str) -> dict[str, str]:
    return {"description": text} if text else {}


def _text(about: str = "", *, null: bool = False) -> fields.String:
    return fields.String(required=True, allow_none=null, metadata=_about(about))


def _texts(about: str = "", *, required: bool = True) -> fields.List[str]:
    return fields.List(fields.String(), required=required, metadata=_about(about))


def _one_of(*values: str) -> fields.String:
    return fields.String(required=True, validate=validate.OneOf(values))


def _number(about: str = "", *, null: bool = False, required: bool = True) -> fields.Integer:
    return fields.Integer(strict=True, required=required, allow_none=null, metadata=_about(about))


def _switch(about: str) -> fields.String:
    return fields.String(validate=validate.OneOf(["0", "1"]), load_default="0", metadata=_about(about))


def _one(schema: type[Schema], **options: Any) -> fields.Nested:
    return fields.Nested(schema, required=True, **options)


def _many(schema: type[Schema], *, required: bool = True) -> fields.List[Any]:
    return fields.List(fields.Nested(schema), required=required)


class LabelOut(Schema):
    """One label of one product, for today."""

    label = _text("Slug of the label")
    tier = _text("bronze, silver or gold; null where the label has no tiers", null=True)
    state = _one_of(*(str(state) for state in State))
    certificate = _text("Number of the certificate in its register", null=True)
    register = _text(null=True)
    valid_to = fields.Date(required=True, allow_none=True, metadata=_about("Last valid day"))
    evidence_url = _text()
    badge_url = _text(null=True)


class ClassOut(Schema):
    """ETIM class and product group."""

    code = _text(null=True)
    name = _text(null=True)
    group = _text(null=True)


class StockOut(Schema):
    """What a supplier last said of its stock."""

    quantity = _text("Exact decimal", null=True)
    state = _text(null=True)


class OfferOut(Schema):
    """One supplier's listing: ``price`` buys ``price_quantity`` of ``price_unit``."""

    supplier = _text()
    number = _text()
    price = _text("Exact decimal", null=True)
    currency = _text("ISO 4217", null=True)
    price_unit = _text("UN/ECE recommendation 20", null=True)
    price_quantity = _text("Exact decimal", null=True)
    unit = _text(null=True)
    price_kind = _text("gross or net", null=True)
    stock = _one(StockOut)


class ProductOut(Schema):
    """A product with its offers and its labels for today."""

    id = _number()
    name = _text()
    brand = _text(null=True)
    mpn = _text(null=True)
    gtins = _texts("14 digits each")
    el_numbers = _texts("Country and seven digits: no:1234567")
    class_ = _one(ClassOut, data_key="class")
    offers = _many(OfferOut)
    labels = _many(LabelOut)
    labels_not_shown = _many(LabelOut)
    url = _text()


class FacetValueOut(Schema):
    """``count`` is what choosing the value would give; ``declared`` is counted apart."""

    value = _text()
    count = _number()
    declared = _number("Labels and tiers only", required=False)
    selected = fields.Boolean(required=True)


class SearchOut(Schema):
    """One page of products, the exact total, and facets over all of them.

    Where the products are for another text than the one that was asked, ``shown_text`` is that text.
    """

    total = _number()
    page = _number()
    per_page = _number()
    items = _many(ProductOut)
    facets = fields.Dict(keys=fields.String(), values=_many(FacetValueOut), required=True)
    shown_text = _text("The text that was searched, where it is not the one asked", null=True)
    correction = fields.String(
        required=True, allow_none=True, validate=validate.OneOf([kind for kind in CORRECTIONS if kind])
    )
    read_labels = _many(ReadLabelOut)
    alternatives = _texts("Other texts to try")
    complete = _number("Hits that have every word; null where all have", null=True)
    not_found = _texts("Those of several identifiers in the text that no product has, as typed")
    explanations = fields.Dict(
        keys=fields.String(),
        values=fields.Nested(ExplanationOut),
        metadata=_about("By product id; only with explain=1"),
    )


class SearchQuery(Schema):
    """Parameters of a search; repeated values of one key are alternatives, keys are combined."""

    q = fields.String(metadata=_about("What to search for; empty lists everything"))
    label = _texts("Slugs of labels", required=False)
    tier = _texts("bronze, silver, gold; binds to the same label", required=False)
    evidence = fields.String(validate=validate.OneOf(EVIDENCE), load_default="verified")
    brand = _texts(required=False)
    class_ = fields.List(fields.String(), data_key="class")
    supplier = _texts("Slugs of suppliers", required=False)
    stock = fields.List(fields.String(validate=validate.OneOf(STOCKS)), metadata=_about("in or out of stock"))
    price = _texts(
        "Ranges of the lowest price for one unit in NOK: 100-500, -100, 500-; without the second amount",
        required=False,
    )
    feature = _texts(
        "ETIM feature and value, EF000008:3; values of one feature are alternatives, features are combined",
        required=False,
    )
    sort = fields.String(validate=validate.OneOf(SORTS), load_default="relevance")
    page = fields.Integer(validate=validate.Range(1, MAX_PAGE), load_default=1)
    per_page = fields.Integer(validate=validate.Range(1, MAX_PER_PAGE), load_default=24)
    literal = _switch("1: the text as typed, without reading labels out of it or correcting it")
    explain = _switch("1: say of each product why it stands where it does")


class SuggestionOut(Schema):
    """A completion: a product, a brand, a class, an identifier or a better spelling."""

    kind = _one_of(*SUGGESTION_KINDS)
    text = _text()
    url = _text()


class SuggestOut(Schema):
    """Completions, best first."""

    items = _many(SuggestionOut)


class LabelInfoOut(Schema):
    """A label as a scheme."""

    label = _text("Slug of the label")
    names = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    tiers = _texts("Slugs, lowest first")
    owner = _text()
    url = _text()


class LabelsOut(Schema):
    """All labels."""

    items = _many(LabelInfoOut)


class LookupIn(Schema):
    """What ``lookup`` takes: GTINs, ``no:`` ``se:`` ``fi:`` el-numbers, ``<supplier>:<number>``."""

    class Meta:
        unknown = RAISE

    identifiers = fields.List(fields.String(), required=True, validate=validate.Length(max=MAX_IDENTIFIERS))


class LookupItemOut(Schema):
    """What was found for one identifier, in the order asked."""

    identifier = _text("As it was asked")
    status = _one_of("found", "unknown", "ambiguous", "invalid")
    product_id = _number(null=True)
    name = _text(null=True)
    labels = _many(LabelOut)
    labels_not_shown = _many(LabelOut)


class LookupOut(Schema):
    """One item for each identifier."""

    items = _many(LookupItemOut)


class FieldErrorOut(Schema):
    """What is wrong with one field."""

    field = _text()
    reason = _text()


class ProblemOut(Schema):
    """An error after RFC 9457."""

    type = _text()
    title = _text()
    status = _number()
    detail = _text()
    errors = _many(FieldErrorOut, required=False)
