"""``?on=``: what was shown on a day, on the evidence page, in the API and on the command line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from marshmallow import RAISE
from pages_world import BASE, application, flat, opened, page, product_id

from catalog.clock import Clock
from catalog.schemas_out import ProductOut
from catalog.workspace import Workspace
from tests import conftest
from tests.conftest import TODAY
from web.cli.storage import tags
from web.config import Settings

HEADER = "supplier_number,gtin,brand,mpn,name,product_group,labels\n"
FEED = HEADER + "1,,Acme,P1,Acme P1 skriver,printers,EPEAT Gold\n"
SWAN = "certificate,brand,model,valid_from,valid_to,status\n5015 0001,Acme,P1,2025-01-01,2027-06-30,active\n"
ONE, TWO = "5397184821671", "5397184821688"
_THEN = "as it was known when that day ended, product {key} showed:"
D0, D1, D2, D3, D4 = (TODAY + timedelta(days=days) for days in range(-1, 4))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Day 1: feed and register, and two products; day 2: the licence is withdrawn; day 3: the claim goes,
    and the two products turn out to be one. Asked on day 4."""
    with opened(tmp_path_factory.mktemp("history")) as space:
        first, second, third, now = (replace(space, clock=Clock(pinned=day)) for day in (D1, D2, D3, D4))
        load = conftest._load
        alone, other = f"1,{ONE},,,Ene,printers,EPEAT Gold\n", f"2,{TWO},,,Andre,printers,Blue Angel\n"
        load(first, "feed", FEED, "table", "pris.csv", supplier="acme")
        load(first, "feed", HEADER + alone, "table", "en.csv", supplier="one")
        load(first, "feed", HEADER + other, "table", "to.csv", supplier="two")
        load(first, "register", SWAN, "table", "svane.csv", label="nordic-swan")
        gone = SWAN.replace("active", "withdrawn")
        load(second, "register", gone, "table", "svane.csv", label="nordic-swan")
        load(third, "feed", FEED.replace("EPEAT Gold", ""), "table", "pris.csv", supplier="acme")
        both = f"3,{ONE}|{TWO},,,Begge,printers,\n"
        load(third, "feed", HEADER + both, "table", "tre.csv", supplier="three")
        yield now


@pytest.fixture
def client(shop: Workspace) -> FlaskClient:
    return application(shop).test_client()


@pytest.fixture
def settings(shop: Workspace) -> Settings:
    return Settings(
        database_url=str(shop.engine.url), search_url=f"whoosh:{shop.index_dir}", var=shop.var,
        data=shop.data, base_url=BASE, secret_key="", clock=shop.clock,
    )  # fmt: skip


@pytest.fixture
def evidence(client: FlaskClient) -> str:
    return f"/products/{product_id(client, 'P1')}/evidence"


@pytest.fixture
def merged(client: FlaskClient) -> tuple[int, int]:
    kept = product_id(client, ONE)
    named = re.findall(r"/products/(\d+)/evidence\?on=", page(client, f"/products/{kept}/evidence"))
    (lost,) = {int(key) for key in named} - {kept}
    return kept, lost


def symbols(html: str) -> list[tuple[str, str]]:
    return re.findall(r'data-label="([^"]+)" data-state="([^"]+)"', html)


def test_each_day_has_the_symbols_that_were_shown_when_it_ended(client: FlaskClient, evidence: str) -> None:
    found = [symbols(page(client, f"{evidence}?on={day}")) for day in (D0, D1, D2, D3, D4)]
    assert found == [
        [],
        [("epeat", "declared"), ("nordic-swan", "verified")],
        [("epeat", "declared")],
        [],
        [],
    ]


def test_a_past_day_is_marked_as_history(client: FlaskClient, evidence: str) -> None:
    html = page(client, f"{evidence}?on={D1}")
    assert "Slik det var 22.11.2026 Dette er historikk" in flat(html)
    assert "Slik det står" not in flat(html)
    assert '<meta name="robots" content="noindex">' in html
    assert f'<link rel="canonical" href="{BASE}{evidence}?on={D1}">' in html
    assert f'href="{evidence}">Vis slik det er i dag' in html
    assert f'name="on" value="{D1}"' in html
    assert "<title>Bevis 22.11.2026: Acme P1 skriver" in html


def test_what_was_not_shown_is_said_in_the_past(client: FlaskClient, evidence: str) -> None:
    then, now = flat(page(client, f"{evidence}?on={D2}")), flat(page(client, evidence))
    assert "Symbolet ble ikke vist. Registeret trakk det tilbake 23.11.2026." in then
    assert "Symbolet vises ikke. Registeret trakk det tilbake 23.11.2026." in now


def test_before_anything_was_known_the_page_says_so(client: FlaskClient, evidence: str) -> None:
    words = flat(page(client, f"{evidence}?on={D0}"))
    assert "knyttet ingen kilde vi hadde lest, et merke til dette produktet." in words
    assert "Det første kom 22.11.2026." in words


def test_today_is_no_history_and_a_day_to_come_a_forecast(client: FlaskClient, evidence: str) -> None:
    for address in (evidence, f"{evidence}?on={D4}", f"{evidence}?on="):
        words = flat(page(client, address))
        assert "Slik det står 25.11.2026." in words and "historikk:" not in words
    ahead = flat(page(client, f"{evidence}?on=2027-07-01"))
    assert "Slik det vil stå 1.7.2027, ut fra det vi vet i dag" in ahead and "Dette er historikk" not in ahead


