"""Suppliers' words: what is a claim, what is a denial, and what must give nothing."""

from __future__ import annotations

import pytest

from labels import definitions
from labels.wording import Wordings

LABELS = definitions.load()
WORDINGS = Wordings(LABELS)
TCO, EPEAT, STAR, ANGEL, SWAN, EU = LABELS


def read(text: str) -> list[tuple[str, bool, str, str]]:
    return [(c.label, c.held, c.tier, c.generation) for c in WORDINGS.read(text)]


@pytest.mark.parametrize(
    ("slug", "name"), [(slug, name) for slug in LABELS for name in LABELS[slug].names.values()]
)
def test_every_name_in_every_language_is_read(slug: str, name: str) -> None:
    assert read(name) == [(slug, True, "", "")]
    assert read(f"{name}: nei") == [(slug, False, "", "")]


@pytest.mark.parametrize(
    ("slug", "wording"), [(slug, text) for slug in LABELS for text in LABELS[slug].wordings]
)
def test_every_wording_is_read_as_its_label(slug: str, wording: str) -> None:
    assert read(wording.upper()) == [(slug, True, "", "")]


@pytest.mark.parametrize("word", ["ja", "yes", "kyllä", "Y", "true", "1", "JA", "Yes"])
def test_a_yes_is_a_claim(word: str) -> None:
    assert read(f"Svanemerket: {word}") == [(SWAN, True, "", "")]
    assert read(f"Svanemerket={word}") == [(SWAN, True, "", "")]


@pytest.mark.parametrize("word", ["nei", "nej", "no", "ei", "nein", "N", "false", "0", "NEI", "No"])
def test_a_no_is_a_denial(word: str) -> None:
    assert read(f"ENERGY STAR: {word}") == [(STAR, False, "", "")]
    assert read(f"ENERGY STAR ({word})") == [(STAR, False, "", "")]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("EPEAT", [(EPEAT, True, "", "")]),
        ("EPEAT Gold", [(EPEAT, True, "gold", "")]),
        ("EPEAT Gold Registered", [(EPEAT, True, "gold", "")]),
        ("EPEAT – Sølv", [(EPEAT, True, "silver", "")]),
        ("EPEAT compliance: Bronze", [(EPEAT, True, "bronze", "")]),
        ("EPEAT Climate+ Gold", [(EPEAT, True, "gold", "")]),
        ("TCO Certified 9.0", [(TCO, True, "", "9")]),
        ("TCO Certified, generation 10", [(TCO, True, "", "10")]),
        ("TCO Certified, generation 10, for displays", [(TCO, True, "", "10")]),
        ("TCO Certified: generasjon 8", [(TCO, True, "", "8")]),
        ("ENERGY STAR® 8.0", [(STAR, True, "", "8.0")]),
        ("ENERGY STAR™ v9.0 certified", [(STAR, True, "", "9.0")]),
        ("ENERGY STAR (USA)", [(STAR, True, "", "")]),
        ("Energy-Star", [(STAR, True, "", "")]),
        ("Blauer Engel (DE-UZ 219)", [(ANGEL, True, "", "219")]),
        ("Svanenmärkt", [(SWAN, True, "", "")]),
        ("EU Ecolabel (EU-blomsten)", [(EU, True, "", "")]),
        ("Certification: ENERGY STAR og TCO", [(STAR, True, "", ""), (TCO, True, "", "")]),
        ("EPEAT: ja, ENERGY STAR: nei", [(EPEAT, True, "", ""), (STAR, False, "", "")]),
        ("EPEAT Gull|ENERGY STAR: nei", [(EPEAT, True, "gold", ""), (STAR, False, "", "")]),
        ("TCO; TCO Certified 9.0", [(TCO, True, "", "9")]),
        ("EPEAT Gold\nEPEAT Silver", [(EPEAT, True, "", "")]),
    ],
)
def test_tier_generation_and_value_are_read(text: str, claims: list[tuple[str, bool, str, str]]) -> None:
    assert read(text) == claims
    assert WORDINGS.unclear(text) == ()


