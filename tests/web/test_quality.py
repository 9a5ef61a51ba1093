"""The quality report: every problem, the same numbers on page, CSV and JSON, cells that cannot run."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from catalog import db, quality
from catalog.workspace import Workspace
from importers.config import Profile
from importers.feed_run import run_feed
from importers.raw import keep
from tests.conftest import Loader
from tests.web.pages_world import application, page
from web.quality_export import BOM, COLUMNS, as_csv, as_json, cell

HEAD = (
    "supplier_number,gtin,mpn,brand,name,price,currency,product_group,etim_class,el_number,el_country,"
    "labels,certificates\n"
)
FEED = HEAD + """\
1,5397184821671,P2425,Dell,Skjerm,10,NOK,displays,,,,TCO Certified,
2,5397184821672,X1,Dell,Skjerm feil GTIN,10,NOK,displays,,,,,
3,,X2,Ukjentmerke,Uten GTIN,10,NOK,cables,,88123,NO,Svanemerket,
4,,,,Uten det meste,,,,,,,,
5,,V247YGBIP,Acer,Utløpt skjerm,10,NOK,displays,,,,TCO Certified,
6,,21ML003XMX,Lenovo,Sier nei,10,NOK,notebooks,,,,TCO Certified: nei,
7,,X7,Dell,Rar tekst,10,NOK,displays,,,,EPEAT purple,
8,,X8,"=cmd|' /C calc'!A0",Formel,10,NOK,cables,,,,,
9,,X9,Dell,,10,NOK,displays,,,,,
9b,,X9,Dell,To ganger,10,NOK,displays,EC000123,,,,
9b,,X9,Dell,To ganger igjen,10,NOK,displays,EC000123,,,,
"""
TCO = """\
label,certificate,brand,model,product_group,valid_from,valid_to
tco-certified,D1,Dell,P2425,displays,2024-01-01,2027-12-22
tco-certified,DE26024198,Lenovo,21ML003XMX,notebooks,2024-01-01,2027-02-03
tco-certified,DE21113181,Acer,V247YGBIP,displays,2024-01-01,2026-08-10
"""
EXPECTED = {
    "rejected": 2, "claim-contradicted": 2, "claim-without-evidence": 1, "wording-unknown": 1,
    "gtin-invalid": 1, "gtin-missing": 7, "el-number-invalid": 1, "brand-unknown": 2, "brand-missing": 1,
    "class-missing": 1, "price-missing": 1,
}  # fmt: skip


@pytest.fixture
def shop(workspace: Workspace, load_feed: Loader, load_register: Loader) -> Workspace:
    assert load_register(TCO, "table", "tco.csv", label="tco-certified").status == "published"
    assert load_feed(HEAD + "X,,P2425,Dell,Skjerm,1,NOK,,,,,,\n", supplier="other").status == "published"
    assert load_feed(FEED, "table", "acme.csv", mode="full").status == "published"
    return workspace


@pytest.fixture
def client(shop: Workspace) -> FlaskClient:
    return application(shop).test_client()


def report(space: Workspace, slug: str = "acme") -> quality.Report:
    with db.reading(space.engine) as session:
        return quality.report(session, space, slug, space.clock.today())


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith(BOM)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM)), delimiter=";"))


def test_every_kind_of_problem_is_found_with_its_lines(shop: Workspace) -> None:
    found = report(shop)
    assert {one.code: one.count for one in found.findings} == EXPECTED
    assert (found.offers, found.claims, [run.read for run in found.runs]) == (9, 4, [11])
    first = {one.code: one.first[0] for one in found.findings}
    assert (first["gtin-invalid"].line, first["gtin-invalid"].number) == (3, "2")
    assert first["gtin-invalid"].value == "5397184821672"
    assert first["claim-contradicted"].reason.endswith("does not hold here: tco-certified")
    assert first["claim-without-evidence"].value == "Svanemerket"
    assert first["brand-unknown"].value == "Ukjentmerke"
    assert first["el-number-invalid"].value == "88123"
    assert all(line.file == "acme.csv" and line.line > 1 for line in first.values())


def test_rejects_are_grouped_by_reason(shop: Workspace) -> None:
    (rejected,) = [one for one in report(shop).findings if one.code == "rejected"]
    assert rejected.base == 11
    assert ("supplier_number", "the same number stands twice", 1) in rejected.reasons
    assert sum(count for _field, _reason, count in rejected.reasons) == rejected.count


def test_page_csv_and_json_say_the_same(shop: Workspace, client: FlaskClient) -> None:
    html = page(client, "/suppliers/acme/quality")
    on_page = dict(re.findall(r'data-problem="([a-z-]+)">.*?data-count="(\d+)"', html))
    lines = rows(client.get("/suppliers/acme/quality.csv").text)
    said = as_json(report(shop))
    counted = Counter(line["problem"] for line in lines)
    for code, count in EXPECTED.items():
        assert int(on_page[code]) == counted[code] == count
        (finding,) = [one for one in said["findings"] if one["problem"] == code]
        assert finding["count"] == count
        assert len(finding["first"]) == min(count, quality.FIRST)


def test_the_csv_is_for_a_norwegian_spreadsheet(client: FlaskClient) -> None:
    answer = client.get("/suppliers/acme/quality.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="acme-2026-11-22.csv"' in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b"\xef\xbb\xbf" + ";".join(COLUMNS).encode())
    found = {line["value"] for line in rows(answer.text)}
    assert "'=cmd|' /C calc'!A0" in found
    assert not any(value.startswith("=") for value in found)
    reasons = {line["reason"] for line in rows(answer.text)}
    assert "registeret sier at det er utløpt eller ikke gjelder her: tco-certified" in reasons
    assert "uten pris" in reasons
    english = {line["reason"] for line in rows(client.get("/suppliers/acme/quality.csv?lang=en").text)}
    assert "no GTIN" in english


@given(st.text(max_size=12))
def test_no_text_begins_a_formula_and_nothing_else_is_changed(text: str) -> None:
    made = cell(text)
    assert isinstance(made, str)
    assert made in (text, f"'{text}")
    assert not made.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
    assert (made != text) == text.lstrip(" ").startswith(
        ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
    )
    assert cell(-5) == -5


def test_a_mended_feed_has_an_empty_report(shop: Workspace, load_feed: Loader) -> None:
    good = HEAD + "1,5397184821671,P2425,Dell,Skjerm,10,NOK,displays,,,,TCO Certified,\n"
    load_feed(good, "table", "acme.csv", mode="full", accept_gates=True)
    assert sum(one.count for one in report(shop).findings) == 0
    load_feed(good, "table", "acme.csv", mode="full")
    assert [run.read for run in report(shop).runs] == [1]  # the same file again reads nothing


def test_notices_of_offers_that_were_not_read_again_still_count(shop: Workspace, load_feed: Loader) -> None:
    later = FEED.replace("To ganger igjen", "Endret navn")
    assert load_feed(later, "table", "acme.csv", mode="full").status == "published"
    assert {one.code: one.count for one in report(shop).findings} == EXPECTED


def test_another_suppliers_report_is_its_own(shop: Workspace, client: FlaskClient) -> None:
    found = {one.code: one.count for one in report(shop, "other").findings}
    assert found["gtin-missing"] == 1
    assert sum(found.values()) == 2  # and no class
    page(client, "/suppliers/nobody/quality", 404)
    assert client.get("/suppliers/nobody/quality.csv").status_code == 404


def test_a_feed_named_otherwise_than_its_supplier_is_found(workspace: Workspace) -> None:
    profile = Profile("acme-priser", "feed", "table", supplier="acme", mode="full")
    source = workspace.var / "acme.csv"
    source.write_text(FEED)
    run_feed(workspace, profile, keep(source, workspace.raw_dir / profile.name))
    found = {one.code: one.count for one in report(workspace).findings}
    assert (found["rejected"], found["gtin-invalid"]) == (2, 1)


@pytest.fixture
def streamed(shop: Workspace) -> Iterator[list[str]]:
    with db.reading(shop.engine) as session:
        yield list(as_csv("acme", quality.lines(session, shop, "acme", shop.clock.today())))


def test_the_streamed_pieces_are_one_file(streamed: list[str]) -> None:
    assert len(rows("".join(streamed))) == sum(EXPECTED.values())
