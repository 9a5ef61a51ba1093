from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.search.analysis import is_number, sort_key, tokens, words
from catalog.search.keys import document_keys, query_keys
from catalog.search.port import Document


def terms(text: str) -> list[str]:
    return [word.term for word in words(text)]


@pytest.mark.parametrize(
    ("written", "also"),
    [
        ("16 A", "16A"),
        ("2,5 mm²", "2.5mm2"),
        ("IP 44", "ip44"),
        ("3 x 2,5", "3X2.5"),
        ("3 × 2,5 mm²", "3x2,5mm2"),
        ("5 G 10", "5g10"),
        ("Ø 20 mm", "20mm"),
        ("230 V", "230v"),
        ("RØR", "rør"),
        ("Stikkontakt, dobbel", "stikkontakt / DOBBEL"),
    ],
)
def test_two_spellings_of_one_thing_are_the_same_words(written: str, also: str) -> None:
    assert terms(written) == terms(also)


def test_a_dimension_is_one_term_and_its_parts_are_terms_as_well() -> None:
    assert words("3G2,5")[0].term == "3g2.5"
    assert tokens("3G2,5") == ["3g2.5", "3g", "2.5"]
    assert tokens("3G2,5 mm²") == ["3g2.5", "3g", "2.5", "2.5mm2", "mm2"]
    assert tokens("16A") == ["16a", "16", "a"]


def test_sockets_and_protection_classes_stay_whole() -> None:
    assert terms("LED E27 IP44 GU10 C16") == ["led", "e27", "ip44", "gu10", "c16"]


def test_single_digits_letters_and_little_words_count() -> None:
    assert terms("1 for K") == ["1", "for", "k"]


def test_punctuation_splits_and_a_decimal_comma_does_not() -> None:
    assert terms("AB-12/34 (kort), 2,5.") == ["ab", "12", "34", "kort", "2.5"]


def test_accents_fold_and_the_own_spelling_stays_a_term() -> None:
    assert terms("rør") == terms("ror")
    assert terms("Värmepump") == ["varmepump"]
    assert terms("ærlig å") == ["aerlig", "a"]
    assert tokens("rør") == ["ror", "rør"]
    assert terms("Café") == ["cafe"]


def test_names_sort_as_a_norwegian_expects() -> None:
    names = ["Ål", "Zebra", "øre", "ærlig", "abc", "Éclair", "ABB"]
    assert sorted(names, key=sort_key) == ["ABB", "abc", "Éclair", "Zebra", "ærlig", "øre", "Ål"]


@pytest.mark.parametrize(("term", "bare"), [("16", True), ("2.5", True), ("16a", False), ("a", False)])
def test_only_bare_numbers_are_numbers(term: str, bare: bool) -> None:
    assert is_number(term) is bare


@given(st.text())
def test_no_text_breaks_the_analysis_and_every_word_is_a_token(text: str) -> None:
    found = tokens(text)
    assert set(terms(text)) <= set(found)
    assert all(found)
    assert sort_key(text) == sort_key(text.strip())


@given(st.text(alphabet="aåæøé 16,.gx×²mA-Ø", max_size=20))
def test_upper_case_never_changes_the_words(text: str) -> None:
    assert terms(text.lower()) == terms(text.lower().upper())


KEYED = Document(
    1,
    "Automat",
    gtins=("05397184821671",),
    el_numbers=(("NO", "1234567"), ("SE", "7654321")),
    mpns=("DS-201 C16",),
    supplier_numbers=("AB/99.1",),
)


@pytest.mark.parametrize(
    "typed",
    [
        "1234567",
        "12 345 67",
        "12.345.67",
        " NO:1234567",
        "no: 12 345 67",
        "se:7654321",
        "5397184821671",
        "05397184821671",
        "005397184821671",
        "ds-201 c16",
        "DS-201C16",
        "ds201c16",
        "ab/99.1",
        "AB991",
    ],
)
def test_every_way_to_type_an_identifier_meets_a_key_of_the_document(typed: str) -> None:
    assert set(query_keys(typed).keys) & set(document_keys(KEYED))


@pytest.mark.parametrize("typed", ["se:1234567", "fi:7654321", "123456", "5397184821672", "ds-201"])
def test_another_number_meets_none(typed: str) -> None:
    assert not set(query_keys(typed).keys) & set(document_keys(KEYED))


@pytest.mark.parametrize(
    ("typed", "exclusive"),
    [("1234567", True), ("12 34 56", True), ("no:1234567", True), ("12345", False), ("c16", False)],
)
def test_six_digits_are_meant_as_an_identifier(typed: str, exclusive: bool) -> None:
    assert query_keys(typed).exclusive is exclusive
