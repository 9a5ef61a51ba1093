"""ENERGY STAR: data sets, columns and files that are not what they should be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.records import CertificateRecord, RegisterItem
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.registers import energy_star

HEADER = "pd_id,brand_name,model_name,model_number,date_certified,markets"
LINE = "9000001,Nordlys,LCD Monitor,N24,2026-01-15,United States"


def read(path: Path, content: bytes | str, dataset: str = "") -> list[RegisterItem]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    profile = Profile("es", "register", "energy-star", dataset=dataset)
    return list(energy_star.parse(path, profile))


def first(items: list[RegisterItem]) -> CertificateRecord:
    assert isinstance(items[0], CertificateRecord)
    return items[0]


@pytest.mark.parametrize(
    ("name", "dataset"),
    [
        ("qbg3-d468.csv", "qbg3-d468"),
        ("QBG3-D468.csv", "qbg3-d468"),
        ("qbg3-d468_2026-08.csv", "qbg3-d468"),
        ("qbg3-d468 (1).csv", "qbg3-d468"),
        ("0123456789abcdef-qbg3-d468.csv", "qbg3-d468"),
        ("acvd-5wvz.csv", "acvd-5wvz"),
        ("qbg3-d4689.csv", ""),
        ("data-2026.csv", ""),
        ("1234-ab12.csv", ""),
        ("star-list.csv", ""),
        ("displays.csv", ""),
    ],
)
def test_the_data_set_is_read_from_a_file_name_that_is_an_id(tmp_path: Path, name: str, dataset: str) -> None:
    assert first(read(tmp_path / name, f"{HEADER}\n{LINE}\n")).dataset == dataset


def test_the_row_knows_its_data_set_best_then_the_profile(tmp_path: Path) -> None:
    name = tmp_path / "qbg3-d468.csv"
    assert first(read(name, f"{HEADER}\n{LINE}\n", "pd96-rr3d")).dataset == "pd96-rr3d"
    found = first(read(name, f"dataset_id,{HEADER}\nrxdj-2c88,{LINE}\n", "pd96-rr3d"))
    assert (found.dataset, found.product_group) == ("rxdj-2c88", "")


def test_a_marketing_name_is_never_a_model(tmp_path: Path) -> None:
    assert first(read(tmp_path / "list.csv", f"{HEADER}\n{LINE}\n")).models == ("N24",)


@pytest.mark.parametrize("column", HEADER.split(","))
def test_a_missing_column_names_it_and_what_was_found(tmp_path: Path, column: str) -> None:
    header = HEADER.replace(column, "other")
    with pytest.raises(UnreadableFeed, match=f"lacks {column}.*found: .*other"):
        read(tmp_path / "list.csv", f"{header}\n{LINE}\n")


def test_the_operator_can_name_other_columns(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"{HEADER.replace('pd_id', 'Number')}\n{LINE}\n", "utf-8")
    profile = Profile("es", "register", "energy-star", columns={"pd_id": "Number"})
    assert first(list(energy_star.parse(path, profile))).number == "9000001"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "is empty"),
        ("<html>Not found</html>", "web page"),
        (f"{HEADER}\n", "rows"),
        ('{"message": "Not found", "error": true}', "found: message, error"),
        ("[]", "holds no rows"),
        ('[{"pd_id": "1"', "is cut off"),
        ('[{"id": "1", "name": "x"}]', "found: id, name"),
        ("[1, 2]", "holds no readable rows"),
    ],
)
def test_a_file_without_rows_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    with pytest.raises(UnreadableFeed, match=reason):
        read(tmp_path / "list.csv", content)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFeed, match="cannot be read"):
        list(energy_star.parse(tmp_path, Profile("es", "register", "energy-star")))


@pytest.mark.parametrize(
    ("dataset", "kind", "group"),
    [
        ("qbg3-d468", "", "displays"),
        ("pd96-rr3d", "", "tvs"),
        ("wyt9-72bp", "Accent Light Line-Voltage", "luminaires"),
        ("8dv7-nngq", "", "ventilation"),
        ("mj8j-2jhz", "Ceiling Fan Only", ""),
        ("w7cv-9xjt", "", "heat-pumps"),
        ("t2v6-g4nf", "Printers", "printers"),
        ("t2v6-g4nf", "Multifunction Devices (MFD)", "printers"),
        ("t2v6-g4nf", "Multi-function Printer", "printers"),
        ("t2v6-g4nf", "Scanners", ""),
        ("t2v6-g4nf", "", ""),
        ("rxdj-2c88", "Notebook", ""),
    ],
)
def test_a_group_is_given_only_where_every_row_is_of_it(
    tmp_path: Path, dataset: str, kind: str, group: str
) -> None:
    content = f"{HEADER},product_type\n{LINE},{kind}\n"
    assert first(read(tmp_path / "list.csv", content, dataset)).product_group == group


@pytest.mark.parametrize(
    ("model", "pattern"),
    [
        ("N24*", True),
        ("N24##", True),
        ("HB018H/V*", True),
        ("N24", False),
        ("N24%", False),
        ("N24XXX", False),
        ("N24**, N25**", False),
        ("N24* (* can be blank)", False),
    ],
)
def test_only_one_model_with_stars_is_a_pattern(tmp_path: Path, model: str, pattern: bool) -> None:
    row = dict(zip(HEADER.split(","), LINE.split(","), strict=True)) | {"model_number": model}
    found = first(read(tmp_path / "list.json", json.dumps([row])))
    assert (found.models, found.pattern) == ((model,), pattern)


def test_what_certifies_is_being_listed_not_a_status(tmp_path: Path) -> None:
    found = first(read(tmp_path / "list.csv", f"{HEADER}\n{LINE}\n"))
    assert (found.status, found.valid_to, found.url) == ("", None, "")
