"""The API over a catalogue of the search bench: look-ups, a product, changes and exports.

Requests go through the whole application in this process (key, limit, database, JSON): what is measured is
the program's own processor time, beside that of a view that returns a constant. Exports tell what they add
to memory.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from catalog import db
from catalog.people import keys
from tests.benchmarks.page_store import fill
from tests.benchmarks.search_catalogue import DAY, Catalogue
from tests.benchmarks.table import Bar, Table
from web import create_app
from web.config import from_environment
from web.exporting import FORMATS, LD

ROUNDS = 30
LOOK_UP = 1_000
PAGE = 1_000


def run(count: int) -> None:
    """Prints times for a store of ``count`` products, made for it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'merkbar.db'}"
        db.upgrade(db.connect(url), folder / "locks")
        fill(url, Catalogue(count))
        measure(count, folder)


def measure(count: int, folder: Path) -> None:
    """Prints times for the store of ``count`` products that ``page_store.fill`` has made in the folder."""
    app, token = _site(folder)
    table = Table(f"API over {count} products: processor ms, p50 and worst of {ROUNDS}")
    client, headers = app.test_client(), {"Authorization": f"Bearer {token}"}
    app.add_url_rule("/constant", view_func=lambda: "{}")
    _timed(table, "a view that returns a constant", 5, lambda: client.get("/constant"))
    _look_ups(table, client, headers, count)
    _products(table, client, headers, count)
    _changes(table, client, headers, count)
    for kind in FORMATS:
        _export(table, client, headers, kind)
    table.print()


def _site(folder: Path) -> tuple[Flask, str]:
    engine = db.connect(f"sqlite:///{folder / 'merkbar.db'}")
    settings = from_environment(
        {"MERKBAR_VAR": str(folder), "MERKBAR_SECRET_KEY": "only for this bench",
         "MERKBAR_TODAY": DAY.isoformat()}
    )  # fmt: skip
    app = create_app(settings)
    with db.writing(engine) as session:
        now = settings.clock.source()
        token = keys.add(session, "bench", keys.SCOPES, 1_000_000_000, now)
        session.connection().exec_driver_sql("ANALYZE")
    return app, token


def _look_ups(table: Table, client: FlaskClient, headers: dict[str, str], count: int) -> None:
    step = max(1, count // LOOK_UP)
    known = [f"{7_000_000_000_000 + product:013d}" for product in range(1, count, step)]
    asked = [_with_check_digit(text[:-1]) for text in known][: LOOK_UP - 200]
    asked += [f"elgros:{product}-0" for product in range(1, count, max(1, count // 200))][:200]
    body = {"identifiers": asked}
    found = client.post("/api/v1/lookup", json=body, headers=headers).json["items"]
    table.say("look-up", f"{len(asked)} asked, {sum(one['status'] == 'found' for one in found)} found")
    _timed(table, "look-up of 1,000 identifiers", 150,
           lambda: client.post("/api/v1/lookup", json=body, headers=headers))  # fmt: skip


def _with_check_digit(digits: str) -> str:
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return f"{digits}{-total % 10}"


def _products(table: Table, client: FlaskClient, headers: dict[str, str], count: int) -> None:
    numbers = iter(range(1, count, max(1, count // (ROUNDS + 1))))
    _timed(table, "a product as JSON", 5,
           lambda: client.get(f"/api/v1/products/{next(numbers)}", headers=headers))  # fmt: skip


def _changes(table: Table, client: FlaskClient, headers: dict[str, str], count: int) -> None:
    cursors = _cursors(client, headers)
    _timed(table, "a page of 1,000 changes", 100, lambda: next(cursors))


def _cursors(client: FlaskClient, headers: dict[str, str]) -> Iterator[Any]:
    cursor = ""
    while True:
        query = {"cursor": cursor, "limit": PAGE} if cursor else {"limit": PAGE}
        answer = client.get("/api/v1/changes", query_string=query, headers=headers)
        yield answer
        cursor = answer.json["cursor"] if answer.json["more"] else ""


def _timed(table: Table, what: str, limit: float, ask: Callable[[], Any]) -> None:
    times = []
    ask()
    for _round in range(ROUNDS - 1):
        started = time.process_time()
        answer = ask()
        times.append((time.process_time() - started) * 1_000)
        assert answer.status_code == 200, answer.text[:500]
    table.say("", f"{what}: worst {max(times):.1f} ms")
    table.bar(Bar(f"{what}, p50 ms", statistics.median(times), limit))


def _export(table: Table, client: FlaskClient, headers: dict[str, str], kind: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started, size = time.process_time(), 0
    of = "" if kind == LD else "?supplier=elgros"
    answer = client.get(f"/api/v1/export/{kind}{of}", headers=headers, buffered=False)
    for piece in answer.iter_encoded():
        size += len(piece)
    spent = time.process_time() - started
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1_024
    text = f"{size / 1e6:.0f} MB in {spent:.1f} s of processor, {grown:.0f} MB more memory"
    table.say("export", f"{kind}: {text}")


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else 280_000)
