"""A certificate's state on a day: inclusive ends, withdrawal, age of the register's copy."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels.model import State
from labels.validity import Validity, interval, is_stale, state_on

START, END = date(2025, 1, 1), date(2026, 11, 22)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (START - timedelta(days=1), None),
        (START, State.VERIFIED),
        (END - timedelta(days=91), State.VERIFIED),
        (END - timedelta(days=90), State.EXPIRING),
        (END, State.EXPIRING),
        (END + timedelta(days=1), State.EXPIRED),
    ],
)
def test_both_ends_belong_to_the_validity(today: date, state: State | None) -> None:
    assert state_on(Validity(START, END, None), today, stale=False) is state


def test_without_an_end_it_never_expires() -> None:
    assert state_on(Validity(START, None, None), date(2099, 1, 1), stale=False) is State.VERIFIED


def test_a_withdrawn_certificate_ends_on_the_day_of_withdrawal() -> None:
    validity = Validity(START, END, date(2026, 3, 1))
    assert state_on(validity, date(2026, 2, 28), stale=False) is State.VERIFIED
    assert state_on(validity, date(2026, 3, 1), stale=False) is State.WITHDRAWN


def test_an_old_copy_vouches_for_nothing_but_does_not_revive_what_ended() -> None:
    assert state_on(Validity(START, END, None), END, stale=True) is State.UNCONFIRMED
    assert state_on(Validity(START, END, None), END + timedelta(days=1), stale=True) is State.EXPIRED


def test_a_copy_is_stale_on_the_day_after_its_limit() -> None:
    assert not is_stale(date(2026, 1, 1), 30, date(2026, 1, 31))
    assert is_stale(date(2026, 1, 1), 30, date(2026, 2, 1))


_DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(st.none() | _DAYS, st.none() | _DAYS, st.none() | _DAYS, _DAYS)
def test_the_interval_and_the_state_never_disagree(
    first: date | None, last: date | None, withdrawn: date | None, today: date
) -> None:
    validity = Validity(first, last, withdrawn)
    days = interval(validity)
    inside = (
        days is not None
        and (days.first is None or days.first <= today)
        and (days.last is None or today <= days.last)
    )
    state = state_on(validity, today, stale=False)
    assert inside == (state in (State.VERIFIED, State.EXPIRING))


@given(st.none() | _DAYS, st.none() | _DAYS, _DAYS)
def test_time_alone_moves_one_way(first: date | None, last: date | None, today: date) -> None:
    order = [None, State.VERIFIED, State.EXPIRING, State.EXPIRED]
    validity = Validity(first, last, None)
    now = state_on(validity, today, stale=False)
    later = state_on(validity, today + timedelta(days=1), stale=False)
    assert order.index(later) >= order.index(now)
