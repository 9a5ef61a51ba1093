"""/status, a run's own page, the Atom feed of alerts, and ``feeds status``: all from the same runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from tests.web.delivery.shop import GOOD, JUMPED, Shop
from tests.web.delivery.shop import opened as open_shop
from tests.web.pages_world import flat, page
from web import create_app
from web.config import from_environment
from web.sparkline import HEIGHT, WIDTH, sparkline

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = open_shop(tmp_path, None)
    for extra in ("", "2,Kabel,5,NOK\n", "2,Kabel,6,NOK\n3,,1,NOK\n"):
        assert shop.pull(GOOD + extra) == 0
    return shop


def client(shop: Shop, day: str = "2026-11-22") -> FlaskClient:
    return create_app(from_environment(shop.environment(day)), testing=True).test_client()


def status(shop: Shop, day: str = "2026-11-22") -> dict[str, Any]:
    code, said = shop.run("feeds", "status", "--json", day=day)
    assert code == 0
    (item,) = json.loads(said)["items"]
    found: dict[str, Any] = item
    return found


def entries(shop: Shop, day: str = "2026-11-22") -> list[tuple[str, str]]:
    answer = client(shop, day).get("/status/alerts.atom")
    assert answer.mimetype == "application/atom+xml"
    root = ET.fromstring(answer.data)  # noqa: S314  (our own)
    found = root.iter(f"{ATOM}entry")
    return [(one.findtext(f"{ATOM}id", ""), one.findtext(f"{ATOM}title", "")) for one in found]


def test_the_status_shows_counters_by_field_and_the_trend(shop: Shop) -> None:
    found = status(shop)
    assert found["troubles"] == []
    assert found["schedule"] == "daily 02:30"
    assert found["counters"]["name"] == {"filled": 2, "repaired": 0, "rejected": 1}
    assert [run["read"] for run in found["trend"]] == [1, 2, 3]
    assert [(run["new"], run["changed"]) for run in found["trend"]] == [(1, 0), (1, 0), (0, 1)]
    words = flat(page(client(shop), "/status"))
    assert "Ingenting trenger oppfølging" in words
    assert "Siste 3 kjøringer acme" in words
    assert "3 gode kjøringer, 1 til 3" in words
    assert "hver dag" in words


def test_the_same_is_printed_for_people(shop: Shop) -> None:
    said = shop.run("feeds", "status")[1]
    assert "acme\tpublished\t2026-11-22" in said
    assert "  read, oldest first: 1 2 3" in said
    assert "  rejected: name 1" in said


def test_a_held_run_stands_on_top_with_the_commands(shop: Shop) -> None:
    shop.pull(JUMPED)
    words = flat(page(client(shop), "/status"))
    assert "1 trenger oppfølging acme varefil Holdt igjen" in words
    assert words.index("merkbar feeds release acme") < words.index("Varefiler")
    assert status(shop)["what_to_do"] == ["merkbar feeds release acme", "merkbar feeds drop acme"]
    page_of_run = flat(page(client(shop), "/status/runs/4"))
    assert "Porten holdt kjøringen igjen: acme: 1 of 1 prices moved by more than x20" in page_of_run
    assert "merkbar feeds drop acme" in page_of_run
    assert "Lest 1 3 −66,7 %" in page_of_run
    assert shop.run("feeds", "drop", "acme")[0] == 0
    words = flat(page(client(shop), "/status"))
    assert "Ingenting trenger oppfølging" in words
    assert "Forkastet" in words
    assert "merkbar feeds drop" not in flat(page(client(shop), "/status/runs/4"))


def test_a_late_feed_is_late_on_page_command_line_and_in_the_feed_reader(shop: Shop) -> None:
    assert entries(shop) == []
    assert "Forsinket" in flat(page(client(shop, "2026-11-25"), "/status"))
    found = status(shop, "2026-11-25")
    assert found["troubles"] == ["late"]
    assert 71 < found["age_hours"] < 73
    ((first_id, title),) = entries(shop, "2026-11-25")
    assert title == "Forsinket: acme"
    assert entries(shop, "2026-11-26")[0][0] == first_id  # the same episode


def test_failed_and_held_runs_are_entries_and_dropped_ones_are_not(shop: Shop) -> None:
    shop.pull(JUMPED)
    (shop.folder / "data" / "acme.csv").unlink()
    shop.run("feeds", "pull", "acme")
    titles = {title for _id, title in entries(shop)}
    assert titles == {"Feilet: acme, kjøring 5", "Holdt igjen: acme, kjøring 4"}
    shop.run("feeds", "drop", "acme")
    assert {title for _id, title in entries(shop)} == {"Feilet: acme, kjøring 5"}
    assert "Ingen fil kom fram" in flat(page(client(shop), "/status/runs/5"))
    again = client(shop).get("/status/alerts.atom")
    same = client(shop).get("/status/alerts.atom", headers={"If-None-Match": again.headers["ETag"]})
    assert same.status_code == 304


def test_a_runs_page_has_file_counters_and_issues_in_pages(shop: Shop) -> None:
    rows = "".join(f"{number},,1,NOK\n" for number in range(10, 260))
    shop.pull(GOOD + rows)
    words = flat(page(client(shop), "/status/runs/4"))
    assert "250 avvik" in words
    assert "acme.csv" in words
    assert "name 1 – 250" in words
    html = page(client(shop), "/status/runs/4?page=3")
    assert "linje 252" in flat(html)
    assert "linje 102" not in flat(html)
    assert "page=2" in html
    assert "page=4" not in html
    assert "Til begynnelsen" in page(client(shop), "/status/runs/4?page=9")
    for wrong in ("0", "x", "10001"):
        page(client(shop), f"/status/runs/4?page={wrong}", 400)
    page(client(shop), "/status/runs/999", 404)


def test_the_page_stands_without_a_readable_feeds_file(shop: Shop) -> None:
    (shop.folder / "data" / "feeds.toml").write_text("[feeds.acme]\nschedule = 3\n")
    words = flat(page(client(shop), "/status"))
    assert "feeds.toml kan ikke leses" in words
    assert "acme" in words


def test_what_is_configured_and_never_ran_is_named(tmp_path: Path) -> None:
    words = flat(page(client(open_shop(tmp_path, None)), "/status"))
    assert "Satt opp, men aldri kjørt: acme" in words
    assert "Aldri kjørt Har aldri hatt en god kjøring, ventet hver dag. merkbar feeds pull acme" in words


def test_a_line_of_figures_stays_in_its_box_and_begins_at_nought() -> None:
    line = sparkline([0, 50, 100])
    assert line is not None
    assert line.points == "3,21 48,12 93,3"
    assert (line.last_x, line.last_y, line.least, line.most) == (93, 3, 0, 100)
    flat_line = sparkline([280_000, 280_001])
    assert flat_line is not None
    heights = {float(point.split(",")[1]) for point in flat_line.points.split()}
    assert max(heights) - min(heights) < 0.2
    assert sparkline([5]) is None
    assert all(0 <= float(part) <= WIDTH for point in line.points.split() for part in point.split(",")[:1])
    assert HEIGHT > line.last_y > 0
    assert sparkline([0, 0]) is not None
