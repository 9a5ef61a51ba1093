"""What leaves as a file comes back through our own importers as the same catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlmodel import Session, col

from catalog import db
from catalog.brief import briefs
from catalog.cells import guarded, unguarded
from catalog.export import table
from catalog.models import Offer, OfferCertificate, OfferClaim, OfferKey, Product, Supplier
from catalog.search.port import SearchRequest
from catalog.workspace import Workspace
from importers.feeds import table as table_format
from importers.feeds import table_more
from tests import conftest
from tests.web import pages_world
from web.exporting import CSV, PEPPOL, XLSX, Export, stream
from web.services import open_search

COLUMNS = (
    "supplier_number;number_kind;gtin;mpn;brand;name;description;el_number;etim_class;product_group;price;"
    "price_kind;price_unit;price_quantity;unit;pack_quantity;stock;image_url;url;labels;certificates;"
    "condition;discontinued;extra\n"
)
ROWS = (
    'A-1;1;5397184821671;P2425;Dell;"Skjerm ""24"" <hvit> & fot";"To linjer;\nmed tegn: æøå";8812345;'
    "EC000001;displays;2490.00;gross;C62;1;C62;;142;https://x.example/a.jpg;https://x.example/a;"
    "TCO Certified;"
    'tco-certified:D1024110043;;;"{""features"":[[""EF000008"",""3"",""EU570001""]],""relations"":'
    '[[""alternative"",""1"",""A-2""]],""fields"":{""Farge | ny"":""hvit; blå""}}"\n'
    "A-2;;;LM-2;Lumora;=SUM(1);;;;displays;1.2340;net;MTR;100;C62;5;stocked;;;"
    "EPEAT Gold|Svanemerket: nei;;;ja;\n"
    "A-3;;;'-3;Lumora;-minus;+;;;notebooks;0.123;gross;C62;1000;;;0;;;EPEAT|ENERGY STAR;;refurbished;;\n"
    "A-4;;7038010054488;;;Kabel;;;;cables;;;;;;;;;;Blue Angel, EU Ecolabel;blue-angel:12345;;;\n"
)
OWN = {"id", "product_id", "supplier_id", "content_hash", "line", "first_run", "last_run"}
COMPARED = tuple(name for name in Offer.model_fields if name not in OWN)
# A Peppol catalogue has no place for these.
NOT_IN_PEPPOL = ("number_kind", "stock_quantity", "stock_state", "url", "discontinued", "extra")
# Claims that are not shown do not leave: those of used goods, and of cables, which can hold no label.
USED, CABLE = 2, 3


@pytest.fixture
def spaces(workspace: Workspace, tmp_path: Path) -> Iterator[tuple[Workspace, Workspace]]:
    """A filled catalogue, and an empty one with the same registers."""
    (tmp_path / "copy").mkdir()
    with pages_world.opened(tmp_path / "copy") as copy:
        load: Any = conftest._load
        done = load(workspace, "feed", COLUMNS + ROWS, "table", "feed.csv", supplier="acme")
        assert (done.status, done.stored, done.rejected) == ("published", 4, 0)
        for space in (workspace, copy):
            load(space, "register", pages_world.TCO, "tco", "tco.json")
        yield workspace, copy


def exported(space: Workspace, kind: str) -> bytes:
    asked = Export(kind, "acme", SearchRequest())
    return b"".join(stream(space, open_search(space), asked, "https://merkbar.test"))


def told(session: Session, offer: Offer, left_out: tuple[str, ...]) -> dict[str, Any]:
    """Everything about an offer that is no number of its database."""
    found = {name: getattr(offer, name) for name in COMPARED if name not in left_out}
    of_offer: Callable[[Any], Any] = lambda model: col(model.offer_id) == offer.id  # noqa: E731
    keys = session.execute(select(col(OfferKey.key)).where(of_offer(OfferKey)))
    certificates = session.execute(select(OfferCertificate).where(of_offer(OfferCertificate))).scalars()
    claims = session.execute(select(OfferClaim).where(of_offer(OfferClaim))).scalars()
    product = session.get(Product, offer.product_id)
    assert product is not None
    return found | {
        "keys": sorted(keys.scalars()),
        "claims": sorted((claim.label, claim.held, claim.tier, claim.generation) for claim in claims),
        "certificates": sorted((one.label, one.number) for one in certificates),
        "product": (product.name, product.brand, product.mpn, product.product_group, product.etim_class),
    }


def catalogue(space: Workspace, left_out: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    with db.reading(space.engine) as session:
        living = col(Offer.withdrawn_at).is_(None)
        statement = select(Offer).where(living).order_by(col(Offer.supplier_number))
        return [told(session, offer, left_out) for offer in session.execute(statement).scalars()]


def shown(space: Workspace) -> dict[str, list[tuple[str, str, str, str]]]:
    """By supplier number, what is shown of labels."""
    with db.reading(space.engine) as session:
        rows = session.execute(select(col(Offer.supplier_number), col(Offer.product_id))).all()
        views = briefs(session, space, [product_id for _number, product_id in rows], conftest.TODAY)
    return {
        number: [(one.label, one.tier, str(one.state), one.certificate) for one in views[product_id].labels]
        for number, product_id in rows
    }


@pytest.mark.parametrize(("kind", "name"), [(CSV, "table.csv"), (XLSX, "table.xlsx")])
def test_a_table_comes_back_as_it_was(spaces: tuple[Workspace, Workspace], kind: str, name: str) -> None:
    workspace, copy = spaces
    load: Any = conftest._load
    done = load(copy, "feed", exported(workspace, kind), "table", name, supplier="acme")
    assert (done.status, done.stored, done.ignored, done.rejected) == ("published", 4, 0, 0)
    assert catalogue(copy) == catalogue(workspace)
    assert shown(copy) == shown(workspace)
    assert shown(copy)["A-1"] == [("tco-certified", "", "verified", "D1024110043")]
    again = exported(copy, CSV).replace(b"\r\n", b"\n")
    assert again == exported(workspace, CSV).replace(b"\r\n", b"\n")


def test_a_peppol_catalogue_comes_back_with_what_it_has_place_for(
    spaces: tuple[Workspace, Workspace],
) -> None:
    workspace, copy = spaces
    load: Any = conftest._load
    done = load(copy, "feed", exported(workspace, PEPPOL), "peppol", "peppol.xml", supplier="acme")
    assert (done.status, done.stored, done.rejected) == ("published", 4, 0)
    before, after = catalogue(workspace, NOT_IN_PEPPOL), catalogue(copy, NOT_IN_PEPPOL)
    for offer in (*before, *after):
        offer.pop("certificates")
        offer["claims"] = [claim[:3] for claim in offer["claims"]]
    before[USED]["claims"] = before[CABLE]["claims"] = []
    # A line has one orderable unit: that of the price, where no other is known.
    before[USED]["unit"] = before[USED]["price_unit"]
    for was, now in zip(before, after, strict=True):
        assert now == was
    labels = {number: [one[:3] for one in found] for number, found in shown(copy).items()}
    assert labels == {number: [one[:3] for one in found] for number, found in shown(workspace).items()}


@given(st.text())
@example("'=1")
@example("''  -")
def test_what_is_guarded_comes_back_exactly(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text).lstrip(" ")[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n")


def test_the_columns_of_the_export_are_those_of_the_format() -> None:
    known = {*table_format.COLUMNS, *table_more.COLUMNS, *table_more.PASSED_OVER}
    assert set(table.COLUMNS) == known


def test_a_description_of_many_lines_costs_its_last_breaks_in_csv_and_no_row(
    spaces: tuple[Workspace, Workspace],
) -> None:
    workspace, copy = spaces
    long = "\n".join(f"linje {number}" for number in range(90))
    with db.writing(workspace.engine) as session:
        session.execute(update(Offer).where(col(Offer.supplier_number) == "A-1").values(description=long))
    load: Any = conftest._load
    for kind, breaks in ((XLSX, 89), (CSV, table.MOST_LINES - 1)):
        done = load(copy, "feed", exported(workspace, kind), "table", kind, supplier="acme")
        assert (done.status, done.stored, done.rejected) == ("published", 4, 0)
        said = catalogue(copy)[0]["description"]
        assert (said.count("\n"), said.split()) == (breaks, long.split())


def test_a_search_exports_only_what_it_finds(spaces: tuple[Workspace, Workspace]) -> None:
    workspace, _copy = spaces
    asked = Export(CSV, "acme", replace(SearchRequest(), labels=("tco-certified",)))
    lines = b"".join(stream(workspace, open_search(workspace), asked, "x")).decode("utf-8")
    assert "A-1;" in lines
    assert "A-4;" not in lines


def test_a_file_is_of_one_supplier(spaces: tuple[Workspace, Workspace]) -> None:
    workspace, _copy = spaces
    with db.writing(workspace.engine) as session:
        session.add(Supplier(slug="tom", name="Tom AS"))
    asked = Export(CSV, "", SearchRequest())
    assert b"A-1;" in b"".join(stream(workspace, open_search(workspace), asked, "x"))
