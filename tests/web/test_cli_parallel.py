"""Several pulls at once, as several cron jobs make them: real processes on one store."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

ROWS = 1500


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    environ = os.environ | {"MERKBAR_VAR": str(folder / "var"), "MERKBAR_DATA": str(folder / "data")}
    program = "from web.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", program, "feeds", "pull", *arguments],
        env=environ, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    data.mkdir()
    for name in ("brands.toml", "labels.toml"):
        shutil.copy(ROOT / "data" / name, data)
    tables = []
    for feed in ("alfa", "beta", "gamma"):
        rows = (f"{number},Merke,{feed}{number},Lampe {number}" for number in range(ROWS))
        (data / f"{feed}.csv").write_text("supplier_number,brand,mpn,name\n" + "\n".join(rows) + "\n")
        keys = f'format = "table"\nsupplier = "{feed}"\npath = "{feed}.csv"\nmode = "full"\n'
        tables.append(f"[feeds.{feed}]\n{keys}")
    (data / "feeds.toml").write_text("\n".join(tables))
    return tmp_path


@pytest.mark.slow
def test_different_feeds_are_pulled_at_the_same_time_and_all_arrive(folder: Path) -> None:
    running = [start(folder, name) for name in ("alfa", "beta", "gamma")]
    said = [process.communicate(timeout=110)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], said
    with sqlite3.connect(folder / "var" / "merkbar.db") as connection:
        query = "SELECT count(*) FROM offer JOIN supplier ON supplier.id = supplier_id GROUP BY slug"
        assert [row[0] for row in connection.execute(query)] == [ROWS] * 3
        states = {row[0] for row in connection.execute("SELECT status FROM run")}
    assert states == {"published"}


@pytest.mark.slow
def test_one_feed_is_pulled_by_one_process_at_a_time(folder: Path) -> None:
    running = [start(folder, "alfa") for _ in range(3)]
    said = [process.communicate(timeout=110)[0] for process in running]
    assert 0 in {process.returncode for process in running}, said
    for process, text in zip(running, said, strict=True):
        # whoever came second was told so, or came when the first was done and found nothing new
        assert process.returncode == 0 or "another run of it is going on" in text, said
    with sqlite3.connect(folder / "var" / "merkbar.db") as connection:
        assert connection.execute("SELECT count(*) FROM offer").fetchone()[0] == ROWS
        published = connection.execute("SELECT count(*) FROM run WHERE status = 'published'").fetchone()
    assert published[0] == 1
