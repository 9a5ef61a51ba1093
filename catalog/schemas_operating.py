"""Changes for mirrors, runs and issues for operators, as schemas for the API's OpenAPI text."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from catalog.changes import CAUSES, CHANGES
from catalog.schemas_fields import a_number, a_text, about, many, one_of, switch
from catalog.schemas_out import LabelOut, ProductOut

MAX_CHANGES = 1_000
MAX_LISTED = 200
STATUSES = ("running", "published", "unchanged", "held", "failed")


class ChangesQuery(Schema):
    """Parameters of the changes."""

    cursor = fields.String(metadata=about("From the last answer; none: from the beginning; now: from now on"))
    limit = fields.Integer(validate=validate.Range(1, MAX_CHANGES), load_default=MAX_CHANGES)
    full = switch("1: with the whole product, its offers and prices")


class ChangeOut(Schema):
    """A product that may look different from now on. Products that are gone or merged have no labels."""

    id = a_number()
    change = one_of(*CHANGES)
    cause = one_of(*CAUSES)
    merged_into = a_number("The product that it became part of", null=True)
    revision = a_number("Grows with every import that changed the product")
    name = a_text(null=True)
    url = a_text()
    labels = many(LabelOut)
    labels_not_shown = many(LabelOut)
    product = fields.Nested(ProductOut, metadata=about("Only with full=1, and only where it is current"))


class ChangesOut(Schema):
    """Changes in order. Keep the cursor, also where there is nothing new, and ask again with it."""

    items = many(ChangeOut)
    cursor = a_text("For the next request; good for good, in this database")
    more = fields.Boolean(required=True, metadata=about("More is waiting already"))
    day = fields.Date(required=True, metadata=about("The day that labels are for"))


class RunOut(Schema):
    """One pull of one feed or register; counts are records."""

    id = a_number()
    kind = one_of("feed", "register")
    name = a_text()
    format = a_text()
    mode = a_text()
    status = one_of(*STATUSES)
    message = a_text(null=True)
    started_at = fields.AwareDateTime(required=True, metadata=about("UTC"))
    finished_at = fields.AwareDateTime(required=True, allow_none=True)
    file = a_text(null=True)
    sha256 = a_text(null=True)
    read = a_number()
    stored = a_number()
    ignored = a_number()
    rejected = a_number()
    url = a_text()


class RunsOut(Schema):
    """One page of runs, newest first."""

    total = a_number()
    page = a_number()
    per_page = a_number()
    items = many(RunOut)


class RunsQuery(Schema):
    """Parameters of a list of runs."""

    kind = fields.String(validate=validate.OneOf(["feed", "register"]))
    name = fields.String(metadata=about("Name of the feed or register"))
    status = fields.String(validate=validate.OneOf(STATUSES))
    page = fields.Integer(validate=validate.Range(1, 10_000), load_default=1)
    per_page = fields.Integer(validate=validate.Range(1, MAX_LISTED), load_default=24)


class IssueOut(Schema):
    """One thing that a person must look at."""

    id = a_number()
    run_id = a_number(null=True)
    kind = a_text()
    subject = a_text()
    file = a_text(null=True)
    line = a_number()
    field = a_text(null=True)
    reason = a_text()
    raw = a_text(null=True)
    created_at = fields.AwareDateTime(required=True, metadata=about("UTC"))
    resolved_at = fields.AwareDateTime(required=True, allow_none=True)


class IssuesOut(Schema):
    """One page of issues, newest first."""

    total = a_number()
    page = a_number()
    per_page = a_number()
    items = many(IssueOut)


class IssuesQuery(Schema):
    """Parameters of a list of issues."""

    kind = fields.String()
    subject = fields.String(metadata=about("Name of the feed or register"))
    run = fields.Integer(validate=validate.Range(1, 2**63 - 1), metadata=about("Number of the run"))
    resolved = switch("1: those that are settled, instead of the open ones")
    page = fields.Integer(validate=validate.Range(1, 10_000), load_default=1)
    per_page = fields.Integer(validate=validate.Range(1, MAX_LISTED), load_default=24)
