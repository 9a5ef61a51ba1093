"""``feeds check``: records beside their raw lines, in every format, and what the gates would say."""

from __future__ import annotations

import gzip
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from web import cli

NELFO = (
    "VH;EFONELFO;4.0;NO910478656MVA;;;20260401;;NOK;PRISFIL;Elko AS;;;0582;OSLO;NO\r\n"
    "VL;1;1000000;KABEL;;2;MTR;METER;1150;10000;20260401;1;;F3Y;;;J;10000;;\r\n"
    "VA;2;5397184821671;V\r\n"
    "VX;VEKT;226\r\n"
    "VL;1;1000001;BRYTER;;1;EA;STYKK;2000;10000;20260401;1;;F3Y;;;J;10000;;\r\n"
)
BMECAT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<BMECAT version="1.2"><HEADER><CATALOG><LANGUAGE>nob</LANGUAGE>'
    "<CATALOG_ID>1</CATALOG_ID><CATALOG_VERSION>1.0</CATALOG_VERSION></CATALOG></HEADER>\n"
    '<T_NEW_CATALOG>\n<ARTICLE mode="new">\n <SUPPLIER_AID>17</SUPPLIER_AID>\n <ARTICLE_DETAILS>'
    "<DESCRIPTION_SHORT>Lampe</DESCRIPTION_SHORT></ARTICLE_DETAILS>\n"
    " <ARTICLE_ORDER_DETAILS><ORDER_UNIT>C62</ORDER_UNIT></ARTICLE_ORDER_DETAILS>\n</ARTICLE>\n"
    "</T_NEW_CATALOG></BMECAT>\n"
)
GOOGLE = (
    '<rss xmlns:g="http://base.google.com/ns/1.0"><channel>'
    "<item><g:id>1</g:id><title>Lampe</title></item><item><g:id>2</g:id><title>Bryter</title></item>"
    "</channel></rss>"
)
XCHANGE = (
    '{"CatalogueId": "1", "CatalogueType": "FULL", "CurrencyCode": "NOK", "Language": ["nb-NO"],'
    ' "Supplier": [{"SupplierName": "Elko", "Product": [{"ProductIdentification": {'
    '"ManufacturerName": "Elko", "ManufacturerProductNumber": "E1"}, "TradeItem": [{'
    '"ItemIdentification": {"SupplierItemNumber": "17"}, "ItemDetails": {"ItemDescriptions": [{'
    '"DescriptionLanguage": "nb-NO", "MinimalItemDescription": "Lampe"}]}}]}]}]}'
)
ICECAT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<ICECAT-interface>\n<files.index Generated="20260401010101">\n'
    '<file path="a.xml" Product_ID="1" Prod_ID="E17" Supplier_id="2" Model_Name="Lampe"/>\n'
    "</files.index>\n</ICECAT-interface>\n"
)
PEPPOL = (
    '<Catalogue xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"\n'
    ' xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"\n'
    ' xmlns="urn:oasis:names:specification:ubl:schema:xsd:Catalogue-2">\n'
    "<cac:CatalogueLine><cbc:ID>1</cbc:ID>\n<cac:Item><cbc:Name>Lampe</cbc:Name><cac:SellersItemIdentification>"
    "<cbc:ID>17</cbc:ID></cac:SellersItemIdentification></cac:Item>\n</cac:CatalogueLine>\n</Catalogue>\n"
)
FORMATS = {
    "nelfo": (NELFO, ["VA;2;5397184821671;V", "VX;VEKT;226"], "gtins = 5397184821671"),
    "bmecat": (BMECAT, ["<SUPPLIER_AID>17</SUPPLIER_AID>"], "supplier_number = 17"),
    "google": (GOOGLE, ["<g:id>2</g:id>", "<title>Bryter</title>"], "name = Bryter"),
    "xchange": (XCHANGE, ['"SupplierItemNumber": "17"'], "supplier_number = 17"),
    "peppol": (PEPPOL, ["<cac:CatalogueLine>", "<cbc:ID>17</cbc:ID>"], "supplier_number = 17"),
    "icecat": (ICECAT, ['Prod_ID="E17"'], "mpn = E17"),
    "table": ('supplier_number;name\n1;"Lampe\nrund"\n2;Bryter\n', ['1;"Lampe', 'rund"'], "name = Bryter"),
}


