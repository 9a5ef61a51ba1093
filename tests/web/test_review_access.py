"""Who may review: only holders of a link, only with a form token, and nothing they type is ever markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from catalog.clock import Clock
from catalog.workspace import Workspace
from tests.web.review_world import KEY, TABS, application, clock_at, enter, only, send, shop_in, stored
from web import reviewers


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workspace]:
    with shop_in(tmp_path) as space:
        yield space


@pytest.fixture
def app(shop: Workspace) -> Flask:
    return application(shop)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def kari(client: FlaskClient) -> FlaskClient:
    return enter(client)


def test_without_a_link_every_page_is_closed_and_says_how_to_get_one(client: FlaskClient) -> None:
    for address in ("/review", "/review?kind=history", "/review/enter", "/review/enter?token=x"):
        answer = client.get(address)
        assert answer.status_code == 403, address
        assert "merkbar review link" in answer.text
        assert "P2425" not in answer.text


def test_forms_without_a_link_are_closed_too(client: FlaskClient, shop: Workspace) -> None:
    page = client.get("/products/2").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/basket").text + page)
    for path in ("/review/decide", "/review/undo", "/review/leave"):
        data = {"item": "t1", "verdict": "no", "reason": "x", "judgement": "j1"}
        assert client.post(path, data=data).status_code in (400, 403)
        if token:
            assert client.post(path, data=data | {"csrf_token": token[1]}).status_code == 403
    assert stored(shop) == []


@pytest.mark.parametrize(
    "token",
    [
        URLSafeTimedSerializer("another key", salt="merkbar review link").dumps("Eve"),
        URLSafeTimedSerializer(KEY, salt="another salt").dumps("Eve"),
        reviewers.link_token(KEY, Clock(), "Kari")[:-2] + "xx",
        "IkV2ZSI.aaaa.bbbb",
        "",
        "\x00\ud7ff",
    ],
    ids=["another key", "another salt", "changed", "made up", "empty", "odd"],
)
def test_a_forged_link_opens_nothing(client: FlaskClient, token: str) -> None:
    answer = client.get("/review/enter", query_string={"token": token})
    assert answer.status_code == 403 and "Lenken er ikke gyldig" in answer.text
    assert client.get("/review").status_code == 403


def test_a_form_token_or_a_session_of_the_site_is_no_link(app: Flask, client: FlaskClient) -> None:
    client.get("/labels")
    with client.session_transaction() as cookie:
        cookie["reviewer"] = "Eve"
    assert client.get("/review").status_code == 403


@pytest.mark.parametrize(("age", "opens"), [(0, True), (12 * 3600 - 60, True), (12 * 3600 + 60, False)])
def test_a_link_is_good_for_twelve_hours(client: FlaskClient, age: int, opens: bool) -> None:
    made = clock_at(datetime.now(UTC) - timedelta(seconds=age))
    token = reviewers.link_token(KEY, made, "Kari")
    answer = client.get("/review/enter", query_string={"token": token})
    assert answer.status_code == (303 if opens else 403)
    if not opens:
        assert "Lenken er utløpt" in answer.text


def test_the_review_closes_when_the_links_twelve_hours_are_over(app: Flask) -> None:
    now = datetime(2026, 11, 22, 8, tzinfo=UTC)
    token = reviewers.link_token(KEY, clock_at(now), "Kari")
    late = now + timedelta(hours=11)
    with app.test_request_context():
        assert reviewers.enter(KEY, clock_at(late), token) == "Kari"
        assert reviewers.current(clock_at(late)) == "Kari"
        assert reviewers.current(clock_at(now + timedelta(hours=13))) is None
        reviewers.leave()
        assert reviewers.current(clock_at(late)) is None


def test_leaving_closes_the_review(kari: FlaskClient) -> None:
    assert send(kari, "/review/leave").status_code == 303
    assert kari.get("/review").status_code == 403


def test_a_form_without_its_token_changes_nothing(kari: FlaskClient, shop: Workspace) -> None:
    item = only(kari, "candidate")
    for path in ("/review/decide", "/review/undo", "/review/leave"):
        data = {"item": item, "verdict": "no", "reason": "x", "judgement": "j1", "csrf_token": "made up"}
        assert kari.post(path, data=data).status_code == 400
        del data["csrf_token"]
        assert kari.post(path, data=data).status_code == 400
    assert stored(shop) == []
    assert kari.get("/review").status_code == 200


def test_names_reasons_and_feeds_are_text_never_markup(client: FlaskClient) -> None:
    evil = "<script>alert(2)</script>"
    kari = enter(client, f"Kari {evil}")
    send(kari, "/review/decide", item=only(kari, "candidate"), verdict="no", reason=evil)
    for tab in TABS:
        html = kari.get(f"/review?kind={tab}").text
        assert "<script>alert" not in html and "<b>P2425H" not in html
    history = kari.get("/review?kind=history").text
    assert unescape(history).count(evil) >= 3
    wrong = send(kari, "/review/decide", item="w1", verdict="yes", reason=f"</textarea>{evil}")
    assert "<script>alert" not in wrong.text
