"""Product groups: exact words and class codes, and '' for every doubt."""

from __future__ import annotations

from pathlib import Path

import pytest

from labels import groups
from labels.definitions import DefinitionFault

GROUPS = groups.load()
SLUGS = (
    "displays notebooks desktops all-in-one tablets smartphones phones projectors headsets tvs "
    "printers servers storage network ups batteries lamps luminaires pv-modules pv-inverters "
    "ev-chargers heat-pumps ventilation appliances cables protection switches wiring-accessories "
    "installation other"
)


def test_the_groups_are_exactly_those_of_the_house() -> None:
    assert " ".join(GROUPS.slugs) == SLUGS


@pytest.mark.parametrize("slug", SLUGS.split())
def test_a_group_is_found_by_its_slug_and_by_its_names(slug: str) -> None:
    names = GROUPS.names(slug)
    assert set(names) == {"nb", "en", "sv"}
    assert {GROUPS.from_text(text) for text in (slug, *names.values())} == {slug}


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Displays", "displays"),
        ("Skjermer", "displays"),
        ("COMPUTER  MONITORS", "displays"),
        ("ENERGY STAR Certified Displays", "displays"),
        ("Bærbare PC-er", "notebooks"),
        ("Integrated Desktop Computer", "all-in-one"),
        ("All-in-One PCs", "all-in-one"),
        ("Imaging Equipment", "printers"),
        ("Printers and Multifunction Devices", "printers"),
        ("ENERGY STAR Certified Uninterruptible Power Supplies", "ups"),
        ("Mobile Phones", "smartphones"),
        ("Digital cordless phone", "phones"),
        ("Primary batteries", "batteries"),
        ("Photovoltaic Modules", "pv-modules"),
        ("Kabel", "cables"),
        ("Jordfelsbrytare", "protection"),
    ],
)
def test_words_of_feeds_and_categories_of_registers_are_known(text: str, group: str) -> None:
    assert GROUPS.from_text(text) == group


@pytest.mark.parametrize(
    "text",
    ["", "Computers", "Computers & Displays", "Computers and Keyboards", "Kontormaskiner", "Lamper",
     "Server and Data Storage Products", "Display cable", "Skjermkabel", "Wearables"],
)  # fmt: skip
def test_what_may_mean_two_groups_means_none(text: str) -> None:
    assert GROUPS.from_text(text) == ""


@pytest.mark.parametrize(
    ("code", "group"),
    [
        ("43211503", "notebooks"),
        ("43211507", "desktops"),
        ("43211509", "tablets"),
        ("43211902", "displays"),
        ("43212105", "printers"),
        ("39121011", "ups"),
        ("26121629", "cables"),
        ("39101628", "lamps"),
        ("39111520", "luminaires"),
        ("39121601", "protection"),
        ("26111701", "batteries"),
        ("43191501", "smartphones"),
        ("26111704", ""),  # a battery charger
        ("43211508", ""),  # "Personal computers": which kind?
        ("43210000", ""),
        ("432119", ""),
        ("4321190x", ""),
        ("٤٣٢١١٩٠٢", ""),
        ("", ""),
    ],
)
def test_unspsc_maps_by_commodity_or_class(code: str, group: str) -> None:
    assert GROUPS.from_unspsc(code) == group


@pytest.mark.parametrize(
    ("code", "group"),
    [("EC000057", "cables"), ("ec000042", "protection"), ("EC001744", "luminaires"),
     ("EC001959", "lamps"), ("EC002883", "ev-chargers"), ("EC000125", "wiring-accessories"),
     ("EC999999", ""), ("", "")],
)  # fmt: skip
def test_etim_classes_map_where_they_are_known(code: str, group: str) -> None:
    assert GROUPS.from_etim(code) == group


def test_a_class_has_a_name_in_the_asked_language_or_in_english() -> None:
    assert GROUPS.class_name("EC000042", "nb") == "Automatsikring"
    assert GROUPS.class_name("EC000042", "fi") == "Miniature circuit breaker (MCB)"
    assert GROUPS.class_name("EC999999", "nb") == ""


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = (Path(groups.__file__).parent / "groups.toml").read_text("utf-8")
    assert old in text
    path = tmp_path / "groups.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"notebook", ', '"notebook", "monitor", ', "'monitor' already means"),
        ('slug = "ups"', 'slug = "power"', "exactly these are expected"),
        ('unspsc = ["432119"]', 'unspsc = ["432119"]\ncolour = "red"', "colour: is not a known key"),
        ('etim = ["EC001959"]', 'etim = ["EC001960"]', "EC001959, EC001960"),
    ],
)
def test_a_wrong_table_names_file_and_key(tmp_path: Path, old: str, new: str, reason: str) -> None:
    path = changed(tmp_path, old, new)
    with pytest.raises(DefinitionFault, match=reason) as caught:
        groups.load(path)
    assert str(path) in str(caught.value)
