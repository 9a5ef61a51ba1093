"""The order on paper, character by character. The golden page is what a person has looked at."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, render_template

from catalog.ordering.formats.buyer import Buyer
from tests.catalog.ordering.whole_order import FULL

GOLDEN = Path(__file__).parents[2] / "catalog" / "ordering" / "golden" / "order.print.html"
BUYER = Buyer("NO986692002MVA", "28579", "Elektro & Sønn AS")


def printed(app: Flask) -> str:
    """The page below its head, which names files by their content."""
    with app.test_request_context("/"):
        page = render_template("ordering/print.html", order=FULL, buyer=BUYER)
    return page[page.index("<body>") :]


def test_the_page_for_paper_is_right_to_the_character(app: Flask) -> None:
    assert printed(app) == GOLDEN.read_text("utf-8")


def test_no_text_of_the_order_becomes_markup(app: Flask) -> None:
    assert "Elektro &amp; Sønn AS" in printed(app)
    assert "=HYPERLINK(1)" in printed(app)
