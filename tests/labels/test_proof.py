"""What a label proves and what it does not: one answer and one sentence for every area."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from labels import checks, definitions
from labels.definitions import AREAS, SLUGS, DefinitionFault
from labels.proof import criteria_url, matrix

INSTALLED = Path(definitions.__file__).parent / "definitions"
LABELS = definitions.load()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(INSTALLED, tmp_path / "definitions"))


def change(root: Path, slug: str, old: str, new: str) -> None:
    path = root / slug / "label.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize("slug", SLUGS)
def test_every_label_and_edition_answers_for_every_area_in_both_languages(slug: str) -> None:
    label = LABELS[slug]
    for generation in ("", *(one.slug for one in label.generations)):
        answers = matrix(label, generation)
        assert [item.area for item in answers] == list(AREAS)
        assert all(item.texts.keys() == {"nb", "en"} and all(item.texts.values()) for item in answers)
        assert criteria_url(label, generation).startswith("https://")


def test_energy_star_promises_nothing_about_labour() -> None:
    (item,) = (item for item in matrix(LABELS["energy-star"]) if item.area == "working-conditions")
    assert item.reach == "no"
    assert item.text("nb") == "Arbeidsforhold i fabrikken: ikke en del av ENERGY STAR."
    assert item.text("sv") == item.text("en") == "Working conditions in the factory: not part of ENERGY STAR."


def test_an_edition_answers_for_itself_and_an_unknown_one_as_the_label() -> None:
    label = LABELS["eu-ecolabel"]
    reach = {name: {item.area: item.reach for item in matrix(label, name)} for name in ("", "2020-1804", "9")}
    assert reach["2020-1804"]["working-conditions"] == "yes"
    assert reach[""]["working-conditions"] == "partly"
    assert reach["9"] == reach[""]
    assert reach["2020-1804"]["chemicals"] == reach[""]["chemicals"]
    assert criteria_url(label, "2020-1804") == "https://eur-lex.europa.eu/eli/dec/2020/1804/oj"
    assert criteria_url(label, "9") == label.terms_url


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("[proves.audit]", "[proves.price]", "proves.audit: is missing"),
        ("[proves.audit]", "[proves.price]\n[proves.audit]", "proves.price: is not a known key"),
        ("covers]\nenergy = \"yes\"", "covers]\nenergy = \"all\"", "2020-1804.covers.energy"),
        ("[generations.covers]", "[generations.covers]\nprice = \"yes\"", "2020-1804.covers.price"),
        ("nb = \"Bare de beste", "sv = \"Bare de beste", "2020-1804.proves.energy.nb: is missing"),
        ("\nurl = ", "\naddress = ", "generations.address: is not a known key"),
    ],
)  # fmt: skip
def test_a_wrong_matrix_names_file_and_key(root: Path, old: str, new: str, key: str) -> None:
    change(root, "eu-ecolabel", old, new)
    with pytest.raises(DefinitionFault, match=re.escape(key)):
        definitions.load(root)


@pytest.mark.parametrize(
    ("slug", "old", "new", "problem"),
    [
        ("energy-star", "fabrikken: ikke en del", "fabrikken: en del", "no, but the words in nb"),
        ("energy-star", "factory: not part of", "factory: part of", "no, but the words in en"),
        ("energy-star", "prøvd i laboratorium.", "prøvd i laboratorium", "short sentences in nb"),
        ("eu-ecolabel", "https://eur-lex.europa.eu/eli/dec", "http://eur-lex/eli/dec", "no https address"),
        ("eu-ecolabel", "[generations.covers]", '[generations.covers]\naudit = "no"', "covers.audit differs"),
    ],
)
def test_the_checks_hold_words_against_answers(
    root: Path, slug: str, old: str, new: str, problem: str
) -> None:
    change(root, slug, old, new)
    found = checks.problems(definitions.load(root))
    assert any(line.startswith(f"{slug}: ") and problem in line for line in found), found


def test_a_label_that_leaves_an_area_out_is_a_problem() -> None:
    label = LABELS["epeat"]
    covers = {area: reach for area, reach in label.covers.items() if area != "audit"}
    found = checks.problems({**LABELS, "epeat": replace(label, covers=covers)})
    assert "epeat: proves says nothing of audit" in found