def test_one_field_may_hold_several_claims_among_other_marks() -> None:
    assert read("ENERGY STAR,TCO,EPEAT Gold,RoHS") == [
        (STAR, True, "", ""),
        (TCO, True, "", ""),
        (EPEAT, True, "gold", ""),
    ]
    assert read("CE, Nordic Swan, FCC Class B, cCSAus, RoHS, WEEE, ENERGY STAR 5.0, EPEAT Silver") == [
        (SWAN, True, "", ""),
        (STAR, True, "", "5.0"),
        (EPEAT, True, "silver", ""),
    ]
    listed = "MIL-STD-810H passed\nENERGY STAR 8.0\nErP Lot 6/26\nRoHS compliant\nTCO Certified 9.0"
    assert read(listed) == [(STAR, True, "", "8.0"), (TCO, True, "", "9")]


FALSE_FRIENDS = [
    "Slow Button Repeat",
    "GOODS_FROM_FINLAND_BLUE_SWAN",
    "TCO_ORGANIC",
    "OTCO_ORGANIC",
    "COMPOSTABLE_DIN_CERTCO",
    "DIN CERTCO",
    "Nordic Star",
    "Blue Swan",
    "Svan",
    "Ecolabel",
    "meets ENERGY STAR 5.0 criteria",
    "ENERGY STAR compliant",
    "ENERGY STAR: Жоқ",
    "ENERGY STAR: Да",
    "ENERGY STAR: Not available",
    "ENERGY STAR: ?",
    "not EPEAT registered",
    "non-EPEAT",
    "EPEAT: not registered",
    "EPEAT, not registered",
    "EPEAT\nnot registered",
    "no ENERGY STAR",
    "for HP LaserJet Pro M404 (EPEAT)",
    "Toner til HP M404, EPEAT",
    "EPEAT Gold where applicable",
    "EPEAT Gold, Silver",
    "EPEAT Platinum",
    "EPEAT Gold: nei",
    "ENERGY STAR Gold",
    "EPEAT compliance",
    "certificates such as Blue Angel, Nordic Star, ENERGY STAR and EPEAT",
    "ENERGY STAR, EPEAT: nei",
    "ENERGY STAR, nei",
    "ENERGY STAR|nei",
    "ENERGY STAR: ja; ENERGY STAR: nei",
    "ENERGY STAR: Y/N",
    "TCO 03",
    "TCO'99",
    "Low TCO",
    "Svanemerket 2015",
    "tidligere svanemerket",
    "Svanemerket utgått",
    "",
    "RoHS",
]


@pytest.mark.parametrize("text", FALSE_FRIENDS)
def test_a_false_friend_gives_nothing(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "text", ["meets ENERGY STAR 5.0 criteria", "ENERGY STAR: Жоқ", "not EPEAT registered", "Low TCO"]
)
def test_a_mention_that_is_not_understood_is_reported(text: str) -> None:
    assert WORDINGS.mentions(text)
    assert WORDINGS.unclear(text) == (text,)


@pytest.mark.parametrize("text", ["Slow Button Repeat", "TCO_ORGANIC", "Nordic Star", "RoHS"])
def test_a_text_without_a_label_mentions_none(text: str) -> None:
    assert not WORDINGS.mentions(text)
    assert WORDINGS.unclear(text) == ()


def test_the_unclear_line_does_not_take_the_clear_one_with_it() -> None:
    text = "TCO Certified\nEPEAT Gold where applicable"
    assert read(text) == [(TCO, True, "", "")]
    assert WORDINGS.unclear(text) == ("EPEAT Gold where applicable",)


@pytest.mark.parametrize(
    "text",
    ["RoHS", "CE", "FSC", "Forest Stewardship Council (FSC)", "CE, GCF", "80 PLUS Gold", "RoHS: ja",
     "FCC Class B", "MIL-STD-810H", "COMPOSTABLE_DIN_CERTCO", "TCO_ORGANIC"],
)  # fmt: skip
def test_other_marks_are_known_and_no_claim(text: str) -> None:
    assert WORDINGS.is_known_other(text)
    assert read(text) == []


