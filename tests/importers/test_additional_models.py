"""ENERGY STAR's second list of models, its UPCs, and cells of any length."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest

from catalog.records import CertificateRecord, Notice, RegisterItem, Reject
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.registers import energy_star, long_texts, tco
from importers.registers.additional import AdditionalModels
from tests.conftest import Loader

HEADER = "pd_id,brand_name,model_name,model_number,additional_model_information,upc,date_certified,markets"
PROFILE = Profile("es", "register", "energy-star", dataset="qbg3-d468")


def line(cell: str, upc: str = "") -> str:
    return f'9000001,Nordlys,N,N24,"{cell}",{upc},2026-01-15,United States'


def read(path: Path, *lines: str, header: str = HEADER) -> list[RegisterItem]:
    path.write_text("\n".join((header, *lines, "")), "utf-8")
    return list(energy_star.parse(path, PROFILE))


@pytest.mark.parametrize(
    ("cell", "found", "left_out"),
    [
        ("", [], 0),
        ("Plus,N24P,012345678905;", [("N24P", "012345678905")], 0),
        (",N24P,; ,N24Q,", [("N24P", ""), ("N24Q", "")], 0),
        ("Plus , N24  P ,; ;,,;", [("N24 P", "")], 0),
        ("H Series,S3150-BC, S3150-BCW,", [], 1),
        ("Plus,N24P,N24Q", [], 1),
        ("Plus,N24P,012345678906", [], 1),
        ("Plus,,012345678905", [], 1),
        ("N24P", [], 1),
        ("All models that end in E; Plus,N24P,; see notes, please", [("N24P", "")], 2),
    ],
)
def test_only_a_whole_triple_names_a_model(cell: str, found: list[tuple[str, str]], left_out: int) -> None:
    models = AdditionalModels()
    assert models.read(7, cell) == found
    assert models.left_out == left_out


def test_what_is_no_triple_is_said_once_a_file(tmp_path: Path) -> None:
    items = read(tmp_path / "a.csv", line("x"), line("Plus,N24P,"), line("y; z"))
    notices = [item for item in items if isinstance(item, Notice)]
    assert [(notice.line, notice.raw) for notice in notices] == [(2, "x")]
    assert notices[0].reason.startswith("3 parts are no 'marketing name,model number,UPC'")
    assert [item.models for item in items if isinstance(item, CertificateRecord)] == [
        ("N24",), ("N24",), ("N24P",), ("N24",),
    ]  # fmt: skip


def test_a_model_listed_again_stays_one_row_with_all_its_codes(tmp_path: Path) -> None:
    cell = "Black,n 24,012345000065; White,N24P,; Grey,N24P,7012345678014"
    first, second = read(tmp_path / "a.csv", line(cell, "012345678905"))
    assert isinstance(first, CertificateRecord)
    assert isinstance(second, CertificateRecord)
    assert (first.models, first.gtins) == (("N24",), ("012345678905", "012345000065"))
    assert (second.models, second.gtins) == (("N24P",), ("7012345678014",))
    assert (second.number, second.line, second.markets) == (first.number, first.line, first.markets)


def test_stars_in_the_list_are_patterns_too(tmp_path: Path) -> None:
    _first, second = read(tmp_path / "a.csv", line(",N24-**/WHT,"))
    assert isinstance(second, CertificateRecord)
    assert second.pattern


def test_an_impossible_upc_costs_the_row_with_its_list(load_register: Loader) -> None:
    text = f"{HEADER}\n{line(',N24P,', '12345')}\n"
    report = load_register(text, "energy-star", "qbg3-d468.csv", accept_gates=True)
    assert (report.read, report.stored, report.rejected) == (1, 0, 1)


@pytest.mark.parametrize("size", [20_000, 140_000, 990_000])
@pytest.mark.parametrize("title", [False, True])
def test_a_long_list_does_not_cost_the_row(tmp_path: Path, size: int, title: bool) -> None:
    header = HEADER.replace("additional_model_information", "Additional Model Information")
    cell = f",N24P,; {'x' * size}"
    items = read(tmp_path / "a.csv", line(cell), header=header if title else HEADER)
    assert [item.models for item in items if isinstance(item, CertificateRecord)] == [("N24",), ("N24P",)]
    path = tmp_path / "a.json"
    values = ["1", "Nordlys", "N", "N24", cell, "", "2026-01-15", "Canada"]
    row = dict(zip(HEADER.split(","), values, strict=True))
    path.write_text(json.dumps([row]), "utf-8")
    assert sum(isinstance(item, CertificateRecord) for item in energy_star.parse(path, PROFILE)) == 2


def test_another_column_keeps_its_limit(tmp_path: Path) -> None:
    _good, item = read(tmp_path / "a.csv", line(""), line("").replace("Nordlys", "N" * 20_000))
    assert isinstance(item, Reject)
    assert (item.field, item.reason) == ("brand_name", "expected at most 10000 characters, found 20000")


def test_a_list_beyond_every_measure_is_left_out_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    row = {"pd_id": "1", "brand_name": "N", "model_number": "N24", "markets": "US"}
    row |= {"date_certified": "2026-01-15"}
    rows = [row | {"additional_model_information": cell} for cell in ("x" * 1_000_001, ",A,;" * 2001, [1])]
    path.write_text(json.dumps(rows), "utf-8")
    *records, notice = energy_star.parse(path, PROFILE)
    assert len(records) == 3
    assert isinstance(notice, Notice)
    assert notice.reason.startswith("3 parts")


@pytest.mark.parametrize("kind", ["csv", "json", "escaped"])
def test_a_cell_of_a_hundred_megabytes_is_refused_in_constant_memory(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{kind}"
    block = b'\\"' * 500_000 if kind == "escaped" else b"x" * 1_000_000
    with path.open("wb") as file:
        file.write(f"{HEADER}\n{line('')}\n9,".encode() if kind == "csv" else b'[{"pd_id": "')
        for _ in range(100):
            file.write(block)
        file.write(b",N,N,N,,,2026-01-15,United States\n" if kind == "csv" else b'"}]')
    tracemalloc.start()
    try:
        if kind == "csv":
            good, bad = energy_star.parse(path, PROFILE)
            assert isinstance(good, CertificateRecord)
            assert isinstance(bad, Reject)
        else:
            for parse in (energy_star.parse, tco.parse):
                with pytest.raises(UnreadableFeed, match="holds a text of more than 4000000 bytes"):
                    list(parse(path, PROFILE))
        assert tracemalloc.get_traced_memory()[1] < 40_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("shift", range(-3, 4))
@pytest.mark.parametrize("escape", ["\\\\", '\\"', "\\n"])
def test_an_escape_on_a_block_border_hides_no_quotation_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shift: int, escape: str
) -> None:
    monkeypatch.setattr(long_texts, "_BLOCK", 64)
    monkeypatch.setattr(long_texts, "LONGEST_TEXT", 80)
    path = tmp_path / "a.json"
    path.write_text('["' + "x" * (62 + shift) + escape + '", "' + "y" * 60 + '"]', "utf-8")
    long_texts.refuse_long_texts(path)
    path.write_text('["' + "x" * (62 + shift) + escape * 12 + '"]', "utf-8")
    with pytest.raises(UnreadableFeed):
        long_texts.refuse_long_texts(path)
