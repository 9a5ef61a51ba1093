"""A certificate that ends at midnight: every place that shows it has changed by the day's first second.

One process, its caches warm from the last second of the day before, no job run and nothing imported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from catalog.clock import Clock
from tests import conftest
from tests.web import pages_world

# The end of 22 November 2026 in Oslo.
MIDNIGHT = datetime(2026, 11, 22, 23, tzinfo=UTC)
GTIN = "05397184821671"
FEED = "supplier_number,gtin,mpn,brand,name,product_group\n1,5397184821671,P2425,Dell,Dell P2425,displays\n"
LAST_DAY = (
    "label,certificate,brand,model,gtin,product_group,valid_from,valid_to\n"
    "tco-certified,D1,Dell,P2425,5397184821671,displays,2024-01-01,2026-11-22\n"
)
FIRST_DAY = LAST_DAY.replace("2024-01-01,2026-11-22", "2026-11-23,2027-11-22")
SVG, TWIN, SHIELD = (f"/badge/v1/{GTIN}.{form}" for form in ("svg", "json", "shields.json"))


@dataclass
class Shop:
    """A site whose clock stands at ``now`` until it is moved."""

    client: FlaskClient
    moments: list[datetime]

    def at(self, moment: datetime) -> dict[str, bool]:
        """By place, whether the label is shown as held at that moment."""
        self.moments.append(moment)
        get = self.client.get
        body = {"identifiers": [GTIN, "acme:1"]}
        looked_up = self.client.post("/api/v1/lookup", json=body).json["items"]
        search = get("/api/v1/products?label=tco-certified").json
        facets = {one["value"]: one["count"] for one in get("/api/v1/products").json["facets"]["label"]}
        page = get("/products/1").text
        (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
        return {
            "badge": "TCO Certified" in get(SVG).text,
            "badge's title": "bekreftet" in get(SVG).text or "til 22" in get(SVG).text,
            "badge of the label": "currentColor" in get(f"/badge/v1/{GTIN}/tco-certified.svg").text,
            "badge in brief": "currentColor" in get(f"{SVG}?style=symbol").text,
            "json": bool(get(TWIN).json["labels"]),
            "shields": not get(SHIELD).json["isError"],
            "lookup": all(one["labels"] for one in looked_up),
            "lookup, any": any(one["labels"] for one in looked_up),
            "product": bool(get("/api/v1/products/1").json["labels"]),
            "search": search["total"] == 1,
            "facet": facets.get("tco-certified", 0) == 1,
            "json-ld": "hasCertification" in json.loads(block),
            "product page": 'class="sym"' in page,
            "search page": 'class="sym"' in get("/search?q=P2425").text,
        }


def kept(answer: Any) -> int:
    """Seconds that others may show an answer for."""
    said = answer.headers["Cache-Control"]
    return sum(int(number) for number in re.findall(r"(?:max-age|revalidate)=(\d+)", said))


def shop(folder: Path, register: str) -> Iterator[Shop]:
    moments = [MIDNIGHT - timedelta(hours=2)]
    with pages_world.opened(folder) as space:
        clock = Clock(ZoneInfo("Europe/Oslo"), source=lambda: moments[-1])
        space = replace(space, clock=clock)
        load: Any = conftest._load
        assert load(space, "feed", FEED, "table", "f.csv", supplier="acme").status == "published"
        done = load(space, "register", register, "table", "r.csv", label="tco-certified")
        assert done.status == "published"
        yield Shop(pages_world.application(space).test_client(), moments)


@pytest.fixture
def ending(tmp_path: Path) -> Iterator[Shop]:
    yield from shop(tmp_path, LAST_DAY)


@pytest.fixture
def beginning(tmp_path: Path) -> Iterator[Shop]:
    yield from shop(tmp_path, FIRST_DAY)


def test_all_places_show_it_in_the_last_second_and_none_in_the_first(ending: Shop) -> None:
    before = ending.at(MIDNIGHT - timedelta(seconds=1))
    assert [place for place, shown in before.items() if not shown] == []
    after = ending.at(MIDNIGHT)
    assert [place for place, shown in after.items() if shown] == []


def test_what_begins_at_midnight_is_shown_from_its_first_second_on(beginning: Shop) -> None:
    before = beginning.at(MIDNIGHT - timedelta(microseconds=1))
    assert [place for place, shown in before.items() if shown] == []
    after = beginning.at(MIDNIGHT)
    assert [place for place, shown in after.items() if not shown] == []


@pytest.mark.parametrize("path", [SVG, TWIN, SHIELD])
def test_no_cache_may_show_it_past_midnight_and_asking_again_brings_the_new_one(
    ending: Shop, path: str
) -> None:
    ending.moments.append(MIDNIGHT - timedelta(seconds=40))
    first = ending.client.get(path)
    assert kept(first) <= 40
    headers = {"If-None-Match": first.headers["ETag"]}
    assert ending.client.get(path, headers=headers).status_code == 304
    ending.moments.append(MIDNIGHT)
    for known in (headers, {"If-Modified-Since": first.headers["Last-Modified"]}):
        fresh = ending.client.get(path, headers=known)
        assert fresh.status_code == 200
        assert fresh.data != first.data
    assert kept(fresh) == 300


def test_what_the_api_answered_must_be_asked_again(ending: Shop) -> None:
    ending.moments.append(MIDNIGHT - timedelta(seconds=1))
    first = ending.client.get("/api/v1/products/1")
    assert "no-cache" in first.headers["Cache-Control"]
    ending.moments.append(MIDNIGHT)
    headers = {"If-None-Match": first.headers["ETag"]}
    assert ending.client.get("/api/v1/products/1", headers=headers).status_code == 200


def test_an_embedded_code_knows_nothing_that_midnight_changes(ending: Shop) -> None:
    codes = []
    for moment in (MIDNIGHT - timedelta(seconds=1), MIDNIGHT):
        ending.moments.append(moment)
        codes.append(
            re.findall(r"<textarea.*?</textarea>", ending.client.get("/products/1/embed").text, re.DOTALL)
        )
    assert codes[0] == codes[1]
    assert len(codes[0]) == 3
