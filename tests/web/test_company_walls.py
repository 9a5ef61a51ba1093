"""One company never sees another's baskets, orders or judgements: they do not exist, whatever the role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlmodel import col, select

from catalog import db
from catalog.clock import Clock
from catalog.models import Basket, Offer, Supplier
from catalog.ordering import baskets, orders, owned
from catalog.people import users
from catalog.people.roles import Role
from catalog.workspace import Workspace
from tests.web import pages_world
from tests.web.people_world import Browser, logged_in
from tests.web.walls_world import ROLES, browsers_of, two_companies
from web import reviewers


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with two_companies(tmp_path_factory.mktemp("walls")) as found:
        yield found


@pytest.fixture(scope="module")
def app(space: Workspace) -> Flask:
    return pages_world.application(space)


@pytest.fixture(scope="module")
def browsers(app: Flask) -> dict[str, Browser]:
    return browsers_of(app)


@pytest.fixture(scope="module")
def theirs(space: Workspace) -> dict[str, Any]:
    """The other company's: a shared basket with a line, an order, a user."""
    buyer = _visitor(space, "buyer@annet.no")
    with db.writing(space.engine) as session:
        now, today = space.clock.now(), space.clock.today()
        offer = session.exec(select(Offer).where(col(Offer.price).is_not(None)).limit(1)).one()
        basket = owned.create(session, buyer, "Hemmelig kurv", now)
        owned.share(session, buyer, basket, True, now)
        for key in ("first", "second"):
            line = baskets.add(session, basket.token, offer.id or 0, Decimal(1), now, buyer.user_id)
            if key == "first":
                number = orders.confirm(
                    session, space, basket.token, _slug(session, offer), key, "Hemmelig", "P-1", "",
                    now=now, today=today, visitor=buyer,
                ).number  # fmt: skip
        return {"basket": basket.id, "line": line, "order": number, "user": buyer.user_id, "offer": offer.id}


def _slug(session: Any, offer: Offer) -> str:
    return str(session.get_one(Supplier, offer.supplier_id).slug)


def _visitor(space: Workspace, email: str) -> Any:
    with db.reading(space.engine) as session:
        user = users.find(session, email)
        return users.visitor(session, user.id or 0, user.version)


@pytest.mark.parametrize("role", ROLES)
def test_another_companys_order_does_not_exist(
    browsers: dict[str, Browser], theirs: dict[str, Any], role: str
) -> None:
    for ending in ("", ".csv", ".nelfo", ".peppol", "/print", "/sent", "/sent/file"):
        assert browsers[role].get(f"/orders/{theirs['order']}{ending}").status_code == 404
    assert theirs["order"] not in browsers[role].get("/orders").text


@pytest.mark.parametrize("role", Role)
def test_another_companys_basket_does_not_exist(
    browsers: dict[str, Browser], theirs: dict[str, Any], space: Workspace, role: str
) -> None:
    mine, number, line = browsers[role], theirs["basket"], theirs["line"]
    answers = [
        mine.get(f"/basket?basket={number}"),
        mine.get(f"/basket/confirm/nordisk?basket={number}"),
        mine.post("/baskets/choose", basket=number),
        mine.post("/basket", basket=number, **{f"quantity-{line}": "9"}),
        mine.post("/basket", basket=number, remove=line),
        mine.post("/basket/lines", basket=number, offer_id=theirs["offer"], quantity="1"),
        mine.post(f"/basket/lines/{line}", basket=number, quantity="9"),
        mine.post("/basket/confirm/nordisk", basket=number, confirmation="k" * 20),
        *(mine.post(f"/baskets/{number}", act=act) for act in ("share", "unshare", "delete", "restore")),
    ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert mine.post("/basket", **{f"quantity-{line}": "9"}).status_code in (303, 400)
    assert mine.post(f"/basket/lines/{line}", quantity="9").status_code in (303, 400, 404)
    assert "Hemmelig" not in mine.get("/baskets").text + mine.get("/basket").text
    with db.reading(space.engine) as session:
        found = baskets.stored_line(session, _token(session, number), line)
        assert found is not None and found.quantity == 1


def _token(session: Any, number: int) -> str:
    return str(session.get_one(Basket, number).token)


@pytest.mark.parametrize("role", Role)
def test_the_owners_colleagues_do_see_it(app: Flask, theirs: dict[str, Any], role: str) -> None:
    colleague = logged_in(app, f"{role}@annet.no")
    assert "Hemmelig kurv" in colleague.get("/baskets").text
    assert colleague.get(f"/basket?basket={theirs['basket']}").status_code == 200
    assert theirs["order"] in colleague.get("/orders").text
    assert colleague.get(f"/orders/{theirs['order']}").status_code == 200


def test_a_form_sent_after_the_login_ended_asks_for_it_and_changes_nothing(
    app: Flask, theirs: dict[str, Any]
) -> None:
    answer = Browser(app).post("/basket", basket=theirs["basket"], **{f"quantity-{theirs['line']}": "9"})
    assert answer.location == "/login?next=/"


def test_reviewers_judge_by_login_and_no_company_reads_anothers_words(app: Flask, space: Workspace) -> None:
    ours, theirs = logged_in(app, "reviewer@firma.no"), logged_in(app, "reviewer@annet.no")
    item = re.findall(r'data-item="([^"]+)"', ours.get("/review?kind=tag&product=1").text)[0]
    answer = ours.post(
        "/review/decide", item=item, verdict="no", reason="Hemmelig grunn", product="1", kind="tag"
    )
    assert answer.status_code == 303
    page = ours.get("/review?kind=history").text
    assert "Hemmelig grunn" in page and "reviewer" in page
    judgement = re.findall(r'data-judgement="([^"]+)"', page)[0]
    for path in ("/review?kind=history", "/review?product=1"):
        assert "Hemmelig grunn" not in theirs.get(path).text
    assert theirs.post("/review/undo", judgement=judgement).status_code == 404
    operator = Browser(app)
    token = reviewers.link_token("only for this test", Clock(), "Drift")
    operator.get(f"/review/enter?token={token}")
    assert "Hemmelig grunn" in operator.get("/review?kind=history").text
    assert ours.post("/review/undo", judgement=judgement).status_code == 303
    assert "angret av" in ours.get("/review?kind=history").text
