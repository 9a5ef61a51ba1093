"""A site where every page has something to show: users of each role, baskets, an order, queues, troubles.

``whole_site(folder)`` yields a ``Site``; ``site.page(browser, "admin", width=360)`` is a page of a user who
has logged in, or of a stranger where the role is empty. One site serves a whole test module.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from flask import Flask
from sqlmodel import select
from werkzeug.serving import make_server

from catalog import db
from catalog.models import Offer, Order, Outgoing, User
from catalog.people import links
from catalog.people.roles import Role
from catalog.workspace import Workspace
from tests import conftest
from tests.web import pages_world, punchout_world
from tests.web.people_world import Browser, a_user, logged_in
from web.delivery import orders
from web.delivery.order_settings import OrderRules, OrderTarget

# Something to judge, something that contradicts, words about a label that nobody understands.
QUEUE_FEED = (
    pages_world.COLUMNS
    + """\
9001,,P2426H,Dell,Dell P2426H skjerm,2590,NOK,C62,1,C62,4,displays,,,
9002,,A27,Acme,Acme A27 skjerm,1990,NOK,C62,1,C62,9,displays,,,TCO Certified: nei
9003,,X2,Acme,Acme X2 skjerm,1590,NOK,C62,1,C62,9,displays,,,EPEAT kanskje
"""
)
QUEUE_REGISTER = (
    "label,certificate,brand,model,product_group,markets,valid_from,valid_to,tier,url\n"
    "tco-certified,D77,Acme,A27,displays,,2024-01-01,2028-01-01,,\n"
    "tco-certified,D78,Dell,P2426,displays,,2024-01-01,2028-01-01,,\n"
)
SWAN = (
    "label,certificate,brand,model,product_group,markets,valid_from,valid_to,tier,url\n"
    "nordic-swan,5015 0002,HP,2Z624F,printers,NO,2024-01-01,2028-01-01,,https://svanemerket.no/5015-0002\n"
)


@dataclass
class Site:
    """A running site; ``facts`` are the numbers and names that addresses of pages are made with."""

    address: str
    app: Flask
    space: Workspace
    facts: dict[str, object] = field(default_factory=dict)
    _cookies: dict[str, str] = field(default_factory=dict)

    def page(self, browser: Any, role: str = "", width: int = 1280, **more: Any) -> Any:
        """A page in a new context; close ``page.context`` when done."""
        more = {"viewport": {"width": width, "height": 800}, **more}
        context = browser.new_context(base_url=self.address, **more)
        if role:
            context.add_cookies([{"name": "session", "value": self.cookie(role), "url": self.address}])
        return context.new_page()

    def cookie(self, role: str) -> str:
        """The cookie of a log-in of ``role``@firma.no, made once."""
        if role not in self._cookies:
            found = logged_in(self.app, f"{role}@firma.no").client.get_cookie("session")
            assert found
            self._cookies[role] = found.value
        return self._cookies[role]


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of an app behind a server of its own, over plain HTTP."""
    app.config["SESSION_COOKIE_SECURE"] = False
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def whole_site(folder: Path) -> Iterator[Site]:
    with ExitStack() as stack:
        space = stack.enter_context(pages_world.opened(folder))
        _fill(space)
        app = pages_world.application(space)
        site = Site(stack.enter_context(serving(app)), app, space)
        broken = pages_world.application(replace(space, index_dir=folder / "nowhere"))
        site.facts["broken"] = stack.enter_context(serving(broken))
        _order_and_baskets(site)
        _visits(site)
        yield site


def _fill(space: Workspace) -> None:
    pages_world.fill(space)
    load: Any = conftest._load
    assert load(space, "feed", QUEUE_FEED, "table", "acme.csv", supplier="acme").status == "published"
    load(space, "register", QUEUE_REGISTER, "table", "queue.csv", label="tco-certified")
    load(space, "register", SWAN, "table", "swan.csv", label="nordic-swan")
    for role in Role:
        a_user(space, f"{role}@firma.no", role=role, name=f"{role.title()} Nordmann")
    for name in ("empty", "spare"):
        a_user(space, f"{name}@firma.no", role=Role.BUYER, name="Ola Hansen")
    with db.writing(space.engine) as session:
        for offer in session.exec(select(Offer).where(Offer.price_unit == "MTR")):
            offer.pack_quantity = 100
            session.add(offer)


