"""Keys of the API: shown once, kept as a hash, scoped, revocable, limited over all workers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from api_store import SCREEN, application
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from catalog import db
from catalog.clock import Clock
from catalog.models import ApiKey
from catalog.people import keys
from web.cli import merkbar

NOW = datetime(2026, 11, 22, 12, 0, 30, tzinfo=UTC)


class Hands:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def app(tmp_path: Path, hands: Hands) -> Flask:
    return application(tmp_path, Clock(pinned=date(2026, 11, 22), source=hands), api_anonymous=3)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def a_key(app: Flask, *scopes: str, per_minute: int = 5, days: int = 0) -> str:
    until = NOW + timedelta(days=days) if days else None
    with db.writing(app.extensions["merkbar"].workspace.engine) as session:
        return keys.add(session, "Butikk AS", scopes or ("read",), per_minute, NOW, until)


def ask(client: FlaskClient, key: str = "", path: str = "/api/v1/products/1", **more: object) -> TestResponse:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return client.get(path, headers=headers, **more)  # type: ignore[arg-type]


def test_an_address_without_a_key_is_answered_as_often_as_the_setting_says(client: FlaskClient) -> None:
    left = [ask(client).headers["RateLimit-Remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    refused = ask(client)
    assert (refused.status_code, refused.content_type) == (429, "application/problem+json")
    assert refused.headers["RateLimit-Policy"] == "3;w=60"
    assert (refused.headers["RateLimit-Limit"], refused.headers["RateLimit-Reset"]) == ("3", "30")
    assert refused.headers["Retry-After"] == "30"
    other = {"REMOTE_ADDR": "203.0.113.9"}
    assert ask(client, environ_overrides=other).status_code == 200


def test_the_next_minute_is_a_new_one(client: FlaskClient, hands: Hands) -> None:
    assert [ask(client).status_code for _ in range(4)] == [200, 200, 200, 429]
    hands.at += timedelta(seconds=29)
    assert ask(client).status_code == 429
    hands.at += timedelta(seconds=1)
    assert ask(client).status_code == 200


def test_a_key_has_its_own_limit_wherever_it_is_used(app: Flask, client: FlaskClient) -> None:
    key = a_key(app)
    for place in range(5):
        answer = ask(client, key, environ_overrides={"REMOTE_ADDR": f"203.0.113.{place}"})
        assert (answer.status_code, answer.headers["RateLimit-Limit"]) == (200, "5")
    assert ask(client, key).status_code == 429
    assert ask(client).status_code == 200


def test_only_a_hash_of_a_key_is_kept(app: Flask) -> None:
    key = a_key(app)
    with db.reading(app.extensions["merkbar"].workspace.engine) as session:
        row = session.execute(select(ApiKey)).scalar_one()
        assert key not in repr(row)
        assert len(row.token_hash) == 64
        found = keys.client(session, key, NOW)
    assert found is not None
    assert (found.name, found.scopes) == ("Butikk AS", {"read"})


@pytest.mark.parametrize("said", ["Bearer ", "Bearer mk_x", "Basic YTpi", "mk_x", "Bearer " + "x" * 9000])
def test_a_foreign_key_is_a_401_and_not_taken_for_none(client: FlaskClient, said: str) -> None:
    answer = client.get("/api/v1/products/1", headers={"Authorization": said})
    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="merkbar", error="invalid_token"'


def test_an_expired_and_a_revoked_key_are_a_401(app: Flask, client: FlaskClient, hands: Hands) -> None:
    key, other = a_key(app, days=1), a_key(app)
    assert (ask(client, key).status_code, ask(client, other).status_code) == (200, 200)
    hands.at += timedelta(days=1)
    assert (ask(client, key).status_code, ask(client, other).status_code) == (401, 200)
    with db.writing(app.extensions["merkbar"].workspace.engine) as session:
        keys.revoke(session, 2, hands.at)
    assert ask(client, other).status_code == 401


def test_a_scope_that_is_missing_is_a_403(app: Flask, client: FlaskClient) -> None:
    read, operate = a_key(app, "read"), a_key(app, "operate")
    assert ask(client, path="/api/v1/runs").status_code == 401
    refused = ask(client, read, "/api/v1/runs")
    assert (refused.status_code, refused.content_type) == (403, "application/problem+json")
    assert 'scope="operate"' in refused.headers["WWW-Authenticate"]
    assert ask(client, operate, "/api/v1/runs").status_code == 200
    assert ask(client, operate).status_code == 200


def test_an_operator_may_answer_nobody_without_a_key(tmp_path: Path) -> None:
    app = application(tmp_path, api_anonymous=0)
    client = app.test_client()
    assert ask(client).status_code == 401
    assert ask(client, a_key(app)).status_code == 200


def test_the_sites_own_search_box_is_never_refused(tmp_path: Path) -> None:
    client = application(tmp_path, api_anonymous=0).test_client()
    own = {"Sec-Fetch-Site": "same-origin"}
    answers = [client.get("/api/v1/suggest?q=skj", headers=own).status_code for _ in range(3)]
    assert answers == [200, 200, 200]
    assert client.get("/api/v1/suggest?q=skj").status_code == 401
    assert client.get("/api/v1/products/1", headers=own).status_code == 401


def test_other_sites_may_ask_and_read_the_answers(client: FlaskClient) -> None:
    before = client.options("/api/v1/lookup", headers={"Origin": "https://butikk.example"})
    assert before.status_code == 200
    assert before.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in before.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in before.headers["Access-Control-Allow-Headers"]
    answer = client.post("/api/v1/lookup", json={"identifiers": [SCREEN]})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_the_command_makes_lists_and_revokes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MERKBAR_VAR", str(tmp_path))
    run = CliRunner()
    made = run.invoke(merkbar, ["keys", "add", "Butikk AS", "--scope", "read", "--scope", "export"])
    assert made.exit_code == 0, made.output
    key = made.output.strip()
    assert key.startswith("mk_")
    assert run.invoke(merkbar, ["keys", "add", "Gammel", "--expires", "2020-01-01"]).exit_code == 2
    assert run.invoke(merkbar, ["keys", "add", "Ny", "--expires", "2999-12-31"]).exit_code == 0
    listed = run.invoke(merkbar, ["keys", "list"]).output.splitlines()
    assert listed[0] == "1\tButikk AS\texport,read\t3000/min\tgood"
    assert listed[1] == "2\tNy\tread\t3000/min\tgood until 2999-12-31"
    assert key not in "".join(listed)
    assert run.invoke(merkbar, ["keys", "revoke", "1"]).output == "key 1 of Butikk AS: revoked\n"
    assert "\trevoked 20" in run.invoke(merkbar, ["keys", "list"]).output.splitlines()[0]
    assert run.invoke(merkbar, ["keys", "revoke", "9"]).exit_code == 1
