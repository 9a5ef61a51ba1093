"""The command line: contract of outputs and exit codes, through the console script's own entry."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from web import cli

ROOT = Path(__file__).parent.parent.parent
Result = subprocess.CompletedProcess[str]
Merkbar = Callable[..., Result]
FEED = (
    "supplier_number,brand,mpn,name,labels\n"
    "1,Acme,P1,Acme P1 skriver,\n2,Acme,P2,Acme P2 skriver,EPEAT Gold\n"
)
SWAN = "certificate,brand,model,valid_to\n5015 0001,Acme,P1,2027-06-30\n"


@pytest.fixture
def merkbar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Merkbar:
    """Runs one command in this process, in an empty folder and store of the test's own."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, **settings: str) -> Result:
        fixed = {"MERKBAR_VAR": str(tmp_path / "var"), "MERKBAR_TODAY": "2026-11-22", **settings}
        with monkeypatch.context() as patch:
            for name, value in fixed.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["merkbar", *arguments])
            with pytest.raises(SystemExit) as ended:
                cli.main()
                raise SystemExit(0)
        out, err = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, int(ended.value.code or 0), out, err)

    return run


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "feed.csv").write_text(FEED)
    (tmp_path / "swan.csv").write_text(SWAN)
    return tmp_path


def test_load_creates_the_store_and_prints_the_report(merkbar: Merkbar, files: Path) -> None:
    load = ("feeds", "load", "feed.csv", "--format", "table", "--supplier", "acme", "--json")
    first = merkbar(*load)
    assert first.returncode == 0, first.stderr
    said = json.loads(first.stdout)
    assert {"run", "status", "read", "stored", "ignored", "rejected"} <= said.keys()
    assert (said["status"], said["read"], said["stored"]) == ("published", 2, 2)
    again = merkbar(*load)
    assert (again.returncode, json.loads(again.stdout)["status"]) == (0, "unchanged")


def test_search_shows_what_was_loaded_on_the_day_asked(merkbar: Merkbar, files: Path) -> None:
    merkbar("feeds", "load", "feed.csv", "--format", "table", "--supplier", "acme")
    merkbar("registers", "load", "swan.csv", "--format", "table", "--label", "nordic-swan")
    found = json.loads(merkbar("search", "", "--label", "nordic-swan", "--json").stdout)
    assert [item["mpn"] for item in found["items"]] == ["P1"]
    later = ("search", "", "--label", "nordic-swan", "--json", "--on", "2027-07-01")
    assert json.loads(merkbar(*later).stdout)["total"] == 0
    assert "5015 0001" in merkbar("tags", "explain", "acme:1").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("feeds", "load", "missing.csv", "--format", "table", "--supplier", "acme"), 1, "missing.csv"),
        (("feeds", "load", ".", "--format", "table", "--supplier", "acme"), 1, "folder"),
        (("feeds", "load", "feed.csv", "--format", "xls", "--supplier", "acme"), 2, "xls"),
        (("feeds", "load", "feed.csv", "--format", "table"), 2, "supplier"),
        (("feeds", "load", "feed.csv", "--format", "table", "--supplier", "no"), 1, "reserved"),
        (("feeds", "load", "feed.csv", "--format", "nelfo", "--supplier", "acme"), 1, "VH;EFONELFO"),
        (("registers", "load", "swan.csv", "--format", "table", "--label", "fsc"), 2, "fsc"),
        (("feeds", "pull"), 2, "--all"),
        (("feeds", "pull", "nobody"), 2, "nobody"),
        (("search", "x", "--label", "fsc"), 1, "fsc"),
        (("search", "x", "--page", "0"), 1, "page"),
        (("tags", "explain", "12345678"), 1, "12345678"),
        (("serve",), 1, "MERKBAR_SECRET_KEY"),
        (("nonsense",), 2, "nonsense"),
    ],
)
def test_refusals_are_one_clear_line_and_no_traceback(
    merkbar: Merkbar, files: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    result = merkbar(*arguments)
    assert result.returncode == code, result.stdout + result.stderr
    assert said in result.stdout + result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("MERKBAR_TODAY", "22.11.2026"), ("MERKBAR_TIMEZONE", "Mars/Base"), ("MERKBAR_SEARCH_URL", "http://x")],
)
def test_a_wrong_setting_is_named(merkbar: Merkbar, name: str, value: str) -> None:
    result = merkbar("labels", "list", **{name: value})
    assert result.returncode == 1
    assert name in result.stderr
    assert "Traceback" not in result.stderr


