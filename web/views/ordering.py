"""The addresses of basket and orders, and what every page shows of the basket."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from catalog.ordering.totals import percent
from web import answer_words, sending_words
from web.identity import ask_to_log_in, current_user
from web.views import basket_list, baskets, order_history, order_sending, orders
from web.views.basket_session import BasketSummary, can_share_text, share_text, total_text

blueprint = Blueprint("ordering", __name__)


@blueprint.app_context_processor
def _summary() -> dict[str, object]:
    return {
        "basket_summary": BasketSummary(),
        "can_share_text": can_share_text,
        "percent": percent,
        "share_text": share_text,
        "total_text": total_text,
        "sending_state": sending_words.state_of,
        "channel_words": sending_words.CHANNELS,
        "event_words": sending_words.EVENTS,
        "deviation": answer_words.said,
    }


@blueprint.before_request
def _still_logged_in() -> Response | None:
    """A form of a user's basket, sent after the log-in ended: nothing of it may reach another basket."""
    named = request.method == "POST" and request.form.get("basket")
    return ask_to_log_in() if named and not current_user().known else None


blueprint.add_url_rule("/basket", "basket", baskets.basket)
blueprint.add_url_rule("/basket", "save", baskets.save, methods=["POST"])
blueprint.add_url_rule("/basket/lines", "add", baskets.add, methods=["POST"])
blueprint.add_url_rule("/basket/lines/<int:line_id>", "update", baskets.update, methods=["POST"])
blueprint.add_url_rule("/basket/confirm/<supplier>", "confirm", orders.review)
blueprint.add_url_rule("/basket/confirm/<supplier>", "order_now", orders.confirm, methods=["POST"])
blueprint.add_url_rule("/baskets", "baskets", basket_list.listing)
blueprint.add_url_rule("/baskets", "create_basket", basket_list.create, methods=["POST"])
blueprint.add_url_rule("/baskets/choose", "choose_basket", basket_list.choose, methods=["POST"])
blueprint.add_url_rule("/baskets/<int:basket_id>", "change_basket", basket_list.change, methods=["POST"])
blueprint.add_url_rule("/orders", "orders", order_history.listing)
blueprint.add_url_rule("/orders/most", "most", order_history.often)
blueprint.add_url_rule("/orders/again", "again", order_history.order_again, methods=["POST"])
blueprint.add_url_rule("/orders/<number>", "order", orders.order)
blueprint.add_url_rule("/orders/<number>/print", "printed", orders.printed)
blueprint.add_url_rule("/orders/<number>/sent", "sent", order_sending.sent)
blueprint.add_url_rule("/orders/<number>/sent/file", "sent_file", order_sending.sent_file)
blueprint.add_url_rule("/orders/<number>/send", "send", order_sending.send, methods=["POST"])
blueprint.add_url_rule("/orders/<number>/file", "fetch", order_sending.fetch, methods=["POST"])
blueprint.add_url_rule("/orders/<number>/resolve", "resolve", order_sending.resolve, methods=["POST"])
blueprint.add_url_rule("/orders/<number>.<any(nelfo, csv, peppol):kind>", "download", orders.download)
