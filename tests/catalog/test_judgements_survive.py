"""What people decided outlives every import, in every order, and ends only when it is undone."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import pytest

from catalog.errors import InvalidRequest
from catalog.workspace import Workspace
from labels.model import State
from tests.catalog.judging import (
    DEARER,
    EMPTY_FEED,
    FEED,
    LONGER,
    NOW,
    OTHER_FEED,
    REGISTER,
    judge,
    product,
    register,
    rows,
    shown,
    take_back,
)
from tests.conftest import Loader


def test_a_no_outranks_an_equal_gtin(workspace: Workspace, load_feed: Loader, load_register: Loader) -> None:
    load_feed(FEED)
    register(load_register)
    assert shown(workspace) == [("tco-certified", State.VERIFIED)]
    judge(workspace, False)
    assert shown(workspace) == []


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_a_no_survives_re_imports_of_feed_and_register_in_every_order(
    workspace: Workspace, load_feed: Loader, load_register: Loader, order: tuple[int, ...]
) -> None:
    load_feed(FEED)
    register(load_register)
    judge(workspace, False)
    steps: list[Callable[[], object]] = [
        lambda: load_feed(DEARER),
        lambda: register(load_register, LONGER),
        lambda: load_feed(OTHER_FEED, name="other.csv", supplier="lager"),
        lambda: load_feed(EMPTY_FEED, name="less.csv", mode="full"),
    ]
    for step in order:
        steps[step]()
        assert shown(workspace) == [], order
    assert all(row.undone_at is None for row in rows(workspace))


def test_a_no_holds_when_the_supplier_that_named_the_model_is_gone_or_writes_it_anew(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    register(load_register)
    load_feed(FEED, mode="full")
    judge(workspace, False)
    for text in (FEED.replace("Dell,Dell", "DELL EMC,Dell"), FEED.replace("P2425,Dell", "P 2425/WOST,Dell")):
        load_feed(text, mode="full")
        assert shown(workspace) == []
    load_feed(OTHER_FEED, name="other.csv", supplier="lager")
    load_feed(EMPTY_FEED, name="less.csv", mode="full")
    assert product(workspace).mpn == ""
    assert shown(workspace) == []


@pytest.mark.parametrize("first", ["feed", "register"])
def test_a_judgement_that_came_before_both_files_applies_to_them(
    workspace: Workspace, load_feed: Loader, load_register: Loader, first: str
) -> None:
    load_feed(EMPTY_FEED.replace("X9", "P2425").replace("Acme", "Dell"))
    judge(workspace, False)
    loads: list[Callable[[], object]] = [
        lambda: load_feed(FEED, name="full.csv", supplier="other"),
        lambda: register(load_register),
    ]
    for step in loads if first == "feed" else reversed(loads):
        step()
    assert shown(workspace) == []


def test_a_yes_verifies_a_doubtful_match_and_survives_re_imports(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    spare = FEED.replace("Dell P2425 skjerm", "Dell P2425 til P2425")
    load_feed(spare)
    register(load_register)
    assert shown(workspace) == []
    judge(workspace, True)
    assert shown(workspace) == [("tco-certified", State.VERIFIED)]
    register(load_register, LONGER)
    load_feed(spare.replace("2490", "2590"))
    assert shown(workspace) == [("tco-certified", State.VERIFIED)]


def test_a_yes_does_not_outlive_the_certificate(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(FEED.replace("Dell P2425 skjerm", "Dell P2425 til P2425"))
    register(load_register)
    judge(workspace, True)
    register(load_register, REGISTER.replace("2028-01-01", "2026-11-21"))
    assert shown(workspace) == []


def test_undo_brings_back_what_the_rules_say_and_keeps_every_row(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    load_feed(FEED)
    register(load_register)
    done = judge(workspace, False)
    before = [(row.product_key, row.reason, row.decided_by, row.decided_at) for row in rows(workspace)]
    take_back(workspace, done.judgement.id or 0)
    assert shown(workspace) == [("tco-certified", State.VERIFIED)]
    after = rows(workspace)
    assert [(row.product_key, row.reason, row.decided_by, row.decided_at) for row in after] == before
    assert {(row.undone_by, row.undone_at) for row in after} == {("Ola", NOW)}
    judge(workspace, False)
    assert shown(workspace) == []
    assert len(rows(workspace)) == 2 * len(before)
    with pytest.raises(InvalidRequest, match="undone already, by Ola"):
        take_back(workspace, done.judgement.id or 0)
