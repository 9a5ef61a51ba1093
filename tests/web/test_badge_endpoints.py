"""Badges over HTTP, from a real database: what is held, what is not, what embedders rely on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from api_store import BASE, CABLE, NOBODYS, SCREEN, SHARED, application
from flask.testing import FlaskClient

from catalog.clock import Clock
from catalog.stamp import Stamp
from web.badge_cache import Shelf, day_end

OSLO = Clock(ZoneInfo("Europe/Oslo"))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return application(tmp_path_factory.mktemp("store")).test_client()


def says(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    root = ElementTree.fromstring(answer.text)  # noqa: S314 - our own drawing
    return [text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("name", [SCREEN, SCREEN[1:], "no:1234567", "voltgros:LM.24"])
def test_a_badge_is_found_by_gtin_el_number_and_supplier_number(client: FlaskClient, name: str) -> None:
    assert says(client, f"/badge/v1/{name}.svg") == ["TCO Certified", "oppgitt", "EPEAT Gold"]
    assert client.get(f"/badge/v1/{name}.json").json["product_id"] == 1


def test_the_combined_badge_never_mentions_an_expired_label(client: FlaskClient) -> None:
    for path in (f"/badge/v1/{SCREEN}.svg", f"/badge/v1/{SCREEN}.json"):
        assert "vanemerket" not in client.get(path).text
        assert "nordic-swan" not in client.get(path).text


def test_an_expired_label_is_named_with_its_date_where_it_was_asked_for(
    client: FlaskClient,
) -> None:
    path = f"/badge/v1/{SCREEN}/nordic-swan"
    assert says(client, f"{path}.svg") == ["Svanemerket – utløpt 1.3.2026"]
    assert client.get(f"{path}.svg").headers["X-Badge-Status"] == "expired"
    twin = client.get(f"{path}.json").json
    assert (twin["status"], twin["labels"]) == ("expired", [])
    assert [item["state"] for item in twin["labels_not_shown"]] == ["expired"]


def test_a_badge_changes_the_day_after_the_last_valid_day_with_no_job_run(tmp_path: Path) -> None:
    path = "/badge/v1/voltgros:A%2FB/nordic-swan.svg"
    moments = [datetime(2026, 11, 22, 22, 59, 50, tzinfo=UTC)]
    client = application(tmp_path, Clock(source=lambda: moments[-1])).test_client()
    held = client.get(path)
    assert held.headers["X-Badge-Status"] == "held"
    assert held.headers["Cache-Control"] == "public, max-age=8, stale-while-revalidate=2"
    moments.append(datetime(2026, 11, 22, 23, 0, 0, tzinfo=UTC))
    ended = client.get(path, headers={"If-None-Match": held.headers["ETag"]})
    assert (ended.status_code, ended.headers["X-Badge-Status"]) == (200, "expired")
    assert says(client, path) == ["Svanemerket – utløpt 22.11.2026"]


def test_the_json_twin_says_the_same_as_the_picture(client: FlaskClient) -> None:
    twin = client.get(f"/badge/v1/{SCREEN}/epeat.json")
    assert twin.json == {
        "schemaVersion": 1,
        "identifier": SCREEN,
        "status": "held",
        "product_id": 1,
        "name": "Skjerm <24> & fot",
        "labels": [
            {
                "label": "epeat",
                "tier": "gold",
                "state": "verified",
                "certificate": "E1",
                "register": "EPEAT register",
                "valid_to": None,
                "evidence_url": f"{BASE}/products/1/evidence#epeat",
                "badge_url": f"{BASE}/badge/v1/{SCREEN}/epeat.svg",
            }
        ],
        "labels_not_shown": [],
        "evidence_url": f"{BASE}/products/1/evidence#epeat",
    }
    picture = client.get(f"/badge/v1/{SCREEN}/epeat.svg")
    assert picture.headers["X-Badge-Status"] == twin.headers["X-Badge-Status"] == "held"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        (f"{NOBODYS}", "unknown", "ukjent produkt"),
        (f"{NOBODYS}/epeat", "unknown", "ukjent produkt"),
        ("se:1234567", "unknown", "ukjent produkt"),
        (f"{CABLE}", "none", "ingen merke registrert"),
        (f"{CABLE}/epeat", "none", "EPEAT – ikke registrert"),
        (f"{SHARED}", "ambiguous", "flere produkter"),
        (f"{SHARED}/epeat", "ambiguous", "flere produkter"),
    ],
)
def test_what_is_not_held_is_a_neutral_picture_with_status_200(
    client: FlaskClient, path: str, status: str, words: str
) -> None:
    assert says(client, f"/badge/v1/{path}.svg") == [words]
    assert client.get(f"/badge/v1/{path}.svg").headers["X-Badge-Status"] == status
    twin = client.get(f"/badge/v1/{path}.json")
    assert twin.status_code == 200
    assert (twin.json["status"], twin.json["labels"]) == (status, [])


@pytest.mark.parametrize(
    "name", ["5397184821672", "123", "no:12345", "Voltgros:1", "voltgros:", "NO:1234567"]
)
def test_a_malformed_identifier_is_a_400_as_a_picture_or_as_a_problem(client: FlaskClient, name: str) -> None:
    picture = client.get(f"/badge/v1/{name}.svg")
    assert picture.status_code == 400
    assert picture.content_type == "image/svg+xml; charset=utf-8"
    assert "ugyldig nummer" in picture.text
    problem = client.get(f"/badge/v1/{name}/epeat.json")
    assert problem.status_code == 400
    assert problem.content_type == "application/problem+json"
    assert problem.json["detail"]


@pytest.mark.parametrize("path", ["fairtrade.svg", "fairtrade.json", "epeat.png", "epeat", "a/b.svg"])
def test_an_unknown_label_or_form_is_a_404_problem(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/badge/v1/{SCREEN}/{path}")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


def test_a_number_with_slash_or_per_cent_sign_names_its_own_product(client: FlaskClient) -> None:
    assert client.get("/badge/v1/voltgros:A%2FB.json").json["product_id"] == 6
    assert client.get("/badge/v1/voltgros:A%252FB.json").json["product_id"] == 2
    assert client.get("/badge/v1/voltgros%3AA%2FB/nordic-swan.json").json["status"] == "held"
    assert client.get("/badge/v1/voltgros:A/B.json").status_code == 404


def test_every_badge_address_the_api_gives_leads_to_that_product(client: FlaskClient) -> None:
    for key in (1, 6):
        for item in client.get(f"/api/v1/products/{key}").json["labels"]:
            address = item["badge_url"].removeprefix(BASE)
            twin = client.get(address.removesuffix("svg") + "json").json
            assert twin["product_id"] == key
            assert [entry["label"] for entry in twin["labels"]] == [item["label"]]


@pytest.mark.parametrize("path", [f"{SCREEN}.svg", f"{SCREEN}.json", "123.svg", "123.json"])
def test_any_site_may_embed_it_and_nothing_in_it_may_run(client: FlaskClient, path: str) -> None:
    headers = client.get(f"/badge/v1/{path}?lang=en").headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == ("default-src 'none'; style-src 'unsafe-inline'; sandbox")
    assert "Cookie" not in headers.get("Vary", "")


def test_a_badge_sets_no_cookie_even_where_it_is_asked_for_in_another_language(
    client: FlaskClient,
) -> None:
    for path in (f"{SCREEN}.svg", f"{SCREEN}.json", f"{NOBODYS}.svg", "123.svg", "123.json"):
        assert "Set-Cookie" not in client.get(f"/badge/v1/{path}?lang=en").headers


def test_an_unchanged_badge_is_a_304_and_a_changed_one_is_not(client: FlaskClient) -> None:
    first = client.get(f"/badge/v1/{SCREEN}.svg")
    tag = first.headers["ETag"]
    assert not tag.startswith("W/")
    again = client.get(f"/badge/v1/{SCREEN}.svg", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    other = client.get(f"/badge/v1/{SCREEN}.svg?lang=en", headers={"If-None-Match": tag})
    assert other.status_code == 200


def test_head_answers_as_get_without_a_body(client: FlaskClient) -> None:
    got, headed = (send(f"/badge/v1/{SCREEN}.svg") for send in (client.get, client.head))
    assert headed.data == b""
    for name in ("ETag", "Content-Type", "Content-Length", "Cache-Control", "X-Badge-Status"):
        assert headed.headers[name] == got.headers[name]


def test_a_wish_outside_the_list_falls_back_and_reaches_no_markup(client: FlaskClient) -> None:
    usual = client.get(f"/badge/v1/{SCREEN}.svg").text
    assert 'height="20"' in usual
    for wish in ("size=15", "size=65", "size=1e1", "size=٣٠", "lang=xx", "mode=red", 'mode="/><a'):
        assert client.get(f"/badge/v1/{SCREEN}.svg?{wish}").text == usual
    assert 'height="64"' in client.get(f"/badge/v1/{SCREEN}.svg?size=64").text
    assert "prefers-color-scheme" not in client.get(f"/badge/v1/{SCREEN}.svg?mode=dark").text
    assert "declared" in client.get(f"/badge/v1/{SCREEN}.svg?lang=en").text


def test_a_badge_is_kept_no_longer_than_until_the_next_midnight_of_the_buyers() -> None:
    def at(hour: int, minute: int, second: int, day: int = 22, month: int = 11) -> int:
        now = datetime(2026, month, day, hour, minute, second, tzinfo=UTC)
        ends = day_end(OSLO, now.astimezone(OSLO.timezone).date())
        return Shelf(Stamp(now.date(), 0, (), ()), now, ends).seconds(now)

    assert at(12, 0, 0) == 300
    assert at(22, 59, 50) == 10
    assert at(22, 59, 59) == 1
    assert at(23, 0, 0) == 300
    # Clocks go back on 25 October 2026: that day has 25 hours and ends at 23:00 UTC, not 22:00.
    assert at(22, 0, 0, day=25, month=10) == 300
    assert at(22, 58, 0, day=25, month=10) == 120
