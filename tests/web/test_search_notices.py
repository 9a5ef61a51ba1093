"""What the search page says of a search: corrected, relaxed, read, not found, and the way on.

The index is the real one; what it says of a text is set here, as the port lets any engine say it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from pages_world import application, fill, flat, opened, page

from catalog.search.port import ReadLabel, SearchIndex, SearchRequest, SearchResult
from catalog.workspace import Workspace


class Saying:
    """An index that searches for another text than the one asked, and says so."""

    def __init__(self, index: SearchIndex, text: str | None, says: dict[str, Any]) -> None:
        self._index, self._text, self._says = index, text, says

    def search(self, request: SearchRequest, day: date, stale: frozenset[int]) -> SearchResult:
        if request.literal:
            return self._index.search(request, day, stale)
        shown = request.text if self._text is None else self._text
        return replace(self._index.search(replace(request, text=shown), day, stale), **self._says)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with opened(tmp_path_factory.mktemp("shop")) as space:
        fill(space)
        yield space


def client(shop: Workspace, text: str | None = None, **says: Any) -> FlaskClient:
    app = application(shop)
    found = app.extensions["merkbar"]
    app.extensions["merkbar"] = replace(found, index=Saying(found.index, text, says))
    return app.test_client()


def link(html: str, text: str) -> str:
    """The address of the link whose text begins so."""
    found = re.search(rf'<a [^>]*href="([^"]*)"[^>]*>{re.escape(text)}', html)
    assert found, text
    return unescape(found[1])


def test_a_corrected_search_says_so_and_leads_to_what_was_typed(shop: Workspace) -> None:
    asker = client(shop, "skjerm", shown_text="skjerm", correction="spelling")
    html = page(asker, "/search?q=skjrem&brand=dell&page=1")
    assert "Viser treff for «skjerm»" in flat(html)
    assert "<title>skjerm: " in html
    exact = link(html, "Søk heller etter nøyaktig «skjrem»")
    assert exact == "/search?q=skjrem&brand=dell&literal=1"
    after = page(asker, exact)
    assert "Viser treff for" not in after
    assert "Ingen treff på «skjrem»" in flat(after) or "Ingen treff med disse filtrene" in flat(after)


def test_an_exact_search_can_be_loosened_again(shop: Workspace) -> None:
    html = page(client(shop), "/search?q=skjrem&literal=1")
    assert link(html, "Søk uten å kreve nøyaktig") == "/search?q=skjrem"
    assert re.search(r'class="chip" href="/search\?q=skjrem"><span[^>]*>Fjern Søkemåte: ', html)
    assert '<input type="hidden" name="literal" value="1" form="search" data-literal="skjrem">' in html


def test_a_relaxed_search_says_what_was_left_out_of(shop: Workspace) -> None:
    asker = client(shop, "skjerm", shown_text="skjerm", correction="relaxed", alternatives=("dell skjerm",))
    html = page(asker, "/search?q=skjerm+flygende")
    assert "Ingenting har alle ordene i «skjerm flygende». Viser treff for «skjerm»" in flat(html)
    assert link(html, "dell skjerm") == "/search?q=dell+skjerm"


def test_a_label_read_from_the_text_is_a_chip_that_takes_its_words_away(shop: Workspace) -> None:
    read = (ReadLabel("epeat", "gold", "EPEAT gold"),)
    asker = client(shop, "skriver", shown_text="skriver", read_labels=read)
    html = page(asker, "/search?q=epeat+gold+skriver&brand=hp&page=2")
    assert "EPEAT Gold lest av «EPEAT gold»" in flat(html)
    removal = re.search(r'<a class="chip" href="([^"]*)"><span[^>]*>Fjern Merke: ', html)
    assert removal and unescape(removal[1]) == "/search?q=skriver&brand=hp"
    box = re.search(r'<input [^>]*id="f-label-epeat"[^>]*>', html)
    assert box and " checked" in box[0] and " name=" not in box[0]
    assert 'data-removal="/search?q=skriver&amp;brand=hp"' in box[0]
    assert link(html, "Nullstill") == "/search?q=skriver"
    assert "literal=1" in link(html, "Søk heller etter nøyaktig")


def test_numbers_that_were_not_found_are_listed(shop: Workspace) -> None:
    html = page(client(shop), "/search?q=8812345+7700000+7700001")
    notice = html[html.index('data-notice="not-found"') :]
    assert "2 av numrene finnes ikke" in notice
    assert re.findall(r"<code>(\d+)</code>", notice) == ["7700000", "7700001"]
    assert html.count("data-product-id") == 1


def test_nothing_found_offers_other_texts_and_no_dead_end(shop: Workspace) -> None:
    html = page(client(shop, alternatives=("dell", "skjerm 24")), "/search?q=xyzzy")
    assert "Ingen treff på «xyzzy»" in flat(html)
    assert link(html, "skjerm 24") == "/search?q=skjerm+24"
    assert link(html, "Vis hele katalogen") == "/search"


def test_words_from_outside_are_only_text(shop: Workspace) -> None:
    evil = '<script>alert(1)</script>"'
    says = {"shown_text": evil, "correction": "spelling", "alternatives": (evil,), "not_found": (evil,)}
    html = page(client(shop, "skjerm", **says), "/search?q=%3Cb%3E")
    assert "<script>alert" not in html and "<b>" not in html
