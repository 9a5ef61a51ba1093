"""The demo, loaded as ``merkbar demo`` loads it, shows every state and what else it promises."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from catalog import db, queries
from catalog.identifiers import Identifier
from catalog.overview import issues
from catalog.search.opening import open_index
from catalog.search.port import SearchRequest
from catalog.workspace import Workspace
from importers.demo import SHOWCASE, Showcase
from labels.model import State
from web import cli, create_app
from web.config import from_environment, open_workspace


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The demo of one day, loaded once for all tests here."""
    settings = {"MERKBAR_VAR": str(tmp_path_factory.mktemp("demo")), "MERKBAR_TODAY": "2028-02-29"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["merkbar", "demo", "--no-serve"])
        with pytest.raises(SystemExit) as ended:
            cli.main()
            raise SystemExit(0)
        assert not ended.value.code
    workspace = open_workspace(from_environment(settings))
    yield workspace
    workspace.engine.dispose()


@pytest.mark.parametrize("case", SHOWCASE, ids=lambda case: f"{case.number}-{case.label}")
def test_each_showcase_product_is_in_its_state(demo: Workspace, case: Showcase) -> None:
    with db.reading(demo.engine) as session:
        ((product_id,),) = queries.resolve(session, [Identifier("supplier", case.number, case.supplier)])
        view = queries.product_view(session, demo, product_id, demo.clock.today())
    found = {(item.state, item.level) for item in view.evidence if item.label == case.label}
    assert case.state in {state for state, _ in found}
    if case.level:
        assert (case.state, case.level) in found
    shown = {item.label for item in view.labels}
    assert (case.label in shown) is case.state.shown


def test_the_showcase_holds_every_state() -> None:
    assert {case.state for case in SHOWCASE} == set(State)


def test_about_two_thousand_products_and_some_with_two_suppliers(demo: Workspace) -> None:
    index = open_index(demo.index_dir)
    result = index.search(SearchRequest(per_page=200), demo.clock.today(), frozenset())
    assert 1900 <= result.total <= 2100
    both = SearchRequest(suppliers=("nordvolt",), per_page=200)
    with db.reading(demo.engine) as session:
        ids = index.search(both, demo.clock.today(), frozenset()).ids
        views = queries.product_views(session, demo, ids, demo.clock.today())
    assert any(len({offer.supplier for offer in view.offers}) > 1 for view in views)


def test_an_unlabelled_display_has_a_labelled_alternative(demo: Workspace) -> None:
    index = open_index(demo.index_dir)
    plain = index.search(SearchRequest(classes=("displays",)), demo.clock.today(), frozenset())
    labelled = SearchRequest(classes=("displays",), labels=("tco-certified",))
    assert 0 < index.search(labelled, demo.clock.today(), frozenset()).total < plain.total


def test_nothing_of_the_demo_is_rejected(demo: Workspace) -> None:
    with db.reading(demo.engine) as session:
        assert {issue.kind for issue in issues(session, 100)} <= {"notice", "identifier-conflict"}


def test_tiers_stand_from_the_highest_down_and_stock_in_words(demo: Workspace) -> None:
    settings = from_environment(
        {"MERKBAR_VAR": str(demo.var), "MERKBAR_TODAY": "2028-02-29", "MERKBAR_SECRET_KEY": "for this test"}
    )
    client = create_app(settings, testing=True).test_client()
    page = client.get("/search?class=displays").get_data(as_text=True)
    tiers = [page.index(f'value="{tier}"') for tier in ("gold", "silver", "bronze")]
    assert tiers == sorted(tiers)
    cable = client.get("/search?q=PFXP").get_data(as_text=True)
    assert "Lagerført" in cable
    assert ">stocked<" not in cable
