"""One company's net prices: its users with the right see them beside gross ones, nobody else ever does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlmodel import select
from werkzeug.test import TestResponse

from catalog import db
from catalog.models import Company, Offer, OrderLine
from catalog.ordering import baskets, changes, orders, owned
from catalog.people import users
from catalog.people.roles import Role, Visitor
from catalog.workspace import Workspace
from tests.importers.company_files import RH, load_company
from tests.web import pages_world
from tests.web.people_world import Browser, logged_in
from tests.web.test_route_access import ROUTES, VALUES
from tests.web.walls_world import two_companies

# The marker: an agreed price of 1234.56 for the monitor, and the agreement's number.
MARKS = re.compile(r"1[\s\u00a0\u202f]?234[.,]56|123456(?!\d)|HEMMELIG7", re.IGNORECASE)
TERMS = RH.replace("AVT77", "HEMMELIG7") + "RL;0;1001;123456;;\r\n"
SEERS = ("buyer", "reviewer", "admin")
NUMBER = "M000000001"


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with two_companies(tmp_path_factory.mktemp("prices")) as found:
        assert load_company(found, TERMS, supplier="nordisk").status == "published"
        broken = load_company(found, TERMS + "RL;5;X;;HEMMELIG7;\r\n", supplier="nordisk", accept_gates=True)
        assert (broken.status, broken.rejected) == ("published", 1)
        _order(found, _visitor(found, "electrician@firma.no"))
        yield found


@pytest.fixture(scope="module")
def app(space: Workspace) -> Flask:
    return pages_world.application(space)


@pytest.fixture(scope="module")
def seers(app: Flask) -> dict[str, Browser]:
    """Who may see the prices; each has opened every page, so that any cache has been filled."""
    found = {role: logged_in(app, f"{role}@firma.no") for role in SEERS}
    for browser in found.values():
        for path in addresses(app):
            browser.get(path)
    return found


def _visitor(space: Workspace, email: str) -> Visitor:
    with db.reading(space.engine) as session:
        user = users.find(session, email)
        company = session.get_one(Company, user.company_id)
        return Visitor(user.id, user.company_id, Role(user.role), user.name, company.name)


def _order(space: Workspace, who: Visitor) -> None:
    """A shared basket with two lines; one order of it, by one who does not see net prices."""
    now, today = datetime(2026, 11, 22, 9, tzinfo=UTC), space.clock.today()
    with db.writing(space.engine) as session:
        offers = session.exec(select(Offer).where(Offer.supplier_number == "1001")).all()
        basket = owned.create(session, who, "Loftet", now)
        owned.share(session, who, basket, True, now)
        for turn in range(2):
            line = baskets.add(session, basket.token, offers[0].id or 0, Decimal(3), now, who.user_id)
            changes.keep(session, space, basket.token, line, today)
            if not turn:
                orders.confirm(
                    session, space, basket.token, "nordisk", "key", "", "", "", now=now, today=today,
                    visitor=who,
                )  # fmt: skip


def addresses(app: Flask) -> list[str]:
    """Every page and file that can be asked for, and those that show offers once more with parameters."""
    found = ["/search?q=Dell", "/search?sort=price", "/search?q=P2425&supplier=nordisk", "/products/1",
             "/basket?basket=1", "/basket/confirm/nordisk?basket=1", f"/orders/{NUMBER}",
             f"/orders/{NUMBER}.csv", "/api/v1/products?q=Dell", "/api/v1/suggest?q=1001",
             "/status", "/status/alerts.atom", *(f"/status/runs/{run}" for run in range(1, 9))]  # fmt: skip
    with app.test_request_context():
        adapter = app.create_url_adapter(None) or app.url_map.bind("localhost")
        for rule in ROUTES:
            if "GET" in (rule.methods or ()):
                values = {name: VALUES.get(name, "x") for name in rule.arguments}
                found.append(adapter.build(rule.endpoint, values))
    return list(dict.fromkeys(found))


def _told(answer: TestResponse) -> str:
    head = " ".join(f"{name}: {value}" for name, value in answer.headers)
    return head + answer.get_data(as_text=True)


@pytest.mark.parametrize("role", SEERS)
@pytest.mark.parametrize(
    "path",
    ["/search?q=Dell", "/products/{product}", "/basket?basket=1", "/basket/confirm/nordisk?basket=1",
     f"/orders/{NUMBER}"],
)  # fmt: skip
def test_its_users_see_net_beside_gross_and_no_cache_keeps_the_page(
    seers: dict[str, Browser], role: str, path: str
) -> None:
    if "{product}" in path:
        path = f"/products/{pages_world.product_id(seers[role].client, '1001')}"
    answer = seers[role].get(path)
    words = pages_world.flat(answer.text)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    assert "1 234,56 kr per stk firmaets nettopris eks. mva, avtale HEMMELIG7" in words
    assert "2 490,00 kr" in words
    if path.startswith(("/basket", "/orders")):
        assert "3 703,68 kr" in words


def test_the_list_of_orders_adds_up_what_the_company_pays(seers: dict[str, Browser], app: Flask) -> None:
    assert "3 703,68 kr" in pages_world.flat(seers["buyer"].get("/orders").text)
    electrician = pages_world.flat(logged_in(app, "electrician@firma.no").get("/orders").text)
    assert "7 470,00 kr" in electrician
    assert "3 703,68" not in electrician


def test_the_file_of_an_order_says_the_net_price_to_who_may_see_it(
    seers: dict[str, Browser], app: Flask
) -> None:
    answer = seers["buyer"].get(f"/orders/{NUMBER}.csv")
    assert ";1234,56;" in answer.text
    assert "nettopris eks. mva;3703,68" in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    other = logged_in(app, "electrician@firma.no").get(f"/orders/{NUMBER}.csv").text
    assert ";2490;" in other or ";2490,00;" in other


def test_both_prices_are_frozen_whoever_ordered(space: Workspace) -> None:
    with db.reading(space.engine) as session:
        line = session.exec(select(OrderLine)).one()
        assert (line.price, line.net_price, line.net_basis, line.agreement) == (
            Decimal("2490.00"), Decimal("1234.56"), "price", "HEMMELIG7",
        )  # fmt: skip


@pytest.mark.parametrize("who", ["", "electrician@firma.no", *(f"{role}@annet.no" for role in Role)])
def test_no_route_ever_tells_the_prices_to_anybody_else(
    app: Flask, seers: dict[str, Browser], who: str
) -> None:
    browser = logged_in(app, who) if who else Browser(app)
    paths = addresses(app)
    assert len(paths) > 40
    for path in paths:
        found = MARKS.search(_told(browser.get(path)))
        assert found is None, (path, found)


def test_an_electrician_orders_by_what_the_page_showed(app: Flask) -> None:
    browser = logged_in(app, "electrician@firma.no")
    page = browser.get("/basket/confirm/nordisk?basket=1").text
    hidden = dict(re.findall(r'name="(confirmation|shown|basket)" value="([^"]+)"', page))
    assert "data-change" not in page
    answer = browser.post("/basket/confirm/nordisk", **hidden)
    assert answer.status_code == 303, pages_world.flat(answer.text)
    assert not MARKS.search(browser.get(answer.location).text)


def test_the_index_and_the_log_do_not_hold_the_prices(
    space: Workspace, seers: dict[str, Browser], caplog: pytest.LogCaptureFixture
) -> None:
    held = [path for path in space.index_dir.rglob("*") if path.is_file()]
    assert held
    for path in held:
        assert not re.search(rb"HEMMELIG7|1234[.,]56", path.read_bytes()), path
    assert not MARKS.search(caplog.text)
