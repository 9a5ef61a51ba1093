"""Whole files over HTTP and from the command line: who gets them, what is refused, what they hold."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from lxml import etree
from werkzeug.test import TestResponse

from catalog import db
from catalog.export import table
from catalog.people import keys
from catalog.workspace import Workspace
from tests.web import pages_world
from web.cli import merkbar

CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with pages_world.opened(tmp_path_factory.mktemp("exports")) as found:
        pages_world.fill(found)
        yield found


@pytest.fixture(scope="module")
def client(space: Workspace) -> FlaskClient:
    return pages_world.application(space).test_client()


@pytest.fixture(scope="module")
def key(space: Workspace) -> dict[str, str]:
    with db.writing(space.engine) as session:
        token = keys.add(session, "Speil", ["export"], 1000, space.clock.source())
    return {"Authorization": f"Bearer {token}"}


def file(client: FlaskClient, key: dict[str, str], path: str) -> TestResponse:
    answer = client.get(f"/api/v1/export/{path}", headers=key)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return answer


def test_a_file_needs_a_key_with_the_scope(client: FlaskClient, space: Workspace) -> None:
    assert client.get("/api/v1/export/table.csv?supplier=lager").status_code == 401
    with db.writing(space.engine) as session:
        token = keys.add(session, "Leser", ["read"], 1000, space.clock.source())
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/export/table.csv?supplier=lager", headers=headers).status_code == 403


def test_a_table_holds_one_suppliers_offers(client: FlaskClient, key: dict[str, str]) -> None:
    answer = file(client, key, "table.csv?supplier=nordisk&q=skjerm&label=tco-certified")
    header, *lines = answer.text.splitlines()
    assert answer.mimetype == "text/csv"
    assert header.startswith("supplier_number;number_kind;gtin;")
    assert [line.split(";")[0] for line in lines] == ["1001"]
    assert "tco-certified verified D1024110043 2027-12-22" in lines[0]


def test_a_workbook_holds_text_only(client: FlaskClient, key: dict[str, str]) -> None:
    answer = file(client, key, "table.xlsx?supplier=nordisk")
    with zipfile.ZipFile(BytesIO(answer.data)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_a_peppol_catalogue_carries_gs1_codes_of_what_is_shown_today(
    client: FlaskClient, key: dict[str, str]
) -> None:
    root = etree.fromstring(file(client, key, "peppol.xml?supplier=nordisk&receiver=987654325").data)
    said = {}
    for line in root.iter(f"{CAC}CatalogueLine"):
        number = line.findtext(f".//{CAC}SellersItemIdentification/{CBC}ID")
        said[number] = [
            (one.findtext(f"{CBC}CertificateTypeCode"), one.findtext(f"{CBC}ID"))
            for one in line.iter(f"{CAC}Certificate")
        ]
    assert said["1001"] == [("TCO_DEVELOPMENT", "D1024110043")]
    assert said["1002"] == [("EPEAT_GOLD", "a3f1c9"), ("SVANEN", "NA")]
    assert (said["1004"], said["1005"]) == ([], [])
    assert root.findtext(f"{CAC}ReceiverParty/{CBC}EndpointID") == "987654325"


def test_more_offers_than_a_sheet_has_rows_are_refused(
    client: FlaskClient, key: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "MOST_ROWS", 6)
    answer = client.get("/api/v1/export/table.xlsx?supplier=nordisk", headers=key)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "supplier")
    file(client, key, "table.csv?supplier=nordisk")


def test_lines_of_json_ld_are_products_with_certificates(client: FlaskClient, key: dict[str, str]) -> None:
    answer = file(client, key, "products.jsonl?label=epeat")
    (product,) = map(json.loads, answer.text.splitlines())
    assert answer.mimetype == "application/x-ndjson"
    (certificate,) = product["hasCertification"]
    assert (product["@type"], certificate["certificationIdentification"]) == ("Product", "a3f1c9")
    everything = file(client, key, "products.jsonl").text.splitlines()
    assert len(everything) == 6
    assert len(file(client, key, "products.jsonl?supplier=lager").text.splitlines()) == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("table.csv", 422), ("table.csv?supplier=x", 404), ("table.csv?supplier=lager&page=1", 422),
        ("table.csv?supplier=lager&label=x", 422), ("table.csv?supplier=lager&receiver=1", 422),
        ("peppol.xml?supplier=lager&receiver=1", 422), ("products.jsonl?stock=maybe", 422),
        ("products.jsonl?price=x", 422), ("products.jsonl?risk=none", 422), ("table.pdf", 404),
    ],
)  # fmt: skip
def test_what_cannot_be_a_file_is_refused_before_it_begins(
    client: FlaskClient, key: dict[str, str], path: str, status: int
) -> None:
    answer = client.get(f"/api/v1/export/{path}", headers=key)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


def test_no_stream_keeps_the_database_open_whoever_leaves(space: Workspace, key: dict[str, str]) -> None:
    app = pages_world.application(space)
    pool = app.extensions["merkbar"].workspace.engine.pool
    client, path = app.test_client(), "/api/v1/export/table.csv?supplier=nordisk"
    for answer in (client.head(path, headers=key), client.get("/api/v1/labels")):
        assert answer.status_code == 200
        answer.close()
    left = client.get(path, headers=key, buffered=False)
    left.close()
    begun = client.get(path, headers=key, buffered=False)
    assert next(iter(begun.iter_encoded()))
    begun.close()
    assert pool.checkedout() == 0


def test_answers_are_compressed_for_who_asks(client: FlaskClient, key: dict[str, str]) -> None:
    headers = {"Accept-Encoding": "gzip"}
    answer = client.get("/api/v1/products", headers=headers)
    assert (answer.headers["Content-Encoding"], answer.mimetype) == ("gzip", "application/json")
    assert json.loads(gzip.decompress(answer.data))["total"] == 6
    known = {**headers, "If-None-Match": answer.headers["ETag"]}
    assert client.get("/api/v1/products", headers=known).status_code == 304


def test_everything_needs_no_index_and_a_search_without_one_is_refused_at_once(
    space: Workspace, key: dict[str, str], tmp_path: Path
) -> None:
    client = pages_world.application(replace(space, index_dir=tmp_path / "none")).test_client()
    for path in ("products.jsonl", "table.csv?supplier=lager"):
        file(client, key, path)
    answer = client.get("/api/v1/export/products.jsonl?label=epeat", headers=key)
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")


def test_the_command_writes_one_file_a_supplier(
    space: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MERKBAR_VAR", str(space.var))
    monkeypatch.setenv("MERKBAR_SEARCH_URL", f"whoosh:{space.index_dir}")
    monkeypatch.setenv("MERKBAR_TODAY", "2026-11-22")
    run = CliRunner()
    done = run.invoke(merkbar, ["export", "table.csv", "--output", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lager-table.csv", "nordisk-table.csv"]
    printed = run.invoke(merkbar, ["export", "products.jsonl", "--label", "epeat"])
    assert json.loads(printed.output)["mpn"] == "2Z624F"
    target = tmp_path / "out.xml"
    assert run.invoke(merkbar, ["export", "peppol.xml", "--output", str(target)]).exit_code == 1
    assert not target.exists()
