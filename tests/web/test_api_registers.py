"""Certificates, tags with history, runs and issues: what the API says of evidence and of imports."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from marshmallow import RAISE

from catalog import db
from catalog.models import Issue, Run
from catalog.models.runs import COMPANY_PRICES
from catalog.people import keys
from catalog.schemas_operating import IssuesOut, RunOut, RunsOut
from catalog.schemas_registers import CertificateDetailOut, CertificatesOut, TagsOut
from catalog.workspace import Workspace
from tests.web import pages_world


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with pages_world.opened(tmp_path_factory.mktemp("registers")) as found:
        pages_world.fill(found)
        now = found.clock.now()
        with db.writing(found.engine) as session:
            private = Run(kind=COMPANY_PRICES, name="nordisk@firma", format="nelfo", mode="full",
                          status="published", started_at=now)  # fmt: skip
            session.add(private)
            session.flush()
            for run_id, subject in ((1, "nordisk"), (private.id, "nordisk@firma")):
                session.add(Issue(run_id=run_id, kind="reject", subject=subject, reason="x", created_at=now))
        yield found


@pytest.fixture(scope="module")
def client(space: Workspace) -> FlaskClient:
    return pages_world.application(space).test_client()


@pytest.fixture(scope="module")
def key(space: Workspace) -> dict[str, str]:
    with db.writing(space.engine) as session:
        token = keys.add(session, "Drift", ["operate"], 1000, space.clock.source())
    return {"Authorization": f"Bearer {token}"}


def test_certificates_are_listed_with_their_state_of_today(client: FlaskClient) -> None:
    found = client.get("/api/v1/certificates").json
    CertificatesOut(unknown=RAISE).load(found)
    states = {item["number"]: (item["label"], item["state"]) for item in found["items"]}
    assert states == {
        "D1024110043": ("tco-certified", "verified"),
        "DE26024198": ("tco-certified", "expiring"),
        "DE21113181": ("tco-certified", "expired"),
        "a3f1c9": ("epeat", "verified"),
    }


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("label=epeat", ["a3f1c9"]),
        ("number=A3F1C9", ["a3f1c9"]),
        ("number=x", []),
        ("holder=zzz", []),
        ("label=epeat&label=tco-certified&per_page=1&page=2", ["DE26024198"]),
        ("page=9", []),
    ],
)
def test_certificates_are_filtered_and_paged(client: FlaskClient, query: str, numbers: list[str]) -> None:
    found = client.get(f"/api/v1/certificates?{query}").json
    assert [item["number"] for item in found["items"]] == numbers


def test_one_certificate_names_its_models_and_products(client: FlaskClient) -> None:
    (item,) = client.get("/api/v1/certificates?number=D1024110043").json["items"]
    found = client.get(f"/api/v1/certificates/{item['id']}").json
    CertificateDetailOut(unknown=RAISE).load(found)
    assert found["models"][0]["gtins"] == ["05397184821671"]
    (product,) = found["products"]
    assert client.get(f"/api/v1/products/{product['id']}").json["mpn"] == "P2425"


def test_tags_say_why_a_label_is_shown_and_since_when(client: FlaskClient) -> None:
    (found,) = client.get("/api/v1/products?q=5397184821671").json["items"]
    tags = client.get(f"/api/v1/products/{found['id']}/tags").json
    TagsOut(unknown=RAISE).load(tags)
    (tag,) = tags["items"]
    assert (tag["label"], tag["certificate"], tag["state"]) == ("tco-certified", "D1024110043", "verified")
    assert (tag["opened_on"], tag["closed_on"], tags["on"]) == ("2026-11-22", None, "2026-11-22")
    assert client.get(f"/api/v1/products/{found['id']}/tags?on=2026-11-21").json["items"] == []
    (later,) = client.get(f"/api/v1/products/{found['id']}/tags?on=2028-01-01").json["items"]
    assert later["state"] == "expired"


@pytest.mark.parametrize(
    "path",
    ["certificates/99", f"certificates/{10**30}", "products/99/tags", f"products/{10**30}/tags"],
)
def test_what_does_not_exist_is_a_404(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


@pytest.mark.parametrize(
    "path",
    [
        "certificates?label=x", "certificates?page=0", "certificates?numbr=1",
        "certificates?number=a&number=b", "certificates?number=" + "x" * 300,
        "certificates/1?x=1", "products/1/tags?on=x", "labels?x=1",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_a_422(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")


def test_runs_are_for_operators_and_never_those_of_a_companys_prices(
    client: FlaskClient, key: dict[str, str]
) -> None:
    assert client.get("/api/v1/runs").status_code == 401
    found = client.get("/api/v1/runs?per_page=3", headers=key).json
    RunsOut(unknown=RAISE).load(found)
    names = [run["name"] for run in found["items"]]
    assert (found["total"], names) == (5, ["table-epeat", "table-tco-certified", "tco"])
    registers = client.get("/api/v1/runs?kind=register&status=published", headers=key).json
    assert registers["total"] == 3
    RunOut(unknown=RAISE).load(client.get("/api/v1/runs/1", headers=key).json)
    assert client.get("/api/v1/runs/6", headers=key).status_code == 404


def test_issues_are_for_operators_and_never_those_of_a_companys_prices(
    client: FlaskClient, key: dict[str, str]
) -> None:
    assert client.get("/api/v1/issues").status_code == 401
    found = client.get("/api/v1/issues?kind=reject", headers=key).json
    IssuesOut(unknown=RAISE).load(found)
    assert [(issue["subject"], issue["run_id"]) for issue in found["items"]] == [("nordisk", 1)]
    assert client.get("/api/v1/issues?resolved=1&run=1", headers=key).json["total"] == 0
    assert client.get("/api/v1/issues?run=0", headers=key).status_code == 422


def test_an_answer_that_is_known_already_is_a_304(client: FlaskClient) -> None:
    for path in ("certificates", "certificates/1", "changes", "products/1", "labels", "products/1/tags"):
        first = client.get(f"/api/v1/{path}")
        again = client.get(f"/api/v1/{path}", headers={"If-None-Match": first.headers["ETag"]})
        assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
