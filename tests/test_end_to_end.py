"""The main line in one story. Read this first: a feed and a register go in, a symbol comes out.

A wholesaler lists a monitor. The register of TCO Certified knows its GTIN. From then on the monitor is
found by its numbers, carries the label with its evidence, can be filtered by it, ordered with it and
badged with it, until the certificate ends.
"""

from __future__ import annotations

import json
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from catalog import db, queries
from catalog.clock import Clock
from catalog.search.opening import open_index
from catalog.search.port import SearchRequest
from catalog.shapes import ProductView
from catalog.workspace import Workspace
from tests.conftest import Loader
from web import create_app
from web.config import Settings

FEED = """\
supplier_number,gtin,mpn,brand,name,price,currency,unit,product_group,labels
1001,5397184821671,P2425,Dell,Dell P2425 skjerm 24 tommer,2490.00,NOK,EA,displays,
1002,5397184821688,P2425H,Dell,Dell P2425H skjerm 24 tommer,2390.00,NOK,EA,displays,EPEAT Gold
"""
REGISTER = json.dumps(
    [
        {
            "gtin": "05397184821671",
            "name": "P2425",
            "type": "Product",
            "certificationInfo": {
                "program": "TCO Certified",
                "standard": "TCO Certified, generation 10, for displays",
                "certificateId": "D1024110043",
                "startDate": "2024-12-04",
                "endDate": "2027-06-22",
                "status": "ACTIVE",
                "id": "https://tcocertified.com/product-finder/?cert=D1024110043",
            },
        }
    ]
)


@pytest.fixture
def loaded(workspace: Workspace, load_feed: Loader, load_register: Loader) -> Workspace:
    assert load_feed(FEED).status == "published"
    assert load_register(REGISTER, "tco", "tco.json").status == "published"
    return workspace


def find(workspace: Workspace, today: date, **asked: object) -> list[ProductView]:
    request = SearchRequest(**asked)  # type: ignore[arg-type]
    with db.reading(workspace.engine) as session:
        index = open_index(workspace.index_dir)
        result = queries.search(session, index, request, today)
        assert result.total == len(result.ids)
        return queries.product_views(session, workspace, result.ids, today)


@pytest.fixture
def client(loaded: Workspace) -> FlaskClient:
    settings = Settings(
        database_url=str(loaded.engine.url), search_url=f"whoosh:{loaded.index_dir}", var=loaded.var,
        data=loaded.data, base_url="http://merkbar.test", secret_key="only for this test",
        clock=Clock(pinned=date(2026, 11, 22)),
    )  # fmt: skip
    return create_app(settings, testing=True).test_client()


def field(page: str, name: str) -> str:
    """The value of the first form field of that name."""
    found: str = page.split(f'name="{name}" value="')[1].split('"')[0]
    return found


def test_the_monitor_carries_its_label_with_evidence(loaded: Workspace) -> None:
    (monitor,) = find(loaded, date(2026, 11, 22), text="5397184821671")
    (label,) = monitor.labels
    assert (label.label, label.state, label.level) == ("tco-certified", "verified", "A")
    assert (label.certificate, label.matched_key) == ("D1024110043", "05397184821671")
    assert (label.file_name, label.line) == ("tco.json", 1)
    assert len(label.sha256) == 64


def test_a_claim_alone_is_declared_and_never_counts_as_verified(loaded: Workspace) -> None:
    (monitor,) = find(loaded, date(2026, 11, 22), text="P2425H")
    (label,) = monitor.labels
    assert (label.label, label.tier, label.state) == ("epeat", "gold", "declared")
    assert find(loaded, date(2026, 11, 22), labels=("epeat",)) == []
    assert len(find(loaded, date(2026, 11, 22), labels=("epeat",), evidence="declared")) == 1


def test_the_symbol_goes_at_midnight_without_any_job(loaded: Workspace) -> None:
    last, after = date(2027, 6, 22), date(2027, 6, 23)
    (shown,) = find(loaded, last, labels=("tco-certified",))
    assert [label.state for label in shown.labels] == ["expiring"]
    assert find(loaded, after, labels=("tco-certified",)) == []
    (monitor,) = find(loaded, after, text="5397184821671")
    assert monitor.labels == ()
    assert [label.state for label in monitor.labels_not_shown] == ["expired"]


def test_the_page_shows_the_symbol_two_clicks_from_the_certificate(client: FlaskClient) -> None:
    page = client.get("/search?q=P2425").get_data(as_text=True)
    assert 'data-label="tco-certified"' in page
    assert 'data-state="verified"' in page
    (item,) = client.get("/api/v1/products?q=5397184821671").json["items"]  # type: ignore[index]
    evidence = client.get(f"/products/{item['id']}/evidence").get_data(as_text=True)
    assert "https://tcocertified.com/product-finder/?cert=D1024110043" in evidence
    assert "D1024110043" in evidence


def test_an_order_carries_the_evidence_of_its_moment(client: FlaskClient) -> None:
    (item,) = client.get("/api/v1/products?q=5397184821671").json["items"]  # type: ignore[index]
    page = client.get(f"/products/{item['id']}").get_data(as_text=True)
    token = field(page, "csrf_token")
    line = {"offer_id": field(page, "offer_id"), "quantity": "2", "csrf_token": token}
    assert client.post("/basket/lines", data=line).status_code == 303
    review = client.get("/basket/confirm/acme").get_data(as_text=True)
    order = {"reference": "Skolen"} | {
        name: field(review, name) for name in ("confirmation", "shown", "csrf_token")
    }
    sent = client.post("/basket/confirm/acme", data=order)
    assert sent.status_code == 303
    number = sent.location.rsplit("/", 1)[1]
    nelfo = client.get(f"/orders/{number}.nelfo").get_data().decode("latin-1")
    assert nelfo.startswith("BH;EFONELFO;4.0;")
    assert ";200;" in nelfo
    assert "TCO Certified" in nelfo


def test_another_shop_asks_for_the_symbols_in_one_call(client: FlaskClient) -> None:
    asked = {"identifiers": ["5397184821671", "acme:1002", "7039999999999"]}
    items = client.post("/api/v1/lookup", json=asked).json["items"]  # type: ignore[index]
    assert [item["status"] for item in items] == ["found", "found", "unknown"]
    assert items[0]["labels"][0]["certificate"] == "D1024110043"
    badge = client.get("/badge/v1/5397184821671.svg")
    assert badge.status_code == 200
    assert "TCO Certified" in badge.get_data(as_text=True)


def test_a_basket_during_an_import_says_so_and_loses_nothing(
    client: FlaskClient, loaded: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = client.get("/search?q=P2425").get_data(as_text=True)
    line = {name: field(page, name) for name in ("csrf_token", "offer_id")} | {"quantity": "1"}
    monkeypatch.setattr(db, "BUSY_TIMEOUT_MS", 50)
    client.application.extensions["merkbar"].workspace.engine.dispose()
    with db.writing(loaded.engine) as importing:
        importing.execute(text("SELECT 1"))
        refused = client.post("/basket/lines", data=line)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
    assert client.post("/basket/lines", data=line).status_code == 303
