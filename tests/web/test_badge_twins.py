"""What stands beside the picture: JSON for programs, shields.io's schema, and the filter of labels."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from api_store import BASE, CABLE, NOBODYS, SCREEN, SHARED, application
from flask.testing import FlaskClient

from tests.web import pages_world

# https://shields.io/badges/endpoint-badge
SCHEMA = {
    "schemaVersion", "label", "message", "color", "labelColor", "isError", "namedLogo", "logoSvg",
    "logoColor", "logoSize", "style", "cacheSeconds",
}  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return application(tmp_path_factory.mktemp("store")).test_client()


def says(client: FlaskClient, path: str) -> list[str]:
    root = ElementTree.fromstring(client.get(path).text)  # noqa: S314 - our own drawing
    return [text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text")]


def shields(client: FlaskClient, path: str) -> dict[str, object]:
    answer = client.get(f"/badge/v1/{path}.shields.json")
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    found: dict[str, object] = answer.json
    assert set(found) <= SCHEMA
    assert found["schemaVersion"] == 1
    assert found["message"]
    return found


def test_labels_stand_in_the_order_asked_for_and_others_are_left_out(client: FlaskClient) -> None:
    path = f"/badge/v1/{SCREEN}.svg"
    assert says(client, f"{path}?labels=epeat,tco-certified") == ["EPEAT Gold", "TCO Certified", "oppgitt"]
    assert says(client, f"{path}?labels=epeat") == ["EPEAT Gold"]
    assert says(client, f"{path}?labels=energy-star,eu-ecolabel") == ["ingen av disse merkene registrert"]
    twin = client.get(f"/badge/v1/{SCREEN}.json?labels=epeat,tco-certified").json
    assert [item["label"] for item in twin["labels"]] == ["epeat", "tco-certified"]


def test_an_expired_label_is_named_in_a_combined_badge_only_where_it_was_asked_for(
    client: FlaskClient,
) -> None:
    path = f"/badge/v1/{SCREEN}"
    assert says(client, f"{path}.svg?labels=nordic-swan,epeat") == [
        "Svanemerket – utløpt 1.3.2026",
        "EPEAT Gold",
    ]
    twin = client.get(f"{path}.json?labels=nordic-swan,epeat").json
    assert [item["label"] for item in twin["labels"]] == ["epeat"]
    assert [item["label"] for item in twin["labels_not_shown"]] == ["nordic-swan"]
    assert twin["labels_not_shown"][0]["evidence_url"] == f"{BASE}/products/1/evidence#nordic-swan"
    alone = client.get(f"{path}.svg?labels=nordic-swan")
    assert alone.headers["X-Badge-Status"] == "expired"
    assert "currentColor" not in alone.text


@pytest.mark.parametrize("style", ["flat", "plain", "symbol"])
@pytest.mark.parametrize("size", [16, 20, 64])
def test_no_look_hides_that_a_label_is_only_stated_or_which_tier_it_has(
    client: FlaskClient, style: str, size: int
) -> None:
    words = " ".join(says(client, f"/badge/v1/{SCREEN}.svg?style={style}&size={size}"))
    assert "oppgitt" in words
    assert "Gold" in words


def test_shields_names_the_label_on_the_left_and_its_state_on_the_right(client: FlaskClient) -> None:
    held = shields(client, f"{SCREEN}/epeat")
    assert (held["label"], held["message"], held["isError"]) == ("EPEAT Gold", "bekreftet", False)
    ended = shields(client, f"{SCREEN}/nordic-swan")
    assert (ended["label"], ended["message"]) == ("Svanemerket", "utløpt 1.3.2026")
    combined = shields(client, SCREEN)
    assert combined["label"] == "merker"
    assert combined["message"] == "TCO Certified (oppgitt av Voltgros), EPEAT Gold (bekreftet)"
    assert "vanemerket" not in str(combined)


@pytest.mark.parametrize("path", [f"{SCREEN}/nordic-swan", f"{CABLE}/epeat", CABLE, NOBODYS, SHARED])
def test_nobody_can_colour_a_shield_of_what_is_not_held(client: FlaskClient, path: str) -> None:
    # An error is drawn in the colour given here, whatever the address of the shield says.
    assert shields(client, path)["isError"] is True


def test_a_malformed_number_is_a_problem_for_shields_too(client: FlaskClient) -> None:
    answer = client.get("/badge/v1/123.shields.json")
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")


def test_a_badge_is_sent_as_it_is_and_its_tag_holds_behind_any_encoding(tmp_path: Path) -> None:
    with pages_world.opened(tmp_path) as space:
        pages_world.fill(space)
        whole = pages_world.application(space).test_client()
        headers = {"Accept-Encoding": "gzip, br, zstd"}
        for form in ("svg", "json"):
            path = f"/badge/v1/5397184821671.{form}"
            first = whole.get(path, headers=headers)
            assert first.status_code == 200
            assert form == "json" or "Content-Encoding" not in first.headers
            again = whole.get(path, headers=headers | {"If-None-Match": first.headers["ETag"]})
            assert again.status_code == 304
