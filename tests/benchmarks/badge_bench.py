"""Badges beside a Flask view that returns a constant: the same server, connections and run, wrk on loopback.

Each site has one worker of ``merkbar serve``'s own gunicorn call. Fresh badges are asked for once each by a
worker that has drawn none; then wrk asks for drawn ones, and for ones it knows (304).
"""

from __future__ import annotations

import http.client
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stdnum import ean

from catalog import db
from tests.benchmarks.page_bench import ROOT, processor_ms
from tests.benchmarks.page_store import fill
from tests.benchmarks.search_catalogue import DAY, SEED, Catalogue
from tests.benchmarks.table import Bar, Table
from web.cli.serve import gunicorn_command

FRESH = 2_000
SECONDS = 5
CONSTANT = "tests.benchmarks.constant_site:make()"
MODES = {"connections kept": (), "a connection each": ("-H", "Connection: close")}
WRK = """
local asked, at = {}, 0
for line in io.lines(os.getenv("ASKED")) do
  local path, tag = line:match("(%S+) ?(.*)")
  asked[#asked + 1] = wrk.format("GET", path, tag ~= "" and { ["If-None-Match"] = tag } or nil)
end
request = function() at = at % #asked + 1; return asked[at] end
"""


@contextmanager
def serving(app: str, var: Path) -> Iterator[tuple[str, int]]:
    """The address and process of one worker that serves ``app`` as ``merkbar serve`` would."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    command = [app if word == "wsgi:app" else word for word in gunicorn_command(address, 1)]
    environment = {
        **os.environ, "MERKBAR_VAR": str(var), "MERKBAR_SECRET_KEY": "only for this bench",
        "MERKBAR_TODAY": DAY.isoformat(), "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    server = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        for _try in range(300):
            try:
                socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        # The worker imports the site after the master listens.
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(20)


def paths(catalogue: Catalogue) -> list[str]:
    """Badges of different products, in no order."""
    numbers = range(1, catalogue.count + 1)
    gtins = [f"{number + 7_000_000_000_000:014d}" for number in numbers]
    good = [gtin for gtin in gtins if ean.is_valid(gtin)]
    return [f"/badge/v1/{gtin}.svg" for gtin in random.Random(SEED).sample(good, min(FRESH, len(good)))]


def fresh(address: str, wanted: list[str]) -> tuple[list[float], list[str]]:
    """Milliseconds from question to answer for badges that no one has asked for, sorted, and their tags."""
    times, tags = [], []
    connection = http.client.HTTPConnection(address, timeout=60)
    for path in wanted:
        begin = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        times.append((time.perf_counter() - begin) * 1_000)
        assert answer.status == 200
        tags.append(answer.headers["ETag"])
    connection.close()
    return sorted(times), tags


def sustained(address: str, process: int, asked: list[str], folder: Path, *how: str) -> tuple[float, float]:
    """Answers a second as wrk counts them, and microseconds of processor that the worker took for each."""
    listed, script = folder / "asked", folder / "asked.lua"
    listed.write_text("\n".join(asked), "utf-8")
    script.write_text(WRK, "ascii")
    before = processor_ms(process)
    command = ["wrk", "-t1", "-c4", f"-d{SECONDS}s", *how, "-s", str(script), f"http://{address}"]
    environment = {**os.environ, "ASKED": str(listed)}
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    assert "Non-2xx" not in said, said
    lines = {line.split()[0]: line.split() for line in said.splitlines() if line.split()}
    answers = next(int(line.split()[0]) for line in said.splitlines() if "requests in" in line)
    return float(lines["Requests/sec:"][1]), (processor_ms(process) - before) * 1_000 / answers


def measure(table: Table, catalogue: Catalogue, folder: Path) -> None:
    """Over a store that ``page_store.fill`` has filled."""
    wanted = paths(catalogue)
    with serving("wsgi:app", folder) as (address, process), serving(CONSTANT, folder) as (peer, other):
        first, _tag = fresh(address, ["/badge/v1/07038010054488.svg"])
        before = processor_ms(process)
        times, tags = fresh(address, wanted)
        spent = (processor_ms(process) - before) / len(wanted)
        table.say("badge", f"the very first {first[0]:.0f} ms; a fresh one {spent:.2f} ms of processor")
        table.bar(Bar("a fresh badge from one worker, p50 ms", statistics.median(times), 3))
        table.bar(Bar("a fresh badge from one worker, p99 ms", times[int(len(times) * 0.99)], 15))
        if not shutil.which("wrk"):
            table.say("badge", "wrk is not installed: throughput was not measured")
            return
        known = [f"{path} {tag}" for path, tag in zip(wanted, tags, strict=True)]
        for mode, how in MODES.items():
            constant, spent = sustained(peer, other, ["/"], folder, *how)
            table.say("badge", f"{mode}: a constant {constant:6.0f}/s, {spent:4.0f} us of processor")
            for what, asked, least in (("badges", wanted, 0.4), ("304", known, 0.5)):
                many, spent = sustained(address, process, asked, folder, *how)
                table.say("badge", f"{mode}: {what:10} {many:6.0f}/s, {spent:4.0f} us of processor")
                table.bar(Bar(f"{what}, of a constant view, {mode}", many / constant, least, True))


def main(count: int) -> None:
    """A store of its own, and the table."""
    table, catalogue = Table(f"badges, {count:,} products"), Catalogue(count)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'merkbar.db'}"
        db.upgrade(db.connect(url), folder / "locks")
        fill(url, catalogue)
        measure(table, catalogue, folder)
    table.print()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 280_000)
