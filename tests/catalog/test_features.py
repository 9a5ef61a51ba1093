"""Features as feeds give them, in the one spelling that filters use."""

from __future__ import annotations

import pytest

from catalog.features import features


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
        ("true", ("true",)),
        ("..5", ("..5",)),
        ("5,50..", ("5.5..",)),
        ("..", ()),
        ("-", ()),
        ("NA", ()),
        ("  ", ()),
        ("PVC  svart", ("PVC svart",)),
        ("x" * 81, ()),
    ],
)
def test_a_value_has_one_spelling(said: str, values: tuple[str, ...]) -> None:
    expected = tuple(("EF000008", value) for value in values)
    assert features({"features": [["EF000008", said, "mm"]]}) == expected


def test_only_etim_features_count() -> None:
    told = [["EF000007", "2,5", "EU570381"], ["BAA123", "4", ""], ["EF000008", "3", ""]]
    assert features({"features": told}) == (("EF000007", "2.5"), ("EF000008", "3"))
    assert features({}) == features({"features": None}) == ()
