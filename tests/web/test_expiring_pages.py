"""What expires soon: the page, the Atom feed and the command."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from pages_world import BASE, application, flat, opened, page

from catalog.clock import Clock
from catalog.workspace import Workspace
from tests import conftest
from web import atom
from web.cli.history import expiring
from web.config import Settings

FEED = """\
supplier_number,brand,mpn,name,product_group
1,Acme,P1,"Acme P1 <skriver> & fot",printers
2,Acme,P2,Acme P2 skriver,printers
3,Acme,P3,Acme P3 skriver,printers
"""
SWAN = """\
certificate,brand,model,valid_from,valid_to
5015 0001,Acme,P1,2025-01-01,2026-12-12
5015 0002,Acme,P2,2025-01-01,2027-02-20
5015 0003,Acme,P3,2025-01-01,2028-01-01
"""
BLUE = "certificate,brand,model,valid_from,valid_to\nDE-UZ 219,Acme,P2,2025-01-01,2026-11-22\n"
_A = {"a": atom.NAMESPACE}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with opened(tmp_path_factory.mktemp("expiring")) as space:
        conftest._load(space, "feed", FEED, "table", "pris.csv", supplier="acme")
        conftest._load(space, "register", SWAN, "table", "svane.csv", label="nordic-swan")
        conftest._load(space, "register", BLUE, "table", "engel.csv", label="blue-angel")
        yield space


@pytest.fixture
def app(shop: Workspace) -> Flask:
    return application(shop)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def rows(html: str) -> list[str]:
    return [flat(row) for row in re.findall(r"<tr data-product-id.*?</tr>", html, re.DOTALL)]


def read(client: FlaskClient, address: str) -> ET.Element:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.data)  # noqa: S314  (our own document)


def text(element: ET.Element, path: str) -> str:
    (found,) = element.findall(path, _A)
    return found.text or ""


def links(element: ET.Element) -> dict[str, str]:
    return {str(link.get("rel")): str(link.get("href")) for link in element.findall("a:link", _A)}


def test_the_page_lists_the_first_to_go_first_with_days_and_suppliers(client: FlaskClient) -> None:
    html = page(client, "/expiring")
    assert "3 merker utløper innen 90 dager" in flat(html)
    assert rows(html) == [
        "Acme P2 skriver Acme P2 Blå engel til 22.11.2026 siste dag i dag DE-UZ 219 acme",
        "Acme P1 <skriver> & fot Acme P1 Svanemerket til 12.12.2026 20 dager 5015 0001 acme",
        "Acme P2 skriver Acme P2 Svanemerket til 20.2.2027 90 dager 5015 0002 acme",
    ]
    assert 'data-label="nordic-swan" data-state="expiring"' in html
    assert "<skriver>" not in html


def test_thirty_days_and_one_label_narrow_it(client: FlaskClient) -> None:
    assert len(rows(page(client, "/expiring?days=30"))) == 2
    narrow = page(client, "/expiring?days=30&label=nordic-swan")
    assert "1 merke utløper innen 30 dager" in flat(narrow) and len(rows(narrow)) == 1
    assert '<option value="nordic-swan" selected>' in narrow and '<option value="30" selected>' in narrow
    assert 'href="/expiring.atom?days=30&amp;label=nordic-swan"' in narrow
    assert "Ingen merker utløper i denne tiden." in page(client, "/expiring?label=epeat")


@pytest.mark.parametrize(
    "query",
    ["days=31", "days=0", "days=x", "days=-30", "label=green-leaf", "page=0", "page=x", "page=99999999999"],
)
def test_what_cannot_be_meant_is_refused_on_page_and_feed(client: FlaskClient, query: str) -> None:
    field = query.split("=")[0]
    for address in ("/expiring", "/expiring.atom"):
        assert f"{field}: " in flat(page(client, f"{address}?{query}", 400))


def test_past_the_end_leads_back_to_the_beginning(client: FlaskClient) -> None:
    html = page(client, "/expiring?page=7")
    assert "Listen er ikke så lang." in html and 'href="/expiring?days=90">Til begynnelsen' in html


def test_the_feed_is_atom_with_absolute_addresses_and_stable_names(client: FlaskClient) -> None:
    root = read(client, "/expiring.atom?days=90")
    assert root.tag == f"{{{atom.NAMESPACE}}}feed"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "nb"
    assert text(root, "a:id") == "tag:merkbar.test,2026:expiring/90/all"
    assert text(root, "a:author/a:name") == "Merkbar"
    assert links(root) == {"self": f"{BASE}/expiring.atom?days=90", "alternate": f"{BASE}/expiring?days=90"}
    entries = root.findall("a:entry", _A)
    assert [text(entry, "a:title") for entry in entries] == [
        "Blå engel til 22.11.2026: Acme P2 skriver",
        "Svanemerket til 12.12.2026: Acme P1 <skriver> & fot",
        "Svanemerket til 20.2.2027: Acme P2 skriver",
    ]
    ids = [text(entry, "a:id") for entry in entries]
    assert len(set(ids)) == 3
    name = r"tag:merkbar\.test,2026:expiring/90/\d+/nordic-swan/-/5015%200001/2026-12-12"
    assert re.fullmatch(name, ids[1])
    for entry in entries:
        assert re.fullmatch(rf"{BASE}/products/\d+/evidence#[a-z-]+", links(entry)["alternate"])
        assert "acme" in text(entry, "a:summary")
    for stamp in root.iter(f"{{{atom.NAMESPACE}}}updated"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp.text or "")
        assert datetime.fromisoformat(stamp.text or "").tzinfo is not None


def test_an_entry_keeps_its_name_and_time_from_day_to_day(shop: Workspace, client: FlaskClient) -> None:
    def swan(reader: FlaskClient, days: int) -> tuple[str, str]:
        (one, *_) = read(reader, f"/expiring.atom?days={days}&label=nordic-swan").findall("a:entry", _A)
        return text(one, "a:id"), text(one, "a:updated")

    later = application(replace(shop, clock=Clock(pinned=date(2026, 12, 1)))).test_client()
    assert swan(client, 30) == swan(later, 30)
    assert swan(client, 90)[0] != swan(client, 30)[0]
    assert text(read(later, "/expiring.atom?days=30"), "a:updated") < "2026-12-02"


def test_an_unchanged_feed_is_not_sent_twice(client: FlaskClient) -> None:
    first = client.get("/expiring.atom")
    again = client.get("/expiring.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_feed_with_nothing_in_it_is_still_a_feed(client: FlaskClient) -> None:
    root = read(client, "/expiring.atom?label=epeat&lang=en")
    assert root.findall("a:entry", _A) == []
    assert text(root, "a:updated") == "2026-11-21T23:00:00Z"
    assert links(root)["self"] == f"{BASE}/expiring.atom?days=90&label=epeat&lang=en"


def test_a_long_feed_goes_on_in_pages(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.views.expiring.PER_PAGE", 2)
    first, last = read(client, "/expiring.atom"), read(client, "/expiring.atom?page=2")
    assert links(first)["next"] == f"{BASE}/expiring.atom?days=90&page=2"
    assert links(last)["previous"] == f"{BASE}/expiring.atom?days=90" and "next" not in links(last)
    assert [len(root.findall("a:entry", _A)) for root in (first, last)] == [2, 1]
    html = page(client, "/expiring")
    assert 'href="/expiring?days=90&amp;page=2" rel="next"' in html and len(rows(html)) == 2


def test_no_name_can_break_the_feed() -> None:
    when = datetime(2026, 1, 1, tzinfo=UTC)
    entry = atom.Entry("tag:x,2026:1", "a\x00b\x0b<c>&\ufffe]]>", when, "https://x/", "\x1b")
    document = atom.feed(
        id_="tag:x,2026:f", title="t", subtitle="s", language="nb", updated=entry.updated,
        links={"self": "https://x/"}, entries=[entry],
    )  # fmt: skip
    root = ET.fromstring(document)  # noqa: S314
    assert text(root, "a:entry/a:title") == "a b <c>& ]]>"


def test_the_command_prints_lines_or_json(shop: Workspace) -> None:
    settings = Settings(
        database_url=str(shop.engine.url), search_url=f"whoosh:{shop.index_dir}", var=shop.var,
        data=shop.data, base_url=BASE, secret_key="", clock=shop.clock,
    )  # fmt: skip
    done = CliRunner().invoke(expiring, ["--days", "30"], obj=settings)
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[0] == "2 labels end within 30 days"
    line = r"2026-12-12\t20 days\tnordic-swan\t5015 0001\t\d+\tAcme P1 <skriver> & fot\tacme"
    assert re.fullmatch(line, done.output.splitlines()[2])
    said = json.loads(CliRunner().invoke(expiring, ["--label", "nordic-swan", "--json"], obj=settings).output)
    assert (said["today"], said["days"], said["total"]) == ("2026-11-22", 90, 2)
    (first, _) = said["items"]
    assert (first["valid_to"], first["days_left"], first["suppliers"]) == ("2026-12-12", 20, ["acme"])
    assert first["evidence_url"].startswith(f"{BASE}/products/")
    assert CliRunner().invoke(expiring, ["--label", "svanen"], obj=settings).exit_code == 2
    assert CliRunner().invoke(expiring, ["--days", "-1"], obj=settings).exit_code == 2
