"""The queue: what waits for a person, with both sides of it."""

from __future__ import annotations

from datetime import date

import pytest

from catalog.errors import InvalidRequest
from catalog.workspace import Workspace
from tests.catalog.queue_world import COLUMNS, TCO, counted, fill, item, marked, waiting
from tests.conftest import Loader


@pytest.fixture
def shop(workspace: Workspace, load_feed: Loader, load_register: Loader) -> Workspace:
    fill(load_feed, load_register)
    return workspace


def test_a_weak_likeness_waits_with_its_score_and_what_differs(shop: Workspace) -> None:
    found = item(shop, "candidate", 1)
    assert (found.level, found.label, found.certificate) == ("E", "tco-certified", "D1")
    assert found.score is not None and 70 <= found.score < 100
    assert (found.product_name, found.brand, found.mpn) == ("Dell P2425H skjerm", "Dell", "P2425H")
    assert (found.register_brand, found.register_models) == ("Dell", ("P2425",))
    sides = {one.field: marked(one) for one in found.differences}
    assert sides == {
        "brand": ("Dell", "Dell"), "model": ("P2425[H]", "P2425"), "group": ("displays", "displays"),
    }  # fmt: skip
    assert found.evidence is not None and found.evidence.state == "candidate"


def test_a_match_that_a_rule_beat_waits_with_that_rule(shop: Workspace) -> None:
    found = item(shop, "candidate", 2)
    assert (found.level, found.reason, found.score) == ("C", "other-group", None)
    assert found.evidence is not None
    assert ["other-group", False, "desktops = notebooks"] in [list(step) for step in found.evidence.steps]
    assert {one.field: marked(one) for one in found.differences}["group"] == ("[desktops]", "[notebooks]")


def test_a_feed_that_claims_what_the_register_has_ended_is_a_conflict(shop: Workspace) -> None:
    found = item(shop, "conflict", 3)
    assert (found.reason, found.certificate) == ("claimed", "D3")
    assert [(said.supplier, said.held, said.raw) for said in found.said] == [("acme", True, "TCO Certified")]
    assert found.evidence is not None and found.evidence.state == "expired"


def test_a_feed_that_denies_what_the_register_confirms_is_a_conflict(shop: Workspace) -> None:
    found = item(shop, "conflict", 4)
    assert (found.reason, found.certificate) == ("denied", "D4")
    assert [said.held for said in found.said] == [False]
    assert found.evidence is not None and found.evidence.state == "verified"


def test_conflicts_are_those_of_the_day(shop: Workspace) -> None:
    before = waiting(shop, "conflict", date(2026, 8, 10))
    assert [found.product_id for found in before] == [4]
    later = waiting(shop, "conflict", date(2028, 1, 2))
    assert [(found.product_id, found.reason) for found in later] == [(3, "claimed")]


def test_a_market_that_does_not_count_is_a_no_of_the_register(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(COLUMNS + "1,,X9,Acme,Acme X9,displays,EPEAT Gold\n")
    load_register(
        "certificate,brand,model,markets,valid_from,tier\nE1,Acme,X9,US,2024-01-01,gold\n",
        "table", "epeat.csv", label="epeat",
    )  # fmt: skip
    (found,) = waiting(workspace, "conflict")
    assert found.evidence is not None and found.evidence.state == "refuted"


def test_a_newer_certificate_that_holds_ends_the_conflict(shop: Workspace, load_register: Loader) -> None:
    load_register(
        TCO + "D9,Acer,V247,,displays,2026-01-01,2029-01-01\n", "table", "tco2.csv", label="tco-certified"
    )
    assert [found.product_id for found in waiting(shop, "conflict")] == [4]


def test_unknown_wordings_wait_once_however_they_are_spelt(shop: Workspace) -> None:
    found = waiting(shop, "wording")
    assert [(one.wording, one.count, one.feeds) for one in found] == [
        ("EPEAT kanskje", 2, ("acme",)), ("Gruen IT", 1, ("acme",)),
    ]  # fmt: skip
    assert found[1].place == "feed.csv:6"


def test_a_wording_waits_until_its_own_record_changes(workspace: Workspace, load_feed: Loader) -> None:
    feed = COLUMNS + "1,,X9,Acme,Acme X9,displays,Gruen IT\n2,,X8,Acme,Acme X8,displays,\n"
    load_feed(feed)
    assert load_feed(feed.replace("Acme X8", "Acme X8 skjerm"), name="b.csv").status == "published"
    assert [found.wording for found in waiting(workspace, "wording")] == ["Gruen IT"]
    load_feed(feed.replace("Gruen IT", ""), name="c.csv")
    assert waiting(workspace, "wording") == []


def test_counts_and_pages_agree_with_the_queue(shop: Workspace) -> None:
    assert counted(shop) == {"candidate": 2, "wording": 2, "conflict": 2}
    for kind in ("candidate", "wording", "conflict"):
        whole = waiting(shop, kind)
        assert [waiting(shop, kind, limit=1, offset=place) for place in range(3)] == [
            [whole[0]], [whole[1]], [],
        ]  # fmt: skip
    with pytest.raises(InvalidRequest, match="candidate, wording, conflict"):
        waiting(shop, "everything")
