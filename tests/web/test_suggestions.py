"""Suggestions name classes as the reader does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from pages_world import application, fill, opened


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with opened(tmp_path_factory.mktemp("shop")) as space:
        fill(space)
        yield application(space).test_client()


def classes(client: FlaskClient, text: str, lang: str = "nb") -> list[tuple[str, str]]:
    items = client.get("/api/v1/suggest", query_string={"q": text}, headers={"Cookie": f"lang={lang}"}).json[
        "items"
    ]
    return [(item["text"], item["url"].rpartition("?")[2]) for item in items if item["kind"] == "class"]


def test_a_class_is_found_and_shown_by_its_name(client: FlaskClient) -> None:
    assert classes(client, "kab") == [("Kabel og ledning", "class=cables")]
    assert classes(client, "Sikr") == [("Vern og sikringer", "class=protection")]


def test_each_language_has_its_own_names_and_the_slug_leads_there_too(client: FlaskClient) -> None:
    assert [value for _name, value in classes(client, "cab", "en")] == ["class=cables"]
    assert classes(client, "cables")[0] == ("Kabel og ledning", "class=cables")
    assert "cables" not in [name for name, _value in classes(client, "cab", "en")]


def test_a_class_without_products_and_no_text_suggest_nothing(client: FlaskClient) -> None:
    assert classes(client, "solcelle") == []
    assert classes(client, " ") == []
