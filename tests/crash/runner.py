"""A process that does runs in children of its own, so that one can be killed without starting Python anew.

``python -m tests.crash.runner``: each line on standard input is a JSON object (kind, path, format, supplier,
label, mode; kill_after, in seconds); for each it forks a child that does the run like the command line does,
kills it when it is not done by then, and prints how it ended: ``{"killed": true}`` or the run's report. The
settings come from the environment.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

from importers import profiles
from importers.feed_run import run_feed
from importers.raw import keep
from importers.register_run import run_register
from web.config import from_environment, open_workspace


def load(asked: dict[str, str]) -> dict[str, Any]:
    """One run, in the store of the environment."""
    workspace = open_workspace(from_environment(os.environ))
    profile = profiles.for_load(
        profiles.Profiles(), asked["kind"], asked["format"],
        supplier=asked.get("supplier", ""), label=asked.get("label", ""), mode=asked["mode"],
    )  # fmt: skip
    raw = keep(Path(asked["path"]), workspace.raw_dir / profile.name)
    run = run_feed if asked["kind"] == "feed" else run_register
    return run(workspace, profile, raw).as_json()


def child(asked: dict[str, str], answer: int) -> None:
    """Does the run and writes its report into the pipe; never returns."""
    try:
        said = json.dumps(load(asked))
    except BaseException:  # a child must not go on as its parent; the report says what happened
        said = json.dumps({"status": "raised", "message": traceback.format_exc()})
    os.write(answer, said.encode())
    os._exit(0)


def main() -> None:
    """Reads orders until standard input ends."""
    for line in sys.stdin:
        reading, writing = os.pipe()
        number = os.fork()
        if number == 0:
            os.close(reading)
            child(json.loads(line), writing)
        os.close(writing)
        order = json.loads(line)
        select.select([reading], [], [], order.get("kill_after"))
        if "kill_after" in order:
            os.kill(number, signal.SIGKILL)  # not waited for yet, so the number is still its own
        with os.fdopen(reading) as pipe:
            said = pipe.read()
        os.waitpid(number, 0)
        print(said or json.dumps({"killed": True}), flush=True)


if __name__ == "__main__":
    main()
