"""Which ETIM features forbid that one product stands in for another."""

from __future__ import annotations

import pytest

from catalog.feature_differences import codes, differing

NAMES = {"EU000001": "A", "EU000002": "mm", "EU000003": "mm²", "EF000009": "Colour of housing"}


@pytest.mark.parametrize(
    ("own", "other"),
    [
        (("EF000001", "16", "EU000001"), ("EF000001", "20", "EU000001")),
        (("EF000001", "2.5", "EU000003"), ("EF000001", "1.5", "EU000003")),
        (("EF000001", "3", ""), ("EF000001", "4", "")),
        (("EF000001", "true", ""), ("EF000001", "false", "")),
        (("EF000001", "EV000001", ""), ("EF000001", "EV000002", "")),
        (("EF000001", "220..240", "EU000001"), ("EF000001", "12", "EU000001")),
    ],
)
def test_a_feature_that_decides_what_a_thing_does_may_not_differ(
    own: tuple[str, ...], other: tuple[str, ...]
) -> None:
    assert differing([own], [other], NAMES) == ("EF000001",)


@pytest.mark.parametrize(
    ("own", "other"),
    [
        (("EF000001", "16", "EU000001"), ("EF000001", "16.0", "EU000001")),
        (("EF000001", "100", "EU000002"), ("EF000001", "120", "EU000002")),
        (("EF000009", "EV000001", ""), ("EF000009", "EV000002", "")),
        (("EF000136", "EV000001", ""), ("EF000136", "EV000002", "")),
        (("EF000001", "16", "EU000001"), ("EF000002", "20", "EU000001")),
        (("EF000001", "EV000001|EV000002", ""), ("EF000001", "EV000002", "")),
        (("EF000001", "-", ""), ("EF000001", "20", "")),
    ],
)
def test_lengths_colours_and_what_only_one_gives_forbid_nothing(
    own: tuple[str, ...], other: tuple[str, ...]
) -> None:
    assert differing([own], [other], NAMES) == ()


def test_a_unit_that_no_loaded_release_names_counts_as_deciding() -> None:
    assert differing([("EF000001", "16", "EU9")], [("EF000001", "20", "EU9")], {}) == ("EF000001",)


def test_names_are_wanted_of_features_and_their_units() -> None:
    assert codes([("EF000001", "16", "EU000001"), ("EF000002", "true", "")]) == {
        "EF000001", "EU000001", "EF000002",
    }  # fmt: skip
