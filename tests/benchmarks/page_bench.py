"""A whole search page through gunicorn: server time of one sync worker, and what two sustain.

The store is filled directly with the catalogue of the search bench and served with its index; pages are
asked for in the same mix of queries.
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
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import insert

from catalog import db
from catalog.models import Dataset, Offer, OfferKey, Product, Run, Supplier, Tag
from catalog.search.port import Document
from tests.benchmarks.search_catalogue import DAY, LABELS, SEED, SUPPLIERS, Catalogue
from tests.benchmarks.search_queries import Asked, queries
from tests.benchmarks.table import Bar, Table

BATCH = 5_000
ROOT = Path(__file__).parent.parent.parent
NOW = datetime(2026, 11, 22, tzinfo=UTC)
WRK = """
local paths, at = {}, 0
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
request = function() at = at % #paths + 1; return wrk.format("GET", paths[at]) end
"""


def fill(url: str, catalogue: Catalogue) -> None:
    """Products, offers, identifiers and tags of the catalogue."""
    with db.writing(db.connect(url)) as session:
        for number, slug in enumerate(SUPPLIERS, 1):
            session.add(Supplier(id=number, slug=slug, name=slug.title()))
        session.add(Run(id=1, kind="feed", name="bench", format="table", mode="full", status="published",
                        started_at=NOW))  # fmt: skip
        for number, (label, _tiers) in enumerate(LABELS, 1):
            session.add(Dataset(id=number, register_name="bench", label=label, confirmed_on=DAY,
                                max_age_days=365))  # fmt: skip
        session.flush()
        offers = 0
        made = catalogue.documents()
        while documents := list(islice(made, BATCH)):
            rows = [row for document in documents for row in _offers(document)]
            session.execute(insert(Product), [_product(document) for document in documents])
            session.execute(insert(Offer), [row | {"id": offers + n} for n, row in enumerate(rows, 1)])
            keys = [(f"g:{row['product_id'] + 7_000_000_000_000:014d}", offers + n) for n, row in
                    enumerate(rows, 1)]  # fmt: skip
            session.execute(insert(OfferKey), [{"key": key, "offer_id": number} for key, number in keys])
            session.execute(insert(Tag), [tag for document in documents for tag in _tags(document)])
            offers += len(rows)


def _product(document: Document) -> dict[str, Any]:
    return {
        "id": document.product_id, "name": document.name, "description": document.description,
        "brand": document.brand, "brand_key": document.brand.casefold(), "mpn": document.mpns[0],
        "mpn_key": document.mpns[0].casefold(), "etim_class": document.class_code,
        "product_group": document.group, "active": True, "revision": 1,
    }  # fmt: skip


def _offers(document: Document) -> Iterator[dict[str, Any]]:
    for place, slug in enumerate(document.suppliers):
        yield {
            "supplier_id": SUPPLIERS.index(slug) + 1, "product_id": document.product_id,
            "supplier_number": f"{document.product_id}-{place}", "content_hash": "", "name": document.name,
            "brand": document.brand, "mpn": document.mpns[0], "etim_class": document.class_code,
            "price": document.price, "currency": "NOK" if document.price is not None else "",
            "price_unit": "C62", "unit": "C62", "stock_state": "stocked" if document.in_stock else "",
            "first_run": 1, "last_run": 1,
            "extra": {"features": [[code, value, ""] for code, value in document.features]},
        }  # fmt: skip


def _tags(document: Document) -> Iterator[dict[str, Any]]:
    for interval in document.intervals:
        yield {
            "product_id": document.product_id, "label": interval.label, "tier": interval.tier,
            "kind": "register" if interval.verified else "claim", "level": "C", "method": "bench",
            "dataset_id": interval.dataset_id or None, "valid_to": interval.last, "run_id": 1,
            "certificate_number": str(document.product_id), "opened_at": NOW, "steps": [],
        }  # fmt: skip


def paths(catalogue: Catalogue) -> list[str]:
    """The addresses of the mix, as people would have them."""
    asked = [one for group in queries(catalogue).values() for one in group]
    return ["/search?" + urlencode(_parameters(one)) for one in asked]


def _parameters(asked: Asked) -> list[tuple[str, str]]:
    text = " ".join(term for term, _how in asked.words)
    found = [("q", text), ("label", asked.label), ("brand", asked.brand)]
    return [(name, value) for name, value in found if value]


@contextmanager
def serving(var: Path, workers: int) -> Iterator[tuple[str, int]]:
    """A running site and its process; its access log says how many microseconds each page took."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    environment = {
        **os.environ, "MERKBAR_VAR": str(var), "MERKBAR_SECRET_KEY": "only for this bench",
        "MERKBAR_SEARCH_URL": f"whoosh:{var / 'ours'}",
        "MERKBAR_TODAY": DAY.isoformat(), "MERKBAR_BASE_URL": f"http://{address}", "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    command = [
        sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", address, "--workers", str(workers),
        "--access-logfile", str(var / "access.log"), "--access-logformat", "%(D)s %(s)s",
    ]  # fmt: skip
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


