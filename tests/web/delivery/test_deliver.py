"""``merkbar deliver`` from a failed or held run or a late feed to a signed message that arrives."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.delivery.receiver import Receiver, receiving
from tests.web.delivery.shop import GOOD, JUMPED, Shop, opened

KILLS = 20


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as state:
        yield state


@pytest.fixture
def shop(tmp_path: Path, receiver: Receiver) -> Shop:
    return opened(tmp_path, receiver)


def counts(said: str) -> dict[str, Any]:
    (line,) = [line for line in said.splitlines() if line.startswith("{")]
    found: dict[str, Any] = json.loads(line)
    return found


def bodies(receiver: Receiver) -> list[dict[str, Any]]:
    return [json.loads(item.body) for item in receiver.got]


def test_a_held_run_a_failed_pull_and_a_late_feed_are_told_once_each(shop: Shop, receiver: Receiver) -> None:
    assert shop.pull(GOOD) == 0
    assert counts(shop.run("deliver", "--json")[1])["sent"] == 1
    assert shop.pull(JUMPED) == 1
    (shop.folder / "data" / "acme.csv").unlink()
    assert shop.run("feeds", "pull", "acme")[0] == 1
    code, said = shop.run("deliver", "--json")
    assert (code, counts(said)["alerts"], counts(said)["sent"]) == (0, 2, 2)
    assert counts(shop.run("deliver", "--json", day="2026-11-24")[1])["sent"] == 1
    assert counts(shop.run("deliver", "--json", day="2026-11-25")[1])["sent"] == 0
    hello, held, failed, late = bodies(receiver)
    assert [body["type"] for body in (hello, held, failed, late)] == [
        "hello", "run.held", "run.failed", "feed.late",
    ]  # fmt: skip
    assert held["data"]["what_to_do"][0] == "merkbar feeds release acme"
    assert "1 of 1 prices moved by more than x20" in held["data"]["message"]
    assert held["data"]["last_good_at"].startswith("2026-11-2")
    assert "acme.csv" in failed["data"]["message"]
    assert failed["data"]["url"].endswith(f"/status/runs/{failed['data']['run']}")
    assert late["data"]["schedule"] == "daily 02:30"
    assert all(item.verified() for item in receiver.got)
    assert max(receiver.ids().values()) == 1


def test_a_new_target_is_not_told_of_what_was_before_it(shop: Shop, receiver: Receiver) -> None:
    (shop.folder / "data" / "alerts.toml").rename(shop.folder / "later.toml")
    shop.pull(GOOD)
    shop.pull(JUMPED)
    assert counts(shop.run("deliver", "--json")[1])["sent"] == 0
    (shop.folder / "later.toml").rename(shop.folder / "data" / "alerts.toml")
    shop.run("deliver")
    assert [body["type"] for body in bodies(receiver)] == ["hello"]
    assert shop.run("feeds", "drop", "acme")[0] == 0
    shop.pull(JUMPED.replace("1000", "2000"))
    shop.run("deliver")
    assert [body["type"] for body in bodies(receiver)] == ["hello", "run.held"]


def test_a_receiver_in_trouble_gets_the_message_later_and_exit_1_says_when_it_was_given_up(
    shop: Shop, receiver: Receiver
) -> None:
    shop.pull(GOOD)
    receiver.statuses = [500, 410, 200]
    code, said = shop.run("deliver", "--json")
    assert (code, counts(said)["retried"], counts(said)["waiting"]) == (0, 1, 1)
    assert counts(shop.run("deliver", "--json")[1])["sent"] == 0  # not due yet
    code, said = shop.run("deliver", "--json", day="2026-11-23")
    assert (code, counts(said)["failed"]) == (1, 1)
    listed = json.loads(shop.run("deliver", "--list", "--json")[1])["items"]
    assert [(item["state"], item["attempts"]) for item in listed] == [("failed", 2)]
    assert shop.run("doctor")[0] == 1
    code, said = shop.run("deliver", "--retry", str(listed[0]["id"]), "--json")
    assert (code, counts(said)["sent"]) == (0, 1)
    assert receiver.ids() == {receiver.got[0].id: 3}


def test_a_wrong_alerts_file_is_named_before_anything_is_sent(shop: Shop, receiver: Receiver) -> None:
    (shop.folder / "data" / "alerts.toml").write_text('[webhooks.ops]\ncolour = "red"\n')
    code, said = shop.run("deliver")
    assert code == 1
    assert "alerts.toml [webhooks.ops], key colour" in said
    assert "Traceback" not in said
    assert shop.run("doctor")[0] == 1
    assert not receiver.got


@pytest.mark.slow
def test_killed_at_any_point_no_alert_is_lost_and_each_key_counts_once(
    shop: Shop, receiver: Receiver
) -> None:
    """The receiver remembers ids, as the README asks of it: then each alert counts once, though a death
    between sending and writing it down makes a second copy."""
    chance = random.Random(20261122)
    shop.pull(GOOD)
    shop.run("deliver")
    receiver.delay = 0.05
    began = time.monotonic()
    shop.run("deliver")
    usual = time.monotonic() - began
    killed = 0
    for _round in range(KILLS):
        for price in ("1000", "2000"):
            shop.pull(GOOD.replace("10.00", price))
        process = shop.start("deliver", "--json")
        time.sleep(usual * chance.uniform(0.4, 1.2))
        killed += process.poll() is None
        process.kill()
        process.communicate()
    assert killed >= KILLS // 3
    code, said = shop.run("deliver", "--json", day="2026-11-22")
    assert (code, counts(said)["waiting"]) == (0, 0)
    told = {body["data"]["run"] for body in bodies(receiver) if body["type"] == "run.held"}
    assert len(told) == 2 * KILLS
    assert len(receiver.ids()) == 2 * KILLS + 1  # one id a run, however often it was sent
    assert all(item.verified() for item in receiver.got)
