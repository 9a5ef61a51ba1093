"""What doctor says of feeds and registers, and with which exit code; what a failed pull leaves behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.delivery.shop import FEEDS, GOOD, JUMPED, Shop
from tests.web.delivery.shop import opened as open_shop

SWAN = """
[registers.swan]
format = "table"
label = "nordic-swan"
path = "swan.csv"
max_age_days = 14
"""


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = open_shop(tmp_path, None)
    (tmp_path / "data" / "feeds.toml").write_text(FEEDS + SWAN)
    (tmp_path / "data" / "swan.csv").write_text(
        "certificate,brand,model,valid_to\n5015 0001,Acme,P1,2030-06-30\n"
    )
    assert shop.pull(GOOD) == 0
    assert shop.run("registers", "pull", "swan")[0] == 0
    return shop


def test_all_is_well_after_good_runs(shop: Shop) -> None:
    assert shop.run("doctor") == (0, "doctor: all well\n")


def test_a_held_run_is_said_with_its_numbers_and_the_way_out(shop: Shop) -> None:
    shop.pull(JUMPED)
    code, said = shop.run("doctor")
    assert code == 1
    assert "feed acme: held: run 3: acme: 1 of 1 prices moved by more than x20" in said
    assert "(merkbar feeds release acme | merkbar feeds drop acme)" in said
    assert shop.run("feeds", "drop", "acme")[0] == 0
    assert shop.run("doctor")[0] == 0


def test_a_held_run_still_waits_after_a_pull_that_brought_nothing(shop: Shop) -> None:
    shop.pull(JUMPED)
    (shop.folder / "data" / "acme.csv").unlink()
    assert shop.run("feeds", "pull", "acme")[0] == 1
    code, said = shop.run("doctor")
    assert code == 1
    assert "feed acme: held: run 3" in said
    assert "feed acme: failed: run 4: " in said
    assert shop.run("feeds", "release", "acme")[0] == 0
    assert shop.run("doctor")[0] == 0


def test_a_late_feed_is_late_by_its_schedule_and_no_sooner(shop: Shop) -> None:
    assert shop.run("doctor", day="2026-11-23")[0] == 0
    code, said = shop.run("doctor", day="2026-11-24")
    assert (code, said.count("\n")) == (1, 1)
    assert "feed acme: late: the last good run ended 48 h ago, expected daily 02:30" in said
    assert shop.pull(GOOD, day="2026-11-24") == 0
    assert shop.run("doctor", day="2026-11-24")[0] == 0


def test_a_register_that_vouches_for_nothing_any_more_is_said(shop: Shop) -> None:
    shop.pull(GOOD, day="2026-12-07")
    code, said = shop.run("doctor", day="2026-12-07")
    assert code == 1
    assert "register swan: not confirmed since 2026-11-22" in said
    assert "(merkbar registers pull swan)" in said


def test_a_feed_that_was_configured_and_never_ran_is_late(tmp_path: Path) -> None:
    shop = open_shop(tmp_path, None)
    code, said = shop.run("doctor")
    assert code == 1
    assert "feed acme: late: has never had a good run, expected daily 02:30 (merkbar feeds pull acme)" in said


@pytest.mark.parametrize("verb", ["release", "drop"])
def test_a_held_register_is_released_or_dropped_like_a_feed(shop: Shop, verb: str) -> None:
    data = shop.folder / "data"
    (data / "feeds.toml").write_text((data / "feeds.toml").read_text() + "gates.min_records = 2\n")
    two = "certificate,brand,model,valid_to\n5015 0001,Acme,P1,2030-06-30\n5015 0002,Acme,P2,2030-06-30\n"
    (data / "swan.csv").write_text(two)
    assert shop.run("registers", "pull", "swan")[0] == 0
    (data / "swan.csv").write_text(two.rpartition("5015 0002")[0].replace("2030", "2031"))
    assert shop.run("registers", "pull", "swan")[0] == 1
    assert "(merkbar registers release swan | merkbar registers drop swan)" in shop.run("doctor")[1]
    assert shop.run("registers", verb, "swan")[0] == 0
    assert shop.run("doctor")[0] == 0