@pytest.fixture
def check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """``check(format, content, width)``; ``verb`` is another command on the same feed."""
    (tmp_path / "data").mkdir()

    def run(
        file_format: str, content: str | bytes, width: int = 120, verb: str = "check", keys: str = ""
    ) -> tuple[int, str]:
        source = tmp_path / "feed.bin"
        source.write_bytes(content.encode() if isinstance(content, str) else content)
        (tmp_path / "data" / "feeds.toml").write_text(
            f'[feeds.elko]\nformat = "{file_format}"\nsupplier = "elko"\npath = "{source}"\n{keys}\n'
        )
        for name, value in (("VAR", tmp_path / "var"), ("DATA", tmp_path / "data")):
            monkeypatch.setenv(f"MERKBAR_{name}", str(value))
        monkeypatch.setenv("COLUMNS", str(width))
        monkeypatch.setattr(sys, "argv", ["merkbar", "feeds", verb, "elko"])
        with pytest.raises(SystemExit) as ended:
            cli.main()
            raise SystemExit(0)
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out + printed.err

    return run


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("file_format", FORMATS)
def test_every_format_shows_its_raw_lines_with_what_was_read(
    check: Callable[..., tuple[int, str]], file_format: str, width: int
) -> None:
    content, raw, parsed = FORMATS[file_format]
    code, said = check(file_format, content, width)
    assert code == 0, said
    for line in (*raw, parsed):
        assert line in said, said
    assert "no gate would hold this file; nothing was published" in said
    assert max(map(len, said.splitlines()[1:-2])) <= max(width, 85) or width == 80
    assert (" │ " in said) == (width >= 100)


def test_two_columns_stand_beside_each_other(check: Callable[..., tuple[int, str]]) -> None:
    _code, said = check("table", FORMATS["table"][0])
    beside = [line for line in said.splitlines() if " │ " in line]
    assert any(line.startswith('1;"Lampe') and "supplier_number = 1" in line for line in beside), said
    assert any(line.startswith("2;Bryter") and "supplier_number = 2" in line for line in beside), said


def test_a_workbook_and_a_container_show_what_is_inside(
    check: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    book = Workbook()
    book.active.append(["supplier_number", "name"])
    book.active.append(["17", "Lampe"])
    book.save(tmp_path / "b.xlsx")
    code, said = check("table", (tmp_path / "b.xlsx").read_bytes())
    assert (code, "17 | Lampe" in said) == (0, True), said
    code, said = check("nelfo", gzip.compress(NELFO.encode()))
    assert (code, "VX;VEKT;226" in said) == (0, True), said


def test_a_reject_is_shown_beside_its_line_too(check: Callable[..., tuple[int, str]]) -> None:
    code, said = check("table", "supplier_number;name;price\n1;Lampe;1,234\n")
    assert (code, "rejected" in said, "1;Lampe;1,234" in said) == (1, True, True), said


def test_control_characters_of_a_file_do_not_reach_the_terminal(
    check: Callable[..., tuple[int, str]],
) -> None:
    _code, said = check("table", "supplier_number;name\n1;Lampe\x1b[31m\x07\n")
    assert "\x1b" not in said and "\x07" not in said


def rows(first: int, last: int, price: int = 10) -> str:
    return "supplier_number;name;price\n" + "".join(
        f"{number};Lampe {number};{price}\n" for number in range(first, last)
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (rows(0, 550) + "", "no gate would hold"),
        (rows(0, 400), "would hold this file: elko: 400 records against 600 last time"),
        (rows(70, 670), "would hold this file: elko: 70 of 600 entries disappeared"),
        (rows(0, 600, 1000), "would hold this file: elko: 600 of 600 prices moved by more than x20"),
        ("<html>", "cannot be read"),
    ],
)
def test_the_gates_are_asked_and_nothing_is_published(
    check: Callable[..., tuple[int, str]], tmp_path: Path, content: str, reason: str
) -> None:
    assert check("table", rows(0, 600), verb="pull", keys='mode = "full"')[0] == 0
    code, said = check("table", content, keys='mode = "full"')
    assert reason in said, said
    assert code == (0 if reason.startswith("no gate") else 1)
    with sqlite3.connect(tmp_path / "var" / "merkbar.db") as connection:
        assert connection.execute("SELECT count(*) FROM run").fetchone()[0] == 1
        assert connection.execute("SELECT count(*), max(price) FROM offer").fetchone()[0] == 600


def test_a_second_check_keeps_one_file_only(check: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    for number in range(3):
        check("table", f"supplier_number;name\n{number};Lampe\n")
    assert len(list((tmp_path / "var/check/elko").iterdir())) == 1
