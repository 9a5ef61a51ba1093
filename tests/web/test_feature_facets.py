"""Features, stock and prices as filters: page, API and command line, from a feed that knows ETIM."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from pages_world import application, flat, page

from catalog.workspace import Workspace
from tests.conftest import Loader
from web.cli import merkbar

HEAD = """<BMECAT version="2005"><HEADER><CATALOG><LANGUAGE>nor</LANGUAGE><CATALOG_ID>K</CATALOG_ID>
<CATALOG_VERSION>1</CATALOG_VERSION><CURRENCY>NOK</CURRENCY></CATALOG>
<SUPPLIER><SUPPLIER_NAME>Acme</SUPPLIER_NAME></SUPPLIER></HEADER><T_NEW_CATALOG>"""
CABLES = ((1, "3", "2.50", 1789), (2, "3", "10", 3150), (3, "5", "2.5", 99), (4, "12", "1.5", None))


def product(number: int, cores: str, section: str, price: int | None) -> str:
    told = (("EF000008", cores), ("EF000007", section), ("EF000009", "-"), ("EF000136", "EV000147"))
    features = "".join(
        f"<FEATURE><FNAME>{code}</FNAME><FVALUE>{value}</FVALUE></FEATURE>" for code, value in told
    )
    amount = (
        f'<PRODUCT_PRICE price_type="net_list"><PRICE_AMOUNT>{price}</PRICE_AMOUNT></PRODUCT_PRICE>'
        if price
        else ""
    )
    return f"""<PRODUCT><SUPPLIER_PID>K{number}</SUPPLIER_PID><PRODUCT_DETAILS>
    <DESCRIPTION_SHORT>PFXP kabel {number}</DESCRIPTION_SHORT><MANUFACTURER_NAME>Nexans</MANUFACTURER_NAME>
    <MANUFACTURER_PID>N{number}</MANUFACTURER_PID></PRODUCT_DETAILS><PRODUCT_FEATURES>
    <REFERENCE_FEATURE_SYSTEM_NAME>ETIM-9.0</REFERENCE_FEATURE_SYSTEM_NAME>
    <REFERENCE_FEATURE_GROUP_ID>EC000057</REFERENCE_FEATURE_GROUP_ID>{features}</PRODUCT_FEATURES>
    <PRODUCT_ORDER_DETAILS><ORDER_UNIT>MTR</ORDER_UNIT></PRODUCT_ORDER_DETAILS>
    <PRODUCT_PRICE_DETAILS>{amount}</PRODUCT_PRICE_DETAILS></PRODUCT>"""


@pytest.fixture
def client(workspace: Workspace, load_feed: Loader) -> FlaskClient:
    text = HEAD + "".join(product(*row) for row in CABLES) + "</T_NEW_CATALOG></BMECAT>"
    assert load_feed(text, "bmecat", "cables.xml").stored == 4
    others = "supplier_number,brand,name,price,currency,stock\n"
    load_feed(others + "1,Dell,Skjerm,100,NOK,4\n2,Dell,Skjerm brukt,100,SEK,0\n", supplier="other")
    return application(workspace).test_client()


def ask(client: FlaskClient, query: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/products?{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json
    return found


def counts(found: dict[str, Any], name: str) -> dict[str, int]:
    return {value["value"]: value["count"] for value in found["facets"][name] if value["count"]}


def test_features_are_counted_where_the_class_is_one_and_in_numerical_order(client: FlaskClient) -> None:
    found = ask(client, "class=EC000057")
    shown = [value["value"] for value in found["facets"]["feature"]]
    assert [text for text in shown if text.startswith("EF000008")] == [
        "EF000008:3", "EF000008:5", "EF000008:12",
    ]  # fmt: skip
    assert counts(found, "feature")["EF000007:2.5"] == 2
    assert counts(ask(client, "q=kabel"), "feature") == counts(found, "feature")
    assert ask(client, "")["facets"]["feature"] == []
    assert ask(client, "q=skjerm")["facets"]["feature"] == []


def test_what_all_have_and_what_does_not_apply_is_no_choice(client: FlaskClient) -> None:
    shown = {value["value"][:8] for value in ask(client, "q=kabel")["facets"]["feature"]}
    assert shown == {"EF000008", "EF000007"}


def test_values_are_alternatives_and_features_conditions(client: FlaskClient) -> None:
    both = ask(client, "feature=EF000008:3&feature=EF000008:5")
    assert both["total"] == 3
    narrowed = ask(client, "feature=EF000008:3&feature=EF000008:5&feature=EF000007:2.5")
    assert narrowed["total"] == 2
    assert counts(narrowed, "feature") == {
        "EF000008:3": 1, "EF000008:5": 1, "EF000007:2.5": 2, "EF000007:10": 1,
    }  # fmt: skip


def test_prices_are_compared_exactly_and_only_in_kroner(client: FlaskClient) -> None:
    assert ask(client, "price=0-100")["total"] == 1
    assert ask(client, "price=99.0001-100.0001")["total"] == 1
    assert ask(client, "price=-99&price=3150-")["total"] == 1
    assert counts(ask(client, ""), "price") == {"20-100": 1, "100-500": 1, "500-2000": 1, "2000-10000": 1}


def test_stock_says_what_a_click_gives(client: FlaskClient) -> None:
    found = ask(client, "stock=in")
    assert (found["total"], counts(found, "stock")) == (1, {"in": 1, "out": 5})
    assert ask(client, "stock=in&stock=out")["total"] == 6


@pytest.mark.parametrize("query", ["price=5-1", "price=x", "price=-", "feature=EF000008", "stock=maybe"])
def test_what_is_no_filter_is_refused_by_name(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/api/v1/products?{query}")
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == query.split("=")[0]
    assert client.get(f"/search?{query}").status_code == 400


def test_the_page_shows_them_with_counts_and_removes_them_by_a_chip(client: FlaskClient) -> None:
    html = page(client, "/search?class=EC000057&feature=EF000008:3&price=500-2000")
    cores = dict(re.findall(r'data-facet="feature" data-value="(EF000008:\d+)" data-count="(\d+)"', html))
    assert cores == {"EF000008:3": "1", "EF000008:5": "0", "EF000008:12": "0"}
    assert re.search(r'name="feature" value="EF000008:5" disabled', html)
    prices = dict(re.findall(r'data-facet="price" data-value="([^"]+)" data-count="(\d+)"', html))
    assert prices == {
        "0-20": "0", "20-100": "0", "100-500": "0", "500-2000": "1", "2000-10000": "1", "10000-": "0",
    }  # fmt: skip
    assert re.search(r'name="price" value="0-20" disabled', html)
    assert re.search(r'name="price" value="500-2000" checked', html)
    assert "500–2 000 kr" in flat(html).replace("\xa0", " ")
    assert "EF000008: 3" in flat(html)


def test_the_command_line_takes_the_same_filters(
    client: FlaskClient, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MERKBAR_VAR", str(workspace.var))
    monkeypatch.setenv("MERKBAR_TODAY", "2026-11-22")
    asked = ["search", "--json", "--feature", "EF000008:3", "--stock", "out", "--price", "500-2000"]
    said = CliRunner().invoke(merkbar, asked)
    assert said.exit_code == 0, said.output
    assert json.loads(said.stdout)["total"] == 1
