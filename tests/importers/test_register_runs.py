"""A run of a register: what it confirms, withdraws and refuses, and whom it touches."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from catalog import db, queries
from catalog.clock import Clock
from catalog.identifiers import Identifier
from catalog.models import Certificate, Dataset, Product, Tag
from catalog.overview import issues
from catalog.shapes import ProductView
from catalog.workspace import Workspace
from tests.conftest import TODAY, Loader

FEED = "supplier_number,brand,mpn,name,product_group\n1,Acme,P1,Acme P1 skriver,printers\n"
HEADER = "certificate,brand,model,valid_from,valid_to,status\n"
SWAN = HEADER + "5015 0001,Acme,P1,2025-01-01,2027-06-30,active\n"


def product(space: Workspace, today: date = TODAY, number: str = "1") -> ProductView:
    with db.reading(space.engine) as session:
        ((found,),) = queries.resolve(session, [Identifier("supplier", number, "acme")])
        return queries.product_view(session, space, found, today)


def on(space: Workspace, day: date) -> Workspace:
    return replace(space, clock=Clock(pinned=day))


def states(view: ProductView) -> list[tuple[str, str]]:
    return [(item.label, str(item.state)) for item in (*view.labels, *view.labels_not_shown)]


def test_a_register_tags_what_it_names_in_either_order(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_register(SWAN, label="nordic-swan")
    load_feed(FEED)
    view = product(workspace)
    assert states(view) == [("nordic-swan", "verified")]
    (label,) = view.labels
    assert (label.level, label.certificate, label.file_name, label.line) == ("C", "5015 0001", "list.csv", 2)


def test_identical_bytes_advance_the_confirmation_day_and_rewrite_no_product(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(FEED)
    load_register(SWAN, label="nordic-swan")
    with db.reading(workspace.engine) as session:
        before = session.execute(select(col(Product.revision))).scalar_one()
    later = TODAY + timedelta(days=100)
    assert load_register(SWAN, label="nordic-swan", workspace=on(workspace, later)).status == "unchanged"
    with db.reading(workspace.engine) as session:
        assert session.execute(select(col(Dataset.confirmed_on))).scalar_one() == later
        assert session.execute(select(col(Product.revision))).scalar_one() == before


def test_a_copy_older_than_its_limit_is_unconfirmed_until_it_is_loaded_again(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(FEED)
    load_register(SWAN, label="nordic-swan", max_age_days=30)
    assert states(product(workspace, TODAY + timedelta(days=30))) == [("nordic-swan", "verified")]
    late = TODAY + timedelta(days=31)
    assert states(product(workspace, late)) == [("nordic-swan", "unconfirmed")]
    load_register(SWAN, label="nordic-swan", max_age_days=30, workspace=on(workspace, late))
    assert states(product(workspace, late)) == [("nordic-swan", "verified")]


def test_what_vanishes_from_a_full_register_is_withdrawn_that_day_and_kept(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(FEED)
    load_register(SWAN, label="nordic-swan", mode="full")
    other = HEADER + "5015 0002,Acme,P9,2025-01-01,2027-06-30,active\n"
    load_register(other, label="nordic-swan", mode="delta")
    assert states(product(workspace)) == [("nordic-swan", "verified")]
    load_register(other, label="nordic-swan", mode="full")
    assert states(product(workspace)) == [("nordic-swan", "withdrawn")]
    with db.reading(workspace.engine) as session:
        gone = session.execute(select(Certificate).where(col(Certificate.number) == "5015 0001")).scalar_one()
        assert gone.withdrawn_on == TODAY


def test_another_label_in_the_same_format_is_left_alone(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(FEED)
    load_register(SWAN, label="nordic-swan", mode="full")
    load_register(SWAN.replace("5015 0001", "DE-UZ 219"), label="blue-angel", mode="full")
    assert states(product(workspace)) == [("blue-angel", "verified"), ("nordic-swan", "verified")]


def test_a_withdrawn_row_that_comes_back_holds_again(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(FEED)
    load_register(SWAN.replace("active", "withdrawn"), label="nordic-swan")
    assert states(product(workspace)) == [("nordic-swan", "withdrawn")]
    load_register(SWAN, label="nordic-swan")
    assert states(product(workspace)) == [("nordic-swan", "verified")]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("5015 0009,Acme,P1,2025-01-01,,active", "valid_to"),
        ("5015 0009,Acme,P1,2025-01-01,31.12.2027,active", "valid_to"),
        ("5015 0009,Acme,P1,2027-01-01,2026-01-01,active", "valid_to"),
        (",Acme,P1,2025-01-01,2027-01-01,active", "certificate"),
        ("5015 0009,Acme,P1,2025-01-01,2027-01-01,gyldig", "status"),
    ],
)
def test_a_row_that_cannot_be_checked_is_refused_and_shows_nothing(
    workspace: Workspace, load_feed: Loader, load_register: Loader, row: str, field: str
) -> None:
    load_feed(FEED)
    report = load_register(
        HEADER + "5015 0002,Acme,P9,2025-01-01,2027-06-30,\n" + row + "\n", label="nordic-swan"
    )
    assert (report.stored, report.rejected) == (1, 1)
    with db.reading(workspace.engine) as session:
        (issue,) = issues(session, 10)
    assert issue.line == 3
    assert field in issue.field or issue.field == "number"
    assert product(workspace).labels == ()


def test_rows_of_one_certificate_with_two_dates_are_all_refused(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(FEED)
    report = load_register(SWAN + "5015 0001,Acme,P2,2025-01-01,2028-06-30,active\n", label="nordic-swan")
    assert (report.read, report.rejected) == (2, 2)
    assert product(workspace).labels == ()


@pytest.mark.parametrize("label", ["epeat", "energy-star"])
def test_a_label_that_holds_per_market_needs_one(load_register: Loader, label: str) -> None:
    report = load_register(HEADER + "1,Acme,P1,2025-01-01,,active\n", label=label, accept_gates=True)
    assert (report.stored, report.rejected) == (0, 1)


def test_a_broken_register_leaves_the_one_in_use_in_force(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(FEED)
    load_register(SWAN, label="nordic-swan", mode="full")
    report = load_register(
        "<html>error</html>",
        label="nordic-swan",
        mode="full",
        workspace=on(workspace, TODAY + timedelta(days=9)),
    )
    assert report.status == "failed"
    assert states(product(workspace)) == [("nordic-swan", "verified")]
    with db.reading(workspace.engine) as session:
        assert session.execute(select(col(Dataset.confirmed_on))).scalar_one() == TODAY


def test_history_is_closed_never_deleted(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(FEED)
    load_register(SWAN, label="nordic-swan")
    load_register(SWAN.replace("2027-06-30", "2026-12-31"), label="nordic-swan")
    with db.reading(workspace.engine) as session:
        tags = session.execute(select(Tag).order_by(col(Tag.id))).scalars().all()
    assert [(tag.valid_to, tag.closed_at is None) for tag in tags] == [
        (date(2027, 6, 30), False), (date(2026, 12, 31), True),
    ]  # fmt: skip


def test_a_claim_that_the_register_confirms_stands_and_one_it_ended_does_not(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(
        FEED.replace("product_group", "product_group,labels").replace("printers", "printers,Svanemerket")
    )
    load_register(SWAN, label="nordic-swan")
    claims = {str(item.state) for item in product(workspace).evidence if item.kind == "claim"}
    assert claims == {"declared"}
    after = product(workspace, date(2027, 7, 1))
    assert states(after) == [("nordic-swan", "expired")]
    assert {str(item.state) for item in after.evidence} == {"expired", "refuted"}


def test_energy_star_counts_in_the_usa_only(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(FEED + "2,Acme,P2,Acme P2 skriver,printers\n3,Acme,P3,Acme P3 skriver,printers\n")
    rows = (
        "pd_id,brand_name,model_name,model_number,date_certified,markets\n"
        '1,Acme,x,P1,2025-01-01,"United States, Canada"\n'
        '2,Acme,x,P2,2025-01-01,"Canada, Japan"\n'
        '3,Acme,x,P3,2017-01-01T00:00:00,"Europe, Switzerland"\n'
    )
    load_register(rows, "energy-star", "t2v6-g4nf.csv")
    assert states(product(workspace)) == [("energy-star", "verified")]
    assert states(product(workspace, number="2")) == [("energy-star", "refuted")]
    assert states(product(workspace, number="3")) == [("energy-star", "refuted")]


@pytest.mark.parametrize("order", [("P1", "P2"), ("P2", "P1")])
def test_a_delta_adds_models_to_a_certificate_and_a_full_register_says_which_it_has(
    workspace: Workspace, load_feed: Loader, load_register: Loader, order: tuple[str, str]
) -> None:
    load_feed(FEED + "2,Acme,P2,Acme P2 skriver,printers\n")
    for model in order:
        load_register(SWAN.replace("P1", model), label="nordic-swan")
    for number in ("1", "2"):
        assert states(product(workspace, number=number)) == [("nordic-swan", "verified")]
    load_register(SWAN, label="nordic-swan", mode="full")
    assert states(product(workspace, number="2")) == []