def _server_times(var: Path, wanted: list[str]) -> tuple[list[float], float]:
    """Milliseconds of each page from one worker in a second pass over them, sorted, and how much of a
    processor a page of it took on average."""
    with serving(var, 1) as (site, process):
        for _pass in range(2):
            before = processor_ms(process)
            for path in wanted:
                urllib.request.urlopen(site + path, timeout=60).read()  # noqa: S310
        spent = (processor_ms(process) - before) / len(wanted)
        time.sleep(0.2)
    lines = (var / "access.log").read_text("ascii").splitlines()[-len(wanted) :]
    assert all(line.endswith(" 200") for line in lines)
    return sorted(int(line.split()[0]) / 1_000 for line in lines), spent


def processor_ms(process: int) -> float:
    """What the children of a process have spent."""
    workers = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    told = [Path(f"/proc/{worker}/stat").read_text("ascii").rpartition(")")[2] for worker in workers]
    ticks = sum(int(count) for one in told for count in one.split()[11:13])
    return ticks * 1_000 / os.sysconf("SC_CLK_TCK")


def _sustained(var: Path, wanted: list[str]) -> float:
    """Pages a second of two workers, as wrk counts them."""
    listed, script = var / "paths", var / "paths.lua"
    listed.write_text("\n".join(wanted), "utf-8")
    script.write_text(WRK, "ascii")
    with serving(var, 2) as (site, _process):
        command = ["wrk", "-t1", "-c4", "-d10s", "-s", str(script), site]
        said = subprocess.run(
            command, check=True, capture_output=True, text=True, env={**os.environ, "PATHS": str(listed)}
        )
    line = next(line for line in said.stdout.splitlines() if "Requests/sec" in line)
    return float(line.split()[1])


def measure(table: Table, catalogue: Catalogue, folder: Path) -> None:
    """Fills a store beside the index of the search bench, asks for pages, and adds the bars."""
    wanted = paths(catalogue)
    random.Random(SEED).shuffle(wanted)
    url = f"sqlite:///{folder / 'merkbar.db'}"
    db.upgrade(db.connect(url), folder / "locks")
    fill(url, catalogue)
    times, spent = _server_times(folder, wanted)
    table.say("page", f"{spent:.1f} ms of processor each")
    table.bar(Bar("a page from one sync worker, p50 ms", statistics.median(times), 12))
    table.bar(Bar("a page from one sync worker, p95 ms", times[int(len(times) * 0.95)], 30))
    if shutil.which("wrk"):
        table.bar(Bar("pages a second from two workers", _sustained(folder, wanted), 150, True))
    else:
        table.say("page", "wrk is not installed: what two workers sustain was not measured")
