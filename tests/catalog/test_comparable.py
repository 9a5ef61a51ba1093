"""What a text says in numbers, and which products may be compared at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog import comparable
from catalog.comparable import Comparables
from catalog.errors import DefinitionError
from catalog.measures import READERS, normal

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def rules() -> Comparables:
    return comparable.load(ROOT / "data" / "comparable.toml")


@pytest.mark.parametrize(
    ("measure", "text", "value"),
    [
        ("ampere", "JORDFEILAUTOMAT 2P C16A 30MA", "16"),
        ("ampere", "AUTOMAT 3P B16", "16"),
        ("ampere", "AUTOMAT 16A ELLER 20A", ""),
        ("curve", "AUTOMAT 3P B 16A", "b"),
        ("ma", "2P C16A 30MA", "30"),
        ("mah", "NiMH AA 2500 mAh", "2500"),
        ("ma", "NiMH AA 2500 mAh", ""),
        ("poles", "3-pol 63A", "3"),
        ("poles", "AUTOMAT 3P+N B16", "3n"),
        ("cores", "PFXP 3G2,5 HVIT", "3g2.5"),
        ("cores", "IFSI-EMC 2X1,5/1,5", "2x1.5/1.5"),
        ("cores", "3 x 2,50 mm²", "3x2.5"),
        ("area", "PN 2,5MM² BLÅ", "2.5"),
        ("kelvin", "DOWNLIGHT 8W 3000K", "3000"),
        ("kelvin", "PANEL 36W 2700-4000K", "2700-4000"),
        ("kelvin", "LYSRØR T8 18W/840", "4000"),
        ("desk-inches", "skjerm 23,8”", "24"),
        ("desk-inches", "Dell P2425 skjerm 24 tommer", "24"),
        ("desk-inches", "27-tommers skjerm", "27"),
        ("lap-inches", 'bærbar 15,6"', "15"),
        ("memory", 'bærbar 14" 16 GB 512 GB SSD', "16"),
        ("storage", 'bærbar 14" 16 GB 1 TB SSD', "1000"),
        ("desk-inches", "SKJERM 23,8 IPS 1920X1080", "24"),
        ("memory", 'bærbar 14" 16GB/512GB W11P', "16"),
        ("storage", 'bærbar 14" 16GB/512GB W11P', "512"),
        ("storage", "nettbrett 128GB", "128"),
        ("memory", "nettbrett 128GB", ""),
        ("capacity", "mobil 8GB 256GB", "256"),
        ("bays", "NAS 4-bay", "4"),
        ("duct", "vifte Ø125", "125"),
        ("duct", "vifte 125 mm", "125"),
        ("flow", "aggregat 300 m3/h", "300"),
        ("wifi", "aksesspunkt Wi-Fi 6", "6"),
        ("va", "UPS 1,5 kVA", "1500"),
        ("volt", "230V", "230"),
        ("ip", "IP 44", "44"),
        ("ports", "svitsj 24-porters", "24"),
        ("pack", "AA 4-pk", "4"),
        ("phases", "VEKSELRETTER 12KW 3-FAS", "3"),
    ],
)
def test_a_measure_is_read_once_or_not_at_all(measure: str, text: str, value: str) -> None:
    assert READERS[measure](normal(text)) == value


@pytest.mark.parametrize(
    ("group", "one", "other"),
    [
        ("displays", 'Fjellvik 24" FHD skjerm', 'Skjermøy SK24 23,8" Full HD IPS'),
        ("lamps", "LED E27 8W 2700K", "LED-pære E27 7,5 W 2700 K"),
        ("protection", "JORDFEILAUTOMAT 2P C16A 30MA", "Jordfeilautomat C16 2-pol 30 mA"),
        ("batteries", "Batteri alkalisk AA 4 stk", "LR6 alkaline 4-pk"),
    ],
)
def test_products_that_say_the_same_in_other_words_share_a_key(
    rules: Comparables, group: str, one: str, other: str
) -> None:
    assert rules.key(group, one) == rules.key(group, other) != ""


@pytest.mark.parametrize(
    ("group", "one", "other"),
    [
        ("protection", "JORDFEILAUTOMAT 2P C16A 30MA", "JORDFEILAUTOMAT 2P C20A 30MA"),
        ("protection", "JORDFEILAUTOMAT 2P C16A 30MA", "JORDFEILAUTOMAT 2P B16A 30MA"),
        ("cables", "PFXP 3G2,5 HVIT", "PFXP 3G1,5 HVIT"),
        ("cables", "PFXP 3G2,5 HVIT", "TFXP 3G2,5"),
        ("lamps", "LED E27 8W 2700K", "LED E14 8W 2700K"),
        ("lamps", "LED E27 8W 2700K", "LED E27 8W 4000K"),
        ("displays", '24" FHD skjerm', '27" FHD skjerm'),
        ("printers", "laserskriver farge", "laserskriver sort/hvitt"),
    ],
)
def test_a_deciding_difference_is_another_key(rules: Comparables, group: str, one: str, other: str) -> None:
    assert "" != rules.key(group, one) != rules.key(group, other) != ""


@pytest.mark.parametrize(
    ("group", "name"),
    [
        ("displays", "Dell P2425"),
        ("displays", 'Veggfeste 24" FHD skjerm'),
        ("printers", "Toner til HP LaserJet farge"),
        ("servers", "server 2U"),
        ("", "noe"),
    ],
)
def test_what_says_too_little_or_is_a_part_is_compared_with_nothing(
    rules: Comparables, group: str, name: str
) -> None:
    assert rules.key(group, name) == ""


def test_more_storage_and_nearly_the_same_light_fit_but_not_less(rules: Comparables) -> None:
    small = rules.facts("notebooks", 'bærbar 14" 16 GB 256 GB SSD')
    large = rules.facts("notebooks", 'bærbar 14" 16 GB 512 GB SSD')
    assert rules.fits("notebooks", small, large) and not rules.fits("notebooks", large, small)
    dim, near, bright = (rules.facts("lamps", f"LED E27 2700K {lumen} lm") for lumen in (800, 806, 1500))
    assert rules.fits("lamps", dim, near) and not rules.fits("lamps", dim, bright)


def test_what_is_denied_is_not_said(rules: Comparables) -> None:
    said = [rules.facts("lamps", f"LED E27 2700K {end}").get("dimming") for end in ("dimbar", "ikke dimbar")]
    assert said == ["dimmable", None]


def test_a_group_of_several_kinds_has_a_rule_for_each(rules: Comparables) -> None:
    fan, unit = "Baderomsvifte 125 mm", "Ventilasjonsaggregat 300 m3/h"
    assert rules.key("ventilation", fan) == "ventilation|fan|125"
    assert rules.key("ventilation", unit) == "ventilation|unit|300"
    assert rules.key("ventilation", "Ventilasjonsaggregat 125 mm") == ""


def test_the_description_fills_in_what_the_name_leaves_out(rules: Comparables) -> None:
    assert rules.key("displays", "Dell P2425", "24 tommer, 1920x1080") == rules.key("displays", '24" FHD')


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[[group]]\nslug = "nowhere"\nrequired = ["kw"]', "slug"),
        ('[[group]]\nslug = "ups"\nrequired = ["kw"]\nrequires = []', "ups.requires"),
        ('[[group]]\nslug = "ups"\nrequired = ["colour"]', "ups.colour"),
        ('[[group]]\nslug = "ups"\nrequired = []', "ups.required"),
        ('[[group]]\nslug = "ups"\nrequired = ["kw"]', "names.kw"),
        ("[[group]", "file"),
    ],
)
def test_a_wrong_rule_names_file_and_key(tmp_path: Path, text: str, key: str) -> None:
    path = tmp_path / "comparable.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(DefinitionError, match=rf"comparable.toml: {key}: "):
        comparable.load(path)
