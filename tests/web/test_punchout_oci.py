"""OCI from the first call to the form that goes back, as a browser without cookies sees it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlmodel import select

from catalog import db
from catalog.models import Offer, PunchoutSession
from catalog.ordering.formats.oci import VENDORMAT
from catalog.punchout import customers, sessions
from catalog.workspace import Workspace
from tests.web import pages_world
from tests.web.punchout_world import HOOK, Visit, at, call, customer, entered


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with pages_world.opened(tmp_path_factory.mktemp("oci")) as found:
        pages_world.fill(found)
        yield found


@pytest.fixture(scope="module")
def secret(space: Workspace) -> str:
    return customer(space, units={"C62": "ST"}, vendors={"nordisk": "100234"})


@pytest.fixture
def app(space: Workspace) -> Flask:
    (space.var / "punchout-attempts.db").unlink(missing_ok=True)
    return pages_world.application(space)


@pytest.fixture
def visit(app: Flask, secret: str) -> Visit:
    return entered(app, secret)


def test_search_product_and_basket_stay_inside_the_visit_without_a_cookie(visit: Visit) -> None:
    for path in (
        "/",
        "/search?q=skjerm",
        "/products/1",
        "/products/1/evidence",
        "/basket",
        "/quick",
        "/labels",
    ):
        answer = visit.get(path)
        assert answer.status_code == 200, path
        assert "Set-Cookie" not in answer.headers
        places = set(pages_world.re.findall(r'(?:href|action|hx-post|data-url)="(/[^"]*)"', answer.text))
        out = {place for place in places if not place.startswith((visit.root + "/", "/static/"))}
        assert places and not out, path
    answer = visit.post("/basket/lines", offer_id="1", quantity="2", next=f"{visit.root}/search?q=P2425")
    assert answer.location == f"{visit.root}/search?q=P2425"
    assert "Lagt i kurven" in visit.get("/search").text
    assert "Lagt i kurven" not in visit.get("/search").text


def test_every_field_of_the_form_is_what_the_basket_holds(visit: Visit) -> None:
    visit.collect("5397184821671", "3")
    visit.collect("2Z624F")
    visit.collect("1012345", "250")
    sent = visit.given()
    asked = (
        "DESCRIPTION MATNR QUANTITY UNIT PRICE PRICEUNIT CURRENCY VENDOR VENDORMAT MANUFACTCODE MANUFACTMAT "
        "EXT_QUOTE_ITEM CUST_FIELD1 ATTACHMENT"
    )
    assert {name: sent[f"NEW_ITEM-{name}[2]"] for name in asked.split()} == {
        "DESCRIPTION": "HP LaserJet MFP 4102fdw skriver", "MATNR": "", "QUANTITY": "1.000", "UNIT": "ST",
        "PRICE": "4890.000", "PRICEUNIT": "1", "CURRENCY": "NOK", "VENDOR": "100234", "VENDORMAT": "1002",
        "MANUFACTCODE": "HP", "MANUFACTMAT": "2Z624F", "EXT_QUOTE_ITEM": "2", "CUST_FIELD1": "EPEATGOLD",
        "ATTACHMENT": "https://merkbar.test/products/2/evidence?on=2026-11-22",
    }  # fmt: skip
    assert sent["NEW_ITEM-CUST_FIELD5[1]"] == "TCO_DEVELOPMENT"
    text = "TCO Certified, sertifikat D1024110043, gyldig til 2027-12-22"
    assert sent["NEW_ITEM-LONGTEXT_1:132[]"].endswith(text)
    # stated by the supplier alone: told in words, never as a code
    assert "Svanemerket, oppgitt av nordisk" in sent["NEW_ITEM-LONGTEXT_2:132[]"]
    assert sent["NEW_ITEM-CUST_FIELD5[2]"] == "EPEAT_GOLD"
    assert (sent["NEW_ITEM-UNIT[3]"], sent["NEW_ITEM-ATTACHMENT[3]"]) == ("MTR", "")


def test_a_price_for_a_hundred_is_the_basket_s_own_sum(visit: Visit) -> None:
    visit.collect("1012345", "250")
    sent = visit.given()
    quantity, price, per = (
        Decimal(sent[f"NEW_ITEM-{name}[1]"]) for name in ("QUANTITY", "PRICE", "PRICEUNIT")
    )
    assert quantity * price / per == Decimal("4473.75")


def test_the_form_goes_to_the_address_of_the_call_and_to_no_other(visit: Visit) -> None:
    visit.collect("5397184821671")
    visit.given()
    answer = visit.get("/punchout/return")
    assert f'action="{HOOK}"' in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "form-action 'self' https://erp.example.no/in/back;" in policy
    assert "frame-ancestors https://erp.example.no" in policy
    assert "frame-ancestors https://erp.example.no" in visit.get("/labels").headers["Content-Security-Policy"]


def test_what_goes_back_stands_still_until_the_buyer_goes_on_shopping(visit: Visit, space: Workspace) -> None:
    visit.collect("5397184821671")
    before = visit.given()
    with db.writing(space.engine) as session:
        offer = session.exec(select(Offer).where(Offer.supplier_number == "77-1")).one()
        offer_id, price, offer.price = offer.id, offer.price, Decimal(1)
        session.add(offer)
    assert visit.given() == before
    assert visit.get("/search").location == f"{visit.root}/punchout/return"
    assert visit.post("/basket/lines", offer_id="1", quantity="1").location == f"{visit.root}/punchout/return"
    assert visit.post("/punchout/reopen").location == f"{visit.root}/basket"
    assert visit.given()["NEW_ITEM-PRICE[1]"] == "1.000"
    with db.writing(space.engine) as session:
        offer = session.get_one(Offer, offer_id)
        offer.price = price
        session.add(offer)


def test_a_line_that_cannot_be_sent_is_named_and_nothing_is_sent_by_itself(
    visit: Visit, space: Workspace
) -> None:
    visit.collect("5397184821671")
    with db.reading(space.engine) as session:
        unpriced = session.exec(select(Offer.id).where(Offer.supplier_number == "1006")).one()
    visit.post("/basket/lines", offer_id=unpriced, quantity="1")
    assert "NEW_ITEM-VENDORMAT[2]" not in visit.given()
    page = visit.get("/punchout/return").text
    assert "Jordfeilautomat" in page and "Varen har ingen pris." in page
    assert " data-send" not in page


def test_a_basket_can_go_back_empty(visit: Visit) -> None:
    page = visit.get("/basket").text
    assert "uten varer" in page and 'name="give"' not in page
    assert not [name for name in visit.given() if name.startswith("NEW_ITEM")]


def test_of_two_browsers_with_one_start_address_one_gets_in(
    app: Flask, space: Workspace, secret: str
) -> None:
    with db.writing(space.engine) as session:
        owner = customers.find(session, "kommune")
        row = sessions.begin(session, owner, sessions.Opening("oci", HOOK), datetime.now(UTC))
        token = sessions.start_token(session, row, datetime.now(UTC))

    def enter(_number: int) -> int:
        return app.test_client(use_cookies=False).get(f"/punchout/start/{token}").status_code

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(enter, range(6))) == [303, 410, 410, 410, 410, 410]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"user": "ukjent"}, 403),
        ({"secret": "feil"}, 403),
        ({"secret": ""}, 403),
        ({"hook": "https://evil.test/in/"}, 403),
        ({"hook": "javascript:alert(1)"}, 403),
        ({"hook": ""}, 400),
        ({"FUNCTION": "DROP"}, 400),
        ({"FUNCTION": "DETAIL", "PRODUCTID": "999"}, 404),
    ],
)
def test_a_call_that_may_not_open_the_shop_gets_a_page_that_leads_nowhere(
    app: Flask, secret: str, changes: dict[str, str], status: int
) -> None:
    answer = call(app, **{"secret": secret, **changes})
    assert answer.status_code == status
    assert "Butikken ble ikke åpnet" in answer.text
    assert "<form" not in answer.text and "<a " not in answer.text
    assert "evil.test" not in answer.text + str(answer.headers)


def test_guesses_of_a_secret_are_limited_and_shut_nobody_else_out(app: Flask, secret: str) -> None:
    for _attempt in range(10):
        assert call(app, "feil").status_code == 403
    answer = call(app, secret)
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
    other = app.test_client(use_cookies=False)
    form = {"USERNAME": "kommune", "PASSWORD": secret, "HOOK_URL": HOOK}
    assert other.post("/punchout/oci", data=form, environ_base={"REMOTE_ADDR": "10.1.1.1"}).status_code == 303


def test_a_visit_ends_by_itself_and_an_invented_one_never_began(
    app: Flask, visit: Visit, space: Workspace
) -> None:
    for path in ("/search", "/basket", "/punchout/return"):
        assert at(app, "/punchout/s/" + "x" * 43 + "/").get(path).status_code == 410
    with db.writing(space.engine) as session:
        row = session.exec(select(PunchoutSession).order_by(PunchoutSession.id.desc())).first()  # type: ignore[union-attr]
        assert row
        row.expires_at -= timedelta(hours=9)
        session.add(row)
    answer = visit.get("/search")
    assert answer.status_code == 410 and "Besøket er over" in answer.text
    assert "frame-ancestors https://erp.example.no" in answer.headers["Content-Security-Policy"]
    assert visit.post("/basket/lines", offer_id="1", quantity="1").status_code == 410


@pytest.mark.parametrize("path", ["/orders", "/login", "/baskets", "/review", "/account", "/api/v1/products"])
def test_what_is_no_part_of_a_visit_is_no_page_of_it(visit: Visit, path: str) -> None:
    assert visit.get(path).status_code == 404


def test_two_visits_see_nothing_of_each_other(app: Flask, secret: str, visit: Visit) -> None:
    other = entered(app, secret)
    visit.collect("5397184821671", "7")
    assert "Kurven er tom" in other.get("/basket").text
    assert not [name for name in other.given() if name.startswith("NEW_ITEM")]


def test_the_version_of_the_call_decides_how_long_a_number_may_be(
    app: Flask, secret: str, space: Workspace
) -> None:
    assert VENDORMAT == {"4.0": 22, "5.0": 40}
    with db.writing(space.engine) as session:
        offer = session.exec(select(Offer).where(Offer.supplier_number == "1003")).one()
        offer.supplier_number = "N" * 23
        session.add(offer)
        offer_id = offer.id
    for version, sent in (("4.0", False), ("5.0", True)):
        visit = entered(app, secret, OCI_VERSION=version)
        visit.post("/basket/lines", offer_id=offer_id, quantity="1")
        assert ("NEW_ITEM-VENDORMAT[1]" in visit.given()) is sent
    with db.writing(space.engine) as session:
        offer = session.get_one(Offer, offer_id)
        offer.supplier_number = "1003"
        session.add(offer)
