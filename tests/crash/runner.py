"""A process that does runs in children of its own, so that one can be killed without starting Python anew.

``python -m tests.crash.runner``: each line on standard input is a JSON object (kind, path, format, supplier,
label, mode; kill_after, in seconds); for each it forks a child that does the run like the command line does,
kills it when it is not done by then, and prints how it ended: ``{"killed": true}`` or the run's report. The
kind ``deliver`` is ``merkbar deliver``, ``confirm`` (token, confirmation, user, company) confirms an order.
The settings come from the environment.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import select
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

from catalog import db
from catalog.ordering import orders as ordering
from catalog.people.roles import Role, Visitor
from importers import profiles
from importers.feed_run import run_feed
from importers.raw import keep
from importers.register_run import run_register
from web.cli import delivering, merkbar
from web.config import from_environment, open_workspace
from web.delivery import order_rules, orders

assert delivering.deliver  # loaded before the first fork, so that a child begins at once


def load(asked: dict[str, str]) -> dict[str, Any]:
    """One run, in the store of the environment."""
    if asked["kind"] == "deliver":
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            merkbar.main(["deliver"], standalone_mode=False)
        return {"status": "done"}
    if asked["kind"] == "confirm":
        return {"status": confirmed(asked)}
    workspace = open_workspace(from_environment(os.environ))
    profile = profiles.for_load(
        profiles.Profiles(), asked["kind"], asked["format"],
        supplier=asked.get("supplier", ""), label=asked.get("label", ""), mode=asked["mode"],
    )  # fmt: skip
    raw = keep(Path(asked["path"]), workspace.raw_dir / profile.name)
    run = run_feed if asked["kind"] == "feed" else run_register
    return run(workspace, profile, raw).as_json()


def confirmed(asked: dict[str, str]) -> str:
    """Confirms and queues an order as the web does; its number."""
    settings = from_environment(os.environ)
    workspace, now = open_workspace(settings), settings.clock.now()
    visitor = Visitor(int(asked["user"]), int(asked["company"]), Role.BUYER, "Kari")
    with db.writing(workspace.engine) as session:
        order = ordering.confirm(
            session, workspace, asked["token"], "nord", asked["confirmation"], "", "", "", now=now,
            today=workspace.clock.today(), visitor=visitor,
        )  # fmt: skip
        rules = order_rules.load(settings.data / order_rules.FILE)
        orders.queue(session, rules, workspace.labels, order, now)
        return order.number


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
