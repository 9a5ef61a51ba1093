"""A feed read by a child process: the same catalogue as without, and nothing left when one of them dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from catalog import db
from catalog.models import Issue, Offer, OfferClaim, OfferKey, Product, Tag
from catalog.workspace import Workspace
from importers import feed_read
from tests.benchmarks.feed_files import write_nelfo
from tests.conftest import Loader

HEADER = "supplier_number,gtin,brand,mpn,name,price,labels\n"
FEED = HEADER + "".join(
    f"{n % 2490},{'5397184821671' if n % 7 else '123'},Acme,M-{n % 2490},Vare {n},{n % 90 + 1}.50,"
    f"{'ENERGY STAR' if n % 9 == 0 else ''}\n"
    for n in range(2500)
)
TABLES = (Offer, OfferKey, OfferClaim, Product, Tag, Issue)


@pytest.fixture
def other_workspace(workspace: Workspace, tmp_path: Path) -> Iterator[Workspace]:
    """A second empty store with the same data."""
    var = tmp_path / "other"
    var.mkdir()
    space = replace(
        workspace, engine=db.connect(f"sqlite:///{var / 'merkbar.db'}"), var=var, index_dir=var / "index"
    )
    db.upgrade(space.engine, space.lock_dir)
    yield space
    space.engine.dispose()


def contents(space: Workspace) -> dict[str, list[tuple[Any, ...]]]:
    with db.reading(space.engine) as session:
        found = {}
        for model in TABLES:
            columns = [
                getattr(model, name) for name in model.model_fields if not name.endswith(("_at", "file"))
            ]
            rows = session.execute(select(*columns))
            found[model.__name__] = sorted((tuple(row) for row in rows), key=repr)
        return found


def children(pid: int | str) -> list[int]:
    return [
        int(child)
        for task in Path(f"/proc/{pid}/task").glob("*/children")
        for child in task.read_text().split()
    ]  # fmt: skip


def test_a_child_process_reads_the_same_catalogue(
    workspace: Workspace, other_workspace: Workspace, load_feed: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    alone = load_feed(FEED)
    started = threading.active_count()
    monkeypatch.setattr(feed_read, "CHILD_FROM_BYTES", 1)
    both = load_feed(FEED, workspace=other_workspace)
    assert threading.active_count() == started
    assert (both.read, both.stored, both.rejected, both.status) == (2500, 2490, 10, "published")
    assert both.as_json() == alone.as_json()
    assert {**both.details, "seconds": 0} == {**alone.details, "seconds": 0}
    assert contents(other_workspace) == contents(workspace)


def test_a_fault_of_the_file_is_told_as_without_a_child(
    load_feed: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    alone = load_feed("name,price\nx,1\n")
    monkeypatch.setattr(feed_read, "CHILD_FROM_BYTES", 1)
    both = load_feed("name,price\nx,1\n")
    assert both.status == alone.status == "failed"
    assert both.message == alone.message != ""


def test_a_killed_child_fails_the_run_and_yesterdays_catalogue_stands(
    workspace: Workspace, load_feed: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    monkeypatch.setattr(feed_read, "CHILD_FROM_BYTES", 1)
    load_feed(FEED)
    before = contents(workspace)
    receive = feed_read.Child.receive

    def deadly(child: feed_read.Child) -> Any:
        found = receive(child)
        os.kill(child._process.pid, signal.SIGKILL)
        child._process.wait()
        return found

    # The children of other tests of this worker (a browser's driver) are none of this one's.
    others = set(children("self"))
    monkeypatch.setattr(feed_read.Child, "receive", deadly)
    # What was in the pipe already arrives; then the silence is an error, never the end of the file.
    report = load_feed(FEED.replace(".50", ".75") * 40, mode="full", name="killed.csv")
    assert report.status == "failed"
    assert "the process for reading" in report.message
    assert "was killed by SIGKILL" in report.message
    # Its issues are told; nothing else of it is.
    after = contents(workspace)
    assert len(after.pop("Issue")) > len(before.pop("Issue"))
    assert after == before
    assert set(children("self")) <= others
    monkeypatch.undo()
    assert load_feed(FEED.replace(".50", ".75")).status == "published"


@pytest.mark.slow
def test_a_killed_import_leaves_no_process_and_the_next_one_completes(tmp_path: Path) -> None:
    feed = tmp_path / "V4.txt"
    write_nelfo(feed, 30_000)
    load = [sys.executable, "-c", "from web.cli import main; main()", "feeds", "load", str(feed)]
    load += ["--format", "nelfo", "--supplier", "acme", "--mode", "full"]
    environment = {**os.environ, "MERKBAR_VAR": str(tmp_path / "var")}
    process = subprocess.Popen(load, env=environment)
    while not (found := children(process.pid)):
        assert process.poll() is None
        time.sleep(0.02)
    time.sleep(0.5)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    deadline = time.monotonic() + 5
    while any(Path(f"/proc/{pid}").exists() for pid in found) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in found if Path(f"/proc/{pid}").exists()]
    done = subprocess.run(load, env=environment, capture_output=True, text=True, check=True)
    assert "30000 stored" in done.stdout
