"""The six labels as data: what a wrong file says, and that the installed ones agree."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from labels import checks, definitions
from labels.definitions import DefinitionFault
from labels.model import LANGUAGES

INSTALLED = Path(definitions.__file__).parent / "definitions"
SLUGS = ["tco-certified", "epeat", "energy-star", "blue-angel", "nordic-swan", "eu-ecolabel"]
LABELS = definitions.load()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(INSTALLED, tmp_path / "definitions"))


def change(root: Path, slug: str, old: str, new: str) -> None:
    path = root / slug / "label.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_the_installed_definitions_have_no_problems() -> None:
    assert checks.problems(LABELS) == []


def test_the_labels_come_in_the_order_of_the_house() -> None:
    assert list(LABELS) == SLUGS


@pytest.mark.parametrize("slug", SLUGS)
def test_every_label_is_named_in_all_seven_languages(slug: str) -> None:
    assert set(LABELS[slug].names) == set(LANGUAGES)
    assert all(LABELS[slug].names.values())


def test_only_epeat_has_tiers_and_they_rise() -> None:
    tiers = {slug: [tier.slug for tier in label.tiers] for slug, label in LABELS.items()}
    assert tiers.pop("epeat") == ["bronze", "silver", "gold"]
    assert set(map(tuple, tiers.values())) == {()}


def test_markets_are_everywhere_but_for_epeat_and_energy_star() -> None:
    own = {slug: label.accepted_markets for slug, label in LABELS.items()}
    assert own.pop("epeat") == {"NO", "SE", "DK", "FI", "IS"}
    assert own.pop("energy-star") == {"US"}
    assert set(own.values()) == {None}


def test_wildcards_and_required_dates_differ_by_register() -> None:
    assert [slug for slug in SLUGS if LABELS[slug].wildcards] == ["epeat", "energy-star"]
    dated = [slug for slug in SLUGS if LABELS[slug].required_date == "valid_from"]
    assert dated == ["epeat", "energy-star"]


def test_a_cable_can_hold_none_of_the_six() -> None:
    assert not any(label.possible_for("cables") for label in LABELS.values())


@pytest.mark.parametrize(
    ("group", "holders"),
    [
        ("displays", ["tco-certified", "epeat", "energy-star", "eu-ecolabel"]),
        ("printers", ["epeat", "energy-star", "blue-angel", "nordic-swan"]),
        ("ups", ["energy-star"]),
        ("batteries", ["nordic-swan"]),
        ("pv-inverters", ["epeat"]),
        ("luminaires", ["energy-star"]),
        ("lamps", []),
    ],
)
def test_a_product_group_can_hold_these_labels_only(group: str, holders: list[str]) -> None:
    assert [slug for slug in SLUGS if LABELS[slug].possible_for(group)] == holders


@pytest.mark.parametrize(
    ("slug", "number", "fits"),
    [
        ("tco-certified", "D1024110043", True),
        ("tco-certified", "1024110043", False),
        ("energy-star", "4480271", True),
        ("energy-star", "ES_1105798", False),
        ("nordic-swan", "5015 0001", True),
        ("nordic-swan", "5015-0001", False),
        ("eu-ecolabel", "NO/022/00012", True),
        ("eu-ecolabel", "022/00012", False),
    ],
)
def test_certificate_numbers_have_the_shape_of_their_register(slug: str, number: str, fits: bool) -> None:
    assert bool(re.fullmatch(LABELS[slug].certificate_shape, number)) is fits


def test_energy_star_says_that_it_is_american_and_about_energy_only() -> None:
    label = LABELS["energy-star"]
    assert label.short == "ENERGY STAR (USA)"
    assert [area for area, reach in label.covers.items() if reach != "no"] == ["energy", "audit"]
    assert "2018" in label.texts["nb"] and "2018" in label.texts["en"]


def test_the_operator_can_choose_other_markets() -> None:
    labels = definitions.load(accepted_markets={"energy-star": ["US", "NO"], "epeat": ["NO"]})
    assert labels["energy-star"].accepted_markets == {"US", "NO"}
    assert labels["epeat"].accepted_markets == {"NO"}
    assert labels["tco-certified"].accepted_markets is None


@pytest.mark.parametrize(
    ("setting", "named"),
    [
        ({"svanen": ["NO"]}, "svanen"),
        ({"epeat": ["EU"]}, "'EU'"),
        ({"epeat": ["no"]}, "'no'"),
        ({"epeat": ["NO SE"]}, "'NO SE'"),
        ({"epeat": "NO"}, "epeat"),
        ({"epeat": []}, "epeat"),
    ],
)
def test_a_wrong_market_setting_is_refused_by_name(setting: dict[str, list[str]], named: str) -> None:
    with pytest.raises(DefinitionFault, match=re.escape(named)):
        definitions.load(accepted_markets=setting)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('short = "EPEAT"', "", "short: is missing"),
        ('short = "EPEAT"', 'short = "EPEAT"\ncolour = "green"', "colour: is not a known key"),
        ('short = "EPEAT"', "short = 5", "short: a text"),
        ("wildcards = true", 'wildcards = "yes"', "wildcards: true or false"),
        ('required_date = "valid_from"', 'required_date = "from"', "required_date"),
        ('nb = "EPEAT"', "", "names.nb: is missing"),
        ('nb = "EPEAT"', 'nb = "EPEAT"\nfr = "EPEAT"', "names.fr: is not a known key"),
        ('"NO", "SE"', '"NO", "UK"', "accepted_markets: 'UK'"),
        ("rank = 1", 'rank = "1"', "tiers.rank"),
        ("rank = 1", "rank = 1\nicon = 2", "tiers.icon"),
        ('energy = "yes"', 'energy = "maybe"', "covers.energy"),
        ('audit = "yes"', "", "covers.audit: is missing"),
        ("certificate_shape = '^", "certificate_shape = '^(", "not a regular expression"),
        ('short = "EPEAT"', "short = ", "file: "),
    ],
)
def test_a_wrong_definition_names_file_and_key(root: Path, old: str, new: str, key: str) -> None:
    change(root, "epeat", old, new)
    with pytest.raises(DefinitionFault, match=re.escape(key)) as caught:
        definitions.load(root)
    assert str(root / "epeat" / "label.toml") in str(caught.value)


@pytest.mark.parametrize("name", ["label.toml", "text.nb.md", "text.en.md", "symbol.svg"])
def test_a_label_without_one_of_its_files_is_refused(root: Path, name: str) -> None:
    (root / "nordic-swan" / name).unlink()
    with pytest.raises(DefinitionFault, match=name):
        definitions.load(root)


def test_a_folder_that_is_no_label_is_refused(root: Path) -> None:
    (root / "green-leaf").mkdir()
    with pytest.raises(DefinitionFault, match="green-leaf"):
        definitions.load(root)


@pytest.mark.parametrize(
    ("slug", "old", "new", "problem"),
    [
        ("epeat", 'wordings = ["epeat"', 'wordings = ["tco certified"', "is also of tco-certified"),
        ("eu-ecolabel", '"tvs", "other"', '"tvs", "gadgets"', "product group 'gadgets' is unknown"),
        ("nordic-swan", "SVANEN", "BLUE_ANGEL", "'BLUE_ANGEL' is also of blue-angel"),
        ("epeat", '= "gold"\n\n[codes.icecat]', '= "platinum"\n\n[codes.icecat]', "'platinum'"),
        ("energy-star", '["4480271"', '["PD-1"', "'PD-1' does not fit its shape"),
        ("tco-certified", "?cert={number}", "?cert={id}", "placeholder"),
        ("tco-certified", 'nb = "TCO Certified"', 'nb = "TCO & EPEAT"', "not read as its own name"),
        ("blue-angel", "public-authority", "home-made", "scheme_basis"),
    ],
)
def test_the_checks_find_what_does_not_fit(root: Path, slug: str, old: str, new: str, problem: str) -> None:
    change(root, slug, old, new)
    found = checks.problems(definitions.load(root), definitions.certificate_examples(root))
    assert any(line.startswith(f"{slug}: ") and problem in line for line in found), found


def test_a_text_with_markup_is_a_problem() -> None:
    texts = {**LABELS["epeat"].texts, "nb": LABELS["epeat"].texts["nb"] + "\n\n<b>best</b>"}
    found = checks.problems({**LABELS, "epeat": replace(LABELS["epeat"], texts=texts)})
    assert any("epeat: the text in nb" in line for line in found)
