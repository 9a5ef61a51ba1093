"""The test's side of ``tests.crash.runner``: asks for runs and kills them."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.conftest import ROOT


class Runner:
    """The process that does the runs (``tests.crash.runner``)."""

    def __init__(self, environment: dict[str, str]) -> None:
        command = [sys.executable, "-m", "tests.crash.runner"]
        self._process = subprocess.Popen(
            command, env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, order: dict[str, str], kill_after: float | None = None) -> dict[str, object]:
        """Does a run, killed after so many seconds where it is not done by then."""
        assert self._process.stdin is not None and self._process.stdout is not None
        limit = {} if kill_after is None else {"kill_after": kill_after}
        print(json.dumps(order | limit), file=self._process.stdin, flush=True)
        found: dict[str, object] = json.loads(self._process.stdout.readline())
        return found

    def close(self) -> None:
        """Ends the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(20)