def test_the_timeline_names_every_piece_of_evidence_with_its_days(client: FlaskClient, evidence: str) -> None:
    html = page(client, evidence).split('id="h-history"')[1]
    assert (
        flat(html)
        .split("Svanemerket", 1)[1]
        .startswith(
            " fra 22.11.2026 til 23.11.2026 lisens 5015 0001, gjelder til 30.6.2027. I svane.csv, linje 2."
            " fra 23.11.2026 lisens 5015 0001, gjelder til 30.6.2027, trukket tilbake 23.11.2026."
        )
    )
    assert "fra 22.11.2026 til 24.11.2026 acme oppgir «EPEAT Gold». I pris.csv, linje 2." in flat(html)
    assert f'data-from="{D1}" data-until="{D2}"><a class="lives-when" href="{evidence}?on={D1}"' in html


@pytest.mark.parametrize(
    "day", ["yesterday", "2026-13-01", "2026-02-30", "20261122", "2026-W47-7", "22.11.2026"]
)
def test_what_is_no_day_is_a_400_page_and_a_422_problem(client: FlaskClient, evidence: str, day: str) -> None:
    assert "is not a day like 2026-03-01" in flat(page(client, f"{evidence}?on={day}", 400))
    answer = client.get(f"/api/v1{evidence.removesuffix('/evidence')}?on={day}")
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert [error["field"] for error in answer.json["errors"]] == ["on"]


@pytest.mark.parametrize("query", ["on=2026-11-22&on=2026-11-23", "day=2026-11-22", "on=2026-11-22&lang=nb"])
def test_the_api_refuses_a_parameter_it_does_not_read(client: FlaskClient, evidence: str, query: str) -> None:
    assert client.get(f"/api/v1{evidence.removesuffix('/evidence')}?{query}").status_code == 422


def test_the_api_answers_for_a_day_in_the_same_shape(client: FlaskClient, evidence: str) -> None:
    address = "/api/v1" + evidence.removesuffix("/evidence")
    now = client.get(address).json
    found = {day: client.get(f"{address}?on={day}").json for day in (D0, D1, D2, D3, D4)}
    for body in found.values():
        ProductOut(unknown=RAISE).load(body)
        assert body.keys() == now.keys()
    states = {day: {one["label"]: one["state"] for one in body["labels"]} for day, body in found.items()}
    assert states == {
        D0: {},
        D1: {"epeat": "declared", "nordic-swan": "verified"},
        D2: {"epeat": "declared"},
        D3: {},
        D4: {},
    }
    (hidden,) = found[D2]["labels_not_shown"]
    assert (hidden["label"], hidden["state"]) == ("nordic-swan", "withdrawn")
    assert found[D4] == now
    swan = found[D1]["labels"][1]
    assert swan["evidence_url"] == f"{BASE}{evidence}?on={D1}#nordic-swan"
    assert swan["badge_url"] is None
    assert now["labels_not_shown"][0]["badge_url"]


def test_a_merged_product_answers_for_its_own_days_and_leads_on_from_then(
    client: FlaskClient, merged: tuple[int, int]
) -> None:
    kept, lost = merged
    then = page(client, f"/products/{lost}/evidence?on={D2}")
    assert symbols(then) == [("blue-angel", "declared")]
    assert f'href="/products/{kept}/evidence">Vis slik det er' in then
    assert symbols(page(client, f"/products/{kept}/evidence?on={D2}")) == [("epeat", "declared")]
    for start, tail in (("", "/evidence"), ("/api/v1", "")):
        answer = client.get(f"{start}/products/{lost}{tail}?on={D3}")
        assert answer.status_code == 301
        assert answer.location.endswith(f"{start}/products/{kept}{tail}?on={D3}")
    body = client.get(f"/api/v1/products/{lost}?on={D2}").json
    assert (body["id"], [one["label"] for one in body["labels"]]) == (lost, ["blue-angel"])
    words = flat(page(client, f"/products/{kept}/evidence"))
    assert f"På produkt {lost}, som siden er slått sammen med dette." in words


def test_the_description_of_the_api_names_the_day(client: FlaskClient) -> None:
    described = client.get("/api/v1/openapi.json").json["paths"]["/api/v1/products/{product_id}"]["get"]
    assert [item["name"] for item in described["parameters"] if item["in"] == "query"] == ["on"]
    assert "422" in described["responses"]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (D0, "as it was known when that day ended, product {key} showed: no label"),
        (D1, f"{_THEN} epeat gold (declared), nordic-swan (verified)"),
        (D2, f"{_THEN} epeat gold (declared)"),
        (D4 + timedelta(days=1), "from what is known now, product {key} shows: no label"),
    ],
)
def test_the_command_line_says_what_was_shown_and_why(
    settings: Settings, client: FlaskClient, day: object, said: str
) -> None:
    key = product_id(client, "P1")
    done = CliRunner().invoke(tags, ["explain", str(key), "--on", str(day)], obj=settings)
    assert done.exit_code == 0, done.output
    first, second, *rest = done.output.splitlines()
    assert first == f"on {day}, " + said.format(key=key)
    assert second.startswith(f"product {key}: Acme P1 skriver")
    assert bool(rest)
    wrong = CliRunner().invoke(tags, ["explain", str(key), "--on", "1.3.2026"], obj=settings)
    assert wrong.exit_code == 2


def test_the_command_line_takes_a_merged_product_at_its_word(
    settings: Settings, merged: tuple[int, int]
) -> None:
    kept, lost = merged

    def first_line(*options: str) -> str:
        done = CliRunner().invoke(tags, ["explain", str(lost), *options], obj=settings)
        assert done.exit_code == 0, done.output
        return done.output.splitlines()[0]

    assert first_line("--on", str(D2)).endswith(f"product {lost} showed: blue-angel (declared)")
    assert f"product {kept} showed: " in first_line("--on", str(D3))
    assert first_line().startswith(f"product {kept}: ")
