"""``kill -9`` at random points of ``merkbar deliver`` and of confirming, for each channel.

By hand for longer: ``DELIVERY_KILLS=300 pytest -m slow -n 0 -s tests/crash/test_kill_delivery.py``.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlmodel import select

from catalog import db
from catalog.models import Order
from catalog.ordering.sending import SENT, UNCERTAIN
from tests.crash.children import Runner
from tests.importers import sftp_server
from tests.web.delivery import mail_server
from tests.web.delivery.order_world import World, opened
from web.delivery.payload import unpacked

pytestmark = pytest.mark.slow
KILLS = int(os.environ.get("DELIVERY_KILLS", "30"))
LATER = "2026-11-24"


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as found:
        yield found


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    found = opened(tmp_path / "site")
    yield found
    found.workspace.engine.dispose()


def killed_until_done(world: World, between: Callable[[], None] = lambda: None, **environ: str) -> list[str]:
    """Confirms orders and delivers them, killed KILLS times; then delivers the rest. The orders' numbers."""
    chance = random.Random(20261124)  # noqa: S311  (a seed that repeats)
    runner = Runner(world.environment(**environ))
    numbers: list[str] = []
    kills = 0
    try:
        runner.run({"kind": "deliver"})
        numbers.append(world.confirm())
        began = time.monotonic()
        assert runner.run({"kind": "deliver"}) == {"status": "done"}
        usual = time.monotonic() - began
        while kills < KILLS:
            numbers += [world.confirm(), world.confirm()]
            said = runner.run({"kind": "deliver"}, kill_after=usual * chance.uniform(0.1, 1.0))
            assert said in ({"killed": True}, {"status": "done"}), said
            kills += "killed" in said
            between()
    finally:
        runner.close()
    last = Runner(world.environment(LATER, **environ))
    try:
        assert last.run({"kind": "deliver"}) == {"status": "done"}
    finally:
        last.close()
    between()
    return numbers


def place(stack: ExitStack, channel: str, world: World, folder: Path) -> dict[str, str]:
    """Opens the channel into ``folder``; the environment that it needs."""
    folder.mkdir()
    if channel == "directory":
        world.write_rules(f'channel = "directory"\npath = "{folder}"')
        return {}
    server = stack.enter_context(sftp_server.serving(folder.parent))
    world.write_rules(
        f'channel = "sftp"\nurl = "sftp://127.0.0.1:{server.port}/{folder.name}"\nallow_private = true\n'
        f'host_key = "{server.fingerprint}"\nuser_env = "SFTP_USER"\npassword_env = "SFTP_PASSWORD"'
    )
    return sftp_server.ENVIRON


@pytest.mark.parametrize("channel", ["directory", "sftp"])
def test_every_order_ends_as_one_whole_file(
    world: World, stack: ExitStack, tmp_path: Path, channel: str
) -> None:
    folder = tmp_path / "inn"
    environ = place(stack, channel, world, folder)
    numbers = killed_until_done(world, **environ)
    assert {world.state(number).state for number in numbers} == {SENT}
    files = {file.name: file.content for file in (unpacked(row.payload) for row in world.messages())}
    assert len(files) == len(numbers)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files


@pytest.mark.parametrize("channel", ["directory", "sftp"])
def test_a_supplier_that_fetches_meanwhile_gets_no_order_twice(
    world: World, stack: ExitStack, tmp_path: Path, channel: str
) -> None:
    folder, fetched = tmp_path / "inn", Counter[str]()
    environ = place(stack, channel, world, folder)

    def fetch() -> None:
        for path in folder.glob("B*.txt"):
            fetched[path.read_text("latin-1").split(";")[5]] += 1
            path.unlink()

    numbers = killed_until_done(world, fetch, **environ)
    states = {number: world.state(number).state for number in numbers}
    print(channel, Counter(states.values()))
    assert set(states.values()) <= {SENT, UNCERTAIN}
    # fetched is what the supplier has: each order once, also those that we have to ask about
    assert fetched == Counter(numbers)


def test_no_mail_is_sent_twice_and_none_is_lost(world: World, stack: ExitStack) -> None:
    post = stack.enter_context(mail_server.serving())
    post.delay = 0.02
    world.write_rules(
        'channel = "email"\nto = "ordre@nord.no"',
        f'[mail]\nhost = "127.0.0.1"\nport = {post.port}\nsecurity = "none"\nsender = "a@firma.no"',
    )
    numbers = killed_until_done(world)
    states = {number: world.state(number).state for number in numbers}
    print("email", Counter(states.values()))
    assert set(states.values()) <= {SENT, UNCERTAIN}
    arrived = Counter(post.ids())
    assert set(arrived.values()) == {1}
    ids = {f"<order-{number}@merkbar.example.no>": number for number in numbers}
    assert set(arrived) <= set(ids)
    missing = {ids[key] for key in set(ids) - set(arrived)}
    assert all(states[number] == UNCERTAIN for number in missing)


def test_confirming_makes_an_order_and_its_message_together_or_neither(world: World) -> None:
    """The channel ``download``: one file an order, whenever the process dies and the buyer clicks again."""
    world.write_rules('channel = "download"')
    chance = random.Random(20261125)  # noqa: S311  (a seed that repeats)
    runner = Runner(world.environment())
    kills, made = 0, []
    try:
        runner.run(asked(world, "first"))
        began = time.monotonic()
        runner.run(asked(world, "second"))
        usual = time.monotonic() - began
        while kills < KILLS:
            click = asked(world, f"click-{len(made)}")
            said = runner.run(click, kill_after=usual * chance.uniform(0.1, 0.7))
            kills += "killed" in said
            complete(world)
            made.append(str(runner.run(click)["status"]))
    finally:
        runner.close()
    assert len(set(made)) == len(made)
    assert complete(world) == len(made) + 2


def asked(world: World, key: str) -> dict[str, str]:
    """One click on confirm, with a basket of its own."""
    user, company = str(world.buyer.user_id), str(world.buyer.company_id)
    token = world.basket()
    return {
        "kind": "confirm",
        "token": token,
        "confirmation": key.ljust(20, "-"),
        "user": user,
        "company": company,
    }


def complete(world: World) -> int:
    """Every order has one message with its own whole file; how many there are."""
    with db.reading(world.workspace.engine) as session:
        numbers = sorted(session.exec(select(Order.number)))
    assert sorted(unpacked(row.payload).order for row in world.messages()) == numbers
    assert len({unpacked(row.payload).name for row in world.messages()}) == len(numbers)
    return len(numbers)
