"""What an address of a badge asks for: known values count, everything else is as if it were not there."""

from __future__ import annotations

from urllib.parse import quote, unquote

import pytest
from api_world import LABELS
from hypothesis import given
from hypothesis import strategies as st

from web.badge_svg import MODES, STYLES
from web.badge_texts import LANGUAGES
from web.badge_wishes import Wish, path_segments, wish

NAME = "05397184821671"
ANY = st.text(max_size=20)


def read(path: str, **args: str) -> Wish:
    found = wish(path.split("/"), args, LABELS)
    assert isinstance(found, Wish), found
    return found


def test_every_parameter_is_read() -> None:
    args = {"style": "symbol", "mode": "dark", "lang": "sv", "size": "32", "labels": "nordic-swan,epeat"}
    assert read(f"{NAME}.svg", **args) == Wish(
        NAME, ".svg", "", ("nordic-swan", "epeat"), "symbol", "dark", "sv", 32
    )


@given(args=st.dictionaries(st.sampled_from(("style", "mode", "lang", "size", "labels", "color")), ANY))
def test_no_parameter_brings_a_value_of_its_own(args: dict[str, str]) -> None:
    found = read(f"{NAME}.svg", **args)
    assert found.style in STYLES
    assert found.mode in MODES
    assert found.lang in LANGUAGES
    assert 16 <= found.size <= 64
    assert set(found.labels) <= set(LABELS)


def test_labels_filter_and_order_each_once_and_unknown_ones_are_no_list() -> None:
    asked = read(f"{NAME}.svg", labels="nordic-swan,fairtrade,epeat,nordic-swan")
    assert asked.labels == ("nordic-swan", "epeat")
    assert read(f"{NAME}.svg", labels="fairtrade,,<svg>") == read(f"{NAME}.svg")
    assert read(f"{NAME}/epeat.svg", labels="nordic-swan") == read(f"{NAME}/epeat.svg")


def test_looks_make_no_other_json() -> None:
    looks = {"style": "plain", "mode": "dark", "size": "64"}
    for form in (".json", ".shields.json"):
        assert read(NAME + form, **looks) == read(NAME + form)


@pytest.mark.parametrize(
    ("path", "form", "label"),
    [
        (f"{NAME}.svg", ".svg", ""),
        (f"{NAME}.json", ".json", ""),
        (f"{NAME}.shields.json", ".shields.json", ""),
        (f"{NAME}/epeat.shields.json", ".shields.json", "epeat"),
    ],
)
def test_the_ending_says_the_form(path: str, form: str, label: str) -> None:
    assert read(path) == Wish(NAME, form, label)


@pytest.mark.parametrize("path", [NAME, f"{NAME}.png", f"{NAME}/fairtrade.svg", f"{NAME}/epeat/x.svg", "a/b"])
def test_no_badge_address_says_why(path: str) -> None:
    found = wish(path.split("/"), {}, LABELS)
    assert isinstance(found, str)
    assert found.startswith(("no label", "'"))


@given(number=st.text(st.characters(codec="ascii", exclude_characters="\r\n"), min_size=1, max_size=12))
def test_a_number_is_the_same_however_the_server_hands_the_path_over(number: str) -> None:
    raw = f"/badge/v1/voltgros:{quote(number, safe='')}.svg?size=20"
    rest = unquote(f"voltgros:{quote(number, safe='')}.svg")
    segments = path_segments(rest, raw)
    assert segments == [f"voltgros:{number}.svg"]
