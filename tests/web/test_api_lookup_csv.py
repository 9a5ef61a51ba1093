"""Look-ups as CSV: one row out for each identifier in, in order; what is no CSV of identifiers is refused."""

from __future__ import annotations

import csv
import io

import pytest
from api_store import CABLE, SCREEN, SHARED, application
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from web.lookup_csv import COLUMNS


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return application(tmp_path_factory.mktemp("store")).test_client()


def send(client: FlaskClient, text: str | bytes, accept: str = "*/*") -> TestResponse:
    raw = text.encode("utf-8") if isinstance(text, str) else text
    headers = {"Accept": accept}
    return client.post("/api/v1/lookup", data=raw, content_type="text/csv", headers=headers)


def rows(answer: TestResponse, delimiter: str = ",") -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.text), delimiter=delimiter))


def test_one_row_out_for_each_identifier_in(client: FlaskClient) -> None:
    found = rows(send(client, f"identifier\n{SCREEN}\n123\n{SHARED}\nvoltgros:A%2FB\n"))
    assert [(row["identifier"], row["status"], row["product_id"]) for row in found] == [
        (SCREEN, "found", "1"),
        ("123", "invalid", ""),
        (SHARED, "ambiguous", ""),
        ("voltgros:A%2FB", "found", "6"),
    ]
    screen = found[0]
    assert tuple(screen) == COLUMNS
    assert (screen["labels"], screen["states"]) == ("tco-certified|epeat", "declared|verified")
    assert (screen["tiers"], screen["certificates"]) == ("|gold", "|E1")
    assert (screen["labels_not_shown"], screen["states_not_shown"]) == ("nordic-swan", "expired")


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        (f"{SCREEN}\r\n{CABLE}\r\n", ","),
        (f"\ufeffMengde;Identifier\r\n3;{SCREEN}\r\n4;{CABLE}\r\n", ";"),
        (f"identifier\tantall\n{SCREEN}\t1\n\n \t \n{CABLE}\t2", "\t"),
        (f'"{SCREEN}","skjerm, 24"\n"{CABLE}",x', ","),
    ],
)
def test_separators_headers_and_blank_rows(client: FlaskClient, text: str, separator: str) -> None:
    found = rows(send(client, text), separator)
    assert [row["product_id"] for row in found] == ["1", "2"]


def test_accept_decides_what_comes_back(client: FlaskClient) -> None:
    answer = send(client, SCREEN, "application/json")
    assert answer.json["items"][0]["product_id"] == 1
    headers = {"Accept": "text/csv"}
    answer = client.post("/api/v1/lookup", json={"identifiers": [SCREEN]}, headers=headers)
    assert rows(answer)[0]["product_id"] == "1"
    assert send(client, SCREEN, "image/png").status_code == 406


def test_a_thousand_and_one_are_a_422(client: FlaskClient) -> None:
    assert len(rows(send(client, "identifier\n" + f"{SCREEN}\n" * 1000))) == 1000
    answer = send(client, f"{SCREEN}\n" * 1001)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")


@pytest.mark.parametrize("raw", [b"\xff\xfe1", b'"5397184821671', b'a"b"c\n"x"y'])
def test_what_is_no_csv_is_a_400(client: FlaskClient, raw: bytes) -> None:
    answer = send(client, raw)
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")


def test_a_body_over_a_megabyte_is_a_413(client: FlaskClient) -> None:
    assert send(client, b"1" * 1_000_001).status_code == 413


def test_nothing_in_is_a_header_out(client: FlaskClient) -> None:
    assert rows(send(client, "")) == []
    assert rows(send(client, "identifier\n")) == []


def test_what_a_spreadsheet_would_run_gets_an_apostrophe(client: FlaskClient) -> None:
    (row,) = rows(send(client, "=1+1"))
    assert (row["identifier"], row["status"]) == ("'=1+1", "invalid")
