"""Numbers, prices, units, days and symbols as people read them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from api_world import offer
from flask import Flask
from pages_world import application, opened

from labels.model import State
from web import formats, symbols


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with opened(tmp_path_factory.mktemp("shop")) as space:
        yield application(space)


@pytest.fixture(params=["nb", "en"])
def lang(app: Flask, request: pytest.FixtureRequest) -> Iterator[str]:
    with app.test_request_context(f"/?lang={request.param}"):
        yield request.param


@pytest.fixture
def bokmaal(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    ("value", "currency", "nb", "en"),
    [
        ("1234.5", "NOK", "1 234,50 kr", "NOK 1,234.50"),
        ("0.1234", "NOK", "0,1234 kr", "NOK 0.1234"),
        ("10", "SEK", "10,00 SEK", "SEK 10.00"),
        ("1000000", "", "1 000 000,00 kr", "1,000,000.00"),
    ],
)
def test_money_keeps_every_digit_it_was_given(lang: str, value: str, currency: str, nb: str, en: str) -> None:
    text = formats.money(Decimal(value), currency).replace("\xa0", " ")
    assert text == {"nb": nb, "en": en}[lang]
    assert formats.money(None, currency) == ""


def test_days_and_moments_are_those_of_the_counter(lang: str) -> None:
    assert formats.day(date(2027, 2, 3)) == {"nb": "3.2.2027", "en": "3 Feb 2027"}[lang]
    instant = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert formats.moment(instant) == {"nb": "2.7.2026 kl. 00.30", "en": "2 Jul 2026, 00:30"}[lang]
    assert formats.day(None) == formats.moment(None) == ""


@pytest.mark.usefixtures("bokmaal")
@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"price_unit": "MTR", "price_quantity": Decimal(100)}, "per 100 m"),
        ({"price_unit": "EA"}, "per stk"),
        ({"price_unit": "", "unit": "XYZ"}, "per XYZ"),
        ({"price_unit": "", "unit": ""}, ""),
        ({"price_unit": "", "unit": "", "price_quantity": Decimal(1000)}, "per 1\xa0000"),
    ],
)
def test_a_price_says_what_it_buys(values: dict[str, Any], text: str) -> None:
    assert formats.per(offer(**values)) == text


@pytest.mark.usefixtures("bokmaal")
def test_a_price_says_whether_it_is_a_list_price() -> None:
    assert formats.price_kind(offer()) == "veil. bruttopris eks. mva"
    assert formats.price_kind(offer(price_kind="net")) == "nettopris eks. mva"


@pytest.mark.usefixtures("bokmaal")
@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"stock_quantity": Decimal("1200")}, "1\xa0200 på lager"),
        ({"stock_quantity": Decimal(0)}, "Ikke på lager"),
        ({"stock_quantity": None, "stock_state": "in_stock"}, "På lager"),
        ({"stock_quantity": None, "stock_state": "uke 4"}, "uke 4"),
        ({"stock_quantity": None, "stock_state": ""}, ""),
        ({"stock_quantity": Decimal(5), "discontinued": True}, "Utgått"),
    ],
)
def test_stock_is_said_only_where_the_feed_says_it(values: dict[str, Any], text: str) -> None:
    assert formats.stock(offer(**values)) == text


def test_the_first_offer_is_the_cheapest_for_one_unit_that_can_be_ordered() -> None:
    dear = offer("1", price=Decimal(90), price_quantity=Decimal(1))
    cheap = offer("2", price=Decimal(800), price_quantity=Decimal(10))
    gone = offer("3", price=Decimal(1), discontinued=True)
    unpriced = offer("4", price=None)
    foreign = offer("5", price=Decimal(1), currency="SEK")
    assert formats.cheapest([dear, cheap, gone, unpriced, foreign]) is cheap
    assert formats.cheapest([unpriced, gone]) is unpriced
    assert formats.cheapest([gone]) is gone
    assert formats.cheapest([]) is None


def test_numbers_are_printed_as_on_the_package() -> None:
    assert formats.gtin("05397184821671") == "5397184821671"
    assert formats.gtin("00000096385074") == "96385074"
    assert formats.gtin("10012345678902") == "10012345678902"
    assert formats.el_number("0012345").replace("\xa0", " ") == "00 123 45"


def test_only_web_addresses_become_links() -> None:
    assert formats.web_address("HTTPS://a.test/x") and formats.web_address("http://a.test")
    for bad in ("javascript:alert(1)", "data:text/html,x", "//a.test", "", " https://a.test"):
        assert formats.web_address(bad) == formats.https(bad) == ""
    assert formats.https("http://a.test/picture.png") == ""


@pytest.mark.usefixtures("bokmaal")
@pytest.mark.parametrize("state", list(State))
def test_only_three_states_have_a_symbol(state: State) -> None:
    one = symbols.symbol("epeat", "gold", state, valid_to=date(2027, 2, 3), supplier="Nord AS", register="R")
    assert (one is not None) == state.shown
    if one is not None:
        assert one.text == "EPEAT Gold"
        notes = {"verified": "", "expiring": "til 3.2.2027", "declared": "oppgitt"}
        assert one.note == notes[state]
        assert state is not State.DECLARED or "oppgitt av Nord AS" in one.title


def test_energy_star_counts_by_american_certificates_and_says_so(lang: str) -> None:
    one = symbols.symbol("energy-star", "", State.VERIFIED)
    assert one is not None and one.text == "ENERGY STAR (USA)"


def test_every_label_has_its_own_drawing_on_the_page(app: Flask, tmp_path: Path) -> None:
    with app.test_request_context("/"):
        sprite = str(symbols.glyphs())
    assert sprite.count("<symbol ") == 6 and sprite.count("currentColor") >= 6


@pytest.mark.parametrize(
    ("value", "said"), [("62.6325", "62,63"), ("0.005", "0,01"), ("93722.6325", "93 722,63"), ("5", "5,00")]
)
def test_a_total_is_in_whole_cents_and_a_price_keeps_its_decimals(app: Flask, value: str, said: str) -> None:
    with app.test_request_context("/"):
        assert formats.total(Decimal(value), "NOK").replace("\xa0", " ") == f"{said} kr"
        assert formats.total(None, "NOK") == ""
        assert formats.money(Decimal("0.1234"), "NOK").replace("\xa0", " ") == "0,1234 kr"
