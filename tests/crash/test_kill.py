"""``kill -9`` at random points of import, tagging and publishing, with web workers reading throughout.

By hand for longer: ``KILLS=500 KILL_SEED=7 KILL_PRODUCTS=20000 pytest -m slow -n 0 -s tests/crash``.
"""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from catalog import db
from catalog.documents import newest_revision
from catalog.models import Product, Run
from catalog.search.opening import open_index, open_writer
from catalog.search.port import SearchRequest
from catalog.workspace import Workspace
from tests.conftest import ROOT, TODAY
from tests.crash.children import Runner
from tests.crash.world import SOURCES, STAYS, Files

KILLS = int(os.environ.get("KILLS", "50"))
SEED = int(os.environ.get("KILL_SEED", "20261122"))
PRODUCTS = int(os.environ.get("KILL_PRODUCTS", "1500"))
SERVE = "from web.cli import main; main()"
PAGES = ("/search?q=skjerm", "/api/v1/products?q=skjerm", "/api/v1/products/{0}", "/products/{0}", "/search")


class Readers:
    """Threads that ask the site all the time and note whatever is no 200."""

    def __init__(self, address: str, product: int) -> None:
        self._urls = [f"{address}{page.format(product)}" for page in PAGES]
        self._done = threading.Event()
        self.asked = 0
        self.faults: list[str] = []
        self._threads = [threading.Thread(target=self._ask, args=(at,)) for at in range(2)]
        for thread in self._threads:
            thread.start()

    def _ask(self, at: int) -> None:
        while not self._done.is_set():
            at += 1
            url = self._urls[at % len(self._urls)]
            try:
                with urllib.request.urlopen(url, timeout=60) as answer:
                    answer.read()
            except OSError as error:
                self.faults.append(f"{url}: {error!r}")
            self.asked += 1
            time.sleep(0.05)

    def stop(self) -> None:
        """Waits for the threads."""
        self._done.set()
        for thread in self._threads:
            thread.join()


@pytest.fixture
def environment(workspace: Workspace) -> dict[str, str]:
    """The settings of this test's own store, for every process."""
    return {
        **os.environ, "MERKBAR_VAR": str(workspace.var), "MERKBAR_DATA": str(ROOT / "data"),
        "MERKBAR_SECRET_KEY": "only for this test", "MERKBAR_TODAY": TODAY.isoformat(),
        "MERKBAR_API_ANONYMOUS": "99999",
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip


@pytest.fixture
def runner(environment: dict[str, str]) -> Iterator[Runner]:
    """One runner for all runs."""
    found = Runner(environment)
    yield found
    found.close()


@pytest.fixture
def address(environment: dict[str, str]) -> Iterator[str]:
    """A gunicorn with two workers over the store."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [sys.executable, "-c", SERVE, "serve", "--bind", bind, "--workers", "2"]
    server = subprocess.Popen(command, env=environment | {"MERKBAR_BASE_URL": f"http://{bind}"}, cwd=ROOT)
    yield f"http://{bind}"
    server.terminate()
    server.wait(30)


def until_up(address: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"{address}/api/v1/labels", timeout=20).close()
            return
        except OSError:
            assert time.monotonic() < deadline, "the site did not come up"
            time.sleep(0.2)


def opens(space: Workspace) -> None:
    """Right after a kill: the database is sound and both can be read."""
    with db.reading(space.engine) as session:
        assert session.execute(text("PRAGMA quick_check")).scalar_one() == "ok"
        assert session.execute(text("PRAGMA foreign_key_check")).first() is None
        newest = newest_revision(session)
    status = open_writer(space.index_dir).status()
    assert status is not None and status.revision <= newest
    assert in_index(space)


def in_index(space: Workspace) -> set[int]:
    index = open_index(space.index_dir)
    found: set[int] = set()
    page = 1
    while ids := index.search(SearchRequest(page=page, per_page=200), TODAY, frozenset()).ids:
        found.update(ids)
        page += 1
    return found


def agree(space: Workspace) -> None:
    """After a run that ended: every active product is in the index, nothing else, at the same revision."""
    with db.reading(space.engine) as session:
        active = set(session.execute(select(col(Product.id)).where(col(Product.active).is_(True))).scalars())
        running = session.execute(select(col(Run.id)).where(col(Run.status) == "running")).scalars().all()
        newest = newest_revision(session)
    status = open_writer(space.index_dir).status()
    assert status is not None
    assert (status.revision, status.documents) == (newest, len(active))
    assert in_index(space) == active
    assert len(running) <= 1, "a run of another source may have died and waits for its next run"


@pytest.mark.slow
def test_a_killed_run_leaves_a_store_that_opens_and_the_next_run_completes(
    workspace: Workspace, runner: Runner, address: str, tmp_path: Path
) -> None:
    files = Files(tmp_path, PRODUCTS)
    chance = random.Random(SEED)  # noqa: S311  (a seed that repeats)
    lasted = {}
    for source in SOURCES:
        began = time.monotonic()
        assert runner.run(files.order(source, 0))["status"] == "published"
        lasted[source] = (time.monotonic() - began) / 3  # later rounds change a part of it
    agree(workspace)
    with db.reading(workspace.engine) as session:
        stays = session.execute(select(col(Product.id)).where(col(Product.name) == STAYS)).scalar_one()
    until_up(address)
    readers = Readers(address, stays or 0)
    ended: Counter[str] = Counter()
    kills = round_number = 0
    try:
        while kills < KILLS:
            round_number += 1
            source = SOURCES[round_number % len(SOURCES)]
            order = files.order(source, round_number)
            said = runner.run(order, kill_after=chance.uniform(0.0, lasted[source]))
            killed = "killed" in said
            kills += killed
            ended["killed" if killed else str(said["status"])] += 1
            opens(workspace)
            began = time.monotonic()
            again = runner.run(order)
            lasted[source] = 0.5 * lasted[source] + 0.5 * (time.monotonic() - began)
            assert again["status"] in ("published", "unchanged"), again
            agree(workspace)
    finally:
        readers.stop()
    print(f"{kills} kills in {round_number} runs, {dict(ended)}; {readers.asked} requests")
    assert readers.faults == [], (len(readers.faults), readers.faults[:3])
    assert readers.asked > kills
