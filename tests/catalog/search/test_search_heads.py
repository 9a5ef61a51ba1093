"""What a thing is ranks before what it is for, lacks or contradicts; against a real index."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from catalog.search import language
from catalog.search.contradicting import rivals
from catalog.search.engine import WhooshIndex
from catalog.search.index import WhooshWriter
from catalog.search.port import Document, SearchRequest
from labels import definitions
from web.config import default_data

DAY = date(2026, 11, 22)
SCREENS = [
    Document(1, "Belkin skjermkabel HDMI 3 m", "Kabel mellom PC og skjerm", "Belkin"),
    Document(2, 'Dell P LED-skjerm 27" QHD', "Dataskjerm 27 tommer", "Dell"),
    Document(3, "HP Z27 QHD IPS skjerm", "Dataskjerm 27 tommer", "HP"),
    Document(4, "SPENNINGSTESTER 6-1000V M/DISPLAY"),
    *(Document(number, f"KABEL {number}X2,5") for number in range(20, 60)),
]
SOCKETS = [
    Document(1, "STIKKONTAKT ENKEL U/JORD HVIT"),
    Document(2, "STIKKONTAKT ENKEL M/JORD HVIT"),
    Document(3, "LADEBOKS 11KW UTEN KABEL"),
]
BOXES = [
    Document(1, "KOBLINGSBOKS IP44 100X100 GRÅ"),
    Document(2, "KOBLINGSBOKS 100X100 GRÅ"),
    Document(3, "KOBLINGSBOKS IP65 100X100 GRÅ"),
    Document(4, "VEGGLAMPE IP65 HVIT"),
]


def asked(folder: Path, documents: list[Document], text: str) -> list[int]:
    WhooshWriter(folder).rebuild(documents, 1)
    index = WhooshIndex(folder, language.load(default_data(), definitions.load()))
    return list(index.search(SearchRequest(text, explain=True), DAY, frozenset()).ids)


@pytest.mark.parametrize("text", ["skjerm", "pc skjerm", "pc-skjerm", "monitor", "skærm"])
def test_a_kind_by_its_name_comes_before_what_is_for_it(folder: Path, text: str) -> None:
    found = asked(folder, SCREENS, text)
    assert set(found[:2]) == {2, 3}


def test_what_lacks_a_thing_is_not_found_by_it(folder: Path) -> None:
    assert asked(folder, SOCKETS, "stikkontakt med jord") == [2]


@pytest.mark.parametrize("text", ["stikkontakt uten jord", "stikkontakt u/jord", "ujordet stikkontakt"])
def test_without_is_read_in_all_its_spellings(folder: Path, text: str) -> None:
    assert asked(folder, SOCKETS, text) == [1]


def test_who_says_nothing_comes_before_who_says_another_value(folder: Path) -> None:
    assert asked(folder, BOXES, "koblingsboks ip65 100x100 grå") == [3, 2, 1]


@pytest.mark.parametrize(
    ("slot", "others"),
    [("16a", ("a",)), ("2.5mm2", ("mm2",)), ("230v", ("v",)), ("stikk", ()), ("16", ()), ("ip", ())],
)
def test_rivals_are_terms_of_the_same_unit(slot: str, others: tuple[str, ...]) -> None:
    assert rivals(slot) == others
    assert "ip44" in rivals("ip65")
    assert "sort" in rivals("hvit")
