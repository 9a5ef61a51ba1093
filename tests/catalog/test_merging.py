"""Products over suppliers: what merges, what is kept apart, and where a lost id leads."""

from __future__ import annotations

from itertools import permutations

import pytest
from sqlalchemy import select
from sqlmodel import col

from catalog import db, queries
from catalog.identifiers import Identifier, parse_identifier
from catalog.models import Offer, Product, Supplier
from catalog.overview import issues
from catalog.workspace import Workspace
from tests.conftest import Loader

HEADER = "supplier_number,gtin,brand,mpn,el_number,el_country,name\n"
A, B = "5397184821671", "5397184821688"


def groups(space: Workspace) -> set[frozenset[str]]:
    """Offers by product, named supplier:number."""
    found: dict[int, set[str]] = {}
    with db.reading(space.engine) as session:
        rows = session.execute(
            select(col(Offer.product_id), col(Supplier.slug), col(Offer.supplier_number))
            .join(Supplier, col(Supplier.id) == col(Offer.supplier_id))
            .where(col(Offer.withdrawn_at).is_(None))
        )
        for product_id, slug, number in rows:
            found.setdefault(product_id, set()).add(f"{slug}:{number}")
    return {frozenset(members) for members in found.values()}


FEEDS = {
    "one": f"1,{A},,,1234567,NO,Uten modell\n",
    "two": f"2,{A},Dell,P2425,,,Dell P2425\n",
    "three": "3,,DELL,p2425,,,DELL P2425 SKJERM\n4,,,,1234567,SE,Svensk\n5,,,,1234567,NO,Norsk\n",
}


@pytest.mark.parametrize("order", list(permutations(FEEDS)))
def test_no_order_of_feeds_changes_the_products(
    workspace: Workspace, load_feed: Loader, order: tuple[str, ...]
) -> None:
    for supplier in order:
        load_feed(HEADER + FEEDS[supplier], supplier=supplier)
    assert groups(workspace) == {
        frozenset({"one:1", "two:2", "three:3", "three:5"}), frozenset({"three:4"}),
    }  # fmt: skip


def test_a_merged_products_id_leads_to_the_one_that_took_it_over(
    workspace: Workspace, load_feed: Loader
) -> None:
    load_feed(HEADER + f"1,{A},,,,,Ene\n", supplier="one")
    load_feed(HEADER + f"2,{B},,,,,Andre\n", supplier="two")
    load_feed(HEADER + f"3,{A}|{B},,,,,Begge\n", supplier="three")
    with db.reading(workspace.engine) as session:
        gone = session.execute(select(col(Product.id)).where(col(Product.active).is_(False))).scalar_one()
        ((kept,),) = queries.resolve(session, [parse_identifier(A)])
        assert queries.redirect_of(session, gone) == kept


def test_one_gtin_on_two_models_is_kept_apart_with_an_issue_until_it_is_mended(
    workspace: Workspace, load_feed: Loader
) -> None:
    load_feed(HEADER + f"1,{A},Movano,X1,,,Lader\n2,{A},Movano,X2,,,Annen lader\n", supplier="one")
    assert len(groups(workspace)) == 2
    with db.reading(workspace.engine) as session:
        (issue,) = issues(session, 10)
        assert (issue.kind, issue.subject) == ("identifier-conflict", f"0{A}")
        assert "one:1" in issue.raw
        ((first, second),) = queries.resolve(session, [parse_identifier(A)])
        assert first != second
    load_feed(HEADER + f"2,{B},Movano,X2,,,Annen lader\n", supplier="one")
    with db.reading(workspace.engine) as session:
        assert issues(session, 10) == []
        assert set(session.execute(select(col(Product.gtin_conflict))).scalars()) == {False}


def test_a_product_without_offers_leaves_the_catalogue_and_returns_under_its_id(
    workspace: Workspace, load_feed: Loader
) -> None:
    row = f"1,{A},Dell,P2425,,,Skjerm\n"
    load_feed(HEADER + row + "2,,Dell,Q,,,Annen\n", mode="full")
    asked = [Identifier("supplier", "1", "acme")]
    with db.reading(workspace.engine) as session:
        before = queries.resolve(session, asked)
    load_feed(HEADER + "2,,Dell,Q,,,Annen\n", mode="full")
    with db.reading(workspace.engine) as session:
        assert queries.resolve(session, asked) == [()]
        assert queries.resolve(session, [parse_identifier(A)]) == [()]
    load_feed(HEADER + row + "2,,Dell,Q,,,Annen\n", mode="full")
    with db.reading(workspace.engine) as session:
        assert queries.resolve(session, asked) == before


def test_a_cut_brand_is_shown_but_never_compared(workspace: Workspace, load_feed: Loader) -> None:
    head = "VH;EFONELFO;4.0;NO979692900MVA;;;20260901;;NOK;;Onninen AS;;;0001;OSLO;NO;\r\n"
    line = "VL;1;100000{n};KABEL {n};;2;MTR;METER;1000;10000;20260901;1;;R1;{brand};T1;J;10000;0;\r\n"
    text = head + line.format(n=1, brand="HALLTORP R") + line.format(n=2, brand="LAPP NORWA")
    load_feed(text.encode("latin-1"), "nelfo", "V4.txt")
    with db.reading(workspace.engine) as session:
        found = dict(session.execute(select(col(Offer.brand), col(Offer.brand_key))).all())  # type: ignore[arg-type]
    assert found["HALLTORP R"] == ""
    assert found.get("Lapp", found.get("LAPP")) == "lapp"