@pytest.mark.parametrize("text", ["", "EPEAT", "RoHS, EPEAT", "Super Green", "Svanemerket: nei"])
def test_what_is_ours_or_unknown_is_no_other_mark(text: str) -> None:
    assert not WORDINGS.is_known_other(text)


CODES = [
    ("gs1", "SVANEN", SWAN, ""),
    ("gs1", "EU_ECO_LABEL", EU, ""),
    ("gs1", "BLUE_ANGEL", ANGEL, ""),
    ("gs1", "TCO_DEVELOPMENT", TCO, ""),
    ("gs1", "EPEAT_BRONZE", EPEAT, "bronze"),
    ("gs1", "EPEAT_SILVER", EPEAT, "silver"),
    ("gs1", "EPEAT_GOLD", EPEAT, "gold"),
    ("gs1", "ENERGY_STAR", STAR, ""),
    ("google", "EU_ECOLABEL", EU, ""),
    ("google", "ENERGY_STAR", STAR, ""),
    ("google", "ENERGY_STAR_MOST_EFFICIENT", STAR, ""),
]


@pytest.mark.parametrize(("vocabulary", "code", "slug", "tier"), CODES)
def test_a_code_is_a_claim_by_being_there(vocabulary: str, code: str, slug: str, tier: str) -> None:
    (claim,) = WORDINGS.read_code(vocabulary, code, field="certificate")
    assert (claim.label, claim.held, claim.tier) == (slug, True, tier)
    assert (claim.field, claim.raw) == ("certificate", code)
    assert read(code) == [(slug, True, tier, "")]


@pytest.mark.parametrize(
    ("code", "slug"), [("12785", SWAN), ("13472", EU), ("2088", ANGEL), ("15707", TCO), ("838", STAR)]
)
def test_an_icecat_feature_is_a_claim_only_with_its_value(code: str, slug: str) -> None:
    assert [(c.label, c.held) for c in WORDINGS.read_code("icecat", code, "Y")] == [(slug, True)]
    assert [(c.label, c.held) for c in WORDINGS.read_code("icecat", code, "N")] == [(slug, False)]
    for value in ("", "Not available", "Not supported", "maybe"):
        assert WORDINGS.read_code("icecat", code, value) == ()


@pytest.mark.parametrize(
    ("value", "tier"), [("Gold", "gold"), ("EPEAT Silver", "silver"), ("Bronze", "bronze"), ("Y", "")]
)
def test_the_epeat_feature_of_icecat_gives_its_tier(value: str, tier: str) -> None:
    (claim,) = WORDINGS.read_code("icecat", "8400", value)
    assert (claim.label, claim.held, claim.tier) == (EPEAT, True, tier)
    assert claim.raw == f"8400: {value}"


@pytest.mark.parametrize(
    ("vocabulary", "code", "value"),
    [
        ("gs1", "TCO_ORGANIC", ""),
        ("gs1", "GOODS_FROM_FINLAND_BLUE_SWAN", ""),
        ("gs1", "COMPOSTABLE_DIN_CERTCO", ""),
        ("gs1", "EU_ECOLABEL", ""),  # Google's spelling
        ("google", "EU_ECO_LABEL", ""),  # GS1's spelling
        ("google", "SVANEN", ""),
        ("icecat", "6573", "Y"),  # TEC in kWh a week
        ("icecat", "SVANEN", "Y"),
        ("gs1", "838", ""),
        ("gs1", "EPEAT_GOLD", "Silver"),
        ("gs1", "EPEAT_GOLD", "nei"),
        ("gs1", "SVANEN", "Жоқ"),
        ("icecat", "8400", "TCO"),
        ("icecat", "8400", "Gold, Silver"),
        ("efo", "SVANEN", ""),
    ],
)
def test_other_codes_and_unclear_values_give_nothing(vocabulary: str, code: str, value: str) -> None:
    assert WORDINGS.read_code(vocabulary, code, value) == ()


def test_a_claim_keeps_the_field_and_the_words_it_was_read_from() -> None:
    (claim,) = WORDINGS.read("  EPEAT  Gold ", "labels")
    assert (claim.field, claim.raw) == ("labels", "EPEAT  Gold")
