"""A whole search page through gunicorn: server time of one sync worker, and what two sustain.

The store is filled directly with the catalogue of the search bench and served with its index; pages are
asked for in the same mix of queries, as a browser does: compressed. The peer in the same run is a Flask view
that returns one constant page of the middle size, and does nothing else.

``python -m tests.benchmarks.page_bench FOLDER COUNT`` runs it alone and keeps the store for the next time.
"""

from __future__ import annotations

import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from catalog import db
from catalog.search.index import WhooshWriter
from tests.benchmarks.page_store import fill
from tests.benchmarks.search_catalogue import DAY, SEED, Catalogue
from tests.benchmarks.search_queries import Asked, queries
from tests.benchmarks.table import Bar, Table

ROOT = Path(__file__).parent.parent.parent
OURS, PEER = "wsgi:app", "tests.benchmarks.constant_page:create_app()"
ENCODINGS = "gzip, deflate, br, zstd"
WARMING = 20
WRK = """
wrk.headers["Accept-Encoding"] = os.getenv("ENCODINGS")
local paths, at = {}, 0
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
request = function() at = at % #paths + 1; return wrk.format("GET", paths[at]) end
"""


@dataclass(frozen=True, slots=True)
class Served:
    """Milliseconds of each page from one worker, sorted; of a processor for one of them, with its kernel's
    part; bytes as sent (middle, largest); pages a second from two workers, None without wrk."""

    times: list[float]
    spent: float
    middle: int
    largest: int
    sustained: float | None

    @property
    def p50(self) -> float:
        """Milliseconds of the middle page."""
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        """Milliseconds that one page in twenty takes longer than."""
        return self.times[int(len(self.times) * 0.95)]


def paths(catalogue: Catalogue) -> list[str]:
    """The addresses of the mix, as people would have them."""
    asked = [one for group in queries(catalogue).values() for one in group]
    return ["/search?" + urlencode(_parameters(one)) for one in asked]


def _parameters(asked: Asked) -> list[tuple[str, str]]:
    text = " ".join(term for term, _how in asked.words)
    found = [("q", text), ("label", asked.label), ("brand", asked.brand)]
    return [(name, value) for name, value in found if value]


@contextmanager
def serving(var: Path, workers: int, app: str = OURS) -> Iterator[tuple[str, int]]:
    """A running site and its process. The access log of a single worker says how many microseconds each
    page took; several keep none, as ``merkbar serve`` keeps none."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    environment = {
        **os.environ, "MERKBAR_VAR": str(var), "MERKBAR_SECRET_KEY": "only for this bench",
        "MERKBAR_SEARCH_URL": f"whoosh:{var / 'ours'}",
        "MERKBAR_TODAY": DAY.isoformat(), "MERKBAR_BASE_URL": f"http://{address}", "PYTHONWARNINGS": "ignore",
        "BENCH_PAGE": str(var / "page.html"),
    }  # fmt: skip
    command = [
        sys.executable, "-m", "gunicorn", app, "--bind", address, "--workers", str(workers),
    ]  # fmt: skip
    if workers == 1:
        command += ["--access-logfile", str(var / "access.log"), "--access-logformat", "%(D)s %(s)s"]
    server = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        for _try in range(300):
            try:
                socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://{address}", server.pid
    finally:
        server.terminate()
        server.wait(20)


def served(var: Path, wanted: list[str], app: str = OURS) -> Served:
    """One worker in a second pass over the pages; then two for ten seconds."""
    with serving(var, 1, app) as (site, process):
        for _pass in range(2):
            before = processor_ms(process)
            sizes = sorted(len(_page(site + path)) for path in wanted)
        spent = (processor_ms(process) - before) / len(wanted)
        time.sleep(0.2)
    lines = (var / "access.log").read_text("ascii").splitlines()[-len(wanted) :]
    assert all(line.endswith(" 200") for line in lines)
    times = sorted(int(line.split()[0]) / 1_000 for line in lines)
    sustained = _sustained(var, wanted, app) if shutil.which("wrk") else None
    return Served(times, spent, sizes[len(sizes) // 2], sizes[-1], sustained)


def _page(address: str, encodings: str = ENCODINGS) -> bytes:
    asked = urllib.request.Request(address, headers={"Accept-Encoding": encodings})  # noqa: S310
    with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
        found: bytes = answer.read()
    return found


def processor_ms(process: int) -> float:
    """What the children of a process have spent."""
    workers = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    told = [Path(f"/proc/{worker}/stat").read_text("ascii").rpartition(")")[2] for worker in workers]
    ticks = sum(int(count) for one in told for count in one.split()[11:13])
    return ticks * 1_000 / os.sysconf("SC_CLK_TCK")


def _sustained(var: Path, wanted: list[str], app: str) -> float:
    """Pages a second of two workers, as wrk counts them once both have opened the index."""
    listed, script = var / "paths", var / "paths.lua"
    listed.write_text("\n".join(wanted), "utf-8")
    script.write_text(WRK, "ascii")
    given = {**os.environ, "PATHS": str(listed), "ENCODINGS": ENCODINGS}
    with serving(var, 2, app) as (site, _process):
        for path in wanted[:WARMING]:
            _page(site + path)
        for seconds in (2, 10):
            command = ["wrk", "-t1", "-c4", f"-d{seconds}s", "-s", str(script), site]
            said = subprocess.run(command, check=True, capture_output=True, text=True, env=given)
    line = next(line for line in said.stdout.splitlines() if "Requests/sec" in line)
    return float(line.split()[1])


def _keep_middle_page(var: Path, wanted: list[str]) -> None:
    """What the peer returns: the page of middle size, as ours made it."""
    with serving(var, 1) as (site, _process):
        pages = sorted((_page(site + path, "identity") for path in wanted), key=len)
    (var / "page.html").write_bytes(pages[len(pages) // 2])


def measure(table: Table, catalogue: Catalogue, folder: Path) -> None:
    """Fills a store beside the index of the search bench, unless it is there; then the pages and bars."""
    wanted = paths(catalogue)
    random.Random(SEED).shuffle(wanted)
    store = folder / "merkbar.db"
    if not store.exists():
        db.upgrade(db.connect(f"sqlite:///{store}"), folder / "locks")
        fill(f"sqlite:///{store}", catalogue)
    _keep_middle_page(folder, wanted)
    ours, peer = served(folder, wanted), served(folder, wanted, PEER)
    for name, one in (("ours", ours), ("constant view", peer)):
        none = one.sustained is None
        much = "wrk is not installed" if none else f"{one.sustained:.0f} pages/s from two workers"
        size = f"{one.middle / 1e3:.1f} kB, at most {one.largest / 1e3:.1f}"
        table.times("page", name, one.p50, one.p95, f"{one.spent:.1f} ms of processor; {size}; {much}")
    table.bar(Bar("a page from one sync worker, p50 ms", ours.p50, 12))
    table.bar(Bar("a page from one sync worker, p95 ms", ours.p95, 30))
    if ours.sustained is not None:
        table.bar(Bar("pages a second from two workers", ours.sustained, 150, True))


def main(folder: Path, count: int) -> None:
    """The bench alone, over a store and an index that stay in the folder."""
    catalogue, table = Catalogue(count), Table(f"search pages, {count:,} products")
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "ours").exists():
        WhooshWriter(folder / "ours").rebuild(catalogue.documents(), 1)
    measure(table, catalogue, folder)
    table.print()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
