"""Labels that will be lost soon: what is listed, and what takes over so that nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from catalog import db
from catalog.clock import Clock
from catalog.expiring import ExpiringItem, endings, expiring
from catalog.models import Tag
from catalog.workspace import Workspace
from tests.conftest import TODAY, Loader

FEED = "supplier_number,gtin,brand,mpn,name,product_group\n"
P1 = FEED + "1,,Acme,P1,Acme P1 skriver,printers\n"
SWAN = "certificate,brand,model,valid_from,valid_to,status\n"
EPEAT = "certificate,brand,model,tier,markets,valid_from,valid_to\n"


def day(days: int) -> date:
    return TODAY + timedelta(days=days)


def swan(number: str, until: int, model: str = "P1", first: int = -400, status: str = "active") -> str:
    return f"{number},Acme,{model},{day(first)},{day(until)},{status}\n"


def listed(space: Workspace, days: int = 90, labels: tuple[str, ...] = ()) -> list[ExpiringItem]:
    with db.reading(space.engine) as session:
        return endings(session, space, space.clock.today(), days, labels)


def ends(space: Workspace, days: int = 90) -> list[tuple[str, int]]:
    return [(item.certificate, item.days_left) for item in listed(space, days)]


@pytest.mark.parametrize(
    ("until", "within30", "within90"),
    [(-1, 0, 0), (0, 1, 1), (30, 1, 1), (31, 0, 1), (90, 0, 1), (91, 0, 0)],
)
def test_the_window_holds_today_and_its_last_day(
    workspace: Workspace, load_feed: Loader, load_register: Loader, until: int, within30: int, within90: int
) -> None:
    load_feed(P1)
    load_register(SWAN + swan("5015 0001", until), label="nordic-swan")
    assert (len(listed(workspace, 30)), len(listed(workspace, 90))) == (within30, within90)


def test_a_certificate_that_shows_nothing_expires_for_nobody(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(P1 + "2,,Acme,P2,Acme P2 skriver,printers\n")
    borrowed = "supplier_number,brand,name,certificates\n3,Other,Skriver,nordic-swan:5015 0003\n"
    load_feed(borrowed, supplier="beta")
    certificates = [
        swan("5015 0001", 20, status="withdrawn"),
        swan("5015 0002", 20, "P2", first=5),
        swan("5015 0003", 20, "P3"),
    ]
    load_register(SWAN + "".join(certificates), label="nordic-swan")
    with db.reading(workspace.engine) as session:
        rejected = session.execute(select(col(Tag.certificate_number), col(Tag.rejected))).all()
    assert sorted(rejected) == [("5015 0001", ""), ("5015 0002", ""), ("5015 0003", "brand")]
    assert listed(workspace) == []


def test_a_register_nobody_has_confirmed_announces_nothing(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(P1)
    load_register(SWAN + swan("5015 0001", 60), label="nordic-swan", max_age_days=30)
    for days, count in ((30, 1), (31, 0)):
        assert len(listed(replace(workspace, clock=Clock(pinned=day(days))))) == count


def test_a_product_nobody_offers_any_more_is_left_out(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(P1)
    load_register(SWAN + swan("5015 0001", 20), label="nordic-swan")
    assert len(listed(workspace)) == 1
    load_feed(FEED + "2,,Acme,P2,Annet,printers\n", mode="full", accept_gates=True)
    assert listed(workspace) == []


@pytest.mark.parametrize(
    ("first", "until", "expected"),
    [
        (-10, 400, []),
        (21, 400, []),
        (22, 400, [("5015 0001", 20)]),
        (-10, 60, [("5015 0002", 60)]),
        (21, 60, [("5015 0002", 60)]),
        (-10, 20, [("5015 0001", 20)]),
    ],
)
def test_a_certificate_that_takes_over_without_a_gap_is_what_counts(
    workspace: Workspace,
    load_feed: Loader,
    load_register: Loader,
    first: int,
    until: int,
    expected: list[tuple[str, int]],
) -> None:
    load_feed(P1)
    rows = swan("5015 0001", 20) + swan("5015 0002", until, first=first)
    load_register(SWAN + rows, label="nordic-swan")
    assert ends(workspace) == expected


def test_what_takes_over_only_after_the_period_still_leaves_an_empty_list(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(P1)
    load_register(SWAN + swan("5015 0001", 20) + swan("5015 0002", 60), label="nordic-swan")
    assert ends(workspace, 30) == []


def test_another_label_never_takes_over(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(P1)
    load_register(SWAN + swan("5015 0001", 20), label="nordic-swan")
    load_register(SWAN + swan("DE-UZ 219", 400), label="blue-angel")
    assert [(item.label, item.days_left) for item in listed(workspace)] == [("nordic-swan", 20)]


def test_a_lower_tier_does_not_stand_in_for_a_higher_one(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(P1)
    gold = f"E1,Acme,P1,gold,NO,{day(-100)},{day(20)}\n"
    silver = f"E2,Acme,P1,silver,NO,{day(21)},{day(60)}\n"
    load_register(EPEAT + gold + silver, label="epeat")
    assert [(item.tier, item.days_left) for item in listed(workspace)] == [("gold", 20)]
    later = replace(workspace, clock=Clock(pinned=day(21)))
    assert [(item.tier, item.days_left) for item in listed(later)] == [("silver", 39)]


def test_the_first_to_go_comes_first_then_label_and_name(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(FEED + "1,,Acme,P1,beta skriver,printers\n2,,Acme,P2,Alfa skriver,printers\n")
    load_register(SWAN + swan("5015 0001", 20) + swan("5015 0002", 20, "P2"), label="nordic-swan")
    load_register(SWAN + swan("DE-UZ 1", 20, "P2") + swan("DE-UZ 2", 10), label="blue-angel")
    assert [(item.days_left, item.label, item.name) for item in listed(workspace)] == [
        (10, "blue-angel", "beta skriver"),
        (20, "blue-angel", "Alfa skriver"),
        (20, "nordic-swan", "Alfa skriver"),
        (20, "nordic-swan", "beta skriver"),
    ]
    assert {item.label for item in listed(workspace, labels=("nordic-swan",))} == {"nordic-swan"}


def test_a_page_names_every_supplier_of_the_product_once(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(P1, supplier="beta")
    load_feed(P1 + "7,,Acme,P1,Acme P1 skriver,printers\n", supplier="alfa")
    load_register(SWAN + swan("5015 0001", 20), label="nordic-swan")
    with db.reading(workspace.engine) as session:
        (item,) = expiring(session, workspace, TODAY, 90, limit=10)
        assert expiring(session, workspace, TODAY, 90, limit=10, offset=1) == []
        assert expiring(session, workspace, TODAY, 90, limit=10, labels=("epeat",)) == []
    assert item.suppliers == ("alfa", "beta")
    assert (item.certificate, item.valid_to, item.name) == ("5015 0001", day(20), "Acme P1 skriver")
