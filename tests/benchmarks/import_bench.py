"""How fast a price file becomes searchable, tags and index included, and what that costs.

Each load is a real ``merkbar`` process over a register that knows part of the products. The peer in the
same run is SQLite itself: the same products put into one table with an FTS5 index, which is about the
least any catalogue must do.

``python -m tests.benchmarks.import_bench 280000 nelfo bmecat table`` runs it alone.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.bmecat_files import write_lean_bmecat
from tests.benchmarks.feed_files import products, write_nelfo, write_register, write_table
from tests.benchmarks.processes import Cost, run

WRITERS = {"nelfo": write_nelfo, "bmecat": write_lean_bmecat, "table": write_table}
MERKBAR = [sys.executable, "-c", "from web.cli import main; main()"]


def peer(count: int, folder: Path) -> float:
    """Seconds that SQLite with FTS5 needs for the same products, already in memory."""
    rows = [(made.number, made.name, made.price) for made in products(count)]
    start = time.perf_counter()
    store = sqlite3.connect(folder / "peer.db")
    store.execute("CREATE TABLE line (number TEXT PRIMARY KEY, name TEXT, price INTEGER)")
    store.execute("CREATE VIRTUAL TABLE words USING fts5(name)")
    store.executemany("INSERT INTO line VALUES (?, ?, ?)", rows)
    store.executemany("INSERT INTO words VALUES (?)", ((name,) for _number, name, _price in rows))
    store.commit()
    store.close()
    return time.perf_counter() - start


def measure(count: int, kind: str) -> None:
    """Prints the table for one size and format."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {**os.environ, "MERKBAR_VAR": str(folder / "var")}
        write, path = WRITERS[kind], folder / "feed"
        register = folder / "register.csv"
        write_register(register, count)
        label = ["--format", "table", "--label", "blue-angel"]
        run([*MERKBAR, "registers", "load", str(register), *label], environment)
        load = [*MERKBAR, "feeds", "load", str(path), "--format", kind, "--supplier", "bench"]
        load += ["--mode", "full"]
        base = peer(count, folder)
        print(f"\n{count:,} products in {kind}, process start to published index; SQLite + FTS5 {base:.1f} s")
        print(f"  {'':16} {'wall':>7} {'CPU':>7} {'of it':>7} {'memory':>8} {'parent':>8}")
        print(f"  {'':16} {'s':>7} {'s':>7} {'child':>7} {'MB PSS':>8} {'MB PSS':>8}   where")
        for title, day, moved in (
            ("first time", "20260901", False), ("same bytes", "20260901", False),
            ("new header date", "20260902", False), ("1 % changed", "20260903", True),
        ):  # fmt: skip
            write(path, count, day, moved=moved)
            _show(title, run(load, environment), folder / "var")


def _show(title: str, cost: Cost, var: Path) -> None:
    print(f"  {title:16} {cost.wall:7.1f} {cost.cpu:7.1f} {cost.cpu_children:7.1f} {cost.memory_all:8.0f}"
          f" {cost.memory_own:8.0f}   {_phases(var)}", flush=True)  # fmt: skip


def _phases(var: Path) -> str:
    """Where the last run spent its time, by its own journal."""
    store = sqlite3.connect(next(var.glob("*.db")))
    row = store.execute("SELECT counters FROM run ORDER BY id DESC LIMIT 1").fetchone()
    store.close()
    seconds = json.loads(row[0]).get("seconds", {})
    return ", ".join(f"{name} {value}" for name, value in seconds.items())


if __name__ == "__main__":
    for wanted in sys.argv[2:] or sorted(WRITERS):
        measure(int(sys.argv[1]), wanted)
