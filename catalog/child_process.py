"""A child process that works for this one: started fresh, spoken to over a pipe, never left behind.

It is no fork: it shares no open file, no lock and no database connection with its parent. When the
parent ends, however it ends, the child's standard input closes and the child ends at once. A child that
dies (killed, out of memory) is an error in the parent, never an answer that is too short.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import traceback
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

from catalog.collecting import collected_rarely
from catalog.errors import MerkbarError

_START = "import sys; from catalog.child_process import serve; serve(int(sys.argv[1]))"
_SECONDS_TO_END = 10


class ChildDied(MerkbarError):
    """A child process ended before its work did."""


@dataclass(frozen=True, slots=True)
class _Raised:
    error: Exception


class Child:
    """Runs ``module:function`` in a process of its own, with its end of the pipe and ``arguments``.

    ``what`` names the work in messages. Use as a context manager: leaving it ends the child.
    """

    def __init__(self, what: str, function: str, *arguments: Any) -> None:
        self._what = what
        self._pipe, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 (our own interpreter, our own code)
                [sys.executable, "-c", _START, str(theirs.fileno())],
                stdin=subprocess.PIPE,
                pass_fds=(theirs.fileno(),),
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
                # Ctrl-C is for the parent alone: it ends its children as it ends
                start_new_session=True,
            )
        self.send((function, arguments))

    def send(self, message: Any) -> None:
        """Hands a message over. Raises ChildDied, or what the child raised."""
        try:
            self._pipe.send(message)
        except OSError as error:
            self.receive()
            raise self._died() from error

    def receive(self) -> Any:
        """The next message of the child. Raises ChildDied, or what the child raised."""
        try:
            message = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise self._died() from error
        if isinstance(message, _Raised):
            raise message.error
        return message

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pipe.close()
        self._process.kill()
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()

    def _died(self) -> ChildDied:
        try:
            code = self._process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            return ChildDied(f"the process for {self._what} ({self._process.pid}) does not answer")
        how = f"ended with {code}" if code >= 0 else f"was killed by {signal.Signals(-code).name}"
        more = " (is there enough memory?)" if code == -signal.SIGKILL else ""
        return ChildDied(f"the process for {self._what} {how}{more}")


def serve(handle: int) -> None:
    """The child's side: does the work it is told, and says what went wrong with it."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with Connection(handle) as pipe:
        function, arguments = pipe.recv()
        module, _, name = function.partition(":")
        try:
            with collected_rarely():
                getattr(import_module(module), name)(pipe, *arguments)
        except Exception as error:
            pipe.send(_Raised(_portable(error)))


def _end_with_parent() -> None:
    # not through sys.stdin: its lock would be held while the interpreter ends
    os.read(0, 1)
    os._exit(1)


def _portable(error: Exception) -> Exception:
    """The error itself where it survives the way to the parent, with the child's traceback as a note."""
    error.add_note("".join(traceback.format_exception(error)))
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 (what this process has just written)
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
