"""Matching: a key that agrees is not enough, and one letter is another product."""

from __future__ import annotations

from dataclasses import replace

import pytest

from labels import definitions
from labels.accessories import is_accessory, is_part
from labels.matching import claim_rejected, match
from labels.model import CertificateIdentity, Claim, Match, ModelRow, ProductIdentity

LABELS = definitions.load()
GTIN = "05397184821671"


def product(**changes: object) -> ProductIdentity:
    plain = ProductIdentity("dell", "p2425", frozenset(), "displays", "Dell P2425 skjerm")
    return replace(plain, **changes)  # type: ignore[arg-type]


def certificate(
    *rows: ModelRow, label: str = "tco-certified", group: str = "displays"
) -> CertificateIdentity:
    return CertificateIdentity(label, "D1024110043", "D1024110043", group, rows)


def row(brand: str = "dell", model: str = "p2425", **changes: object) -> ModelRow:
    return replace(ModelRow(brand, frozenset({model}), frozenset()), **changes)  # type: ignore[arg-type]


def found(item: ProductIdentity, entry: CertificateIdentity) -> Match | None:
    return match(item, entry, LABELS[entry.label])


def test_level_a_needs_an_equal_gtin_in_the_register() -> None:
    result = found(product(gtins=frozenset({GTIN})), certificate(row("", "x", gtins=frozenset({GTIN}))))
    assert result is not None
    assert (result.level, result.key, result.rejected) == ("A", GTIN, "")


def test_level_b_needs_the_number_and_the_brand() -> None:
    given = product(mpn_key="", certificates=frozenset({("tco-certified", "D1024110043")}))
    result = found(given, certificate(row(model="other")))
    assert result is not None
    assert (result.level, result.rejected) == ("B", "")
    other = found(replace(given, brand_key="hp"), certificate(row(model="other")))
    assert other is not None
    assert other.rejected == "brand"


def test_level_c_needs_brand_and_model() -> None:
    result = found(product(), certificate(row()))
    assert result is not None
    assert (result.level, result.rejected) == ("C", "")


@pytest.mark.parametrize("model", ["p2425h", "p242", "p2425 ", "p2425e", "2425"])
def test_another_suffix_is_another_model(model: str) -> None:
    assert found(product(), certificate(row(model=model))) is None


def test_the_same_model_of_another_brand_is_no_match() -> None:
    assert found(product(), certificate(row(brand="hp"))) is None


@pytest.mark.parametrize(
    ("model", "pattern", "level"),
    [
        ("ls27a600", "ls27a6**", "D"), ("ls27a6000", "ls27a6**", None), ("ls27a60", "ls27a6**", None),
        ("ls27a6x0", "ls27a6##", None), ("ls27a610", "ls27a6##", "D"), ("ls27a6**", "ls27a6##", None),
        ("xy", "**", None), ("lbp2281", "lbp228x", None),
    ],
)  # fmt: skip
def test_wildcards_stand_one_to_one(model: str, pattern: str, level: str | None) -> None:
    entry = certificate(row(model=pattern, pattern=True, markets=frozenset({"US"})), label="energy-star")
    result = found(product(mpn_key=model), entry)
    assert (result.level if result and not result.rejected else None) == level


def test_a_wildcard_needs_a_known_kind_of_product() -> None:
    entry = certificate(row(model="p24**", pattern=True, markets=frozenset({"US"})), label="energy-star")
    result = found(product(mpn_key="p2425", group=""), entry)
    assert result is not None
    assert result.rejected == "group-unknown"


def test_labels_without_wildcards_read_no_pattern() -> None:
    assert found(product(mpn_key="p2425"), certificate(row(model="p24**", pattern=True))) is None


def test_two_rows_with_one_name_are_left_to_a_person() -> None:
    rows = (row(gtins=frozenset({"1"})), row(gtins=frozenset({"2"})))
    result = found(product(), certificate(*rows))
    assert result is not None
    assert result.rejected == "ambiguous"


def test_a_register_gtin_that_differs_means_another_configuration() -> None:
    result = found(product(gtins=frozenset({"3"})), certificate(row(gtins=frozenset({"1"}))))
    assert result is not None
    assert result.rejected == "gtin-conflict"


def test_a_tco_sales_name_with_gtins_needs_the_gtin() -> None:
    result = found(product(), certificate(row(gtins=frozenset({"1"}))))
    assert result is not None
    assert result.rejected == "configuration"


