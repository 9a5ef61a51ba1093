"""The addresses of basket and orders, and what every page shows of the basket."""

from __future__ import annotations

from flask import Blueprint

from catalog.ordering.totals import percent
from web.views import baskets, orders
from web.views.basket_session import BasketSummary, share_text, total_text

blueprint = Blueprint("ordering", __name__)


@blueprint.app_context_processor
def _summary() -> dict[str, object]:
    return {
        "basket_summary": BasketSummary(),
        "percent": percent,
        "share_text": share_text,
        "total_text": total_text,
    }


blueprint.add_url_rule("/basket", "basket", baskets.basket)
blueprint.add_url_rule("/basket", "save", baskets.save, methods=["POST"])
blueprint.add_url_rule("/basket/lines", "add", baskets.add, methods=["POST"])
blueprint.add_url_rule("/basket/lines/<int:line_id>", "update", baskets.update, methods=["POST"])
blueprint.add_url_rule("/basket/confirm/<supplier>", "confirm", orders.review)
blueprint.add_url_rule("/basket/confirm/<supplier>", "order_now", orders.confirm, methods=["POST"])
blueprint.add_url_rule("/orders", "orders", orders.listing)
blueprint.add_url_rule("/orders/<number>", "order", orders.order)
blueprint.add_url_rule("/orders/<number>.<any(nelfo, csv):kind>", "download", orders.download)
