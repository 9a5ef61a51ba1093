"""What was shown on a day, and why: asked for days on which things were loaded, changed and taken away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from catalog import db, history, queries
from catalog.clock import Clock
from catalog.errors import NotFound
from catalog.explain import explain
from catalog.identifiers import Identifier
from catalog.models import Product, Run, Tag
from catalog.shapes import ProductView
from catalog.workspace import Workspace
from tests.conftest import TODAY, Loader

HEADER = "supplier_number,gtin,brand,mpn,name,product_group,labels\n"
FEED = HEADER + "1,,Acme,P1,Acme P1 skriver,printers,EPEAT Gold\n"
UNCLAIMED = HEADER + "1,,Acme,P1,Acme P1 skriver,printers,\n"
SWAN = "certificate,brand,model,valid_from,valid_to,status\n5015 0001,Acme,P1,2025-01-01,2027-06-30,active\n"
D0, D1, D2, D3, D4 = (TODAY + timedelta(days=days) for days in range(-1, 4))


def on(space: Workspace, day: date) -> Workspace:
    return replace(space, clock=Clock(pinned=day))


def product_id(space: Workspace, number: str = "1", supplier: str = "acme") -> int:
    with db.reading(space.engine) as session:
        ((found,),) = queries.resolve(session, [Identifier("supplier", number, supplier)])
    return found


def view(space: Workspace, day: date, key: int) -> ProductView:
    """The product on a day, asked for on the workspace's own day."""
    with db.reading(space.engine) as session:
        return queries.product_view(session, space, key, day, history.as_of(space.clock, day))


def states(found: ProductView) -> tuple[dict[str, str], dict[str, str]]:
    return (
        {item.label: str(item.state) for item in found.labels},
        {item.label: str(item.state) for item in found.labels_not_shown},
    )


@pytest.fixture
def story(workspace: Workspace, load_feed: Loader, load_register: Loader) -> tuple[Workspace, int]:
    """Day 1: a feed with a claim and a register. Day 2: the register withdraws. Day 3: the claim goes."""
    load_feed(FEED, workspace=on(workspace, D1))
    load_register(SWAN, label="nordic-swan", workspace=on(workspace, D1))
    load_register(SWAN.replace("active", "withdrawn"), label="nordic-swan", workspace=on(workspace, D2))
    load_feed(UNCLAIMED, workspace=on(workspace, D3))
    return on(workspace, D4), product_id(workspace)


def test_each_day_shows_what_was_known_when_it_ended(story: tuple[Workspace, int]) -> None:
    space, key = story
    days = [states(view(space, day, key)) for day in (D0, D1, D2, D3, D4)]
    assert days == [
        ({}, {}),
        ({"epeat": "declared", "nordic-swan": "verified"}, {}),
        ({"epeat": "declared"}, {"nordic-swan": "withdrawn"}),
        ({}, {"nordic-swan": "withdrawn"}),
        ({}, {"nordic-swan": "withdrawn"}),
    ]


def test_a_claim_that_is_gone_still_says_who_said_what_and_where(story: tuple[Workspace, int]) -> None:
    space, key = story
    (claim,) = (item for item in view(space, D2, key).labels if item.kind == "claim")
    assert (claim.supplier, claim.claim_raw) == ("acme", "EPEAT Gold")
    assert (claim.file_name, claim.line) == ("feed.csv", 2)


def test_no_later_load_changes_what_an_earlier_day_answers(
    story: tuple[Workspace, int], load_feed: Loader, load_register: Loader
) -> None:
    space, key = story
    before = [view(space, day, key).evidence for day in (D0, D1, D2, D3)]
    load_register(SWAN.replace("2027-06-30", "2029-06-30"), label="nordic-swan", workspace=space)
    load_feed(HEADER + "9,,Acme,P9,Annet,printers,\n", mode="full", accept_gates=True, workspace=space)
    much_later = on(space, D4 + timedelta(days=900))
    assert [view(much_later, day, key).evidence for day in (D0, D1, D2, D3)] == before


