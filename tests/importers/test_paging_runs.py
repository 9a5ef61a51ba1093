"""A register with pages from its API to the products: only a whole one may withdraw anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from api_server import Api, serving
from sqlalchemy import select
from sqlmodel import col
from test_register_runs import on, product, states

from catalog import db
from catalog.models import Dataset
from catalog.workspace import Workspace
from importers.config import Profile
from importers.errors import FetchFailed
from importers.fetch import fetch
from importers.journal import Report
from importers.register_run import run_register
from tests.conftest import TODAY, Loader

NAME = "ENERGY STAR Certified Imaging Equipment"
RESOURCE, VIEW = "/resource/t2v6-g4nf.json", "/api/views/t2v6-g4nf.json"
FEED = "supplier_number,brand,mpn,name,product_group\n1,Nordlys,P7,Nordlys P7 skriver,printers\n"
Pull = Callable[..., Report]


def rows(count: int) -> list[dict[str, Any]]:
    return [
        {
            "pd_id": str(9000 + number), "brand_name": "Nordlys", "model_name": "x",
            "model_number": f"P{number}", "product_type": "Printers", "markets": "United States",
            "date_certified": "2025-01-01T00:00:00.000",
        }
        for number in range(1, count + 1)
    ]  # fmt: skip


@pytest.fixture
def api() -> Iterator[Api]:
    with serving() as running:
        running.answers[VIEW] = lambda _query: (200, {"id": "t2v6-g4nf", "name": NAME})
        answer_with(running, rows(7))
        yield running


def answer_with(api: Api, found: list[dict[str, Any]]) -> None:
    def page(query: dict[str, str]) -> tuple[int, Any]:
        first = int(query["$offset"])
        return 200, found[first : first + int(query["$limit"])]

    api.answers[RESOURCE] = page


@pytest.fixture
def pull(api: Api, workspace: Workspace, load_feed: Loader) -> Pull:
    load_feed(FEED)

    def run(space: Workspace = workspace) -> Report:
        profile = Profile(
            "imaging", "register", "energy-star", label="energy-star", dataset="t2v6-g4nf", mode="full",
            url=api.url(RESOURCE), paging="socrata", page_size=3, dataset_name=NAME, allow_private=True,
        )  # fmt: skip
        raw = fetch(profile, space.raw_dir / profile.name, {}, sleep=lambda _seconds: None)
        assert raw is not None
        return run_register(space, profile, raw)

    return run


def confirmed(space: Workspace) -> Any:
    with db.reading(space.engine) as session:
        return session.execute(select(col(Dataset.confirmed_on))).scalar_one()


def test_the_row_on_the_last_page_shows_its_label(workspace: Workspace, pull: Pull) -> None:
    report = pull()
    assert (report.status, report.stored) == ("published", 7)
    assert states(product(workspace)) == [("energy-star", "verified")]


def test_the_same_rows_again_are_unchanged_and_confirmed(workspace: Workspace, pull: Pull) -> None:
    pull()
    later = on(workspace, TODAY + timedelta(days=3))
    report = pull(later)
    assert (report.status, report.message) == ("unchanged", "the same file as last time")
    assert confirmed(workspace) == TODAY + timedelta(days=3)


def test_a_row_that_vanished_is_withdrawn_when_all_pages_arrived(
    api: Api, workspace: Workspace, pull: Pull
) -> None:
    pull()
    answer_with(api, rows(6))
    assert pull().details["withdrawn"] == 1
    assert states(product(workspace)) == [("energy-star", "withdrawn")]


def test_a_page_that_does_not_arrive_withdraws_nothing(api: Api, workspace: Workspace, pull: Pull) -> None:
    pull()
    whole = api.answers[RESOURCE]
    api.answers[RESOURCE] = lambda query: (500, {}) if query["$offset"] == "6" else whole(query)
    with pytest.raises(FetchFailed, match="answered 500"):
        pull(on(workspace, TODAY + timedelta(days=3)))
    assert states(product(workspace)) == [("energy-star", "verified")]
    assert confirmed(workspace) == TODAY


def test_another_name_withdraws_nothing(api: Api, workspace: Workspace, pull: Pull) -> None:
    pull()
    api.answers[VIEW] = lambda _query: (200, {"id": "t2v6-g4nf", "name": f"{NAME} - Deprecated"})
    answer_with(api, rows(2))
    with pytest.raises(FetchFailed, match="Deprecated"):
        pull(on(workspace, TODAY + timedelta(days=3)))
    assert states(product(workspace)) == [("energy-star", "verified")]
    assert confirmed(workspace) == TODAY
