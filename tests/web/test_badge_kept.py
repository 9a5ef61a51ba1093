"""How long a badge is kept, by others and by the server itself, and what makes it change."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from api_store import NOW, SCREEN, application
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlmodel import col

from catalog import db
from catalog.clock import Clock
from catalog.models import Dataset, Product, Supplier, Tag
from catalog.stamp import Commits
from web import badge_cache, badge_svg
from web.views import badges

PATH = f"/badge/v1/{SCREEN}.svg"


def store(app: Flask) -> Any:
    return app.extensions["merkbar"].workspace.engine


def kept_seconds(answer: Any) -> tuple[int, int]:
    fresh, stale = re.fullmatch(
        r"public, max-age=(\d+), stale-while-revalidate=(\d+)", answer.headers["Cache-Control"]
    ).groups()  # type: ignore[union-attr]
    return int(fresh), int(stale)


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return application(tmp_path)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of what has been drawn."""
    found: list[str] = []

    def draw(*cells: Any, **how: Any) -> str:
        found.append(how["title"])
        return badge_svg.draw(*cells, **how)

    monkeypatch.setattr(badges, "draw", draw)
    return found


@pytest.mark.parametrize("left", [0, 1, 2, 59, 299, 300, 301, 4000])
def test_fresh_and_stale_together_end_with_the_day_and_after_five_minutes(tmp_path: Path, left: int) -> None:
    midnight = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    client = application(tmp_path, Clock(source=lambda: midnight - timedelta(seconds=left))).test_client()
    fresh, stale = kept_seconds(client.get(PATH))
    # at midnight itself the next day has begun
    assert fresh + stale == (min(left, 300) or 300)
    assert stale <= fresh


def test_a_badge_says_since_when_it_is_so_and_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get(PATH)
    assert first.last_modified == NOW
    for headers in (
        {"If-Modified-Since": first.headers["Last-Modified"]},
        {"If-None-Match": first.headers["ETag"]},
        {"If-None-Match": f'"other", {first.headers["ETag"]}'},
    ):
        again = client.get(PATH, headers=headers)
        assert (again.status_code, again.data) == (304, b"")
        assert kept_seconds(again) == kept_seconds(first)
        assert again.headers["ETag"] == first.headers["ETag"]
    earlier = {"If-Modified-Since": "Sun, 22 Nov 2026 11:59:59 GMT"}
    assert client.get(PATH, headers=earlier).status_code == 200
    # The tag decides where both are sent (RFC 9110, 13.1.3).
    both = {"If-None-Match": '"other"', "If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get(PATH, headers=both).status_code == 200


def test_the_same_badge_is_drawn_once(client: FlaskClient, drawings: list[str]) -> None:
    for query in ("", "?color=red", "?size=999&style=none", "?size=20"):
        client.get(PATH + query)
    client.head(PATH)
    assert len(drawings) == 1
    client.get(PATH + "?size=24")
    assert len(drawings) == 2


@pytest.mark.parametrize(
    "change",
    [
        update(Tag).where(col(Tag.label) == "epeat").values(closed_at=NOW),
        update(Dataset).values(confirmed_on=NOW.date() - timedelta(days=40)),
        update(Supplier).where(col(Supplier.id) == 1).values(name="Voltgros Nord"),
    ],
    ids=["a withdrawal", "a register gone stale", "a supplier's new name"],
)
def test_a_commit_changes_the_next_badge(app: Flask, client: FlaskClient, change: Any) -> None:
    before = client.get(PATH)
    with db.writing(store(app)) as session:
        session.execute(change)
        if change.table.name == "tag":
            session.execute(update(Product).where(col(Product.id) == 1).values(revision=2))
    after = client.get(PATH, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.data != before.data


def test_a_commit_that_concerns_no_badge_redraws_none(
    app: Flask, client: FlaskClient, drawings: list[str]
) -> None:
    client.get(PATH)
    with db.writing(store(app)) as session:
        session.execute(update(Product).where(col(Product.id) == 2).values(description="lagt i en kurv"))
    client.get(PATH)
    assert len(drawings) == 1


def test_what_is_rolled_back_is_no_commit_and_one_of_another_process_is(app: Flask) -> None:
    commits = Commits(store(app))
    before = commits.count()
    try:
        with db.writing(store(app)) as session:
            session.execute(update(Product).values(name="x"))
            raise ZeroDivisionError
    except ZeroDivisionError:
        assert commits.count() == before
    other = db.connect(str(store(app).url))
    with db.writing(other) as session:
        session.execute(update(Product).values(name="x"))
    other.dispose()
    assert commits.count() != before


def test_no_more_badges_are_kept_than_there_is_room_for(
    client: FlaskClient, drawings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(badge_cache, "MOST", 3)
    for size in (16, 17, 18, 19, 19, 18, 17, 16):
        client.get(f"{PATH}?size={size}")
    # The oldest had to go, and was drawn anew.
    assert len(drawings) == 5
