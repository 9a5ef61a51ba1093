"""A run that was killed is shown as stopped once nobody holds its lock, and never while somebody does."""

from __future__ import annotations

import fcntl
import json
import sqlite3
import threading
from pathlib import Path

import pytest

from importers.lock import held, is_free
from tests.web.delivery.shop import GOOD, Shop
from tests.web.delivery.shop import opened as open_shop
from tests.web.pages_world import flat, page
from web import create_app
from web.config import from_environment


@pytest.fixture
def killed(tmp_path: Path) -> Shop:
    """A shop whose last run says that it is going on."""
    shop = open_shop(tmp_path, None)
    assert shop.pull(GOOD) == shop.pull(GOOD + "2,Kabel,5,NOK\n") == 0
    with sqlite3.connect(tmp_path / "var" / "merkbar.db") as connection:
        connection.execute("UPDATE run SET status = 'running', finished_at = NULL, message = '' WHERE id = 2")
    return shop


def pages(shop: Shop) -> tuple[str, str]:
    client = create_app(from_environment(shop.environment()), testing=True).test_client()
    return flat(page(client, "/status")), flat(page(client, "/status/runs/2"))


def test_a_killed_run_is_stopped_everywhere(killed: Shop) -> None:
    overview, own = pages(killed)
    assert "Avbrutt Kjøringen ble avbrutt før den var ferdig. Se kjøringen" in overview
    assert "Pågår" not in overview
    assert "Avbrutt" in own
    assert "Pågår" not in own
    assert "merkbar feeds pull acme" in own
    code, said = killed.run("doctor")
    assert (code, "feed acme: stopped: run 2 of 2026-11-22" in said) == (1, True), said
    (item,) = json.loads(killed.run("feeds", "status", "--json")[1])["items"]
    assert (item["troubles"], item["run"]["status"]) == (["stopped"], "stopped")
    assert "acme\tstopped\t" in killed.run("feeds", "status")[1]
    assert killed.pull(GOOD) == 0
    assert "feed acme" not in killed.run("doctor")[1]


def test_a_run_that_is_going_on_is_not(killed: Shop) -> None:
    with held(killed.folder / "var" / "locks", "feed-acme"):
        overview, own = pages(killed)
        assert "feed acme" not in killed.run("doctor")[1]
    assert "Pågår" in overview
    assert "Avbrutt" not in overview + own


def test_a_lock_that_was_never_taken_here_says_nothing(killed: Shop) -> None:
    (killed.folder / "var" / "locks" / "feed-acme.lock").unlink()
    assert "Pågår" in pages(killed)[0]


def test_asking_for_a_lock_changes_nothing_and_stops_no_run_from_starting(tmp_path: Path) -> None:
    lock = tmp_path / "feed-acme.lock"
    assert not is_free(tmp_path, "feed-acme")
    assert not lock.exists()
    lock.write_text("kept")
    assert is_free(tmp_path, "feed-acme")
    assert lock.read_text() == "kept"
    with lock.open("rb") as asking:
        fcntl.flock(asking, fcntl.LOCK_SH)
        end = threading.Timer(0.07, fcntl.flock, (asking, fcntl.LOCK_UN))
        end.start()
        with held(tmp_path, "feed-acme"):
            assert not is_free(tmp_path, "feed-acme")
        end.join()
