"""How a query is read: labels, corrections, relaxed texts, synonyms; against a real index."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from catalog.errors import DefinitionError
from catalog.search import language
from catalog.search.engine import WhooshIndex
from catalog.search.index import WhooshWriter
from catalog.search.port import Document, LabelInterval, ReadLabel, SearchRequest, SearchResult
from labels import definitions
from web.config import default_data

DAY = date(2026, 11, 22)
SWAN = LabelInterval("nordic-swan", "", True, 1, None, None)
GOLD = LabelInterval("epeat", "gold", True, 2, None, None)
SILVER = LabelInterval("epeat", "silver", True, 2, None, None)
CATALOGUE = [
    Document(1, "STIKKONTAKT 2-VEIS M/JORD HVIT", brand="Elko"),
    Document(2, "JORDFEILAUTOMAT 2P C16 30MA"),
    Document(3, "PFXP 3G2,5MM GRÅ R50", el_numbers=(("NO", "1067311"),)),
    Document(4, "RØR TIL VANN 20MM"),
    Document(5, "LASERSKRIVER A4", intervals=(SWAN,)),
    Document(6, "LASERSKRIVER A3"),
    Document(7, "SKJERM 27", intervals=(GOLD,), mpns=("U2723QE",)),
    Document(8, "SKJERM 24", intervals=(SILVER,)),
    Document(9, "BEVEGELSESDETEKTOR 180GR"),
    Document(10, "INSTALLASJONSKABEL 3X1,5"),
    Document(11, "TR 2X1,5"),
    Document(12, "Kobl.boks stikk kontakt utvendig", el_numbers=(("NO", "1067312"),)),
]


@pytest.fixture
def index(folder: Path) -> WhooshIndex:
    WhooshWriter(folder).rebuild(CATALOGUE, 1)
    return WhooshIndex(folder, language.load(default_data(), definitions.load()))


def ask(index: WhooshIndex, text: str, **more: object) -> SearchResult:
    return index.search(SearchRequest(text, **more), DAY, frozenset())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("stikk", 12), ("vegguttak", 1), ("stikk kontakt", 1), ("stikkontakter", 1), ("pistorasia", 1),
        ("jfa", 2), ("jordfelsautomat", 2), ("jordfeil automat", 2), ("automat 16A", 2), ("2-polet", 2),
        ("3x2,5", 3), ("3 g 2,5", 3), ("2,5 mm²", 3), ("roer", 4), ("ror", 4), ("Ø20", 4),
        ("printer", 5), ("skjermer", 7), ("monitor", 7), ("pir", 9), ("installasjonskabler", 10),
        ("10 67 311", 3), ("1067311", 3), ("u-2723qe", 7), ("dobbel stikkontakt 2-veis", 1),
    ],
)  # fmt: skip
def test_what_the_trade_calls_a_thing_finds_it(index: WhooshIndex, text: str, first: int) -> None:
    assert ask(index, text).ids[0] == first


def test_the_exact_spelling_comes_before_its_equivalent(folder: Path) -> None:
    WhooshWriter(folder).rebuild([Document(1, "KABEL 3G2,5"), Document(2, "KABEL 3X2,5")], 1)
    index = WhooshIndex(folder)
    assert ask(index, "3x2,5").ids == (2, 1)
    assert ask(index, "3g2,5").ids == (1, 2)


def test_a_code_finds_its_kind_and_the_kind_not_only_the_code(index: WhooshIndex) -> None:
    assert ask(index, "pfxp").ids[0] == 3
    assert 10 in ask(index, "pfxp").ids
    assert ask(index, "installasjonskabel").ids == (10,)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("stikontakt", "stikkontakt"),
        ("skjrem", "skjerm"),
        ("laserskrivr", "laserskriver"),
        ("bevegelsesdetektro", "bevegelsesdetektor"),
        ("jordfeilatomat c16", "jordfeilautomat c16"),
    ],
)
def test_a_typing_error_is_corrected_and_said(index: WhooshIndex, typed: str, shown: str) -> None:
    result = ask(index, typed)
    assert (result.shown_text, result.correction) == (shown, "spelling")
    assert result.total


def test_nothing_is_corrected_where_something_exact_exists(folder: Path) -> None:
    WhooshWriter(folder).rebuild([Document(1, "Stikontakt"), Document(2, "Stikkontakt")], 1)
    result = ask(WhooshIndex(folder), "stikontakt")
    assert (result.ids, result.shown_text, result.correction) == ((1,), "", "")


def test_the_text_as_typed_can_be_insisted_on(index: WhooshIndex) -> None:
    result = ask(index, "stikontakt", literal=True)
    assert (result.total, result.correction, result.alternatives) == (0, "", ("stikkontakt",))


def test_words_that_no_product_has_together_are_left_out_and_said(index: WhooshIndex) -> None:
    result = ask(index, "jordfeilautomat 63A rød")
    assert (result.ids, result.shown_text, result.correction) == ((2,), "jordfeilautomat", "relaxed")
    assert ask(index, "rør drageblod").shown_text == "rør"


def test_little_words_are_not_missed(index: WhooshIndex) -> None:
    result = ask(index, "skjerm med 27")
    assert (result.ids, result.correction) == ((7,), "")


def test_a_word_nobody_knows_gets_other_words_to_try(index: WhooshIndex) -> None:
    result = ask(index, "jordvarme")
    assert result.total == 0
    assert "jordfeilautomat" in result.alternatives


def test_several_identifiers_are_found_in_the_order_pasted(index: WhooshIndex) -> None:
    for text in ("1067312, 1067311; 9999999", "1067312\n10 67 311\t9999999", "1067312 1067311 9999999"):
        result = ask(index, text)
        assert result.ids == (12, 3)
        assert result.not_found == ("9999999",)
    assert ask(index, "U2723QE;1067311").ids == (7, 3)


def test_label_words_become_a_filter_that_can_be_undone(index: WhooshIndex) -> None:
    result = ask(index, "svanemerket skriver")
    assert result.ids == (5,)
    assert result.read_labels == (ReadLabel("nordic-swan", "", "svanemerket"),)
    assert next(value for value in result.facets["label"] if value.value == "nordic-swan").selected
    assert ask(index, "svanemerket skriver", literal=True).read_labels == ()
    assert set(ask(index, "skriver").ids) == {5, 6}


def test_a_tier_beside_the_name_belongs_to_it(index: WhooshIndex) -> None:
    for text in ("epeat gull skjerm", "skjerm EPEAT Gold", "guld epeat skärm"):
        assert ask(index, text).ids == (7,)
    assert set(ask(index, "epeat skjerm").ids) == {7, 8}


@pytest.mark.parametrize(
    ("text", "label", "rest"),
    [
        ("tco-sertifisert skjerm", "tco-certified", "skjerm"),
        ("energy star pc", "energy-star", "pc"),
        ("blå engel papir", "blue-angel", "papir"),
        ("blauer engel drucker", "blue-angel", "drucker"),
        ("svanemärkt skrivare", "nordic-swan", "skrivare"),
        ("svanemærkede lamper", "nordic-swan", "lamper"),
        ("joutsenmerkki tulostin", "nordic-swan", "tulostin"),
        ("eu-blomsten maling", "eu-ecolabel", "maling"),
        ("miljømerket skjerm", "", "skjerm"),
        ("ympäristömerkitty näyttö", "", "näyttö"),
    ],
)
def test_labels_are_read_in_the_languages_of_the_market(
    index: WhooshIndex, text: str, label: str, rest: str
) -> None:
    read = language.load(default_data(), definitions.load()).labels.read(text)
    assert [found.label for found in read[1]] == [label]
    assert read[0] == rest


def test_any_label_means_one_of_the_six(index: WhooshIndex) -> None:
    assert set(ask(index, "miljømerket").ids) == {5, 7, 8}


@pytest.mark.parametrize("text", ["repeat", "svane", "gull skjerm", "kabel 3G2,5", "engel"])
def test_what_only_looks_like_a_label_is_text(index: WhooshIndex, text: str) -> None:
    assert ask(index, text).read_labels == ()


def test_of_equal_fits_stock_comes_first_then_a_label_and_its_weight_is_the_operators(folder: Path) -> None:
    WhooshWriter(folder).rebuild(
        [
            Document(1, "Skjerm"),
            Document(2, "Skjerm", intervals=(GOLD,)),
            Document(3, "Skjerm", in_stock=True),
            Document(4, "Skjerm", in_stock=True, intervals=(GOLD,)),
            Document(5, "Skjerm stor hvit", intervals=(GOLD,), in_stock=True),
        ],
        1,
    )
    assert ask(WhooshIndex(folder), "skjerm").ids == (4, 3, 2, 1, 5)
    off = WhooshIndex(folder, language.Language(label_weight=0))
    assert ask(off, "skjerm").ids == (3, 4, 1, 2, 5)
    much = WhooshIndex(folder, language.Language(label_weight=50))
    assert ask(much, "skjerm").ids == (4, 2, 5, 3, 1)
    assert [ask(WhooshIndex(folder), "skjerm", page=n, per_page=1).ids[0] for n in range(1, 6)] == [
        4,
        3,
        2,
        1,
        5,
    ]


@pytest.mark.parametrize(
    "text", ["label_weight = -1", "label_weight = true", "weight = 1", "label_weight = 'x'"]
)
def test_a_setting_that_cannot_be_meant_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "search.toml").write_text(text, "utf-8")
    with pytest.raises(DefinitionError, match="search.toml"):
        language.load(tmp_path, {})


def test_a_data_folder_without_synonyms_has_the_shipped_ones(tmp_path: Path) -> None:
    assert language.load(tmp_path, {}, default_data()).synonyms.longest > 1
    (tmp_path / "synonyms.toml").write_text("", "utf-8")
    assert language.load(tmp_path, {}, default_data()).synonyms.longest == 0
