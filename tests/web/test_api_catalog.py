"""Products, suggestions and labels over HTTP, from a real database and a real index."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from api_store import BASE, SCREEN, application
from flask.testing import FlaskClient
from marshmallow import RAISE

from catalog.schemas_out import LabelsOut, ProductOut, SearchOut, SuggestOut


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return application(tmp_path_factory.mktemp("store")).test_client()


def refused(client: FlaskClient, path: str, status: int) -> dict[str, Any]:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    body: dict[str, Any] = answer.json
    assert body["status"] == status
    assert body["detail"]
    return body


def test_an_empty_text_lists_everything_in_pages(client: FlaskClient) -> None:
    whole = client.get("/api/v1/products").json
    SearchOut(unknown=RAISE).load(whole)
    assert (whole["total"], whole["page"], whole["per_page"]) == (3, 1, 24)
    assert {item["id"] for item in whole["items"]} == {1, 2, 6}
    last = client.get("/api/v1/products?per_page=2&page=2").json
    assert (last["total"], last["page"], len(last["items"])) == (3, 2, 1)
    assert client.get("/api/v1/products?page=10000").json["items"] == []


def test_a_label_filters_and_its_facet_counts_what_a_click_would_give(client: FlaskClient) -> None:
    found = client.get("/api/v1/products?label=epeat&tier=gold").json
    assert [item["id"] for item in found["items"]] == [1]
    counts = {value["value"]: value for value in found["facets"]["label"]}
    assert counts["epeat"] == {"value": "epeat", "count": 1, "declared": 0, "selected": True}
    assert all("declared" not in value for value in found["facets"]["supplier"])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("label=fairtrade", "label"),
        ("tier=platinum", "tier"),
        ("evidence=maybe", "evidence"),
        ("sort=random", "sort"),
        ("page=0", "page"),
        ("page=x", "page"),
        ("page=-1", "page"),
        ("per_page=201", "per_page"),
        ("per_page=1.5", "per_page"),
        ("lable=epeat", "lable"),
        ("q=" + "x" * 301, "q"),
    ],
)
def test_a_parameter_that_cannot_be_meant_is_a_422_that_names_it(
    client: FlaskClient, query: str, field: str
) -> None:
    body = refused(client, f"/api/v1/products?{query}", 422)
    assert [error["field"] for error in body["errors"]] == [field]


@pytest.mark.parametrize("page", ["10001", "999999999", "9" * 40])
def test_a_page_beyond_the_last_possible_one_is_a_400(client: FlaskClient, page: str) -> None:
    assert refused(client, f"/api/v1/products?page={page}", 400)["errors"][0]["field"] == "page"


def test_a_product_is_answered_by_id(client: FlaskClient) -> None:
    answer = client.get("/api/v1/products/1")
    ProductOut(unknown=RAISE).load(answer.json)
    assert (answer.json["id"], answer.json["gtins"]) == (1, [SCREEN])
    assert answer.json["url"] == f"{BASE}/products/1"
    assert [item["label"] for item in answer.json["labels"]] == ["tco-certified", "epeat"]
    again = client.get("/api/v1/products/1", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_merged_products_id_leads_to_the_product_it_became_part_of(client: FlaskClient) -> None:
    answer = client.get("/api/v1/products/5")
    assert answer.status_code == 301
    assert answer.location == f"{BASE}/api/v1/products/1"


@pytest.mark.parametrize("key", ["99", "0", "9" * 30, "abc", "-1"])
def test_an_id_that_names_nothing_is_a_404_problem(client: FlaskClient, key: str) -> None:
    refused(client, f"/api/v1/products/{key}", 404)


def test_a_suggestion_leads_to_a_page(client: FlaskClient) -> None:
    found = client.get("/api/v1/suggest?q=skj").json
    SuggestOut(unknown=RAISE).load(found)
    assert {"kind": "product", "text": "Skjerm 24", "url": f"{BASE}/products/1"} in found["items"]
    brands = client.get("/api/v1/suggest?q=lum").json["items"]
    assert [item["url"] for item in brands if item["kind"] == "brand"] == [f"{BASE}/search?brand=Lumora"]
    assert client.get("/api/v1/suggest?q=").json == {"items": []}
    refused(client, "/api/v1/suggest?q=" + "x" * 301, 422)
    refused(client, "/api/v1/suggest?text=x", 422)


def test_the_labels_are_listed_with_names_tiers_and_owner(client: FlaskClient) -> None:
    found = client.get("/api/v1/labels").json
    LabelsOut(unknown=RAISE).load(found)
    (epeat,) = [item for item in found["items"] if item["label"] == "epeat"]
    assert epeat == {
        "label": "epeat",
        "names": {"nb": "EPEAT", "en": "EPEAT"},
        "tiers": ["bronze", "gold"],
        "owner": "owner of EPEAT",
        "url": f"{BASE}/labels/epeat",
    }


def test_the_description_names_every_endpoint_and_its_errors(client: FlaskClient) -> None:
    text = client.get("/api/v1/openapi.json").json
    assert text["openapi"].startswith("3.1")
    assert text["servers"] == [{"url": BASE}]
    assert {path: set(methods) for path, methods in text["paths"].items()} == {
        "/api/v1/products": {"get"},
        "/api/v1/products/{product_id}": {"get", "parameters"},
        "/api/v1/suggest": {"get"},
        "/api/v1/labels": {"get"},
        "/api/v1/lookup": {"post"},
        "/api/v1/products/{product_id}/tags": {"get", "parameters"},
        "/api/v1/certificates": {"get"},
        "/api/v1/certificates/{certificate_id}": {"get", "parameters"},
        "/api/v1/changes": {"get"},
        "/api/v1/runs": {"get"},
        "/api/v1/runs/{run_id}": {"get", "parameters"},
        "/api/v1/issues": {"get"},
        "/api/v1/export/table.csv": {"get"},
        "/api/v1/export/table.xlsx": {"get"},
        "/api/v1/export/peppol.xml": {"get"},
        "/api/v1/export/products.jsonl": {"get"},
    }
    assert text["security"] == [{}, {"key": []}]
    assert text["paths"]["/api/v1/runs"]["get"]["security"] == [{"key": []}]
    asked = {item["name"] for item in text["paths"]["/api/v1/products"]["get"]["parameters"]}
    assert {"q", "label", "tier", "evidence", "brand", "class", "supplier", "page"} <= asked
    lookup = text["paths"]["/api/v1/lookup"]["post"]
    everywhere = {"401", "403", "429", "503"}
    assert set(lookup["responses"]) == {"200", "400", "406", "413", "415", "422", *everywhere}
    assert set(lookup["responses"]["200"]["content"]) == {"application/json", "text/csv"}
    assert "application/problem+json" in lookup["responses"]["422"]["content"]
    body = lookup["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"$ref": "#/components/schemas/LookupIn"}
    assert "class" in text["components"]["schemas"]["ProductOut"]["required"]


def test_two_applications_in_one_process_do_not_disturb_each_other(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        client = application(tmp_path / name).test_client()
        assert len(client.get("/api/v1/openapi.json").json["paths"]) == 16
