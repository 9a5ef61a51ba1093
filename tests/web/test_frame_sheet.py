"""The frame's one style sheet: all that its parts say, in their order and layers, and no value too few."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.web import pages_world
from web import stylesheet

STATIC = Path(stylesheet.__file__).parent / "static"


@pytest.fixture(scope="module")
def sheet() -> str:
    return stylesheet.frame(STATIC)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with pages_world.opened(tmp_path_factory.mktemp("frame")) as space:
        yield pages_world.application(space).test_client()


def selectors(text: str) -> set[str]:
    plain = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return {one.strip() for one in re.findall(r"([^{};]+)\{", plain)}


def test_every_rule_of_its_parts_is_in_it_and_nothing_is_imported_any_more(sheet: str) -> None:
    parts = [STATIC / name for name in stylesheet.FRAME] + list((STATIC / "vendor").glob("*/*.css"))
    assert len(parts) == 9
    held = selectors(sheet)
    for part in parts:
        text = re.sub(r'@(import|charset|layer)[^;{]*;', "", part.read_text("utf-8"))
        missing = selectors(text) - held
        assert not missing, (part.name, sorted(missing)[:5])
    assert "@import" not in sheet and "@charset" not in sheet
    assert sheet.count("{") == sheet.count("}")


def test_the_layers_stand_in_their_order_before_anything_fills_them(sheet: str) -> None:
    assert sheet.startswith("@layer ds.theme, ds.base, ds.components;")
    places = [sheet.index(one) for one in ("@layer ds.base {", "@layer ds.components {", ":root {\n--paper")]
    assert places == sorted(places)


def test_every_value_that_any_sheet_uses_is_declared_as_often_as_in_the_theme(sheet: str) -> None:
    theme = next(STATIC.rglob("designsystemet.css")).read_text("utf-8")
    theme = re.sub(r"/\*.*?\*/", "", theme, flags=re.DOTALL)
    declared = re.findall(r"(--[\w-]+)\s*:", theme)
    waiting = [name for path in STATIC.rglob("*.css") if path.name != "designsystemet.css"
               for name in re.findall(r"var\(\s*(--[\w-]+)", path.read_text("utf-8"))]  # fmt: skip
    waiting += re.findall(r"var\(\s*(--[\w-]+)", sheet)
    used = set(waiting) & set(declared)
    assert len(used) > 50
    for name in used:
        assert len(re.findall(rf"(?<![\w-]){name}\s*:", sheet)) >= declared.count(name), name
    assert len(set(re.findall(r"(--ds-[\w-]+)\s*:", sheet))) < len(set(declared)) * 0.7


def test_it_is_one_request_that_is_kept_for_a_year_and_changes_its_address_with_its_text(
    client: FlaskClient,
) -> None:
    page = client.get("/").text
    sheets = re.findall(r'rel="stylesheet" href="([^"]+)"', page)
    assert len(sheets) == 1 and "rel=\"preload\"" not in page
    answer = client.get(sheets[0])
    assert answer.mimetype == "text/css" and "immutable" in answer.headers["Cache-Control"]
    assert "immutable" not in client.get(sheets[0].partition("?")[0]).headers.get("Cache-Control", "")
    assert "Set-Cookie" not in answer.headers