@pytest.mark.parametrize(
    ("markets", "rejected"),
    [(frozenset({"US"}), ""), (frozenset({"JP"}), "market"), (frozenset({"?Europe"}), "market"),
     (frozenset(), "market")],
)  # fmt: skip
def test_energy_star_counts_only_where_the_operator_accepts_it(
    markets: frozenset[str], rejected: str
) -> None:
    result = found(product(), certificate(row(markets=markets), label="energy-star"))
    assert result is not None
    assert result.rejected == rejected


def test_markets_of_another_model_do_not_lend_themselves() -> None:
    rows = (row(markets=frozenset({"JP"})), row(model="other", markets=frozenset({"US"})))
    result = found(product(), certificate(*rows, label="energy-star"))
    assert result is not None
    assert result.rejected == "market"


@pytest.mark.parametrize(
    ("changes", "rejected"),
    [
        ({"group": "cables"}, "group"),
        ({"gtin_conflict": True}, "gtin-conflict"),
        ({"name": "Stativ til Dell P2425"}, "accessory"),
        ({"name": "Strømforsyning kompatibel med P2425"}, "accessory"),
        ({"group": "notebooks"}, "other-group"),
        ({"group": ""}, ""),
    ],
)
def test_rejections_beat_the_key(changes: dict[str, object], rejected: str) -> None:
    result = found(product(**changes), certificate(row()))
    assert result is not None
    assert result.rejected == rejected
    assert any(not step.passed for step in result.steps) or not rejected


@pytest.mark.parametrize(
    ("name", "accessory"),
    [
        ("Toner for HP LaserJet M404", True), ("Batteri til m404", True), ("LADER FOR ELBIL", True),
        ("Kabel for utendørs bruk", False), ("Skjerm for kontor 24 tommer", False),
        ("Fortinet FG-60F", False),
        ("Replacement for X", True), ("Deksel passer P2425", True), ("Tilkoblingsboks IP65", False),
    ],
)  # fmt: skip
def test_accessories_say_what_they_are_made_for(name: str, accessory: bool) -> None:
    assert is_accessory(name) is accessory


def test_a_claim_for_a_kind_that_cannot_hold_the_label_is_refuted() -> None:
    claim, label = Claim("tco-certified", held=True), LABELS["tco-certified"]
    assert claim_rejected(claim, product(group="cables"), False, label) == "group"
    assert claim_rejected(claim, product(), True, label) == "contradicted"
    assert claim_rejected(claim, product(group=""), False, label) == ""
    assert claim_rejected(claim, product(second_hand=True), False, label) == "second-hand"


def test_a_step_names_used_goods_only_where_they_are() -> None:
    def said(second_hand: bool) -> tuple[bool, str]:
        result = found(product(second_hand=second_hand), certificate(row()))
        assert result is not None
        return next((step.passed, step.detail) for step in result.steps if step.rule == "second-hand")

    assert said(False) == (True, "")
    assert said(True) == (False, "used or refurbished")


def test_steps_say_what_was_compared() -> None:
    result = found(product(), certificate(row()))
    assert result is not None
    assert ("brand-and-model", True, "dell p2425") in [(s.rule, s.passed, s.detail) for s in result.steps]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("Tonerkassett HP LaserJet M211dw sort", True), ("Batteri HP ProBook 460 G11 45 Wh", True),
        ("Batteri oppladbart NiMH AA 4 stk", False), ("Brother HL-L2400 blekkskriver m/toner", False),
        ("Lader Dell P2425", True), ("Dell P2425 skjerm uten stativ", False), ("CR2032 batteri", False),
        ("Laptopveske 14", True), ("Veske HP 14", True),
        ("HP LaserJet M507dn toner svart", True), ("Brother HL-L2445DW laserskriver inkl. toner", False),
        ("Brother MFC-J1010DW blekk A4 WiFi multifunksjon", False), ("Papirskuff HP M612dn", True),
    ],
)  # fmt: skip
def test_parts_and_consumables_are_told_by_their_names(name: str, part: bool) -> None:
    assert is_part(name, "") is part


def test_a_name_beside_other_part_numbers_counts_once_and_never_as_a_family() -> None:
    swapped = row(model="bc3115", number_keys=frozenset({"aopenchromeboxmini2"}), markets=frozenset({"US"}))
    family = row(model="d501ser", number_keys=frozenset({"d501serc"}), markets=frozenset({"US"}))
    for entry, key, rejected in ((swapped, "bc3115", ""), (family, "d501ser", "family")):
        result = found(product(mpn_key=key, group=""), certificate(entry, label="energy-star", group=""))
        assert result is not None
        assert (result.level, result.method, result.rejected) == ("C", "brand-and-name", rejected)
