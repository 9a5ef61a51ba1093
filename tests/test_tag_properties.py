"""What must hold for all feeds and registers: no order, repetition or passing of time makes a symbol.

The pure parts (gate, grouping, matching) are tried on many small worlds, the real store on a few.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from catalog.shapes import ProductView
from catalog.workspace import Workspace
from importers.feed_run import open_gate
from labels.model import State
from labels.validity import Validity, state_on
from tests.conftest import TODAY, Loader
from tests.judged.chain import Tags, tags_of
from tests.judged.stores import File, Store, files_of, opened
from tests.judged.worlds import DAYS, WORLDS, World, by_pattern, shuffled, tied

# The workspace belongs to the whole test: pure examples write nothing, the others fill a store of their own.
SHARED = [HealthCheck.function_scoped_fixture]
PURE = settings(max_examples=200, deadline=None, suppress_health_check=SHARED)
# Shrinking would load hundreds of stores; the worlds are small enough to read as they are.
STORE = settings(
    max_examples=6, deadline=None, suppress_health_check=SHARED,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)  # fmt: skip
SEEN = (State.VERIFIED, State.EXPIRING)
# The states that may follow each one while nothing but time passes; None is a certificate not yet begun.
STEPS: dict[State | None, set[State | None]] = {
    None: {None, State.VERIFIED, State.EXPIRING, State.EXPIRED, State.WITHDRAWN},
    State.VERIFIED: {State.VERIFIED, State.EXPIRING, State.EXPIRED},
    State.EXPIRING: {State.EXPIRING, State.EXPIRED},
    State.EXPIRED: {State.EXPIRED},
    State.WITHDRAWN: {State.WITHDRAWN},
}
Derived = Callable[[World], Tags]
Opened = Callable[[], AbstractContextManager[Store]]


@pytest.fixture
def derived(workspace: Workspace) -> Derived:
    gate = open_gate(workspace)

    def tags(world: World) -> Tags:
        return tags_of(gate, world)

    return tags


@pytest.fixture
def store(workspace: Workspace, load_feed: Loader, load_register: Loader) -> Opened:
    def fresh() -> AbstractContextManager[Store]:
        return opened(workspace, load_feed, load_register)

    return fresh


@PURE
@example(tied())
@given(shuffled())
def test_no_order_of_offers_or_certificates_changes_a_tag(
    derived: Derived, worlds: tuple[World, World]
) -> None:
    world, other = worlds
    assert derived(other) == derived(world)


@STORE
@given(WORLDS, st.data())
def test_no_order_repetition_or_interleaving_of_loads_changes_a_tag(
    store: Opened, world: World, data: st.DataObject
) -> None:
    files = files_of(world, parts=2)
    again = data.draw(st.lists(st.sampled_from(files), max_size=3))
    order = data.draw(st.permutations([*files, *again]))
    with store() as plain, store() as mixed:
        plain.load(files_of(world))
        mixed.load(order)
        assert mixed.tags(world) == plain.tags(world)


@STORE
@example(by_pattern())
@given(WORLDS)
def test_the_store_finds_what_holding_everything_against_everything_finds(
    store: Opened, derived: Derived, world: World
) -> None:
    with store() as filled:
        filled.load(files_of(world))
        found, expected = filled.tags(world), derived(world)
    for name, said in expected.items():
        assert _automatic(found[name]) == _automatic(said), name


def _automatic(said: frozenset[tuple[object, ...]]) -> set[tuple[object, ...]]:
    """Without level E: what merely looks alike is searched among neighbours only."""
    return {tag for tag in said if tag[3] != "E"}


@STORE
@given(WORLDS)
def test_deleting_and_importing_everything_again_gives_the_same_tags(store: Opened, world: World) -> None:
    files = files_of(world)
    with store() as filled:
        filled.load(files, mode="full")
        before = filled.tags(world)
        filled.load([_stranger(file) for file in files], mode="full")
        gone = filled.tags(World(tuple({**row, "supplier_number": "strange"} for row in world.offers), ()))
        assert set().union(*gone.values()) == set()
        filled.load(files, mode="full")
        assert filled.tags(world) == before


def _stranger(file: File) -> File:
    """The same supplier or register naming nothing that it named before."""
    row = {**file.rows[0], "supplier_number": "strange", "brand": "Nobody", "mpn": "", "model": "Z9",
           "gtin": "", "el_number": "", "labels": "", "certificates": "", "certificate": "9999"}  # fmt: skip
    return File(file.kind, file.owner, ({name: row[name] for name in file.rows[0]},))


@given(
    st.none() | st.sampled_from(DAYS), st.none() | st.sampled_from(DAYS), st.lists(st.integers(-1500, 1500))
)  # fmt: skip
def test_time_alone_moves_a_certificate_from_verified_to_expiring_to_expired(
    first: date | None, last: date | None, offsets: list[int]
) -> None:
    validity = Validity(first, last, None)
    before: State | None = None
    for offset in sorted(offsets):
        today = TODAY + timedelta(days=offset)
        state = state_on(validity, today, stale=False)
        assert state in STEPS[before]
        if first is not None and today < first:
            assert state in (None, State.EXPIRED)
        before = state


@STORE
@given(WORLDS)
def test_time_alone_moves_no_symbol_another_way(store: Opened, world: World) -> None:
    days = [TODAY + timedelta(days=after) for after in (0, 1, 59, 60, 61, 200, 364)]
    before: dict[int, State | None] = {}
    with store() as filled:
        filled.load(files_of(world))
        for today in days:
            for view in filled.views(world, today).values():
                _moved(before, view)
                for item in view.labels:
                    if item.state in SEEN:
                        assert item.valid_from is not None
                        assert item.valid_to is not None
                        assert item.valid_from <= today <= item.valid_to


def _moved(before: dict[int, State | None], view: ProductView) -> None:
    """Holds the state of every certificate of a product against the one of the day before it."""
    for item in view.evidence:
        if item.kind == "register" and not item.rejected:
            assert item.state in STEPS[before.get(item.tag_id)]
            before[item.tag_id] = item.state
