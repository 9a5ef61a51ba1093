"""``POST /api/v1/lookup``: every identifier answered in the order asked, every bad body refused."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from api_store import CABLE, NOBODYS, SCREEN, SHARED, application
from flask.testing import FlaskClient
from marshmallow import RAISE
from werkzeug.test import TestResponse

from catalog.schemas_out import LookupOut


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return application(tmp_path_factory.mktemp("store")).test_client()


def ask(client: FlaskClient, body: Any) -> TestResponse:
    return client.post("/api/v1/lookup", json=body)


def send(client: FlaskClient, raw: bytes, kind: str = "application/json") -> TestResponse:
    return client.post("/api/v1/lookup", data=raw, content_type=kind)


def refused(answer: TestResponse, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    body: dict[str, Any] = answer.json
    assert (body["status"], body["type"]) == (status, "about:blank")
    assert body["title"]
    assert body["detail"]
    return body


def test_every_kind_of_answer_in_the_order_asked(client: FlaskClient) -> None:
    asked = ["123", SCREEN, NOBODYS, SHARED, "voltgros:A%2FB", SCREEN[1:], "no:1234567", CABLE]
    answer = ask(client, {"identifiers": asked})
    assert answer.status_code == 200, answer.text
    LookupOut(unknown=RAISE).load(answer.json)
    items = answer.json["items"]
    found = [(item["identifier"], item["status"], item["product_id"]) for item in items]
    assert found == [
        ("123", "invalid", None),
        (SCREEN, "found", 1),
        (NOBODYS, "unknown", None),
        (SHARED, "ambiguous", None),
        ("voltgros:A%2FB", "found", 6),
        (SCREEN[1:], "found", 1),
        ("no:1234567", "found", 1),
        (CABLE, "found", 2),
    ]


def test_labels_are_told_apart_from_labels_that_are_not_shown(client: FlaskClient) -> None:
    (item,) = ask(client, {"identifiers": [SCREEN]}).json["items"]
    assert [(entry["label"], entry["state"]) for entry in item["labels"]] == [
        ("tco-certified", "declared"),
        ("epeat", "verified"),
    ]
    assert [(entry["label"], entry["state"]) for entry in item["labels_not_shown"]] == [
        ("nordic-swan", "expired")
    ]
    (ambiguous,) = ask(client, {"identifiers": [SHARED]}).json["items"]
    assert (ambiguous["name"], ambiguous["labels"], ambiguous["labels_not_shown"]) == (None, [], [])


def test_the_same_identifier_twice_is_answered_twice(client: FlaskClient) -> None:
    items = ask(client, {"identifiers": [SCREEN, SCREEN]}).json["items"]
    assert items[0] == items[1]
    assert ask(client, {"identifiers": []}).json == {"items": []}


def test_a_thousand_are_answered_and_one_more_is_refused(client: FlaskClient) -> None:
    many = [f"voltgros:N-{number}" for number in range(999)] + [SCREEN]
    items = ask(client, {"identifiers": many}).json["items"]
    assert [item["status"] for item in items] == ["unknown"] * 999 + ["found"]
    body = refused(ask(client, {"identifiers": [*many, SCREEN]}), 422)
    assert "1001" in body["detail"]
    assert body["errors"][0]["field"] == "identifiers"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"identifiers": "5397184821671"}, "identifiers"),
        ({"identifiers": [SCREEN, 5397184821671]}, "identifiers.1"),
        ({"identifiers": [None]}, "identifiers.0"),
        ({"identifiers": [["a"]]}, "identifiers.0"),
        ({"identifiers": None}, "identifiers"),
        ({}, "identifiers"),
        ({"identifiers": [], "extra": 1}, "extra"),
        ([SCREEN], "body"),
        ("text", "body"),
        (None, "body"),
    ],
)
def test_a_wrong_type_is_named_with_its_field(client: FlaskClient, body: Any, field: str) -> None:
    answer = refused(send(client, json.dumps(body).encode()), 422)
    assert [error["field"] for error in answer["errors"]] == [field]
    assert answer["errors"][0]["reason"]


def test_a_thousand_wrong_types_are_told_briefly(client: FlaskClient) -> None:
    body = refused(ask(client, {"identifiers": [1] * 1000}), 422)
    assert len(body["errors"]) == 20
    assert "999 more" in body["detail"]


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"identifiers=1", b'{"identifiers": ["\xff"]}', b"[" * 200_000, b"1" * 5000],
)
def test_what_is_no_json_is_a_400(client: FlaskClient, raw: bytes) -> None:
    refused(send(client, raw), 400)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_another_content_type_is_a_415(client: FlaskClient, kind: str) -> None:
    body = refused(send(client, b'{"identifiers": []}', kind), 415)
    assert "application/json" in body["detail"]


def test_a_body_over_a_megabyte_is_a_413_before_it_is_read(client: FlaskClient) -> None:
    body = refused(send(client, b'{"identifiers": ["' + b"1" * 1_000_000 + b'"]}'), 413)
    assert "1000000 bytes" in body["detail"]


def test_a_body_of_unknown_length_is_never_cut_and_taken_for_whole(client: FlaskClient) -> None:
    whole = b'{"identifiers": []}'
    stream = {"Transfer-Encoding": "chunked"}
    for padding, status in ((1_000_000 - len(whole), 200), (1_000_000, 413), (3_000_000, 413)):
        answer = client.post(
            "/api/v1/lookup",
            input_stream=BytesIO(whole + b" " * padding),
            content_type="application/json",
            headers=stream,
            environ_overrides={"wsgi.input_terminated": True},
        )
        assert answer.status_code == status


@pytest.mark.parametrize("text", ["\x00", "\ud800", "voltgros:\x00", "x" * 5000, "", "%", "a:%00"])
def test_text_that_no_number_holds_is_invalid_and_not_a_fault(client: FlaskClient, text: str) -> None:
    (item,) = ask(client, {"identifiers": [text]}).json["items"]
    assert (item["identifier"], item["status"]) == (text, "invalid")


def test_it_needs_no_form_token_and_sets_no_cookie(client: FlaskClient) -> None:
    answer = ask(client, {"identifiers": [SCREEN]})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    refused(client.get("/api/v1/lookup"), 405)
