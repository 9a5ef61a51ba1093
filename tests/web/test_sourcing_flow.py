"""Risk level and agreement beside the supplier, as filters, and for whom the operator shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from catalog.people.roles import Role
from catalog.workspace import Workspace
from importers.sourcing import run as sourcing
from tests import conftest
from tests.catalog.judging import COLUMNS
from tests.web import pages_world, sourcing_world
from tests.web.pages_world import application, page
from tests.web.people_world import a_user, logged_in
from web.cli import merkbar

COND = COLUMNS.replace("currency\n", "currency,condition\n")
NORD = COND + (
    "1,5397184821671,P2425,Dell,Dell P2425 skjerm,displays,,,,2490,NOK,\n"
    "2,,PFXP15,Nexans,PFXP 3G1.5,cables,,,,9,NOK,\n"
)
VEST = COND + (
    "7,5397184821671,P2425,Dell,Dell P2425 skjerm,displays,,,,1990,NOK,\n"
    "8,,P2425,Dell,Dell P2425 skjerm,displays,,,,990,NOK,refurbished\n"
)


@pytest.fixture
def space(tmp_path: Path) -> Iterator[Workspace]:
    with pages_world.opened(tmp_path) as found:
        for text, slug in ((NORD, "nord"), (VEST, "vest")):
            conftest._load(found, "feed", text, "table", f"{slug}.csv", supplier=slug)
        sourcing_world.load(found, sourcing.SUPPLIERS, sourcing_world.SUPPLIERS, sourcing_world.SPRING)
        sourcing_world.load(found, sourcing.AGREEMENTS, sourcing_world.AGREEMENTS, sourcing_world.SPRING)
        yield found


def ids(client: FlaskClient, query: str) -> set[int]:
    found = client.get(f"/api/v1/products?{query}").get_json()
    return {item["id"] for item in found["items"]}


def counts(client: FlaskClient, facet: str) -> dict[str, int]:
    found = client.get("/api/v1/products").get_json()
    return {value["value"]: value["count"] for value in found["facets"].get(facet, [])}


def test_hits_and_product_page_say_level_and_agreement_beside_the_supplier(space: Workspace) -> None:
    client = application(space).test_client()
    text = page(client, "/search?q=PFXP15")
    assert "risiko: lav" in text
    assert "avtale A-1" not in text
    shown = page(client, "/products/1")
    for words in ("avtale A-1", "risiko: lav", "Factlines, 15.1.2026", "avtale B-1"):
        assert words in shown
    assert "ikke vurdert siden 30.4.2026" in shown
    assert "Risikonivået gjelder leverandøren, ikke produktet" in shown


def test_agreements_risk_and_condition_filter_with_counts(space: Workspace) -> None:
    client = application(space).test_client()
    assert counts(client, "agreement") == {"current": 2}
    assert counts(client, "risk") == {"low": 2, "medium": 0, "high": 0, "not-assessed": 2}
    assert counts(client, "condition") == {"new": 2, "refurbished": 1}
    assert ids(client, "agreement=A-1") == {1}
    assert ids(client, "agreement=current&class=cables") == set()
    assert ids(client, "risk=low") == {1, 2}
    assert len(ids(client, "condition=refurbished")) == 1
    assert client.get("/api/v1/products?risk=none").status_code == 422
    text = page(client, "/search?agreement=current&risk=low")
    assert "Under avtale" in text
    told = CliRunner().invoke(merkbar, ["search", "--agreement", "A-1"], env={
        "MERKBAR_VAR": str(space.var), "MERKBAR_DATABASE_URL": str(space.engine.url),
        "MERKBAR_SEARCH_URL": f"whoosh:{space.index_dir}", "MERKBAR_TODAY": "2026-11-22",
    })  # fmt: skip
    assert told.output.startswith("1 products")


def test_without_lists_nothing_is_said(tmp_path: Path) -> None:
    with pages_world.opened(tmp_path) as found:
        conftest._load(found, "feed", NORD, "table", "nord.csv", supplier="nord")
        client = application(found).test_client()
        text = page(client, "/search") + page(client, "/products/1")
        assert "risiko" not in text
        assert not {"agreement", "risk"} & set(client.get("/api/v1/products").get_json()["facets"])


@pytest.mark.parametrize("role", [None, *Role])
def test_only_buyers_reviewers_and_admins_see_levels_where_the_operator_says_so(
    space: Workspace, role: Role | None
) -> None:
    app = application(space, risk_details="buyers")
    client = app.test_client()
    if role is not None:
        a_user(space, f"{role}@firma.no", "firma", role)
        client = logged_in(app, f"{role}@firma.no").client
    may = role in (Role.BUYER, Role.REVIEWER, Role.ADMIN)
    text = page(client, "/products/1") + page(client, "/search")
    assert ("risiko: lav" in text) is may
    assert ("risk" in client.get("/api/v1/products").get_json()["facets"]) is may
    assert "avtale A-1" in text
    everything = {1, 2, 3}
    assert ids(client, "risk=low") == ({1, 2} if may else everything)


def test_an_offer_under_an_agreement_comes_first_where_the_operator_prefers_it(space: Workspace) -> None:
    agreements = sourcing_world.AGREEMENTS.replace("B-1,Alt,vest,2026-02-01,,,,nei\n", "")
    sourcing_world.load(space, sourcing.AGREEMENTS, agreements, conftest.TODAY, whole=True)
    for prefers, first in ((False, "Vest"), (True, "Nord")):
        client = application(space, prefer_agreements=prefers).test_client()
        row = page(client, "/search?q=5397184821671").partition("hit-from")[2][:60].lower()
        assert first.lower() in row


def test_goods_that_are_not_new_say_so_in_words(space: Workspace) -> None:
    client = application(space).test_client()
    assert "Oppusset" in page(client, "/search?condition=refurbished")


def test_basket_and_order_say_level_and_agreement_too(space: Workspace) -> None:
    a_user(space)
    browser = logged_in(application(space))
    offer = next(line for line in browser.get("/products/1").text.split('name="offer_id" value="')[1:])
    browser.post("/basket/lines", offer_id=offer.partition('"')[0], quantity="1")
    basket = browser.get("/basket").text
    assert "risiko: lav" in basket
    assert "avtale A-1" in basket
    assert "Factlines, 15.1.2026" in basket
    review = browser.get("/basket/confirm/nord").text
    hidden = {
        name: re.findall(f'name="{name}" value="([^"]+)"', review)[0]
        for name in ("confirmation", "shown", "basket")
    }
    answer = browser.post("/basket/confirm/nord", **hidden)
    assert answer.status_code == 303
    order = browser.get(answer.location).text
    assert "risiko: lav" in order
    assert "Risikonivået gjelder leverandøren, ikke produktet" in order
