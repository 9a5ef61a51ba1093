"""The public "what we know" pages: facts with source and day, for anybody, without a contact."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from catalog import db
from catalog.models import Offer, Product, Run, Supplier
from catalog.workspace import Workspace
from importers.sourcing import run as sourcing
from tests.conftest import TODAY
from tests.web import pages_world, sourcing_world
from tests.web.pages_world import application, page, product_id
from tests.web.sourcing_world import SUPPLIERS


@pytest.fixture
def space(tmp_path: Path) -> Iterator[Workspace]:
    with sourcing_world.opened(tmp_path) as found:
        with db.writing(found.engine) as session:
            run = session.exec(select(Run)).first()
            suppliers = session.exec(select(Supplier)).all()
            product = Product(name="Skjerm 24", brand="Merten", brand_key="merten")
            session.add(product)
            session.flush()
            for one in suppliers:
                session.add(Offer(
                    supplier_id=one.id or 0, product_id=product.id, supplier_number=f"{one.slug}-1",
                    content_hash="0", name="Skjerm 24", first_run=run.id if run else 0,
                    last_run=run.id if run else 0,
                ))  # fmt: skip
            assert product.id == 5
        yield found


def test_a_product_page_says_who_supplies_it_and_at_which_level(space: Workspace) -> None:
    client = application(space, questions_email="aapenhet@kjede.example").test_client()
    text = page(client, "/products/5/known")
    assert "Nord AS" in text
    assert "Factlines, 15.1.2026, gjelder til 15.1.2027" in text
    assert "ikke vurdert siden 30.4.2026" in text
    assert "mailto:aapenhet@kjede.example" in text


def test_no_contact_is_shown_to_anybody(space: Workspace) -> None:
    client = application(space).test_client()
    for address in ("/products/5/known", "/suppliers/nord/known"):
        text = page(client, address)
        assert "Kari" not in text
        assert "kari@nord.example" not in text
        assert "mailto:" not in text


def test_the_pages_are_open_where_all_else_asks_for_a_log_in(space: Workspace) -> None:
    client = application(space, require_login=True).test_client()
    assert client.get("/products/5").status_code == 303
    for address in ("/products/5/known", "/suppliers/nord/known", "/suppliers/vest/known"):
        assert client.get(address).status_code == 200


def test_the_maker_of_the_brand_is_named_where_the_list_knows_it(space: Workspace) -> None:
    header = SUPPLIERS.partition("\n")[0].replace("contact_name", "brands") + "\n"
    row = ",DE,Merten GmbH,produsent,,Merten,,høy,Factlines,2026-01-01,,,\n"
    report = sourcing_world.load(space, sourcing.SUPPLIERS, header + row, TODAY)
    assert report.rejected == 0
    text = page(application(space).test_client(), "/products/5/known")
    assert "Merten GmbH" in text
    assert "høy" in text


def test_an_unlisted_supplier_is_not_assessed_and_an_unknown_one_is_not_found(space: Workspace) -> None:
    with db.writing(space.engine) as session:
        session.add(Supplier(slug="ny", name="Ny AS"))
    client = application(space).test_client()
    assert "ikke vurdert" in page(client, "/suppliers/ny/known")
    assert client.get("/suppliers/ingen/known").status_code == 404


def test_a_labelled_product_names_its_certificate_and_leads_to_its_evidence(tmp_path: Path) -> None:
    with pages_world.opened(tmp_path) as space:
        pages_world.fill(space)
        client = application(space).test_client()
        number = product_id(client, "2Z624F")
        text = page(client, f"/products/{number}/known")
    assert "Svanemerket" in text
    assert f"/products/{number}/evidence#nordic-swan" in text


def test_levels_are_kept_from_the_public_where_the_operator_says_so(space: Workspace) -> None:
    client = application(space, risk_details="buyers").test_client()
    for address in ("/products/5/known", "/suppliers/nord/known"):
        text = page(client, address)
        assert "Nord AS" in text
        assert "Factlines" not in text
        assert "Risikonivå" not in text
