"""Two real workers: the limit holds over both. Real imports at once: a mirror misses nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from sqlalchemy import select
from sqlmodel import col

from catalog import db
from catalog.brief import briefs
from catalog.models import Product
from catalog.workspace import Workspace
from tests.conftest import TODAY, Loader
from tests.web import pages_world
from tests.web.real_site import two_workers

pytestmark = pytest.mark.slow
HEAD = "supplier_number,name,brand,mpn,gtin,product_group,price\n"
LIMIT = 20
ROUNDS = 5
PRODUCTS = 40


@pytest.fixture
def site(workspace: Workspace) -> Iterator[str]:
    with two_workers(workspace, MERKBAR_API_ANONYMOUS=str(LIMIT)) as address:
        yield address


def test_the_limit_holds_over_both_workers(site: str) -> None:
    left = 60 - time.time() % 60
    if left < 20:
        time.sleep(left + 0.5)

    def ask(_number: int) -> int:
        return requests.get(f"{site}/api/v1/labels", timeout=30).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(2 * LIMIT)))
    assert (answers.count(200), answers.count(429)) == (LIMIT, LIMIT)


def feed(supplier: str, turn: int) -> str:
    """Every turn changes prices, renames some, and moves some between being one product and two."""
    rows = []
    for number in range(PRODUCTS):
        shared = number % 3 == turn % 3
        brand, mpn = ("Lumora", f"LM-{number}") if shared else (f"Brand{supplier}", f"{supplier}-{number}")
        rows.append(f"{number},Skjerm {number} {turn % 4},{brand},{mpn},,displays,{turn * 7 + number}\n")
    gone = turn * 5 % PRODUCTS
    return HEAD + "".join(rows[:gone] + rows[gone + 3 :])


def test_a_mirror_misses_nothing_while_suppliers_are_imported_at_once(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    app = pages_world.application(workspace, api_anonymous=1_000_000)
    failed: list[str] = []

    def imports(supplier: str) -> None:
        for turn in range(ROUNDS):
            report = load_feed(feed(supplier, turn), name=f"{supplier}-{turn}.csv", supplier=supplier,
                               mode="full", accept_gates=True)  # fmt: skip
            if report.status != "published":
                failed.append(f"{supplier} {turn}: {report.message}")

    def registers() -> None:
        head = "label,certificate,brand,model,valid_from,valid_to,tier,markets,product_group\n"
        for turn in range(ROUNDS):
            row = "epeat,E{0},Lumora,LM-{0},2024-01-01,2029-01-01,,NO,displays\n"
            rows = [row.format(number) for number in range(turn, PRODUCTS, 4)]
            report = load_register(head + "".join(rows), name=f"r-{turn}.csv", label="epeat", mode="full",
                                   accept_gates=True)  # fmt: skip
            if report.status != "published":
                failed.append(f"register {turn}: {report.message}")

    mirror: dict[int, dict[str, Any]] = {}
    cursor = ""

    def follow() -> None:
        nonlocal cursor
        client, more = app.test_client(), True
        while more:
            query = {"limit": "7", **({"cursor": cursor} if cursor else {})}
            body = client.get("/api/v1/changes", query_string=query).json
            cursor, more = body["cursor"], body["more"]
            for item in body["items"]:
                mirror.pop(item["id"], None)
                if item["change"] == "current":
                    mirror[item["id"]] = item

    threads = [threading.Thread(target=imports, args=(one,)) for one in ("a", "b")]
    threads.append(threading.Thread(target=registers))
    for one in threads:
        one.start()
    pages = 0
    while any(one.is_alive() for one in threads):
        follow()
        pages += 1
    follow()
    assert not failed
    assert pages > 3
    with db.reading(workspace.engine) as session:
        ids = list(session.execute(select(col(Product.id)).where(col(Product.active).is_(True))).scalars())
        truth = briefs(session, workspace, [key for key in ids if key], TODAY)
    told = {
        key: (one["name"], [item["certificate"] for item in one["labels"]]) for key, one in mirror.items()
    }
    held = {key: (one.name, [item.certificate for item in one.labels]) for key, one in truth.items()}
    assert told == held
    assert any(labels for _name, labels in told.values())