def _order_and_baskets(site: Site) -> None:
    """An order of the firm; a buyer's basket with a line of each kind and troubles in it."""
    buyer = logged_in(site.app, "buyer@firma.no")
    offers = {
        number: _offer(site.space, number) for number in ("1001", "1002", "1003", "1005", "9002", "9003")
    }
    for name in ("queued", "uncertain"):
        buyer.post("/basket/lines", offer_id=offers["1001"].id, quantity="2")
        site.facts[name] = _queued(site.space, _confirm(buyer, "nordisk"), name)
    for number in ("1001", "1005"):
        buyer.post("/basket/lines", offer_id=offers[number].id, quantity="2")
    site.facts["order"] = _confirm(buyer, "nordisk", project="4711", mark="Bad 2. etg", reference="KN")
    for number in ("1001", "1002", "1003", "1005", "9002", "9003"):
        buyer.post("/basket/lines", offer_id=offers[number].id, quantity="3,5")
    with db.writing(site.space.engine) as session:
        dearer, gone = session.get_one(Offer, offers["1003"].id), session.get_one(Offer, offers["9003"].id)
        now = site.space.clock.now()
        dearer.price, gone.withdrawn_at = (dearer.price or 0) + 100, now
        session.add(dearer)
        session.add(gone)
        invited = session.exec(select(User).where(User.email == "spare@firma.no")).one()
        site.facts["token"] = links.make(session, invited, now)
    products = {number: offers[number].product_id for number in offers}
    site.facts |= {"labelled": products["1001"], "conflict": products["9002"], "cable": products["1005"]}


def _visits(site: Site) -> None:
    """Visits of a purchasing system: one with a basket, one without, one whose basket went back with a line
    that could not be sent. What goes back comes to this same site: nothing is sent by itself."""
    secret = punchout_world.customer(site.space, returns=[f"{site.address}/punchout/"])
    offers = [_offer(site.space, number).id for number in ("1001", "1005", "1006")]
    for name, lines in (("visit", offers), ("empty_visit", []), ("given", offers)):
        visit = punchout_world.entered(site.app, secret, f"{site.address}/punchout/back")
        for offer in lines:
            visit.post("/basket/lines", offer_id=offer, quantity="2")
        if name == "given":
            visit.post("/punchout/return")
        site.facts[name] = visit.root


def _queued(space: Workspace, number: str, state: str) -> str:
    """Puts an order into the outbox, as if there were a channel, and that in a state."""
    target = OrderTarget("nordisk", "directory", path="/srv/orders", customers={"firma": "28579"})
    rules = OrderRules({"nordisk": target}, {"firma": "NO986692002MVA"})
    with db.writing(space.engine) as session:
        order = session.exec(select(Order).where(Order.number == number)).one()
        orders.queue(session, rules, space.labels, order, space.clock.now(), "Kari Nordmann")
        row = session.exec(select(Outgoing).where(Outgoing.idempotency_key == f"order-{number}")).one()
        row.state, row.last_error = state, "no answer" if state == "uncertain" else ""
        session.add(row)
    return number


def _offer(space: Workspace, number: str) -> Offer:
    with db.reading(space.engine) as session:
        return session.exec(select(Offer).where(Offer.supplier_number == number)).one()


def _confirm(buyer: Browser, supplier: str, **texts: str) -> str:
    html = buyer.get(f"/basket/confirm/{supplier}").text
    hidden = dict(re.findall(r'name="(confirmation|shown|basket)" value="([^"]+)"', html))
    answer = buyer.post(f"/basket/confirm/{supplier}", **hidden, **texts)
    assert answer.status_code == 303, answer.text[:2000]
    return str(answer.location).rsplit("/", 1)[-1]
