"""OCI in the background, and whose prices a visit sees."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask
from sqlmodel import select

from catalog import db
from catalog.models import Offer
from catalog.people.roles import Role
from catalog.punchout import customers
from catalog.workspace import Workspace
from tests.importers.company_files import RH, load_company
from tests.web import pages_world
from tests.web.people_world import a_user, logged_in
from tests.web.punchout_world import HOOK, at, call, customer, entered


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with pages_world.opened(tmp_path_factory.mktemp("background")) as found:
        pages_world.fill(found)
        yield found


@pytest.fixture(scope="module")
def secret(space: Workspace) -> str:
    return customer(space)


@pytest.fixture
def app(space: Workspace) -> Flask:
    return pages_world.application(space)


def sent(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {unescape(name): unescape(value) for name, value in found}


def test_a_search_in_the_background_answers_with_offers_as_a_form(app: Flask, secret: str) -> None:
    answer = call(app, secret, FUNCTION="BACKGROUND_SEARCH", SEARCHSTRING="skjerm")
    assert answer.status_code == 200 and f'action="{HOOK}"' in answer.text
    fields = sent(answer.text)
    numbers = [value for name, value in fields.items() if "VENDORMAT" in name]
    assert set(numbers) == {"77-1", "1004"}
    assert fields["NEW_ITEM-QUANTITY[1]"] == "1.000"
    assert "<script" not in answer.text


def test_a_search_that_finds_nothing_is_an_empty_form(app: Flask, secret: str) -> None:
    for text in ("xyzzy", "<script>alert(1)</script>"):
        answer = call(app, secret, FUNCTION="BACKGROUNDSEARCH", SEARCHSTRING=text)
        assert answer.status_code == 200 and set(sent(answer.text)) == {"~OkCode", "~TARGET", "~CALLER"}


def test_a_product_is_validated_by_the_key_that_went_back_with_it(app: Flask, secret: str) -> None:
    visit = entered(app, secret)
    visit.collect("2Z624F", "2")
    before = visit.given()
    key = before["NEW_ITEM-EXT_PRODUCT_ID[1]"]
    now = sent(call(app, secret, FUNCTION="VALIDATE", PRODUCTID=key, QUANTITY="2.000").text)
    assert {name: now[name] for name in ("~OkCode", "~CALLER", "~TARGET")} == {
        "~OkCode": "ADDI", "~CALLER": "CTLG", "~TARGET": "_top",
    }  # fmt: skip
    different = {name for name in before if before[name] != now[name]}
    assert different == {"NEW_ITEM-EXT_QUOTE_ID[1]"}
    gone = sent(call(app, secret, FUNCTION="VALIDATE", PRODUCTID="999").text)
    assert not [name for name in gone if name.startswith("NEW_ITEM")]


def test_a_validation_is_sent_by_the_page_and_a_search_by_the_one_that_asked(app: Flask, secret: str) -> None:
    for function, sends in (("VALIDATE", True), ("BACKGROUND_SEARCH", False)):
        answer = call(app, secret, FUNCTION=function, PRODUCTID="1", SEARCHSTRING="skjerm", RETURNTARGET="up")
        assert (" data-send" in answer.text, "punchout.js" in answer.text) == (sends, sends)
        assert 'target="up"' in answer.text
        assert answer.headers["Content-Security-Policy"].endswith(f"'self' {HOOK.partition('?')[0]}")


def test_a_page_does_not_wait_for_an_import_to_forget_a_message(
    space: Workspace, app: Flask, secret: str
) -> None:
    visit = entered(app, secret)
    visit.collect("2Z624F")
    started = time.monotonic()
    with db.writing(space.engine) as importing:
        importing.exec(select(Offer.id).limit(1)).all()
        assert "Lagt i kurven" in visit.get("/basket").text
        assert visit.get("/search?q=skjerm").status_code == 200
        answer = app.test_client().post("/punchout/cxml", data="x", content_type="text/xml")
        assert answer.status_code == 400
    assert time.monotonic() - started < 20
    assert "Lagt i kurven" in visit.get("/basket").text
    assert "Lagt i kurven" not in visit.get("/basket").text


def test_details_of_a_product_are_its_page_in_a_visit(app: Flask, secret: str) -> None:
    visit = entered(app, secret, FUNCTION="DETAIL", PRODUCTID="2")
    answer = call(app, secret, FUNCTION="DETAIL", PRODUCTID="2")
    assert re.fullmatch(r"/punchout/s/[\w-]+/products/\d+", str(answer.location))
    assert visit.get("/products/2").status_code == 200


def test_nothing_in_the_background_is_told_without_the_secret(app: Flask, secret: str) -> None:
    for function in ("BACKGROUND_SEARCH", "VALIDATE", "DETAIL"):
        answer = call(app, "feil", FUNCTION=function, SEARCHSTRING="skjerm", PRODUCTID="1")
        assert answer.status_code == 403 and "NEW_ITEM" not in answer.text


def test_net_prices_are_those_of_the_customer_s_company_and_of_nobody_else(
    space: Workspace, app: Flask, secret: str
) -> None:
    a_user(space, "kari@firma.no")
    assert load_company(space, RH + "RL;0;1001;123456;;\r\n", supplier="nordisk").status == "published"
    linked = customer(space, "firmaet", company="firma")
    dear = offer(space, "1001")
    for user, key, price in (("firmaet", linked, "1234.560"), ("kommune", secret, "2490.000")):
        answer = call(app, key, user=user)
        visit = at(app, str(answer.location))
        shown = visit.get("/search?q=P2425").text
        visit.post("/basket/lines", offer_id=dear, quantity="1")
        assert ("1\xa0234,56" in shown + visit.get("/basket").text) is (user == "firmaet")
        assert visit.given()["NEW_ITEM-PRICE[1]"] == price
        found = call(app, key, user=user, FUNCTION="VALIDATE", PRODUCTID=str(dear))
        assert sent(found.text)["NEW_ITEM-PRICE[1]"] == price
        assert "no-store" in visit.get("/punchout/return").headers["Cache-Control"]
    assert "1\xa0234,56" not in app.test_client().get("/search?q=P2425").text


def offer(space: Workspace, number: str) -> int:
    with db.reading(space.engine) as session:
        return session.exec(select(Offer.id).where(Offer.supplier_number == number)).one() or 0


def test_a_visit_needs_no_log_in_where_one_is_required_and_opens_nothing_else(
    space: Workspace, secret: str
) -> None:
    closed = pages_world.application(space, require_login=True)
    visit = entered(closed, secret)
    assert visit.get("/search?q=P2425").status_code == 200
    assert visit.client.get("/search").status_code == 303
    assert visit.get("/account").status_code == 404


def test_a_log_in_in_the_same_browser_counts_for_nothing_inside_a_visit(
    space: Workspace, app: Flask, secret: str
) -> None:
    a_user(space, "per.inspektor@firma.no", role=Role.BUYER)
    user = logged_in(app, "per.inspektor@firma.no")
    root = entered(app, secret).root
    page = user.get(f"{root}/search").text
    assert "per.inspektor" not in page and "Kommunen" in page
    assert user.get(f"{root}/orders").status_code == 404


def test_an_address_taken_off_the_list_gets_nothing_from_a_visit_that_had_begun(
    space: Workspace, app: Flask
) -> None:
    secret = customer(space, "flytter")
    visit = at(app, str(call(app, secret, user="flytter").location))
    visit.collect("2Z624F")
    assert visit.given()
    with db.writing(space.engine) as session:
        moved = customers.Terms(returns=["https://annet.example.no/"])
        customers.change(session, customers.find(session, "flytter"), moved, ["returns"])
        shown = customers.visits(session, customers.find(session, "flytter"), 5)
        assert [len(one.items) for one in shown] == [1]
    answer = visit.get("/punchout/return")
    assert answer.status_code == 403 and "NEW_ITEM" not in answer.text


def test_the_language_is_kept_with_the_visit(app: Flask, secret: str) -> None:
    visit = entered(app, secret)
    answer = visit.get("/search?lang=en")
    assert "Set-Cookie" not in answer.headers and 'lang="en"' in answer.text
    assert '<html lang="en"' in visit.get("/basket").text
    assert '<html lang="nb"' in entered(app, secret).get("/basket").text


def test_suggestions_of_a_visit_lead_into_the_visit(app: Flask, secret: str) -> None:
    visit = entered(app, secret)
    found = visit.get("/api/v1/suggest?q=P2425").get_json()["items"]
    assert found and all(one["url"].startswith(f"https://merkbar.test{visit.root}/") for one in found)
