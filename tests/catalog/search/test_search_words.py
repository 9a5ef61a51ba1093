"""The words of the trade: dimensions, inflected forms, compounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search.analysis import joined, words
from catalog.search.compounds import join
from catalog.search.dimensions import equivalents
from catalog.search.forms import MAX_TERM, as_one, base, forms, parts


def terms(text: str) -> list[str]:
    return [word.term for word in words(text)]


def test_a_conductor_is_no_pressure_class() -> None:
    assert terms("PN 2,5 BLÅ") == ["pn", "2.5", "bla"]
    assert terms("PN 16MM²")[0] == "pn"


@pytest.mark.parametrize(
    ("written", "also"),
    [
        ("16 ampere", "16A"),
        ("3g2,5mm2", "3G2,5"),
        ("2,5 kvadrat", "2,5 mm²"),
        ("2,50 mm2", "2.5mm2"),
        ("Ø20", "20 mm"),
        ("kat 6", "CAT6"),
        ("CAT-6A", "cat 6a"),
        ("IP-44", "IP 44"),
        ("E 27", "e27"),
        ("GU-10", "GU10"),
        ("C 16", "c16"),
        ("M 20", "M20"),
        ("PN 16", "pn16"),
        ('3/8"', "3/8 tommer"),
        ("27 tommers", '27"'),
        ("4 000 K", "4000K"),
        ("3-fase", "3 fas"),
        ("2-polet", "2 pol"),
        ("24-port", "24 porter"),
        ("70MMX50M", "70 mm x 50 m"),
        ("100W1,0 m2", "100W 1 m2"),
        ("2,4m", "2.4 meter"),
    ],
)
def test_a_dimension_has_one_spelling(written: str, also: str) -> None:
    assert [term for term in terms(written) if term != "x"] == [t for t in terms(also) if t != "x"]


def test_a_dimension_glued_to_a_type_is_found_by_both() -> None:
    assert {"pfxp", "3g2.5", "2.5"} <= set(words("PFXP3G2,5")[0].parts)
    assert set(words("JB3X1,5")[0].parts) >= {"jb", "3x1.5"}
    assert terms("2X1,5/1,5") == ["2x1.5", "1.5"]
    assert terms("100W/M2") == ["100w", "m2"]


def test_earth_or_not_and_the_cross_section_are_equal_enough_to_find() -> None:
    assert equivalents("3g2.5") == ("3x2.5", "2.5mm2")
    assert equivalents("3x2.5") == ("3g2.5", "2.5mm2")
    assert equivalents("c16") == ("16a", "c16a", "c")
    assert equivalents("m20") == ("20mm",)
    assert equivalents("2p") == ("2pol",)
    assert equivalents("b22") == equivalents("kabel") == ()


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("kabler", "kabel"), ("kablene", "kabel"), ("kabelen", "kabel"), ("kablar", "kabel"),
        ("sikringer", "sikring"), ("sikringane", "sikring"), ("brytere", "bryter"), ("bryterne", "bryter"),
        ("lamper", "lampe"), ("lampor", "lampe"), ("skjermene", "skjerm"), ("rorene", "ror"),
        ("enkle", "enkel"), ("hvite", "hvit"), ("jordfeilbrytere", "jordfeilbryter"),
        ("koblingsbokser", "koblingsboks"), ("varmekablene", "varmekabel"), ("gizmoene", "gizmo"),
    ],
)  # fmt: skip
def test_forms_lead_to_their_base(form: str, expected: str) -> None:
    assert base(form) == expected


@pytest.mark.parametrize("word", ["kabel", "bryter", "lampe", "kontakt", "transistor", "skjerm", "led"])
def test_a_base_form_stays_what_it_is(word: str) -> None:
    assert base(word) == ""


@pytest.mark.parametrize(
    ("compound", "expected"),
    [
        ("jordfeilautomat", ("jord", "feil", "automat")),
        ("kabelkanal", ("kabel", "kanal")),
        ("stikkontakt", ("stikk", "kontakt")),
        ("koblingsboks", ("kobling", "boks")),
        ("utelys", ("ute", "lys")),
        ("ledlampe", ("led", "lampe")),
        ("frontdeksel", ("front", "deksel")),
        ("kontakt", ()),
        ("batteri", ()),
        ("maskering", ()),
    ],
)
def test_compounds_are_split_and_whole_words_are_not(compound: str, expected: tuple[str, ...]) -> None:
    assert parts(compound) == expected


def test_a_hyphen_is_a_space_and_nothing() -> None:
    assert terms("LED-lampe") == ["led", "lampe"]
    assert joined("LED-lampe og wi-fi") == ["ledlampe", "wifi"]
    assert joined("DS-201 A-B-C") == []


def test_neighbours_that_are_one_word_elsewhere_are_found_as_one() -> None:
    assert as_one(terms("STIKK KONTAKT DOBBEL")) == ["stikkontakt"]
    assert as_one(terms("Kabel kanal")) == ["kabelkanal"]
    assert join("led", "lampe") == "ledlampe"


def test_the_exact_word_counts_more_than_its_forms_and_a_head_more_than_what_stands_before_it() -> None:
    shares = {form.key: form.share for form in forms("jordfeilautomater")}
    assert shares["jordfeilautomat"] > shares["automat"] > shares["jord"] == shares["feil"] > 0
    assert {"jordfeil", "feilautomater"} <= set(shares)
    assert all(share < 1 for share in shares.values())


def test_letters_that_folding_lost_may_be_typed_in_other_ways() -> None:
    assert {form.key for form in forms("rør")} == {"roer"}
    assert {"maaler"} <= {form.key for form in forms("måler")}
    assert "varmepump" not in {form.key for form in forms("värmepump")}


@given(st.text(max_size=40))
def test_no_word_has_forms_that_break_the_index(word: str) -> None:
    for term in terms(word):
        for form in forms(term):
            assert form.key
            assert len(form.key) <= MAX_TERM
            assert form.key != term
            assert 0 < form.share < 1


def test_a_cables_earth_is_no_fraction_and_an_area_no_thousand() -> None:
    assert terms("PFSP 2X2,5/2,5MM")[:2] == ["pfsp", "2x2.5"]
    assert terms("PR 3X16/16")[:3] == ["pr", "3x16", "16"]
    assert terms('3/8"') == ["3/8in"]
    assert terms("6,0/2,0") == ["6/2"]
    assert terms("100W/M2 400W") == ["100w", "m2", "400w"]
    assert terms("4 000 K") == ["4000k"]
