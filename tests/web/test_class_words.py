"""``merkbar classes load``: products are found by what their class is called, as soon as it is loaded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from web.cli import merkbar

FEED = """supplier_number,brand,mpn,name,etim_class,product_group
1,Nexans,P15,"PFXP 3G1,5 HV R100",EC000057,
2,ABB,T250,T250 3P 100A,EC000228,protection
3,ABB,X1,Skjerm,,displays
"""
IXF = """<IXF><Classes>{}</Classes></IXF>"""
CLASS = """<Class><Code>{}</Code><Translations><Translation language="{}"><Description>{}</Description>
</Translation></Translations></Class>"""


@pytest.fixture
def command(tmp_path: Path) -> Any:
    env = {"MERKBAR_VAR": str(tmp_path / "var"), "MERKBAR_TODAY": "2026-11-22"}

    def run(*arguments: str) -> str:
        result = CliRunner(env=env).invoke(merkbar, arguments)
        assert result.exit_code == 0, result.output
        return result.stdout

    (tmp_path / "feed.csv").write_text(FEED)
    run("feeds", "load", str(tmp_path / "feed.csv"), "--format", "table", "--supplier", "acme")
    return run


def found(command: Any, text: str, *more: str) -> list[str]:
    said = json.loads(command("search", text, "--json", *more))
    return [item["mpn"] for item in said["items"]]


def release(folder: Path, *classes: tuple[str, str, str]) -> str:
    path = folder / "etim.xml"
    path.write_text(IXF.format("".join(CLASS.format(*row) for row in classes)))
    return str(path)


def test_a_loaded_name_finds_the_products_of_its_class_and_no_other(command: Any, tmp_path: Path) -> None:
    assert found(command, "installasjonskabel", "--literal") == []
    command("classes", "load", release(tmp_path, ("EC000057", "nb-NO", "Installasjonskabel")))
    assert found(command, "installasjonskabel", "--literal") == ["P15"]
    assert found(command, "installasjonskabler", "--literal") == ["P15"]
    explained = json.loads(command("search", "installasjonskabel", "--literal", "--explain", "--json"))
    term = next(iter(explained["explanations"].values()))["terms"][0]
    assert term["fields"] == ["class"]


def test_only_products_of_renamed_classes_are_indexed_again(command: Any, tmp_path: Path) -> None:
    names = ("EC000057", "nb-NO", "Installasjonskabel"), ("EC000228", "en", "Moulded case circuit breaker")
    command("classes", "load", release(tmp_path, *names))
    assert found(command, "moulded", "--literal") == ["T250"]
    before = command("index", "status")
    command("classes", "load", release(tmp_path, *names))
    assert command("index", "status") == before
    command("classes", "load", release(tmp_path, names[0], ("EC000228", "nb-NO", "Effektbryter")))
    assert found(command, "effektbryter", "--literal") == ["T250"]
    assert found(command, "moulded", "--literal") == []
    assert found(command, "installasjonskabel", "--literal") == ["P15"]


def test_a_group_is_a_word_too_and_a_heading_over_several_kinds_is_none(command: Any) -> None:
    assert found(command, "displays", "--literal") == found(command, "skärmar", "--literal") == ["X1"]
    assert found(command, "sikringer", "--literal") == []
