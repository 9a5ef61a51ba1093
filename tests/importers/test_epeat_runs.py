"""EPEAT from the export to what a product shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col
from test_register_runs import on, product, states

from catalog import db
from catalog.models import Certificate, Dataset
from catalog.overview import issues
from catalog.workspace import Workspace
from importers.errors import ProfileError
from tests.conftest import TODAY, Loader

FEED = (
    "supplier_number,brand,mpn,gtin,name\n"
    "1,Nordlys,N24-EU,7012345678014,Nordlys N24 skjerm\n"
    "2,Nordlys,Other,012345678905,Nordlys annen skjerm\n"
)
HEADER = (
    "Id,Product Name,Status,Registered In,Manufacturer,EPEAT Tier,Registered On,"
    "Manufacturer Part Number(s),Universal Product Code\n"
)


def row(country: str = "Norway", **changes: str) -> str:
    cells = {
        "id": "77", "name": "Nordlys Nordlys 24", "status": "Active", "country": country,
        "maker": "Nordlys", "tier": "Gold", "day": "2024-03-01", "parts": '"N24-EU, N24-US"',
        "upc": "012345678905",
    } | changes  # fmt: skip
    return ",".join(cells.values()) + "\n"


@pytest.fixture
def load(workspace: Workspace, load_feed: Loader, load_register: Loader) -> Loader:
    load_feed(FEED)

    def run(text: str, **changes: object) -> object:
        return load_register(HEADER + text, "epeat", "export.csv", **changes)

    return run  # type: ignore[return-value]


def test_a_part_number_counts_though_the_row_lists_the_gtin_of_another(
    workspace: Workspace, load: Loader
) -> None:
    report = load(row())
    assert (report.status, report.stored, report.rejected) == ("published", 4, 0)
    (label,) = product(workspace).labels
    assert (label.label, label.tier, str(label.state), label.level) == ("epeat", "gold", "verified", "C")
    (other,) = product(workspace, number="2").labels
    assert (other.level, other.certificate) == ("A", "77")


def test_the_united_states_prove_nothing_here(workspace: Workspace, load: Loader) -> None:
    load(row("United States"))
    assert states(product(workspace)) == [("epeat", "refuted")]
    load(row("United States") + row("Iceland"))
    assert states(product(workspace)) == [("epeat", "verified")]


def test_archived_here_is_not_saved_by_another_country(workspace: Workspace, load: Loader) -> None:
    load(row() + row("Canada"))
    assert states(product(workspace)) == [("epeat", "verified")]
    report = load(row(status="Archived") + row("Canada"))
    assert (report.ignored, report.rejected) == (1, 0)
    assert states(product(workspace)) == [("epeat", "refuted")]


def test_archived_everywhere_is_withdrawn(workspace: Workspace, load: Loader) -> None:
    load(row() + row("Canada"))
    load(row(status="Archived", tier="", upc="12") + row("Canada", status="Archived"))
    assert states(product(workspace)) == [("epeat", "withdrawn")]


def test_of_different_tiers_the_lowest_is_shown(workspace: Workspace, load: Loader) -> None:
    load(row() + row("Sweden", tier="Bronze", day="2025-01-01"))
    (label,) = product(workspace).labels
    assert (label.tier, str(label.state)) == ("bronze", "verified")
    with db.reading(workspace.engine) as session:
        (issue,) = issues(session, 10)
    assert "the lowest tier and the latest day were taken" in issue.reason


def test_one_country_twice_with_two_days_is_refused(workspace: Workspace, load: Loader) -> None:
    report = load(row() + row(day="2025-03-01"), accept_gates=True)
    assert (report.read, report.stored, report.rejected) == (8, 0, 8)
    assert product(workspace).labels == ()


@pytest.mark.parametrize("upc", ["012345678906", "1.2E+11", "12345678901", "N/A"])
def test_an_impossible_gtin_costs_its_whole_row(workspace: Workspace, load: Loader, upc: str) -> None:
    report = load(row(upc=upc), accept_gates=True)
    assert (report.read, report.stored, report.rejected) == (1, 0, 1)
    assert product(workspace).labels == ()


def test_what_vanishes_from_a_full_export_is_withdrawn(workspace: Workspace, load: Loader) -> None:
    load(row() + row(id="78", parts="X9", upc=""), mode="full")
    load(row(id="78", parts="X9", upc=""), mode="full")
    assert states(product(workspace)) == [("epeat", "withdrawn")]
    with db.reading(workspace.engine) as session:
        statement = select(col(Certificate.number)).where(col(Certificate.withdrawn_on).is_(None))
        assert session.execute(statement).scalars().all() == ["78"]


def test_a_refused_row_has_not_vanished(workspace: Workspace, load: Loader) -> None:
    load(row() + row(id="78", parts="X9", upc=""), mode="full")
    load(row(upc="12") + row(id="78", parts="X9", upc=""), mode="full")
    assert states(product(workspace)) == [("epeat", "verified")]


def test_a_lost_column_leaves_the_register_in_use_in_force(
    workspace: Workspace, load: Loader, load_register: Loader
) -> None:
    load(row(), mode="full")
    later = on(workspace, TODAY + timedelta(days=9))
    bad = HEADER.replace("Registered In", "Country") + row()
    report = load_register(bad, "epeat", "export.csv", mode="full", workspace=later)
    assert report.status == "failed"
    assert "lacks 'registered in'" in report.message
    assert states(product(workspace)) == [("epeat", "verified")]
    with db.reading(workspace.engine) as session:
        assert session.execute(select(col(Dataset.confirmed_on))).scalar_one() == TODAY


def test_a_list_of_another_label_is_refused(load_register: Loader) -> None:
    with pytest.raises(ProfileError, match="the format epeat is for epeat only"):
        load_register(HEADER + row(), "epeat", "export.csv", label="energy-star")
