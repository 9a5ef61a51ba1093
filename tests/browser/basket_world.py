"""A site with two users of one company and two suppliers of one product, for the browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlmodel import select
from werkzeug.serving import make_server

from catalog import db
from catalog.models import Offer
from catalog.people.roles import Role
from tests.web import pages_world
from tests.web.people_world import PASSWORD, a_user


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """The address of a running site: kari (admin) and ola of one firm, cable in packs of 100 m."""
    with pages_world.opened(folder) as space:
        pages_world.fill(space)
        a_user(space, "kari@firma.no", role=Role.ADMIN, name="Kari Nordmann")
        a_user(space, "ola@firma.no", name="Ola Hansen")
        a_user(space, "per@firma.no", name="Per Berg")
        with db.writing(space.engine) as session:
            for offer in session.exec(select(Offer).where(Offer.price_unit == "MTR")):
                offer.pack_quantity = Decimal(100)
                session.add(offer)
        app = pages_world.application(space)
        # The test's own server speaks plain HTTP.
        app.config["SESSION_COOKIE_SECURE"] = False
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()


def log_in(page: Any, name: str = "kari", then: str = "/basket") -> None:
    page.goto(f"/login?next={then}")
    page.fill("#email", f"{name}@firma.no")
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"**{then}")


def new_basket(page: Any, name: str, *searches: str) -> None:
    """A basket of that name with the first hit of each search."""
    page.goto("/baskets")
    page.fill("#new-basket", name)
    page.click("form.basket-new button")
    page.wait_for_url("**/basket")
    for text in searches:
        page.goto(f"/search?q={text}")
        page.locator("form.add button").first.click()
        page.wait_for_selector(".note")
    page.goto("/basket")
