"""Child processes: what they raise arrives, and neither of the two outlives the other unnoticed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from catalog.child_process import Child, ChildDied
from catalog.errors import InvalidRequest, MerkbarError

HERE = "tests.catalog.test_child_process"


def double(pipe: Connection) -> None:
    """Sends back twice what it is given, until that is 0."""
    while number := pipe.recv():
        pipe.send(number * 2)


def refuse(pipe: Connection, words: str) -> None:
    """Raises at once."""
    raise MerkbarError(words)


def refuse_unportably(pipe: Connection) -> None:
    """Raises what cannot be sent: it is made of two arguments and remembers one."""
    raise InvalidRequest("page", "is no number")


def hold_a_child(marker: str) -> None:
    """A parent that starts a child and waits until it is killed."""
    with Child("waiting", f"{HERE}:double") as child:
        child.send(1)
        assert child.receive() == 2
        Path(marker).write_text(str(_pid(child)))
        time.sleep(60)


def _pid(child: Child) -> int:
    return child._process.pid


def _gone(pid: int) -> bool:
    for _try in range(100):
        state = Path(f"/proc/{pid}/stat")
        try:
            if state.read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


def test_a_child_answers_and_is_gone_afterwards() -> None:
    with Child("doubling", f"{HERE}:double") as child:
        for number in range(1, 4):
            child.send(number)
            assert child.receive() == number * 2
    assert _gone(_pid(child))


def test_what_a_child_raises_is_raised_here() -> None:
    with Child("refusing", f"{HERE}:refuse", "too many") as child:
        with pytest.raises(MerkbarError) as raised:
            child.receive()
        assert str(raised.value) == "too many"
        assert "in refuse" in raised.value.__notes__[0]


def test_an_error_that_cannot_travel_arrives_in_words() -> None:
    words = "InvalidRequest: page: is no number"
    with Child("refusing", f"{HERE}:refuse_unportably") as child, pytest.raises(RuntimeError, match=words):
        child.receive()


def test_a_killed_child_is_an_error_and_never_an_answer() -> None:
    with Child("doubling", f"{HERE}:double") as child:
        os.kill(_pid(child), signal.SIGKILL)
        with pytest.raises(ChildDied, match="process for doubling was killed by SIGKILL .*enough memory"):
            for _try in range(10_000):
                child.send(b"x" * 100_000)


def test_a_child_that_ends_too_early_is_an_error() -> None:
    with Child("doubling", f"{HERE}:double") as child:
        child.send(0)
        with pytest.raises(ChildDied, match="ended with 0"):
            child.receive()


def test_a_killed_parent_leaves_no_child_behind(tmp_path: Path) -> None:
    marker = tmp_path / "pid"
    start = f"from {HERE} import hold_a_child; hold_a_child({str(marker)!r})"
    parent = subprocess.Popen([sys.executable, "-c", start])
    while not marker.is_file() or not marker.read_text():
        assert parent.poll() is None
        time.sleep(0.05)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    assert _gone(int(marker.read_text()))