def test_a_dry_run_says_what_it_would_reject_and_writes_nothing(merkbar: Merkbar, files: Path) -> None:
    (files / "bad.csv").write_text("supplier_number,name,price,currency\n1,,1,NOK\n2,Fine,1,NOK\n")
    result = merkbar(
        "feeds", "load", "bad.csv", "--format", "table", "--supplier", "acme", "--dry-run", "--json"
    )
    assert json.loads(result.stdout)["rejected"] == 1
    assert "bad.csv:2: name" in result.stderr
    assert merkbar("feeds", "status").stdout == ""


def test_labels_check_and_every_help_text(merkbar: Merkbar) -> None:
    assert merkbar("labels", "check").returncode == 0
    groups = (("feeds",), ("registers",), ("tags",), ("index",), ("labels",), ("issues",), ("db",), ())
    for group in groups:
        result = merkbar(*group, "--help")
        assert result.returncode == 0
        assert "Usage:" in result.stdout


def test_a_register_template_has_the_contracts_columns(merkbar: Merkbar, files: Path) -> None:
    header = merkbar("registers", "template", "nordic-swan").stdout.strip().split(",")
    assert header == ["certificate", "brand", "model", "gtin", "mpn", "tier", "generation", "product_group",
                      "markets", "valid_from", "valid_to", "status", "url"]  # fmt: skip
    merkbar("registers", "template", "nordic-swan", "--output", "mine.csv")
    assert (files / "mine.csv").is_file()


def test_doctor_is_well_after_a_load_and_says_what_is_not(merkbar: Merkbar, files: Path) -> None:
    merkbar("feeds", "load", "feed.csv", "--format", "table", "--supplier", "acme")
    assert merkbar("doctor", MERKBAR_SECRET_KEY="x").returncode == 0
    assert merkbar("doctor").returncode == 1
    (files / "var" / "index" / "CURRENT").write_text("gen-999\n")
    broken = merkbar("doctor", MERKBAR_SECRET_KEY="x")
    assert broken.returncode == 1
    assert "index rebuild" in broken.stdout
    assert merkbar("index", "rebuild").returncode == 0
    assert merkbar("doctor", MERKBAR_SECRET_KEY="x").returncode == 0


def test_the_installed_command_ends_with_the_same_codes(files: Path) -> None:
    environment = {**os.environ, "MERKBAR_VAR": str(files / "var"), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", "from web.cli import main; main()", "feeds", "load", "feed.csv"]
    for supplier, code in (("acme", 0), ("no", 1)):
        rest = ["--format", "table", "--supplier", supplier]
        result = subprocess.run(
            [*command, *rest], env=environment, cwd=files, capture_output=True, check=False
        )
        assert result.returncode == code


def test_a_held_run_waits_for_release_or_drop(merkbar: Merkbar, files: Path) -> None:
    load = ("feeds", "load", "prices.csv", "--format", "table", "--supplier", "acme")
    prices = files / "prices.csv"
    prices.write_text("supplier_number,name,price,currency\n1,Name,10.00,NOK\n")
    merkbar(*load)
    assert merkbar("feeds", "release", "acme").returncode == 1
    for verb, price in (("drop", "10"), ("release", "1000")):
        prices.write_text("supplier_number,name,price,currency\n1,Name,1000.00,NOK\n")
        held = merkbar(*load)
        assert held.returncode == 1
        assert "held" in held.stdout
        assert merkbar("feeds", verb, "acme").returncode == 0
        found = json.loads(merkbar("search", "Name", "--json").stdout)
        assert found["items"][0]["offers"][0]["price"].startswith(price + ".")
