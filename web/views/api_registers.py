"""The API's evidence: certificates of the registers, and a product's tags with their history."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from catalog import certificates, history, queries
from catalog.errors import InvalidRequest, NotFound
from catalog.evidence import label_views
from catalog.schemas_registers import (
    MAX_TEXT,
    CertificateDetailOut,
    CertificatesOut,
    CertificatesQuery,
    TagsOut,
)
from catalog.search.port import MAX_PAGE, MAX_PER_PAGE
from web.asked_day import PARAMETER, asked_day
from web.product_json import product_url
from web.query_args import CONTROL
from web.services import services, session, today
from web.views.api_answers import (
    MAX_ID,
    PREFIX,
    answer,
    base_url,
    day,
    number,
    on_day,
    only,
    operation,
    single,
)

_QUERY = [{"in": "query", "schema": CertificatesQuery}]
_PARAMETERS = frozenset(CertificatesQuery().fields)

blueprint = Blueprint("api-registers", __name__, url_prefix=PREFIX, description="Certificates and tags")


@operation(blueprint, "/certificates", CertificatesOut, 422, parameters=_QUERY)
def listed() -> Response:
    """Certificates of all registers, by id; those that ended stay listed."""
    only(_PARAMETERS)
    labels = tuple(dict.fromkeys(value.strip() for value in request.args.getlist("label") if value.strip()))
    known = services().workspace.labels
    for label in labels:
        if label not in known:
            raise InvalidRequest("label", f"{label[:40]!r} is not one of {', '.join(sorted(known))}")
    asked = certificates.Asked(
        labels, _text("number"), _text("holder"), number("page", 1, MAX_PAGE),
        number("per_page", 24, MAX_PER_PAGE),
    )  # fmt: skip
    total, items = certificates.listed(session(), services().workspace, asked, today())
    found = list(map(_certificate, items))
    return answer({"total": total, "page": asked.page, "per_page": asked.per_page, "items": found})


@operation(blueprint, "/certificates/<int:certificate_id>", CertificateDetailOut, 404, 422)
def one(certificate_id: int) -> Response:
    """One certificate with the models it covers and the products that carry a label by it."""
    only(())
    if certificate_id > MAX_ID:
        raise NotFound(f"no certificate {certificate_id}")
    found = certificates.one(session(), services().workspace, certificate_id, today())
    models = [
        {"brand": row.brand, "models": list(row.models), "mpns": list(row.mpns), "gtins": list(row.gtins),
         "markets": list(row.markets)}
        for row in certificates.models(session(), certificate_id)
    ]  # fmt: skip
    products = [
        {"id": product_id, "url": product_url(product_id, base_url())}
        for product_id in certificates.products(session(), certificate_id)
    ]
    return answer({**_certificate(found), "models": models, "products": products})


@operation(blueprint, "/products/<int:product_id>/tags", TagsOut, 404, 422, parameters=[on_day(
    "Only the tags that stood when that day ended, with their states on it."
)])  # fmt: skip
def tags(product_id: int) -> Response:
    """Why labels are shown on a product, or are not, and since when; also of products merged into it."""
    only({PARAMETER})
    target = queries.redirect_of(session(), product_id) if product_id <= MAX_ID else None
    known = target or product_id
    if known > MAX_ID or not queries.product_views(session(), services().workspace, [known], today()):
        raise NotFound(f"no product {product_id}")
    asked = asked_day(request.args)
    spans = history.timeline(session(), services().workspace.clock.timezone, known)
    if asked is not None:
        spans = [one for one in spans if _stood(one, asked)]
    states = _states(spans, asked or today())
    items = [_tag(one, states.get(one.tag_id)) for one in spans]
    return answer({"product_id": known, "on": day(asked or today()), "items": items})


def _stood(span: history.Span, asked: date) -> bool:
    return span.opened_on <= asked and (span.closed_on is None or span.closed_on > asked)


def _states(spans: list[history.Span], asked: date) -> dict[int, str]:
    """By tag, its state on the day; tags that did not stand then have none."""
    ids = sorted({span.product_id for span in spans})
    known = history.as_of(services().workspace.clock, asked)
    found = label_views(session(), services().workspace, ids, asked, known) if ids else {}
    return {view.tag_id: str(view.state) for views in found.values() for view in views}


def _tag(span: history.Span, state: str | None) -> dict[str, Any]:
    return {
        "id": span.tag_id, "product_id": span.product_id, "label": span.label, "tier": span.tier or None,
        "generation": span.generation or None, "kind": span.kind, "rejected": span.rejected or None,
        "certificate": span.certificate or None, "valid_from": day(span.valid_from),
        "valid_to": day(span.valid_to), "withdrawn_on": day(span.withdrawn_on),
        "supplier": span.supplier or None, "claim": span.claim_raw or None, "file": span.file_name or None,
        "line": span.line, "opened_on": day(span.opened_on), "closed_on": day(span.closed_on), "state": state,
    }  # fmt: skip


def _certificate(view: certificates.CertificateView) -> dict[str, Any]:
    return {
        "id": view.id, "label": view.label, "number": view.number, "holder": view.holder or None,
        "tier": view.tier or None, "generation": view.generation or None, "group": view.product_group or None,
        "markets": list(view.markets), "valid_from": day(view.valid_from), "valid_to": day(view.valid_to),
        "withdrawn_on": day(view.withdrawn_on), "state": str(view.state) if view.state else None,
        "register": view.register, "confirmed_on": day(view.confirmed_on), "url": view.url or None,
    }  # fmt: skip


def _text(name: str) -> str:
    found = single(name)
    if len(found) > MAX_TEXT or CONTROL.search(request.args.get(name, "")):
        raise InvalidRequest(name, f"{found[:40]!r} is longer than {MAX_TEXT} characters or no text")
    return found
