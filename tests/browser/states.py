"""Every page of the site in every state that a visitor meets, for checks that hold for all of them.

``path`` is made with the site's facts; ``act`` brings the opened page into the state. A new page for
people is listed here, or ``test_every_page.py`` fails.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

QUANTITY = ".order-qty input"
LONG = "x" * 99


@dataclass(frozen=True)
class State:
    """``role`` is whose page it is, empty for a stranger; ``status`` what the server answers at first."""

    name: str
    endpoint: str
    path: str
    role: str = ""
    act: Callable[[Any], None] | None = None
    status: int = 200


def _suggestions(page: Any) -> None:
    page.focus("#q")
    page.keyboard.type("skjerm", delay=10)
    page.wait_for_selector("#suggest[data-text=skjerm]")
    page.keyboard.press("ArrowDown")


def _filters_open(page: Any) -> None:
    if page.locator(".sheet summary").is_visible():
        page.click(".sheet summary")
        # What lies under the button that stays in sight is reached by scrolling.
        page.eval_on_selector("#facets", "one => one.scrollIntoView({ block: 'end' })")


def _evidence_in_place(page: Any) -> None:
    page.locator("a.sym").first.click()
    page.wait_for_selector("#peek")


def _bad_quantity(page: Any) -> None:
    page.locator(QUANTITY).first.fill("abc")
    page.keyboard.press("Tab")
    page.wait_for_selector(".field-fault")


def _changed_by_another(page: Any) -> None:
    """As if the form had been drawn before somebody else saved another quantity."""
    page.eval_on_selector("[name^=was-quantity]", "one => { one.value = '99'; }")
    page.locator(QUANTITY).first.fill("7")
    page.keyboard.press("Tab")
    page.wait_for_selector(".field-fault")


def _everything_folded_out(page: Any) -> None:
    page.eval_on_selector_all("main details:not(.switcher)", "all => all.forEach(one => { one.open = 1; })")


def _switcher(page: Any) -> None:
    page.click(".switcher > summary")


def _sent_with(**values: str) -> Callable[[Any], None]:
    """Fills fields by name and sends their form."""

    def act(page: Any) -> None:
        for name, value in values.items():
            page.fill(f"main [name={name}]", value)
        page.locator(f"main form:has([name={name}]) button").last.click()
        page.wait_for_load_state()

    return act


def _nelfo_without_numbers(page: Any) -> None:
    page.fill("#f-buyer", "x" * 40)
    page.click("form.order-form[action$=nelfo] button")
    page.wait_for_selector(".field-fault")


def _pasted(page: Any) -> None:
    page.fill("#f-text", "8812345;2\n1012345;150\n7700000\n1012345;50\nabc;-1")
    page.click("#quick-paste button[type=submit]")
    page.wait_for_selector("#quick-list table")


def _added_badly(page: Any) -> None:
    page.fill("form.add input.qty", "abc")
    page.click("form.add button")
    page.wait_for_selector("#q-new")


def _judged_without_reason(page: Any) -> None:
    page.fill("main [name=reason]", " ")
    page.locator(".review-go button").first.click()
    page.wait_for_selector(".review-fault")


STATES = (
    State("front page", "search.home", "/"),
    State("suggestions", "search.home", "/", act=_suggestions),
    State("hits", "search.results", "/search?q=skjerm"),
    State("filters", "search.results", "/search?q=skjerm&label=tco-certified", act=_filters_open),
    State("evidence in place", "search.results", "/search?q=P2425", act=_evidence_in_place),
    State("corrected", "search.results", "/search?q=skjrem"),
    State("nothing found", "search.results", "/search?q=xyzzy"),
    State("nothing with this filter", "search.results", "/search?q=kabel&label=epeat"),
    State("numbers not found", "search.results", "/search?q=8812345+7700000"),
    State("all goods", "search.results", "/search", "buyer"),
    State("search is down", "search.results", "{broken}/search", status=503),
    State("not understood", "search.results", "/search?evidence=x", status=400),
    State("no such page", "search.results", "/nowhere", status=404),
    State("no access", "reports.page", "/reports/labelled-share", "electrician", status=403),
    State("labelled product", "products.show", "/products/{labelled}"),
    State("product without label", "products.show", "/products/{cable}"),
    State("product in conflict", "products.show", "/products/{conflict}"),
    State("product on a day", "products.show", "/products/{labelled}?on=2024-01-01"),
    State("embedding", "embedding.show", "/products/{labelled}/embed"),
    State("embedding with choices", "embedding.show",
          "/products/{labelled}/embed?style=symbol&mode=dark&badge_lang=sv&size=48&labels=tco-certified"),
    State("evidence", "products.evidence", "/products/{labelled}/evidence", act=_everything_folded_out),
    State("evidence in conflict", "products.evidence", "/products/{conflict}/evidence"),
    State("known of a product", "known.product", "/products/{labelled}/known"),
    State("known of a supplier", "known.supplier", "/suppliers/acme/known"),
    State("labels", "labels.index", "/labels"),
    State("label", "labels.show", "/labels/tco-certified", act=_everything_folded_out),
    State("empty basket", "ordering.basket", "/basket"),
    State("empty basket of a user", "ordering.basket", "/basket", "empty"),
    State("full basket", "ordering.basket", "/basket", "buyer"),
    State("basket folded out", "ordering.basket", "/basket", "buyer", _everything_folded_out),
    State("baskets to choose", "ordering.basket", "/basket", "buyer", _switcher),
    State("bad quantity", "ordering.basket", "/basket", "buyer", _bad_quantity),
    State("changed by another", "ordering.basket", "/basket", "buyer", _changed_by_another),
    State("bad quantity while adding", "ordering.basket", "/search?q=V247YGBIP", act=_added_badly),
    State("baskets", "ordering.baskets", "/baskets", "buyer"),
    State("no baskets yet", "ordering.baskets", "/baskets", "empty"),
    State("looked over", "ordering.confirm", "/basket/confirm/nordisk", "buyer"),
    State("too long a mark", "ordering.confirm", "/basket/confirm/nordisk", "buyer", _sent_with(mark=LONG)),
    State("order", "ordering.order", "/orders/{order}", "buyer"),
    State("numbers missing", "ordering.order", "/orders/{order}", "buyer", _nelfo_without_numbers),
    State("order waiting", "ordering.order", "/orders/{queued}", "buyer"),
    State("order uncertain", "ordering.order", "/orders/{uncertain}", "buyer"),
    State("order on paper", "ordering.printed", "/orders/{order}/print", "buyer"),
    State("order sent", "ordering.sent", "/orders/{queued}/sent", "buyer"),
    State("nothing sent", "ordering.sent", "/orders/{order}/sent", "buyer"),
    State("orders", "ordering.orders", "/orders", "buyer"),
    State("no orders", "ordering.orders", "/orders"),
    State("orders not found", "ordering.orders", "/orders?q=xyzzy", "buyer"),
    State("ordered most", "ordering.most", "/orders/most", "buyer"),
    State("nothing ordered yet", "ordering.most", "/orders/most"),
    State("quick order", "quick.show", "/quick"),
    State("quick order looked over", "quick.show", "/quick", act=_pasted),
    State("log in", "auth.login", "/login"),
    State("wrong password", "auth.login", "/login", act=_sent_with(email="a@b.no", password="feil")),
    State("invited", "auth.choose", "/password/{token}"),
    State("short password", "auth.choose", "/password/{token}", act=_sent_with(password="1", again="1")),
    State("used link", "auth.choose", "/password/xyz", status=404),
    State("account", "people.account", "/account", "electrician"),
    State("users", "people.listing", "/company/users", "admin"),
    State("invitation made", "people.listing", "/company/users", "admin", _sent_with(email="ny@firma.no")),
    State("status", "status.show", "/status"),
    State("run", "status.run", "/status/runs/1"),
    State("quality", "quality.show", "/suppliers/acme/quality"),
    State("labelled share", "reports.page", "/reports/labelled-share", "buyer"),
    State("evidence pack", "evidence_pack.page", "/reports/evidence?from=2026-01-01&to=2026-12-31", "buyer"),
    State("weak matches", "review.show", "/review", "reviewer", _everything_folded_out),
    State("no reason given", "review.show", "/review?kind=conflict", "reviewer", _judged_without_reason),
    State("unknown wordings", "review.show", "/review?kind=wording", "reviewer"),
    State("contradictions", "review.show", "/review?kind=conflict", "reviewer"),
    State("judgements", "review.show", "/review?kind=history", "reviewer"),
    State("review closed", "review.show", "/review", status=403),
    State("review link used", "review.enter", "/review/enter?token=x", status=403),
    State("expiring", "expiring.show", "/expiring"),
    State("shop not opened", "punchout.oci", "/punchout/oci", status=400),
    State("start address used", "punchout.start", "/punchout/start/xyz", status=410),
    State("visit over", "search.home", "/punchout/s/xyz/", status=410),
    State("visit", "search.results", "{visit}/search?q=skjerm"),
    State("basket of a visit", "ordering.basket", "{visit}/basket"),
    State("basket of a visit, empty", "ordering.basket", "{empty_visit}/basket"),
    State("basket given back", "punchout-visit.back", "{given}/punchout/return"),
    State("API", "developers.show", "/api"),
)
# Answers that are no page: files, feeds, and what programs read.
NO_PAGE = {
    "static", "stylesheet", "language.choose", "badges.badge", "ordering.download", "ordering.sent_file",
    "quick.sample", "reports.download", "quality.download", "expiring.feed", "label_changes.feed",
    "status.alerts",
    "embedding.script", "embedding.oembed", "evidence_pack.download", "punchout-visit.peppol",
}  # fmt: skip
