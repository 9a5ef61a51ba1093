"""A product's page and the evidence for its labels."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalog import history, queries
from catalog.history import AsOf
from catalog.shapes import ProductView
from labels.model import State
from web import alternative_words, company_prices, embed_code, evidence_words, history_words, proof_words
from web.addresses import absolute
from web.asked_day import PARAMETER, asked_day
from web.formats import cheapest
from web.group_words import can_hold_none, class_name, group_name
from web.product_ld import product_ld
from web.services import services, session, today

blueprint = Blueprint("products", __name__)


@blueprint.get("/products/<int:product_id>")
def show(product_id: int) -> ResponseReturnValue:
    """Identifiers, offers, symbols with their evidence in short, and what is not shown and why."""
    target = queries.redirect_of(session(), product_id)
    if target is not None:
        return redirect(url_for("products.show", product_id=target), 301)
    product = _product(product_id)
    company_prices.prepare([product])
    labels = services().workspace.labels
    verified = any(view.state is not State.DECLARED for view in product.labels)
    alternatives = [] if verified else [s for s in labels.values() if s.possible_for(product.group)]
    return render_template(
        "products/show.html",
        product=product,
        sections=evidence_words.sections(product, labels),
        group=group_name(product.group) if product.group else "",
        group_title=class_name(product.group) if product.group else "",
        can_hold_none=can_hold_none(product.group, labels),
        alternatives=alternatives if product.group else [],
        canonical=absolute("products.show", product_id=product_id),
        structured=product_ld(product, labels, services().settings.base_url),
        oembed=embed_code.oembed_address(product.id, services().settings.base_url),
        replacements=() if verified else alternative_words.of_product(product, cheapest(product.offers)),
        **alternative_words.WORDS,
        **_words(),
    )


@blueprint.get("/products/<int:product_id>/evidence")
def evidence(product_id: int) -> ResponseReturnValue:
    """Every piece of evidence for and against the product's labels, one section a label; with ``?on=``
    as it stood when that day ended, for a day to come as it will stand from what is known now."""
    asked = asked_day(request.args)
    day = asked if asked != today() else None
    known = history.as_of(services().workspace.clock, day) if day else None
    target = queries.redirect_of(session(), product_id)
    if target is not None and not (known and history.stood_apart(session(), product_id, known)):
        return redirect(url_for("products.evidence", product_id=target, **_on(asked)), 301)
    product = _product(product_id, day, known)
    labels = services().workspace.labels
    spans = history.timeline(session(), services().workspace.clock.timezone, product_id)
    return render_template(
        "products/evidence.html",
        product=product,
        sections=evidence_words.sections(product, labels),
        group=group_name(product.group) if product.group else "",
        can_hold_none=can_hold_none(product.group, labels),
        today=today(),
        day=day,
        past=known is not None,
        successor=target,
        chapters=history_words.chapters(spans, labels),
        first_known=min((span.opened_on for span in spans), default=None),
        canonical=absolute("products.evidence", product_id=product_id, **_on(day)),
        **_words(),
    )


def _on(day: date | None) -> dict[str, Any]:
    """The parameter of an address, where there is one."""
    return {PARAMETER: day.isoformat()} if day else {}


def _product(product_id: int, day: date | None = None, known: AsOf | None = None) -> ProductView:
    return queries.product_view(session(), services().workspace, product_id, day or today(), known)


def _words() -> dict[str, object]:
    return {
        "level_text": evidence_words.level_text,
        "rule_text": evidence_words.rule_text,
        "state_text": evidence_words.state_text,
        "view_reason": evidence_words.reason,
        "certificate_word": evidence_words.certificate_word,
        "proof_line": proof_words.line,
        "span_when": history_words.when,
        "span_what": history_words.what,
    }