def test_today_and_days_to_come_rest_on_what_is_known_now(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(FEED)
    load_register(SWAN, label="nordic-swan", max_age_days=5000)
    key = product_id(workspace)
    assert history.as_of(workspace.clock, TODAY) is None
    for day, state in ((TODAY, "verified"), (date(2027, 4, 1), "expiring"), (date(2027, 6, 30), "expiring")):
        assert states(view(workspace, day, key))[0]["nordic-swan"] == state
    assert states(view(workspace, date(2027, 7, 1), key))[1]["nordic-swan"] == "expired"


def test_the_states_of_a_past_day_are_those_of_that_day(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(FEED)
    load_register(SWAN.replace("2027-06-30", "2026-11-24"), label="nordic-swan")
    later = on(workspace, TODAY + timedelta(days=30))
    key = product_id(workspace)
    assert states(view(later, date(2026, 11, 24), key))[0]["nordic-swan"] == "expiring"
    assert states(view(later, date(2026, 11, 25), key))[1]["nordic-swan"] == "expired"


def test_a_register_is_as_fresh_as_its_runs_had_made_it_by_then(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    def load(text: str, days: int) -> str:
        space = on(workspace, TODAY + timedelta(days=days))
        return load_register(text, label="nordic-swan", max_age_days=30, workspace=space).status

    load_feed(FEED)
    assert [load(SWAN, 0), load("<html>", 35), load(SWAN, 40)] == ["published", "failed", "unchanged"]
    space, key = on(workspace, TODAY + timedelta(days=50)), product_id(workspace)

    def swan(days: int) -> tuple[str, date | None]:
        found = view(space, TODAY + timedelta(days=days), key)
        (item,) = (item for item in found.evidence if item.label == "nordic-swan")
        return str(item.state), item.confirmed_on

    assert swan(30) == ("verified", TODAY)
    assert swan(31) == swan(36) == swan(39) == ("unconfirmed", TODAY)
    assert swan(40) == ("verified", TODAY + timedelta(days=40))
    with db.writing(workspace.engine) as session:
        session.execute(update(Run).where(col(Run.status) == "unchanged").values(status="held"))
    assert swan(40) == ("unconfirmed", TODAY)


def test_without_any_run_that_names_it_a_register_counts_from_the_tags_own_day(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(FEED)
    load_register(SWAN, label="nordic-swan", max_age_days=30)
    with db.writing(workspace.engine) as session:
        session.execute(update(Run).values(counters={}))
    space, key = on(workspace, TODAY + timedelta(days=60)), product_id(workspace)
    assert states(view(space, TODAY + timedelta(days=30), key))[0]["nordic-swan"] == "verified"
    assert states(view(space, TODAY + timedelta(days=31), key))[1]["nordic-swan"] == "unconfirmed"


def test_a_day_ends_at_midnight_where_the_buyers_are(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    """23.30 UTC on 22 November is 0.30 on the 23rd in Oslo."""
    clock = Clock(source=lambda: datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    load_feed(FEED, workspace=replace(workspace, clock=clock))
    load_register(SWAN, label="nordic-swan", workspace=replace(workspace, clock=clock))
    space, key = on(workspace, D4), product_id(workspace)
    assert states(view(space, date(2026, 11, 22), key)) == ({}, {})
    assert set(states(view(space, date(2026, 11, 23), key))[0]) == {"epeat", "nordic-swan"}


def test_the_operators_switch_for_claims_counts_as_it_stands_now(story: tuple[Workspace, int]) -> None:
    space, key = story
    assert "epeat" not in states(view(replace(space, show_declared=False), D1, key))[0]


def test_the_timeline_tells_every_tag_in_order_with_its_days(story: tuple[Workspace, int]) -> None:
    space, key = story
    with db.reading(space.engine) as session:
        spans = history.timeline(session, space.clock.timezone, key)
    assert [(one.label, one.opened_on, one.closed_on, one.withdrawn_on) for one in spans] == [
        ("epeat", D1, D3, None),
        ("nordic-swan", D1, D2, None),
        ("nordic-swan", D2, None, D2),
    ]
    assert [(one.certificate, one.claim_raw, one.supplier) for one in spans[:2]] == [
        ("", "EPEAT Gold", "acme"),
        ("5015 0001", "", ""),
    ]


def test_a_candidate_has_no_place_in_the_timeline(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed("supplier_number,brand,name,certificates\n1,Other,Skriver,nordic-swan:5015 0001\n")
    load_register(SWAN, label="nordic-swan")
    with db.reading(workspace.engine) as session:
        kept = session.execute(select(col(Tag.rejected))).scalars().all()
        assert kept and all(kept)
        assert history.timeline(session, workspace.clock.timezone, product_id(workspace)) == []


@pytest.fixture
def merged(workspace: Workspace, load_feed: Loader, load_register: Loader) -> tuple[Workspace, int, int]:
    """Two products on day 1, each with a claim; on day 3 a third supplier shows that they are one."""
    one, two = "5397184821671", "5397184821688"
    first, third = on(workspace, D1), on(workspace, D3)
    load_feed(HEADER + f"1,{one},,,Ene,printers,EPEAT Gold\n", supplier="one", workspace=first)
    load_feed(HEADER + f"2,{two},,,Andre,printers,Blue Angel\n", supplier="two", workspace=first)
    kept, lost = product_id(workspace, "1", "one"), product_id(workspace, "2", "two")
    load_feed(HEADER + f"3,{one}|{two},,,Begge,printers,\n", supplier="three", workspace=third)
    with db.reading(workspace.engine) as session:
        assert queries.redirect_of(session, lost) == kept
    return on(workspace, D4), kept, lost


def test_a_merged_product_stands_for_itself_on_days_before_the_merger(
    merged: tuple[Workspace, int, int],
) -> None:
    space, kept, lost = merged
    assert states(view(space, D2, lost))[0] == {"blue-angel": "declared"}
    assert states(view(space, D2, kept))[0] == {"epeat": "declared"}
    assert states(view(space, D3, kept))[0] == {"epeat": "declared", "blue-angel": "declared"}
    with db.reading(space.engine) as session:
        for day, apart in ((D0, True), (D2, True), (D3, False)):
            known = history.as_of(space.clock, day)
            assert known is not None and history.stood_apart(session, lost, known) is apart
        with pytest.raises(NotFound):
            queries.product_view(session, space, lost, D4)


def test_the_timeline_of_a_product_holds_those_that_became_part_of_it(
    merged: tuple[Workspace, int, int],
) -> None:
    space, kept, lost = merged
    with db.reading(space.engine) as session:
        assert session.get(Product, lost) is not None
        spans = history.timeline(session, space.clock.timezone, kept)
    assert [(one.product_id, one.label, one.opened_on, one.closed_on) for one in spans] == [
        (kept, "epeat", D1, None),
        (lost, "blue-angel", D1, D3),
        (kept, "blue-angel", D3, None),
    ]


def test_explain_says_why_on_a_past_day(story: tuple[Workspace, int]) -> None:
    space, key = story
    with db.reading(space.engine) as session:
        lines = list(explain(session, space, key, D1, history.as_of(space.clock, D1)))
    assert "  nordic-swan: verified (level C)" in lines
    assert any("passed brand-and-model" in line for line in lines)
