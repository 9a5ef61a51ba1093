"""Features as feeds give them, in the one spelling that filters use."""

from __future__ import annotations

import pytest

from catalog.features import features, units


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("3", ("3",)),
        ("2.50", ("2.5",)),
        ("2,5", ("2.5",)),
        ("100", ("100",)),
        ("-0.0", ("0",)),
        ("100|240", ("100..240",)),
        ("100..240", ("100..240",)),
        ("5|5", ("5",)),
        ("EV000147|EV000148", ("EV000147", "EV000148")),
        ("TRUE", ("true",)),
        ("-", ()),
        ("NA", ()),
        ("  ", ()),
        ("PVC  svart", ("PVC svart",)),
        ("x" * 81, ()),
    ],
)
def test_a_value_has_one_spelling(said: str, values: tuple[str, ...]) -> None:
    expected = tuple(("EF000008", value) for value in values)
    assert features({"fields": {"etim:EF000008": said}}) == expected
    assert features({"features": [["EF000008", said, "mm"]]}) == expected


def test_only_etim_features_count_and_triples_come_before_fields() -> None:
    fields = {"etim:EF000008": "3", "eclass:BAA123": "4", "etim:colour": "red", "etim_class": "EC000057"}
    assert features({"fields": fields}) == (("EF000008", "3"),)
    assert features({"fields": fields, "features": [["EF000007", "2,5", "mm²"], ["?", "1", ""]]}) == (
        ("EF000007", "2.5"),
    )
    assert features({}) == features({"features": None, "fields": None}) == ()


def test_units_are_those_that_the_feed_gives() -> None:
    assert units({"features": [["EF000007", "2,5", "mm²"], ["EF000008", "3", ""]]}) == {"EF000007": "mm²"}
