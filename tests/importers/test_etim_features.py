"""ETIM features: one shape from every format that carries them, down to the stored offer."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from catalog import db
from catalog.models import Offer
from catalog.records import Notice, ProductRecord
from catalog.workspace import Workspace
from importers.config import Profile
from importers.feeds import PARSERS
from tests.conftest import Loader

BLOCK = (
    "<ARTICLE_FEATURES><REFERENCE_FEATURE_SYSTEM_NAME>ETIM-{release}</REFERENCE_FEATURE_SYSTEM_NAME>"
    "<REFERENCE_FEATURE_GROUP_ID>{code}</REFERENCE_FEATURE_GROUP_ID>{features}</ARTICLE_FEATURES>"
)
FILE = (
    '<BMECAT version="1.2"><HEADER><CATALOG/></HEADER><T_NEW_CATALOG><ARTICLE><SUPPLIER_AID>1</SUPPLIER_AID>'
    "<ARTICLE_DETAILS><DESCRIPTION_SHORT>Kabel</DESCRIPTION_SHORT></ARTICLE_DETAILS>{}</ARTICLE>"
    "</T_NEW_CATALOG></BMECAT>"
)


def feature(code: str, *values: str, more: str = "") -> str:
    said = "".join(f"<FVALUE>{value}</FVALUE>" for value in values)
    return f"<FEATURE><FNAME>{code}</FNAME>{said}{more}</FEATURE>"


def read(folder: Path, content: str, file_format: str, **profile: object) -> tuple[ProductRecord, list[str]]:
    path = folder / "feed"
    path.write_text(content, "utf-8")
    items = list(PARSERS[file_format](path, Profile("f", "feed", file_format, "f", **profile)))  # type: ignore[arg-type]
    (record,) = (item for item in items if isinstance(item, ProductRecord))
    return record, [item.field for item in items if isinstance(item, Notice)]


@pytest.mark.parametrize(
    ("said", "features"),
    [
        (feature("EF000025", "true"), (("EF000025", "true", ""),)),
        (feature("EF000007", "EV000123"), (("EF000007", "EV000123", ""),)),
        (feature("EF000227", "100", "240", more="<FUNIT>EU570062</FUNIT>"),
         (("EF000227", "100..240", "EU570062"),)),
        (feature("EF000133", "-5", "40.5"), (("EF000133", "-5..40.5", ""),)),
        (feature("EF000001", "EV000001", "EV000002"), (("EF000001", "EV000001|EV000002", ""),)),
        (feature("EF000758", "-", more="<FVALUE_DETAILS>NA</FVALUE_DETAILS>"), ()),
        (feature("EF000758", more="<FVALUE_DETAILS>UN</FVALUE_DETAILS>"), ()),
        (feature("EF000758", more="<FVALUE_DETAILS>grå</FVALUE_DETAILS>"), (("EF000758", "grå", ""),)),
        (feature("Breite", "3"), ()),
    ],
)  # fmt: skip
def test_a_bmecat_feature_keeps_code_value_and_unit(
    tmp_path: Path, said: str, features: tuple[tuple[str, str, str], ...]
) -> None:
    block = BLOCK.format(release="8.0", code="EC000057", features=said)
    assert read(tmp_path, FILE.format(block), "bmecat")[0].features == features


def test_of_two_releases_the_newer_ones_value_counts_and_the_other_is_kept_beside_it(tmp_path: Path) -> None:
    old = BLOCK.format(release="7.0", code="EC000057", features=feature("EF000007", "EV000001"))
    new = BLOCK.format(release="10.0", code="EC000057", features=feature("EF000007", "EV000002"))
    record, _ = read(tmp_path, FILE.format(old + new), "bmecat")
    assert record.features == (("EF000007", "EV000002", ""),)
    assert ("etim:EF000007", "EV000001") in record.extra


def test_a_table_has_a_column_a_feature(tmp_path: Path) -> None:
    header = "supplier_number;name;EF000007;ef000025;EF000008;EF000015;EF000020\n"
    record, doubts = read(tmp_path, header + "1;Kabel;EV000123;ja;2,5;1.234;-\n", "table")
    assert record.features == (
        ("EF000007", "EV000123", ""), ("EF000025", "true", ""), ("EF000008", "2.5", ""),
        ("EF000015", "1.234", ""),
    )  # fmt: skip
    assert doubts == []


def test_a_profile_names_the_column_of_a_feature(tmp_path: Path) -> None:
    record, _ = read(
        tmp_path, "supplier_number;name;Antall ledere\n1;Kabel;3\n", "table",
        columns={"EF000008": "Antall ledere"},
    )  # fmt: skip
    assert record.features == (("EF000008", "3", ""),)


def test_features_reach_the_stored_offer(workspace: Workspace, load_feed: Loader) -> None:
    load_feed("supplier_number,name,EF000008\n1,Kabel,3\n")
    with db.reading(workspace.engine) as session:
        (extra,) = session.execute(select(col(Offer.extra))).scalars()
    assert extra["features"] == [["EF000008", "3", ""]]
