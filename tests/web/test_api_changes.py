"""Changes for mirrors: everything that may look different is told, and nothing is missed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from marshmallow import RAISE
from werkzeug.test import TestResponse

from catalog import db
from catalog.clock import Clock
from catalog.models import Dataset
from catalog.schemas_operating import ChangesOut
from catalog.workspace import Workspace
from tests.conftest import TODAY, Loader
from tests.web import pages_world

HEAD = "supplier_number,name,brand,mpn,gtin,product_group,price,labels\n"
REGISTER = "label,certificate,brand,model,valid_from,valid_to,tier,markets,product_group\n"
EPEAT = REGISTER + "epeat,E1,Lumora,LM-1,2024-01-01,2026-11-25,gold,NO,displays\n"


def row(number: int, price: str = "10") -> str:
    return f"{number},Skjerm {number},Lumora,LM-{number},,displays,{price},\n"


Asking = Callable[..., TestResponse]


@pytest.fixture
def ask(workspace: Workspace) -> Asking:
    """``ask(cursor, day=...)``: the answer of an app whose day may be another one."""

    def asking(cursor: str = "", day: date = TODAY, **more: Any) -> TestResponse:
        space = replace(workspace, clock=Clock(pinned=day))
        client: FlaskClient = pages_world.application(space).test_client()
        query = {"cursor": cursor, **more} if cursor else more
        return client.get("/api/v1/changes", query_string=query)

    return asking


def told(answer: TestResponse) -> tuple[list[tuple[int, str]], str]:
    assert answer.status_code == 200, answer.text
    ChangesOut(unknown=RAISE).load(answer.json)
    found = [(item["id"], item["change"]) for item in answer.json["items"]]
    return found, answer.json["cursor"]


def test_a_mirror_begins_with_everything_and_is_then_told_what_changed(
    ask: Asking, load_feed: Loader
) -> None:
    load_feed(HEAD + row(1) + row(2) + row(3))
    found, cursor = told(ask())
    assert found == [(1, "current"), (2, "current"), (3, "current")]
    assert told(ask(cursor)) == ([], cursor)
    load_feed(HEAD + row(2, "11"))
    found, cursor = told(ask(cursor))
    assert found == [(2, "current")]
    assert told(ask(cursor))[0] == []


def test_pages_hold_every_product_once(ask: Asking, load_feed: Loader) -> None:
    load_feed(HEAD + "".join(row(number) for number in range(1, 8)))
    load_feed(HEAD + row(3, "12"))
    seen, cursor, more = [], "", True
    while more:
        answer = ask(cursor, limit=2)
        found, cursor = told(answer)
        seen += found
        more = answer.json["more"]
    assert [one for one, _change in seen] == [1, 2, 4, 5, 6, 7, 3]


def test_an_import_between_two_pages_is_not_missed(ask: Asking, load_feed: Loader) -> None:
    load_feed(HEAD + "".join(row(number) for number in range(1, 5)))
    found, cursor = told(ask(limit=2))
    assert [one for one, _change in found] == [1, 2]
    load_feed(HEAD + row(1, "11") + row(4, "11"))
    rest, cursor = told(ask(cursor))
    assert [one for one, _change in rest] == [3, 1, 4]
    assert told(ask(cursor))[0] == []


def test_what_is_gone_and_what_was_merged_is_told(ask: Asking, load_feed: Loader) -> None:
    load_feed(HEAD + row(1) + "2,Skjerm to,,,5397184821671,displays,10,\n" + row(3))
    _found, cursor = told(ask())
    load_feed(HEAD + row(1) + "2,Skjerm to,Lumora,LM-1,5397184821671,displays,10,\n", mode="full")
    answer = ask(cursor)
    items = {item["id"]: item for item in answer.json["items"]}
    assert {key: item["change"] for key, item in items.items()} == {1: "current", 2: "merged", 3: "gone"}
    assert (items[2]["merged_into"], items[3]["labels"]) == (1, [])


def test_a_register_that_gives_a_label_is_a_change_with_the_label(
    ask: Asking, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(HEAD + row(1) + row(2))
    _found, cursor = told(ask())
    load_register(EPEAT, label="epeat")
    (item,) = ask(cursor).json["items"]
    assert (item["id"], item["cause"]) == (1, "data")
    assert [(label["label"], label["state"]) for label in item["labels"]] == [("epeat", "expiring")]


def test_a_certificate_that_ends_is_told_on_the_first_day_without_it(
    ask: Asking, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(HEAD + row(1) + row(2))
    load_register(EPEAT, label="epeat")
    _found, cursor = told(ask())
    found, cursor = told(ask(cursor, date(2026, 11, 25)))
    assert found == []
    answer = ask(cursor, date(2026, 11, 26))
    (item,) = answer.json["items"]
    assert (item["id"], item["cause"], item["labels"]) == (1, "time", [])
    assert item["labels_not_shown"][0]["state"] == "expired"
    assert told(ask(answer.json["cursor"], date(2026, 11, 26)))[0] == []


def test_a_certificate_that_begins_and_one_that_begins_to_expire_are_told(
    ask: Asking, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(HEAD + row(1) + row(2))
    lines = (
        "epeat,E1,Lumora,LM-1,2026-12-01,2029-01-01,gold,NO,displays\n"
        "epeat,E2,Lumora,LM-2,2024-01-01,2027-03-01,gold,NO,displays\n"
    )
    load_register(REGISTER + lines, label="epeat")
    _found, cursor = told(ask())
    found, cursor = told(ask(cursor, date(2026, 11, 30)))
    assert found == []
    begun, cursor = told(ask(cursor, date(2026, 12, 1)))
    assert begun == [(1, "current"), (2, "current")]
    assert told(ask(cursor, date(2027, 2, 1)))[0] == []


def test_a_register_gone_stale_and_confirmed_again_are_told(
    ask: Asking, load_feed: Loader, load_register: Loader, workspace: Workspace
) -> None:
    load_feed(HEAD + row(1))
    load_register(REGISTER + "epeat,E1,Lumora,LM-1,2024-01-01,2029-01-01,,NO,displays\n", label="epeat")
    _found, cursor = told(ask())
    with db.writing(workspace.engine) as session:
        dataset = session.get(Dataset, 1)
        assert dataset is not None
        stale = TODAY + timedelta(days=dataset.max_age_days + 1)
    assert told(ask(cursor, stale - timedelta(days=1)))[0] == []
    answer = ask(cursor, stale)
    (item,) = answer.json["items"]
    assert item["labels_not_shown"][0]["state"] == "unconfirmed"
    with db.writing(workspace.engine) as session:
        dataset = session.get(Dataset, 1)
        assert dataset is not None
        dataset.confirmed_on = stale
    (item,) = ask(answer.json["cursor"], stale).json["items"]
    assert item["labels"][0]["state"] == "verified"


def test_what_time_did_is_told_in_pages_too(ask: Asking, load_feed: Loader, load_register: Loader) -> None:
    load_feed(HEAD + "".join(row(number) for number in range(1, 6)))
    lines = [f"epeat,E{n},Lumora,LM-{n},2024-01-01,2026-11-25,,NO,displays\n" for n in range(1, 6)]
    load_register(REGISTER + "".join(lines), label="epeat")
    _found, cursor = told(ask())
    later, seen, more = date(2026, 12, 1), [], True
    while more:
        answer = ask(cursor, later, limit=2)
        found, cursor = told(answer)
        seen += [one for one, _change in found]
        more = answer.json["more"]
    assert seen == [1, 2, 3, 4, 5]


def test_now_begins_behind_the_last_change(ask: Asking, load_feed: Loader) -> None:
    load_feed(HEAD + row(1) + row(2))
    found, cursor = told(ask("now"))
    assert found == []
    load_feed(HEAD + row(2, "11"))
    assert told(ask(cursor))[0] == [(2, "current")]


def test_full_tells_the_whole_product(ask: Asking, load_feed: Loader) -> None:
    load_feed(HEAD + row(1))
    (item,) = ask(full=1).json["items"]
    assert item["product"]["offers"][0]["price"] == "10"


def test_a_cursor_of_another_database_is_a_410(
    ask: Asking, load_feed: Loader, workspace: Workspace
) -> None:
    load_feed(HEAD + row(1))
    _found, cursor = told(ask())
    with db.writing(workspace.engine) as session:
        session.connection().exec_driver_sql("UPDATE installation SET name = 'another'")
    answer = ask(cursor)
    assert (answer.status_code, answer.content_type) == (410, "application/problem+json")


def test_a_cursor_from_before_the_database_was_set_back_is_a_410(
    ask: Asking, load_feed: Loader, workspace: Workspace
) -> None:
    load_feed(HEAD + row(1))
    load_feed(HEAD + row(1, "11"))
    _found, cursor = told(ask())
    with db.writing(workspace.engine) as session:
        session.connection().exec_driver_sql("UPDATE product SET revision = 1")
    assert ask(cursor).status_code == 410


@pytest.mark.parametrize(
    "query",
    [
        {"cursor": "x"}, {"cursor": "W10"}, {"cursor": "å"}, {"cursor": "A" * 5000}, {"limit": 0},
        {"limit": 1001}, {"limit": "x"}, {"full": "yes"}, {"curser": "x"},
    ],
)  # fmt: skip
def test_what_is_not_understood_is_a_422(ask: Asking, query: dict[str, Any]) -> None:
    answer = ask(**query)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
