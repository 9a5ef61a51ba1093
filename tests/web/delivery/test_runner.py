"""The outbox runner: back-off, giving up, deaths in the middle, and channels that cannot be repeated."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select
from sqlmodel import col

from catalog import db
from catalog.clock import Clock
from catalog.errors import NotFound
from catalog.models import Outgoing
from catalog.workspace import Workspace
from importers.errors import AlreadyRunning
from importers.lock import held
from web.delivery import outbox, runner
from web.delivery.outcomes import Ambiguous, Message, Outcome, Refused, Sent
from web.delivery.runner import Round
from web.delivery.settings import DeliverySettings

START = datetime(2026, 11, 22, 6, tzinfo=UTC)


@dataclass
class Line:
    """A channel whose other end does as it is told."""

    answer: Callable[[Message], Outcome] = lambda message: Sent()
    REPEATABLE: bool = True
    took: list[str] = field(default_factory=list)

    def untouched(self, message: Message, settings: DeliverySettings) -> bool:
        return False

    def send(self, message: Message, settings: DeliverySettings) -> Outcome:
        self.took.append(message.key)
        return self.answer(message)


class Desk:
    """A workspace whose clock the test moves."""

    def __init__(self, workspace: Workspace) -> None:
        self.now = START
        self.jitter = Random(1)
        self.space = replace(workspace, clock=Clock(source=lambda: self.now))

    def put(self, key: str, target: str = "ops") -> None:
        with db.writing(self.space.engine) as session:
            outbox.put(
                session, kind="alert", channel="line", target=target, payload="{}", key=key, now=self.now
            )

    def run(self, line: Line, limit: int = 100) -> Round:
        result = Round()
        settings = DeliverySettings({}, self.space.clock)
        runner.deliver(self.space, settings, {"line": line}, self.jitter, result, limit)
        return result

    def rows(self) -> dict[str, Outgoing]:
        with db.reading(self.space.engine) as session:
            found = session.execute(select(Outgoing).order_by(col(Outgoing.id))).scalars().all()
            session.expunge_all()
        return {row.idempotency_key: row for row in found}


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return Desk(workspace)


def test_what_is_sent_is_sent_once(desk: Desk) -> None:
    line = Line()
    desk.put("a")
    desk.put("a")
    assert desk.run(line).sent == 1
    assert desk.run(line).sent == 0
    assert line.took == ["a"]
    row = desk.rows()["a"]
    assert (row.state, row.attempts, row.sent_at, row.started_at) == ("sent", 1, START, None)


def test_a_refusal_is_tried_again_later_and_later_and_then_given_up(desk: Desk) -> None:
    line = Line(lambda message: Refused("answered 500"))
    desk.put("a")
    waits = []
    for attempt in range(1, runner.MAX_ATTEMPTS):
        result = desk.run(line)
        assert (result.retried, result.gave_up) == (1, False)
        row = desk.rows()["a"]
        assert (row.state, row.attempts) == ("queued", attempt)
        waits.append(row.next_attempt_at - desk.now)
        assert desk.run(line).retried == 0  # not due yet
        desk.now = row.next_attempt_at
    minutes = [wait / timedelta(minutes=1) for wait in waits]
    for wait, expected in zip(minutes, [1, 4, 16, 64, 256, 360, 360, 360, 360], strict=True):
        assert 0.75 * expected <= wait <= 1.25 * expected
    assert len(set(minutes)) == len(minutes)  # jitter
    assert desk.run(line).gave_up
    row = desk.rows()["a"]
    assert (row.state, row.last_error) == ("failed", "answered 500 (gave up after 10 attempts)")


def test_a_wait_that_was_asked_for_is_kept_within_reason(desk: Desk) -> None:
    for seconds, least, most in ((3600, 60, 60), (10**9, 360, 360)):
        wait = runner.wait(1, Random(1), float(seconds)) / timedelta(minutes=1)
        assert least <= wait <= most


def test_a_final_refusal_is_not_tried_again(desk: Desk) -> None:
    desk.put("a")
    assert desk.run(Line(lambda message: Refused("gone", final=True))).failed == 1
    assert desk.rows()["a"].state == "failed"


def test_an_unknown_channel_fails_and_the_others_go_on(desk: Desk) -> None:
    with db.writing(desk.space.engine) as session:
        outbox.put(session, kind="order", channel="fax", target="x", payload="", key="f", now=START)
    desk.put("a")
    result = desk.run(Line())
    assert (result.failed, result.sent) == (1, 1)
    assert desk.rows()["f"].last_error == "there is no channel fax"


def test_a_target_that_does_not_answer_holds_nobody_else_up(desk: Desk) -> None:
    def answer(message: Message) -> Outcome:
        return Ambiguous("no answer in time") if message.target == "dead" else Sent()

    for number in range(3):
        desk.put(f"dead-{number}", "dead")
        desk.put(f"ops-{number}")
    line = Line(answer)
    result = desk.run(line)
    assert (result.sent, result.retried) == (3, 1)
    assert [key for key in line.took if key.startswith("dead")] == ["dead-0"]
    assert desk.rows()["dead-1"].attempts == 0


def test_what_cannot_be_repeated_becomes_uncertain_and_waits_for_a_person(desk: Desk) -> None:
    desk.put("a")
    line = Line(lambda message: Ambiguous("the line went dead"), REPEATABLE=False)
    assert desk.run(line).uncertain == 1
    desk.now += timedelta(days=3)
    assert not desk.run(line).gave_up
    row = desk.rows()["a"]
    assert (row.state, row.last_error, line.took) == ("uncertain", "the line went dead", ["a"])
    with db.writing(desk.space.engine) as session:
        outbox.decide(session, row.id or 0, "queued", desk.now)
    assert desk.run(Line()).sent == 1


@pytest.mark.parametrize(("repeatable", "state", "sends"), [(True, "sent", 2), (False, "uncertain", 1)])
def test_a_death_between_sending_and_writing_it_down(
    desk: Desk, repeatable: bool, state: str, sends: int
) -> None:
    def die(message: Message) -> Outcome:
        raise KeyboardInterrupt

    line = Line(die, REPEATABLE=repeatable)
    desk.put("a")
    with pytest.raises(KeyboardInterrupt):
        desk.run(line)
    assert desk.rows()["a"].started_at == START
    line.answer = lambda message: Sent()
    result = desk.run(line)
    assert result.gave_up is not repeatable
    assert (desk.rows()["a"].state, len(line.took)) == (state, sends)


def test_a_fault_of_the_channel_is_an_unknown_end_and_the_others_go_on(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(message: Message) -> Outcome:
        if message.target == "ops":
            raise RuntimeError("not foreseen")
        return Sent()

    desk.put("a")
    desk.put("b", "other")
    result = desk.run(Line(broken))
    assert (result.retried, result.sent) == (1, 1)
    assert "not foreseen" in caplog.text
    assert desk.rows()["a"].last_error == "RuntimeError: not foreseen"


def test_two_calls_never_send_the_same_message(desk: Desk) -> None:
    for number in range(20):
        desk.put(f"m{number}")
    line = Line()
    busy = 0

    def call() -> None:
        nonlocal busy
        try:
            desk.run(line)
        except AlreadyRunning:
            busy += 1

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(line.took) == sorted(desk.rows())
    with held(desk.space.lock_dir, runner.LOCK), pytest.raises(AlreadyRunning):
        desk.run(line)


def test_a_claim_is_taken_by_one_only_even_without_the_lock(desk: Desk) -> None:
    desk.put("a")
    with db.reading(desk.space.engine) as session:
        (message,) = outbox.due(session, START, 10)
    taken = []
    for _call in range(2):
        with db.writing(desk.space.engine) as session:
            taken.append(outbox.claim(session, message, START))
    assert taken == [True, False]


def test_the_limit_and_the_order_of_waiting_are_kept(desk: Desk) -> None:
    for number in range(5):
        desk.now = START + timedelta(minutes=5 - number)
        desk.put(f"m{number}")
    desk.now = START + timedelta(hours=1)
    line = Line()
    desk.run(line, limit=2)
    assert line.took == ["m4", "m3"]


def test_a_person_cancels_or_retries_only_what_was_not_sent(desk: Desk) -> None:
    desk.put("a")
    desk.put("b")
    rows = desk.rows()
    with db.writing(desk.space.engine) as session:
        outbox.decide(session, rows["a"].id or 0, "cancelled", START)
    line = Line()
    assert desk.run(line).sent == 1
    assert line.took == ["b"]
    for wanted in (rows["b"].id or 0, 999):
        with pytest.raises(NotFound), db.writing(desk.space.engine) as session:
            outbox.decide(session, wanted, "queued", START)
