"""The demo's files: the same bytes every time, days filled in, every state at hand."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from catalog.identifiers import is_global_gtin, validate_el_number, validate_gtin
from catalog.records import CertificateRecord, Ignored, Notice, ProductRecord, Reject
from importers.config import Profile
from importers.demo import OLD_COPY_DAYS, SHOWCASE, DemoFile, render
from importers.errors import ImportFailed
from importers.feeds import PARSERS as FEED_PARSERS
from importers.registers import PARSERS as REGISTER_PARSERS
from labels.model import State

DEMO = Path(__file__).parents[2] / "data" / "demo"
DAYS = (date(2024, 2, 29), date(2026, 3, 1), date(2026, 12, 31), date(2028, 2, 29))
FILES = (
    "registers-old.csv", "tco.json", "energy-star.csv", "registers.csv",
    "nordvolt.nelfo", "fjordlys.csv", "bitverk.csv",
)  # fmt: skip
Row = dict[str, str]


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _nelfo(folder: Path) -> list[list[str]]:
    text = (folder / "nordvolt.nelfo").read_bytes().decode("latin-1")
    return [line.split(";") for line in text.split("\r\n")[:-1]]


def _nelfo_gtins(folder: Path) -> list[str]:
    return [line[2] for line in _nelfo(folder) if line[:2] == ["VA", "2"]]


@pytest.fixture
def rendered(tmp_path: Path) -> Path:
    render(DEMO, tmp_path / "out", date(2026, 11, 22))
    return tmp_path / "out"


def test_the_committed_files_are_what_the_generator_writes(tmp_path: Path) -> None:
    # -S: the standard library must be enough
    command = [sys.executable, "-S", "-B", str(DEMO / "generate.py"), "--target", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert {path.name for path in tmp_path.iterdir()} == set(FILES)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (DEMO / name).read_bytes(), name


def test_the_demo_stays_small_and_flat() -> None:
    """Installation takes data/demo/* as files: a folder in it would stop it."""
    found = list(DEMO.iterdir())
    assert all(path.is_file() for path in found)
    assert sum(path.stat().st_size for path in found) < 600_000


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_every_day_is_filled_in_whatever_the_day_of_loading(tmp_path: Path, today: date) -> None:
    for file in render(DEMO, tmp_path, today):
        content = file.path.read_bytes()
        assert b"{{" not in content and b"{n:" not in content
        for found in re.findall(rb"(?<![0-9-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9-])", content):
            date.fromisoformat(found.decode())
    assert _nelfo(tmp_path)[0][6] == (today - timedelta(days=30)).strftime("%Y%m%d")
    products = json.loads((tmp_path / "tco.json").read_text("utf-8"))
    ends = {row["gtin"]: row["certificationInfo"]["endDate"] for row in products}
    offers = {row["supplier_number"]: row for row in _rows(tmp_path / "bitverk.csv")}
    assert ends["0" + offers["BV-900106"]["gtin"]] == (today - timedelta(days=1)).isoformat()


def test_files_come_in_load_order_with_what_their_load_needs(tmp_path: Path) -> None:
    files = render(DEMO, tmp_path, DAYS[0])
    assert tuple(file.path.name for file in files) == FILES
    assert {file.path.parent for file in files} == {tmp_path}
    assert [file.kind for file in files] == ["register"] * 4 + ["feed"] * 3
    feeds = {file.supplier: file.format for file in files if file.kind == "feed"}
    assert feeds == {"nordvolt": "nelfo", "fjordlys": "table", "bitverk": "table"}
    assert all("(demo)" in file.supplier_name for file in files if file.kind == "feed")
    assert {file.mode for file in files} == {"delta"}
    assert [file.path.name for file in files if file.age_days] == ["registers-old.csv"]
    assert OLD_COPY_DAYS > 365


def test_rendering_twice_leaves_only_the_files_themselves(tmp_path: Path) -> None:
    first: list[DemoFile] = render(DEMO, tmp_path, DAYS[0])
    before = first[0].path.read_bytes()
    render(DEMO, tmp_path, DAYS[1])
    assert {path.name for path in tmp_path.iterdir()} == set(FILES)
    assert first[0].path.read_bytes() != before


def _copy_demo(folder: Path) -> Path:
    folder.mkdir()
    for name in FILES:
        (folder / name).write_bytes((DEMO / name).read_bytes())
    return folder


def test_a_broken_template_names_file_and_line_and_writes_nothing(tmp_path: Path) -> None:
    source = _copy_demo(tmp_path / "source")
    (source / "bitverk.csv").write_bytes(b"supplier_number\nBV-1 {{tomorrow}}\n")
    with pytest.raises(ImportFailed, match=r"bitverk\.csv, line 2: .*tomorrow"):
        render(source, tmp_path / "out", DAYS[0])
    assert not (tmp_path / "out").exists()


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    source = _copy_demo(tmp_path / "source")
    (source / "tco.json").unlink()
    with pytest.raises(ImportFailed, match=r"tco\.json"):
        render(source, tmp_path / "out", DAYS[0])


def test_a_day_outside_the_calendar_is_an_error_not_a_crash(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="outside the calendar"):
        render(DEMO, tmp_path / "out", date.max)


def test_each_file_holds_what_was_promised(rendered: Path) -> None:
    products = [line for line in _nelfo(rendered) if line[0] == "VL" and line[1] != "9"]
    assert 950 <= len(products) <= 1100
    assert 440 <= len(_rows(rendered / "fjordlys.csv")) <= 560
    assert 440 <= len(_rows(rendered / "bitverk.csv")) <= 580
    tco = json.loads((rendered / "tco.json").read_text("utf-8"))
    assert 130 <= len(tco) <= 200
    assert 25 <= len({row["certificationInfo"]["certificateId"] for row in tco}) <= 50
    labels = {row["label"] for row in _rows(rendered / "registers.csv")}
    assert labels == {"nordic-swan", "blue-angel", "eu-ecolabel", "epeat"}


def test_every_gtin_is_of_the_demonstration_range_and_checks_out(rendered: Path) -> None:
    gtins = _nelfo_gtins(rendered)
    for name in ("fjordlys.csv", "bitverk.csv", "registers.csv", "registers-old.csv"):
        gtins += [row["gtin"] for row in _rows(rendered / name) if row["gtin"]]
    gtins += [row["gtin"] for row in json.loads((rendered / "tco.json").read_text("utf-8"))]
    assert len(gtins) > 1500
    canonical = [validate_gtin(gtin) for gtin in gtins]
    assert all(gtin.startswith("0952") and is_global_gtin(gtin) for gtin in canonical)


def test_supplier_numbers_are_unique_and_el_numbers_whole(rendered: Path) -> None:
    nelfo = [line[2] for line in _nelfo(rendered) if line[0] == "VL"]
    el_numbers = [line[2] for line in _nelfo(rendered) if line[:2] == ["VL", "1"]]
    assert len(set(nelfo)) == len(nelfo)
    for name in ("fjordlys.csv", "bitverk.csv"):
        rows = _rows(rendered / name)
        assert len({row["supplier_number"] for row in rows}) == len(rows)
        el_numbers += [row["el_number"] for row in rows if row["el_number"]]
    assert all(validate_el_number(number) == number for number in el_numbers)


def test_the_nelfo_file_keeps_the_formats_field_lengths(rendered: Path) -> None:
    raw = (rendered / "nordvolt.nelfo").read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert "JORDFEILAUTOMAT" in raw.decode("latin-1") and b"MM\xb2" in raw and b"\xc5" in raw
    lines = _nelfo(rendered)
    assert len(lines[0]) == 16 and lines[0][:3] == ["VH", "EFONELFO", "4.0"]
    # Buyer, customer number and agreement filled in would mean a customer's confidential prices.
    assert lines[0][4] == lines[0][5] == lines[0][9] == ""
    kinds = Counter(line[0] for line in lines)
    assert set(kinds) == {"VH", "VL", "VX", "VA"}
    for line in (line for line in lines if line[0] == "VL"):
        assert len(line) == 20, line
        assert len(line[3]) <= 30 and len(line[4]) <= 30
        assert len(line[14]) <= 10 and len(line[15]) <= 10
        assert line[8].isdigit() and line[9].isdigit()
    assert any(line[4] and len(line[3]) == 30 for line in lines if line[0] == "VL")


def test_the_nelfo_file_shows_what_the_format_can_say(rendered: Path) -> None:
    lines = _nelfo(rendered)
    products = [line for line in lines if line[0] == "VL"]
    assert sum(line[1] == "9" for line in products) == 2
    assert {line[6] for line in products} == {"EA", "MTR", "HMT", "PK"}
    assert {line[16] for line in products} >= {"J", "N"}
    gone = next(line for line in products if line[2] == "1680001")
    assert gone[11] == "3"
    assert ["VA", "1", "1680002", "E", ""] in lines and ["VA", "1", "1680003", "A", ""] in lines
    assert {line[3] for line in lines if line[0] == "VA"} == {"V", "P", "A", "E"}


def test_there_is_a_product_for_every_state_and_for_three_match_levels(rendered: Path) -> None:
    assert {case.state for case in SHOWCASE} == set(State)
    assert {case.level for case in SHOWCASE if case.state is State.VERIFIED} == {"A", "B", "C"}
    numbers = {
        "nordvolt": {line[2] for line in _nelfo(rendered) if line[0] == "VL"},
        "fjordlys": {row["supplier_number"] for row in _rows(rendered / "fjordlys.csv")},
        "bitverk": {row["supplier_number"] for row in _rows(rendered / "bitverk.csv")},
    }
    for case in SHOWCASE:
        assert case.number in numbers[case.supplier], case


def test_suppliers_share_products_by_gtin(rendered: Path) -> None:
    nordvolt = set(_nelfo_gtins(rendered))
    fjordlys = {row["gtin"] for row in _rows(rendered / "fjordlys.csv") if row["gtin"]}
    bitverk = [row["gtin"] for row in _rows(rendered / "bitverk.csv") if row["gtin"]]
    assert len(nordvolt & fjordlys) >= 45
    assert len(fjordlys & set(bitverk)) >= 15
    assert [gtin for gtin, times in Counter(bitverk).items() if times > 1] == ["9520009001132"]


def test_an_unlabelled_display_has_a_labelled_one_of_its_size_beside_it(rendered: Path) -> None:
    rows = {row["supplier_number"]: row for row in _rows(rendered / "bitverk.csv")}
    plain, labelled = rows["BV-900116"], rows["BV-900101"]
    assert plain["product_group"] == labelled["product_group"] == "displays"
    assert all('24" FHD IPS' in row["name"] for row in (plain, labelled))
    assert not plain["labels"]
    certified = {row["gtin"] for row in json.loads((rendered / "tco.json").read_text("utf-8"))}
    assert "0" + labelled["gtin"] in certified and "0" + plain["gtin"] not in certified


@pytest.mark.parametrize("name", FILES)
def test_the_importers_take_every_record_of_the_demo(tmp_path: Path, name: str) -> None:
    files = {file.path.name: file for file in render(DEMO, tmp_path, DAYS[0])}
    file = files[name]
    profile = Profile("demo", file.kind, file.format, label=file.label, dataset=file.dataset)
    parsers = FEED_PARSERS if file.kind == "feed" else REGISTER_PARSERS
    items: list[object] = list(parsers[file.format](file.path, profile))
    assert not [item for item in items if isinstance(item, Reject | Notice)]
    wanted = ProductRecord if file.kind == "feed" else CertificateRecord
    records = sum(isinstance(item, wanted) for item in items)
    ignored = sum(isinstance(item, Ignored) for item in items)
    assert records == _records_in(file.path)
    assert ignored == (2 if name == "nordvolt.nelfo" else 0)


def _records_in(path: Path) -> int:
    if path.suffix == ".nelfo":
        return sum(line[0] == "VL" and line[1] != "9" for line in _nelfo(path.parent))
    if path.suffix == ".json":
        return len(json.loads(path.read_text("utf-8")))
    return len(_rows(path))
