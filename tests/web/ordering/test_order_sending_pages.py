"""How an order stands with its supplier, as those who ordered see it, and what they can do about it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from flask import Flask

from catalog import db
from catalog.models import Outgoing
from catalog.people.roles import Role
from catalog.workspace import Workspace
from importers.orders import inbox
from tests.importers.confirmation_files import cl, confirmation, drop
from tests.web.delivery.order_world import World, opened
from tests.web.pages_world import flat
from tests.web.people_world import Browser, a_user, logged_in
from web import create_app
from web.config import from_environment


@pytest.fixture
def world(tmp_path: Path) -> World:
    return opened(tmp_path)


@pytest.fixture
def app(world: World) -> Flask:
    return create_app(from_environment(world.environment()), testing=True)


@pytest.fixture
def buyer(app: Flask) -> Browser:
    return logged_in(app, "buyer@firma.no")


def set_message(workspace: Workspace, **values: object) -> None:
    with db.writing(workspace.engine) as session:
        row = session.get_one(Outgoing, 1)
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)


def state_of(browser: Browser, number: str) -> str:
    page = browser.get(f"/orders/{number}").text
    shown = page.split('data-sending="')[1].split('"')[0]
    assert f'data-state="{shown}"' in browser.get("/orders").text
    return shown


def confirm(browser: Browser, world: World) -> str:
    """Through the real form; what its page said before is kept in ``world``."""
    browser.post("/basket/lines", offer_id=world.offers[0], quantity="2")
    page = browser.get("/basket/confirm/nord").text
    hidden = {
        name: page.split(f'name="{name}" value="')[1].split('"')[0]
        for name in ("confirmation", "shown", "basket")
    }
    answer = browser.post("/basket/confirm/nord", **hidden)
    assert answer.status_code == 303, answer.text
    assert browser.post("/basket/confirm/nord", **hidden).location == answer.location
    return str(answer.location).rsplit("/", 1)[1]


def test_confirming_queues_the_order_once_and_says_so_before_and_after(world: World, buyer: Browser) -> None:
    world.write_rules('channel = "directory"\npath = "/nowhere"')
    buyer.post("/basket/lines", offer_id=world.offers[0], quantity="2")
    page = flat(buyer.get("/basket/confirm/nord").text)
    assert "Når du bekrefter, sendes den til leverandøren: NELFO 4.0-fil, leverandørens mappe." in page
    number = confirm(buyer, world)
    assert state_of(buyer, number) == "queued"
    assert len(world.messages()) == 1


def test_what_is_sent_is_shown_byte_for_byte_and_line_by_line(world: World, buyer: Browser) -> None:
    world.write_rules('channel = "directory"\npath = "/nowhere"')
    number = confirm(buyer, world)
    page = buyer.get(f"/orders/{number}/sent").text
    body = buyer.get(f"/orders/{number}/sent/file")
    assert body.data.startswith(b"BH;EFONELFO;4.0;NO979692900MVA;NO986692002MVA;M000000001;28579;")
    assert body.data.endswith(b";\r\n") and "Lampe 1234567 æøå".encode("latin-1") in body.data
    assert hashlib.sha256(body.data).hexdigest() in page
    line = page.split('data-position="1"')[1].split("</pre>")[0]
    assert "BL;1;M000000001;1;1234567;Lampe 1234567 æøå;;200;EA;" in line
    assert state_of(buyer, number) == "queued"


@pytest.mark.parametrize(
    ("supplier", "company", "words"),
    [
        ("", True, "Leverandøren har ingen kanal for bestillinger."),
        ('channel = "directory"\npath = "/x"', False, "Bare bestillinger fra innloggede brukere sendes"),
    ],
)
def test_an_order_that_cannot_be_sent_is_kept_as_a_draft_with_the_reason(
    world: World, app: Flask, buyer: Browser, supplier: str, company: bool, words: str
) -> None:
    if supplier:
        world.write_rules(supplier)
    browser = buyer if company else Browser(app)
    browser.post("/basket/lines", offer_id=world.offers[0], quantity="2")
    assert words in flat(browser.get("/basket/confirm/nord").text)
    page = browser.get("/basket/confirm/nord").text
    hidden = {
        name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("confirmation", "shown")
    }
    number = str(browser.post("/basket/confirm/nord", **hidden).location).rsplit("/", 1)[1]
    assert state_of(browser, number) == "draft"
    assert words in flat(browser.get(f"/orders/{number}").text)
    assert not world.messages()


def test_a_draft_is_sent_once_its_hindrance_is_gone(world: World, buyer: Browser) -> None:
    world.write_rules('channel = "directory"\npath = "/x"')
    rules = (world.data / "delivery.toml").read_text("utf-8")
    (world.data / "delivery.toml").write_text(rules.replace('firma = "28579"', ""), "utf-8")
    number = confirm(buyer, world)
    assert "Firmaets kundenummer hos leverandøren mangler." in buyer.get(f"/orders/{number}").text
    buyer.post(f"/orders/{number}/send")
    assert not world.messages()
    (world.data / "delivery.toml").write_text(rules, "utf-8")
    assert "Send til leverandøren" in buyer.get(f"/orders/{number}").text
    for _click in range(2):
        assert buyer.post(f"/orders/{number}/send").status_code == 303
    assert [row.state for row in world.messages()] == ["queued"]


def test_a_wrong_delivery_file_stops_no_order(world: World, buyer: Browser) -> None:
    (world.data / "delivery.toml").write_text("[suppliers.nord]\nchannel = 7\n", "utf-8")
    number = confirm(buyer, world)
    assert state_of(buyer, number) == "draft"


def test_a_file_to_be_fetched_counts_as_sent_when_somebody_has_fetched_it(
    world: World, buyer: Browser
) -> None:
    world.write_rules('channel = "download"')
    number = confirm(buyer, world)
    assert state_of(buyer, number) == "draft"
    answers = [buyer.post(f"/orders/{number}/file") for _click in range(2)]
    assert answers[0].headers["Content-Disposition"] == f'attachment; filename="B{number}.txt"'
    assert len({answer.data for answer in answers}) == 1
    assert state_of(buyer, number) == "sent"
    assert buyer.get(f"/orders/{number}/sent").text.count('data-event="sent"') == 1


@pytest.mark.parametrize(("answer", "state"), [("sent", "sent"), ("resend", "queued")])
def test_a_buyer_says_whether_an_uncertain_order_arrived(
    world: World, app: Flask, buyer: Browser, answer: str, state: str
) -> None:
    world.write_rules('channel = "directory"\npath = "/x"')
    number = confirm(buyer, world)
    set_message(world.workspace, state="uncertain", last_error="no answer to a whole message")
    assert state_of(buyer, number) == "uncertain"
    a_user(world.workspace, "el@firma.no", role=Role.ELECTRICIAN)
    electrician = logged_in(app, "el@firma.no")
    assert "En innkjøper eller administrator" in electrician.get(f"/orders/{number}").text
    assert electrician.post(f"/orders/{number}/resolve", answer=answer).status_code == 403
    assert buyer.post(f"/orders/{number}/resolve", answer="perhaps").status_code == 400
    assert state_of(buyer, number) == "uncertain"
    assert buyer.post(f"/orders/{number}/resolve", answer=answer).status_code == 303
    assert state_of(buyer, number) == state
    buyer.post(f"/orders/{number}/resolve", answer="resend")
    assert state_of(buyer, number) == state


def test_a_confirmation_stands_on_the_order_line_by_line(
    world: World, buyer: Browser, tmp_path: Path
) -> None:
    world.write_rules('channel = "directory"\npath = "/x"')
    number = confirm(buyer, world)
    lines = [cl(1, "9999999", "100", price="60000", day="20261201"), cl(7, "8888888")]
    drop(tmp_path / "svar", "C1.txt", confirmation(number, *lines))
    inbox.take(world.workspace, "nord", tmp_path / "svar", inbox.Taken())
    assert state_of(buyer, number) == "confirmed"
    page = flat(buyer.get(f"/orders/{number}").text)
    for words in (
        "Ordrebekreftelse SO-77",
        "Erstattet av 9999999 LAMPE, som du ikke har godtatt.",
        "Antallet er 1, ikke 2.",
        "Prisen for én enhet er 600,00 kr, ikke 553,00 kr.",
        "Leveres",
        "Bekreftelsen har med 8888888 LAMPE, som ikke er bestilt.",
    ):
        assert words in page, words


def test_the_order_on_paper_has_all_of_it_and_nothing_of_the_site(world: World, buyer: Browser) -> None:
    world.write_rules('channel = "directory"\npath = "/x"')
    number = confirm(buyer, world)
    page = flat(buyer.get(f"/orders/{number}/print").text)
    stands = ("Nord Elektro AS", "NO986692002MVA", "Kundenr. 28579", "Lampe 1234567 æøå", "553,00 kr")
    for words in (number, *stands):
        assert words in page, words
    assert "<script" not in page and "<nav" not in page


def test_a_peppol_order_is_offered_to_a_company_with_a_number(world: World, buyer: Browser) -> None:
    world.write_rules('channel = "directory"\npath = "/x"')
    number = confirm(buyer, world)
    assert f"/orders/{number}.peppol" in buyer.get(f"/orders/{number}").text
    answer = buyer.get(f"/orders/{number}.peppol")
    assert (answer.status_code, answer.content_type) == (200, "application/xml")
    assert b"<cbc:EndpointID schemeID=\"0192\">986692002</cbc:EndpointID>" in answer.data
    wrong = buyer.get(f"/orders/{number}.peppol?buyer=123")
    assert wrong.status_code == 400
    assert "Firmaets organisasjonsnummer mangler eller er feil" in wrong.text


def test_nobody_else_sees_or_touches_what_was_sent(world: World, app: Flask, buyer: Browser) -> None:
    world.write_rules('channel = "download"')
    number = confirm(buyer, world)
    a_user(world.workspace, "boss@annet.no", "annet", Role.ADMIN)
    for browser in (logged_in(app, "boss@annet.no"), Browser(app)):
        for path in ("sent", "sent/file"):
            assert browser.get(f"/orders/{number}/{path}").status_code == 404
        for path in ("send", "file", "resolve"):
            answer = browser.post(f"/orders/{number}/{path}", answer="sent")
            assert answer.status_code in (303, 404), path
            assert answer.status_code == 404 or "/login" in str(answer.location)
    assert state_of(buyer, number) == "draft"


def test_prices_of_the_company_in_a_file_are_for_those_who_may_see_them(
    world: World, app: Flask, buyer: Browser
) -> None:
    world.write_rules('channel = "download"\nformat = "csv"')
    number = confirm(buyer, world)
    a_user(world.workspace, "el@firma.no", role=Role.ELECTRICIAN)
    electrician = logged_in(app, "el@firma.no")
    page = electrician.get(f"/orders/{number}/sent").text
    assert "Filen inneholder firmaets nettopriser." in page and "553,00" not in page
    assert electrician.get(f"/orders/{number}/sent/file").status_code == 404
    assert "553,00" in buyer.get(f"/orders/{number}/sent").text
