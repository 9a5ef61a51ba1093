"""The pages of a Socrata data set, against a real HTTP server on loopback."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from api_server import Api, Reply, serving

from importers.config import Profile
from importers.errors import FetchFailed
from importers.fetch import fetch

ID = "qbg3-d468"
NAME = "ENERGY STAR Certified Displays"
RESOURCE, VIEW, CATALOGUE = f"/resource/{ID}.json", f"/api/views/{ID}.json", "/api/views/metadata/v1"
Pull = Callable[..., Any]


@pytest.fixture
def api() -> Iterator[Api]:
    with serving() as running:
        running.answers[VIEW] = lambda _query: (200, {"id": ID, "name": NAME, "rowsUpdatedAt": 1})
        running.answers[RESOURCE] = sliced(7)
        yield running


@pytest.fixture
def pull(api: Api, tmp_path: Path) -> Pull:
    def run(path: str = RESOURCE, **changes: Any) -> Any:
        given = {
            "url": api.url(path), "paging": "socrata", "allow_private": True, "mode": "full",
            "page_size": 3, "dataset_name": NAME,
        } | changes  # fmt: skip
        profile = Profile("displays", "register", "energy-star", label="energy-star", **given)
        return fetch(profile, tmp_path, {}, sleep=lambda _seconds: None)

    return run


def sliced(count: int) -> Callable[[dict[str, str]], Reply]:
    def answer(query: dict[str, str]) -> Reply:
        first = int(query["$offset"])
        last = min(first + int(query["$limit"]), count)
        return 200, [{"pd_id": str(9000 + number)} for number in range(first, last)]

    return answer


def test_all_pages_are_asked_for_in_one_order_until_a_short_one(api: Api, pull: Pull) -> None:
    raw = pull()
    assert raw.name == f"{ID}.json"
    assert [row["pd_id"] for row in json.loads(raw.path.read_bytes())] == [str(9000 + n) for n in range(7)]
    asked = [query for _method, path, query in api.asked if path == RESOURCE]
    order = {"$limit": "3", "$order": "pd_id,:id"}
    assert asked == [order | {"$offset": offset} for offset in ("0", "3", "6")]


def test_a_last_page_that_is_full_is_followed_by_an_empty_one(api: Api, pull: Pull) -> None:
    api.answers[RESOURCE] = sliced(6)
    assert len(json.loads(pull().path.read_bytes())) == 6


def test_the_same_rows_are_the_same_file(pull: Pull, tmp_path: Path) -> None:
    first = pull()
    assert pull(page_size=2) == first
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    "described",
    [
        {"id": ID, "name": f"{NAME} - Deprecated"},
        {"id": ID, "name": "ENERGY STAR Certified Displays V9.0"},
        {"id": "rxdj-2c88", "name": NAME},
    ],
)
def test_another_name_is_refused_before_a_row_is_asked_for(
    api: Api, pull: Pull, tmp_path: Path, described: dict[str, str]
) -> None:
    api.answers[VIEW] = lambda _query: (200, described)
    with pytest.raises(FetchFailed) as caught:
        pull()
    assert repr(described["name"]) in str(caught.value)
    assert repr(NAME) in str(caught.value)
    assert [path for _method, path, _query in api.asked] == [VIEW]
    assert not list(tmp_path.iterdir())


def test_rows_updated_while_they_are_read_are_refused(api: Api, pull: Pull, tmp_path: Path) -> None:
    days = iter((1, 2))
    api.answers[VIEW] = lambda _query: (200, {"id": ID, "name": NAME, "rowsUpdatedAt": next(days)})
    with pytest.raises(FetchFailed, match="changed while it was read"):
        pull()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((503, {}), r"answered 503 \(gave up after 4 attempts\)"),
        ((400, {"message": "no such column"}), "answered 400, expected 200"),
        ((200, {"error": True}), f"page 2 of {ID}: expected a list of rows"),
        ((200, b'[{"pd_id": "1"'), f"page 2 of {ID}: is not valid JSON"),
        ((200, [{}] * 4), "4 rows, asked for at most 3"),
        (sliced(7)({"$offset": "0", "$limit": "3"}), "is the page before once more"),
    ],
)
def test_one_bad_page_in_the_middle_and_nothing_is_kept(
    api: Api, pull: Pull, tmp_path: Path, answer: Reply, reason: str
) -> None:
    good = sliced(7)
    api.answers[RESOURCE] = lambda query: answer if query["$offset"] == "3" else good(query)
    with pytest.raises(FetchFailed, match=reason):
        pull()
    assert not list(tmp_path.iterdir())


def test_an_empty_data_set_is_a_fault_not_an_empty_register(api: Api, pull: Pull, tmp_path: Path) -> None:
    api.answers[RESOURCE] = sliced(0)
    with pytest.raises(FetchFailed, match="answered no rows"):
        pull()
    assert not list(tmp_path.iterdir())


def test_a_data_set_that_is_gone_is_named(api: Api, pull: Pull) -> None:
    del api.answers[VIEW]
    with pytest.raises(FetchFailed, match=f"/api/views/{ID}.json: answered 404"):
        pull()


@pytest.mark.parametrize("answer", [[], {"id": ID}, {"name": 3}])
def test_a_description_without_a_name_is_refused(api: Api, pull: Pull, answer: Any) -> None:
    api.answers[VIEW] = lambda _query: (200, answer)
    with pytest.raises(FetchFailed, match=f"description of {ID}: holds no name"):
        pull()


@pytest.mark.parametrize("ignores_pages", [False, True])
def test_the_id_is_found_by_the_exact_name(api: Api, pull: Pull, ignores_pages: bool) -> None:
    entries = [
        {"id": "2wic-jicu", "name": f"{NAME} - Deprecated"},
        {"id": "star-list", "name": 7},
        {"id": ID, "name": NAME},
    ]
    api.answers[CATALOGUE] = lambda query: (
        200, entries if ignores_pages or query["page"] == "1" else [],
    )  # fmt: skip
    assert pull("/").name == f"{ID}.json"


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ([{"id": "2wic-jicu", "name": f"{NAME} - Deprecated"}], "found none"),
        ([{"id": ID, "name": NAME}, {"id": "2wic-jicu", "name": NAME}], f"found 2wic-jicu, {ID}"),
        ([{"id": "../../etc", "name": NAME}], "found none"),
    ],
)
def test_no_or_two_data_sets_of_the_name_are_refused(
    api: Api, pull: Pull, entries: list[dict[str, str]], found: str
) -> None:
    api.answers[CATALOGUE] = lambda query: (200, entries if query["page"] == "1" else [])
    with pytest.raises(FetchFailed, match=f"expected one data set called '{NAME}'.*{found}"):
        pull("")


def test_a_data_set_named_in_the_profile_needs_no_catalogue(api: Api, pull: Pull) -> None:
    assert pull("", dataset=ID).name == f"{ID}.json"
    assert CATALOGUE not in {path for _method, path, _query in api.asked}
