"""Texts of any kind: a value that is announced must be there, and nothing is claimed by accident."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labels import definitions
from labels.wording import Wordings

LABELS = definitions.load()
WORDINGS = Wordings(LABELS)


@pytest.mark.parametrize("value", ["-", "", "()", "|", "og", "–", "  ", "...", "/"])
def test_a_value_that_is_announced_and_missing_says_nothing(value: str) -> None:
    wordings = Wordings(definitions.load())
    assert wordings.read(f"ENERGY STAR: {value}") == ()
    assert wordings.read(f"Svanemerket={value}") == ()
    if value.strip():
        assert wordings.read_code("gs1", "SVANEN", value) == ()


def test_long_prose_is_not_read_and_costs_little() -> None:
    started = time.monotonic()
    for text in ("EPEAT " * 100_000, "energy " * 600, "(" * 4000, ", - " * 1000, "generation " * 360):
        assert WORDINGS.read(text) == ()
    assert time.monotonic() - started < 5
    assert WORDINGS.unclear("EPEAT " * 1000) != ()


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_read_and_claims_only_what_it_mentions(text: str) -> None:
    if WORDINGS.read(text):
        assert WORDINGS.mentions(text)
        assert not WORDINGS.is_known_other(text)


@given(st.sampled_from([name for label in LABELS.values() for name in label.wordings]),
       st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=12))  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_a_name_inside_a_longer_word_is_no_name(name: str, rest: str) -> None:
    assert WORDINGS.read(f"{rest}{name}{rest}") == ()
