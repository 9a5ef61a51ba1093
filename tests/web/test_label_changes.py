"""Labels gained, lost and expiring: by brand, supplier and search, to feed readers and webhooks."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from sqlalchemy import select

from catalog import db
from catalog.clock import Clock
from catalog.label_changes import Watch, label_events
from catalog.models import Outgoing
from catalog.search.port import SearchRequest
from catalog.workspace import Workspace
from tests import conftest
from tests.conftest import TODAY
from tests.web import pages_world
from web.delivery import label_alerts, subscriptions
from web.delivery.alert_rules import AlertsError
from web.delivery.subscriptions import Subscription
from web.services import open_search

ATOM = "{http://www.w3.org/2005/Atom}"
HEAD = "supplier_number,name,brand,mpn,product_group,price\n"
FEED = HEAD + "1,Skjerm en,Lumora,LM-1,displays,10\n2,Skjerm to,Dell,D-2,displays,10\n"
REGISTER = "label,certificate,brand,model,valid_from,valid_to,tier,markets,product_group\n"
E1 = "epeat,E1,Lumora,LM-1,2024-01-01,2027-06-01,gold,NO,displays\n"
E2 = "epeat,E2,Dell,D-2,2024-01-01,2027-06-01,,NO,displays\n"
DAY = timedelta(days=1)
Events = list[tuple[str, str, str]]


def on(space: Workspace, day: date) -> Workspace:
    """The workspace at noon of another day."""
    noon = datetime(day.year, day.month, day.day, 11, tzinfo=UTC)
    return replace(space, clock=Clock(source=lambda: noon))


def load(space: Workspace, kind: str, text: str, day: date, **more: Any) -> None:
    done = conftest._load(on(space, day), kind, text, "table", f"{kind}-{day}.csv", **more)
    assert done.status == "published", done.message


@pytest.fixture
def told(workspace: Workspace) -> Callable[..., Events]:
    """``told(day, watch)``: the events of a day, as they are told a week later."""

    def telling(day: date, watch: Watch | None = None, now: date = TODAY + 7 * DAY) -> Events:
        space = on(workspace, now)
        with db.reading(space.engine) as session:
            found = label_events(session, space, open_search(space), watch or Watch(brands=("Lumora",)), day)
            return [(one.event, one.brand, one.label) for one in found]

    return telling


def test_a_label_is_gained_once_on_the_day_of_its_import(
    workspace: Workspace, told: Callable[..., Events]
) -> None:
    load(workspace, "feed", FEED, TODAY)
    load(workspace, "register", REGISTER + E1 + E2, TODAY + DAY, label="epeat")
    gained = [("gained", "Lumora", "epeat")]
    assert (told(TODAY), told(TODAY + DAY), told(TODAY + 2 * DAY)) == ([], gained, [])
    assert told(TODAY + DAY, now=TODAY + DAY) == gained
    both = Watch(suppliers=("acme",))
    assert told(TODAY + DAY, both) == [*gained, ("gained", "Dell", "epeat")]
    assert told(TODAY + DAY, Watch(suppliers=("nobody",))) == []


def test_a_search_chooses_products_and_its_labels_choose_what_is_told(
    workspace: Workspace, told: Callable[..., Events]
) -> None:
    load(workspace, "feed", FEED, TODAY)
    load(workspace, "register", REGISTER + E1 + E2, TODAY + DAY, label="epeat")
    load(workspace, "register", REGISTER + E2, TODAY + 2 * DAY, label="epeat", mode="full")
    asked = Watch.of(SearchRequest(text="skjerm en", labels=("epeat",), literal=True))
    assert told(TODAY + 2 * DAY, asked) == [("lost", "Lumora", "epeat")]
    assert told(TODAY + 2 * DAY, replace(asked, labels=("tco-certified",))) == []


def test_what_time_does_is_told_on_its_day(workspace: Workspace, told: Callable[..., Events]) -> None:
    load(workspace, "feed", FEED, TODAY)
    long = E1.replace("2024-01-01", "2026-11-25").replace("2027-06-01", "2036-01-01")
    load(workspace, "register", REGISTER + long, TODAY, label="epeat")
    days = (date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26))
    assert [told(day) for day in days] == [[], [("gained", "Lumora", "epeat")], []]
    with db.reading(workspace.engine) as session:
        limit = session.connection().exec_driver_sql("SELECT max_age_days FROM dataset").scalar_one()
    stale = TODAY + (limit + 1) * DAY
    assert told(stale, now=stale + DAY) == [("lost", "Lumora", "epeat")]


def test_a_label_that_begins_to_expire_and_ends_is_told(
    workspace: Workspace, told: Callable[..., Events]
) -> None:
    load(workspace, "feed", FEED, TODAY)
    ending = E1.replace("2027-06-01", (TODAY + 91 * DAY).isoformat())
    load(workspace, "register", REGISTER + ending, TODAY, label="epeat")
    assert told(TODAY + DAY) == [("expiring", "Lumora", "epeat")]
    load(workspace, "register", REGISTER + ending.replace("gold", "silver"), TODAY + 80 * DAY, label="epeat")
    assert told(TODAY + 91 * DAY, now=TODAY + 95 * DAY) == []
    assert told(TODAY + 92 * DAY, now=TODAY + 95 * DAY) == [("lost", "Lumora", "epeat")]


def test_the_feed_is_atom_with_an_entry_for_each_change(workspace: Workspace) -> None:
    load(workspace, "feed", FEED, TODAY)
    load(workspace, "register", REGISTER + E1 + E2, TODAY + DAY, label="epeat")
    client = pages_world.application(on(workspace, TODAY + 2 * DAY)).test_client()
    answer = client.get("/labels/changes.atom?brand=Dell&lang=en")
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/atom+xml"
    (entry,) = etree.fromstring(answer.data).iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "New label, EPEAT: Skjerm to"
    assert entry.findtext(f"{ATOM}updated") == "2026-11-22T23:00:00Z"
    known = {"If-None-Match": answer.headers["ETag"]}
    again = client.get("/labels/changes.atom?brand=Dell&lang=en", headers=known)
    assert again.status_code == 304
    counts = {"supplier=acme&event=gained": 2, "supplier=acme&event=lost": 0, "q=skjerm": 2}
    for query, entries in counts.items():
        found = client.get(f"/labels/changes.atom?{query}")
        assert len(list(etree.fromstring(found.data).iter(f"{ATOM}entry"))) == entries, query
    for query in ("", "event=x&brand=a", "label=x"):
        assert client.get(f"/labels/changes.atom?{query}").status_code == 400


def queued(space: Workspace) -> list[dict[str, Any]]:
    with db.reading(space.engine) as session:
        rows = session.execute(select(Outgoing)).scalars()
        return [json.loads(row.payload)["data"] for row in rows if row.kind == label_alerts.KIND]


def test_a_webhook_hears_of_each_finished_day_once(workspace: Workspace) -> None:
    one = Subscription("skjermer", "ops", ("gained", "lost"), Watch(brands=("Lumora",)))
    load(workspace, "feed", FEED, TODAY)

    def deliver(day: date) -> int:
        space = on(workspace, day)
        return label_alerts.queue(space, open_search(space), [one], "https://merkbar.test")

    assert deliver(TODAY) == 0
    load(workspace, "register", REGISTER + E1 + E2, TODAY + DAY, label="epeat")
    assert deliver(TODAY + DAY) == 0
    assert [deliver(TODAY + 2 * DAY), deliver(TODAY + 2 * DAY), deliver(TODAY + 4 * DAY)] == [1, 0, 0]
    (message,) = queued(workspace)
    assert (message["subscription"], message["day"]) == ("skjermer", "2026-11-23")
    assert message["counts"] == {"gained": 1, "lost": 0, "expiring": 0}
    (item,) = message["items"]
    assert (item["event"], item["label"], item["tier"]) == ("gained", "epeat", "gold")
    (workspace.var / "outbox" / label_alerts.FILE).write_text("{}")
    assert [deliver(TODAY + 4 * DAY), deliver(TODAY + 5 * DAY)] == [0, 0]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[other]", "other"), ("[subscriptions.A]\nwebhook='ops'", "subscriptions.A"),
        ("[subscriptions.a]\nwebhook='x'\nbrands=['B']", "webhook"),
        ("[subscriptions.a]\nwebhook='ops'", "brands, suppliers or search"),
        ("[subscriptions.a]\nwebhook='ops'\nbrands='B'", "key brands"),
        ("[subscriptions.a]\nwebhook='ops'\nbrands=['B']\nevents=['x']", "key events"),
        ("[subscriptions.a]\nwebhook='ops'\nsearch='stock=maybe&page=x'", "key search"),
        ("[subscriptions.a]\nwebhook='ops'\nbrand=['B']", "key brand"), ("x", "cannot be read"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_file_is_named(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "s.toml").write_text(text)
    with pytest.raises(AlertsError, match=named):
        subscriptions.load(tmp_path / "s.toml", ["ops"])


def test_the_examples_of_the_shipped_file_are_valid(tmp_path: Path) -> None:
    shipped = (conftest.ROOT / "data" / subscriptions.FILE).read_text("utf-8")
    example = shipped[shipped.index("# [subscriptions.") :].replace("# ", "")
    (tmp_path / "s.toml").write_text(example)
    (one,) = subscriptions.load(tmp_path / "s.toml", ["operations"])
    assert (one.watch.brands, one.watch.labels) == (("Dell", "Lenovo"), ("tco-certified",))
    assert subscriptions.load(tmp_path / "none.toml", []) == ()
