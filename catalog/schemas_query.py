"""What a search takes, as a schema for the API's OpenAPI text; ``web.query_args`` reads it.

Which labels and tiers there are is added where the labels are known.
"""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from catalog.conditions import CONDITIONS
from catalog.schemas_fields import about, switch
from catalog.search.port import EVIDENCE, MAX_PAGE, MAX_PER_PAGE, SORTS, STOCKS
from catalog.sourcing.records import LEVELS

MAX_TEXT = 300
MAX_VALUES = 100
MAX_VALUE = 120
LABEL, TIER = "label", "tier"
_AMOUNT = r"[0-9]{1,12}(\.[0-9]{1,4})?"
# An empty value counts as none, as forms send it.
_PRICE = rf"^({_AMOUNT}-({_AMOUNT})?|-{_AMOUNT})?$"
_FEATURE = r"^([^:\s\x00-\x1f\x7f]{1,40}:[^\s\x00-\x1f\x7f]{1,79})?$"
PLAIN = r"^[^\x00-\x1f\x7f]*$"


def _values(pattern: str = PLAIN, said: str = "") -> fields.List[str]:
    length = validate.Length(max=MAX_VALUE)
    item = fields.String(validate=[length, validate.Regexp(pattern)])
    return fields.List(item, validate=validate.Length(max=MAX_VALUES), metadata=about(said))


class SearchQuery(Schema):
    """Parameters of a search; repeated values of one key are alternatives, keys are combined."""

    q = fields.String(
        validate=validate.Length(max=MAX_TEXT), metadata=about("What to search for; empty lists everything")
    )
    label = _values(said="Slugs of labels")
    tier = _values(said="bronze, silver, gold; binds to the same label")
    evidence = fields.String(
        validate=validate.OneOf(("", *EVIDENCE)), load_default="verified",
        metadata=about("Which labels filters look at; verified includes those that expire soon"),
    )  # fmt: skip
    brand = _values(said="Names as the facets give them")
    class_ = fields.List(
        fields.String(validate=[validate.Length(max=MAX_VALUE), validate.Regexp(PLAIN)]), data_key="class",
        validate=validate.Length(max=MAX_VALUES), metadata=about("ETIM class or product group"),
    )  # fmt: skip
    supplier = _values(said="Slugs of suppliers")
    stock = fields.List(
        fields.String(validate=validate.OneOf(("", *STOCKS))), metadata=about("in or out of stock")
    )
    price = _values(
        _PRICE,
        "Ranges of the lowest price for one unit in NOK: 100-500, -100, 500-; without the second amount",
    )
    feature = _values(
        _FEATURE,
        "ETIM feature and value, EF000008:3; values of one feature are alternatives, features are combined",
    )
    condition = fields.List(
        fields.String(validate=validate.OneOf(("", *CONDITIONS))), metadata=about("new, used or refurbished")
    )
    agreement = _values(said="current: offers under any agreement in force; or an agreement's number")
    risk = fields.List(
        fields.String(validate=validate.OneOf(("", *LEVELS))),
        metadata=about("Risk level of a supplier, as somebody else assessed it"),
    )
    sort = fields.String(validate=validate.OneOf(("", *SORTS)), load_default="relevance")
    page = fields.Integer(validate=validate.Range(1, MAX_PAGE), load_default=1)
    per_page = fields.Integer(validate=validate.Range(1, MAX_PER_PAGE), load_default=24)
    literal = switch("1: the text as typed, without reading labels out of it or correcting it")
    explain = switch("1: say of each product why it stands where it does")
